"""The weekly review itself through every way there is to run it: one and the same result."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kit.run import report, results
from kit.run.plan import plan
from kit.run.sample_home import Wanted, ready

ROOT = Path(__file__).resolve().parents[3]
WEEK = "2026-W47"


@pytest.fixture(scope="module")
def sample_data(tmp_path_factory):
    """Three weeks of the sample, received once for all tests of this module."""
    home = tmp_path_factory.mktemp("sample")
    before = os.environ.get("KIT_HOME")
    os.environ["KIT_HOME"] = str(home)
    try:
        ready(Wanted(3), "en")
    finally:
        if before is None:
            del os.environ["KIT_HOME"]
        else:
            os.environ["KIT_HOME"] = before
    return home


@pytest.fixture
def home(sample_data, monkeypatch):
    """That sample, with nothing reported yet."""
    shutil.rmtree(sample_data / "reports", ignore_errors=True)
    monkeypatch.setenv("KIT_HOME", str(sample_data))
    return sample_data


def test_both_engines_give_the_same_pages_and_results(home):
    """Whoever doubts the engine without a kernel runs `--engine kernel` and reads "unchanged"."""
    first = report.run(plan("weekly_kpi_review", "sample", WEEK))

    second = report.run(plan("weekly_kpi_review", "sample", WEEK, engine="kernel"))

    assert (first.changed, second.changed, second.version) == (True, False, 1)


def test_plain_papermill_and_nbconvert_tell_the_same(home, tmp_path):
    """A partner who trusts only the usual tools gets the same figures and the same page."""
    done = report.run(plan("weekly_kpi_review", "sample", WEEK))
    out = tmp_path / "out.ipynb"
    notebook, given = ROOT / "notebooks/weekly_kpi_review.ipynb", ROOT / "params/sample/runs/weekly_kpi_review.yml"

    run("papermill", str(notebook), str(out), "-f", str(given), "--no-progress-bar")
    run("jupyter", "nbconvert", "--to", "kit", str(out))

    ours = json.loads((done.folder / "results.json").read_text(encoding="utf-8"))
    assert results.of_file(out) == ours | {"version": None}
    shown, page = ((path.read_text(encoding="utf-8")) for path in (done.pages[0], tmp_path / "out.html"))
    assert body(page) == body(shown)


def run(name: str, *arguments: str) -> None:
    subprocess.run([str(Path(sys.executable).parent / name), *arguments], check=True, capture_output=True)


def body(page: str) -> str:
    """The sections: version and footer say how the page was made, which differs."""
    return page[page.index("<section") : page.rindex("</section>")]


def test_a_week_without_data_says_which_weeks_there_are(home):
    """The week before the line opened is nobody's fault and needs a way out."""
    from kit.errors import NoData

    with pytest.raises(NoData) as refused:
        report.run(plan("weekly_kpi_review", "sample", "2026-W30"))

    assert "3, from 2026-W45 to 2026-W47; the nearest is 2026-W45" in refused.value.text("en")
    assert "2026-W30" in refused.value.text("fr")


def test_an_as_of_is_a_parameter_like_any_other(home):
    """Whether the carrier's late file was known at nine is a question that both sides ask."""
    done = report.run(plan("weekly_kpi_review", "sample", WEEK, settings={"as_of": "2026-11-23T08:00"}))

    assert done.as_of == "2026-11-23T08:00:00+01:00"
