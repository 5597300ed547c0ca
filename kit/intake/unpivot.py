"""Columns of a file that are rows: a reason, a queue or a number each.

In:   the grid of a file whose source has `unpivot:`; the values of a count read from it.
Out:  the grid with a row for each of those columns, and one for what a row of the file has once.
Why:  a day's total that is read on the row of each reason is counted as often as there are reasons. So what no column
      stands for (`total:` less its columns, and every other count) stands once, on a row without a reason: the sums
      over the rows are the file's own.
Not here: the statements (`kit.params.reshape`, `kit.params.unpivoting`), what a cell means (`mapping`).

A row of the receipt is then a cell of these columns: read = accepted + excluded + quarantined counts them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kit.errors import OversizedFile
from kit.intake.coded import Coded
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid, tidy
from kit.intake.limits import MAX_ROWS
from kit.language.later import later
from kit.params import Source
from kit.params.columns import Column
from kit.params.reshape import Unpivot
from kit.params.unpivoting import counted_once, reads_cells

_ROUNDING = 1e-6


def unpivoted(file: Delivered, grid: Grid) -> Grid:
    """The grid of one row per column; the same grid where the source has none. Raises OversizedFile."""
    stated = file.source.unpivot
    if stated is None:
        return grid
    rest = [None] if stated.total or counted_once(file.source) else []
    kinds = [*rest, *stated.columns]
    if len(grid) * len(kinds) > MAX_ROWS:
        what = later("intake.rows", count=len(grid) * len(kinds))
        raise file.refuse(OversizedFile, what=what, limit=MAX_ROWS)
    of = np.repeat(np.arange(len(grid)), len(kinds))
    columns = {name: cells.take(of) if len(cells) else cells for name, cells in grid.columns.items()}
    columns[tidy(stated.into)] = _beside([Coded.alike(kind, len(grid)) for kind in kinds])
    named = {}
    for name in stated.cell_names:
        labels = [grid.first_of(_origin(stated, name, kind)) for kind in kinds]
        none = Coded.alike(None, len(grid))
        columns[tidy(name)] = _beside([grid.columns[label] if label else none for label in labels])
        named[tidy(name)] = np.array([label or tidy(name) for label in labels] * len(grid), dtype=object)
    numbers, lengths = grid.row_numbers[of], grid.lengths[of]
    footers = None if grid.footers is None else grid.footers[of]
    is_rest = np.array([kind is None for kind in kinds] * len(grid), dtype=bool)
    rows = replace(grid, columns=columns, row_numbers=numbers, lengths=lengths, footers=footers)
    return replace(rows, of=of, rest=is_rest, named=named)


def _beside(parts: list[Coded]) -> Coded:
    """Several columns as one: of each row, its cell of each of them."""
    one = Coded.stacked(parts)
    return one.take(np.arange(len(one)).reshape(len(parts), -1).T.ravel())


def _origin(stated: Unpivot, name: str, kind: str | None) -> list[str]:
    return stated.total.get(name, []) if kind is None else stated.columns[kind][name]


def by_right_empty(source: Source, column: Column, grid: Grid) -> np.ndarray:
    """Rows on which a column says nothing by right: what stands once says nothing on the rows of the others."""
    stated = source.unpivot
    if stated is None or grid.rest is None:
        return np.zeros(len(grid), dtype=bool)
    made = {name for names in column.alternatives for name in names}
    if made & set(stated.total):
        return np.zeros(len(grid), dtype=bool)
    return grid.rest if made & set(stated.names) else ~grid.rest


def settle(source: Source, column: Column, grid: Grid, values: np.ndarray) -> np.ndarray:
    """Puts each value where it counts once, in place; returns the rows whose parts exceed their whole.

    Of a whole, what its parts leave is the count of the row without a reason. An empty part takes nothing away.
    """
    over = np.zeros(len(values), dtype=bool)
    if source.unpivot is None or grid.of is None or grid.rest is None:
        return over
    values[by_right_empty(source, column, grid)] = np.nan
    whole = {name for names in column.alternatives for name in names} & set(source.unpivot.total)
    if whole and reads_cells(source, column):
        parts = np.bincount(grid.of, weights=np.where(grid.rest, 0.0, np.nan_to_num(values)))
        left = values[grid.rest] - parts
        over = (left < -_ROUNDING)[grid.of]
        values[grid.rest] = np.maximum(left, 0.0)
    return over
