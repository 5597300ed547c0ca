"""Now, moments, holidays, opening hours and quarter-hours of one line.

In:   dates, a time zone name, opening hours in minutes of the day.
Out:  moments, the name of a day's week, French holidays, and `slots`: one row per quarter-hour.
Why:  every query joins that table on `slot_id`, so that no engine's date functions are needed and days of
      92 and 100 quarter-hours (daylight saving) come out right.
Not here: which hours a contract states (`kit.params`), reading a week or another period (`kit.period`).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from kit.errors import BadMoment, BadNow
from kit.schema import SLOT_S

# `slot_id` counts from 1970; years far away are typing errors, and dates near year 1 or 9999 cannot be counted with.
FIRST_YEAR, LAST_YEAR = 1971, 2199
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Weekday, ...] = get_args(Weekday)


def now() -> dt.datetime:
    """The present moment, zone-aware; `KIT_NOW` (ISO 8601) overrides it. Nothing else reads the clock."""
    stated = os.environ.get("KIT_NOW")
    if not stated:
        return dt.datetime.now(dt.UTC)
    try:
        return moment(stated, "UTC")
    except BadMoment:
        raise BadNow(moment=stated, first=FIRST_YEAR, last=LAST_YEAR) from None


def moment(text: str, zone: str) -> dt.datetime:
    """The moment that ISO 8601 text names; without an offset it is on the clock of `zone`. Raises BadMoment."""
    try:
        stated = dt.datetime.fromisoformat(text)
    except ValueError:
        raise BadMoment(moment=text, zone=zone) from None
    if not FIRST_YEAR <= stated.year <= LAST_YEAR:  # further out, zones and dates overflow
        raise BadMoment(moment=text, zone=zone)
    return stated if stated.tzinfo else stated.replace(tzinfo=ZoneInfo(zone))


def week_of(day: dt.date) -> str:
    """The ISO week of a day, with its ISO year: 2027-01-03 is in "2026-W53"."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def easter(year: int) -> dt.date:
    """Easter Sunday, Gregorian calendar (Meeus/Jones/Butcher algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * ell) // 433
    month = (h + ell - 7 * m + 90) // 25
    return dt.date(year, month, (h + ell - 7 * m + 33 * month + 19) % 32)


def french_holidays(year: int, *, alsace_moselle: bool = False) -> dict[dt.date, str]:
    """The 11 public holidays of a year and their slugs; 13 in Alsace-Moselle (Code du travail, L3133-1, L3134-13)."""
    sunday = easter(year)
    days = {
        dt.date(year, 1, 1): "new_year",
        sunday + dt.timedelta(days=1): "easter_monday",
        dt.date(year, 5, 1): "labour_day",
        dt.date(year, 5, 8): "victory_1945",
        sunday + dt.timedelta(days=39): "ascension",
        sunday + dt.timedelta(days=50): "whit_monday",
        dt.date(year, 7, 14): "national_day",
        dt.date(year, 8, 15): "assumption",
        dt.date(year, 11, 1): "all_saints",
        dt.date(year, 11, 11): "armistice_1918",
        dt.date(year, 12, 25): "christmas",
    }
    if alsace_moselle:
        days |= {sunday - dt.timedelta(days=2): "good_friday", dt.date(year, 12, 26): "saint_stephen"}
    return dict(sorted(days.items()))


def slot_starts(day: dt.date, zone: str) -> Iterable[tuple[int, dt.datetime]]:
    """The quarter-hours of a local day: (`slot_id`, local wall time without zone). 96 of them, 92 or 100 at DST."""
    tz = ZoneInfo(zone)
    midnight = dt.datetime.combine(day, dt.time())
    first = int(midnight.replace(tzinfo=tz).timestamp()) // SLOT_S
    last = int((midnight + dt.timedelta(days=1)).replace(tzinfo=tz).timestamp()) // SLOT_S
    if last - first == 96:  # no clock change: counting up is ten times faster than asking the zone
        for count in range(96):
            yield first + count, midnight + count * _QUARTER
        return
    for slot_id in range(first, last):
        local = dt.datetime.fromtimestamp(slot_id * SLOT_S, tz)
        yield slot_id, local.replace(tzinfo=None)


_QUARTER = dt.timedelta(minutes=15)

Row = tuple[Any, ...]  # of a table, in the order of its columns
SLOT_COLUMNS = ("slot_id", "start_local", "local_date", "week", "dow", "minute", "half_hour", "is_open", "holiday")


def slots(
    days: Iterable[dt.date],
    zone: str,
    is_open: Callable[[dt.date, int], bool],
    holiday: Callable[[dt.date], str],
) -> list[Row]:
    """One tuple per quarter-hour of `days`, in the order of `SLOT_COLUMNS`.

    dow: 1 Monday to 7 Sunday; minute: local minute of the day; half_hour: that minute rounded down to 30;
    is_open: contract hours of the line or of any queue, and no closure; holiday: slug or "". The
    caller says what is open.
    """
    rows = []
    for day in days:
        week, name = week_of(day), holiday(day)
        for slot_id, local in slot_starts(day, zone):
            minute = local.hour * 60 + local.minute
            opened = is_open(day, minute)
            rows.append((slot_id, local, day, week, day.isoweekday(), minute, minute // 30 * 30, opened, name))
    return rows
