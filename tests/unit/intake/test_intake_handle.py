"""Talk time that includes hold: handle time is had, and nothing is made up of what was not told apart."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.errors import BadParams

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
"""
HEADER = "id;at;issue;wait;talk;hold;acw\n"
ROWS = HEADER + "1;16/11/2026 08:00;A;5;200;20;30\n2;16/11/2026 08:01;B;5;;;\n3;16/11/2026 08:02;A;5;100;;\n"
NONE = [None, None, None]
CASES = [
    # why, the columns of the mapping, then talk, hold, wrap and handle time of the three calls
    ("hold within, wrap beside", "talk_s: {from: talk, unit: s, includes: [hold_s]}\n  acw_s: {from: acw, unit: s}",
     [NONE, NONE, [30, None, None], [230, None, 100]]),
    ("by the trade's name", "talk_s: {from: talk, unit: s, includes: hold}\n  acw_s: {from: acw, unit: s}",
     [NONE, NONE, [30, None, None], [230, None, 100]]),
    ("all within", "talk_s: {from: talk, unit: s, includes: [hold_s, acw_s]}", [NONE, NONE, NONE, [200, None, 100]]),
    ("a total alone", "handle_s: {from: talk, unit: s}", [NONE, NONE, NONE, [200, None, 100]]),
    ("hold within and told apart", "talk_s: {from: talk, unit: s, includes: [hold_s]}\n  hold_s: {from: hold, unit: s}",
     [[180, None, 100], [20, None, None], NONE, NONE]),
    ("hold within, no wrap at all", "talk_s: {from: talk, unit: s, includes: [hold_s]}", [NONE, NONE, NONE, NONE]),
    ("nothing within", "talk_s: {from: talk, unit: s}", [[200, None, 100], NONE, NONE, NONE]),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_handle_time_is_had_as_the_mapping_says(desk, columns, expected):
    """One duration from answer to hang-up is no talk time: hold would be shown as 0, or handle time not at all."""
    desk.sources(calls=f"{SOURCE}  {columns}\n")

    receipt = desk.take(ROWS)

    rows = desk.rows("calls")[["talk_s", "hold_s", "acw_s", "handle_s"]]
    assert [[None if pd.isna(value) else value for value in rows[name]] for name in rows] == expected
    assert receipt.quarantined == 0


def test_hold_beyond_the_talk_that_includes_it_is_a_fault(desk):
    """Then it is not included, whatever the mapping says."""
    parts = "talk_s: {from: talk, unit: s, includes: [hold_s]}\n  hold_s: {from: hold, unit: s}"
    desk.sources(calls=f"{SOURCE}  {parts}\n")

    receipt = desk.take(ROWS + "4;16/11/2026 08:03;A;5;20;60;\n")

    assert receipt.rejects[["row_number", "column", "reason"]].values.tolist() == [[5, "talk", "parts_over_whole"]]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("hold_s: {from: hold, unit: s, includes: [acw_s]}", "talk_s alone"),
        (
            "talk_s: {from: talk, unit: s, includes: [hold_s]}\n  handle_s: {from: acw, unit: s}",
            "two sources of handle",
        ),
        ("talk_s: {from: talk, unit: s, includes: [wait_s]}", "includes"),
    ],
)
def test_a_statement_that_says_nothing_is_refused(desk, columns, says):
    """Two totals could differ, and only talk is written with its hold."""
    desk.sources(calls=f"{SOURCE}  {columns}\n")

    with pytest.raises(BadParams, match=says):
        desk.take(ROWS)
