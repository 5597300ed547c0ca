"""The three tables that the two sides of the sample line deliver for one week.

In:   the demand of the line, an ISO week.
Out:  `Week`: frames of calls (provider), carrier counts (client) and staffing (provider), as `shapes` takes them.
Why:  both sides' tables come out of one truth, so they differ only by what is meant: the calls that never reached the
      menu, and the two seconds by which the platform's clock runs behind the carrier's at a half-hour's edge.
Not here: what happens (`days`, `queueing`), file formats (`shapes`), when files arrive (`generate`).
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from kit import calendar
from kit.sample import callers, chance, days
from kit.sample.demand import Demand
from kit.sample.queueing import Record

_PICK_UP_S = 2
_DAY_S = 86_400
_QUEUED = ("answered", "abandoned", "overflow")
_CALLS = (
    "call_id", "arrived_local", "queue", "outcome", "wait_s", "ivr_s", "ring_s", "talk_s", "hold_s", "acw_s",
    "caller", "reason", "resolved", "transferred", "adviser",
)  # fmt: skip
_COUNTS = ("presented", "busy", "closed", "delivered", "network_answered", "billable_s")
_SEEN = {  # how the carrier counts an attempt beside presenting it
    "answered": ("delivered", "network_answered"),
    "unanswered": ("delivered",),
    "busy": ("busy",),
    "closed": ("closed",),
}


@dataclass
class Week:
    """The delivered week. `touched`: calls that each kind of planted fact brought, hid or misplaced."""

    week: str
    calls: pd.DataFrame
    carrier: pd.DataFrame
    staffing: pd.DataFrame
    touched: dict[str, int] = field(default_factory=dict)


def play(demand: Demand, week: str) -> Week:
    """The week, the same whatever other weeks are generated."""
    played = days.play(demand, week)
    line = demand.scenario.line
    staffing = pd.DataFrame(played.roster, columns=["start_local", "planned", "present"]).assign(queue=line.queue)
    calls = pd.DataFrame(
        [row for day in played.days if day.luck for row in _call_rows(demand, day)], columns=list(_CALLS)
    )
    zone = demand.contract.zone
    carrier = pd.concat([_counts(day, line.number, zone) for day in played.days], ignore_index=True)
    return Week(week, calls, carrier, staffing, played.touched)


def _call_rows(demand: Demand, day: days.PlayedDay) -> list[tuple]:
    """The platform's rows of a day in the order of arrival, numbered within the day."""
    people, queue = demand.scenario.callers, demand.scenario.line.queue
    reasons = list(people.reasons)
    records = sorted(day.played.records, key=lambda record: record.second)
    drawn = chance.stream(demand.seed, day.date, "written").random(len(records))
    midnight = dt.datetime.combine(day.date, dt.time())
    return [
        (
            f"{day.date:%y%m%d}-{number:05d}",
            midnight + dt.timedelta(seconds=record.second + _PICK_UP_S),
            queue,
            record.outcome,
            record.wait_s if record.outcome in _QUEUED else math.nan,
            record.ivr_s,
            record.ring_s,
            record.talk_s,
            record.hold_s,
            record.acw_s,
            callers.written(people, record.caller, luck < people.international_form),
            *_notes(record, day.luck, reasons),
        )
        for number, (record, luck) in enumerate(zip(records, drawn.tolist(), strict=True), start=1)
    ]


def _notes(record: Record, luck: callers.Draws | None, reasons: list[str]) -> tuple:
    """What the adviser noted: reason, resolved, transferred, and who it was; nothing where nobody answered."""
    if luck is None or record.outcome != "answered":
        return "", None, None, ""
    at = record.draw
    return reasons[luck.reason[at]], luck.resolved[at], luck.transferred[at], f"C{record.adviser + 1:02d}"


def _counts(day: days.PlayedDay, number: str, zone: ZoneInfo) -> pd.DataFrame:
    """The carrier's half-hours of a day, calls or not. The first pass of a repeated hour has the calls."""
    starts = half_hours_of(day.date, zone)
    row_of = {start: row for row, start in reversed(list(enumerate(starts)))}
    clocks = sorted(row_of)
    counts = np.zeros((len(starts), len(_COUNTS)), dtype=int)
    for second, seen, connected in day.played.attempts:
        row = row_of[clocks[bisect_right(clocks, min(second, _DAY_S - 1) // 60) - 1]]
        for name in ("presented", *_SEEN[seen]):
            counts[row, _COUNTS.index(name)] += 1
        counts[row, -1] += connected
    midnight = dt.datetime.combine(day.date, dt.time())
    clock = [midnight + dt.timedelta(minutes=start) for start in starts]
    return pd.DataFrame({"start_local": clock, "number": number} | dict(zip(_COUNTS, counts.T, strict=True)))


def half_hours_of(day: dt.date, zone: ZoneInfo) -> list[int]:
    """Wall-clock minutes at which the half-hours of a day start: 48, or 46 or 50 where the clock changes."""
    slots = calendar.slot_starts(day, zone.key)
    return [local.hour * 60 + local.minute for slot_id, local in slots if slot_id % 2 == 0]
