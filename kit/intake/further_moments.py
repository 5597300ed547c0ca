"""Moments beside the one that dates a row: when work began, when a file was closed, until when it was due.

In:   cells of one column, the format that its mapping states.
Out:  UTC moments, with a reason for each cell that says none.
Why:  the row has its day by another column; these are read on the same clock and to the same rules, but a row may be
      without them: a file that is open has not been closed.
Not here: the moment that dates the row (`mapping`), moments that contradict each other (`back_office`).

An export that writes a far day for "not yet" (31/12/9999) says so by `nulls:` of the column; a spreadsheet's own date
is compared with it as it shows it and as ISO. What is due on a day, by a stated format without a time of day, is due
when that day is over: at its first second it would be late on the very day.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kit.intake import times
from kit.intake.cells import Values, only
from kit.intake.coded import Coded, objects
from kit.intake.delivered import Delivered
from kit.intake.local_days import read_days
from kit.params.columns import Column

_DUE = ("due_at", "case_due_at")


def read_dates(
    file: Delivered, name: str, cells: Coded, column: Column, nulls: frozenset[str], *, days: bool = False
) -> Values:
    """Every cell as a moment in UTC (datetime64[us]), or as a local day (`days`); None where it is empty.

    Where the clock goes back, an hour comes twice: unless the mapping says which pass is meant, its moments have none.
    """
    if days:
        return read_days(cells, column, nulls, file.contract.time_zone)
    moments = times.read_moments(_filled(cells, column, nulls), column.format, nulls)
    if name in _DUE and column.format and not _has_clock(column.format):
        moments.local = moments.local + np.timedelta64(1, "D")
    zone = file.source.time.zone or file.contract.time_zone
    ambiguous = "first" if file.source.time.ambiguous == "first" else "refuse"
    one_group = pd.Series("", index=range(len(moments.local)))
    utc, refused = times.to_utc(moments, zone, ambiguous, one_group, False)
    read_well = moments.reasons == None  # noqa: E711 - elementwise
    reasons = np.where(read_well, only(np.isnat(utc), refused), moments.reasons)
    return Values.of_rows((None if np.isnat(moment) else moment for moment in utc), reasons)


def _has_clock(written: str) -> bool:
    return written == "iso" or any(word in written for word in ("%H", "%I"))


def _filled(cells: Coded, column: Column, nulls: frozenset[str]) -> Coded:
    marks = nulls | {mark.partition(" ")[0] for mark in nulls}
    held = [None if isinstance(one, dt.datetime) and _is_mark(one, column, marks) else one for one in cells.held]
    return Coded(cells.codes, objects(held))


def _is_mark(cell: dt.datetime, column: Column, marks: frozenset[str]) -> bool:
    written = [cell.date().isoformat()]
    if column.format and column.format != "iso":
        written.append(cell.strftime(column.format))
    return any(one in marks or one.partition(" ")[0] in marks for one in written)
