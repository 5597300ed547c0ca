"""Opening hours: spans of a weekday on quarter-hours, and the line to write for those that cannot be read.

In:   "08:00-18:00", in lists by weekday.
Out:  `OpeningHours`; minutes of a day; `Wrong` with the very lines to write.
Why:  a night from 22:00 to 06:00 belongs to two days; spans that overlap would be read as one without a word.
Not here: holidays and closures (`kit.params.contract`), quarter-hours (`kit.calendar`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo, field_validator, model_validator

from kit.calendar import DAYS
from kit.language.later import later
from kit.params.reader import Strict
from kit.params.wrong import Wrong, refuse, shown

DAY_MINUTES = 1440
_QUARTER = 15
_SPAN = re.compile(r"([01][0-9]|2[0-4]):(00|15|30|45)-([01][0-9]|2[0-4]):(00|15|30|45)")
_TIME = r"([0-9]{1,2}) ?(?:[:.h] ?([0-9]{2})?)?(?: ?(am|pm))?"
_LOOSE = re.compile(rf"{_TIME} ?(?:-|–|—|/|à|a|to|until|bis) ?{_TIME}", re.IGNORECASE)


def minutes(span: str) -> tuple[int, int]:
    """First and last minute of the day of '08:00-18:00': (480, 1080)."""
    start, end = (part.split(":") for part in span.split("-"))
    return int(start[0]) * 60 + int(start[1]), int(end[0]) * 60 + int(end[1])


def written(start: int, end: int) -> str:
    """The span of two minutes of a day, as it is written: (480, 1080) is '08:00-18:00'."""
    return f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def _span(value: object) -> object:
    if not isinstance(value, str):
        return value
    if _SPAN.fullmatch(value) and minutes(value)[0] < minutes(value)[1] <= DAY_MINUTES:
        return value
    read = _read(value)
    if read is None or read[0] >= read[1]:
        raise Wrong("no_hours", value=shown(value))
    rounded = written(*map(_nearest_quarter, read))
    on_quarters = all(minute % _QUARTER == 0 for minute in read)
    raise Wrong("write_hours" if on_quarters else "hours_on_quarters", value=shown(value), write=f'"{rounded}"')


def _nearest_quarter(minute: int) -> int:
    return round(minute / _QUARTER) * _QUARTER


def _read(text: str) -> tuple[int, int] | None:
    """Start and end of a span in whatever writing, an end at midnight as 1440; a night ends before it starts."""
    found = _LOOSE.fullmatch(" ".join(text.split()))
    if not found:
        return None
    start, end = _minute(*found.groups()[:3]), _minute(*found.groups()[3:])
    if start is None or end is None or start == DAY_MINUTES:
        return None
    return start, end or DAY_MINUTES


def _minute(hour: str, minute: str | None, half: str | None) -> int | None:
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    total = hours * 60 + int(minute or 0)
    return total if int(minute or 0) < 60 and total <= DAY_MINUTES else None


Span = Annotated[str, BeforeValidator(_span)]


class OpeningHours(Strict):
    """Spans per weekday, local time; an empty list is a closed day."""

    mon: list[Span] = []
    tue: list[Span] = []
    wed: list[Span] = []
    thu: list[Span] = []
    fri: list[Span] = []
    sat: list[Span] = []
    sun: list[Span] = []

    @model_validator(mode="before")
    @classmethod
    def _nights(cls, value: object) -> object:
        """A span over midnight is two: the evening's on its day, the morning's on the next."""
        if not isinstance(value, dict):
            return value
        week: dict[str, list[object]] = {day: _texts(value.get(day)) for day in DAYS}
        nights = [(day, at, text) for day in DAYS for at, text in enumerate(week[day]) if _is_night(text)]
        if nights:
            lines = _split(week)
            refuse([_night(day, at, str(text), lines) for day, at, text in nights])
        return value

    @field_validator(*DAYS)
    @classmethod
    def _apart(cls, spans: list[str], info: ValidationInfo) -> list[str]:
        """In order, without overlap, none twice: what is written is what is open."""
        merged = _merged([minutes(span) for span in spans])
        for at, (before, after) in enumerate(zip(spans, spans[1:], strict=False), start=1):
            if minutes(after)[0] < minutes(before)[1]:
                key = "hours_twice" if before == after else "hours_overlap"
                if minutes(after)[1] <= minutes(before)[0]:
                    key = "hours_order"
                write = _line(info.field_name or "", [written(*span) for span in merged])
                raise Wrong(key, (at,), first=before, second=after, write=write)
        return spans

    def spans(self, day: dt.date) -> list[tuple[int, int]]:
        """The hours of a day of the week, in local minutes: [(480, 1080)] from 08:00 to 18:00; [] where closed."""
        return [minutes(span) for span in getattr(self, DAYS[day.weekday()])]


def _texts(spans: object) -> list[object]:
    return spans if isinstance(spans, list) else []


def _is_night(text: object) -> bool:
    read = _read(text) if isinstance(text, str) else None
    return read is not None and read[0] > read[1]


def _split(week: dict[str, list[object]]) -> dict[str, str]:
    """The line of each weekday with every night parted at midnight."""
    found: dict[str, list[tuple[int, int]]] = {day: [] for day in DAYS}
    for at, day in enumerate(DAYS):
        for span in filter(None, (_read(str(text)) for text in week[day])):
            start, end = map(_nearest_quarter, span)
            if start < end:
                found[day].append((start, end))
            elif start > end:
                found[day].append((start, DAY_MINUTES))
                found[DAYS[(at + 1) % 7]].append((0, end))
    return {day: _line(day, [written(*span) for span in _merged(spans)]) for day, spans in found.items()}


def _night(day: str, at: int, text: str, lines: dict[str, str]) -> Wrong:
    following = DAYS[(DAYS.index(day) + 1) % 7]
    start, end = map(_nearest_quarter, _read(text) or (0, 0))
    # A night of more than twelve hours is as likely a day whose ends were exchanged.
    exchanged = DAY_MINUTES - (start - end) > DAY_MINUTES // 2
    hint = later("params.hours_exchanged", write=f'"{written(end, start)}"') if exchanged else ""
    return Wrong("hours_night", (day, at), value=shown(text), today=lines[day], tomorrow=lines[following], hint=hint)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _line(day: str, spans: list[str]) -> str:
    quoted = ", ".join(f'"{span}"' for span in spans)
    return f"{day}: [{quoted}]"
