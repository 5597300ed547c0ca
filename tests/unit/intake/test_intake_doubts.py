"""What is taken in and told to whoever sent it: columns that say nothing, a file that ends too early."""

from __future__ import annotations

import datetime as dt

import pytest

HEADER = "id;at;issue;wait\n"
CALLERS = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  caller: {from: skill, as: phone}
"""
STAFFING = """
table: staffing
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  planned: {from: planned}
  present: {from: present}
"""


def told(receipt) -> list[str]:
    return [doubt("en") for doubt in receipt.doubts]


def test_a_caller_column_that_holds_no_number_is_told(desk):
    """Mapped to a neighbouring column, repeat calls would silently be none."""
    desk.sources(calls=CALLERS)

    receipt = desk.take("id;at;issue;skill\n1;16/11/2026 09:00;A;billing\n2;16/11/2026 09:50;A;claims\n")

    assert receipt.accepted == 2
    assert told(receipt) == ['column "skill" gives no `caller` on any row: is it the right column?']
    assert receipt.repaired == {"unreadable_caller": {"skill": 2}}
    assert "bonne colonne" in receipt.doubts[0]("fr")


def test_a_column_with_one_value_is_told_of_nothing(desk):
    """Most callers of a line may withhold their number."""
    desk.sources(calls=CALLERS)

    assert told(desk.take("id;at;issue;skill\n1;16/11/2026 09:00;A;\n2;16/11/2026 09:50;A;0612345678\n")) == []


def test_a_plan_has_no_present_advisers_yet(desk):
    """Staffing may come before its days; afterwards an empty column is a question."""
    desk.sources(staffing=STAFFING)
    content = "at;planned;present\n16/11/2026 08:00;9;\n17/11/2026 08:00;8;\n"

    before = desk.take(content, now=dt.datetime(2026, 11, 10, tzinfo=dt.UTC), dry_run=True)

    assert told(before) == []
    assert len(told(desk.take(content))) == 1


# The line of these tests is open on Mondays and Tuesdays from 08:00 to 10:00.
ENDS = [
    # why, the contract's closing time, moments of calls, received at (UTC), what is told
    ("cut after two hours of twelve", "20:00", ["16/11/2026 08:10", "16/11/2026 10:00"], None, "2026-11-16 10:00"),
    ("cut on its second day", "20:00", ["16/11/2026 19:50", "17/11/2026 11:00"], None, "2026-11-17 11:00"),
    ("open until midnight", "24:00", ["16/11/2026 20:00"], None, "24:00"),
    ("two hours before closing exactly", "20:00", ["16/11/2026 18:00"], None, None),
    ("a day on which the line is closed", "20:00", ["16/11/2026 19:50", "18/11/2026 08:00"], None, None),
    ("a holiday", "20:00", ["10/11/2025 19:50", "11/11/2025 08:00"], None, None),
    ("a line that usually ends early", "20:00", ["09/11/2026 11:00", "10/11/2026 12:00", "16/11/2026 11:30"], None,
     None),
    ("received in the middle of the day", "20:00", ["16/11/2026 08:10"], "2026-11-16T08:30:00", None),
    ("received later that day", "20:00", ["16/11/2026 08:10"], "2026-11-16T12:00:00", "13:00"),
]  # fmt: skip


@pytest.mark.parametrize(("closes", "moments", "received", "says"), [case[1:] for case in ENDS],
                         ids=[case[0] for case in ENDS])  # fmt: skip
def test_a_file_of_calls_that_ends_before_its_last_day_does_is_told(calls, closes, moments, received, says):
    """Cut at a line's end it is a whole file of a short day: only its sender can tell, and only now."""
    path = calls.params / "contract.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("-10:00", f"-{closes}"), encoding="utf-8")
    rows = "".join(f"{at};{moment};A;1\n" for at, moment in enumerate(moments))
    now = {"now": dt.datetime.fromisoformat(received).replace(tzinfo=dt.UTC)} if received else {}

    receipt = calls.take(HEADER + rows, **now)

    assert receipt.accepted == len(moments), "told, and taken in all the same"
    assert bool(receipt.doubts) == bool(says)
    if says:
        assert says in told(receipt)[0] and "end of the file" in told(receipt)[0]
        assert "fin du fichier" in receipt.doubts[0]("fr")


def test_ghosts_count_as_rows_of_the_days_end(calls):
    """What was left out was delivered: the file does not end before it."""
    path = calls.params / "contract.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("-10:00", "-20:00"), encoding="utf-8")

    assert told(calls.take(HEADER + "1;16/11/2026 09:00;A;1\n2;16/11/2026 19:30;G;1\n")) == []


def test_counts_that_end_early_are_told_by_their_missing_intervals(counts):
    """They have a row per interval, so each missing one is named; one message is enough."""
    path = counts.params / "contract.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("-10:00", "-20:00"), encoding="utf-8")

    receipt = counts.take("at;n\n16/11/2026 08:00;10\n16/11/2026 08:30;10\n")

    assert receipt.doubts == []
    assert len(receipt.gaps["intervals_without_rows"]) == 22
