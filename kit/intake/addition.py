"""Several columns of a file as one: a sum, one less another, one in another's place; several units in one column.

In:   what was read of each part, each cell.
Out:  sums; cells by the unit that they were read with.
Why:  "answered within 10 s" and "within 20 s" may stand in bands that only together are a count of ours; half of such a
      sum is no smaller count but a wrong one.
Not here: reading the parts (`mapping`), rows that are sums (`sums_among`), the totals row (`totals`).
"""

from __future__ import annotations

import numpy as np

from kit.intake.cells import Values, is_null
from kit.intake.coded import Coded


def summed(parts: list[Values], empty_is_zero: bool) -> Values:
    """The sum of the parts, None where a part is None, unless an empty part is zero.

    A row with a part that could not be read sums to 0 and has no reason: its part's fault is told already.
    """
    faulty = np.any([part.unread() for part in parts], axis=0)
    columns = [part.floats() for part in parts]
    sums = np.sum([np.nan_to_num(one) for one in columns] if empty_is_zero else columns, axis=0)
    sums[faulty] = 0.0
    return Values.of_rows(None if np.isnan(one) else one for one in sums)


def less(whole: Values, part: Values, empty_is_zero: bool) -> Values:
    """The whole without a part that its cells hold; None where either is None, unless an empty part is zero.

    A row with a part that could not be read is None and has no reason of its own: its part's fault is told already.
    """
    held = np.nan_to_num(part.floats()) if empty_is_zero else part.floats()
    rest = whole.floats() - held
    rest[part.unread()] = np.nan
    return Values.of_rows((None if np.isnan(one) else one for one in rest), whole.reasons)


def or_else(cells: Coded, others: Coded, nulls: frozenset[str]) -> Coded:
    """The cells of a column; where one is empty, that of the other column in the same row."""
    empty = cells.where(lambda cell: is_null(cell, nulls), of_none=True)
    beside = np.where(others.codes < 0, -1, others.codes + len(cells.held))
    codes = np.where(empty, beside, cells.codes).astype("int32")
    return Coded(codes, np.concatenate([cells.held, others.held]))


def counted(read: np.ndarray) -> dict[str, int]:
    """How many cells were read with each unit. read: (seconds, unit) or None per cell."""
    units = [one[1] for one in read if one is not None]
    return {unit: units.count(unit) for unit in dict.fromkeys(units)}
