"""results.json says what the cells said, and nothing that other languages cannot read."""

from __future__ import annotations

import json

import pytest

from kit.errors import BadParams, SameNameTwice, UnknownParameter
from kit.present.page import payload
from kit.run import results


def executed(*parts: dict, parameters: dict | None = None, **metadata) -> dict:
    """An executed notebook with one output per part."""
    cells = [{"cell_type": "markdown", "source": "prose"}] + [
        {"cell_type": "code", "outputs": [{"output_type": "display_data", "data": {payload.MIME: part}}]}
        for part in parts
    ]
    stated = {"partnership": "sample", "week": "2026-W47", "as_of": ""} | (parameters or {})
    return {"cells": cells, "metadata": {"papermill": {"parameters": stated}, **metadata}}


HEADLINE = {
    "part": "headline",
    "html": {"fr": "…", "en": "…"},
    "figures": {"asa": {"value": 12.5}},
    "findings": [{"rank": 1}, {"rank": 2}],
    "page": {"as_of": "2026-11-23T09:00:00+01:00"},
}
SCORECARD = {"part": "scorecard", "figures": {"asa": {"value": 12.5}, "aht": {"value": None}}, "tables": {"by_day": []}}
DATA = {"part": "data", "data": {"complete": True}}


def test_results_gather_what_every_cell_says():
    """Whoever checks the page reads one file, in the shape that was agreed."""
    found = results.collect(executed(HEADLINE, SCORECARD, DATA), notebook="weekly_kpi_review", version=3)

    assert found == {
        "schema": 1,
        "notebook": "weekly_kpi_review",
        "partnership": "sample",
        "period": "2026-W47",
        "as_of": "2026-11-23T09:00:00+01:00",
        "version": 3,
        "figures": {"asa": {"value": 12.5}, "aht": {"value": None}},
        "findings": [{"rank": 1}, {"rank": 2}],
        "tables": {"by_day": []},
        "data": {"complete": True},
    }


@pytest.mark.parametrize("key", ["figures", "tables", "data"])
def test_two_parts_cannot_say_two_things_under_one_name(key):
    """The later one would silently take the place of the first, and whoever checks the page would see half of it."""
    parts = ({"part": "one", key: {"asa": [1]}}, {"part": "other", key: {"asa": [2]}})

    with pytest.raises(SameNameTwice, match="one.*other.*asa"):
        results.collect(executed(*parts), notebook="weekly_kpi_review", version=3)


def test_a_part_shown_twice_is_said_once():
    """An analyst repeats the scorecard below a table of his own; nothing contradicts anything."""
    found = results.collect(executed(SCORECARD, SCORECARD), notebook="weekly_kpi_review", version=3)

    assert found["figures"] == SCORECARD["figures"]


def test_a_number_that_is_none_is_refused():
    """NaN is no JSON: the other side's reader would stop on it."""
    with pytest.raises(ValueError, match="JSON"):
        results.dumped({"figures": {"asa": {"value": float("nan")}}})


def test_a_notebook_that_papermill_ran_gives_its_results(tmp_path):
    """The chain of plain papermill must not lose the figures."""
    nb = executed(HEADLINE)
    nb["metadata"]["papermill"]["input_path"] = "notebooks/weekly_kpi_review.ipynb"
    (tmp_path / "out.ipynb").write_text(json.dumps(nb), encoding="utf-8")

    found = results.of_file(tmp_path / "out.ipynb")

    assert (found["notebook"], found["version"], found["period"]) == ("weekly_kpi_review", None, "2026-W47")


@pytest.mark.parametrize("content", ["{}", "no json", '{"cells": [], "metadata": {}}', "[1]"])
def test_a_file_without_results_is_refused_with_what_to_do(tmp_path, content):
    """An empty results.json would look like a week without figures."""
    (tmp_path / "out.ipynb").write_text(content, encoding="utf-8")

    with pytest.raises(BadParams, match="holds no results"):
        results.of_file(tmp_path / "out.ipynb")


def ran(cell: str, given: dict, injected: str = "", **page) -> dict:
    """A notebook with a parameters cell that papermill ran."""
    nb = executed({"part": "headline", "page": {"period": "2026-W47", "partnership": "sample"} | page})
    tagged = [("parameters", cell)] + ([("injected-parameters", injected)] if injected else [])
    nb["cells"] = [
        {"cell_type": "code", "metadata": {"tags": [tag]}, "source": source, "outputs": []} for tag, source in tagged
    ] + nb["cells"]
    nb["metadata"]["papermill"]["parameters"] = given
    return nb


CELL = 'partnership: str = "sample"\nweek: str = "2026-W47"\nrate: float = 0.5'


def of(tmp_path, nb: dict) -> dict:
    (tmp_path / "out.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    return results.of_file(tmp_path / "out.ipynb")


def test_the_period_is_that_of_the_parameters_cell_where_papermill_gave_none(tmp_path):
    """`"period": null` cannot be filed, and the figures are those of a week all the same."""
    found = of(tmp_path, ran(CELL, {}))

    assert (found["period"], found["partnership"]) == ("2026-W47", "sample")


def test_an_unknown_parameter_is_refused_with_the_nearest(tmp_path):
    """A notebook that ran before its first cell checked the names shows another week than was asked for."""
    with pytest.raises(UnknownParameter, match='Did you mean "week"'):
        of(tmp_path, ran(CELL, {"weeek": "2026-W40"}))


def test_a_value_of_another_type_is_refused(tmp_path):
    """202640 is no week."""
    with pytest.raises(BadParams, match="202640"):
        of(tmp_path, ran(CELL, {"week": 202640}))


@pytest.mark.parametrize(
    ("given", "injected", "page"),
    [
        ({"week": "2026-W46"}, "# Parameters\nweek = '2026-W46'", {}),
        ({"week": "2026-W47"}, "# Parameters\nweek = '2026-W46'", {}),
        ({}, "", {"period": "2026-W46"}),
        ({}, "", {"partnership": "another"}),
    ],
)
def test_a_page_of_another_period_than_was_asked_for_is_refused(tmp_path, given, injected, page):
    """Cells that were edited or run out of order: the figures of one week under the name of another."""
    with pytest.raises(BadParams, match="what it shows is"):
        of(tmp_path, ran(CELL, given, injected, **page))


def test_a_value_that_is_no_plain_text_in_the_cell_is_taken_from_papermill(tmp_path):
    """papermill writes a number that is none as `float('nan')`."""
    assert of(tmp_path, ran(CELL, {"rate": float("inf")}, "# Parameters\nrate = float('inf')"))["period"] == "2026-W47"


def test_a_notebook_that_tells_no_period_is_refused(tmp_path):
    """Results of no week are of no use to anybody."""
    nb = executed(HEADLINE)
    nb["metadata"] = {}

    with pytest.raises(BadParams, match="which period"):
        of(tmp_path, nb)
