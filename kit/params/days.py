"""A day of the contract, as text: year, month, day.

In:   what the file says where a day is meant.
Out:  a date; or `Wrong` with the day to write.
Why:  24/12/2026 is a day for whoever writes it, and pydantic would take the number 86400 for 2 January 1970.
Not here: weeks and moments (`kit.calendar`), which days are closed (`kit.params.contract`).
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from typing import Annotated

from pydantic import BeforeValidator

from kit.calendar import FIRST_YEAR, LAST_YEAR
from kit.params.wrong import Wrong, shown

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/. ]?([0-9]{1,2})[-/. ]?([0-9]{1,2})(?:[T ]0?0:00(?::00)?)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})")


def day(value: object) -> dt.date:
    """The day that "2026-12-24" names. Raises Wrong, with the day to write where one can be read."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, list | dict | bool) or value is None:
        raise Wrong("no_day", value=shown(value))
    text = str(value).strip()
    found = _ISO.fullmatch(text)
    if not found:
        meant = _meant(text)
        raise (
            Wrong("write_day", value=shown(text), write=meant.isoformat())
            if meant
            else Wrong("no_day", value=shown(text))
        )
    return _real(text, *(int(part) for part in found.groups()))


def _real(text: str, year: int, month: int, number: int) -> dt.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Wrong("year_out_of_range", value=shown(text), first=FIRST_YEAR, last=LAST_YEAR)
    if month > 12 and 1 <= number <= 12 and month <= months.monthrange(year, number)[1]:
        raise Wrong("month_behind_day", value=shown(text), write=f"{year}-{number:02d}-{month:02d}")
    if not 1 <= month <= 12:
        raise Wrong("no_such_month", value=shown(text))
    last = months.monthrange(year, month)[1]
    if not 1 <= number <= last:
        raise Wrong("no_such_day", value=shown(text), month=f"{year}-{month:02d}", last=last)
    return dt.date(year, month, number)


def _meant(text: str) -> dt.date | None:
    """The day in another writing: the day first, as in France, unless only the month can stand there."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(*(int(part) for part in found.groups()))
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
        return _date(year, second, first) or _date(year, first, second)
    return None


def _date(year: int, month: int, number: int) -> dt.date | None:
    try:
        return dt.date(year, month, number) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


Day = Annotated[dt.date, BeforeValidator(day)]
