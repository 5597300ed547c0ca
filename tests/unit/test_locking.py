"""A folder has one holder, and whoever is kept waiting is told by whom."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import pytest

from kit.errors import HomeBusy
from kit.locking import lock


def test_a_folder_is_made_held_and_let_go(tmp_path):
    """After the command nothing but an empty file tells that somebody was here."""
    folder = tmp_path / "a" / "b"

    with lock(folder):
        assert str(os.getpid()) in (folder / ".lock").read_text(encoding="utf-8")

    assert (folder / ".lock").read_text(encoding="utf-8") == ""
    with lock(folder):
        pass


def test_a_second_holder_is_told_who_and_since_when(tmp_path, monkeypatch):
    """ "Busy" alone sends people to look for a process that they should not end."""
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+01:00")

    with lock(tmp_path), pytest.raises(HomeBusy) as busy, lock(tmp_path):
        pass

    told = busy.value.text("en")
    assert f"process {os.getpid()}" in told and "since 2026-11-23T09:00:00+01:00" in told


def test_the_one_who_was_refused_leaves_the_holders_name(tmp_path):
    """A third command must still be told by the file who is at work."""
    with lock(tmp_path):
        with pytest.raises(HomeBusy), lock(tmp_path):
            pass
        assert str(os.getpid()) in (tmp_path / ".lock").read_text(encoding="utf-8")


def test_a_fault_inside_lets_the_folder_go(tmp_path):
    """Else one error would stop the line until a restart."""
    with pytest.raises(KeyError), lock(tmp_path):
        raise KeyError

    with lock(tmp_path):
        pass


def test_a_short_wait_is_waited_out(tmp_path):
    """A command that comes a second too early should simply go on."""
    held, entered = threading.Event(), []

    def hold():
        with lock(tmp_path):
            held.set()
            time.sleep(0.2)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with lock(tmp_path, wait_s=30):
        entered.append(True)
    thread.join()

    assert entered == [True]


def test_taking_the_lock_loads_nothing_heavy():
    """`kit report` of a report that is busy answers at once; a run forks from a light process."""
    heavy = "('pandas', 'duckdb', 'papermill')"
    code = f"import sys, kit.locking, kit.run.report; print([name for name in {heavy} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
