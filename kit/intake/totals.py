"""The totals row at the end of an export: found, checked, taken off.

In:   the grid, the source's `totals_row`.
Out:  the rows that are sums; CountsDisagree where they are not; TruncatedFile where the row is missing.
Why:  it is the only proof in a CSV that nothing was cut off at its end; and taken for a row it doubles every count.
Not here: sums of two sides against each other (`kit.analysis`).
"""

from __future__ import annotations

import re

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


def rows_of_sums(file: Delivered, grid: Grid) -> np.ndarray:
    """A mask of the totals rows. Raises TruncatedFile where there must be one."""
    stated = file.source.file.totals_row
    if stated is None:
        return np.zeros(len(grid), dtype=bool)
    pattern = re.compile(stated.pattern)
    column = grid.columns[tidy(stated.column)]
    sums = np.array([cell is not None and bool(pattern.search(cells.text(cell))) for cell in column], dtype=bool)
    if not sums.any() and not stated.optional:
        what = later("intake.no_totals_row", column=stated.column)
        raise file.refuse(TruncatedFile, place=ends.place(grid, int(grid.row_numbers[-1])), what=what)
    return sums


def check(file: Delivered, grid: Grid, sums: np.ndarray) -> None:
    """Holds each totals row against the rows above it: all of them, or those since the totals row before.

    A column with a cell that cannot be read is not compared: quarantine tells of it.
    """
    if not sums.any():
        return
    for name, label in _summed(file, grid):
        column = file.source.columns[name]
        nulls = frozenset((*file.source.file.nulls, *column.nulls))
        found = cells.read_each(grid.columns[label], _reader(file, name, grid), nulls)
        if all(reason is None for reason in found.reasons[~sums]):
            seconds = schema.TABLES[file.source.table].columns[name].unit != "calls"
            _compare(file, grid, sums, label, found, " s" if seconds else "")


def _compare(file: Delivered, grid: Grid, sums: np.ndarray, label: str, found: cells.Values, unit: str) -> None:
    rounding = _ROUNDING * (len(grid) if unit else 1)
    values = np.nan_to_num(found.floats())
    of_rows = np.cumsum(np.where(sums, 0.0, values))
    before = 0.0
    for at in np.flatnonzero(sums):
        told, whole, part = values[at], of_rows[at], of_rows[at] - before
        before = of_rows[at]
        if found.values[at] is None:
            continue  # an empty cell, or a formula: nothing to compare
        if min(abs(told - whole), abs(told - part)) > rounding:
            written = masks.shown(grid.columns[label][at], kind=masks.FIGURE)
            what = later("intake.sum_differs", column=label, told=written, sum=f"{whole:.10g}{unit}")
            raise file.refuse(CountsDisagree, row=ends.row_in_sheet(grid, int(grid.row_numbers[at])), what=what)


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
