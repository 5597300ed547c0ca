"""Where opening hours were to be covered and the file has no row: open days, and open times of counts.

In:   the staged rows of one file by what became of them, its contract.
Out:  days and moments as texts for the receipt; nothing is refused and no row is touched.
Why:  time is counted in UTC: the hour that spring takes away is missed by nobody, of the two that autumn gives each
      is; and what came and was set aside is no gap.
Not here: which days were set aside (`sorting`), completeness over several deliveries (`kit.analysis`).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from kit import calendar
from kit.intake.delivered import Delivered
from kit.intake.stage import USABLE, Stage
from kit.schema import SLOT_S

_HOUR, _DAY, _SLOT = 60, 1440, SLOT_S // 60  # minutes


def of(file: Delivered, stage: Stage) -> dict[str, list[str]]:
    """{"days_without_rows": [...], "intervals_without_rows": [...]}; empty lists are left out.

    What was set aside was delivered all the same, also where its moment comes twice and it is refused for it; and so
    was what is left out by name of calls, while a totals row covers no interval. Missing is not zero: for counts, an
    interval without calls has a row with 0. Only days from the first to the last that was taken in are looked at.
    """
    taken = {day.date() for day in stage.by_day(USABLE).index}
    if not taken or file.source.delivers == "records":
        return {}  # corrected records speak of no day between them
    came = "true" if file.source.table == "calls" else "excluded is null"
    delivered = {day.date() for day in stage.by_day(came).index}
    days = [day.date() for day in pd.date_range(min(taken), max(taken))]
    open_days = [day for day in days if file.contract.open_spans(day)]
    found = {"days_without_rows": [day.isoformat() for day in open_days if day not in delivered]}
    interval = file.source.interval
    if interval and interval.minutes < _DAY and file.source.zero_rows == "written":
        moment = "coalesce(start, seems)" if stage.holds("seems") else "start"
        starts = stage.ask(f"distinct {moment} as start", f"excluded is null and {moment} is not null")["start"]
        covered = _covered(file, interval.minutes, starts)
        found["intervals_without_rows"] = [
            text for day in open_days if day in taken for text in _uncovered(file, interval.minutes, day, covered)
        ]
    return {slug: listed for slug, listed in found.items() if listed}


def _grain(step: int) -> int:
    """The minutes in which time is looked at: both the intervals and the quarter-hours are whole ones of them."""
    return math.gcd(step, _SLOT)


def _covered(file: Delivered, step: int, starts: pd.Series) -> set[int]:
    """Grains since 1970 (UTC) that a row speaks of."""
    grain = _grain(step)
    covered: set[int] = set()
    for start in np.unique(starts.dropna().to_numpy().astype("datetime64[m]")):
        first = int(start.astype("int64"))
        covered.update(range(first // grain, _end(file, step, first) // grain))
    return covered


def _end(file: Delivered, step: int, first: int) -> int:
    """When an interval ends, in minutes since 1970 (UTC): longer than an hour, it ends by the clock on the wall."""
    if step <= _HOUR:
        return first + step
    zone = ZoneInfo(file.source.time.zone or file.contract.time_zone)
    local = dt.datetime.fromtimestamp(first * 60, zone).replace(tzinfo=None, fold=0)
    return int((local + dt.timedelta(minutes=step)).replace(tzinfo=zone).timestamp()) // 60


def _uncovered(file: Delivered, step: int, day: dt.date, covered: set[int]) -> Iterator[str]:
    """The open times of a day that no row speaks of, cut into intervals, each by its start."""
    grain = _grain(step)
    zone, begun, last = file.contract.zone, 0, -1
    for at, local in _open(file, grain, day):
        if at in covered:
            continue
        if at != last + 1 or (at - begun) * grain % step == 0:
            begun = at if at != last + 1 else begun
            yield _written(local, zone, at * grain)
        last = at


def _open(file: Delivered, grain: int, day: dt.date) -> Iterator[tuple[int, dt.datetime]]:
    """The open grains of a local day with their time on the wall."""
    spans = file.contract.open_spans(day)
    for slot_id, start in calendar.slot_starts(day, file.contract.time_zone):
        for later in range(0, _SLOT, grain):
            local = start + dt.timedelta(minutes=later)
            minute = local.hour * 60 + local.minute
            if any(first <= minute < last for first, last in spans):
                yield (slot_id * _SLOT + later) // grain, local


def _written(local: dt.datetime, zone: ZoneInfo, minute: int) -> str:
    """A moment on the wall; of an hour that comes twice, with its offset."""
    offsets = [local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)]
    if offsets[0] == offsets[1]:
        return f"{local:%Y-%m-%d %H:%M}"
    offset = dt.datetime.fromtimestamp(minute * 60, zone).strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} ({offset[:3]}:{offset[3:]})"
