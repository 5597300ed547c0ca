"""The cells of a delivered file, block by block, as they stand there.

In:   what a reader found: header rows and rows of cells; which columns the source reads.
Out:  `Grid`: some rows of the file, their cells by column name, with the row number of each row in the file.
Why:  every reader ends here, so that mapping and checks know one shape, and row numbers are those an editor shows.
      Columns that no mapping names keep their name only: their cells (advisers, comments) are never held.
Not here: cutting rows into blocks (`blocks`), what the cells mean (`kit.intake.mapping`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kit.intake.coded import Coded
from kit.intake.limits import MAX_COLUMNS, TooMuch

SHEET_ROWS = 10_000_000  # the rows of a workbook's second sheet are numbered from 10,000,001 on, and so forth


@dataclass(frozen=True)
class Grid:
    """Cells by column: text, or what a typed format holds (numbers, dates, times, durations); None where empty.

    columns: every name of the header; of length 0 where the source does not read the column. row_numbers: the row's
    number in the file, its first line being 1 (`SHEET_ROWS` more for each further sheet). lengths: cells found less
    cells expected. repeated: names that stand twice in the header. footers: rows at the end that are none. sheets: the
    sheets that were read, where there are several. header_row: 0 where the file has no header. before: rows of the file
    that came before these. is_last: whether none comes after them. If columns became rows (`unpivot`), of: the row of
    these that each row comes from; rest: rows of what no column stands for; named: of the columns that were made so,
    the file's column of each row.
    """

    header_row: int
    columns: dict[str, Coded]
    row_numbers: np.ndarray
    lengths: np.ndarray
    excel_1904: bool = False
    repeated: frozenset[str] = frozenset()
    footers: np.ndarray | None = None
    sheets: tuple[str, ...] = ()
    asides: tuple = ()
    before: int = 0
    is_last: bool = True
    of: np.ndarray | None = None
    rest: np.ndarray | None = None
    named: dict[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row_numbers)

    def rows(self, at: np.ndarray | slice) -> Grid:
        """The grid of some of its rows: a mask, positions or a slice."""
        where = np.arange(len(self))[at]
        columns = {name: cells.take(where) if len(cells) else cells for name, cells in self.columns.items()}
        footers = None if self.footers is None else self.footers[where]
        numbers, lengths = self.row_numbers[where], self.lengths[where]
        return replace(self, columns=columns, row_numbers=numbers, lengths=lengths, footers=footers)

    def first_of(self, names: Sequence[str]) -> str | None:
        """The first of several names of a column that the header holds."""
        return next((known for name in names if (known := tidy(name)) in self.columns), None)

    def sheet_of(self, row_number: int) -> str:
        """The sheet on which a row stands; "" where only one was read."""
        return self.sheets[row_number // SHEET_ROWS] if self.sheets else ""


@dataclass(frozen=True)
class Header:
    """The names of a file's columns, each but once, and the row on which they stand (0: there is none)."""

    row: int
    names: list[str]
    repeated: frozenset[str] = frozenset()


def tidy(name: object) -> str:
    """A header cell without line breaks, double blanks and no-break spaces: they look alike and are typed otherwise."""
    return " ".join(str(name).split()) if name is not None else ""


def header_of(row: int, rows: Sequence[Sequence[object]]) -> Header:
    """The header in one row or two; of two, the upper one holds on over empty (merged) cells.

    Raises TooMuch where it has more columns than any export.
    """
    upper, lower = (rows[0], rows[1]) if len(rows) == 2 else ([], rows[0])
    width = max(_filled(upper), _filled(lower))
    _check_width(width)
    names, held = [], ""
    for at in range(width):
        above = tidy(upper[at]) if at < len(upper) else ""
        held = above or held
        below = tidy(lower[at]) if at < len(lower) else ""
        names.append(tidy(f"{held} {below}"))
    while names and not (tidy(lower[len(names) - 1]) if len(names) <= len(lower) else ""):
        names.pop()  # a separator at the end of the header is no column
    return Header(row, *_told_apart(names))


def by_position(width: int) -> Header:
    """The columns of a file without a header: "#1" is the first."""
    _check_width(width)
    return Header(0, [f"#{at}" for at in range(1, width + 1)])


def _check_width(width: int) -> None:
    if width > MAX_COLUMNS:
        raise TooMuch("columns", MAX_COLUMNS, count=width)


def _filled(row: Sequence) -> int:
    """How many cells a row has up to its last filled one."""
    filled = len(row)
    while filled and is_empty(row[filled - 1]):
        filled -= 1
    return filled


def _told_apart(names: list[str]) -> tuple[list[str], frozenset[str]]:
    """Names that stand twice get their number from the second on: "Attente", "Attente #2"."""
    seen: dict[str, int] = {}
    unique: list[str] = []
    taken = set(names)
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told = name
        if seen[name] > 1:
            told = next(other for at in range(seen[name], len(names) + 2) if (other := f"{name} #{at}") not in taken)
            taken.add(told)
        unique.append(told)
    return unique, frozenset(name for name, count in seen.items() if name and count > 1)


def stacked(grids: Sequence[Grid]) -> Grid:
    """Several blocks of one file below each other; a column that a sheet does not have is empty there."""
    if len(grids) == 1:
        return grids[0]
    names = dict.fromkeys(name for one in grids for name in one.columns)
    columns = {name: _column(grids, name) for name in names}
    footers = None if grids[0].footers is None else np.concatenate([one.footers for one in grids])
    return replace(
        grids[0],
        columns=columns,
        row_numbers=np.concatenate([one.row_numbers for one in grids]),
        lengths=np.concatenate([one.lengths for one in grids]),
        repeated=frozenset().union(*(one.repeated for one in grids)),
        footers=footers,
        is_last=grids[-1].is_last,
    )


def _column(grids: Sequence[Grid], name: str) -> Coded:
    parts = [one.columns.get(name, Coded.of([])) for one in grids]
    if not any(len(part) for part in parts):
        return Coded.of([])
    return Coded.stacked(
        [part if len(part) else Coded.of([None] * len(one)) for part, one in zip(parts, grids, strict=True)]
    )


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
