"""The hours in which the week's callers were lost, and whether advisers were missing then.

In:   the week's half-hours beside those of like days (`kit.analysis.line.usual`).
Out:  findings of kind worst_hours and staffing_short, at most one of each, unranked.
Why:  a weekly rate hides the Monday morning that made it; the meeting needs the hours.
Not here: which findings stand on the page and in what order (`kit.analysis.weekly.findings`).

Calls lost over usual: abandoned calls less the mean of the same hours on like days. Hours are told only when they are
out of the ordinary: at least 15 calls over usual, and half as many again as the worst of the like days lost in them.
A stretch chosen as the worst of a week is always high by chance; that margin is what chance does not reach.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.analysis.line.sums import HALF_HOUR
from kit.analysis.line.usual import Usual
from kit.analysis.review import Finding
from kit.analysis.weekly.shortfall import Span

LEAST_CALLS, TIMES_WORST = 15, 1.5
SHORT_ADVISERS, SHORT_MINUTES = 1, 120


def worst_hours(usual: Usual) -> list[Finding]:
    """The contiguous half-hours of one day with the most abandoned calls over usual, if out of the ordinary."""
    stretches = [stretch for day in usual.days if (stretch := _worst_stretch(usual, day))]
    found = [finding for day, start, end in stretches if (finding := _lost(usual, "worst_hours", day, start, end))]
    return _costliest(found)


def _worst_stretch(usual: Usual, day: pd.Timestamp) -> tuple[pd.Timestamp, int, int] | None:
    if not usual.reference[day]:
        return None
    table = usual.grid("abandoned", [day, *usual.reference[day]])
    excess = (table[day] - table[usual.reference[day]].mean(axis=1)).dropna()
    best = start = total = 0.0
    found = None
    for minute, value in excess.items():
        if total <= 0:
            start, total = minute, 0.0
        total += value
        if total > best:
            best, found = total, (day, int(start), int(minute) + HALF_HOUR)
    return found


def absences(usual: Usual) -> list[Span]:
    """Stretches of two hours or more with an adviser or more missing against the plan, on days that have like days."""
    found = []
    for day in usual.days:
        if not usual.reference[day]:
            continue
        table = usual.grid("planned", [day])[day] - usual.grid("present", [day])[day]
        short = table[table >= SHORT_ADVISERS]
        for _, run in short.groupby((short.index.to_series().diff() > HALF_HOUR).cumsum()):
            start, end = int(run.index[0]), int(run.index[-1]) + HALF_HOUR
            if end - start >= SHORT_MINUTES:
                found.append(Span(day, start, end))
    return found


def staffing_short(usual: Usual, named: list[Span]) -> list[Finding]:
    """The stretch with missing advisers that cost the most calls; before all others those that the headline names.

    named: stretches of `absences` that carry the missed objective; they are told whatever was abandoned in them.
    """
    found = []
    for span in absences(usual):
        finding = _lost(usual, "staffing_short", span.day, span.start, span.end, always=span in named)
        if finding:
            finding.fields.update(_advisers(usual, span.day, span.start, span.end))
            found.append((span in named, finding))
    first = [finding for is_named, finding in found if is_named]
    return _costliest(first or [finding for _, finding in found])


def _advisers(usual: Usual, day: pd.Timestamp, start: int, end: int) -> dict:
    """Mean advisers planned and present over the stretch, and the mean number missing."""
    rows = usual.half_hours.loc[day]
    rows = rows[(rows.index >= start) & (rows.index < end)]
    planned, present = float(rows["planned"].mean()), float(rows["present"].mean())
    return {"planned": planned, "present": present, "missing": planned - present}


def _lost(usual: Usual, kind: str, day: pd.Timestamp, start: int, end: int, *, always: bool = False) -> Finding | None:
    """The calls lost in a stretch; None where they are withheld, not known or, unless `always`, ordinary."""
    if usual.withheld(day, start, end):
        return None  # its counts, less what the half-hours beside it show, would be those of one adviser
    abandoned, before = usual.window("abandoned", day, start, end)
    before = before[~np.isnan(before)]
    if not len(before) or np.isnan(abandoned):
        return None
    excess = abandoned - before.mean()
    if not always and (excess < LEAST_CALLS or abandoned < TIMES_WORST * before.max()):
        return None
    offered, offered_before = usual.window("offered", day, start, end)
    answered, answered_before = usual.window("answered", day, start, end)
    fields = {
        "date": day.date(), "from_minute": start, "to_minute": end,
        "abandoned": abandoned, "usual": float(before.mean()),
        "offered": offered, "usual_offered": float(np.nanmean(offered_before)),
        "answer_rate": answered / offered,
        "usual_answer_rate": float(np.nansum(answered_before) / np.nansum(offered_before)),
    }  # fmt: skip
    return Finding(0, kind, "abandon.count", float(excess), fields)


def _costliest(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda finding: -(finding.calls or 0.0))[:1]


def overlap(one: Finding, other: Finding) -> bool:
    """Whether two findings speak of common hours of a day."""
    a, b = one.fields, other.fields
    return a["date"] == b["date"] and a["from_minute"] < b["to_minute"] and b["from_minute"] < a["to_minute"]
