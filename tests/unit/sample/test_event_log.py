"""Logs of any size: what is written is what was said, in either format, and without holding it."""

from __future__ import annotations

import csv
import gzip
import tracemalloc
from collections import Counter
from xml.etree import ElementTree

import pytest

from kit.sample import event_log
from kit.sample.exports import casework


def rows_of(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def test_the_log_holds_as_many_events_and_cases_as_were_asked_for(tmp_path):
    """A benchmark that reads fewer rows than it says is a false one."""
    written = event_log.write(tmp_path / "log.csv", 1_234)
    rows = rows_of(written.files[0])

    assert len(rows) == written.truth["events"] == 1_234
    assert len({row["case"] for row in rows}) == written.truth["cases"] == 62
    assert (min(row["at"] for row in rows), max(row["at"] for row in rows)) == (
        written.truth["first"],
        written.truth["last"],
    )


def test_both_formats_say_the_same(tmp_path):
    """One log in two shapes must give one result."""
    rows = rows_of(event_log.write(tmp_path / "log.csv", 300).files[0])
    path = event_log.write(tmp_path / "log.xes.gz", 300).files[0]
    log = ElementTree.fromstring(gzip.decompress(path.read_bytes()))
    found = [
        {one.attrib["key"]: one.attrib["value"] for one in event}
        for event in log.iter("{http://www.xes-standard.org/}event")
    ]

    assert [one["concept:name"] for one in found] == [row["activity"] for row in rows]
    assert [one["time:timestamp"].removesuffix(".000Z") for one in found] == [row["at"] for row in rows]
    assert [one["org:resource"] for one in found] == [row["agent"] for row in rows]


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    """Two measurements are compared on one file."""
    one, other, third = (
        event_log.write(tmp_path / f"{at}.csv", 200, seed).files[0].read_bytes() for at, seed in enumerate((1, 1, 2))
    )

    assert one == other != third


def test_an_ending_that_is_no_format_is_refused(tmp_path):
    """A log in a format that nobody reads is noticed ten minutes later."""
    with pytest.raises(ValueError, match=r"\.xes"):
        event_log.write(tmp_path / "log.parquet", 10)


def test_memory_does_not_grow_with_the_log(tmp_path):
    """Ten million events are written on the machine that is to read them."""

    def peak(events: int) -> int:
        tracemalloc.start()
        try:
            event_log.write(tmp_path / f"{events}.csv", events)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(30_000) < 1.3 * peak(3_000)


def test_the_command_line_writes_a_log_and_says_what_it_holds(tmp_path):
    """Whoever tries the intake at size types one line."""
    said: list[str] = []
    event_log.main([str(tmp_path / "log.csv"), "40"], said.append)

    assert len(rows_of(tmp_path / "log.csv")) == 40 and "'cases': 2" in said[0]


# Weeks of casework


def test_a_case_is_the_same_in_whatever_week_it_is_told(tmp_path):
    """Weekly deliveries that contradict each other would test nothing."""
    before = {one.key: one for one in casework.cases("2026-W46")}
    after = {one.key: one for one in casework.cases("2026-W47")}
    shared = before.keys() & after.keys()

    assert len(shared) == 300
    assert all(before[key].opened == after[key].opened for key in shared)
    assert all(after[key].steps[: len(before[key].steps)][0].starts == before[key].steps[0].starts for key in shared)


def test_the_week_ends_with_open_cases_and_steps_in_progress():
    """Open files are the trap of every lead time: a sample without them would hide it."""
    counted = casework.counted(casework.cases("2026-W47"))

    assert counted["cases"] == 360 and 100 < counted["open"] < 300
    assert counted["in_progress"] > 3 and counted["without_agent"] > 20


def test_steps_begin_on_working_days_and_in_their_order():
    """A back office that works on Sundays would be a finding."""
    listed = casework.cases("2026-W47")
    days = Counter(step.starts.isoweekday() for one in listed for step in one.steps)

    assert set(days) == {1, 2, 3, 4, 5}
    assert all(one.steps[at].starts < one.steps[at + 1].starts for one in listed for at in range(len(one.steps) - 1))
