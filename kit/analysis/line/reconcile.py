"""The carrier's counts against the provider's: what is explained, and what is not.

In:   quarter-hour sums of both sides, rows that intake excluded, outages found in them, the contract's tolerances.
Out:  a waterfall from presented to answered, the counts by day, and the half-hours beyond tolerance, worst first.
Why:  two counts of one line differ for reasons; the page names those it can show and does not smooth the rest.
Not here: finding outages and ghost bursts (`kit.analysis.line.outages`), deciding what is worth a minute (`findings`).

explained = ghost and test calls that intake left out of the provider's file (the carrier counted them), and calls
delivered while the platform recorded nothing or after the provider's file stops. A duplicate row is no explanation:
leaving it out makes one call of one call, as the carrier counts it; it is shown beside.
unexplained = delivered - explained - received; positive when the platform saw fewer calls than the carrier delivered.
Counts are compared at all hours, on days that both sides delivered.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from kit.analysis.line import queries, sums
from kit.analysis.line.sums import HALF_HOUR, Quarters
from kit.analysis.line.usual import dated
from kit.params.contract import Reconciliation

EXPLAINING = ("ghost", "test_call")
SILENT = ("outage", "file_stops")
PROVIDER_TABLES = ("calls", "intervals")
DAY_COLUMNS = [
    *("presented", "busy", "closed", "delivered", "received", "ghost", "test_call", "duplicate", "outage"),
    *("file_stops", "unexplained", "tolerance", "within"),
]


def exclusions(con: duckdb.DuckDBPyConnection, quarters: Quarters) -> pd.DataFrame:
    """Rows that intake left out of the provider's tables: day, half_hour, slot_id, minutes, reason, calls."""
    rows = queries.run(con, "exclusions_by_slot", **quarters.bounds)
    rows = rows[rows["of_table"].isin(PROVIDER_TABLES)]
    return rows.join(quarters.slots[["day", "week", "half_hour"]], on="slot_id", how="inner").reset_index(drop=True)


@dataclass(frozen=True)
class Counts:
    """Both sides' counts of the reviewed week.

    days: indexed by day, the columns of `WeeklyReview.counts_by_day`.
    half_hours: indexed by day and half_hour: delivered, received, explained, unexplained; NaN where not comparable.
    """

    days: pd.DataFrame
    half_hours: pd.DataFrame


def compare(
    quarters: Quarters,
    totals: pd.DataFrame,
    left_out: pd.DataFrame,
    outages: pd.DataFrame,
    days: pd.DatetimeIndex,
    terms: Reconciliation,
) -> Counts:
    """Both sides' counts by day and half-hour.

    totals: `sums.by_day`. outages: kind, day, half_hour, calls: delivered while the platform recorded nothing
    (`outages.outages`).
    """
    by_day = sums.with_delivered(totals["all"].reindex(days))
    table = by_day[["presented", "busy", "closed", "delivered", "received"]].copy()
    # What was not delivered cannot be received: no row there is zero calls, not a missing file.
    table["received"] = table["received"].mask(table["received"].isna() & (table["delivered"] == 0), 0.0)
    mine = left_out[left_out["day"].isin(days)]
    for reason in (*EXPLAINING, "duplicate"):
        table[reason] = _count(mine[mine["reason"] == reason], "day", table.index).where(table["received"].notna())
    for kind in SILENT:
        table[kind] = _count(outages[outages["kind"] == kind], "day", table.index).where(table["received"].notna())
    explained = table[[*EXPLAINING, *SILENT]].sum(axis=1)
    table["unexplained"] = table["delivered"] - explained - table["received"]
    # A day that one side delivered in part is no more comparable than one that it did not deliver.
    partial = sorted({*quarters.partial.get("provider", ()), *quarters.partial.get("client", ())} - _stopped(outages))
    table.loc[table.index.isin(pd.DatetimeIndex(partial)), "unexplained"] = np.nan
    table["tolerance"] = _tolerance(table["delivered"], terms)
    table["within"] = ~(table["unexplained"].abs() > table["tolerance"])
    return Counts(table, _by_half_hour(quarters, mine, outages, days))


def _stopped(outages: pd.DataFrame) -> set[pd.Timestamp]:
    """Days whose file stops: what the carrier delivered after that is known, and explains the difference."""
    return set(outages.loc[outages["kind"] == "file_stops", "day"])


def _count(rows: pd.DataFrame, by: str | list[str], index: pd.Index) -> pd.Series:
    return rows.groupby(by)["calls"].sum().reindex(index).fillna(0.0).astype("float64")


def _tolerance(delivered: pd.Series, terms: Reconciliation) -> pd.Series:
    return (delivered * terms.tolerance_ratio).clip(lower=terms.tolerance_calls)


def _by_half_hour(
    quarters: Quarters, left_out: pd.DataFrame, outages: pd.DataFrame, days: pd.DatetimeIndex
) -> pd.DataFrame:
    both = sums.with_delivered(sums.by_half_hour(quarters, days))[["delivered", "received"]].copy()
    fine = left_out[(HALF_HOUR % left_out["minutes"] == 0) & left_out["reason"].isin(EXPLAINING)]
    place = ["day", "half_hour"]
    both["explained"] = _count(fine, place, both.index) + _count(outages, place, both.index)
    both["unexplained"] = both["delivered"] - both["explained"] - both["received"]
    return both


def gaps(counts: Counts, terms: Reconciliation) -> pd.DataFrame:
    """The half-hours beyond tolerance, worst first: the columns of `WeeklyReview.count_gaps`."""
    table = counts.half_hours
    beyond = table[table["unexplained"].abs() > _tolerance(table["delivered"], terms)]
    worst = beyond.reindex(beyond["unexplained"].abs().sort_values(ascending=False, kind="stable").index)
    return dated(worst.reset_index().rename(columns={"day": "local_date"}))


def day_table(counts: Counts) -> pd.DataFrame:
    """The columns of `WeeklyReview.counts_by_day`."""
    return dated(counts.days[DAY_COLUMNS].rename_axis("local_date").reset_index())


def waterfall(week: pd.Series, counts: Counts) -> pd.DataFrame:
    """From presented to answered, top to bottom: the columns of `WeeklyReview.waterfall`.

    week: the week's sums by (hours, symbol). `calls` of a "total" is a level; of any other kind it is what the step
    takes away (negative where it adds). A step whose count is in no file is left out. Steps down to `received` are at
    all hours; `out_of_hours` leads to the calls that the contract judges.
    `days_missing`: days that only one side delivered, or not both whole. `note` of unexplained: "within" or "beyond"
    the tolerance.
    """
    steps = [*_carrier_steps(counts.days), *_between(counts.days), *_menu_steps(week), *_queue_steps(week)]
    table = pd.DataFrame(steps, columns=["step", "kind", "calls", "side", "note"])
    table["calls"] = table["calls"].astype("float64")
    said = table["calls"].notna() & (
        (table["kind"] == "total") | (table["calls"] != 0) | (table["step"] == "unexplained")
    )
    return table[said].reset_index(drop=True)


def _total(days: pd.DataFrame, name: str) -> float:
    return float(days[name].sum(min_count=1))


def _carrier_steps(days: pd.DataFrame) -> list[tuple]:
    presented, busy, closed, delivered = (_total(days, name) for name in ("presented", "busy", "closed", "delivered"))
    apart = presented - np.nan_to_num(busy) - np.nan_to_num(closed) - delivered
    return [
        ("presented", "total", presented, "client", ""),
        ("busy", "lost", busy, "client", ""),
        ("closed", "explained", closed, "client", ""),
        ("carrier_unexplained", "unexplained", apart, "client", ""),
        ("delivered", "total", delivered, "client", ""),
    ]


def _between(days: pd.DataFrame) -> list[tuple]:
    if days["delivered"].isna().all():
        return [("received", "total", _total(days, "received"), "provider", "")]
    if days["received"].isna().all():
        return []
    both, unlike = days[days["unexplained"].notna()], days[days["unexplained"].isna()]
    received = _total(days, "received")
    apart = unlike["delivered"].sum() - unlike["received"].sum()
    note = "within" if both["within"].all() else "beyond"
    return [
        *((name, "explained", _total(both, name), "both", "") for name in (*EXPLAINING, *SILENT)),
        ("days_missing", "explained", apart, "both", ""),
        ("unexplained", "unexplained", _total(both, "unexplained"), "both", note),
        ("received", "total", received, "provider", ""),
    ]


def _menu_steps(week: pd.Series) -> list[tuple]:
    outside, offered = week["closed", "offered"], week["open", "offered"]
    menu, deflected = week["all", "ivr_exit"], week["all", "deflected"]
    apart = week["all", "received"] - np.nan_to_num(menu) - np.nan_to_num(deflected) - outside - offered
    return [
        ("ivr_exit", "explained", menu, "provider", ""),
        ("deflected", "lost", deflected, "provider", ""),
        ("out_of_hours", "explained", outside, "provider", ""),
        ("platform_unexplained", "unexplained", apart, "provider", ""),
        ("offered", "total", offered, "provider", ""),
    ]


def _queue_steps(week: pd.Series) -> list[tuple]:
    offered, answered, abandoned, overflow, short = (
        week["open", name] for name in ("offered", "answered", "abandoned", "overflow", "abandoned_short")
    )
    apart = offered - abandoned - np.nan_to_num(overflow) - answered
    return [
        ("abandoned_short", "lost", short, "provider", ""),
        ("abandoned", "lost", abandoned - np.nan_to_num(short), "provider", ""),
        ("overflow", "explained", overflow, "provider", ""),
        ("queue_unexplained", "unexplained", apart, "provider", ""),
        ("answered", "total", answered, "provider", ""),
    ]
