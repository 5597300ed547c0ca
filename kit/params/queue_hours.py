"""Opening hours of single queues, where they are not those of the line.

In:   `queues:` in a block of the contract's terms: a name as the provider's file writes it, its hours, its holidays.
Out:  `QueueHours`; spans of several as one; the quarter-hours of spans.
Why:  a night desk beside a day desk: with one set of hours for both, either the night's calls are out of hours or the
      day desk is judged on calls that came while it was closed.
Not here: the line's own hours and the days on which all is closed (`kit.params.contract`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from kit.calendar import DAYS
from kit.params.hours import OpeningHours
from kit.params.reader import Strict
from kit.params.wrong import Place, Wrong, refuse, shown

Holidays = Literal["open", "france", "alsace_moselle"]
Spans = list[tuple[int, int]]
_QUARTER = 15


class QueueHours(Strict):
    """When one queue is open. holidays: as the line's where it is not stated."""

    opening_hours: OpeningHours
    holidays: Holidays | None = None

    @model_validator(mode="after")
    def _opens(self) -> QueueHours:
        if not any(getattr(self.opening_hours, day) for day in DAYS):
            raise Wrong("queue_never_open", ("opening_hours",))
        return self


def _named(queues: dict[str, QueueHours]) -> dict[str, QueueHours]:
    """The names, which are compared as they are stored: without blanks around them. Of two that differ by case alone
    one is mistyped: its hours would hold for no call, without a word."""
    faults: list[Wrong] = []
    seen: dict[str, str] = {}
    for name in queues:
        tidy = name.strip()
        if not tidy:
            faults.append(Wrong("queue_no_name", (name,)))
        elif tidy != name:
            faults.append(Wrong("queue_blanks", (name,), value=shown(name), write=f'"{tidy}"'))
        elif tidy.casefold() in seen:
            first = Place((seen[tidy.casefold()],))
            faults.append(Wrong("queue_twice", (name,), name=name, first=first))
        seen.setdefault(tidy.casefold(), name)
    refuse(faults)
    return queues


Queues = Annotated[dict[str, QueueHours], AfterValidator(_named)]


def together(several: list[Spans]) -> Spans:
    """The spans in which any is open, in order; those that touch become one."""
    merged: Spans = []
    for start, end in sorted(span for spans in several for span in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


@lru_cache(maxsize=4096)
def quarters(spans: tuple[tuple[int, int], ...]) -> frozenset[int]:
    """The quarter-hours inside spans, each by its first minute of the day."""
    return frozenset(minute for start, end in spans for minute in range(start, end, _QUARTER))
