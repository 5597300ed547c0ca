"""A disk that fills up while a report is made is named, and nothing half-written is left."""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from kit import space
from kit.cli import main
from kit.errors import DiskFull
from kit.run import archive, report
from kit.run.plan import plan

pytestmark = pytest.mark.slow

WEEK = "2026-W47"
# Runs a report again and again; each time one write less finds the disk full. A line per run: what came of it.
FILLS_UP = """
import errno, multiprocessing, os, sys
from kit.errors import DiskFull
from kit.run import report
from kit.run.plan import plan
left, place = multiprocessing.Value("i", 0), sys.argv[1] + "/reports"

def full(event, args):
    writes = event == "os.mkdir" or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR))
    if left.value and writes and str(args[0]).startswith(place):
        with left.get_lock():
            left.value -= 1 if left.value > 1 else 0
            if left.value == 1:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

report.run(plan("toy_review", "sample", "2026-W47"))
sys.addaudithook(full)
made = plan("toy_review", "sample", "2026-W47", settings={"offered": "200"})
for step in range(2, 60):
    left.value = step
    try:
        print("done", report.run(made).version, flush=True)
        break
    except DiskFull as error:
        print("full", error.fields["path"], flush=True)
    finally:
        left.value = 0
"""


def below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != ".lock"}


def test_a_disk_that_is_full_at_any_write_is_named_and_leaves_the_old_version(toy_home):
    """On Monday at nine the page of before must be there, and what to do about it."""
    folder = toy_home / "reports/sample" / WEEK / "toy_review"

    ran = subprocess.run([sys.executable, "-c", FILLS_UP, str(toy_home)], capture_output=True, text=True, timeout=500)

    said = ran.stdout.splitlines()
    assert said[-1] == "done 2", ran.stderr
    assert said[:-1] == [f"full {folder}"] * (len(said) - 1) and len(said) > 12
    assert sorted(path.name for path in (folder / "versions").iterdir()) == ["1", "2"], "no failed run among them"
    assert archive.read(folder).path == folder and not list(folder.rglob(".tmp-*"))


def limited(size: int, home: Path, *arguments: str) -> subprocess.CompletedProcess:
    """A command whose files cannot grow beyond `size` bytes: the write itself fails, in the middle of a file."""
    return subprocess.run(
        [sys.executable, "-c", "from kit.cli import main; main()", "--home", str(home), "--messages", "en", *arguments],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("size", [0, 60, 1000, 3000, 6000, 15000])
def test_a_file_that_cannot_be_finished_is_no_file(toy_home, size):
    """A quota strikes in the middle of a write: the lock's, a notebook's, a page's or the record's."""
    done = report.run(plan("toy_review", "sample", WEEK))
    before = below(done.folder)

    ran = limited(size, toy_home, "report", "toy_review", "sample", WEEK, "--set", "offered=200")

    assert (ran.returncode, "Traceback" in ran.stderr) == (47, False), ran.stderr
    named = ran.stderr.partition(":")[0]
    assert named == str(done.folder) or named.startswith(f"{tempfile.gettempdir()}/kit-ipython-"), ran.stderr
    assert os.strerror(errno.EFBIG) in ran.stderr
    assert below(done.folder) == before and archive.read(done.folder).number == 1


def test_a_failed_run_that_cannot_be_kept_is_told_as_a_full_disk(toy_home):
    """Its page is what the message would point to."""
    done = report.run(plan("toy_review", "sample", WEEK))

    ran = limited(3000, toy_home, "report", "toy_review", "sample", WEEK, "--set", "act=raise")

    assert ran.returncode == 47 and not list(done.folder.rglob("failed-*"))


@pytest.mark.parametrize("engine", ["inproc", "kernel"])
@pytest.mark.parametrize(
    "source",
    [
        "raise OSError(28, 'No space left on device', '/srv/spill/x.tmp')",
        "import duckdb\nraise duckdb.IOException('IO Error: could not write: No space left on device')",
    ],
    ids=["system", "duckdb"],
)
def test_a_cell_that_finds_the_disk_full_is_told_as_such(toy_home, engine, source):
    """DuckDB puts aside what does not fit into memory; the cell is not at fault."""
    path = toy_home / "notebooks/toy_review.ipynb"
    nb = json.loads(path.read_text(encoding="utf-8"))
    next(cell for cell in nb["cells"] if cell["id"] == "act")["source"] = source
    path.write_text(json.dumps(nb), encoding="utf-8")

    with pytest.raises(DiskFull) as full:
        report.run(plan("toy_review", "sample", WEEK, engine=engine))

    named = "/srv/spill" if engine == "inproc" and "srv" in source else str(toy_home)
    assert full.value.text("en").startswith(f"{named}: the disk is full")
    assert full.value.text("fr").startswith(f"{named}\u00a0: il n'y a plus de place")


def test_results_are_written_whole_or_not_at_all(toy_home, tmp_path):
    """A file cut in the middle of its figures would be read by the next program."""
    done = report.run(plan("toy_review", "sample", WEEK))
    notebook, output = done.folder / "report.ipynb", tmp_path / "results.json"
    said = CliRunner().invoke(main, ["--home", str(toy_home), "results", str(notebook), "--output", str(output)])
    assert (said.exit_code, json.loads(output.read_text(encoding="utf-8"))["period"]) == (0, WEEK)
    output.write_text("before", encoding="utf-8")

    ran = limited(100, toy_home, "results", str(notebook), "--output", str(output))

    assert (ran.returncode, output.read_text(encoding="utf-8")) == (47, "before")
    assert re.search("the disk is full", ran.stderr) and not list(tmp_path.glob(".tmp-*"))


def test_another_fault_of_the_system_stays_what_it_is():
    """A folder that may not be written is not full."""
    with pytest.raises(PermissionError), space.room(Path(tempfile.gettempdir())):
        raise PermissionError(errno.EACCES, "denied")
