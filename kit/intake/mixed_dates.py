"""Real dates and dates as text in one column of a workbook.

In:   the cells of a mapped column of moments or days (or of the columns that are joined for it), the stated format.
Out:  nothing, or MixedDates with how many there are of each and where.
Why:  a spreadsheet of another country takes "06/07/2026" for 7 June and leaves "16/07/2026" as text: half of the
      calls move by months, and every single cell looks sound.
Not here: reading the dates (`times`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from kit.errors import MixedDates
from kit.intake import times
from kit.intake.coded import Coded
from kit.intake.delivered import Delivered
from kit.intake.ends import row_in_sheet
from kit.intake.grid import Grid
from kit.params.columns import Column

_FIRST_YEAR = 1971  # a time of day alone may come as a date of 1899 or 1900


@dataclass
class _Seen:
    """What was seen of one column so far: real dates (one of which may have been exchanged), and dates as text."""

    real: int = 0
    texts: int = 0
    may_be_exchanged: bool = False
    real_row: str = ""
    text_row: str = ""


class MixedDatesSeen:
    """The columns of dates of one file, block by block."""

    def __init__(self, file: Delivered) -> None:
        self.file = file
        self.seen: dict[str, _Seen] = {}

    def look(self, grid: Grid, kept: np.ndarray, column: Column) -> None:
        """Refuses, at the file's end, a column with texts and real dates of which one may have been exchanged.

        kept: rows that count.
        """
        if self.file.source.file.format != "xlsx":
            return  # elsewhere a column holds dates of one kind
        names = [grid.first_of(names) for names in column.alternatives] if not column.rules else []
        for name, written in zip(names, _formats(column.format, len(names)), strict=True):
            if name and written and not written.startswith(("%Y", "iso")):
                self._look_at(grid, name, written, kept)

    def _look_at(self, grid: Grid, name: str, written: str, kept: np.ndarray) -> None:
        cells, seen = grid.columns[name], self.seen.setdefault(name, _Seen())
        counts = cells.seen(kept)
        real = np.array([isinstance(cell, dt.datetime) and cell.year >= _FIRST_YEAR for cell in cells.held], dtype=bool)
        # A day above 12 is no month: that date was not exchanged. Year first, no spreadsheet exchanges anything.
        seen.may_be_exchanged |= any(
            cell.day <= 12 and cell.day != cell.month for cell in cells.held[real & (counts > 0)]
        )
        texts = np.array([isinstance(cell, str) for cell in cells.held], dtype=bool)
        dated = np.zeros(len(texts), dtype=bool)
        moments = times.read_moments(Coded.of(cells.held[texts]), written, frozenset(self.file.source.file.nulls))
        dated[texts] = ~np.isnat(moments.local)
        seen.real_row = seen.real_row or self._first(grid, kept, cells, real)
        seen.text_row = seen.text_row or self._first(grid, kept, cells, dated)
        seen.real += int(counts[real].sum())
        seen.texts += int(counts[dated].sum())
        if grid.is_last and seen.may_be_exchanged and seen.texts:
            told = {"row": seen.real_row, "text_row": seen.text_row}
            raise self.file.refuse(MixedDates, column=name, real=seen.real, texts=seen.texts, **told)

    def _first(self, grid: Grid, kept: np.ndarray, cells: Coded, meant: np.ndarray) -> str:
        at = np.flatnonzero(kept & np.append(meant, False)[cells.codes])
        return row_in_sheet(grid, int(grid.row_numbers[at[0]])) if len(at) else ""


def _formats(written: str | None, columns: int) -> list[str | None]:
    """The part of the format that each of several joined columns is written in; None where that is not clear."""
    if columns <= 1:
        return [written] * columns
    parts: list[str | None] = [*(written or "").split(" ")]
    return parts if len(parts) == columns else [None] * columns
