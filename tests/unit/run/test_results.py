"""results.json says what the cells said, and nothing that other languages cannot read."""

from __future__ import annotations

import json

import pytest

from kit.errors import BadParams
from kit.run import results


def executed(*parts: dict, parameters: dict | None = None, **metadata) -> dict:
    """An executed notebook with one output per part."""
    cells = [{"cell_type": "markdown", "source": "prose"}] + [
        {"cell_type": "code", "outputs": [{"output_type": "display_data", "data": {results.MIME: part}}]}
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
