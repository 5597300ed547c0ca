"""Stops a file whose cells are wrong by the hundred thousand while it is read.

In:   the faults that were noted so far.
Out:  nothing, or TooManyRejects with the first of them.
Why:  each fault is kept with its cell for the quarantine; half a million rows with a fault in every column would take
      gigabytes, only to be refused at the end.
Not here: the share of rows that the contract allows (`sorting`).
"""

from __future__ import annotations

import numpy as np

from kit.errors import TooManyRejects
from kit.intake.delivered import Delivered
from kit.intake.ends import row_in_sheet
from kit.intake.faults import Faults
from kit.intake.grid import Grid
from kit.intake.limits import MAX_FAULTS
from kit.language.later import later


def check(file: Delivered, grid: Grid, faults: Faults) -> None:
    """Refuses the file once it has more faults than any quarantine is read for."""
    if faults.count() <= MAX_FAULTS:
        return
    wrong = faults.rows()  # of this block, the one that passed the limit
    first = np.flatnonzero(wrong)[0]
    told = faults.table(grid.row_numbers, np.arange(len(grid)) != first).iloc[0]
    raise file.refuse(
        TooManyRejects,
        rejected=max(int(wrong.sum()), faults.count() if grid.before else 0),
        rows=grid.before + len(grid),
        row=row_in_sheet(grid, int(grid.row_numbers[first])),
        column=told["column"],
        reason=later(f"intake.{told['reason']}"),
    )
