"""Looks at every row of an unknown file once.

In:   a file that is opened.
Out:  `Looked`: what each column's cells are; totals rows, lines below the table, rows of another width.
Why:  totals and footers stand in the last rows, and what is no row must not decide which format reads all rows.
Not here: what a cell is (`cells`), what follows (`fields`, `shape`).
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kit.intake import grid
from kit.intake.proposal.cells import Seen
from kit.intake.proposal.heads import is_data
from kit.intake.proposal.opening import Opened

TOTAL = re.compile(
    r"^\W*(?:(?:sous[ -]?|grand |sub[ -]?)?tota(?:l|ux)(?=[\s:(]|\W*$)|(?:somme|sum|ensemble)\W*$)", re.I
)
_BLOCK = 20_000
_TAIL = 12  # lines at the end among which footers are looked for


@dataclass
class Looked:
    """What stands in the file.

    columns: by name, in the file's order. rows: of the table. totals: rows by the column that names them; last_total:
    whether the last row of the table is one. footers: their first cells. short, long: rows with other widths.
    """

    columns: dict[str, Seen]
    rows: int = 0
    totals: Counter = field(default_factory=Counter)
    total_words: Counter = field(default_factory=Counter)
    last_total: bool = False
    footers: list[str] = field(default_factory=list)
    short: int = 0
    long: int = 0

    def take(self, rows: Sequence[Sequence]) -> None:
        """Counts a block of rows of the table."""
        self.rows += len(rows)
        width = len(self.columns)
        for seen, cells in zip(
            self.columns.values(), zip(*(_filled(row, width) for row in rows), strict=True), strict=True
        ):
            seen.take(cells)


def _filled(row: Sequence, width: int) -> Sequence:
    return row[:width] if len(row) >= width else [*row, *[None] * (width - len(row))]


def looked(file: Opened) -> Looked:
    """What stands in the file. Raises InputError where it cannot be read to its end."""
    found = Looked({name: Seen(name) for name in file.head.names})
    block: list[Sequence] = []
    for row in (row for rows in file.tables() for row in _table(rows, found)):
        block.append(row)
        if len(block) == _BLOCK:
            found.take(block)
            block = []
    if block:
        found.take(block)
    return found


def _table(rows: Iterator[tuple[int, Sequence]], found: Looked) -> Iterator[Sequence]:
    """The rows that are no totals and no footers."""
    tail: deque[Sequence] = deque()
    for _, row in rows:
        tail.append(row)
        if len(tail) > _TAIL:
            yield from _sorted(found, tail.popleft())
    footers = _footers(list(tail), len(found.columns))
    found.footers += [str(next(cell for cell in row if not grid.is_empty(cell))).strip() for row in footers]
    for _ in footers:
        tail.pop()
    for row in tail:
        yield from _sorted(found, row)


def _sorted(found: Looked, row: Sequence) -> Iterator[Sequence]:
    at = next(at for at, cell in enumerate(row) if not grid.is_empty(cell))
    names = list(found.columns)
    found.last_total = isinstance(row[at], str) and bool(TOTAL.match(row[at])) and at < len(names)
    if found.last_total:
        found.totals[names[at]] += 1
        found.total_words[row[at].strip()] += 1
        return
    width = len(names)
    if len(row) < width:
        found.short += 1
    found.long += any(not grid.is_empty(cell) for cell in row[width:])
    yield row


def _footers(tail: list[Sequence], width: int) -> list[Sequence]:
    """The lines at the end that hold one or two words in a table of four columns or more."""
    found: list[Sequence] = []
    for row in reversed(tail):
        cells = [cell for cell in row if not grid.is_empty(cell)]
        if width < 4 or len(cells) > 2 or is_data(cells[0]) or TOTAL.match(str(cells[0])):
            break
        found.insert(0, row)
    return found if len(found) < len(tail) else []
