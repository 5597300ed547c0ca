"""A week's calls as counts by half-hour and queue, for exports that deliver no single call.

In:   calls of a week (`drawn`).
Out:  `Slot`s: one for each half-hour from 08:00 to 18:00 and queue, those without a call among them; `totals` by queue.
Why:  reports by interval are written from the same calls as the call lists.
Not here: how a report writes them (a module for each shape).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kit.sample.exports.drawn import QUEUED, QUEUES, Call

THRESHOLD_S = 20
_HALF_HOUR = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Slot:
    """One half-hour of one queue. start: local; its calls are those that reached the queue."""

    start: dt.datetime
    queue: str
    calls: tuple[Call, ...]

    def count(self, outcome: str) -> int:
        """Calls of one outcome."""
        return sum(call.outcome == outcome for call in self.calls)

    @property
    def within(self) -> int:
        """Calls answered in less than `THRESHOLD_S`."""
        return sum(call.outcome == "answered" and call.wait_s < THRESHOLD_S for call in self.calls)

    def seconds(self, name: str, outcome: str = "answered") -> int:
        """Seconds of `name` (wait_s, talk_s, hold_s, acw_s), summed over the calls of one outcome."""
        return sum(getattr(call, name) for call in self.calls if call.outcome == outcome)

    def longest(self, name: str) -> int:
        """The most seconds of `name` among the answered calls; 0 where there are none."""
        return max((getattr(call, name) for call in self.calls if call.outcome == "answered"), default=0)

    def mean(self, name: str) -> int | None:
        """The mean of `name` over the answered calls, rounded to the second; None where nothing was answered."""
        answered = self.count("answered")
        return round(self.seconds(name) / answered) if answered else None

    @property
    def label(self) -> str:
        """The half-hour as reports name it: "08:00 - 08:30"."""
        return f"{self.start:%H:%M} - {self.start + _HALF_HOUR:%H:%M}"


def slots(listed: Iterable[Call]) -> Iterator[Slot]:
    """Every half-hour of every queue, in order."""
    by_slot: dict[tuple[dt.datetime, str], list[Call]] = {}
    for call in listed:
        if call.outcome in QUEUED:
            by_slot.setdefault((call.half_hour, call.queue), []).append(call)
    for day in sorted({start.date() for start, _ in by_slot}):
        opens = dt.datetime.combine(day, dt.time(8))
        for start in (opens + at * _HALF_HOUR for at in range(20)):
            yield from (Slot(start, queue, tuple(by_slot.get((start, queue), ()))) for queue in QUEUES)


def totals(listed: Iterable[Slot]) -> dict[str, dict[str, int]]:
    """By queue, "" for all: offered, answered, abandoned, overflow, within (calls), wait_s and talk_s of answered."""
    found: dict[str, dict[str, int]] = {}
    for slot in listed:
        counts = {outcome: slot.count(outcome) for outcome in QUEUED}
        counts |= {"offered": len(slot.calls), "within": slot.within}
        counts |= {name: slot.seconds(name) for name in ("wait_s", "talk_s")}
        for queue in ("", slot.queue):
            of = found.setdefault(queue, dict.fromkeys(counts, 0))
            for name, count in counts.items():
                of[name] += count
    return found
