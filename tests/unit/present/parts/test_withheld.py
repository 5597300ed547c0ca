"""What the page says where figures are withheld for the advisers' sake: that they are, why, and nothing to blame."""

from __future__ import annotations

import dataclasses

import pages
import pytest
import weeks
from bs4 import BeautifulSoup

from kit import present
from kit.present.parts import heat
from kit.present.voice import plain

TOLD = ["answered", "abandoned", "answer_rate", "asa"]


def _alone(review, rows=slice(None)):
    """The week as it is told when a single adviser was there in those half-hours."""
    table = review.heat.copy()
    table.loc[table.index[rows], TOLD] = float("nan")
    table.loc[table.index[rows], "withheld"] = "few_advisers"
    return dataclasses.replace(review, heat=table)


def _days(review, why):
    by_day = review.by_day.assign(withheld=why, aht=review.by_day["aht"].where([not one for one in why]))
    return dataclasses.replace(review, by_day=by_day)


def _soup(shown, lang) -> BeautifulSoup:
    return BeautifulSoup(shown.html[lang], "html.parser")


def _text(shown, lang) -> str:
    return plain(shown.html[lang]).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_withheld_half_hour_is_a_dash_with_its_reason(lang):
    """An empty cell would say that nothing was there to count."""
    review = _alone(pages.week("bad"), slice(0, 2))
    for part in (present.heat_answer_rate, present.heat_waits):
        assert [cell.text for cell in _soup(part(review), lang).tbody.find_all("td")[:2]] == ["–", "–"]
        assert {"fr": "Un seul conseiller", "en": "A single adviser"}[lang] in _text(part(review), lang)
    assert "–" not in [cell.text for cell in _soup(present.heat_demand(review), lang).tbody.find_all("td")]


def test_a_week_withheld_whole_blames_no_file(lang):
    """No adviser's figures are shown: that is no fault of whoever delivers the file."""
    text = _text(present.heat_waits(_alone(pages.week("bad"))), lang)

    assert {"fr": "Un seul conseiller", "en": "A single adviser"}[lang] in text
    assert "Estuaire" not in text


def test_an_hour_holds_back_both_its_half_hours():
    """A line open round the clock is shown by the hour: half of one must not stand for the whole."""
    review = pages.week("clock")
    first = heat.grid(_alone(review, slice(0, 1))).iloc[0]
    assert (first["minutes"], first["withheld"]) == (60, "few_advisers")
    assert first[TOLD].isna().all() and first["offered"] == review.heat["offered"].iloc[:2].sum()


@pytest.mark.parametrize(("why", "said"), [("few_advisers", "fewer than 5"), ("unknown_advisers", "not delivered")])
def test_a_withheld_day_says_so_and_why(why, said):
    """The reader must know that the time is known and not shown, and what would show it."""
    text = _text(present.days(_days(pages.week("bad"), [why, "protecting", "", "", ""])), "en")

    assert text.count("withheld") >= 2 and said in text


def test_a_handle_time_withheld_on_every_day_keeps_its_column():
    """A column that is gone looks like a file that does not hold it."""
    table = _soup(present.days(_days(pages.week("bad"), ["few_advisers"] * 5)), "en").table

    assert [cell.text for cell in table.find_all("td") if cell.text == "withheld"] == ["withheld"] * 5


def test_a_withheld_figure_of_the_contract_says_why_it_is_not_judged(lang):
    """Not missing, not late: so few advisers that it would speak of persons."""
    review = weeks.bad_week()
    figures = review.figures.copy()
    mine = figures["figure"] == "aht"
    figures.loc[mine, ["value", "numerator", "denominator", "gap", "center", "lower", "upper"]] = float("nan")
    figures.loc[mine, ["reason", "signal"]] = ["few_advisers", "none"]
    week = dataclasses.replace(review, figures=figures)
    text = _text(present.scorecard(week), lang)
    cells = [cell.text for cell in _soup(present.scorecard(week), lang).find_all("td", class_="n")]

    assert {"fr": "masqué", "en": "withheld"}[lang] in cells  # not "n/a": it is known, and not shown
    assert {"fr": "parlerait de personnes", "en": "speak of persons"}[lang] in text
