"""What a review rests on: rows, files, missing days, and what a re-delivery changed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from kit.analysis.line import completeness, coverage, sums
from kit.params.contract import Reconciliation
from kit.store import Delivery

WEEK = "2026-W47"


def _statement(line) -> dict:
    tables = line.tables()
    quarters = sums.read(line.con, repeat_days=3)
    covered = coverage.read(line.con, quarters, tables.declared, tables.deliveries, Reconciliation())
    return completeness.statement(tables, covered.of(quarters), covered)


def _delivery(sha: str, first: str, last: str, source: str = "calls", quarantined: int = 0, **more) -> Delivery:
    base = {
        "sha256": sha, "file": f"{sha}.csv", "source": source, "table": "calls", "owed_by": "provider",
        "received_at": "2026-11-23T07:00:00+00:00", "rows_read": 10, "accepted": 10,
        "first_date": first, "last_date": last, "weeks": (WEEK,),
        "by_week": {WEEK: {"quarantined": quarantined}},
    }  # fmt: skip
    return Delivery(**(base | more))


def test_a_complete_week_says_so(new_line, fill):
    """The page carries no banner."""
    found = _statement(fill(new_line()))

    assert (found["complete"], found["completeness"], found["days_missing"]) == (True, 1.0, [])
    assert found["received"] == {"calls": 2000, "carrier_counts": 100, "staffing": 100}


def test_missing_days_are_named_with_the_side_that_owes_them(new_line, fill):
    """Nine of ten: five days of two sides, one of which did not come."""
    found = _statement(fill(new_line(), without=("2026-11-18",)))

    assert found["missing"] == [{"date": "2026-11-18", "owed_by": "provider", "table": "calls"}]
    assert found["days_missing"] == ["2026-11-18"]
    assert (found["complete"], found["completeness"]) == (False, 0.9)


def test_a_day_both_sides_lack_is_one_missing_day(new_line):
    """The banner counts days; the list says whose files."""
    line = new_line()
    line.deliver("calls", "at  outcome  wait_s\n2026-11-16 09:00  answered  5")
    line.deliver("carrier_counts", "at  minutes  presented\n2026-11-16 09:00  30  1")
    found = _statement(line)

    assert found["days_missing"] == ["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]
    assert len(found["missing"]) == 8


def test_a_line_without_carrier_counts_owes_none(new_line, fill):
    """Not every client's carrier delivers counts: their absence is no gap where nobody promised them."""
    assert _statement(fill(new_line(), carrier=False))["complete"]


def test_counts_that_are_owed_and_never_came_are_missing(new_line, fill):
    """Where a mapping says that the carrier's counts are owed, none is a gap."""
    line = fill(new_line(), carrier=False)
    line.owed = [
        {"source": "carrier", "owed_by": "client", "table": "carrier_counts", "period": WEEK, "status": "not_due"}
    ]
    found = _statement(line)

    assert {row["owed_by"] for row in found["missing"]} == {"client"}
    assert found["received"]["carrier_counts"] == 0


def test_a_missing_file_makes_a_week_incomplete_even_without_a_missing_day(new_line, fill):
    """Staffing is owed as well."""
    line = fill(new_line(), staffing=False)
    line.owed = [
        {"source": "staffing", "owed_by": "provider", "table": "staffing", "period": WEEK, "status": "missing"}
    ]

    assert (_statement(line)["complete"], _statement(line)["completeness"]) == (False, 1.0)


def test_closed_days_are_owed_by_nobody(new_line, fill):
    """11 November is a holiday: four open days, all there."""
    found = _statement(fill(new_line("2026-W46")))

    assert (found["completeness"], found["missing"]) == (1.0, [])


def test_rows_left_out_are_counted_by_table_and_reason(new_line, fill):
    """Rows read = received + left out + set aside: each part stands on the page."""
    line = fill(new_line())
    row = {"minutes": 15, "reason": "ghost", "of_table": "calls", "rows": 2.0}
    line.deliver("exclusions", [row | {"at": "2026-11-16 09:00"}, row | {"at": "2026-11-17 09:00", "rows": 3.0}])
    line.deliver("exclusions", [row | {"at": "2026-11-16 09:00", "reason": "totals_row", "of_table": "carrier_counts"}])

    assert _statement(line)["excluded"] == {"calls": {"ghost": 5}, "carrier_counts": {"totals_row": 2}}


DELIVERIES = [
    ("a wholly replaced file no longer counts", ["a 16 22", "b 16 22"], ["b"]),
    ("a file replaced in part still holds its other days", ["a 16 22", "b 18 18"], ["a", "b"]),
    ("several newer files together may replace one", ["a 16 18", "b 16 17", "c 18 18"], ["b", "c"]),
    ("a month's file is replaced in this week only", ["a 01 30", "b 16 22"], ["b"]),
    ("an older file of other days stays", ["a 16 16", "b 17 17"], ["a", "b"]),
]


@pytest.mark.parametrize(("files", "live"), [case[1:] for case in DELIVERIES], ids=[case[0] for case in DELIVERIES])
def test_the_files_of_a_week_are_those_its_rows_come_from(new_line, fill, files, live):
    """A figure names its sources: not the file that was replaced."""
    line = fill(new_line())
    for sha, first, last in (text.split() for text in files):
        line.deliveries.append(_delivery(sha, f"2026-11-{first}", f"2026-11-{last}", quarantined=1))
    found = _statement(line)

    assert [one["sha256"] for one in found["sources"]] == live
    assert found["quarantined"] == {"calls": len(live)}


def test_files_of_two_sources_do_not_replace_each_other(new_line, fill):
    """Two queues exported apart are both the week's."""
    line = fill(new_line())
    line.deliveries = [_delivery("a", "2026-11-16", "2026-11-22"), _delivery("b", "2026-11-16", "2026-11-22", "loans")]
    line.deliveries.append(_delivery("c", "2026-11-09", "2026-11-15", weeks=("2026-W46",)))

    assert [one["source"] for one in _statement(line)["sources"]] == ["calls", "loans"]


def _changes(line, before: dict[str, float], after: dict[str, float]) -> pd.DataFrame:
    def figures(values: dict[str, float]) -> pd.DataFrame:
        return pd.DataFrame({"figure": list(values), "value": list(values.values())})

    old = line.tables()
    line.deliveries.append(_delivery("b", "2026-11-16", "2026-11-22", received_at="2026-11-24T08:00:00+00:00"))
    return completeness.changes(figures(before), figures(after), line.tables(before=old))


def test_changes_hold_the_figures_that_moved_and_the_file_that_moved_them(new_line):
    """Who signed the old number sees the new one, by how much and why."""
    line = new_line()
    line.deliveries.append(_delivery("a", "2026-11-16", "2026-11-22"))
    found = _changes(line, {"asa": 20.0, "aht": 300.0, "hold": np.nan}, {"asa": 21.5, "aht": 300.0, "hold": 4.0})

    assert found["figure"].tolist() == ["asa", "hold"]
    assert found.loc[0, ["before", "after", "delta"]].tolist() == [20.0, 21.5, 1.5]
    assert set(found["file"]) == {"b.csv"}
    assert set(found["received_at"]) == {pd.Timestamp("2026-11-24T08:00Z")}


def test_a_value_that_stays_unknown_has_not_changed(new_line):
    """Two missing values are no news."""
    assert _changes(new_line(), {"asa": np.nan}, {"asa": np.nan}).empty


@pytest.mark.parametrize("replaces", ["records", "parts"])
def test_a_file_that_replaces_no_whole_day_leaves_the_older_one_its_place(new_line, fill, replaces):
    """Two corrected calls are not the week's only source: the figures still come from the file they correct."""
    line = fill(new_line())
    newer = dataclasses.replace(_delivery("b", "2026-11-16", "2026-11-22"), replaces=replaces)
    line.deliveries = [_delivery("a", "2026-11-16", "2026-11-22"), newer]

    assert [one["sha256"] for one in _statement(line)["sources"]] == ["a", "b"]


def test_days_that_a_file_only_touches_stay_with_the_older_file(new_line, fill):
    """One stray row of Monday in Tuesday's file does not make it the source of Monday."""
    line = fill(new_line())
    newer = dataclasses.replace(_delivery("b", "2026-11-16", "2026-11-17"), touched=("2026-11-16",))
    line.deliveries = [_delivery("a", "2026-11-16", "2026-11-17"), newer]

    assert [one["sha256"] for one in _statement(line)["sources"]] == ["a", "b"]


def test_each_file_says_whether_its_moment_was_measured_or_stated(new_line, fill):
    """results.json is what the other firm checks: it must not pass a word off as a measure."""
    line = fill(new_line())
    line.deliveries = [
        _delivery("a", "2026-11-16", "2026-11-17"),
        dataclasses.replace(_delivery("b", "2026-11-18", "2026-11-22"), stated=True),
    ]

    assert [one["received"] for one in _statement(line)["sources"]] == ["measured", "stated"]
