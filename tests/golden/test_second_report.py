"""A second report is its own files: planned, run, paged in two languages, collected, checked, shown as made.

The toy report of `tests/data/toy_monthly` is a month in three parts. Nothing of the house names it.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from kit import calendar, cli, params, reports, store
from kit.cli.demo import periods
from kit.period import Period
from kit.present.voice import voice
from kit.reports import Report
from kit.run import archive, state
from kit.run.plan import plan
from kit.run.report import run

FILES = Path(__file__).resolve().parents[1] / "data" / "toy_monthly"
TOY = Report("toy_monthly", "month", (("calls", "intervals"),), "toy_monthly:review", "toy_monthly:lead")
MONTH = "2026-10"


@pytest.fixture
def home(sample_copy, tmp_path, monkeypatch) -> Path:
    """A copy of the sample's home with the toy's notebook; the toy is one more line of the list of reports."""
    place = sample_copy(tmp_path / "home")
    (place / "notebooks" / "locale").mkdir(parents=True)
    shutil.copy(FILES / "toy_monthly.ipynb", place / "notebooks")
    shutil.copy(FILES / "toy_monthly.en.yml", place / "notebooks" / "locale")
    monkeypatch.setenv("KIT_HOME", str(place))
    monkeypatch.syspath_prepend(str(FILES))
    monkeypatch.setattr(reports, "REPORTS", (*reports.REPORTS, TOY))
    return place


def page(done, lang: str) -> BeautifulSoup:
    path = next(path for path in done.pages if path.name == f"report.{lang}.html")
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def words(soup) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", soup.get_text())


@pytest.mark.parametrize("engine", ["inproc", "kernel"])
def test_a_second_report_is_planned_run_and_collected(home, monkeypatch, engine):
    """Five more reports come: none of them may need a line of the house beyond the list."""
    monkeypatch.setenv("PYTHONPATH", str(FILES))

    done = run(plan("toy_monthly", "sample", MONTH, engine=engine))

    results = json.loads((done.folder / "results.json").read_text(encoding="utf-8"))
    assert (results["notebook"], results["period"]) == ("toy_monthly", MONTH)
    assert results["as_of"] == "2026-11-02T09:00:00+01:00"  # the first Monday after the month
    assert set(results["figures"]) == {"vol.offered", "vol.answered", "answer_rate.agent"}
    assert [one["kind"] for one in results["findings"]] == ["busiest_day"]
    assert len(results["tables"]["by_day"]) == 31 and results["data"] == {"complete": True}


def test_its_figures_are_those_of_the_calls_themselves(home):
    """The month must be the sum of its calls, counted another way, or the house's sums only fit weeks."""
    tables = store.tables("sample", MONTH, look_back=0)
    offered, answered = tables.con.execute(
        "select count(*) filter (outcome in ('answered', 'abandoned', 'overflow')), "
        "count(*) filter (outcome = 'answered') "
        "from calls where local_date between date '2026-10-01' and date '2026-10-31' "
        "and slot_id in (select slot_id from slots where is_open)"
    ).fetchall()[0]

    found = TOY.review(tables, params.contract("sample"))

    assert found.figure("vol.answered")["value"] == answered > 10_000
    assert found.figure("vol.offered")["value"] == offered
    assert TOY.says(found, "en").startswith(f"A month of {voice('en').calls(offered)} calls")


def test_its_page_says_its_period_in_both_languages(home):
    """A page of a month must not speak of a week, and its English must be English."""
    done = run(plan("toy_monthly", "sample", MONTH))

    french, english = page(done, "fr"), page(done, "en")
    assert words(french.select_one(".mast .week")) == "Octobre 2026"
    assert words(english.select_one(".mast .week")) == "October 2026"
    assert "Le jour le plus chargé" in words(french) and "The busiest day" in words(english)
    assert [words(one) for one in english.select("h2")] == ["Which days?", "How is it computed?"]
    assert not re.search(r"\bweek\b", words(english.main))
    assert len(french.select(".part")) == len(english.select(".part")) == 3


def test_the_same_month_again_is_the_same_version(home):
    """A month that is run every morning must not grow thirty versions."""
    first, again = run(plan("toy_monthly", "sample", MONTH)), run(plan("toy_monthly", "sample", MONTH))

    assert (first.version, first.changed, again.version, again.changed) == (1, True, 1, False)
    assert archive.read(first.folder).number == 1


def test_status_and_check_speak_of_it(home, monkeypatch):
    """Whoever opens the office on Monday must see that the month is still to be made."""
    monkeypatch.setenv("KIT_NOW", "2026-11-24T10:00")
    before = CliRunner().invoke(cli.main, ["--messages", "en", "status", "sample"]).output
    run(plan("toy_monthly", "sample", MONTH))

    after = CliRunner().invoke(cli.main, ["--messages", "en", "status", "sample"]).output
    checked = CliRunner().invoke(cli.main, ["--messages", "en", "check", "sample", MONTH]).output

    assert re.search(rf"toy_monthly +{MONTH} +to be made", before)
    assert re.search(rf"toy_monthly +{MONTH} +done, version 1", after)
    assert "Report toy_monthly: done, version 1" in checked and "weekly_kpi_review" not in checked


def test_the_demonstration_makes_it_for_the_last_whole_month(home):
    """The sample ends on 22 November: of that month a report would be half a report."""
    planted = {"first_week": "2024-W48", "last_week": "2026-W47", "facts": []}

    assert periods(planted, "month") == [MONTH]
    assert periods(planted, "quarter") == ["2026-Q3"]
    assert periods(planted | {"first_week": "2026-W44"}, "month") == []
    assert periods(planted, "campaign") == periods(planted, "span") == []
    assert periods(planted, "week") == ["2026-W44", "2026-W45", "2026-W46", "2026-W47"]


def test_a_month_that_failed_is_told_until_it_runs_again(home, monkeypatch):
    """A page of yesterday's figures beside a failed run looks like a good page."""
    done = run(plan("toy_monthly", "sample", MONTH))
    stopped = archive.stage(done.folder)
    archive.keep_failed(done.folder, stopped, {"made_at": calendar.now().isoformat(), "failed": "boom"})
    month = Period.parse(MONTH)

    assert state.state(TOY, "sample", month).state == state.FAILED
    assert state.state(TOY, "sample", month).version == 1
    assert run(plan("toy_monthly", "sample", MONTH)).changed is False
    assert state.state(TOY, "sample", month).state == state.DONE
    assert state.state(TOY, "sample", Period.parse("2019-01")).state == state.NO_DATA
