"""The weekly review: everything the page shows, computed before anything is shown.

In:   the tables of a week (`kit.store.tables`) and the contract.
Out:  `WeeklyReview`: small tables and findings.
Why:  the headline stands first, so it must know what every section found.
Not here: how each part is computed (the modules beside), words and charts (`kit.present`).

`tables` is any object with partnership, week, snapshot, as_of, con, deliveries, ledger, later, declared, before, as
`kit.store.Tables` has them; analysis opens nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from kit import params
from kit.analysis.line import (
    advisers,
    assurance,
    completeness,
    coverage,
    doubtful,
    indicators,
    outages,
    part_over_whole,
    queues,
    reconcile,
    same_days,
    sums,
    usual,
)
from kit.analysis.line.coverage import Coverage
from kit.analysis.line.days import timestamp
from kit.analysis.line.scorecard import History, Scorecard, history, scorecard
from kit.analysis.line.sums import Quarters
from kit.analysis.review import Finding
from kit.analysis.weekly import queue_findings
from kit.analysis.weekly.findings import Evidence, findings
from kit.analysis.weekly.result import WeeklyReview
from kit.params import Contract, Glossary, Terms
from kit.period import Period


def review(tables, contract: Contract) -> WeeklyReview:
    """The review of the tables' week by the terms in force on its Monday. See `result.WeeklyReview` for every frame."""
    glossary, week = params.glossary(), Period.parse(tables.period, "week").text
    terms = _terms(contract, week, glossary)
    seen = _measure(tables, terms, contract, glossary)
    card = _scorecard(seen.past, week, terms, contract, glossary)
    floor = _floor(tables, seen, terms)
    data = completeness.statement(tables, seen.quarters, seen.coverage) | _contract(contract, week)
    named = [row["variant"] or row["figure"] for _, row in card.figures[card.figures["judged"]].iterrows()]
    data["same_days"] = same_days.same_days(seen.quarters, week, list(dict.fromkeys(["vol.offered", *named])), glossary)
    data["withheld"] = _withheld(floor, seen, week, terms)
    doubts = _doubts(card, seen, floor, data, terms, week)
    data |= {"to_check": [one.fields["column"] for one in doubts], "complete": data["complete"] and not doubts}
    by_queue = _queues(tables, seen, card, terms, glossary, data)
    data |= {
        "queues": by_queue.data,
        "queues_unknown": queue_findings.unknown(tables.con, seen.quarters, contract, week),
    }
    changed = _changes(tables, seen, terms, contract, glossary)
    ledger = tables.ledger[completeness.LEDGER].reset_index(drop=True)
    evidence = Evidence(
        week=week, contract=contract, glossary=glossary, card=card, past=seen.past, usual=floor.usual,
        carrier_weeks=_whole_weeks(seen), counts=floor.counts_by_day, gaps=floor.count_gaps,
        outages=floor.outages, ledger=ledger, changes=changed, data=data,
        doubts=doubts, frozen_after_days=terms.data.frozen_after_days, queues=by_queue.table,
    )  # fmt: skip
    return WeeklyReview(
        **_header(tables, contract, terms, card),
        figures=card.figures, trend=card.trend, limits=card.limits,
        by_day=floor.by_day, heat=floor.heat, waterfall=floor.waterfall,
        counts_by_day=floor.counts_by_day, count_gaps=floor.count_gaps, outages=floor.outages,
        deliveries=ledger, changes=changed, data=data, findings=findings(evidence),
        queues=by_queue.table, numbers=by_queue.numbers,
    )  # fmt: skip


def _whole_weeks(seen: _Measured) -> pd.DataFrame:
    """The carrier's weeks, unknown where a day of them is not whole."""
    table = seen.sums["all"][["presented", "busy"]]
    gone = seen.past.of("vol.presented")["incomplete"].reindex(table.index).fillna(False).astype(bool)
    return table.mask(gone)


def _queues(tables, seen: _Measured, card: Scorecard, terms: Terms, glossary: Glossary, data: dict) -> queues.Queues:
    return queues.read(
        tables.con, seen.quarters, tables.period.text, card.figures, glossary,
        fewest=terms.data.fewest_advisers, coverage=data.get("coverage", []),
    )  # fmt: skip


def statement(tables, contract: Contract) -> dict:
    """What the period rests on and what of it is not whole, as in `WeeklyReview.data`, without the figures."""
    terms = contract.terms_on(tables.period.first)
    quarters, covered = _read(tables, terms, contract)
    return completeness.statement(tables, quarters, covered)


def _read(tables, terms: Terms, contract: Contract) -> tuple[Quarters, Coverage]:
    quarters = sums.read(tables.con, repeat_days=terms.thresholds.repeat_days)
    quarters = replace(quarters, since=timestamp(contract.starts))
    covered = coverage.read(
        tables.con, quarters, tables.declared, tables.deliveries, terms.reconciliation, tables.ledger
    )
    return covered.of(quarters), covered


def _scorecard(past: History, week: str, terms: Terms, contract: Contract, glossary: Glossary) -> Scorecard:
    card = scorecard(past, week, terms, glossary)
    return replace(card, figures=assurance.counted(card.figures, past, week, contract, glossary))


def _contract(contract: Contract, week: str) -> dict:
    """What the page must say of the terms that it judges by."""
    changed = [dict(vars(amendment)) for amendment in contract.amendments]
    rebased = contract.terms_on(Period.week(week).first).signal.rebased
    levels = [
        {"figure": one.figure, "from": one.from_, "reason": one.reason.model_dump()} for one in rebased(None, week)
    ]
    return {"terms_from": _begins_later(contract, week), "contract_changes": changed, "rebased": levels}


def _begins_later(contract: Contract, week: str) -> str:
    """The day on which the contract's first terms begin, where that is after the week's Monday; else ""."""
    return "" if contract.binds(Period.week(week).first) else contract.starts.isoformat()


def _terms(contract: Contract, week: str, glossary: Glossary) -> Terms:
    """The terms in force on the week's Monday. Before the first ones nothing was promised: their figures are shown."""
    monday = Period.week(week).first
    terms = contract.terms_on(monday)
    if contract.binds(monday):
        return terms
    promised = [glossary.resolve(objective.figure, objective.variant) for objective in terms.objectives]
    return terms.model_copy(update={"objectives": [], "followed": list(dict.fromkeys([*promised, *terms.followed]))})


@dataclass(frozen=True)
class _Measured:
    """Quarter-hours, what is not whole of them, advisers in them, their sums by week, and every figure of every week.

    small: weeks whose figures of advisers' time are withheld.
    """

    quarters: Quarters
    coverage: Coverage
    levels: pd.DataFrame
    sums: pd.DataFrame
    past: History
    small: frozenset[str]


def _measure(
    tables, terms: Terms, contract: Contract, glossary: Glossary, small: frozenset[str] = frozenset()
) -> _Measured:
    """small: weeks known to be withheld, whatever these tables say of their advisers."""
    quarters, covered = _read(tables, terms, contract)
    totals = sums.by_week(quarters)
    for hours in _hours_of_callers(glossary):
        totals[hours, "callers_unique"] = sums.callers(tables.con, quarters, hours)
    wanted = {name: (f.quantile, f.hours) for name, f in glossary.figures.items() if f.quantile is not None}
    quantiles = sums.quantiles(tables.con, quarters, wanted)
    levels = usual.staffing(tables.con, quarters)
    small |= advisers.small_weeks(levels, quarters, terms.data.fewest_advisers)
    found = advisers.withhold_weeks(indicators.figures(totals, glossary, quantiles), small, glossary)
    return _Measured(quarters, covered, levels, totals, history(found, quarters, glossary), small)


def _hours_of_callers(glossary: Glossary) -> list[str]:
    """The hours for which distinct callers are needed: they cannot be added up, so each costs a query."""
    using = (f.hours for f in glossary.figures.values() if "callers_unique" in {**f.over, **f.under})
    return sorted(set(using))


@dataclass(frozen=True)
class _Floor:
    """The week by day and half-hour, and both sides' counts."""

    usual: usual.Usual
    by_day: pd.DataFrame
    heat: pd.DataFrame
    waterfall: pd.DataFrame
    counts_by_day: pd.DataFrame
    count_gaps: pd.DataFrame
    outages: pd.DataFrame
    day_figures: pd.DataFrame  # day, figure, value, numerator, denominator, …


def _floor(tables, seen: _Measured, terms: Terms) -> _Floor:
    quarters, con, week = seen.quarters, tables.con, tables.period.text
    days = pd.DatetimeIndex(tables.period.days, name="day")
    totals, levels, fewest = sums.by_day(quarters), seen.levels, terms.data.fewest_advisers
    like = usual.read(quarters, levels, days, fewest)
    left_out = reconcile.exclusions(con, quarters)
    silent, lost = outages.outages(con, quarters, left_out, days, terms.reconciliation)
    counts = reconcile.compare(quarters, totals, left_out, lost, days, terms.reconciliation)
    return _Floor(
        usual=like,
        by_day=advisers.withhold_days(
            usual.day_table(quarters, totals, levels, like, seen.coverage.by_day(days)),
            levels, totals["open", "handle_s"], quarters, fewest=fewest, week_shown=week not in seen.small,
        ),
        heat=usual.heat(quarters, levels, like, fewest),
        waterfall=reconcile.waterfall(seen.sums.loc[week], counts),
        counts_by_day=reconcile.day_table(counts),
        count_gaps=reconcile.gaps(counts, terms.reconciliation),
        outages=pd.concat([silent, outages.ghost_bursts(quarters, left_out, days)], ignore_index=True),
        day_figures=indicators.figures(totals.loc[days], params.glossary()),
    )  # fmt: skip


def _doubts(card: Scorecard, seen: _Measured, floor: _Floor, data: dict, terms: Terms, week: str) -> list[Finding]:
    """What to check before the week is read: parts above their whole, and what is too even to be true."""
    glossary = params.glossary()
    table = "calls" if week in seen.quarters.call_weeks else "intervals"
    sources = dict.fromkeys(one["source"] for one in data["sources"] if one["table"] == table)
    gone = data.get("coverage", data["missing"])
    read = part_over_whole.Read(table, data["sources"], gone, terms.reconciliation)
    return [
        *part_over_whole.findings(card.figures, floor.day_figures, glossary, read),
        *doubtful.findings(card.figures, seen.sums.loc[week], table, list(sources)),
    ]


def _withheld(floor: _Floor, seen: _Measured, week: str, terms: Terms) -> dict:
    """`WeeklyReview.data["withheld"]`: what is not shown because so few advisers made it."""
    days = floor.by_day[floor.by_day["withheld"] != ""]
    inside = seen.levels[seen.quarters.slots["week"].reindex(seen.levels.index) == week]
    return {
        "fewest_advisers": terms.data.fewest_advisers,
        "advisers_known": bool(advisers.there(inside).notna().any()),
        "week": week in seen.small,
        "days": {day.isoformat(): why for day, why in zip(days["local_date"], days["withheld"], strict=True)},
        "half_hours": int((floor.heat["withheld"] != "").sum()),
    }


def _changes(tables, seen: _Measured, terms: Terms, contract: Contract, glossary: Glossary) -> pd.DataFrame:
    if tables.before is None:
        return pd.DataFrame(columns=completeness.CHANGES)
    past, before = seen.past, _measure(tables.before, terms, contract, glossary, seen.small).past.figures
    week = tables.period.text
    return completeness.changes(before[before["week"] == week], past.figures[past.figures["week"] == week], tables)


def _header(tables, contract: Contract, terms: Terms, card: Scorecard) -> dict:
    names = {name: getattr(contract, name).model_dump() for name in ("line", "client", "provider", "carrier")}
    return {
        "partnership": tables.partnership,
        "period": tables.period.text,
        "as_of": tables.as_of,
        "snapshot": tables.snapshot,
        "fictional": contract.fictional,
        "thresholds": terms.thresholds.model_dump(),
        "baseline": card.baseline,
        **names,
    }
