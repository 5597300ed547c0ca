"""Dates whose day and month changed places although every one of them can be read.

In:   the local days of a file's rows, how its source writes dates.
Out:  nothing, or SwappedDates with both readings.
Why:  in the first twelve days of a month "11/02/2026" reads either way: a week of November becomes one day in each
      month of the year, without a cell that fails, and would replace good weeks.
Not here: dates without a stated format (`times.readings`), a single day far from its file's name (`guard`).
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kit.errors import SwappedDates
from kit.intake.delivered import Delivered
from kit.params.columns import Column

_FEWEST = 3  # days: two dates may lie anywhere
_LONGEST = 14  # days that the exchanged reading may span


def check(file: Delivered, counts: pd.Series) -> None:
    """Refuses a file whose days lie close together only when day and month are exchanged. Raises SwappedDates.

    counts: usable rows per local day, by day.
    """
    written = _format(file)
    distinct = [day.date() for day in counts.index]
    if written is None or len(distinct) < _FEWEST or _one_row_a_month(file, counts):
        return
    other = exchanged(distinct)
    if other is None:
        return
    span, as_exchanged = _span(distinct), _span(sorted(other))
    if as_exchanged > _LONGEST or span < 2 * as_exchanged or span < 2 * _LONGEST:
        return
    raise file.refuse(
        SwappedDates,
        written=written,
        first=distinct[0],
        last=distinct[-1],
        count=len(distinct),
        other_first=min(other),
        other_last=max(other),
        line=f'format: "{_other_format(written)}"',
    )


def exchanged(days: list[dt.date]) -> list[dt.date] | None:
    """The days with day and month exchanged; None where one of them has no such reading."""
    if not days or any(day.day > 12 for day in days):
        return None
    return [dt.date(day.year, day.day, day.month) for day in days]


def _format(file: Delivered) -> str | None:
    """How the dates are written, where day and month stand as figures in it."""
    column: Column = file.source.columns[file.source.time_column]
    written = column.format or ""
    return written if "%d" in written and "%m" in written else None


def _other_format(written: str) -> str:
    return written.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m")


def _span(days: list[dt.date]) -> int:
    return (days[-1] - days[0]).days + 1


def _one_row_a_month(file: Delivered, counts: pd.Series) -> bool:
    """A file of monthly counts has one day of each month by right."""
    months = {(day.year, day.month) for day in counts.index}
    return file.source.table != "calls" and len(months) == len(counts) == counts.sum()
