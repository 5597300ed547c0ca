"""Rows of any reader to blocks of columns.

In:   a header; numbered rows one by one, or pieces of a text export that were split at once (`split`).
Out:  `Grid`s of at most `BLOCK_ROWS` rows (of a piece: its lines), the last one marked, rows at the end that are none
      marked as footers.
Why:  a file of ten million rows is never in memory as a whole; empty rows are no rows, wherever they stand.
Not here: where the header stands (`assembly`), what the cells mean (`mapping`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from kit.intake import limits
from kit.intake.coded import Coded
from kit.intake.grid import Grid, Header, is_empty, stacked
from kit.intake.limits import TooMuch


class Rectangle(Protocol):
    """Rows that are at hand by column: lines that were split at once (`split`), a piece of Parquet (`parquet`)."""

    def __len__(self) -> int: ...
    @property
    def width(self) -> int:
        """How many cells each row has."""

    def row(self, row: int) -> list:
        """One row's cells."""

    def column(self, at: int) -> Coded:
        """One column's cells."""

    def filled(self) -> np.ndarray:
        """A mask of the rows that hold anything but blanks."""

    def beyond(self, width: int) -> np.ndarray:
        """How many cells each row has beyond the header's, up to its last filled one."""

    def part(self, rows: np.ndarray | slice) -> Rectangle:
        """Some of the rows."""


@dataclass(frozen=True)
class Lines:
    """Rows that are at hand by column. first: number of the first one in the file."""

    split: Rectangle
    first: int

    def row(self, at: int) -> tuple[int, list]:
        """One line with its number."""
        return self.first + at, self.split.row(at)

    def part(self, start: int) -> Lines:
        """The lines from a position on."""
        return Lines(self.split.part(slice(start, None)), self.first + start)


Row = tuple[int, Sequence]
Rows = Iterable[Row | Lines]


@dataclass(frozen=True)
class Reading:
    """How rows become blocks. wanted: the columns that are read. ends_may_lack: an absent cell at a row's end is an
    empty one and no sign of a cut. footer: what begins the rows at the end that are none. most: rows at most."""

    wanted: frozenset[str]
    ends_may_lack: bool = False
    footer: re.Pattern | None = None
    excel_1904: bool = False
    most: int = limits.MAX_STREAMED


def blocks(header: Header, rows: Rows, reading: Reading) -> Iterator[Grid]:
    """The blocks of a file, in its order. Raises TooMuch beyond `reading.most` rows."""
    return _ended(_counted(_Blocks(header, reading).of(rows), reading.most))


def empty(header: Header, reading: Reading) -> Grid:
    """The columns of a file without its rows."""
    return _Blocks(header, reading).grid({}, np.array([], dtype="int64"), 0, None)


class _Blocks:
    """Makes blocks of what a reader yields."""

    def __init__(self, header: Header, reading: Reading) -> None:
        self.header, self.reading = header, reading
        self.width = len(header.names)
        first = {f"{name} #1": name for name in header.repeated}
        wanted = reading.wanted
        self.also = {alias: name for alias, name in first.items() if alias in wanted and alias not in header.names}
        read = wanted | set(self.also.values())
        read |= {name for name in header.names if name.rpartition(" #")[0] in header.repeated & wanted}
        self.read = {name: at for at, name in enumerate(header.names) if name in read}

    def of(self, rows: Rows) -> Iterator[Grid]:
        batch: list[Row] = []
        for item in rows:
            if isinstance(item, Lines):
                yield from self._of_rows(batch)
                batch = []
                yield from self._of_lines(item)
                continue
            batch.append(item)
            if len(batch) >= limits.BLOCK_ROWS:
                yield from self._of_rows(batch)
                batch = []
        yield from self._of_rows(batch)

    def _of_lines(self, lines: Lines) -> Iterator[Grid]:
        if not len(lines.split):
            return
        found, split = lines.split.filled(), lines.split
        numbers = np.arange(lines.first, lines.first + len(split), dtype="int64")
        if not found.all():
            split, numbers = split.part(found), numbers[found]
        for start in range(0, len(split), limits.BLOCK_ROWS):
            some = slice(start, start + limits.BLOCK_ROWS)
            part = split.part(some) if len(split) > limits.BLOCK_ROWS else split
            ends = self._marked([part.row(row) for row in _trailing_rows(part, self.reading.footer)], len(part))
            columns = {name: part.column(at) for name, at in self.read.items()}
            yield self.grid(columns, numbers[some], part.beyond(self.width), ends)

    def _of_rows(self, batch: list[Row]) -> Iterator[Grid]:
        lengths = [_length(row, self.width) for _, row in batch]
        kept = [at for at, length in enumerate(lengths) if length != -self.width]
        if not kept:
            return
        rows = [batch[at][1] for at in kept]
        told = np.array([lengths[at] for at in kept], dtype="int64")
        numbers = np.array([batch[at][0] for at in kept], dtype="int64")
        ends = self._marked(rows, len(rows)) if self.reading.footer else None
        columns = {
            name: Coded.of([row[at] if at < len(row) else None for row in rows]) for name, at in self.read.items()
        }
        yield self.grid(columns, numbers, np.maximum(told, 0) if self.reading.ends_may_lack else told, ends)

    def _marked(self, last: list[Sequence], size: int) -> np.ndarray | None:
        """A mask of `size` rows in which the trailing ones that a footer begins are marked; last: the last rows."""
        footer = self.reading.footer
        if footer is None:
            return None
        marked = np.zeros(size, dtype=bool)
        for back, row in enumerate(reversed(last), start=1):
            if not _begins(row, footer):
                break
            marked[size - back] = True
        return marked

    def grid(
        self, columns: dict[str, Coded], numbers: np.ndarray, lengths: np.ndarray | int, ends: np.ndarray | None
    ) -> Grid:
        none = Coded.of([])
        named = {name: columns.get(name, none) for name in self.header.names}
        named |= {alias: columns.get(name, none) for alias, name in self.also.items()}
        told = np.zeros(len(numbers), dtype="int64") + lengths
        return Grid(self.header.row, named, numbers, told, self.reading.excel_1904, self.header.repeated, ends)


def _trailing_rows(part: Rectangle, footer: re.Pattern | None) -> Sequence[int]:
    """The last rows of a piece down from the first that no footer begins."""
    if footer is None:
        return ()
    first = len(part)
    while first and _begins(part.row(first - 1), footer):
        first -= 1
    return range(first, len(part))


def _counted(grids: Iterator[Grid], most: int) -> Iterator[Grid]:
    count = 0
    for grid in grids:
        if count + len(grid) > most:
            raise TooMuch("rows", most, count=count + len(grid))
        yield replace(grid, before=count)
        count += len(grid)


def _ended(grids: Iterator[Grid]) -> Iterator[Grid]:
    """The same blocks with the last one marked; rows that look like footers are some only where no other follows."""
    held: Grid | None = None
    for grid in grids:
        if held is not None and held.footers is not None and held.footers.any():
            both = stacked([held.rows(held.footers), grid])
            before = held.before + int((~held.footers).sum())
            assert both.footers is not None
            grid = replace(both, before=before, footers=_trailing(both.footers))
            held = held.rows(~held.footers)
        if held is not None and len(held):
            yield replace(held, is_last=False)
        held = grid
    if held is not None:
        yield held


def _trailing(marked: np.ndarray) -> np.ndarray:
    """Of the marked rows, those with nothing but marked ones after them."""
    others = np.flatnonzero(~marked)
    return np.arange(len(marked)) > (others[-1] if len(others) else -1)


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
