"""Stops a file whose cells are wrong by the hundred thousand while it is read.

In:   the faults that were noted so far.
Out:  nothing, or TooManyRejects with the first of them.
Why:  each fault is kept with its cell for the quarantine; half a million rows with a fault in every column would take
      gigabytes, only to be refused at the end.
Not here: the share of rows that the contract allows (`sorting`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.errors import TooManyRejects
from kit.intake.delivered import Delivered
from kit.intake.ends import row_in_sheet
from kit.intake.faults import Faults
from kit.intake.grid import Grid
from kit.intake.limits import MAX_FAULTS
from kit.language.later import later


@dataclass
class Rejected:
    """Rows at fault in the blocks so far, and the first of them: row, column, reason."""

    rows: int = 0
    first: tuple[str, str, str] | None = None

    def add(self, grid: Grid, faults: Faults) -> None:
        """Notes those of one more block."""
        wrong = faults.rows()
        if wrong.any():
            self.rows += int(wrong.sum())
            self.first = self.first or _first(grid, faults, wrong)


def check(file: Delivered, grid: Grid, faults: Faults, before: Rejected) -> None:
    """Refuses the file once it has more faults than any quarantine is read for. before: those of earlier blocks."""
    if faults.count() <= MAX_FAULTS:
        return
    wrong = faults.rows()
    row, column, reason = before.first or _first(grid, faults, wrong)
    raise file.refuse(
        TooManyRejects,
        rejected=before.rows + int(wrong.sum()),
        rows=grid.before + len(grid),
        row=row,
        column=column,
        reason=later(f"intake.{reason}"),
    )


def _first(grid: Grid, faults: Faults, wrong: np.ndarray) -> tuple[str, str, str]:
    first = np.flatnonzero(wrong)[0]
    told = faults.table(grid.row_numbers, np.arange(len(grid)) != first).iloc[0]
    return row_in_sheet(grid, int(grid.row_numbers[first])), told["column"], told["reason"]
