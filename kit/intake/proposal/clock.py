"""When the rows of an unknown file are: the column, or the two, that date them, and the format.

In:   what stands in the columns that may date a row.
Out:  `Clock`: the line of the mapping, the first and last day, the length of the interval.
Why:  a date is the most expensive mistake: a format that reads most rows, or one of two that read all, moves calls to
      other weeks, and nothing looks wrong.
Not here: which formats read which cells (`moments`).
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from itertools import pairwise

from kit.intake.proposal.cells import Seen
from kit.intake.proposal.likely import is_clock, is_hour, is_moment
from kit.intake.proposal.lines import BLANK, Line, flow, label, scalar
from kit.intake.proposal.moments import ISO, Reach
from kit.language.later import Later, later

_DAY = 1440


@dataclass
class Format:
    """written: None where it is asked, "" where none is needed. reach: what it makes of the cells, None where asked."""

    written: str | None
    reach: Reach | None = None
    said: list[Later] = field(default_factory=list)
    asked: list[Later] = field(default_factory=list)


@dataclass
class Clock:
    """line: of the time column. days: first and last, where they are known; minutes: length of an interval, None where
    it is not certain; coarse: rows stand for weeks or months; no_time: only days are written."""

    line: Line
    days: tuple[dt.date, dt.date] | None = None
    minutes: int | None = None
    coarse: bool = False
    no_time: bool = False
    days_asked: bool = False


def format_of(seen: Seen) -> Format:
    """The format that reads every cell of a column and is the only one that does; else a question."""
    name, moments = label(seen.name), seen.moments
    if seen.all_are("native_moment"):
        return Format("", moments.reach["native"])
    if moments.native:
        return Format(
            None,
            asked=[later("map.native_and_text", column=name, native=moments.native, text=seen.filled - moments.native)],
        )
    fitting = _apart(moments.reading_all())
    unread = seen.filled - moments.read
    if unread:
        return Format(
            None,
            asked=[
                later(
                    "map.unread_dates",
                    column=name,
                    count=unread,
                    rows=seen.filled,
                    formats=_told(moments.reading_all()),
                )
            ],
        )
    if len(fitting) == 1:
        return Format(fitting[0], moments.reach[fitting[0]], _settled(seen, fitting[0]))
    if not fitting:
        return Format(None, asked=[_mixed(seen)])
    return Format(
        None, asked=[later("map.two_dates", column=name, rows=moments.read, readings=_readings(seen, fitting))]
    )


def _apart(formats: list[str]) -> list[str]:
    """Formats that mean different things: a short and a long name of May are one."""
    kept: dict[str, str] = {}
    for written in sorted(formats):
        kept.setdefault(written.replace("%B", "%b").replace("%A", "%a"), written)
    return list(kept.values())


def _settled(seen: Seen, written: str) -> list[Later]:
    """How many rows would have fitted another format as well, and how many settle it."""
    alone = seen.moments.fits[frozenset((written,))]
    both = seen.moments.read - alone
    return [later("map.settled", alone=alone, both=both)] if both else []


def _mixed(seen: Seen) -> Later:
    fits = sorted(seen.moments.fits.items(), key=lambda item: (len(item[0]), -item[1]))
    parts = tuple(
        part
        for formats, rows in fits[:4]
        for part in (later("map.rows_fit", rows=rows, formats=_told(sorted(formats))), "; ")
    )
    return later("map.mixed_dates", column=label(seen.name), parts=parts[:-1])


def _told(formats: list[str]) -> str:
    return ", ".join(f'"{written}"' for written in formats[:4]) or "-"


def _readings(seen: Seen, formats: list[str]) -> tuple[Later | str, ...]:
    parts: list[Later | str] = []
    for written in formats[:4]:
        days = seen.moments.reach[written].days
        parts += [later("map.reading", format=written, first=str(min(days)), last=str(max(days)), days=len(days)), "; "]
    return tuple(parts[:-1])


def clock_of(key: str, columns: list[Seen], sure: set[str], counts: bool) -> Clock | None:
    """The line that dates a row, from the columns whose names say so; None where none does. sure: the certain ones."""
    full = [seen for seen in columns if is_moment(seen) and _has_time(seen)]
    days = [seen for seen in columns if is_moment(seen) and not _has_time(seen)]
    clocks = [seen for seen in columns if not is_moment(seen) and (is_clock(seen) or is_hour("intervals", seen))]
    for several in (full, days, clocks):
        if len(several) > 1 and sum(seen.name in sure for seen in several) == 1:
            several[:] = [seen for seen in several if seen.name in sure]
    if len(full) == 1:
        return _of_one(key, full[0])
    if len(full) > 1:
        return _several(key, full)
    if len(days) == 1 and len(clocks) == 1:
        return _joined(key, days[0], clocks[0])
    if len(days) > 1 or len(clocks) > 1:
        return _several(key, [*days, *clocks])
    if len(days) == 1:
        found = _of_one(key, days[0])
        found.no_time = True
        if not counts:
            found.line.asked.append(later("map.date_only", column=label(days[0].name)))
            found.line.idle = True
        return found
    return _several(key, clocks, "map.time_only") if clocks else None


def _has_time(seen: Seen) -> bool:
    """Whether the cells write a time of the day: not 00:00 in all of a spreadsheet's dates."""
    if seen.moments.native:
        return seen.moments.reach["native"].minutes != {0} or seen.moments.reach["native"].seconds
    formats = set().union(*seen.moments.fits)
    if ISO in formats:
        return seen.longest > len("2026-11-16")
    return any("%H" in written or "%I" in written for written in formats)


def _of_one(key: str, seen: Seen) -> Clock:
    found = format_of(seen)
    stated = BLANK if found.written is None else scalar(found.written) if found.written else None
    value = flow(from_=scalar(seen.name), format=stated)
    line = Line(key, value, [seen.name], found.said, found.asked)
    if found.reach is None:
        reaches = [seen.moments.reach[written] for written in seen.moments.reading_all()]
        minutes = _interval(reaches[0].minutes) if reaches and _has_time(seen) else None
        return Clock(line, None, minutes, days_asked=True)
    clock = Clock(line, _span(found.reach), _DAY if not _has_time(seen) else _interval(found.reach.minutes))
    clock.coarse = clock.minutes == _DAY and _is_coarse(found.reach)
    return clock


def _joined(key: str, day: Seen, clock: Seen) -> Clock:
    found = format_of(day)
    extract, hours, asked = _clock_format(clock)
    part = scalar(clock.name) if not extract else flow(from_=scalar(clock.name), extract=f"'{extract}'")
    of_day = {ISO: "%Y-%m-%d", "": "%Y-%m-%d"}.get(found.written or "", found.written)
    of_day = None if found.written is None else of_day
    written = BLANK if of_day is None or hours is None else scalar(f"{of_day} {hours}")
    value = flow(join=f"[{scalar(day.name)}, {part}]", format=written)
    line = Line(key, value, [day.name, clock.name], found.said, [*found.asked, *asked])
    minutes = (
        clock.minutes if not is_hour("intervals", clock) else {int(float(text)) % 24 * 60 for text in clock.distinct}
    )
    return Clock(line, _span(found.reach) if found.reach else None, _interval(minutes), days_asked=found.reach is None)


def _clock_format(seen: Seen) -> tuple[str | None, str | None, list[Later]]:
    """The pattern that takes the start out of a span, the format of an hour; a question where it is not one thing."""
    if seen.all_are("clock3") or seen.all_are("native_time"):
        return None, "%H:%M:%S", []
    if seen.all_are("clock2"):
        return None, "%H:%M", []
    if seen.all_are("range") and all(":" in text for text in seen.distinct) and not seen.many:
        return r"^(\d{1,2}:\d{2})", "%H:%M", []
    if seen.all_are("range") and not seen.many and not any(":" in text for text in seen.distinct):
        return r"^(\d{1,2})", "%H", []
    if is_hour("intervals", seen):
        return None, "%H", []
    return None, None, [later("map.mixed_clock", column=label(seen.name))]


def _several(key: str, columns: list[Seen], question: str = "map.which_date") -> Clock:
    told = ", ".join(f'"{label(seen.name)}"' for seen in columns)
    return Clock(Line(key, "", [seen.name for seen in columns], [], [later(question, columns=told)]), days_asked=True)


def _span(reach: Reach) -> tuple[dt.date, dt.date]:
    return min(reach.days).astype(object), max(reach.days).astype(object)


def _interval(minutes: set[int]) -> int | None:
    """The length of the intervals that begin at these minutes of the day; None where they do not tell."""
    if len(minutes) < 2:
        return None
    listed = sorted(minutes)
    steps = [after - before for before, after in pairwise(listed)]
    step = math.gcd(*listed[1:], *steps) if listed[0] == 0 else math.gcd(*steps)
    usual = max(set(steps), key=steps.count)
    return step if usual == step and 2 * steps.count(step) > len(steps) and listed[0] % step == 0 else None


def _is_coarse(reach: Reach) -> bool:
    """Whether rows stand for weeks or months: never two days in a row."""
    days = sorted(reach.days)
    gaps = [int((after - before).astype(int)) for before, after in pairwise(days)]
    return len(gaps) > 1 and min(gaps) >= 7
