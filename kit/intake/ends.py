"""The end of a file: whether its last row was cut, and the lines below the table that are no rows.

In:   the grid, the source.
Out:  a mask of footers; TruncatedFile with the way out where the last row is short for another reason.
Why:  a CSV that was cut off looks like one with a footer ("Édité le …") or one that leaves out empty cells: whoever
      reads the message must see all three.
Not here: totals rows (`totals`).
"""

from __future__ import annotations

import numpy as np

from kit.errors import TruncatedFile
from kit.intake.delivered import Delivered
from kit.intake.grid import SHEET_ROWS, Grid
from kit.language.later import Later, later

FOOTER = "footer"
# What a row of more cells than the header is, by format: objects have no order, so theirs marks a line that is none.
TOO_LONG = {"jsonl": "no_record", "printed": "beside_columns"}
_FEW = 2  # filled cells: a footer is a sentence, perhaps with a page number beside it


def footers(grid: Grid) -> np.ndarray:
    """A mask of the rows at the end that the source's `footer` names."""
    return np.zeros(len(grid), dtype=bool) if grid.footers is None else grid.footers


def check_last_row(file: Delivered, grid: Grid, lengths: np.ndarray) -> None:
    """Refuses a file whose last row is short. lengths: cells found less cells expected, 0 for excluded rows."""
    if not len(lengths) or lengths[-1] >= 0:
        return
    width = len(grid.columns)
    found, others = width + int(lengths[-1]), int((lengths[:-1] < 0).sum())
    slug = "last_row_footer" if found <= _FEW < width else "last_row_short_too" if others else "last_row_short"
    what = later(f"intake.{slug}", found=found, expected=width, count=others)
    raise file.refuse(TruncatedFile, place=place(grid, int(grid.row_numbers[-1])), what=what)


def place(grid: Grid, row_number: int) -> Later:
    """Where a row stands, with its sheet where several were read."""
    if grid.sheets:
        return later("intake.at_sheet_row", sheet=grid.sheet_of(row_number), row=row_number % SHEET_ROWS)
    return later("intake.at_row", row=row_number)


def row_in_sheet(grid: Grid, row_number: int) -> str:
    """The number of a row as it stands in its sheet, with the sheet's name where several were read."""
    sheet = grid.sheet_of(row_number)
    return f"{row_number % SHEET_ROWS} ({sheet})" if sheet else str(row_number)
