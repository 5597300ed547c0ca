"""The sample is made once, whole, and again only when it would come out differently."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from kit import store
from kit.errors import HomeBusy
from kit.locking import lock
from kit.run import sample_home
from kit.run.sample_home import Wanted, ready

pytestmark = pytest.mark.slow


@pytest.fixture
def home(new_home):
    """A home without anything."""
    return new_home()


def test_a_home_of_ones_own_gets_the_sample_received_as_it_was_delivered(home):
    """`kit --home DIR demo` must work in an empty folder, and lateness must be told from the delivery's own moment."""
    planted = ready(Wanted(2), "en")

    snapshot = store.current("sample")
    assert planted["last_week"] == "2026-W47"
    assert {week for one in snapshot.deliveries for week in one.weeks} == {"2026-W46", "2026-W47"}
    assert {one.received_at[:16] for one in snapshot.deliveries} == {"2026-11-16T06:30", "2026-11-23T06:30"}
    assert len(list((home / "data/sample/received").iterdir())) == 6


def test_the_second_time_nothing_is_made(home, capfd):
    """Who types `kit demo` again wants the pages, not two minutes of waiting."""
    ready(Wanted(1), "en")
    before = (home / "data/sample/demo.json").stat().st_mtime_ns
    assert "[2/3] received: delivery 1 of 1" in capfd.readouterr().err

    again = ready(Wanted(1), "en")

    assert again["first_week"] == "2026-W47"
    assert (home / "data/sample/demo.json").stat().st_mtime_ns == before
    assert capfd.readouterr().err == ""


def test_another_span_is_made_again_with_the_same_pseudonyms(home):
    """A caller's pseudonym must not change between two makes: repeat calls are counted by it."""
    ready(Wanted(1), "en")
    keys = {path.name: path.read_bytes() for path in (home / "params/local").rglob("*") if path.is_file()}

    planted = ready(Wanted(2), "en")

    assert planted["first_week"] == "2026-W46"
    assert {path.name: path.read_bytes() for path in (home / "params/local").rglob("*") if path.is_file()} == keys


def test_a_changed_generator_is_noticed(home, monkeypatch):
    """A sample of last month's code would show last month's faults."""
    first = Wanted(1).key()
    monkeypatch.setattr(sample_home, "_MAKERS", (*sample_home._MAKERS, "pyproject.toml", "kit/errors.py"))

    assert Wanted(1).key() != first
    assert Wanted(2).key() != Wanted(1).key()


def test_an_interrupted_make_leaves_the_sample_of_before(home):
    """Half a sample would show half a line."""
    ready(Wanted(1), "en")
    before = (home / "data/sample/demo.json").read_bytes()
    code = "from kit.run.sample_home import Wanted, ready; ready(Wanted(30), 'en')"
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    process.stderr.readline()

    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert (home / "data/sample/demo.json").read_bytes() == before
    assert again_when_free()["first_week"] == "2026-W47"


def again_when_free() -> dict:
    """The killed command's child ends a moment after it, and holds the lock until then."""
    for _ in range(100):
        try:
            return ready(Wanted(1), "en")
        except HomeBusy:
            time.sleep(0.1)
    raise AssertionError("the lock outlived its command")


def test_two_makes_at_once_are_refused(home):
    """They would swap each other's half."""
    with lock(home / "data/.demo"), pytest.raises(HomeBusy):
        ready(Wanted(1), "en")


def test_a_damaged_mark_makes_the_sample_again(home):
    """A file that cannot be read says nothing about what lies beside it."""
    ready(Wanted(1), "en")
    (home / "data/sample/demo.json").write_text("{", encoding="utf-8")

    assert ready(Wanted(1), "en")["last_week"] == "2026-W47"
    assert json.loads((home / "data/sample/demo.json").read_text(encoding="utf-8"))["key"] == Wanted(1).key()
