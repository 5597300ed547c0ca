"""The weekly review: everything the page shows, computed before anything is shown.

In:   the tables of a week (`kit.store.tables`) and the contract.
Out:  `WeeklyReview`: small tables and findings.
Why:  the headline stands first, so it must know what every section found.
Not here: how each part is computed (the modules beside), words and charts (`kit.present`).

`tables` is any object with partnership, week, snapshot, as_of, con, deliveries, ledger, later, before, as
`kit.store.Tables` has them; analysis opens nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kit import calendar, params
from kit.analysis import completeness, incidents, indicators, reconcile, sums, usual
from kit.analysis.findings import Evidence, findings
from kit.analysis.result import WeeklyReview
from kit.analysis.scorecard import History, Scorecard, history, scorecard
from kit.analysis.sums import Quarters
from kit.params import Contract, Glossary, Terms


def review(tables, contract: Contract) -> WeeklyReview:
    """The review of `tables.week`, by the terms in force on its Monday. See `result.WeeklyReview` for every frame."""
    glossary, week = params.glossary(), tables.week
    terms = _terms(contract, week, glossary)
    seen = _measure(tables, terms, glossary)
    card = scorecard(seen.past, week, terms, glossary)
    floor = _floor(tables, seen, terms)
    data = completeness.statement(tables, seen.quarters) | {"terms_from": _begins_later(contract, week)}
    changed = _changes(tables, seen.past, terms, glossary)
    ledger = tables.ledger[completeness.LEDGER].reset_index(drop=True)
    evidence = Evidence(
        week=week, contract=contract, glossary=glossary, card=card, past=seen.past, usual=floor.usual,
        carrier_weeks=seen.sums["all"][["presented", "busy"]], counts=floor.counts_by_day, gaps=floor.count_gaps,
        incidents=floor.incidents, ledger=ledger, changes=changed, data=data,
        frozen_after_days=terms.data.frozen_after_days,
    )  # fmt: skip
    return WeeklyReview(
        **_header(tables, contract, terms, card),
        figures=card.figures, trend=card.trend, limits=card.limits,
        by_day=floor.by_day, heat=floor.heat, waterfall=floor.waterfall,
        counts_by_day=floor.counts_by_day, count_gaps=floor.count_gaps, incidents=floor.incidents,
        deliveries=ledger, changes=changed, data=data, findings=findings(evidence),
    )  # fmt: skip


def _begins_later(contract: Contract, week: str) -> str:
    """The day on which the contract's first terms begin, where that is after the week's Monday; else ""."""
    return "" if contract.binds(calendar.monday(week)) else contract.starts.isoformat()


def _terms(contract: Contract, week: str, glossary: Glossary) -> Terms:
    """The terms in force on the week's Monday. Before the first ones nothing was promised: their figures are shown."""
    monday = calendar.monday(week)
    terms = contract.terms_on(monday)
    if contract.binds(monday):
        return terms
    promised = [glossary.resolve(objective.figure, objective.variant) for objective in terms.objectives]
    return terms.model_copy(update={"objectives": [], "followed": list(dict.fromkeys([*promised, *terms.followed]))})


@dataclass(frozen=True)
class _Measured:
    """Quarter-hours, their sums by week, and every figure of every week."""

    quarters: Quarters
    sums: pd.DataFrame
    past: History


def _measure(tables, terms: Terms, glossary: Glossary) -> _Measured:
    quarters = sums.read(tables.con, repeat_days=terms.thresholds.repeat_days)
    totals = sums.by_week(quarters)
    for hours in _hours_of_callers(glossary):
        totals[hours, "callers_unique"] = sums.callers(tables.con, quarters, hours)
    wanted = {name: (f.quantile, f.hours) for name, f in glossary.figures.items() if f.quantile is not None}
    quantiles = sums.quantiles(tables.con, quarters, wanted)
    found = indicators.figures(totals, glossary, quantiles)
    return _Measured(quarters, totals, history(found, quarters, glossary))


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
    incidents: pd.DataFrame


def _floor(tables, seen: _Measured, terms: Terms) -> _Floor:
    quarters, con = seen.quarters, tables.con
    days = pd.DatetimeIndex(calendar.week_days(tables.week), name="day")
    totals, levels = sums.by_day(quarters), usual.staffing(con, quarters)
    like = usual.read(quarters, levels, days)
    left_out = reconcile.exclusions(con, quarters)
    silent, lost = incidents.outages(con, quarters, left_out, days, terms.reconciliation)
    counts = reconcile.compare(quarters, totals, left_out, lost, days, terms.reconciliation)
    return _Floor(
        usual=like,
        by_day=usual.day_table(
            quarters, totals, levels, like, silent.loc[silent["kind"] == "file_stops", "local_date"]
        ),
        heat=usual.heat(quarters, like),
        waterfall=reconcile.waterfall(seen.sums.loc[tables.week], counts),
        counts_by_day=reconcile.day_table(counts),
        count_gaps=reconcile.gaps(counts, terms.reconciliation),
        incidents=pd.concat([silent, incidents.ghost_bursts(quarters, left_out, days)], ignore_index=True),
    )


def _changes(tables, past: History, terms: Terms, glossary: Glossary) -> pd.DataFrame:
    if tables.before is None:
        return pd.DataFrame(columns=completeness.CHANGES)
    before = _measure(tables.before, terms, glossary).past.figures
    week = tables.week
    return completeness.changes(before[before["week"] == week], past.figures[past.figures["week"] == week], tables)


def _header(tables, contract: Contract, terms: Terms, card: Scorecard) -> dict:
    names = {name: getattr(contract, name).model_dump() for name in ("line", "client", "provider", "carrier")}
    return {
        "partnership": tables.partnership,
        "week": tables.week,
        "as_of": tables.as_of,
        "snapshot": tables.snapshot,
        "fictional": contract.fictional,
        "thresholds": terms.thresholds.model_dump(),
        "baseline": card.baseline,
        **names,
    }
