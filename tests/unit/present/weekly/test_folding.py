"""What is folded to a line: sections that call for no decision, objectives that are never missed; and what never is."""

import copy
import dataclasses

import pages
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from kit import present
from kit.analysis.review import Finding
from kit.analysis.weekly.result import FINDING_KINDS
from kit.present.parts import calm

SECTIONS = {
    "waterfall": "path", "counts": "two-counts", "heat_demand": "when-demand", "heat_answer_rate": "when-answered",
    "heat_waits": "when-waits", "days": "days", "trend": "year", "variants": "other-counts", "deliveries": "owed",
    "changes": "changed", "sources": "data", "method": "reading",
}  # fmt: skip


def _soup(review, lang="en") -> BeautifulSoup:
    return BeautifulSoup(pages.export(pages.executed(review), lang), "html.parser")


def _folded(soup) -> set[str]:
    return {section.h2["id"] for section in soup.find_all("section", class_="calm")}


@pytest.fixture(scope="module")
def quiet():
    """A week with nothing to tell, whose every figure is in the middle of its band."""
    return pages.weeks.calm_week()


@pytest.mark.slow
def test_a_calm_week_is_its_headline_its_contract_and_a_line_for_each_other_section(quiet, lang):
    """Every objective kept, nothing late, nothing unexplained: thirteen sections ask for no minute of the meeting."""
    soup = _soup(quiet, lang)

    assert _folded(soup) == set(SECTIONS.values())
    assert [section.h2["id"] for section in soup.find_all("section", class_=None)] == ["contract"]


@pytest.mark.slow
def test_a_folded_line_holds_the_question_and_the_parts_own_sentence_once(quiet, lang):
    """The line must answer its question; opened, the section must not say the same thing twice."""
    soup = _soup(quiet, lang)

    for part, cell in SECTIONS.items():
        section = soup.find(id=cell).find_parent("section")
        sentence = BeautifulSoup(getattr(present, part)(quiet).html[lang], "html.parser").find("p", class_="say")
        assert section.summary.h2["id"] == cell
        assert section.summary.find(class_="line").get_text() == sentence.get_text()
        assert section.get_text().count(sentence.get_text()) == 1


@pytest.mark.slow
def test_what_is_folded_is_all_there(quiet):
    """A line is a promise: the table behind it is one click away, in the same file."""
    soup = _soup(quiet)

    for part in SECTIONS:
        shown = BeautifulSoup(getattr(present, part)(quiet).html["en"], "html.parser")
        held = soup.find("div", class_=f"part {part}")
        tables = held.find_all("table") if held else []  # a part that is one sentence has nothing to fold
        assert len(tables) == len(shown.find_all("table"))
    assert "Each cell is a moment of the week" in soup.find(id="when-demand").find_parent("section").get_text()


@pytest.mark.slow
def test_every_fold_can_be_opened_at_once_without_script(quiet):
    """Twelve clicks before printing is twelve clicks too many."""
    soup = _soup(quiet)

    links = [link for link in soup.find("p", class_="unfold").find_all("a")]
    assert [link["href"] for link in links] == ["#complete", "#main"]
    assert soup.find(id="complete") is not None
    assert "choose “Unfold all”" in soup.find("p", class_="paper").get_text()


def test_in_a_notebook_nothing_is_folded(quiet):
    """The analyst came to look at the tables."""
    assert "<details><summary><h2" not in present.waterfall(quiet)._repr_mimebundle_()["text/html"]


# What never is


def _with(review, kind: str, figure: str = "", **fields):
    return dataclasses.replace(review, findings=(Finding(1, kind, figure, None, fields),))


@pytest.mark.parametrize("kind", FINDING_KINDS)
def test_no_section_that_a_finding_speaks_of_is_folded(quiet, kind):
    """A finding that leads to a folded line would say that nothing is there. A new kind must be placed here."""
    review = _with(quiet, kind, "asa")

    assert kind in calm.SPEAKS_OF
    assert [part for part in calm.SPEAKS_OF[kind] if calm.of(part, review)] == []


@pytest.mark.parametrize(
    ("figure", "parts"),
    [
        ("answer_rate.agent", ["heat_answer_rate", "trend"]),
        ("sl.T", ["heat_answer_rate", "heat_waits", "trend"]),
        ("asa", ["heat_waits", "trend"]),
        ("vol.offered", ["heat_demand", "days", "trend"]),
        ("aht", ["variants", "trend"]),
    ],
)
def test_a_figure_that_is_out_of_the_ordinary_opens_the_hours_and_days_that_made_it(quiet, figure, parts):
    """Who is told that the waits were long wants to see when."""
    for kind in ("objective_missed", "signal"):
        review = _with(quiet, kind, figure)
        assert [part for part in SECTIONS if not calm.of(part, review)] == [part for part in SECTIONS if part in parts]


def test_a_kind_of_finding_that_is_not_known_here_folds_nothing(quiet):
    """A report of tomorrow may bring findings that this list does not know."""
    review = _with(quiet, "something_new")

    assert [part for part in SECTIONS if calm.of(part, review)] == []


def _day(review, **columns):
    table = review.counts_by_day.copy()
    for name, value in columns.items():
        table.loc[1, name] = value
    return dataclasses.replace(review, counts_by_day=table)


def _steps(review, step: str):
    row = pd.DataFrame([{"step": step, "kind": "unexplained", "calls": 9.0, "side": "client", "note": ""}])
    return dataclasses.replace(review, waterfall=pd.concat([review.waterfall, row], ignore_index=True))


def _figure(review, figure: str, **fields):
    table = review.figures.copy()
    for name, value in fields.items():
        table.loc[table["figure"] == figure, name] = value
    return dataclasses.replace(review, figures=table)


def _data(review, **fields):
    return dataclasses.replace(review, data=review.data | fields)


GONE = {"date": "2026-11-17", "owed_by": "provider", "table": "calls"}
NOT_CALM = {
    "a day beyond tolerance": ("counts", lambda week: _day(week, within=False)),
    "a day of one side": ("counts", lambda week: _day(week, unexplained=float("nan"))),
    "an incident": ("counts", lambda week: dataclasses.replace(week, outages=pages.week("bad").outages)),
    "half-hours beyond tolerance": (
        "counts",
        lambda week: dataclasses.replace(week, count_gaps=pages.week("bad").count_gaps),
    ),
    "calls lost in an outage": ("waterfall", lambda week: _steps(week, "outage")),
    "counts that do not add up": ("waterfall", lambda week: _steps(week, "carrier_unexplained")),
    "a day that did not come": (
        "heat_demand",
        lambda week: _data(week, missing=[GONE]),
    ),
    "a day that came in part": (
        "heat_waits",
        lambda week: _data(week, coverage=[GONE | {"state": "partial"}]),
    ),
    "more calls than usual": ("days", lambda week: _figure(week, "vol.offered", upper=10.0)),
    "a new level": ("trend", lambda week: _figure(week, "aht", signal="new_level")),
    "a past too short to say": ("trend", lambda week: _figure(week, "aht", signal="too_short")),
    "a missed objective": ("heat_answer_rate", lambda week: _figure(week, "answer_rate.agent", status="missed")),
    "a late file": ("deliveries", lambda week: dataclasses.replace(week, deliveries=pages.week("bad").deliveries)),
    "a new delivery": ("changes", lambda week: dataclasses.replace(week, changes=pages.week("bad").changes)),
    "a file that came after the page": ("changes", lambda week: _data(week, later=["appels_v2.csv"])),
    "another contract": ("changes", lambda week: _data(week, contract_changes=[pages.weeks.AMENDED])),
    "data that are not whole": ("sources", lambda week: _data(week, complete=False)),
    "a contract that has not begun": ("sources", lambda week: _data(week, terms_from="2026-12-01")),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_CALM)
def test_where_something_happened_the_section_stands_open_even_without_a_finding(quiet, case):
    """Findings are five at most; what did not make the list must not be hidden."""
    part, change = NOT_CALM[case]

    assert calm.of(part, quiet)
    assert not calm.of(part, change(quiet))


@pytest.mark.slow
def test_a_section_with_an_analysts_output_is_never_folded(quiet):
    """Somebody added it to be looked at."""
    nb = copy.deepcopy(pages.executed(quiet))
    cell = next(one for one in nb.cells if one.id == "waterfall")
    cell.outputs.append(pages.nbformat.v4.new_output("display_data", data={"text/plain": "41"}))

    assert "path" not in _folded(BeautifulSoup(pages.export(nb, "en"), "html.parser"))


@pytest.mark.slow
def test_the_bad_week_opens_what_its_findings_speak_of():
    """Print what matters."""
    open_ = {section.h2["id"] for section in _soup(pages.week("bad")).find_all("section", class_=None)}

    assert {"contract", "path", "two-counts", "when-answered", "when-waits", "days", "year", "owed", "changed"} <= open_
    assert "reading" not in open_


# Objectives that are never missed


def _past(review, figure: str, values: list[float]):
    """The quiet week with another past of one figure."""
    weeks = sorted(review.trend["week"].unique())[-len(values) :]
    rows = review.trend[review.trend["figure"] != figure]
    mine = pd.DataFrame({"week": weeks, "figure": figure, "value": values}).assign(
        numerator=1.0, denominator=1.0, whole=True
    )
    figures = review.figures.copy()
    row = figures.index[figures["figure"] == figure][0]
    kept = sum(value <= figures.at[row, "objective"] for value in values)
    figures.loc[row, ["kept_weeks", "judged_weeks"]] = [kept, len(values)]
    return dataclasses.replace(review, figures=figures, trend=pd.concat([rows, mine], ignore_index=True))


@pytest.mark.parametrize(
    ("values", "weeks"),
    [([20.0] * 53, 53), ([20.0] * 26, 26), ([20.0] * 25, 0), ([20.0] * 52 + [31.0], 0), ([20.0] * 52 + [30.0], 53)],
    ids=["a year", "half a year", "less", "one miss", "on the bound"],
)
def test_an_objective_is_never_missed_when_half_a_year_or_more_kept_it(quiet, values, weeks):
    """An objective kept 52 weeks of 52 takes a line; one miss brings it back."""
    review = _past(quiet, "asa", values)

    assert calm.never_missed(review.figure("asa")) == weeks


def test_an_objective_never_missed_is_a_line_under_the_table(quiet, lang):
    """The table is for what can go wrong."""
    review = _past(quiet, "asa", [20.0] * 53)
    soup = BeautifulSoup(present.scorecard(review).html[lang], "html.parser")
    line = soup.find("details", class_="told").summary.get_text().replace("\u00a0", " ").replace("\u202f", " ")

    assert {"fr": "Tenu 53 semaines sur 53 : attente moyenne", "en": "Kept 53 weeks of 53: average speed"}[lang] in line
    assert len(soup.table.tbody.find_all("tr")) == len(review.judged) - 1
    assert soup.find("details").table.tbody.th.get_text().startswith({"fr": "Attente", "en": "Average"}[lang])


@pytest.mark.slow
def test_its_chart_is_folded_too(quiet):
    """A year of a line that never crosses its bound is no news."""
    soup = BeautifulSoup(present.trend(_past(quiet, "asa", [20.0] * 53)).html["en"], "html.parser")

    titles = [caption.get_text() for caption in soup.find("div", class_="charts").find_all("figcaption")]
    assert not [title for title in titles if "speed of answer" in title]
    assert "Never missed in the known weeks: average speed of answer" in soup.get_text()


def test_an_unusual_week_of_such_an_objective_stands_in_the_table(quiet):
    """Kept and out of the ordinary is how a miss announces itself."""
    review = _figure(_past(quiet, "asa", [20.0] * 53), "asa", signal="worse", upper=1.0)

    assert calm.steady(review) == {}


def test_a_contract_of_nothing_but_kept_objectives_keeps_its_table(quiet):
    """A scorecard of lines alone would be no scorecard."""
    only = quiet.figures.copy()
    only["judged"] = only["figure"] == "asa"
    review = dataclasses.replace(_past(quiet, "asa", [20.0] * 53), figures=only)

    assert calm.steady(review) == {}
    assert BeautifulSoup(present.scorecard(review).html["en"], "html.parser").find("details") is None
