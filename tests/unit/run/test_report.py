"""One report, from its plan to a version in the archive, whatever happens on the way."""

from __future__ import annotations

import hashlib
import html
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from kit import errors
from kit.language.later import in_language
from kit.locking import lock
from kit.run import archive, leftovers, report
from kit.run.child import Crashed
from kit.run.plan import plan

pytestmark = pytest.mark.slow

WEEK = "2026-W47"


def run(period: str = WEEK, **typed) -> report.Done:
    return report.run(plan("toy_review", "sample", period, **typed))


def state(folder: Path) -> dict[str, str]:
    """Hash of every file of a report, failed runs and the lock apart."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    kept = [path for path in files if "failed-" not in str(path) and path.name != ".lock"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def test_one_run_gives_every_page_and_the_results(toy_home):
    """Both partners open their page, the analyst the notebook, a checking program the JSON."""
    done = run()

    names = ["report.en.html", "report.fr.html", "report.ipynb", "results.json", "run.json"]
    assert sorted(path.name for path in done.folder.iterdir() if path.is_file() and path.name != ".lock") == names
    assert sorted(path.name for path in (done.folder / "versions/1").iterdir()) == names
    results = json.loads((done.folder / "results.json").read_text(encoding="utf-8"))
    assert (results["period"], results["version"], results["as_of"]) == (WEEK, 1, "2026-11-23T09:00:00+01:00")
    answered = results["figures"]["vol.answered"]["value"]
    assert f"{answered} décrochés" in (done.folder / "report.fr.html").read_text(encoding="utf-8")
    assert f"{answered} answered" in (done.folder / "report.en.html").read_text(encoding="utf-8")


PERIODS = {
    "month": ("2026-11", "Novembre 2026", "November 2026", "Kept · line, November 2026"),
    "quarter": (
        "2026-Q1", "1er trimestre 2026, du 1er\u00a0janvier au 31\u00a0mars 2026",
        "Q1 2026, 1\u00a0January to 31\u00a0March 2026", "Kept · line, Q1 2026"),
    "span": (
        "2026-10-05..2026-11-01", "Du 5\u00a0octobre au 1er\u00a0novembre 2026",
        "5\u00a0October to 1\u00a0November 2026",
        "Kept · line, 5\u00a0October to 1\u00a0November 2026"),
    "campaign": (
        "rentree.after", "Après la campagne rentree", "After the campaign rentree",
        "Kept · line, after the campaign rentree"),
}  # fmt: skip


def with_period(home: Path, kind: str, stated: str) -> None:
    """The toy notebook, made one of another kind of period. stated: what its headline's payload says of it."""
    path = home / "notebooks" / "toy_review.ipynb"
    text = path.read_text(encoding="utf-8")
    for old, new in {
        'week: str = \\"2026-W01\\"': f'{kind}: str = \\"\\"',
        '\\"period\\": week,': stated,
        "period=week": f"period={kind}",
    }.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("stated", ['\\"period\\": KIND,', ""], ids=["stated", "unstated"])
@pytest.mark.parametrize("kind", PERIODS)
def test_a_report_of_any_kind_of_period_is_rendered_in_both_languages(toy_home, kind, stated):
    """A monthly, a quarterly and a campaign report come next; a page that only knows weeks ended in a KeyError."""
    with_period(toy_home, kind, stated.replace("KIND", kind))
    period, french, english, title = PERIODS[kind]

    done = run(period)

    pages = {lang: (done.folder / f"report.{lang}.html").read_text(encoding="utf-8") for lang in ("fr", "en")}
    for lang, told in (("fr", french), ("en", english)):
        assert f'<p class="week">{told}</p>' in pages[lang]
    assert f"<title>{title}</title>" in pages["en"]
    names = ("results.json", "run.json")
    results, record = (json.loads((done.folder / name).read_text(encoding="utf-8")) for name in names)
    assert (results["period"], record["period"], record["parameters"][kind]) == (period, period, period)


def test_a_failed_run_of_a_month_says_which_month(toy_home):
    """The failure page is opened instead of the report: it must name what is missing."""
    with_period(toy_home, "month", '\\"period\\": month,')

    with pytest.raises(errors.NotebookFailed, match="2026-11") as failed:
        run("2026-11", settings={"act": "raise"})

    page = failed.value.fields["path"].read_text(encoding="utf-8")
    assert "toy_review · sample · 2026-11" in page and "kit report toy_review sample 2026-11" in page


def test_every_artefact_speaks_of_the_period_it_was_asked_for(toy_home):
    """Two reports that exchanged their figures are the worst fault a batch can have."""
    for week in ("2026-W46", WEEK):
        run(week, settings={"offered": str(100 + int(week[-2:]))})

    for week in ("2026-W46", WEEK):
        folder = toy_home / "reports/sample" / week / "toy_review"
        names = ("results.json", "run.json", "report.ipynb")
        results, record, notebook = (json.loads((folder / name).read_text(encoding="utf-8")) for name in names)
        assert results["data"]["received"]["calls"] == 100 + int(week[-2:])
        assert {results["period"], record["period"], notebook["metadata"]["kit"]["period"]} == {week}
        assert record["parameters"]["week"] == notebook["metadata"]["papermill"]["parameters"]["week"] == week


def test_the_record_names_every_file_with_its_hash(toy_home):
    """A page that somebody edited by hand is found out."""
    folder = run().folder

    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))

    assert record["files"] == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("report.en.html", "report.fr.html", "report.ipynb", "results.json")
    }


def test_the_kept_notebook_tells_no_path_of_the_machine(toy_home):
    """It is handed to the other side, and published."""
    text = (run().folder / "report.ipynb").read_text(encoding="utf-8")

    assert str(toy_home) not in text
    assert ".tmp-" not in text


def test_the_same_result_keeps_the_version(toy_home, monkeypatch):
    """A new number for the same page would make both sides look for a difference that is not there."""
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:30:00+01:00")
    first = run()
    before = state(first.folder)
    monkeypatch.setenv("KIT_NOW", "2026-11-24T15:00:00+01:00")

    again = run()

    assert (first.changed, again.changed, again.version) == (True, False, 1)
    assert state(again.folder) == before


def test_another_result_makes_a_new_version_and_keeps_the_old_one(toy_home):
    """What was shown last Monday must still be there when a figure is restated."""
    old = state(run().folder / "versions/1")

    done = run(settings={"offered": "101"})

    assert done.version == 2
    assert state(done.folder / "versions/1") == old


@pytest.mark.parametrize("languages", [["fr"], ["en"], ["en", "fr"]])
def test_asking_for_one_language_again_changes_nothing(toy_home, languages):
    """Else the other side's page would go from the top, although no figure has changed."""
    before = state(run().folder)

    done = run(languages=languages)

    assert (done.version, done.changed) == (1, False)
    assert state(done.folder) == before


def test_a_language_that_was_not_made_before_makes_a_new_version(toy_home):
    """Version 1 has no English page and never will: versions do not change."""
    run(languages=["fr"])

    assert run(languages=["fr", "en"]).version == 2


# What is told, and the advice that goes with it.
FAILURES = {
    "raise": ("ValueError: <b>boom</b>", "undo that"),
    "segfault": ("the process ended at once (SIGSEGV)", "--engine kernel"),
    "exit": ("the process ended at once (exit 3)", "--engine kernel"),
    "hang": ("stopped after the {limit} s of --timeout", "--timeout 1800"),
}


@pytest.mark.parametrize(("act", "error", "advice"), [(act, *told) for act, told in FAILURES.items()])
def test_a_failed_run_tells_its_cell_and_leaves_the_good_pages(toy_home, fails, act, error, advice):
    """On Monday at nine the page of before must be there, and the reason why there is no new one."""
    good = run()
    before = state(good.folder)

    failed, limit, count = fails(act)

    error = error.format(limit=limit)
    assert f'cell [4] "import os, signal, time": {error}.' in failed.text("en")
    assert "cellule [4] «\u00a0import os, signal, time\u00a0»" in failed.text("fr")
    assert failed.exit_code == 13
    assert state(good.folder) == before
    kept = good.folder / f"versions/failed-{count}"
    page = (kept / "failure.html").read_text(encoding="utf-8")
    assert '<a href="../../report.fr.html">La version 1 reste' in page
    assert '<a href="../../report.en.html">Version 1 stays' in page
    assert html.escape(error) in page and advice in page and "kit report toy_review sample 2026-W47" in page
    assert "<script" not in page and "<b>boom" not in page
    assert json.loads((kept / "report.ipynb").read_text(encoding="utf-8"))["cells"]


def test_a_run_that_is_too_slow_to_reach_a_cell_says_so(toy_home):
    """A cell named "[-]" is looked for in vain."""
    with pytest.raises(errors.NotebookFailed) as failed:
        run(timeout_s=0.01)

    assert "loading the libraries, before the first cell: stopped after the 0.01 s" in failed.value.text("en")
    assert "avant la première cellule" in failed.value.text("fr")
    page = failed.value.fields["path"].read_text(encoding="utf-8")
    assert "report.ipynb" not in page, "there is none"
    assert "Il n&#x27;y en a jamais eu" in page


def test_a_run_that_is_stopped_after_its_last_cell_says_so(toy_home, tmp_path):
    """The cells are not at fault then: the pages are."""
    cells = [{"execution_count": 1, "metadata": {"papermill": {"status": "completed"}}, "source": "x = 1"}]
    (tmp_path / "report.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")

    failed = report.crashed(tmp_path, Crashed("SIGKILL"))

    assert in_language(failed.cell, "en") == "rendering the pages, after the last cell"
    assert in_language(failed.error, "fr") == "le processus s'est terminé net (SIGKILL)"


@pytest.mark.parametrize("languages", [["fr"], ["en"], ["en", "fr"]])
def test_a_failure_is_told_in_the_languages_that_were_asked_for(toy_home, languages):
    """Whoever asked for English must not look for it below the French."""
    with pytest.raises(errors.NotebookFailed) as failed:
        run(settings={"act": "raise"}, languages=languages)

    page = failed.value.fields["path"].read_text(encoding="utf-8")
    assert re.findall(r'<section lang="(..)"><p', page) == languages
    assert f'<html lang="{languages[0]}">' in page


def test_an_error_that_can_be_fixed_is_told_as_such(toy_home):
    """ "No data: run `make demo`" helps; "cell 4 failed" does not."""
    with pytest.raises(errors.NoData) as refused:
        run(settings={"act": "no_data"})

    assert "make demo" in refused.value.text("fr")
    assert not list((toy_home / "reports").rglob("failed-*"))


def test_two_runs_of_one_report_at_once_are_refused(toy_home):
    """They would take the same version number."""
    made = plan("toy_review", "sample", WEEK)

    with lock(made.folder), pytest.raises(errors.HomeBusy) as busy:
        report.run(made)

    assert str(os.getpid()) in busy.value.text("en")


def test_another_report_of_the_same_home_may_run_meanwhile(toy_home):
    """Only the report that is being made is locked."""
    with lock(plan("toy_review", "sample", "2026-W46").folder):
        assert run().version == 1


def command(home: Path, *arguments: str) -> subprocess.Popen:
    # Whoever runs the tests in the background ignores these signals, and children inherit that.
    usual = "signal.signal(signal.SIGINT, signal.default_int_handler); signal.signal(signal.SIGHUP, signal.SIG_DFL)"
    code = f"import signal; {usual}\nfrom kit.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "--home", str(home), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_kill_at_any_moment_leaves_the_old_pages_or_the_new_ones(toy_home):
    """Half of last week's page and half of this week's would be signed by two people."""
    rng = random.Random(2026)
    run(settings={"offered": "1000"})
    for offered in (1001, 1002, 1003, 1004):
        process = command(toy_home, "report", "toy_review", "sample", WEEK, "--set", f"offered={offered}")
        time.sleep(rng.uniform(0.3, 3.5))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

        found = archive.read(toy_home / "reports/sample" / WEEK / "toy_review")

        results = json.loads((found.path / "results.json").read_text(encoding="utf-8"))
        shown = results["figures"]["vol.answered"]["value"]
        assert results["version"] == found.number
        assert f"{shown} answered" in (found.path / "report.en.html").read_text(encoding="utf-8")
        assert f"{shown} décrochés" in (found.path / "report.fr.html").read_text(encoding="utf-8")

    wait_until_free(found.path)
    done = run(settings={"offered": "1004"})
    assert not list(done.folder.rglob(".tmp-*"))


def wait_until_free(folder: Path) -> None:
    """A killed command's run ends with it, a moment later."""
    base = folder if folder.name == "toy_review" else folder.parents[1]
    for _ in range(100):
        try:
            with lock(base):
                return
        except errors.HomeBusy:
            time.sleep(0.1)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A temporary folder of the system's, for this test alone."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return place


def hanging(home: Path, temporary: Path) -> subprocess.Popen:
    """A report that stands at a cell that never ends."""
    process = command(home, "report", "toy_review", "sample", WEEK, "--set", "act=hang")
    for _ in range(200):
        if list(temporary.glob("kit-ipython-*")) and list(home.rglob("report.ipynb")):
            return process
        time.sleep(0.1)
    raise AssertionError("it never came to its cells")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_report_that_is_asked_to_end_leaves_nothing_behind(toy_home, temporary, number):
    """A machine that is shut down on Friday must not greet Monday with last week's rubbish."""
    process = hanging(toy_home, temporary)

    process.send_signal(number)

    assert process.wait(timeout=30) == (1 if number == signal.SIGINT else 128 + number)
    assert list(temporary.glob("kit-*")) == []
    assert [path.name for path in toy_home.rglob("toy_review/**/*") if path.is_file() and path.stat().st_size] == []


def test_what_a_killed_report_left_is_swept_by_the_next(toy_home, temporary):
    """A kill leaves no time to clean up."""
    process = hanging(toy_home, temporary)
    process.kill()
    process.wait()
    wait_until_free(toy_home / "reports/sample" / WEEK / "toy_review")

    run()

    assert list(temporary.glob("kit-*")) == [] and not list(toy_home.rglob(".tmp-*"))


@pytest.mark.parametrize("act", ["segfault", "hang"])
def test_a_run_that_died_leaves_no_temporary_folder(toy_home, fails, temporary, act):
    """Nobody runs the next report of a notebook that crashes."""
    fails(act)

    assert list(temporary.glob("kit-*")) == []


def test_folders_in_use_and_those_of_others_stay(temporary):
    """Two reports run at once; and not everything that is called so is ours."""
    used, gone = temporary / f"kit-ipython-{os.getpid()}-a", temporary / "kit-ipython-4194305-b"
    new, old = temporary / "kit-ipython-c", temporary / "kit-ipython-d"
    elsewhere = temporary / "kept"
    for place in (used, gone, new, old, elsewhere):
        place.mkdir()
    (temporary / "kit-ipython-4194305-link").symlink_to(elsewhere)
    (temporary / "kit-ipython-4194305-file").write_text("x", encoding="utf-8")
    os.utime(old, (0, 0))

    leftovers.sweep()

    left = {path.name for path in temporary.iterdir()}
    assert left == {used.name, new.name, "kept", "kit-ipython-4194305-link", "kit-ipython-4194305-file"}


def test_both_engines_make_the_same_pages(toy_home):
    """Whoever doubts the quick engine runs the ordinary kernel and compares."""
    run()

    assert run(engine="kernel").changed is False
