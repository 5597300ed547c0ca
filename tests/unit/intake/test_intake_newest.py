"""The same key twice in one file: the newest row holds where a column says which it is."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.intake import reasons

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*"}
file: {format: csv, separator: ";"}
newest: NEWEST
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
exclude:
  - {name: ghost, where: {issue: G}}
"""
HEADER = "id;at;issue;wait;stamp\n"


def row(key: int, wait: int, stamp: str, issue: str = "A") -> str:
    return f"{key};16/11/2026 08:00;{issue};{wait};{stamp}\n"


STAMPS = [
    ("{by: stamp}", ["9", "10", "2"], "numbers, not texts"),
    ("{by: [version, stamp]}", ["1", "3", "2"], "one of several names"),
    ("{by: stamp}", ["2026-11-16T09:00:00Z", "2026-11-16T10:00:00Z", "2026-11-16T08:00:00Z"], "ISO"),
    ('{by: stamp, format: "%d/%m/%Y %H:%M"}', ["30/11/2026 08:00", "01/12/2026 08:00", "02/11/2026 08:00"], "a format"),
    ('{by: stamp, format: "%d/%m/%Y %H:%M %z"}', ["16/11/2026 10:30 +0200", "16/11/2026 10:00 +0100",
                                                  "16/11/2026 09:59 +0200"], "offsets"),
]  # fmt: skip


@pytest.mark.parametrize(("newest", "stamps"), [case[:2] for case in STAMPS], ids=[case[2] for case in STAMPS])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_newest_state_of_a_call_holds(desk, newest, stamps, order):
    """A platform that updates its records exports each state; both rows in quarantine would lose the call."""
    desk.sources(calls=SOURCE.replace("NEWEST", newest))
    states = [row(1, wait, stamp) for wait, stamp in zip((5, 12, 7), stamps, strict=True)]

    receipt = desk.take(HEADER + "".join(states[at] for at in order) + row(2, 1, stamps[0]))

    assert (receipt.accepted, receipt.excluded, receipt.quarantined) == (2, {"superseded": 2}, 0)
    assert desk.rows("calls").set_index("call_key")["wait_s"].to_dict() == {"1": 12, "2": 1}


def test_a_workbooks_own_dates_are_stamps(desk, workbook):
    """Excel turns a stamp into a date of its own."""
    desk.sources(calls=SOURCE.replace("NEWEST", "{by: stamp}").replace('csv, separator: ";"', "xlsx"))
    at = "16/11/2026 08:00"
    rows = [["id", "at", "issue", "wait", "stamp"], [1, at, "A", 5, dt.datetime(2026, 11, 17)],
            [1, at, "A", 9, dt.datetime(2026, 11, 16)]]  # fmt: skip

    assert desk.take(workbook(rows), "file.xlsx").excluded == {"superseded": 1}
    assert desk.rows("calls")["wait_s"].tolist() == [5]


UNDECIDED = [
    ("equal stamps, other content", [row(1, 5, "2"), row(1, 9, "2")], 2, {}),
    ("equal stamps, the same content", [row(1, 5, "2"), row(1, 5, "2")], 0, {"duplicate": 1}),
    ("an older one beneath two that are equal", [row(1, 5, "2"), row(1, 9, "2"), row(1, 7, "1")], 2, {"superseded": 1}),
    ("no stamp on one of them", [row(1, 5, "2"), row(1, 9, "")], 2, {}),
    ("the content of before came back", [row(1, 5, "1"), row(1, 9, "2"), row(1, 5, "3")], 0, {"superseded": 2}),
    ("the newest is a ghost", [row(1, 5, "1"), row(1, 9, "2", "G")], 0, {"ghost": 1, "superseded": 1}),
]


@pytest.mark.parametrize(("rows", "quarantined", "excluded"), [case[1:] for case in UNDECIDED],
                         ids=[case[0] for case in UNDECIDED])  # fmt: skip
def test_stamps_that_decide_nothing_leave_the_conflict(desk, rows, quarantined, excluded):
    """Nobody guesses: what the column does not settle is shown."""
    desk.sources(calls=SOURCE.replace("NEWEST", "{by: stamp}"))

    receipt = desk.take(HEADER + "".join(rows) + row(9, 1, "1"))

    assert (receipt.quarantined, receipt.excluded) == (quarantined, excluded)
    assert receipt.accepted == len(rows) + 1 - quarantined - sum(excluded.values())


def test_without_the_column_the_conflict_names_the_way_out(desk):
    """Whoever reads "the same key" learns what to write."""
    desk.sources(calls=SOURCE.replace("newest: NEWEST\n", ""))

    receipt = desk.take(HEADER + row(1, 5, "1") + row(1, 9, "2") + row(2, 9, "2"))

    assert set(receipt.rejects["reason"]) == {"key_conflict"}
    assert "newest: {by:" in reasons.text("key_conflict", "fr") and "newest: {by:" in reasons.text("key_conflict", "en")


def test_a_file_without_the_stated_column_is_refused(desk):
    """A renamed stamp must not bring the conflicts back without a word."""
    desk.sources(calls=SOURCE.replace("NEWEST", "{by: modified}"))

    error = desk.receive(desk.deliver(HEADER + row(1, 5, "1")), source="calls")[0].error

    assert "modified" in error.text("en")
