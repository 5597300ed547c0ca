"""The week's figures against the contract and against their own past.

In:   every figure of every week in hand (`kit.analysis.line.indicators`), the terms in force, the weeks' open days.
Out:  `Scorecard`: one row per figure with objective, gap, status and signal; the trend; the limits.
Why:  of rounded values, 89.96 % would keep 90.0 %; and with one verdict for both questions an ordinary miss would read
      as a change: signal or noise is asked apart.
Not here: how a signal is told from noise (`kit.analysis.line.signal`), sentences (`kit.present`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from kit import calendar
from kit.analysis.line import advisers, part_over_whole, signal
from kit.analysis.line.sums import Quarters, group_of
from kit.params import Figure, Glossary, Objective, Terms
from kit.period import Period

TREND_WEEKS = 53
JUDGED = ("signal", "center", "lower", "upper", "runs", "level_from")  # of a judgement, on the figure's row
LIMIT_COLUMNS = ["figure", "week", "center", "lower", "upper", "in_baseline"]
FIGURE_COLUMNS = [
    *("figure", "value", "unit", "side", "family", "better", "numerator", "denominator", "objective", "sense", "gap"),
    *("status", "signal", "center", "lower", "upper", "runs", "previous", "year_before", "reason", "lacking"),
    *("judged", "variant", "order", "level_from", "kept_weeks", "judged_weeks"),
]


@dataclass(frozen=True)
class Named:
    """A figure that the contract names. id: as the page calls it ("sl.T"); source: the glossary id behind it."""

    id: str
    source: str
    objective: Objective | None
    order: int


@dataclass(frozen=True)
class History:
    """Every figure of every week in hand.

    figures: week, figure, value, numerator, denominator, reason, lacking, incomplete (an open day of a side it needs
        is not there, or not whole), volume (the calls it rests on).
    weeks: indexed by week: open_days, open_slots (quarter-hours).
    """

    figures: pd.DataFrame
    weeks: pd.DataFrame

    @cached_property
    def _by_figure(self) -> dict[str, pd.DataFrame]:
        ordered = self.figures.set_index("week").sort_index(kind="stable")
        return {str(name): rows for name, rows in ordered.groupby("figure", sort=False)}

    def of(self, figure: str) -> pd.DataFrame:
        """One figure by week, oldest first; the index is the week."""
        return self._by_figure[figure]


@dataclass(frozen=True)
class Scorecard:
    """See `WeeklyReview.figures`, `.trend`, `.limits`, `.baseline`."""

    figures: pd.DataFrame
    trend: pd.DataFrame
    limits: pd.DataFrame
    baseline: dict


def history(found: pd.DataFrame, quarters: Quarters, glossary: Glossary) -> History:
    """The figures of all weeks (`indicators.figures` of `sums.by_week`) with what they rest on."""
    opened = quarters.open_days.groupby("week").agg(open_days=("slots", "size"), open_slots=("slots", "sum"))
    gone = {group: set(quarters.missing(group)["week"]) | _partial(quarters, group) for group in ("provider", "client")}
    gone["handle"] = gone["provider"]
    answered = found[found["figure"] == "vol.answered"].set_index("week")["value"]
    parts = []
    for name, rows in found.groupby("figure", sort=False):
        figure = glossary.figures[str(name)]
        lacking = set().union(*(gone.get(group, set()) for group in _groups(figure)))
        volume = rows["denominator"] if figure.under else rows["numerator"]
        volume = rows["week"].map(answered) if figure.quantile is not None else volume
        parts.append(rows.assign(incomplete=rows["week"].isin(lacking), volume=volume))
    return History(pd.concat(parts, ignore_index=True), opened)


def _partial(quarters: Quarters, group: str) -> set[str]:
    """Weeks with a day that a group did not deliver whole."""
    return {calendar.week_of(day.date()) for day in quarters.partial.get(group, ())}


def _groups(figure: Figure) -> set[str]:
    symbols = (*figure.over, *figure.under)
    return {group_of(symbol) for symbol in symbols} or {"provider"}


def named(terms: Terms, glossary: Glossary) -> list[Named]:
    """The figures that the contract names: its objectives in their order, then those it follows."""
    found: list[Named] = []
    for objective in terms.objectives:
        source = glossary.resolve(objective.figure, objective.variant)
        name = objective.figure if objective.figure.endswith(".T") else source
        found.append(Named(name, source, objective, len(found)))
    known = {item.id for item in found}
    for name in terms.followed:
        if name not in known:
            found.append(Named(name, name, None, len(found)))
    return found


def scorecard(past: History, week: str, terms: Terms, glossary: Glossary) -> Scorecard:
    """The reviewed week's rows, with the trend and limits behind them.

    Rows of figures that the contract does not name have no objective, status not_judged and signal none.
    """
    items = named(terms, glossary)
    plain = {item.source: item for item in items if item.id == item.source}
    rows, judged = [], []
    for order, name in enumerate(glossary.figures):
        item = plain.get(name) or Named(name, name, None, len(items) + order)
        rows.append(_row(past, week, item, glossary.figures[name], judged=name in plain))
    rows += [
        _row(past, week, item, glossary.figures[item.source], judged=True) for item in items if item.id != item.source
    ]
    for item in items:
        judgement = _judge(past, week, item, glossary.figures[item.source], terms)
        if judgement is not None:
            row = next(row for row in rows if row["figure"] == item.id)
            row |= {name: getattr(judgement, name) for name in JUDGED}
            judged.append((item.id, judgement))
    table = pd.DataFrame(rows, columns=FIGURE_COLUMNS).sort_values("order", kind="stable").reset_index(drop=True)
    limits = [judgement.limits.assign(figure=name) for name, judgement in judged if len(judgement.limits)]
    baseline = _baseline([judgement for _, judgement in judged])
    return Scorecard(table, _trend(past, week, items), _limits(limits, week), baseline)


def _baseline(found: list[signal.Judgement]) -> dict:
    """Which weeks say what is usual: those of the first figure that has enough of them.

    from, to: ISO weeks, "" where no figure has enough; weeks: how many there are, enough or not.
    """
    enough = [one for one in found if one.method]
    first = next((one for one in enough if not one.level_from), enough[0] if enough else None)
    if first is None:
        return {"from": "", "to": "", "weeks": max((one.baseline_weeks for one in found), default=0)}
    return {"from": first.baseline_from, "to": first.baseline_to, "weeks": first.baseline_weeks}


def _row(past: History, week: str, item: Named, figure: Figure, *, judged: bool) -> dict:
    weeks = past.of(item.source)
    now = weeks.loc[week]
    before = [one.text for one in Period.week(week).year_ago()]
    whole = series(past, item.source, figure)["value"]  # a part of a week is no week to compare with
    year = whole.reindex(before).astype("float64")
    row = {
        "figure": item.id, "value": float(now["value"]), "unit": figure.unit, "side": figure.side,
        "family": figure.family, "better": figure.better, "numerator": float(now["numerator"]),
        "denominator": float(now["denominator"]), "objective": np.nan, "sense": "", "gap": np.nan,
        "status": "not_judged", "signal": "none", "center": np.nan, "lower": np.nan, "upper": np.nan, "runs": 0,
        "previous": float(whole.get(Period.week(week).names_back(1)[0], np.nan)),
        "year_before": float(year.mean(skipna=False)), "reason": now["reason"], "lacking": now["lacking"],
        "judged": judged, "variant": item.source if item.id != item.source else "", "order": item.order,
        "level_from": "", "kept_weeks": 0, "judged_weeks": 0,
    }  # fmt: skip
    row |= _against(item.objective, now, row) if item.objective else {}
    return row | _contradicted(item, figure, row)


def _against(objective: Objective, now: pd.Series, row: dict) -> dict:
    """Objective, gap, status and reason of one figure. Unrounded values are compared: 0.8996 does not keep 0.90."""
    sense = "at_least" if objective.at_least is not None else "at_most"
    gap = row["value"] - objective.bound
    found = {"objective": objective.bound, "sense": sense, "gap": gap}
    if np.isnan(row["value"]):
        return found
    if now["incomplete"]:
        return found | {"reason": "not_delivered"}
    if now["volume"] < objective.minimum_calls:
        return found | {"reason": "too_few_calls"}
    return found | {"status": "kept" if kept(objective, row["value"]) else "missed"}


def _contradicted(item: Named, figure: Figure, row: dict) -> dict:
    """A part above its whole is neither kept nor missed: something in it is not what it says."""
    if row["reason"] in (advisers.FEW, "not_delivered") or not part_over_whole.is_part(item.source, figure):
        return {}
    above = part_over_whole.above(row["numerator"], row["denominator"])
    return {"status": "not_judged", "reason": part_over_whole.KIND} if above else {}


def kept(objective: Objective, value: float) -> bool:
    """Whether an unrounded value is on the right side of the objective; the bound itself is."""
    return value >= objective.bound if objective.at_least is not None else value <= objective.bound


def _judge(past: History, week: str, item: Named, figure: Figure, terms: Terms) -> signal.Judgement | None:
    """Signal or noise; "incomplete" where not all of the week's days are there; None where nothing can be judged."""
    rows = series(past, item.source, figure)
    incomplete = bool(past.of(item.source).at[week, "incomplete"])
    if rows.empty or (week not in rows.index and not incomplete):
        return None
    table = rows.join(past.weeks).loc[:week].rename_axis("week").reset_index()
    if figure.hours == "closed":
        table["open_slots"] = np.nan  # opening hours do not drive what comes outside them
    columns = ["week", "value", "numerator", "denominator", "open_days", "open_slots"]
    rebased = [one.from_ for one in terms.signal.rebased(item.id, week)]
    found = signal.judge(
        table[columns], week, better=figure.better, unit=figure.unit, terms=terms.signal, rebased=rebased
    )
    return replace(found, signal="incomplete") if incomplete else found


def series(past: History, name: str, figure: Figure) -> pd.DataFrame:
    """The weeks that may be compared: with a value, all their open days, and no part above its whole. Index: week."""
    rows = past.of(name)
    true = rows["value"].notna() & ~rows["incomplete"].astype(bool)
    if part_over_whole.is_part(name, figure):
        true &= ~(rows["numerator"] - rows["denominator"] > part_over_whole.NEARLY)
    return rows[true]


def _trend(past: History, week: str, items: list[Named]) -> pd.DataFrame:
    """The last 53 weeks of every figure; `whole` says of which all days are there."""
    rows = past.figures[past.figures["week"].isin(Period.week(week).names_back(TREND_WEEKS - 1))]
    rows = rows[rows["value"].notna()].assign(whole=lambda table: ~table["incomplete"].astype(bool))
    copies = [rows[rows["figure"] == item.source].assign(figure=item.id) for item in items if item.id != item.source]
    table = pd.concat([rows, *copies])[["week", "figure", "value", "numerator", "denominator", "whole"]]
    return table.sort_values(["figure", "week"], kind="stable").reset_index(drop=True)


def _limits(parts: list[pd.DataFrame], week: str) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=LIMIT_COLUMNS)
    table = pd.concat(parts, ignore_index=True)[LIMIT_COLUMNS]
    return table[table["week"].isin(Period.week(week).names_back(TREND_WEEKS - 1))].reset_index(drop=True)
