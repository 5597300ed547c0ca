"""A command that is killed, or finds the disk full, at any point of its writing leaves the old state or the new one."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kit.params import PROJECT
from tests.unit.intake.conftest import CALLS, CONTRACT

pytestmark = pytest.mark.slow

CHILD = Path(__file__).with_name("points_child.py")


def calls(day: str, first: int, count: int) -> str:
    """Answered calls of a day; the last row's outcome is unknown and goes to quarantine."""
    rows = [f"{first + at};{day} 08:{at:02d};A;5" for at in range(count)]
    return "\n".join(["id;at;issue;wait", *rows, f"{first + count};{day} 09:00;?;5"]) + "\n"


def environment(home: Path | None = None) -> dict[str, str]:
    found = {**os.environ, "PYTHONPATH": str(PROJECT), "KIT_NOW": "2026-11-30T09:00:00+01:00", "KIT_LOCK_WAIT": "5"}
    return found | ({"KIT_HOME": str(home)} if home else {})


@pytest.fixture
def template(tmp_path):
    """A home that took one week in, and the file of the next one: two sources, one with a row for quarantine."""
    home = tmp_path / "template"
    folder = home / "params" / "line"
    folder.mkdir(parents=True)
    (folder / "contract.yml").write_text(CONTRACT.replace("QUARANTINED", "1"), encoding="utf-8")
    body = CALLS.replace("*.csv", "calls*.csv").replace("\n", "\n    ")
    (folder / "sources.yml").write_text(f"sources:\n  calls:{body}".rstrip() + "\n", encoding="utf-8")
    for name, day, first in (("calls-46.csv", "09/11/2026", 1), ("calls-47.csv", "16/11/2026", 101)):
        (home / name).write_text(calls(day, first, 9), encoding="utf-8")
    return home


def kit(home: Path, *arguments: object, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "from kit.cli import main; main()", "--messages", "en", *map(str, arguments)]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, cwd=PROJECT, **options)


def points(template: Path, folder: Path, mode: str, *arguments: object, block: int = 0) -> list[dict]:
    """One result for each point, in order. block: rows that are read at a time; 0: as many as usual."""
    command = [sys.executable, str(CHILD), str(template), str(folder), mode, *map(str, arguments)]
    known = environment() | ({"BLOCK_ROWS": str(block)} if block else {})
    done = subprocess.run(command, env=known, capture_output=True, text=True, cwd=PROJECT, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def old_or_new(found: list[dict], old: int, new: int) -> None:
    """Every run left one of the two states without a fault; the next writer takes it over, and reaches the new one."""
    for one in found:
        assert one["faults"] == [] and one["id"] in (old, new), one
        assert one["after"]["faults"] == [] and one["after"]["left"] == [] and one["orphans"] == [], one
        assert one["again"] in (0, 3, "swept"), one
        assert one["after"]["id"] == (one["id"] if one["again"] == "swept" else new), one
    ids = [one["id"] for one in found]
    assert ids == sorted(ids) and set(ids) == {old, new}


@pytest.mark.parametrize("first", [True, False], ids=["the first delivery", "a later one"])
def test_a_kill_before_any_change_of_the_home_leaves_the_old_state_or_the_new_one(template, tmp_path, first):
    """A power cut while Monday's files are taken in must not cost a week, nor leave rows that no state names."""
    if not first:
        assert kit(template, "receive", "line", template / "calls-46.csv").returncode == 3
    file = "calls-46.csv" if first else "calls-47.csv"

    found = points(template, tmp_path, "kill", "receive", "line", template / file)

    assert len(found) > 12 and not found[-1]["reached"]
    old_or_new(found, 0 if first else 1, 1 if first else 2)


@pytest.mark.parametrize("mode", ["kill", "full"])
def test_an_end_at_any_block_leaves_the_old_state_or_the_new_one(template, tmp_path, mode):
    """Of a file that is written block by block, no block may stand alone."""
    assert kit(template, "receive", "line", template / "calls-46.csv").returncode == 3
    days = [calls(f"{day}/11/2026", 1000 * day, 9).partition("\n")[2] for day in range(16, 21)]
    (template / "calls-47.csv").write_text("id;at;issue;wait\n" + "".join(days), encoding="utf-8")

    found = points(template, tmp_path, mode, "receive", "line", template / "calls-47.csv", block=7)

    assert len(found) > 10 and not found[-1]["reached"]
    old_or_new(found, 1, 2)


@pytest.mark.parametrize("first", [True, False], ids=["the first delivery", "a later one"])
def test_a_disk_that_is_full_at_any_point_is_told_and_the_old_state_stands(template, tmp_path, first):
    """A traceback says neither which disk is full nor that nothing was lost."""
    if not first:
        assert kit(template, "receive", "line", template / "calls-46.csv").returncode == 3
    file = "calls-46.csv" if first else "calls-47.csv"

    found = points(template, tmp_path, "full", "receive", "line", template / file)

    assert len(found) > 10
    # A folder that is there already needs no room: then all has been written, and the state is the new one.
    assert {(one["code"], one["id"]) for one in found} == {(47, 0 if first else 1), (3, 1 if first else 2)}
    assert [one["left"] for one in found if one["left"]] == [], "unfinished files take the room that is needed"
    old_or_new(found, 0 if first else 1, 1 if first else 2)


def test_a_kill_of_a_repair_leaves_what_can_be_repaired(template, tmp_path):
    """Whoever repairs a failing disk may be cut off again."""
    for name in ("calls-46.csv", "calls-47.csv"):
        kit(template, "receive", "line", template / name)
    tables = template / "data" / "line" / "tables"
    next(tables.glob("calls/week=2026-W46/*.parquet")).unlink()
    (tables / "_snapshots" / "2.json").unlink()
    (tables / "CURRENT").unlink()

    found = points(template, tmp_path, "kill", "repair", "line")

    assert len(found) > 8
    for one in found:
        if one["again"] != "swept":
            assert one["again"] == 0 and one["after"]["id"] == 2 and one["after"]["faults"] == [], one


def limited(limit: int):
    """Files of this process cannot grow beyond so many bytes: what a write meets halfway on a full disk."""

    def prepare() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return prepare


@pytest.mark.parametrize("limit", [0, 250, 2800])
def test_a_write_that_stops_halfway_is_told_and_taken_back(template, limit):
    """DuckDB and Python write in pieces: the first may still find room."""
    kit(template, "receive", "line", template / "calls-46.csv")

    done = kit(template, "receive", "line", template / "calls-47.csv", preexec_fn=limited(limit))

    data = template / "data" / "line"
    assert done.returncode in (3, 47), done.stderr
    assert "Traceback" not in done.stderr
    if done.returncode == 47:
        assert str(data) in done.stderr or "params/local" in done.stderr
        assert "MB free on /" in done.stderr
        assert list((data / ".tmp").glob("*")) == []
    assert kit(template, "receive", "line", template / "calls-47.csv").returncode == 3


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, mounted for the test, of a size to be given."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(kilobytes: int) -> Path:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("no file system may be mounted here")
        return place

    yield mount
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def test_a_disk_without_room_is_named(template, small_disk):
    """The real thing: a file system that fills up while two weeks are taken in, until somebody makes room."""
    if not shutil.which("mount") or os.geteuid():
        pytest.skip("only root may mount a file system")
    assert kit(template, "receive", "line", template / "calls-46.csv").returncode == 3
    home = small_disk(200)
    shutil.copytree(template, home, dirs_exist_ok=True)
    ballast = home / "ballast"
    codes = []
    for free in (0, 12, 64):
        ballast.unlink(missing_ok=True)
        state = os.statvfs(home)
        ballast.write_bytes(b"x" * max(0, state.f_bavail * state.f_frsize - free * 1024))
        done = kit(home, "receive", "line", home / "calls-47.csv")
        codes.append(done.returncode)
        assert done.returncode in (3, 47), done.stderr
        if done.returncode == 47:
            assert f"0 MB free on {home}" in done.stderr
    assert kit(home, "check", "line", "2026-W46").returncode in (0, 4)
    assert codes[0] == 47 and codes[-1] == 3
