"""Real dates and dates as text in one column of a workbook.

In:   the cells of a mapped column of moments or days (or of the columns that are joined for it), the stated format.
Out:  nothing, or MixedDates with how many there are of each and where.
Why:  a spreadsheet of another country takes "06/07/2026" for 7 June and leaves "16/07/2026" as text: half of the
      calls move by months, and every single cell looks sound.
Not here: reading the dates (`times`).
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from kit.errors import MixedDates
from kit.intake import times
from kit.intake.delivered import Delivered
from kit.intake.ends import row_in_sheet
from kit.intake.grid import Grid
from kit.params.columns import Column

_FIRST_YEAR = 1971  # a time of day alone may come as a date of 1899 or 1900


def check(file: Delivered, grid: Grid, kept: np.ndarray, column: Column) -> None:
    """Refuses a column with texts and real dates of which one may have been exchanged. kept: rows that count."""
    names = [grid.first_of(names) for names in column.alternatives] if not column.rules else []
    for name, written in zip(names, _formats(column.format, len(names)), strict=True):
        if name and written and not written.startswith(("%Y", "iso")):
            _check_column(file, grid, name, written, kept)


def _formats(written: str | None, columns: int) -> list[str | None]:
    """The part of the format that each of several joined columns is written in; None where that is not clear."""
    if columns <= 1:
        return [written] * columns
    parts: list[str | None] = [*(written or "").split(" ")]
    return parts if len(parts) == columns else [None] * columns


def _check_column(file: Delivered, grid: Grid, name: str, written: str, kept: np.ndarray) -> None:
    cells = grid.columns[name]
    real = [at for at in np.flatnonzero(kept) if isinstance(cells[at], dt.datetime) and cells[at].year >= _FIRST_YEAR]
    # A day above 12 is no month: that date was not exchanged. Year first, no spreadsheet exchanges anything.
    if not any(cells[at].day <= 12 and cells[at].day != cells[at].month for at in real):
        return
    texts = [at for at in np.flatnonzero(kept) if isinstance(cells[at], str)]
    moments = times.read_moments([cells[at] for at in texts], written, frozenset(file.source.file.nulls))
    dated = [at for at, moment in zip(texts, moments.local, strict=True) if not np.isnat(moment)]
    if dated:
        rows = [row_in_sheet(grid, int(grid.row_numbers[at])) for at in (real[0], dated[0])]
        raise file.refuse(MixedDates, column=name, real=len(real), texts=len(dated), row=rows[0], text_row=rows[1])
