"""Days as lists write them: a date without a time of day.

In:   cells with a stated format, or a spreadsheet's own dates.
Out:  local days, with a reason for each cell that says none.
Why:  the day of a decision is the day on the wall of the meeting; made a moment in UTC, it would be the day before.
Not here: moments (`times`).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kit.intake import times
from kit.intake.cells import Values
from kit.params.columns import Column


def read_days(cells: Iterable, column: Column, nulls: frozenset[str], zone: str) -> Values:
    """Every cell as a day (datetime64[D]); a moment with an offset is the day on the partnership's own clock."""
    moments = times.read_moments(cells, column.format, nulls)
    zoned = ~np.isnat(moments.zoned)
    local = moments.local.copy()
    local[zoned] = times.local_clock(moments.zoned[zoned], zone)
    days = local.astype("datetime64[D]")
    return Values.of_rows((None if np.isnat(day) else day for day in days), moments.reasons)


def day_column(found: Values) -> np.ndarray:
    """Days as the tables hold them; NaT where there is none."""
    none = np.datetime64("NaT", "us")
    return np.array([none if day is None else day for day in found.values], dtype="datetime64[us]")
