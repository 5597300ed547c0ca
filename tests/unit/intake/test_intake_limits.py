"""Cells that are numbers and cannot be: one of them must not move a figure unseen."""

from __future__ import annotations

import numpy as np
import pytest

CALLS = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered}}
  wait_s: {from: wait, unit: s}
  ivr_s: {from: menu, unit: s}
  ring_s: {from: ring, unit: s}
  talk_s: {from: talk, unit: "h:mm:ss"}
  hold_s: {from: hold, unit: s}
  acw_s: {from: acw, unit: s}
"""
INTERVALS = """
table: intervals
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  queue: {from: queue}
  offered: {from: n}
  answered: {from: a}
  talk_s: {from: talk, unit: s}
  wait_answered_s: {from: wait, unit: s}
"""
COLUMNS = ["wait", "menu", "ring", "talk", "hold", "acw"]
USUAL = ["12", "5", "3", "0:03:00", "0", "30"]


def reasons(receipt) -> list[tuple]:
    return [(row.row_number, row.column, row.reason) for row in receipt.rejects.itertuples()]


def calls(column: str, cell: str) -> str:
    """Thirty ordinary calls, the first of them with one cell otherwise."""
    rows = [list(USUAL) for _ in range(30)]
    rows[0][COLUMNS.index(column)] = cell
    lines = [f"{at};16/11/2026 08:{at:02d};A;{';'.join(row)}" for at, row in enumerate(rows)]
    return f"id;at;issue;{';'.join(COLUMNS)}\n" + "\n".join(lines) + "\n"


LONGEST = [("wait", "7200", "7201", "wait_too_long"), ("menu", "7200", "7201", "too_long"),
           ("ring", "3600", "3601", "too_long"),
           ("talk", "4:00:00", "4:00:01", "too_long"), ("talk", "3:59:59", "100:00:00", "too_long"),
           ("hold", "7200", "7201", "too_long"), ("acw", "14400", "14401", "too_long")]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("column", "good", "bad", "reason"), LONGEST)
def test_a_time_beyond_the_longest_sets_its_call_aside(desk, column, good, bad, reason):
    """A talk of 100 hours among 5,325 calls lifted handle time from 393 to 473 s, and nobody saw which."""
    desk.sources(calls=CALLS)

    assert desk.take(calls(column, good)).quarantined == 0
    assert reasons(desk.take(calls(column, bad), "b.csv")) == [(2, column, reason)]


def test_the_contract_may_say_what_is_too_long(desk):
    """A legal help line may talk for five hours; another line never for one."""
    path = desk.params / "contract.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("longest_wait_s", "longest_talk_s: 18000, longest_wait_s"))
    desk.sources(calls=CALLS)

    assert desk.take(calls("talk", "4:59:00")).quarantined == 0


def intervals(changed: dict[int, list] | None = None, rows: int = 40) -> str:
    """Half-hours of one queue: offered, answered, talk, wait; some of them otherwise."""
    made = []
    for at in range(rows):
        n = 10 + at % 7
        cells = (changed or {}).get(at, [n, n - 1, 200 * (n - 1), 12 * (n - 1)])
        made.append(
            f"{16 + at // 20}/11/2026 {8 + at % 20 // 2:02d}:{30 * (at % 2):02d};q;" + ";".join(map(str, cells))
        )
    return "at;queue;n;a;talk;wait\n" + "\n".join(made) + "\n"


ABSURD = [
    ("a hundred hours of talk", [12, 11, 360_000, 100], ("talk", "too_long_per_call")),
    ("a wait of three hours for each", [12, 11, 2_000, 11 * 10_800], ("wait", "too_long_per_call")),
    ("seconds for no call at all", [0, 0, 20_000, 0], ("talk", "too_long_per_call")),
    ("99,999 calls among tens", [99_999, 11, 2_000, 100], ("n", "far_beyond")),
    ("a hundred times the usual", [1_700, 11, 2_000, 100], ("n", "far_beyond")),
]


@pytest.mark.parametrize(("cells", "told"), [case[1:] for case in ABSURD], ids=[case[0] for case in ABSURD])
def test_an_absurd_cell_of_an_interval_sets_its_row_aside(desk, cells, told):
    """One row of counts is worth a thousand calls: a slip in it moves the week."""
    desk.sources(counts=INTERVALS)

    assert reasons(desk.take(intervals({5: cells}))) == [(7, *told)]


def test_a_count_beyond_a_million_needs_no_neighbours(desk):
    """A file of three rows says nothing of what is usual; a million calls in half an hour still is no count."""
    desk.sources(counts=INTERVALS)

    assert reasons(desk.take(intervals({1: [1_000_001, 9, 2000, 100]}, rows=3))) == [(3, "n", "far_beyond")]


def test_a_flood_of_calls_is_taken_in_and_told(desk):
    """Thirty times a busy half-hour happens; it is worth a look, and no fault."""
    desk.sources(counts=INTERVALS)

    receipt = desk.take(intervals({5: [480, 20, 4_000, 5_000]}))

    assert receipt.quarantined == 0
    assert [doubt("en") for doubt in receipt.doubts] == [
        'row 7, column "n": 480 is 30 times the usual largest value of its queue or number: is it right?'
    ]


def test_calls_counted_at_their_end_are_not_held_against_their_rows_seconds(desk):
    """The last half-hour holds the talk of calls that began before it, and hardly a call of its own."""
    desk.sources(counts=INTERVALS + "attribution: completion\n")

    assert desk.take(intervals({39: [1, 1, 40_000, 5]})).quarantined == 0


@pytest.mark.parametrize("rate", [0.1, 3, 60])
def test_chance_alone_is_never_absurd(desk, rate):
    """A quiet number beside a busy one, and peaks of a campaign: an ordinary week has no fault."""
    luck = np.random.default_rng(3)
    desk.sources(counts=INTERVALS)
    lines = []
    for day in range(16, 21):
        for at in range(20):
            for queue, share in (("main", 20), ("side", 0.05)):
                n = luck.poisson(rate * share * luck.gamma(0.5, 2))
                lines.append(f"{day}/11/2026 {8 + at // 2:02d}:{30 * (at % 2):02d};{queue};{n};{n};{200 * n};{15 * n}")

    receipt = desk.take("at;queue;n;a;talk;wait\n" + "\n".join(lines) + "\n")

    assert (receipt.quarantined, receipt.doubts) == (0, [])
