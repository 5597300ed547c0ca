"""The cells of one delivered file, as they stand there.

In:   what a reader found: header rows and rows of cells; which columns the source reads.
Out:  `Grid`: cells by column name, with the row number of each row in the file.
Why:  every reader ends here, so that mapping and checks know one shape, and row numbers are those an editor shows.
      Columns that no mapping names keep their name only: their cells (advisers, comments) are never held.
Not here: what the cells mean (`kit.intake.mapping`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

import numpy as np

from kit.intake.limits import MAX_COLUMNS, MAX_ROWS, TooMuch

SHEET_ROWS = 10_000_000  # the rows of a workbook's second sheet are numbered from 10,000,001 on, and so forth
_BATCH = 4_096
_SHARED = 50_000  # distinct texts of one column that are kept once each; a column with more is one of keys


@dataclass(frozen=True)
class Grid:
    """Cells by column: text, or what a typed format holds (numbers, dates, times, durations); None where empty.

    columns: every name of the header; the list is empty where the source does not read the column. row_numbers: the
    row's number in the file, its first line being 1 (`SHEET_ROWS` more for each further sheet). lengths: cells found
    less cells expected. repeated: names that stand twice in the header. footers: rows at the end that are none.
    sheets: the sheets that were read, where there are several. header_row: 0 where the file has no header. If columns
    became rows (`unpivot`), of: the row of the file that each row comes from; rest: rows of what no column stands for;
    named: of the columns that were made so, the file's column of each row. event_rows: rows of the file, where they are
    events of calls.
    """

    header_row: int
    columns: dict[str, list]
    row_numbers: np.ndarray
    lengths: np.ndarray
    excel_1904: bool = False
    repeated: frozenset[str] = frozenset()
    footers: np.ndarray | None = None
    sheets: tuple[str, ...] = ()
    asides: tuple = ()
    of: np.ndarray | None = None
    rest: np.ndarray | None = None
    event_rows: int = 0
    named: dict[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row_numbers)

    def rows(self, mask: np.ndarray) -> Grid:
        """The grid of some of its rows."""
        columns = {name: list(compress(cells, mask)) for name, cells in self.columns.items()}
        footers = None if self.footers is None else self.footers[mask]
        numbers, lengths = self.row_numbers[mask], self.lengths[mask]
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


@dataclass(frozen=True)
class Reading:
    """How rows become a grid. wanted: the columns that are read. ends_may_lack: an absent cell at a row's end is an
    empty one and no sign of a cut. footer: what begins the rows at the end that are none."""

    wanted: frozenset[str]
    ends_may_lack: bool = False
    footer: re.Pattern | None = None
    excel_1904: bool = False


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


def build(header: Header, rows: Iterable[tuple[int, Sequence]], reading: Reading) -> Grid:
    """The grid of numbered rows; empty rows are no rows, a row that is too short is filled up with None.

    Raises TooMuch beyond `MAX_ROWS`.
    """
    width = len(header.names)
    columns = _Columns(header, reading.wanted)
    numbers, lengths, ends, batch = [], [], [], []
    for number, row in rows:
        length = _length(row, width)
        if length == -width:
            continue
        numbers.append(number)
        lengths.append(max(length, 0) if reading.ends_may_lack else length)
        if reading.footer:
            ends.append(_begins(row, reading.footer))
        batch.append(row if len(row) >= width else [*row, *[None] * (width - len(row))])
        if len(batch) == _BATCH:
            _check_rows(len(numbers))
            columns.take(batch)
            batch = []
    columns.take(batch)
    _check_rows(len(numbers))
    return Grid(
        header.row,
        columns.by_name(),
        np.array(numbers, dtype="int64"),
        np.array(lengths, dtype="int64"),
        reading.excel_1904,
        header.repeated,
        _trailing(ends) if reading.footer else None,
    )


def _check_rows(count: int) -> None:
    if count > MAX_ROWS:
        raise TooMuch("rows", MAX_ROWS, count=count)


class _Columns:
    """The cells of the columns that are read, equal texts held once."""

    def __init__(self, header: Header, wanted: frozenset[str]) -> None:
        self.names = header.names
        first = {f"{name} #1": name for name in header.repeated}
        self.also = {alias: name for alias, name in first.items() if alias in wanted and alias not in header.names}
        self.cells: dict[str, list] = {name: [] for name in header.names}
        read = wanted | set(self.also.values())
        read |= {name for name in header.names if name.rpartition(" #")[0] in header.repeated & wanted}
        self.read = [(at, name) for at, name in enumerate(header.names) if name in read]
        self.known: dict[str, dict[str, str] | None] = {name: {} for _, name in self.read}

    def take(self, rows: list[Sequence]) -> None:
        for at, name in self.read:
            self.cells[name].extend(self._shared(name, [row[at] for row in rows]))

    def _shared(self, name: str, cells: list) -> list:
        known = self.known[name]
        if known is None:
            return cells
        shared = [known.setdefault(cell, cell) if isinstance(cell, str) else cell for cell in cells]
        if len(known) > _SHARED:
            self.known[name] = None
        return shared

    def by_name(self) -> dict[str, list]:
        return self.cells | {alias: self.cells[name] for alias, name in self.also.items()}


def stacked(grids: list[Grid], sheets: list[str]) -> Grid:
    """Several sheets below each other, by column name; a column that a sheet does not have is empty there."""
    names = dict.fromkeys(name for one in grids for name in one.columns)
    read = {name for one in grids for name, cells in one.columns.items() if cells}
    columns = {
        name: [cell for one in grids for cell in one.columns.get(name) or [None] * len(one)] if name in read else []
        for name in names
    }
    numbers = np.concatenate([one.row_numbers + at * SHEET_ROWS for at, one in enumerate(grids)])
    footers = None if grids[0].footers is None else np.concatenate([one.footers for one in grids])
    return replace(
        grids[0],
        columns=columns,
        row_numbers=numbers,
        lengths=np.concatenate([one.lengths for one in grids]),
        repeated=frozenset().union(*(one.repeated for one in grids)),
        footers=footers,
        sheets=tuple(sheets),
    )


def _length(row: Sequence, width: int) -> int:
    """0 for a whole row, less for a short one, more for one with filled cells beyond the header, -width for none."""
    if len(row) == width and not is_empty(row[0]):
        return 0
    filled = len(row)
    while filled > width and is_empty(row[filled - 1]):
        filled -= 1
    return -width if all(is_empty(cell) for cell in row) else filled - width


def _begins(row: Sequence, footer: re.Pattern) -> bool:
    first = next((cell for cell in row if not is_empty(cell)), "")
    return bool(footer.search(str(first).strip()))


def _trailing(marked: list[bool]) -> np.ndarray:
    """Of the marked rows, those with nothing but marked ones after them."""
    last = len(marked)
    while last and marked[last - 1]:
        last -= 1
    return np.arange(len(marked)) >= last


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


def plain_rows(rows: Iterable[Sequence], start: int = 1) -> Iterator[tuple[int, list]]:
    """Rows of a typed format, numbered, their cells plain."""
    return ((number, [plain(cell) for cell in row]) for number, row in enumerate(rows, start=start))
