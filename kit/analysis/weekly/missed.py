"""The missed objectives, each with what carried it, what it lacked and how often it was missed of late.

In:   the scorecard, the weeks in hand, usual days, outages, the contract.
Out:  findings of kind objective_missed, unranked; what the hours of other findings carry of the first of them.
Why:  a miss is the one finding that the headline is made of: all that may be said of it is found in one place.
Not here: what may be named as its cause (`kit.analysis.weekly.drivers`), the other findings (`findings`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import pandas as pd

from kit.analysis.line.days import timestamp
from kit.analysis.line.scorecard import History, Scorecard, kept, named
from kit.analysis.line.usual import Usual
from kit.analysis.review import Finding
from kit.analysis.weekly import drivers
from kit.analysis.weekly.shortfall import Shortfall, Span, shortfall
from kit.params import Contract, Glossary
from kit.period import Period

SAME_CALLS = ("answer_rate", "sl", "abandon", "wait")  # families that tell of the same calls: reached, or not, and when
RECENT_WEEKS = 13


class Seen(Protocol):
    """What of `findings.Evidence` is read here."""

    @property
    def week(self) -> str: ...
    @property
    def contract(self) -> Contract: ...
    @property
    def glossary(self) -> Glossary: ...
    @property
    def card(self) -> Scorecard: ...
    @property
    def past(self) -> History: ...
    @property
    def usual(self) -> Usual: ...
    @property
    def outages(self) -> pd.DataFrame: ...


def objectives(seen: Seen) -> list[Finding]:
    """One finding for the missed objectives that tell of the same calls, one for each other."""
    rows = seen.card.figures[seen.card.figures["status"] == "missed"]
    groups: dict[str, list[pd.Series]] = {}
    for _, row in rows.iterrows():
        groups.setdefault("reached" if row["family"] in SAME_CALLS else row["figure"], []).append(row)
    return [_missed_one(seen, group) for group in groups.values()]


def _missed_one(seen: Seen, rows: list[pd.Series]) -> Finding:
    first = min(rows, key=lambda row: (-(calls_short(row) or 0.0), row["order"]))
    names = ("value", "objective", "sense", "gap", "unit")
    fields = {name: first[name] for name in (*names, "variant", "numerator", "denominator", "previous", "signal")}
    fields["weeks_missed"] = _weeks_missed(seen, first)
    fields["also"] = [{name: row[name] for name in ("figure", *names)} for row in rows if row is not first]
    fields |= _story(seen, first)
    return Finding(0, "objective_missed", first["figure"], calls_short(first), fields)


def _story(seen: Seen, row: pd.Series) -> dict:
    """What the headline may say of a missed objective: recent, told, drivers, without."""
    recent = _recent(seen, row)
    lacks, found = _lacks(seen, row), []
    if row["family"] in SAME_CALLS:  # handle time, say, is no consequence of demand
        found = drivers.drivers(seen.usual, seen.card.figures, seen.outages, lacks)
    within = bool(row["lower"] <= row["value"] <= row["upper"])  # not so where limits are not known
    told = drivers.story(found, lacks, within=within, recent=recent)
    return {
        "recent": recent,
        "told": told.told,
        "drivers": [one.told() for one in told.drivers],
        "without": told.without,
    }


def _lacks(seen: Seen, row: pd.Series) -> Shortfall | None:
    return shortfall(row, seen.glossary.figures[row["variant"] or row["figure"]], seen.usual)


def calls_short(row: pd.Series) -> float | None:
    """How many calls a missed rate is away from its objective; None for figures that are no rate."""
    if row["unit"] != "ratio":
        return None
    return float(abs(row["objective"] * row["denominator"] - row["numerator"]))


def _weeks_missed(seen: Seen, row: pd.Series) -> int:
    """Weeks in a row, this one included, that missed this objective, each by the terms of its own Monday."""
    rows = seen.past.of(row["variant"] or row["figure"]).loc[: seen.week]
    missed = 0
    for week, one in reversed(list(rows[rows["value"].notna()].iterrows())):
        if one["incomplete"] or _missed_then(seen, row, week, one["value"]) is not True:
            break  # what a week that is not whole would have been, nobody knows
        missed += 1
    return missed


def _missed_then(seen: Seen, row: pd.Series, week: str, value: float) -> bool | None:
    """Whether a value missed the figure's objective of that week; None where there was none."""
    monday = Period.week(week).first
    items = named(seen.contract.terms_on(monday), seen.glossary) if seen.contract.binds(monday) else []
    objective = next((item.objective for item in items if item.id == row["figure"]), None)
    return None if objective is None else not kept(objective, value)


def _recent(seen: Seen, row: pd.Series) -> dict:
    """How often the objective was missed in the last 13 weeks that could be judged, this one included."""
    rows = seen.past.of(row["variant"] or row["figure"])
    rows = rows[rows.index.isin(Period.week(seen.week).names_back(RECENT_WEEKS - 1)) & ~rows["incomplete"]]
    judged = [_missed_then(seen, row, week, value) for week, value in rows["value"].dropna().items()]
    return {"missed": judged.count(True), "weeks": len(judged) - judged.count(None)}


def _first_row(seen: Seen, missed: list[Finding]) -> pd.Series | None:
    """The row of the missed objective that cost most; None without any."""
    if not missed:
        return None
    first = max(missed, key=lambda finding: finding.calls or 0.0)
    return seen.card.figures.set_index("figure", drop=False).loc[first.figure]


def blamed(missed: list[Finding]) -> list[Span]:
    """The stretches with missing advisers that a missed objective's drivers hold."""
    spans = [
        span
        for finding in missed
        for one in finding.fields["drivers"]
        if one["kind"] == "staffing"
        for span in one["spans"]
    ]
    return [Span(timestamp(span["date"]), span["from_minute"], span["to_minute"]) for span in spans]


def carried(seen: Seen, missed: list[Finding], hours: list[Finding]) -> list[Finding]:
    """Findings of hours with what they carry of the missed objective that cost most: field `carries`, or None."""
    row = _first_row(seen, missed)
    lacks = None if row is None else _lacks(seen, row)
    return [replace(one, fields=one.fields | {"carries": _carries(one, row, lacks)}) for one in hours]


def _carries(finding: Finding, row: pd.Series | None, lacks: Shortfall | None) -> dict | None:
    if row is None or lacks is None:
        return None
    at = finding.fields
    span = Span(timestamp(at["date"]), at["from_minute"], at["to_minute"])
    return {"figure": row["figure"]} | lacks.without([span])
