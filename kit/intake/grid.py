"""The cells of one delivered file, as they stand there.

In:   what a reader found: header rows and rows of cells.
Out:  `Grid`: cells by column name, with the row number of each row in the file.
Why:  every reader ends here, so that mapping and checks know one shape, and row numbers are those an editor shows.
Not here: what the cells mean (`kit.intake.mapping`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np


@dataclass(frozen=True)
class Grid:
    """Cells by column: text, or what a typed format holds (numbers, dates, times, durations); None where empty.

    row_numbers: the row's number in the file, its first line being 1. lengths: cells found less cells expected.
    """

    header_row: int
    columns: dict[str, list]
    row_numbers: np.ndarray
    lengths: np.ndarray
    excel_1904: bool = False

    def __len__(self) -> int:
        return len(self.row_numbers)

    def rows(self, mask: np.ndarray) -> Grid:
        """The grid of some of its rows."""
        columns = {name: list(compress(cells, mask)) for name, cells in self.columns.items()}
        return replace(self, columns=columns, row_numbers=self.row_numbers[mask], lengths=self.lengths[mask])

    def first_of(self, names: Sequence[str]) -> str | None:
        """The first of several names of a column that the header holds."""
        return next((known for name in names if (known := tidy(name)) in self.columns), None)


def tidy(name: object) -> str:
    """A header cell without line breaks, double blanks and no-break spaces: they look alike and are typed otherwise."""
    return " ".join(str(name).split()) if name is not None else ""


def header_names(rows: Sequence[Sequence[object]]) -> list[str]:
    """The column names of a header in one row or two; of two, the upper one holds on over empty (merged) cells."""
    upper, lower = (rows[0], rows[1]) if len(rows) == 2 else ([], rows[0])
    width = max(len(upper), len(lower))
    names, held = [], ""
    for at in range(width):
        above = tidy(upper[at]) if at < len(upper) else ""
        held = above or held
        below = tidy(lower[at]) if at < len(lower) else ""
        names.append(tidy(f"{held} {below}"))
    while names and not (tidy(lower[len(names) - 1]) if len(names) <= len(lower) else ""):
        names.pop()  # a separator at the end of the header is no column
    return _told_apart(names)


def _told_apart(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return unique


def build(names: list[str], header_row: int, rows: Iterable[tuple[int, Sequence]], excel_1904: bool = False) -> Grid:
    """The grid of numbered rows; empty rows are no rows, a row that is too short is filled up with None."""
    numbers, lengths, cells = [], [], []
    width = len(names)
    for number, row in rows:
        length = _length(row, width)
        if length == -width:
            continue
        numbers.append(number)
        lengths.append(length)
        cells.append(row if len(row) == width else [*row[:width], *[None] * (width - len(row))])
    columns = [list(column) for column in zip(*cells, strict=True)] if cells else [[] for _ in names]
    numbered = np.array(numbers, dtype="int64")
    return Grid(
        header_row, dict(zip(names, columns, strict=True)), numbered, np.array(lengths, dtype="int64"), excel_1904
    )


def _length(row: Sequence, width: int) -> int:
    """0 for a whole row, less for a short one, more for one with filled cells beyond the header, -width for none."""
    if len(row) == width and not is_empty(row[0]):
        return 0
    filled = len(row)
    while filled > width and is_empty(row[filled - 1]):
        filled -= 1
    return -width if all(is_empty(cell) for cell in row) else filled - width


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing, or blanks only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain(cell: object) -> object:
    """A cell of a typed format as one of: text, int, float, datetime, date's midnight, time, timedelta, None."""
    if cell is None or isinstance(cell, str | dt.datetime | dt.time | dt.timedelta):
        return cell
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, dt.date):
        return dt.datetime.combine(cell, dt.time())
    if isinstance(cell, int | float):
        return None if cell != cell else cell
    return str(cell)
