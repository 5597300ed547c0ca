"""Rows that are the sums of other rows: "all queues", a daily subtotal. Taken in, every figure is doubled."""

from __future__ import annotations

import numpy as np
import pytest

from kit.errors import KitError, SumsAmongRows
from kit.intake.sums_among import queues_that_are_sums, rows_that_are_sums

INTERVALS = """
table: intervals
owed_by: provider
every: week
match: {name: "*"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  queue: {from: queue}
  offered: {from: n}
  answered: {from: a}
"""
CARRIER = """
table: carrier_counts
owed_by: client
every: week
match: {name: "*"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  number: {from: queue}
  presented: {from: n}
  delivered: {from: a}
"""
STAFFING = """
table: staffing
owed_by: provider
every: week
match: {name: "*"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  queue: {from: queue}
  planned: {from: n}
  present: {from: a}
"""
TABLES = {"intervals": INTERVALS, "carrier_counts": CARRIER, "staffing": STAFFING}
COUNTS = {"A": (13, 11, 4), "B": (7, 17, 9), "C": (3, 2, 8)}  # by queue and half-hour; of each, one call was lost


def rows(queues: str, days: int = 1, total: str | None = "Toutes les files", place: str = "last") -> list[list]:
    """Rows of half-hours from 08:00 on: one per queue, and one of all of them where `total` names it."""
    made = []
    for day in range(16, 16 + days):
        for at in range(6):
            clock = f"{day}/11/2026 {8 + at // 2:02d}:{30 * (at % 2):02d}"
            counts = [COUNTS[queue][(at + day) % 3] + at for queue in queues]
            block = [[clock, queue, n, n - 1] for queue, n in zip(queues, counts, strict=True)]
            if total is not None:
                where = {"first": 0, "last": len(block), "middle": 1}[place]
                block.insert(where, [clock, total, sum(counts), sum(counts) - len(counts)])
            made += block
    return made


def csv(made: list[list]) -> str:
    return "at;queue;n;a\n" + "".join(";".join(map(str, row)) + "\n" for row in made)


def refused(desk, content, name: str = "file.csv") -> KitError | None:
    return desk.receive(desk.deliver(content, name))[0].error


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("total", ["Toutes les files", "-", "", "ALL", "Total", "X7"])
@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_all_queues_is_refused_with_the_line_that_leaves_it_out(desk, table, total, place):
    """It would double what was offered, whatever it is called and wherever it stands; with the line, all is right."""
    desk.sources(counts=TABLES[table])
    content = csv(rows("AB", days=3, total=total, place=place))

    error = refused(desk, content)

    assert isinstance(error, SumsAmongRows)
    line = error.fields["line"]
    desk.sources(counts=TABLES[table] + line + "\n")
    receipt = desk.take(content)
    assert receipt.excluded == {"totals_row": 18}
    assert receipt.accepted == 36
    assert line in error.text("fr") and "deux fois" in error.text("fr")


def test_a_workbooks_row_of_all_queues_is_refused_too(desk, workbook):
    """Reports made for reading are workbooks; their counts are numbers."""
    desk.sources(counts=INTERVALS.replace('csv, separator: ";"', "xlsx"))

    error = refused(desk, workbook([["at", "queue", "n", "a"], *rows("ABC")]), "file.xlsx")

    assert isinstance(error, SumsAmongRows)


@pytest.mark.parametrize("total", ["Toutes les files", "-", "Total"])
def test_with_one_queue_the_row_of_all_is_its_twin(desk, total):
    """One queue only, and the same counts under "all": half of the rows are too many."""
    desk.sources(counts=INTERVALS)

    assert isinstance(refused(desk, csv(rows("A", total=total))), SumsAmongRows)
    assert refused(desk, csv(rows("A", total="B"))) is None, "two queues alike, neither of which names a whole"


def test_groups_of_queues_and_their_sum_are_all_named(desk):
    """Two sites with their queues, a sum for each site and one for all: three totals rows at each start."""
    made = []
    for clock, queue, n, a in rows("ABC", days=3, total=None):
        made += [[clock, queue, n, a]]
        if queue == "C":
            (_, _, n_a, a_a), (_, _, n_b, a_b) = made[-3], made[-2]
            made += [[clock, "North", n_a + n_b, a_a + a_b], [clock, "Line", n_a + n_b + n, a_a + a_b + a]]
    desk.sources(counts=INTERVALS)

    error = refused(desk, csv(made))

    assert error.fields["line"] == 'exclude: [{name: totals_row, where: {"queue": ["Line", "North"]}}]'


SUBTOTALS = [
    # why, the queue and time that the day's sum has, whether it stands beneath its day or at the end of the file
    ("with a name", "Total jour", "08:00", True),
    ("without one", "", "08:00", False),
    ("with a number", "Z1", "08:00", True),
    ("at midnight", "Jour", "00:00", True),
    ("named by its day", "Total {day}/11", "08:00", True),
]


@pytest.mark.parametrize(
    ("queue", "clock", "beneath"), [case[1:] for case in SUBTOTALS], ids=[case[0] for case in SUBTOTALS]
)
@pytest.mark.parametrize("days", [1, 4])
def test_a_days_sum_among_its_rows_is_refused(desk, queue, clock, beneath, days):
    """Five more rows in a file of two hundred, and twice the calls."""
    made, sums = [], []
    for day in range(16, 16 + days):
        of_day = [row for row in rows("AB", days=days, total=None) if row[0].startswith(f"{day}/")]
        total = [
            f"{day}/11/2026 {clock}",
            queue.format(day=day),
            sum(row[2] for row in of_day),
            sum(row[3] for row in of_day),
        ]
        made += [*of_day, total] if beneath else of_day
        sums += [] if beneath else [total]
    desk.sources(counts=INTERVALS)

    error = refused(desk, csv(made + sums))

    assert isinstance(error, SumsAmongRows)
    desk.sources(counts=INTERVALS + error.fields["line"] + "\n")
    assert desk.take(csv(made + sums)).excluded == {"totals_row": days}


def test_each_queues_own_sum_of_the_day_is_refused(desk):
    """A report that closes each queue's day with its sum, under the queue's own name."""
    made = []
    for day in range(16, 20):
        for queue in "AB":
            mine = [row for row in rows("AB", days=4, total=None) if row[0].startswith(f"{day}/") and row[1] == queue]
            made += [*mine, [f"{day}/11/2026 00:00", queue, sum(row[2] for row in mine), sum(row[3] for row in mine)]]
    desk.sources(counts=INTERVALS)

    error = refused(desk, csv(made))

    assert error.fields["line"] == 'exclude: [{name: totals_row, where: {"at": {matches: "00:00$"}}}]'


def test_sums_that_no_column_tells_apart_are_refused_all_the_same(desk):
    """Under their queue's name at eight o'clock: only the export can be changed, and the message says so."""
    made = []
    for day in range(16, 20):
        mine = [row for row in rows("A", days=4, total=None) if row[0].startswith(f"{day}/")]
        made += [*mine, [f"{day}/11/2026 08:00", "A", sum(row[2] for row in mine), sum(row[3] for row in mine)]]
    desk.sources(counts=INTERVALS)

    error = refused(desk, csv(made))

    assert "none of the columns" in error.text("en") and "aucune des colonnes" in error.text("fr")


def test_a_queue_called_all_that_is_no_sum_is_a_queue(desk):
    """A name proves nothing: "Toutes questions" may be the general queue."""
    made = rows("AB", days=3, total=None)
    desk.sources(counts=INTERVALS)

    assert desk.take(csv([[clock, {"A": "Toutes questions"}.get(queue, queue), n, a] for clock, queue, n, a in made]))


def test_levels_that_stand_still_are_no_proof(desk):
    """Four advisers here, two and two there, all week: a plan, not a sum."""
    made = [[clock, queue, {"A": 4, "B": 2, "C": 2}[queue], ""] for clock, queue, *_ in rows("ABC", days=5, total=None)]
    desk.sources(counts=STAFFING)

    assert desk.take(csv(made)).accepted == len(made)


def test_rows_that_are_no_sums_can_be_kept(desk):
    """No refusal without a way out."""
    desk.sources(counts=INTERVALS + "sums_among_rows: keep\n")

    assert desk.take(csv(rows("AB"))).accepted == 18


@pytest.mark.parametrize("rate", [0.05, 0.4, 2, 15])
@pytest.mark.parametrize("queues", [2, 3, 6])
def test_independent_queues_are_never_taken_for_sums(rate, queues):
    """2,400 files of a week whose counts are chance alone: an ordinary delivery must not be refused.

    Half of them have a queue whose name says "all", which asks for less proof.
    """
    luck = np.random.default_rng(int(rate * 100) + queues)
    start = np.repeat(np.arange(100), queues)
    queue, day = np.tile(np.arange(queues), 100), np.repeat(np.arange(5), 20 * queues)
    raised = 0
    for trial in range(200):
        offered = luck.poisson(rate * luck.gamma(2, 0.5, 100)[start] * (1 + queue))
        counts = np.column_stack([offered, luck.binomial(offered, 0.85)]).astype(float)
        named = (np.arange(queues) == 0) & (trial % 2 == 1)
        apart = np.zeros(len(start), dtype=bool)
        raised += bool(queues_that_are_sums(counts, start, queue, named))
        raised += sum(len(rows_that_are_sums(counts, block, apart, named[queue])) > 0
                      for block in (day, day * queues + queue, np.zeros_like(day)))  # fmt: skip

    assert raised == 0
