"""Days and moments as lists write them: a date alone, or a date and a time on the wall of the floor.

In:   cells with a stated format, or a spreadsheet's own dates.
Out:  local days or local moments, with a reason for each cell that says none.
Why:  the day of a decision is the day on the wall of the meeting; made a moment in UTC, it would be the day before.
      For the same reason a list's moment stays as it is written: who types 02:30 on the last Sunday of October does not
      say which of the two, and need not.
Not here: the moments of calls and counts (`times`).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kit.intake import times
from kit.intake.cells import Values
from kit.params.columns import Column


def read_days(cells: Iterable, column: Column, nulls: frozenset[str], zone: str) -> Values:
    """Every cell as a day (datetime64[D]); a moment with an offset is the day on the partnership's own clock."""
    local, reasons = _local(cells, column, nulls, zone)
    days = local.astype("datetime64[D]")
    return Values.of_rows((None if np.isnat(day) else day for day in days), reasons)


def read_local_moments(cells: Iterable, column: Column, nulls: frozenset[str], zone: str) -> Values:
    """Every cell as a moment on the partnership's own clock (datetime64[us]); "nonexistent_time" where spring has none.

    A moment with an offset is the one that this clock then showed.
    """
    local, reasons = _local(cells, column, nulls, zone)
    summer = np.ones(len(local), dtype=bool)
    known = pd.Series(local).dt.tz_localize(zone, ambiguous=summer, nonexistent="NaT").notna().to_numpy()
    reasons = np.where(~known & ~np.isnat(local), "nonexistent_time", reasons)
    return Values.of_rows((at if there else None for at, there in zip(local, known, strict=True)), reasons)


def _local(cells: Iterable, column: Column, nulls: frozenset[str], zone: str) -> tuple[np.ndarray, np.ndarray]:
    moments = times.read_moments(cells, column.format, nulls)
    zoned = ~np.isnat(moments.zoned)
    local = moments.local.copy()
    local[zoned] = times.local_clock(moments.zoned[zoned], zone)
    return local, moments.reasons


def day_column(found: Values) -> np.ndarray:
    """Days and local moments as the tables hold them; NaT where there is none."""
    none = np.datetime64("NaT", "us")
    return np.array([none if day is None else day for day in found.values], dtype="datetime64[us]")
