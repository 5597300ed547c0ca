"""Rows that each count a week, a month or more.

In:   mapped rows of one file of counts, the contract's opening hours.
Out:  CoarseCounts, which names the step, or nothing; a doubt about a file of one day.
Why:  a month's 20,000 calls under the first of the month are that day's by the mapping: the page would show one day
      beyond all measure and a month without calls. Cut by a rule for lone dates, the message would be about dates.
Not here: what names no day at all (`coarse_names`), dates that stand alone (`stray`), day and month exchanged
      (`swapped`).

Rows are taken for weeks or months only where nothing else fits:
- there is one per day and queue: an hourly file is none, nor is one of corrected records;
- all days are first days of a month, or all are last days: two suffice, for the 30 days between hold open ones;
- or all have one number in their months, three of them and more, unless day and month may be exchanged (`swapped`);
- or all are one weekday, seven days apart at least once, over three weeks and more: at the edge of two files, or in a
  short one, two Mondays are two Mondays;
- and the line opens on several days of the week: where it opens on Mondays alone, Mondays are whole weeks by right.
A mapping whose days are right all the same says `lone_days: keep`.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kit.errors import CoarseCounts
from kit.intake import swapped
from kit.intake.delivered import Delivered
from kit.intake.mapping import Mapped
from kit.language.later import Later, later

_DAY = 1440  # minutes
_SHORT = 14  # days: a week's dates, exchanged, lie closer than this
_MONTHS, _WEEKS = 3, 3  # of one number, of one weekday


def check(file: Delivered, mapped: Mapped) -> None:
    """Raises CoarseCounts where the rows of counts lie weeks or months apart."""
    source, rows = file.source, mapped.frame[mapped.usable()].dropna(subset="local_date")
    if source.interval is None or source.delivers == "records" or source.lone_days == "keep" or not _one_a_day(rows):
        return
    days = sorted({day.date() for day in rows["local_date"]})
    step = _months(days, len(rows)) or _weeks(days)
    if step and _opens_between(file, days):
        near = _near(days)
        hint = later("intake.or_exchanged", first=near[0], last=near[1]) if near else ""
        span = f"{days[0]} … {days[-1]}"
        raise file.refuse(CoarseCounts, rows=len(rows), step=later(f"intake.per_{step}"), span=span, hint=hint)


def doubts(file: Delivered, table: pd.DataFrame) -> list[Later]:
    """A question about a single day where a file of a month or a week was owed: nothing else tells a sum from a day."""
    interval, every = file.source.interval, file.source.every
    if interval is None or every is None or interval.minutes < _DAY or table["local_date"].nunique() != 1:
        return []
    day = table["local_date"].iloc[0].date()
    first = {"month": day.day == 1, "week": day.weekday() == 0, "day": False}[every]
    alone = first and file.source.lone_days != "keep" and _one_a_day(table)
    return [later("intake.one_day_only", day=day, period=later(f"intake.a_{every}"))] if alone else []


def _one_a_day(rows: pd.DataFrame) -> bool:
    """Whether each row is alone on its day but for other queues or numbers."""
    parts = [name for name in ("queue", "number", "reason") if name in rows]
    return not rows.empty and not rows.duplicated(["local_date", *parts]).any()


def _months(days: list[dt.date], rows: int) -> str:
    """ "month", "quarter" or "year" where all days have one place in their months; else ""."""
    ends = [day + dt.timedelta(days=1) for day in days]
    at_edge = all(day.day == 1 for day in days) or all(day.day == 1 for day in ends)
    alike = len(days) >= _MONTHS and len({day.day for day in days}) == 1 and (rows == len(days) or not _near(days))
    if len(days) < 2 or not (at_edge or alike):
        return ""
    least = min((later - earlier).days for earlier, later in zip(days, days[1:], strict=False))
    return "month" if least < 80 else "quarter" if least < 350 else "year"


def _near(days: list[dt.date]) -> tuple[dt.date, dt.date] | None:
    """The first and last of the days with day and month exchanged, where they lie close together then."""
    other = swapped.exchanged(days)
    return (min(other), max(other)) if other and 1 < (max(other) - min(other)).days + 1 <= _SHORT else None


def _weeks(days: list[dt.date]) -> str:
    """ "week" where all days are one weekday; else ""."""
    gaps = np.diff(np.array(days, dtype="datetime64[D]")).astype("int64")
    return "week" if len(days) >= _WEEKS and (gaps % 7 == 0).all() and (gaps == 7).any() else ""


def _opens_between(file: Delivered, days: list[dt.date]) -> bool:
    """Whether the line opens on several of the days that are left out, once a step at least."""
    between = [day.date() for day in pd.date_range(days[0], days[-1]) if day.date() not in set(days)]
    return sum(bool(file.contract.open_spans(day)) for day in between) >= len(days) - 1
