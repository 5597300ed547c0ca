"""Legs of a contact: seconds add up where legs follow each other, and count once where they run side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.intake.legs import covered

LEGS = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
counting_unit: leg
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M:%S"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  ring_s: {from: ring, unit: s}
  ivr_s: {from: menu, unit: s}
  talk_s: {from: talk, unit: s}
  hold_s: {from: hold, unit: s}
  acw_s: {from: acw, unit: s}
"""
HEADER = "id;at;issue;wait;ring;menu;talk;hold;acw\n"
PARTS = ["wait_s", "ring_s", "ivr_s", "talk_s", "hold_s", "acw_s"]
CASES = [
    # why, legs (seconds past 09:00; the rest as in the file), what the contact holds
    ("four desks rung at once, the last one answers",
     [(0, "B", 12, 12, 5, "", "", "")] * 3 + [(0, "A", 12, 12, 5, 180, 0, 30)], [12, 12, 5, 180, 0, 30]),
    ("answered first in the file", [(0, "A", 12, 3, 0, 180, 0, 0), (0, "B", 12, 3, 0, "", "", "")],
     [12, 3, 0, 180, 0, 0]),
    ("rung one after the other", [(0, "B", 10, 10, 5, "", "", ""), (10, "A", 8, 8, "", 60, 5, 9)],
     [18, 18, 5, 60, 5, 9]),
    ("rung with a delay, half at once", [(0, "B", 20, 20, 0, "", "", ""), (10, "A", 20, 20, 0, 60, 0, 0)],
     [30, 30, 0, 60, 0, 0]),
    ("a desk that goes on ringing", [(0, "A", 12, 12, 0, 60, 0, 0), (0, "B", 40, 40, 0, "", "", "")],
     [12, 40, 0, 60, 0, 0]),
    ("transferred", [(0, "A", 10, 3, 5, 60, 0, 20), (120, "A", 30, 3, 0, 90, 10, 40)], [10, 6, 5, 150, 10, 60]),
    ("two advisers in one conversation", [(0, "A", 10, 3, 0, 180, 0, 20), (0, "A", 10, 3, 0, 180, 0, 40)],
     [10, 3, 0, 180, 0, 60]),
    ("never answered, two queues at once", [(0, "B", 90, 0, 0, "", "", ""), (30, "B", 90, 0, 0, "", "", "")],
     [120, 0, 0, None, None, None]),
]  # fmt: skip


@pytest.mark.parametrize(("legs", "contact"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
@pytest.mark.parametrize("order", [1, -1])
def test_legs_at_the_same_time_are_not_added(desk, legs, contact, order):
    """A caller for whom four desks ring at once waits 12 seconds, not 48; whatever the order of the rows."""
    desk.sources(calls=LEGS)
    rows = [f"1;16/11/2026 09:{s // 60:02d}:{s % 60:02d};" + ";".join(map(str, rest)) for s, *rest in legs]

    receipt = desk.take(HEADER + "\n".join(rows[::order]) + "\n")

    assert receipt.accepted == 1
    found = desk.rows("calls")[PARTS].iloc[0]
    assert [None if pd.isna(value) else value for value in found] == contact


def test_legs_at_the_same_time_are_told(desk):
    """Where an export gives no seconds, legs of one minute look simultaneous: the receipt says how often."""
    desk.sources(calls=LEGS)
    rows = ["1;16/11/2026 09:00:00;B;12;0;0;;;", "1;16/11/2026 09:00:00;A;12;1;0;9;0;0",
            "2;16/11/2026 09:00:00;B;12;0;0;;;", "2;16/11/2026 09:01:00;A;12;1;0;9;0;0"]  # fmt: skip

    assert desk.take(HEADER + "\n".join(rows) + "\n").repaired == {"overlapping_legs": {"id": 1}}


spans = st.lists(st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 60))), min_size=1, max_size=6)


@given(spans=spans, until=st.one_of(st.none(), st.integers(0, 150)))
def test_seconds_are_those_of_a_timeline_drawn_second_by_second(spans, until):
    """The union of intervals, against the plainest way to have it: one mark for each second."""
    marks = {second for begin, lasts in spans for second in range(begin, begin + (lasts or 0))}
    expected = len([second for second in marks if until is None or second < until])

    found = covered(
        np.array([begin for begin, _ in spans], dtype=float),
        np.array([np.nan if lasts is None else lasts for _, lasts in spans], dtype=float),
        np.inf if until is None else until,
    )

    assert found == expected or (np.isnan(found) and expected == 0)
