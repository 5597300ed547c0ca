"""The weekly page speaks of the line: a back office's files beside it change none of its figures."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from kit import intake
from kit.params import catalogue
from kit.run.plan import plan
from kit.run.report import run
from kit.sample.exports import backoffice_csv

pytestmark = pytest.mark.slow
WEEK = "2026-W47"


@pytest.fixture
def home(sample_copy, tmp_path, monkeypatch) -> Path:
    """The sample's home, whose provider also owes the back office's files."""
    place = sample_copy(tmp_path / "home")
    monkeypatch.setenv("KIT_HOME", str(place))
    path = place / "params" / "sample" / "sources.yml"
    shape = next(one.text for one in catalogue.shapes(catalogue.BACK_OFFICE) if one.name == "backoffice_csv")
    path.write_text(path.read_text(encoding="utf-8") + shape.partition("sources:\n")[2], encoding="utf-8")
    return place


def results(week: str = WEEK) -> dict:
    """The results of the weekly page, written in both languages."""
    done = run(plan("weekly_kpi_review", "sample", week))
    assert len(done.pages) == 2
    return json.loads((done.folder / "results.json").read_text(encoding="utf-8"))


def test_the_line_has_the_same_figures_with_and_without_its_back_office(home):
    """Events set aside, or a file that is closed later, are no calls and restate no week of calls."""
    before = results()
    for week, came in (("2026-W46", 16), (WEEK, 23)):
        files = backoffice_csv.write(home, week).files
        moment = dt.datetime(2026, 11, came, 7, tzinfo=dt.UTC)
        assert not [one.error for one in intake.receive("sample", files, now=moment) if one.error]

    after = results()

    assert after["figures"] == before["figures"]
    assert after["data"]["received"] == before["data"]["received"]
    assert after["data"]["quarantined"] == before["data"]["quarantined"]
    assert after["data"]["excluded"] == before["data"]["excluded"]
    assert not after["tables"].get("changes")


def test_files_that_the_back_office_owes_are_told_where_they_are_missing(home):
    """Both sides see on Monday what did not come, by its name in their language."""
    found = results()

    page = (home / "reports" / "sample" / WEEK / "weekly_kpi_review" / "report.fr.html").read_text(encoding="utf-8")
    assert "ossiers du back-office" in page
    assert found["figures"]["answer_rate.agent"]["value"] is not None
