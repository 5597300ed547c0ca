"""The page that both sides sign."""

import pytest
from bs4 import BeautifulSoup

from kit import params
from kit.present import definitions

EXAMPLES = [
    {"figure": "answer_rate.agent", "given": {"answered": 1000, "offered": 1070}, "expected": 0.934579},
    {"figure": "answer_rate.agent", "given": {"answered": 51, "offered": 100}, "expected": 0.51},
    {"figure": "asa", "given": {"wait_answered_s": 18000, "answered": 1000}, "expected": 18.0},
    {"figure": "wait.p50", "given": {"waits": [3, 5, 8]}, "expected": 5.0},
]


@pytest.fixture(params=("fr", "en"))
def soup(request):
    """The page in each language."""
    return BeautifulSoup(definitions.page(EXAMPLES, request.param), "html.parser")


def test_every_figure_and_every_count_is_defined(soup):
    """What is not on the page was not signed."""
    codes = {code.get_text() for code in soup.find_all("code")}
    assert codes == set(params.glossary().figures) | set(params.glossary().symbols)


def test_examples_can_be_worked_by_hand(soup):
    """A signature is given to a formula that one has seen give a number."""
    row = soup.find("code", string="answer_rate.agent").find_parent("tr")
    text = row.get_text().replace("\u202f", "").replace(",", "")
    assert "1000" in text and "1070" in text and ("93.46%" in text or "9346%" in text)
    assert len(row.find_all("p")) == 2


def test_both_sides_have_a_place_to_sign(soup):
    """The page is signed by both or by none."""
    assert len(soup.find("table", class_="sign").thead.find_all("th")) == 2


def test_the_page_runs_nothing(soup):
    """It is mailed between two firms."""
    assert not soup.find_all(["script", "link"]) and len(soup.find_all("h1")) == 1


def test_an_example_of_an_unknown_figure_is_refused():
    """A typing error in a spec test must not drop its example from the page in silence."""
    with pytest.raises(KeyError):
        definitions.page([{"figure": "answer_rate.agnet", "given": {}, "expected": 1.0}], "fr")


@pytest.mark.parametrize("symbol", ["ivr_exit", "deflected", "overflow"])
def test_calls_that_no_adviser_met_are_defined_beside_their_name(soup, symbol):
    """Left in the menu and deflected are read in two ways, until it is written who counts as neither."""
    row = soup.find("code", string=symbol).find_parent("tr")

    assert "abandon" in row.find("small").get_text()
