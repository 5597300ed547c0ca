"""The formula that is printed is the formula that is computed."""

import pytest

from kit import params
from kit.errors import BadParams
from kit.params.glossary import contrast, linear


@pytest.mark.parametrize(
    ("formula", "terms"),
    [
        ("answered", {"answered": 1}),
        ("answered + abandoned - abandoned_short", {"answered": 1, "abandoned": 1, "abandoned_short": -1}),
        ("", {}),
    ],
)
def test_a_formula_is_a_sum_of_symbols(formula, terms):
    """Sums of additive counts only: what is printed can be checked with a pocket calculator."""
    assert linear(formula) == terms


@pytest.mark.parametrize("formula", ["answered * 2", "answered abandoned", "__import__('os')", "1 + 2", "answered / x"])
def test_anything_but_a_sum_is_refused(formula):
    """A glossary is data; it must not be able to compute, let alone run, anything else."""
    with pytest.raises(ValueError, match="sum of symbols"):
        linear(formula)


@pytest.mark.parametrize(
    ("figure", "variant", "found"),
    [
        ("sl.T", "v3", "sl.v3"),
        ("answer_rate.agent", "", "answer_rate.agent"),
        ("answer_rate.agent", "net_short", "answer_rate.net_short"),
        ("asa", "", "asa"),
    ],
)
def test_an_objective_names_one_figure(figure, variant, found):
    """One week has service levels from 71.7 % to 86.0 %: the contract must say which."""
    assert params.glossary().resolve(figure, variant) == found


def test_contrast_follows_wcag():
    """Black on white is 21; the mid grey #767676 is the known limit of 4.5."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_an_unreadable_house_colour_is_refused(new_home):
    """A client's pale yellow on white would leave the page unread."""
    home = new_home("sample")
    text = (params.PROJECT / "params/house.yml").read_text().replace('house: "#0f5c6e"', 'house: "#ffee99"')
    (home / "params/house.yml").write_text(text)

    with pytest.raises(BadParams, match="contrast"):
        params.house()
