"""A register is what its lists said, as of any moment, whatever happens while one is taken in."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from kit import params, schema, store
from kit.errors import DamagedStore, HomeBusy
from kit.params import PROJECT
from kit.period import Period
from kit.store import Merge, disk, verify
from kit.store.registers import Registers

START = dt.datetime(2026, 11, 16, 8, tzinfo=dt.UTC)


def rows_of(said: dict[str, str], sha: str, source: str = "list", scope: str | None = None) -> pd.DataFrame:
    """Rows of a list: what is said of each key stands in its remark; "w" withdraws it."""
    return pd.DataFrame(
        {
            "action_key": list(said),
            "what": "Écrire",
            "acts": "client",
            "decided_on": pd.Timestamp("2026-11-16"),
            "status": ["withdrawn" if word == "w" else "open" for word in said.values()],
            "remark": [word or None for word in said.values()],
            "key_scope": source if scope is None else scope,
            "source": source,
            "delivery": sha,
            "row_number": range(2, len(said) + 2),
        }
    )


def list_of(said: dict[str, str], came: dt.datetime, *, source: str = "list", scope: str | None = None) -> store.Batch:
    """The batch of one list; the same rows in the same order are the same file."""
    sha = hashlib.sha256(repr(list(said.items())).encode()).hexdigest()
    count = len(said)
    delivery = store.Delivery(
        sha, "list.csv", source, "actions", "client", came.isoformat(), count, count, replaces="nothing"
    )
    return store.Batch(delivery, {"actions": rows_of(said, sha, source, scope)})


def take(*batches: store.Batch) -> store.Snapshot:
    return store.commit("line", list(batches), reason="received", at=batches[0].delivery.came)


def shown(table: pd.DataFrame) -> dict[str, str]:
    return {key: "" if pd.isna(word) else word for key, word in table[["action_key", "remark"]].to_numpy()}


def hour(number: int) -> dt.datetime:
    """A moment so many half-days after the start: lists of one week and of several."""
    return START + dt.timedelta(hours=12 * number)


# A naive second implementation


Said = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "x", "y", "w"]), min_size=1, max_size=3)
Lists = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["one", "two"]), Said), min_size=1, max_size=5)


def replay(lists: list, shared: bool, moment: int) -> tuple[dict, dict]:
    """State and revisions at a moment: the lists in the order in which they came, one row after the other."""
    order = sorted(range(len(lists)), key=lambda at: (lists[at][0], lists[at][1], at))
    told: dict = {}
    for at in order:
        came, source, said = lists[at]
        for key, word in said.items() if came <= moment else ():
            revisions = told.setdefault(("" if shared else source, key), [])
            if not revisions or revisions[-1] != word:
                revisions.append(word)
    return {key: words[-1] for key, words in told.items()}, {key: len(words) for key, words in told.items()}


# Each example writes files: few of them, and none is shrunk for minutes.
@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(lists=[(0, "one", {"a": "x"}), (9, "one", {"a": "x"}), (4, "one", {"a": "y"})], shared=False, moments=[5, 9])
@given(lists=Lists, shared=st.booleans(), moments=st.lists(st.integers(0, 21), min_size=1, max_size=2))
def test_reading_as_of_any_moment_is_what_replaying_the_lists_gives(lists, shared, moments):
    """Received in any order, loaded afterwards, repeated, revised, withdrawn: one rule tells what stood."""
    with tempfile.TemporaryDirectory() as folder, Merge(disk.Place(Path(folder)), None, Path(folder)) as merge:
        for came, source, said in lists:
            batch = list_of(said, hour(came), source=source, scope="" if shared else source)
            batch.confirms = True  # a file that comes again as it was is a list, too
            merge.take(batch)
        rows = [merge._paths(key) for key in merge.files]
        for moment in moments:
            state, revisions = replay(lists, shared, moment)
            read = Reading([path for paths in rows for path in paths], hour(moment)).state("actions", withdrawn=True)
            keys = list(zip(read["key_scope"], read["action_key"], strict=True))
            assert dict(zip(keys, read["remark"].fillna(""), strict=True)) == state
            assert dict(zip(keys, read["revision"], strict=True)) == revisions


class Reading(Registers):
    """The registers of some files that no snapshot names yet."""

    def __init__(self, paths: list[Path], moment: dt.datetime) -> None:
        super().__init__(disk.Place(paths[0].parent), (), moment)
        object.__setattr__(self, "paths", paths)

    def _rows(self, table: schema.Table) -> str:
        from kit.store import relation

        return relation.select(table, self.paths)


# What a reader gets


def test_a_report_reads_a_register_as_of_its_moment(batch):
    """What was agreed on the Monday of the meeting must read the same in a year."""
    days = batch("2026-11-22", {"2026-11-16": 3})
    take(days)
    take(list_of({"a": "x"}, dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)))
    take(list_of({"a": "y"}, dt.datetime(2026, 11, 24, 7, tzinfo=dt.UTC)))

    monday, later = store.tables("line", "2026-W47", look_back=1), store.tables("line", "2026-W47", "latest", 1)

    assert shown(monday.register("actions")) == {"a": "x"} and shown(later.register("actions")) == {"a": "y"}
    assert list(monday.history("actions", "a")["remark"]) == ["x"]
    assert list(later.history("actions", "a")["remark"]) == ["x", "y"]


def test_a_register_of_which_no_list_came_is_empty_with_its_columns(batch):
    """A partnership that keeps no list must give a report zero rows, not an error."""
    take(batch("2026-11-20", {"2026-11-16": 3}))

    table = store.tables("line", "2026-W47", look_back=1).register("actions")

    assert table.empty and list(table) == [*schema.ACTIONS.columns, "revision", "last_seen_at", "absent"]
    with pytest.raises(ValueError, match="actions"):
        store.register("line", "calls")


def test_a_damaged_register_stops_who_reads_it_and_nobody_else(batch, data):
    """A page of calls must not fail for a list that it does not show; a list cut in half must not look short."""
    take(batch("2026-11-20", {"2026-11-16": 3}))
    take(list_of({"a": "x"}, START + dt.timedelta(days=4)))
    path = next(data.glob("tables/actions/*/*.parquet"))
    path.write_bytes(path.read_bytes()[:-1])

    tables = store.tables("line", "2026-W47", look_back=1)

    assert tables.con.execute("select count(*) from calls").fetchall() == [(3,)]
    with pytest.raises(DamagedStore, match=path.name):
        tables.register("actions")
    assert [fault.path for fault in verify.health(disk.place("line")).of("table")] == [path]


def test_a_list_is_no_week_of_data(batch, by_day):
    """A list received in a week of which no call came must not make that week look delivered."""
    take(list_of({"a": "x"}, START))
    assert not store.current("line").holds("2026-W47")

    take(batch("2026-11-23", {"2026-11-16": 3}))
    snapshot = take(list_of({"a": "y"}, dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)))

    assert snapshot.before == {}, "a list restates no week"
    tables = store.tables("line", "2026-W47", "latest", look_back=1)
    assert by_day(tables) == {"2026-11-16": 3} and tables.later == [] and tables.before is None


def test_lists_of_one_week_share_a_file_and_older_states_keep_theirs(data):
    """Two years of daily lists in a file each would make every snapshot long."""
    take(list_of({"a": "x"}, START))
    last = take(list_of({"a": "y"}, START + dt.timedelta(days=1)))
    other = take(list_of({"a": "z"}, START + dt.timedelta(days=7)))

    assert [(file.week, file.rows) for file in last.files] == [("2026-W47", 2)]
    assert [(file.week, file.rows) for file in other.files] == [("2026-W47", 2), ("2026-W48", 1)]
    assert len(list(data.glob("tables/actions/*/*.parquet"))) == 3
    assert verify.health(disk.place("line")).of("table") == []


def test_the_same_list_gives_the_same_bytes(data):
    """Whoever rebuilds a lost file proves it by its hash."""
    names = []
    for _ in range(2):
        for at in (0, 1):
            take(list_of({"a": "x", "b": str(at)}, hour(at)))
        names.append(sorted(file.name for file in store.current("line").files))
        store.undo("line", hour(2)), store.undo("line", hour(2))
    assert names[0] == names[1]


# While a list is taken in


WRITE = """
import datetime as dt, itertools, sys
sys.path.insert(0, "tests/unit/store")
from test_registers import list_of, take
start = dt.datetime(2026, 11, 16, 8, tzinfo=dt.UTC)
for number in itertools.count(int(sys.argv[1])):
    print("start", flush=True)
    take(list_of({key: str(number) for key in "abcdef"}, start + dt.timedelta(hours=number)))
"""
STOP = """
import os, signal
done, real = [], os.replace

def stop_after(source, target):
    real(source, target)
    done.append(target)
    if len(done) == int(os.environ["STOP_AFTER"]):
        os.kill(os.getpid(), signal.SIGKILL)

os.replace = stop_after
"""


def started(code: str, number: int) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(number)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    process.stdout.readline()
    return process


def last_word(data: Path) -> int:
    """Every key has the word of the newest list, and every list before it is there; 0 before the first."""
    if store.current("line") is None:
        return 0
    words = set(store.register("line", "actions")["remark"])
    told = store.registers_as_of("line").history("actions", "a")
    assert len(words) == 1 and list(told["remark"]) == [str(at) for at in range(1, len(told) + 1)]
    assert verify.health(disk.place("line")).of("table") == []
    return int(words.pop())


def nothing_left_over(data: Path) -> None:
    named = {file.name for snapshot in store.snapshots("line") for file in snapshot.files}
    assert {str(path.relative_to(data / "tables")) for path in data.rglob("*.parquet")} == named
    assert list((data / ".tmp").iterdir()) == []


def test_a_kill_at_any_moment_leaves_the_lists_before_or_the_new_one_too(data):
    """A power cut must not cost the history of a decision, nor show half of a list."""
    chance, number = random.Random(47), 1
    for _ in range(5):
        process = started(WRITE, number)
        process.stdout.readline()  # the second word: one list at least is in, whatever the machine is doing
        time.sleep(chance.uniform(0, 0.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        number = last_word(data) + 1
    assert number > 5, "the writers were at work"
    with store.lock("line"):
        nothing_left_over(data)


def test_a_kill_between_any_two_files_is_taken_back(data, monkeypatch):
    """Rows that no snapshot names would escape every later purge."""
    take(list_of({key: "1" for key in "abcdef"}, START))
    words = []
    for stop_after in range(1, 6):
        monkeypatch.setenv("STOP_AFTER", str(stop_after))
        process = started(STOP + WRITE, 2)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        words.append(last_word(data))
        with store.lock("line"):
            nothing_left_over(data)
    # Moves of a commit: its note, the week's file, record, snapshot, CURRENT.
    assert words == [1, 1, 1, 1, 2]


def test_two_writers_do_not_lose_each_others_lists():
    """Both sides may send their list in the same minute: one waits, or is told who is at work."""
    with store.lock("line"):
        process = subprocess.run(
            [sys.executable, "-c", WRITE, "1"],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT), "KIT_LOCK_WAIT": "0.1"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert HomeBusy.__name__ in process.stderr
        take(list_of({"a": "x"}, START))

    both = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE.replace("itertools.count(int(sys.argv[1]))", f"({first}, {first + 1})")],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT), "KIT_LOCK_WAIT": "60"},
            stdout=subprocess.DEVNULL,
        )
        for first in (1, 3)
    ]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert sorted(store.registers_as_of("line").history("actions", "a")["remark"]) == ["1", "2", "3", "4", "x"]


# Which list was owed


def owed(sent: list[dt.datetime], every: str, week: str = "2026-W47") -> list[tuple]:
    """Period, status and version of each list owed for a week, as of two weeks later."""
    source = {
        "table": "actions", "owed_by": "client", "due": {"days": 1, "time": "08:00"},
        "match": {"name": "list*.csv"}, "file": {"format": "csv"},
        "columns": {
            "action_key": {"from": "n"}, "what": {"from": "w"}, "acts": {"constant": "client"},
            "decided_on": {"from": "d", "format": "iso"}, "status": {"constant": "open"},
        },
    } | ({"every": every} if every else {})  # fmt: skip
    sources = params.Sources.model_validate({"sources": {"list": source}})
    deliveries = [list_of({"a": str(at)}, came).delivery for at, came in enumerate(sent)]
    as_of = dt.datetime.combine(Period.week(week).first, dt.time(12), dt.UTC) + dt.timedelta(weeks=2)
    table = store.ledger(sources, deliveries, period=week, as_of=as_of, zone="Europe/Paris")
    return [(row.period, row.status, row.version) for row in table.itertuples()]


def on(day: int, hour_of_day: int = 6) -> dt.datetime:
    """In November 2026, UTC; a list is due at 7:00."""
    return dt.datetime(2026, 11, day, hour_of_day, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("sent", "status", "version"),
    [
        ([], "missing", 0),
        ([on(23)], "on_time", 1),
        ([on(16), on(18), on(23)], "on_time", 2),
        ([on(23, 9)], "late", 1),
        ([on(16)], "missing", 0),
        ([on(16, 9)], "missing", 0),
        ([on(16), on(23, 9)], "late", 1),
        ([on(23, 9), on(26)], "late", 1),
        ([on(30, 9)], "missing", 0),
        ([on(27)], "missing", 0),
    ],
    ids=[
        "none", "on Monday", "twice", "two hours late", "that of the week before", "late for the week before",
        "the week before, then late", "late, then the next", "late for the week after",
        "nearer to the next",
    ],
)  # fmt: skip
def test_a_list_answers_the_period_in_which_it_came(sent, status, version):
    """A list speaks of no days; and one that comes late must not excuse the next one, too."""
    assert owed(sent, "week") == [("2026-W47", status, version)]


def test_one_list_never_excuses_two_periods():
    """Late for this week, it is not on time for the next."""
    assert owed([on(23, 9)], "week", "2026-W48") == [("2026-W48", "missing", 0)]
    assert owed([on(23, 9), on(26)], "week", "2026-W48") == [("2026-W48", "on_time", 1)]


def test_a_list_that_never_came_does_not_make_the_next_ones_late():
    """One missing morning, and a side would be late every day from then on."""
    days = [on(day) for day in (17, 18, 20, 21)]
    assert [row[1] for row in owed(days, "day")] == [
        "on_time",
        "on_time",
        "missing",
        "on_time",
        "on_time",
        "missing",
        "missing",
    ]


def test_lists_of_a_day_or_a_month_are_owed_like_any_file():
    """A register may be kept every day, or looked at once a month."""
    days = [on(day) for day in range(17, 24)]
    assert {row[1:] for row in owed(days, "day")} == {("on_time", 1)}
    assert owed([], "month") == [("2026-11", "not_due", 0)]
    assert owed([dt.datetime(2026, 12, 1, 6, tzinfo=dt.UTC)], "month") == [("2026-11", "on_time", 1)]


def test_a_list_that_comes_as_it_is_needed_is_never_missing():
    """Nobody owes an action where none was decided."""
    assert owed([], "") == [] and owed([on(23)], "") == []


def test_an_owed_list_is_apart_from_the_files_of_days(home, batch):
    """A missing list of actions makes no call uncertain: the weekly page must not call its week incomplete."""
    path = home / "params" / "line" / "sources.yml"
    lines = """
  list:
    table: actions
    owed_by: client
    every: week
    match: {name: "list*.csv"}
    file: {format: csv}
    columns:
      action_key: {from: n}
      what: {from: w}
      acts: {constant: client}
      decided_on: {from: d, format: iso}
      status: {constant: open}
"""
    path.write_text(path.read_text(encoding="utf-8") + lines, encoding="utf-8")
    take(batch("2026-11-22", {"2026-11-16": 3}))

    tables = store.tables("line", "2026-W47", look_back=1)

    assert set(tables.ledger["source"]) == {"acd", "carrier"} and list(tables.lists["source"]) == ["list"]
    assert {one["source"] for one in tables.declared} == {"acd", "carrier"}
