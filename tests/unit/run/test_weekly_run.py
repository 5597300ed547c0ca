"""The weekly review itself through every way there is to run it: one and the same result."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import papermill
import pytest
from click.testing import CliRunner
from papermill.exceptions import PapermillExecutionError

from kit.cli import main
from kit.errors import BadParams, DamagedStore
from kit.run import archive, report, results
from kit.run.plan import plan
from kit.run.sample_home import Wanted, ready

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
WEEK = "2026-W47"
NOTEBOOK = ROOT / "notebooks/weekly_kpi_review.ipynb"


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


@pytest.fixture
def contract(home):
    """The sample's contract; what a test writes into it is taken back."""
    path = home / "params/sample/contract.yml"
    before = path.read_text(encoding="utf-8")
    yield path
    path.write_text(before, encoding="utf-8")


def raised(text: str) -> str:
    """The sample's contract with the newest block's answer rate raised in place."""
    head, _, tail = text.rpartition("answer_rate.agent, at_least: 0.90")
    return f"{head}answer_rate.agent, at_least: 0.95{tail}"


def test_a_term_that_was_edited_in_place_stops_the_report_by_every_way_to_run_it(home, contract, tmp_path):
    """The week would be judged by another objective, as version 2, with an empty "what has changed"."""
    done = report.run(plan("weekly_kpi_review", "sample", WEEK))
    contract.write_text(raised(contract.read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(BadParams, match="from 0.90 to 0.95"):
        plan("weekly_kpi_review", "sample", WEEK)
    with pytest.raises(PapermillExecutionError, match="from 0.90 to 0.95"):
        papermill.execute_notebook(NOTEBOOK, tmp_path / "out.ipynb", {"week": WEEK}, engine_name="kit-inproc")
    said = CliRunner().invoke(main, ["--home", str(home), "--messages", "en", "check", "sample", WEEK])
    assert (said.exit_code, "from 0.90 to 0.95" in said.stderr) == (11, True)
    assert archive.read(done.folder).number == 1


@pytest.mark.parametrize("how", ["a new block", "a correction"])
def test_a_contract_that_changed_is_told_on_the_page_and_in_the_results(home, contract, how):
    """Kept or missed by another objective: both sides must see that the contract moved, not the line."""
    report.run(plan("weekly_kpi_review", "sample", WEEK))
    old = contract.read_text(encoding="utf-8")
    if how == "a new block":
        block = old[old.rindex("  - valid_from: 2025-12-01") :].replace("2025-12-01", "2026-11-02")
        contract.write_text(old + "\n" + raised(block), encoding="utf-8")
    else:
        contract.write_text(raised(old), encoding="utf-8")
        with pytest.raises(BadParams) as refused:
            plan("weekly_kpi_review", "sample", WEEK)
        line = next(line for line in refused.value.text("en").splitlines() if "published: terms-" in line)
        said = line.replace('{fr: "…", en: "…"}', '{fr: "Avenant mal recopié", en: "Amendment copied wrongly"}')
        contract.write_text(f"{raised(old)}\ncorrections:\n{said}\n", encoding="utf-8")

    done = report.run(plan("weekly_kpi_review", "sample", WEEK))

    found = json.loads((done.folder / "results.json").read_text(encoding="utf-8"))
    told = found["data"]["contract_changes"]
    assert [(one["key"], one["before"], one["after"], one["version"]) for one in told] == [
        ("objectives.answer_rate.agent at_least", 0.9, 0.95, 1)
    ]
    assert [one["kind"] for one in found["findings"]][0] == "contract_changed" and found["tables"]["changes"] == []
    french, english = (path.read_text(encoding="utf-8").replace("\u00a0", " ") for path in done.pages)
    assert "Le contrat a changé" in french and "The contract changed" in english
    if how == "a correction":
        assert "Avenant mal recopié" in french and "Amendment copied wrongly" in english
    assert report.run(plan("weekly_kpi_review", "sample", WEEK)).changed is False, "and says the same when run again"


def test_a_damaged_table_stops_the_report_with_the_command_that_rebuilds_it(home, tmp_path):
    """Monday's page cannot be made: what must be typed stands in the message, not in a manual."""
    table = max((home / "data/sample/tables/calls").rglob("*.parquet"))
    kept = table.read_bytes()
    table.write_bytes(kept[:-10])
    try:
        with pytest.raises(DamagedStore) as damaged:
            report.run(plan("weekly_kpi_review", "sample", WEEK))
    finally:
        table.write_bytes(kept)

    assert damaged.value.exit_code == 19
    assert all("kit repair sample" in damaged.value.text(lang) for lang in ("fr", "en"))
    assert not list((home / "reports").rglob("failed-*")), "no cell is at fault"
