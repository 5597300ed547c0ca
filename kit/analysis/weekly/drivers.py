"""What was out of the ordinary in a week that missed an objective, and what of it the headline may name.

In:   what the missed figure falls short of by half-hour (`kit.analysis.weekly.shortfall`), usual days, limits, outages.
Out:  `Story`: a slug (told) and drivers, each with what it carries of the gap and where the week would be without.
Why:  two firms read the first line and must go on trusting each other. Every week has a worst hour, so a bad hour is
      no cause: a driver is something measured apart from the missed figure, beyond limits of its own. The half-hours in
      which it acted are set to the objective; it is named when that gives back half of the gap. See `decisions/0008`.
Not here: the hours that lost most (`kit.analysis.weekly.bad_hours`), sentences (`kit.present`).

Drivers and their limits:
demand     the week's calls offered beyond the limits of the page; else, where a day has 30 % or the days together 15 %
           more than the like days before the week, and more than their 98 % limit (Student, one-sided), the days
           above all of their like days
handle     the week's handle time beyond the limits of the page
staffing   stretches with advisers missing against the plan that cost more adviser-hours than any like day of the week
outage     the hours of an outage
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kit.analysis.line.days import timestamp
from kit.analysis.line.signal_limits import student
from kit.analysis.line.sums import HALF_HOUR
from kit.analysis.line.usual import LEAST_DAYS, Usual
from kit.analysis.weekly import bad_hours
from kit.analysis.weekly.shortfall import Shortfall, Span

HALF = 0.5  # of the gap: what a driver must carry to be named
SURE = 0.98
MORE_A_DAY, MORE_A_WEEK = 0.30, 0.15  # than like days: less is unusual at times, and breaks no plan
LEAST_KNOWN = 2 * LEAST_DAYS  # days of staffing without which nobody knows what absence is usual
LEAST_AGAIN = 3  # of the last 13 weeks: fewer are not told
OFTEN = 0.5  # of them: from there on a miss is the line's ordinary
TOLD = ("cause", "with", "several", "again", "none")


@dataclass(frozen=True)
class Driver:
    """Something out of the ordinary. spans: the half-hours in which it acted, () where it is the whole week.

    fields: of demand and handle value, usual, change (ratio); of staffing missing (mean advisers).
    carries: `Shortfall.without` of its spans; None for the whole week, and where half-hours cannot be told.
    """

    kind: str
    spans: tuple[Span, ...] = ()
    fields: dict = field(default_factory=dict)
    carries: dict | None = None

    def told(self) -> dict:
        """As a finding's fields."""
        spans = [span.fields() for span in self.spans]
        return {"kind": self.kind, "scope": "hours" if spans else "week", "spans": spans} | self.fields | {
            "carries": self.carries
        }  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What the headline may say of a missed objective.

    told: "cause" (missing advisers or an outage carry it), "with" (demand or handle time beyond limits, which are
        nobody's), "several", "again" (missed as in many weeks: the line's ordinary), "none" (nothing to name).
    drivers: those told, and under "again" those that carry half and leave the objective missed; without: all of their
        half-hours at the objective, None where one of them is the whole week or none is told.
    """

    told: str
    drivers: tuple[Driver, ...] = ()
    without: dict | None = None


def story(found: list[Driver], lacks: Shortfall | None, *, within: bool, recent: dict) -> Story:
    """within: whether the miss is within the usual variation; recent: {missed, weeks}, this week included."""
    again = recent["missed"] >= LEAST_AGAIN
    ordinary = within and again and recent["missed"] >= OFTEN * recent["weeks"]
    wide = [one for one in found if not one.spans]
    local = [one for one in found if one.carries]
    if wide:
        # All half-hours are a week-wide driver's: only what explains the whole gap by itself stands beside it.
        whole = [one for one in local if one.carries and one.carries["kept"] and one.kind != "demand"]
        return Story("several" if whole else "with", (*wide, *whole))
    named = [one for one in local if one.carries and one.carries["share"] >= HALF] or local
    together = lacks.without([span for one in named for span in one.spans]) if lacks and named else None
    if together is None or together["share"] < HALF:
        return Story("again" if within and again else "none")
    blames = any(one.kind != "demand" for one in named)
    if blames and ordinary and not together["kept"]:
        return Story("again", tuple(named), together)
    told = "several" if len(named) > 1 else "with" if named[0].kind == "demand" else "cause"
    return Story(told, tuple(named), together)


def drivers(usual: Usual, figures: pd.DataFrame, outages: pd.DataFrame, lacks: Shortfall | None) -> list[Driver]:
    """All that was beyond its own limits in the week. figures: `Scorecard.figures`; outages: `WeeklyReview`'s."""
    found = [*_beyond(figures, "vol.offered", "demand"), *_beyond(figures, "aht", "handle")]
    if lacks is None:
        return found
    local = [_staffing(usual), _outages(usual, outages)]
    if not any(one.kind == "demand" for one in found):
        local.insert(0, _busy_days(usual))
    # Span by span, a withheld half-hour would tell what it withholds.
    shown = [
        one for one in local if one and not any(_hidden(usual, span) for span in one.spans if one.kind != "demand")
    ]
    return found + [Driver(one.kind, one.spans, one.fields, lacks.without(list(one.spans))) for one in shown]


def _hidden(usual: Usual, span: Span) -> bool:
    return usual.withheld(span.day, span.start, span.end)


def _beyond(figures: pd.DataFrame, figure: str, kind: str) -> list[Driver]:
    """A figure of the whole week above its upper limit; limits that are not known are not crossed."""
    row = figures[figures["figure"] == figure].iloc[0]
    if not row["value"] > row["upper"]:
        return []
    return [Driver(kind, (), _change(float(row["value"]), float(row["center"])))]


def _change(value: float, usual: float) -> dict:
    return {"value": value, "usual": usual, "change": value / usual - 1}


def _busy_days(usual: Usual) -> Driver | None:
    """The days with more calls than any of their like days, where one of them, or the week, is beyond its limit."""
    calls, before = _calls(usual)
    if not calls:
        return None
    fewest = min(len(like) for like in before.values())
    week = np.sum([like[:fewest] for like in before.values()], axis=0)
    unusual = [day for day in calls if _unusual(calls[day], before[day], MORE_A_DAY)]
    if not unusual and not _unusual(sum(calls.values()), week, MORE_A_WEEK):
        return None
    busy = [day for day in calls if calls[day] > before[day].max() or day in unusual]
    value, median = sum(calls[day] for day in busy), sum(float(np.median(before[day])) for day in busy)
    return Driver("demand", tuple(_whole(usual, day) for day in busy), _change(value, median)) if busy else None


def _calls(usual: Usual) -> tuple[dict[pd.Timestamp, float], dict[pd.Timestamp, np.ndarray]]:
    """Calls offered on the days of the week, and on the like days of each, newest first; days that have enough."""
    calls, before = {}, {}
    for day in usual.days:
        table = usual.grid("offered", [day, *usual.reference[day]]).sum(min_count=1)
        like = table.iloc[1:].dropna().to_numpy()
        if len(like) >= LEAST_DAYS and not np.isnan(table.iloc[0]):
            calls[day], before[day] = float(table.iloc[0]), like
    return calls, before


def _unusual(calls: float, before: np.ndarray, more: float) -> bool:
    """Whether calls are beyond the upper limit of one more such day or week, and by enough to matter.

    Calls that come by chance cannot differ less than chance makes them.
    """
    mean, variance = before.mean(), max(before.var(ddof=1), before.mean())
    limit = mean + student(SURE, len(before) - 1) * (variance * (1 + 1 / len(before))) ** 0.5
    return bool(calls > limit and calls >= (1 + more) * mean)


def _whole(usual: Usual, day: pd.Timestamp) -> Span:
    minutes = usual.half_hours.loc[day].index
    return Span(day, int(minutes.min()), int(minutes.max()) + HALF_HOUR)


def _staffing(usual: Usual) -> Driver | None:
    """Absences larger than that of any like day: on most lines somebody is away for a while on one day in four."""
    missing = (usual.half_hours["planned"] - usual.half_hours["present"]).clip(lower=0)
    before = sorted({day for days in usual.reference.values() for day in days})
    known = missing[missing.index.get_level_values("day").isin(before)].groupby(level="day").sum(min_count=1).dropna()
    if len(known) < LEAST_KNOWN:
        return None
    spans, sizes = [], []
    for span in bad_hours.absences(usual):
        rows = missing.loc[span.day]
        inside = rows[(rows.index >= span.start) & (rows.index < span.end)]
        if inside.sum() > known.max():
            spans.append(span)
            sizes += list(inside)
    return Driver("staffing", tuple(spans), {"missing": float(np.mean(sizes))}) if spans else None


def _outages(usual: Usual, outages: pd.DataFrame) -> Driver | None:
    rows = outages[outages["kind"] == "outage"]
    spans = [
        Span(timestamp(day), int(start), int(end))
        for day, start, end in zip(rows["local_date"], rows["from_minute"], rows["to_minute"], strict=True)
    ]
    return Driver("outage", tuple(spans)) if spans else None
