"""One writer at a time, and what a killed one leaves behind."""

import fcntl
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from kit import store
from kit.errors import BadParams, HomeBusy
from kit.params import PROJECT

HOLD = """
import sys
from kit import store
with store.lock("line"):
    print("held", flush=True)
    sys.stdin.read()
"""

# Commits for ever: each delivery replaces all of a fortnight's days by the same number of calls a day.
WRITE = """
import datetime as dt, hashlib, itertools, sys
import pandas as pd
from kit import store
days = [dt.date(2026, 11, 9) + dt.timedelta(days=day) for day in range(14)]
for number in itertools.count(int(sys.argv[1])):
    sha = hashlib.sha256(str(number).encode()).hexdigest()
    starts = [dt.datetime.combine(day, dt.time(9)) for day in days for _ in range(number)]
    frame = pd.DataFrame({
        "call_key": [str(row) for row in range(len(starts))], "arrived_at": starts, "arrived_local": starts,
        "local_date": [start.date() for start in starts], "slot_id": 1, "outcome": "answered", "source": "acd",
        "delivery": sha, "row_number": range(len(starts))})
    delivery = store.Delivery(sha, f"{number}.csv", "acd", "calls", "provider", "2026-11-23T07:00:00+00:00",
        len(starts), len(starts), first_date=str(days[0]), last_date=str(days[-1]), weeks=("2026-W46", "2026-W47"))
    rejects = pd.DataFrame({"row_number": [1], "column": ["a"], "value": ["b"], "reason": ["c"]})
    at = dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)
    print("start", flush=True)
    store.commit("line", [store.Batch(delivery, {"calls": frame}, rejects)], reason="received", at=at)
"""


def started(code, *arguments):
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    process.stdout.readline()
    return process


@pytest.mark.slow
def test_a_second_writer_is_told_who_is_at_work(batch, take):
    """Two commands at once must not each build on a state that the other is replacing."""
    process = started(HOLD)
    try:
        with pytest.raises(HomeBusy) as caught:
            take(batch("2026-11-20", {"2026-11-16": 3}))
    finally:
        process.communicate()

    assert caught.value.fields["pid"] == process.pid
    assert caught.value.fields["since"] != "-"
    assert store.current("line") is None
    assert take(batch("2026-11-20", {"2026-11-16": 3})).id == 1, "and when the other ends, the lock is free"


def test_a_writer_that_has_not_said_who_it_is_counts_too(batch, take, data):
    """Between taking the lock and writing into it a few microseconds pass."""
    data.mkdir(parents=True)
    with (data / ".lock").open("w") as silent:
        fcntl.flock(silent, fcntl.LOCK_EX)
        with pytest.raises(HomeBusy) as caught:
            take(batch("2026-11-20", {"2026-11-16": 3}))
    assert (caught.value.fields["pid"], caught.value.fields["since"]) == ("-", "-")


@pytest.mark.slow
def test_a_reader_needs_no_lock(batch, take):
    """A page must be readable while a delivery is being taken in."""
    take(batch("2026-11-20", {"2026-11-16": 3}))
    process = started(HOLD)
    try:
        assert store.tables("line", "2026-W47", look_back=1).snapshot == 1
    finally:
        process.communicate()


@pytest.mark.slow
def test_a_killed_writer_leaves_no_lock(batch, take):
    """Nobody should have to find and delete a lock file."""
    process = started(HOLD)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.communicate()

    assert take(batch("2026-11-20", {"2026-11-16": 3})).id == 1


@pytest.mark.slow
def test_a_short_wait_is_waited_out(batch, take, monkeypatch):
    """A command that comes a second too early should simply go on."""
    monkeypatch.setenv("KIT_LOCK_WAIT", "30")
    process = started(HOLD)
    threading.Timer(0.2, process.stdin.close).start()

    assert take(batch("2026-11-20", {"2026-11-16": 3})).id == 1
    process.wait()
    process.stdout.close()


def test_a_wait_of_nothing_still_tries_once(batch, take, monkeypatch):
    """A scheduler that never wants to wait must be able to say so."""
    monkeypatch.setenv("KIT_LOCK_WAIT", "0")
    assert take(batch("2026-11-20", {"2026-11-16": 3})).id == 1


def test_a_lock_inside_the_same_lock_is_the_same_lock(batch, take):
    """Intake holds it for a whole call, and the steps inside take it too."""
    with store.lock("line"), store.lock("line"):
        take(batch("2026-11-20", {"2026-11-16": 3}))
    with store.lock("line"):
        assert store.current("line").id == 1


def test_another_thread_is_another_writer():
    """Only the thread that holds it may go on."""
    seen = []

    def other():
        with pytest.raises(HomeBusy), store.lock("line"):
            pass
        seen.append(True)

    with store.lock("line"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert seen == [True]


@pytest.mark.parametrize("wait", ["soon", "-1", "nan", "inf"])
def test_a_wait_that_is_no_number_is_refused(monkeypatch, wait):
    """A setting that is silently ignored looks as if it worked."""
    monkeypatch.setenv("KIT_LOCK_WAIT", wait)
    with pytest.raises(BadParams, match="KIT_LOCK_WAIT"), store.lock("line"):
        pass


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_old_state_or_the_new_one(batch, take, data):
    """A power cut in the middle of `receive` must not cost a week, nor mix two versions of it."""
    chance, number = random.Random(47), 1
    for _ in range(8):
        process = started(WRITE, str(number))
        time.sleep(chance.uniform(0, 0.35))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        number = assert_whole() + 1

    take(batch("2026-11-24", {"2026-11-16": 3}))
    assert_nothing_left_over(data)


def assert_whole():
    """Both weeks show the same delivery; returns its calls a day, 0 before the first commit."""
    snapshot = store.current("line")
    if snapshot is None:
        return 0
    con = store.tables("line", "2026-W47", "latest", look_back=1).con
    counts = con.execute("select local_date, count(*) from calls group by 1").fetchall()
    last = int(snapshot.deliveries[-1].file.split(".")[0])
    assert len(counts) == 14 and {count for _, count in counts} == {last}
    return last


def assert_nothing_left_over(data):
    """Every file below tables/ is named by a snapshot, and none is unfinished."""
    snapshots = store.snapshots("line")
    named = {file.name for snapshot in snapshots for file in snapshot.files}
    assert {str(path.relative_to(data / "tables")) for path in data.rglob("*.parquet")} == named
    assert len(list((data / "tables" / "_snapshots").iterdir())) == len(snapshots)
    assert list((data / ".tmp").iterdir()) == []


STOP = """
import os, signal, sys
from kit.store import disk, journal
done, real = [], os.replace

def stop_after(source, target):
    real(source, target)
    done.append(target)
    if len(done) == int(os.environ["STOP_AFTER"]):
        os.kill(os.getpid(), signal.SIGKILL)

os.replace = stop_after
"""


@pytest.mark.slow
def test_a_kill_between_any_two_files_is_taken_back_by_the_next_commit(batch, take, data, monkeypatch):
    """Call rows that no snapshot names would escape every later purge."""
    take(batch("2026-11-20", {"2026-11-16": 3}))
    ends = []
    for stop_after in range(1, 9):
        monkeypatch.setenv("STOP_AFTER", str(stop_after))
        process = started(STOP + WRITE, str(stop_after + 20))
        process.wait(timeout=60)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        ends.append(store.current("line").deliveries[-1].file)
        with store.lock("line"):
            assert_nothing_left_over(data)
    # Moves of a commit: its note, two weeks, record, quarantine, snapshot, CURRENT; the eighth is the next one's note.
    assert ends == ["acd.csv"] * 6 + ["27.csv", "28.csv"]


@pytest.mark.slow
def test_without_current_a_killed_commit_is_not_taken_back(batch, take, data, monkeypatch):
    """Where it cannot be told what was committed, nothing may be deleted."""
    take(batch("2026-11-20", {"2026-11-16": 3}))
    monkeypatch.setenv("STOP_AFTER", "6")
    process = started(STOP + WRITE, "30")
    process.communicate()
    (data / "tables" / "CURRENT").write_text("damaged")

    with store.lock("line"):
        assert store.current("line").deliveries[-1].file == "30.csv", "the newest whole snapshot, unannounced or not"
        assert store.tables("line", "2026-W47", "latest", look_back=0).snapshot == 2
