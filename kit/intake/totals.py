"""The totals row at the end of an export: found, checked, taken off.

In:   the blocks of a file, the source's `totals_row`.
Out:  the rows that are sums; CountsDisagree where they are not; TruncatedFile where the row is missing.
Why:  it is the only proof in a CSV that nothing was cut off at its end; and taken for a row it doubles every count.
Not here: sums of two sides against each other (`kit.analysis`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from kit import schema
from kit.errors import CountsDisagree, TruncatedFile
from kit.intake import cells, ends, masks
from kit.intake.delivered import Delivered
from kit.intake.durations import duration_reader
from kit.intake.grid import Grid, tidy
from kit.intake.mapping import kind_of
from kit.language.later import later

_ROUNDING = 0.5  # an export may round its sum, and each duration in it


@dataclass
class _Sum:
    """One column on the way down. whole, before: sums of all rows, and of those above the last totals row. told: of
    each totals row, its place, what it says (as written and as a number) and both sums at it."""

    whole: float = 0.0
    before: float = 0.0
    is_read: bool = True
    told: list[tuple[str, str, float, float, float]] = field(default_factory=list)


class Totals:
    """The totals rows of one file, block by block."""

    def __init__(self, file: Delivered) -> None:
        self.file, self.stated = file, file.source.file.totals_row
        self.sums: dict[tuple[str, str], _Sum] = {}
        self.rows = self.found = 0

    def apart(self, grid: Grid) -> np.ndarray:
        """A mask of the block's totals rows. Raises TruncatedFile where there must be one, CountsDisagree.

        Each is held against the rows above it: all of them, or those since the totals row before. A column with a cell
        that cannot be read is not compared: quarantine tells of it.
        """
        if self.stated is None:
            return np.zeros(len(grid), dtype=bool)
        pattern = re.compile(self.stated.pattern)
        sums = grid.columns[tidy(self.stated.column)].where(lambda cell: bool(pattern.search(cells.text(cell))))
        self.rows, self.found = self.rows + len(grid), self.found + int(sums.sum())
        for name, label in _summed(self.file, grid):
            self._add(grid, sums, name, label)
        if grid.is_last:
            self._check(grid)
        return sums

    def _add(self, grid: Grid, sums: np.ndarray, name: str, label: str) -> None:
        column = self.file.source.columns[name]
        nulls = frozenset((*self.file.source.file.nulls, *column.nulls))
        found = cells.read_each(grid.columns[label], _reader(self.file, name, grid), nulls)
        of = self.sums.setdefault((name, label), _Sum())
        of.is_read &= not (found.unread() & ~sums).any()
        values = np.nan_to_num(found.floats())
        running = of.whole + np.cumsum(np.where(sums, 0.0, values))
        for at in np.flatnonzero(sums):
            whole, part = running[at], running[at] - of.before
            of.before = whole
            if found.held[found.codes[at]] is not None:  # an empty cell, or a formula: nothing to compare
                row = ends.row_in_sheet(grid, int(grid.row_numbers[at]))
                written = masks.shown(grid.columns[label][int(at)], kind=masks.FIGURE)
                of.told.append((row, written, float(values[at]), float(whole), float(part)))
        of.whole = float(running[-1]) if len(running) else of.whole

    def _check(self, grid: Grid) -> None:
        stated = self.stated
        if stated and not self.found and not stated.optional:
            what = later("intake.no_totals_row", column=stated.column)
            last = int(grid.row_numbers[-1]) if len(grid) else self.rows
            raise self.file.refuse(TruncatedFile, place=ends.place(grid, last), what=what)
        for (name, label), of in self.sums.items():
            seconds = schema.TABLES[self.file.source.table].columns[name].unit != "calls"
            rounding = _ROUNDING * (self.rows if seconds else 1)
            for row, written, told, whole, part in of.told if of.is_read else []:
                if min(abs(told - whole), abs(told - part)) > rounding:
                    total = f"{whole:.10g}{' s' if seconds else ''}"
                    what = later("intake.sum_differs", column=label, told=written, sum=total)
                    raise self.file.refuse(CountsDisagree, row=row, what=what)


def _summed(file: Delivered, grid: Grid) -> list[tuple[str, str]]:
    """Canonical counts and the file's columns that they are read from; averages do not add up."""
    counts = schema.TABLES[file.source.table].counts
    named = {name: column for name, column in file.source.columns.items() if name in counts and not column.times}
    return [
        (name, label)
        for name, column in named.items()
        if column.from_ or column.add
        for listed in column.alternatives
        for names in (_became(file, listed) or [listed])
        if (label := grid.first_of(names)) is not None
    ]


def _became(file: Delivered, names: list[str]) -> list[list[str]]:
    """The file's columns that become rows under one of these names."""
    stated = file.source.unpivot
    return (
        [of for cells in (*stated.columns.values(), stated.total) for name, of in cells.items() if name in names]
        if stated
        else []
    )


def _reader(file: Delivered, name: str, grid: Grid):
    shape, column = file.source.file, file.source.columns[name]
    number = cells.number_reader(shape.decimal, shape.thousands)
    if kind_of(file.source.table, name, column) == "duration":
        return duration_reader(column.unit, number, grid.excel_1904)
    return number
