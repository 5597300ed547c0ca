"""The week by queue, or by site where the provider's `queue` holds sites: which of them the gap is in.

In:   calls or interval counts by queue, staffing by queue, the scorecard, the days that are not whole.
Out:  `Queues`: a table by queue, those that explain the gap first; a table by number of the carrier.
Why:  45 sites become one total, and the one where 13.8 % of the callers gave up cannot be seen in it.
Not here: why a queue is short: nothing here says so. What of it is a finding (`queue_findings`), words (`kit.present`).
      Handle times: a queue may be one person's, so no figure of advisers' time is computed by queue at all.

The gap in calls is what the objective asks for less what was reached: objective x denominator - numerator. It is a sum,
so the gaps of the queues add up to the week's.
A queue of fewer than 30 calls is not ranked: at an answer rate of 90 % one more or one fewer call in ten is within
chance there (two standard errors of 30 calls are 11 points). Such queues, and those that a single adviser answers, are
told as one group.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from kit.analysis.line import advisers, indicators, queries
from kit.analysis.line.sums import Quarters, group_of
from kit.analysis.line.usual import LEAST_DAYS, LOOK_BACK, rate
from kit.params import Glossary
from kit.period import Period

LEAST_CALLS = 30
QUEUE_COLUMNS = [
    *("kind", "queue", "queues", "ranked", "offered", "answered", "abandoned", "answer_rate", "asa", "in_time"),
    *("numerator", "denominator", "value", "usual", "short", "share", "calls_share", "came", "due"),
]
NUMBER_COLUMNS = ["number", "presented", "busy", "closed", "delivered", "usual"]
RATES = ("answer_rate", "sl", "abandon")
_PLACE = ["source", "week", "queue", "in_hours"]


@dataclass(frozen=True)
class Queues:
    """See `WeeklyReview.queues`, `.numbers` and `.data["queues"]`; all empty where there is but one queue."""

    table: pd.DataFrame
    numbers: pd.DataFrame
    data: dict


@dataclass(frozen=True)
class _Aim:
    """The figure by which queues are compared. id: as the page calls it; source: the glossary's; bound: the objective
    (NaN without one); sign: 1 where more is better, -1 where less is."""

    id: str
    source: str
    bound: float = float("nan")
    sign: int = 1


def read(
    con: duckdb.DuckDBPyConnection, quarters: Quarters, week: str, figures: pd.DataFrame, glossary: Glossary,
    *, fewest: int, coverage: list[dict],
) -> Queues:  # fmt: skip
    """The week by queue. figures: `Scorecard.figures`. fewest: the contract's `fewest_advisers`.

    coverage: the days that are not whole: {"part": queue, "owed_by", "date", …}.
    """
    weeks = Period.week(week).names_back(LOOK_BACK)
    known = quarters.slots.index[quarters.slots["week"].isin(weeks)]
    bounds = {"first_slot": int(known.min()), "last_slot": int(known.max())}
    sums = _sums(con, bounds)
    numbers = _numbers(queries.run(con, "carrier_by_number", **bounds), week)
    now = sums.loc[sums.index.get_level_values("week") == week].droplevel("week")
    if (now["open", "offered"] > 0).sum() < 2:
        return Queues(pd.DataFrame(columns=QUEUE_COLUMNS), numbers, {})
    aim = _aim(figures, glossary)
    table = _measured(now, aim, glossary).join(_usual(sums, week, aim, glossary))
    table["advisers"] = _advisers(con, quarters, week).reindex(table.index)
    table = table.join(_whole(table.index, quarters, week, coverage)).reset_index()
    table = _grouped(table, table["advisers"] < min(advisers.ALONE, fewest))
    status = str(figures.set_index("figure").loc[aim.id, "status"])
    return Queues(_ranked(table, missed=status == "missed"), numbers, {"figure": aim.id, "status": status})


def _sums(con: duckdb.DuckDBPyConnection, bounds: dict[str, int]) -> pd.DataFrame:
    """Sums by week and queue ("" where no queue is named); columns (hours, symbol), hours being open, closed, all."""
    parts = [queries.run(con, name, **bounds) for name in ("calls_by_queue", "intervals_by_queue")]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    values = rows.drop(columns=_PLACE).astype("float64")
    # Null is zero where the source holds the symbol anywhere in the week, as in `sums`.
    held = values.groupby([rows["source"], rows["week"]]).transform("count") > 0
    values = values.fillna(0.0).where(held)
    keys = [rows["week"], rows["queue"].fillna("").rename("queue")]
    opened = (rows["in_hours"] == 1).to_numpy()[:, np.newaxis]
    flags = {"open": opened, "closed": ~opened, "all": np.ones_like(opened)}
    by_hours = {
        hours: values.where(inside | values.isna().to_numpy(), 0.0).groupby(keys).sum(skipna=False)
        for hours, inside in flags.items()
    }
    return pd.concat(by_hours, axis=1)


def _aim(figures: pd.DataFrame, glossary: Glossary) -> _Aim:
    """The missed rate that is most calls short; else the contract's first rate; else the plain answer rate.

    Only rates whose two counts are the provider's: the carrier does not know the queues.
    """
    rows = figures[(figures["sense"] != "") & (figures["unit"] == "ratio") & figures["family"].isin(RATES)]
    found = []
    for _, row in rows.iterrows():
        source = row["variant"] or row["figure"]
        figure = glossary.figures[source]
        if {group_of(symbol) for symbol in (*figure.over, *figure.under)} == {"provider"}:
            # A week that is not judged, for want of days or of calls, is not held against the objective here either.
            bound = float(row["objective"]) if row["status"] in ("kept", "missed") else np.nan
            aim = _Aim(row["figure"], source, bound, 1 if row["sense"] == "at_least" else -1)
            short = abs(row["objective"] * row["denominator"] - row["numerator"])
            found.append((row["status"] != "missed", -short if row["status"] == "missed" else 0.0, row["order"], aim))
    return min(found, key=lambda one: one[:3])[3] if found else _Aim("answer_rate.agent", "answer_rate.agent")


def _measured(now: pd.DataFrame, aim: _Aim, glossary: Glossary) -> pd.DataFrame:
    """Counts of the queues that had calls, with the figure they are compared by and how many calls it is short."""
    now = now[now["open", "offered"] > 0]
    opened = now["open"]
    table = opened[["offered", "answered", "abandoned", "answered_within_threshold", "wait_answered_s"]].copy()
    found = indicators.figures(now, glossary)
    mine = found[found["figure"] == aim.source].set_index("queue")
    for name in ("numerator", "denominator"):
        table[name] = mine[name].reindex(table.index).astype("float64")
    table["short"] = aim.sign * (aim.bound * table["denominator"] - table["numerator"])
    return table


def _usual(sums: pd.DataFrame, week: str, aim: _Aim, glossary: Glossary) -> pd.DataFrame:
    """The figure over the weeks before, of queues that had calls in at least four of them."""
    before = sums[sums.index.get_level_values("week") != week]
    found = indicators.figures(before, glossary)
    mine = found[(found["figure"] == aim.source) & found["value"].notna()].groupby("queue")
    totals = mine[["numerator", "denominator"]].sum().where(mine.size() >= LEAST_DAYS)
    return totals.rename(columns={name: f"usual_{name}" for name in totals.columns})


def _advisers(con: duckdb.DuckDBPyConnection, quarters: Quarters, week: str) -> pd.Series:
    slots = quarters.slots.index[quarters.slots["week"] == week]
    rows = queries.run(con, "staffing_by_queue", first_slot=int(slots.min()), last_slot=int(slots.max()))
    return rows.set_index("queue")["advisers"].astype("float64")


def _whole(names: pd.Index, quarters: Quarters, week: str, coverage: list[dict]) -> pd.DataFrame:
    """Days on which each queue opens, and how many of them came whole."""
    mine = quarters.slots["week"].to_numpy() == week
    days = quarters.slots["day"].to_numpy()[mine]
    opening = quarters.opening
    assert opening is not None  # `sums.read` reads it
    rows = []
    for name in names:
        due = len(np.unique(days[opening.of(name or None)[mine]]))
        lacking = {one["date"] for one in coverage if one["owed_by"] == "provider" and one.get("part") == name and name}
        rows.append((float(due - min(len(lacking), due)), float(due)))
    return pd.DataFrame(rows, index=names, columns=["came", "due"])


def _grouped(table: pd.DataFrame, alone: pd.Series) -> pd.DataFrame:
    """Queues that stand alone, and one row for the others together.

    Where a single adviser answers a queue, its figures are that person's. A group of one would be the queue itself, and
    the total less what is shown would give it away: the smallest of the others joins it.
    """
    few = table["denominator"].lt(LEAST_CALLS) | table["offered"].lt(LEAST_CALLS)
    hidden = few | alone
    if hidden.sum() == 1 and alone[hidden].all():
        spare = table[~hidden].sort_values("offered", kind="stable")
        hidden[spare.index[:1]] = True
    alike = hidden.sum() == 1  # a single small queue is told by its name; it is not ranked
    kept = table[~hidden | alike].assign(kind="queue", queues=1, ranked=~hidden)
    if alike or not hidden.any():
        return kept
    others = table[hidden]
    names = [name for name in table.columns if name not in ("queue", "advisers", "came", "due")]
    row = others[names].sum(skipna=False).to_dict()
    usual = others[["usual_numerator", "usual_denominator"]].sum(min_count=1).to_dict()
    days = others[["came", "due"]].sum().to_dict()
    row |= usual | days | {"queue": "", "kind": "others", "queues": len(others), "ranked": False}
    return pd.concat([kept, pd.DataFrame([row])], ignore_index=True)


def _ranked(table: pd.DataFrame, *, missed: bool) -> pd.DataFrame:
    """The columns of `WeeklyReview.queues`: those that explain most of the gap first, the others last."""
    short = table["short"].sum()
    table = table.assign(
        answer_rate=rate(table["answered"], table["offered"]),
        asa=rate(table["wait_answered_s"], table["answered"]),
        in_time=rate(table["answered_within_threshold"], table["offered"]),
        value=rate(table["numerator"], table["denominator"]),
        usual=rate(table["usual_numerator"], table["usual_denominator"]),
        share=table["short"] / short if missed and short > 0 else np.nan,
        calls_share=table["offered"] / table["offered"].sum(),
        ranked=table["ranked"] & (table["came"] >= table["due"]),
    )
    table["kind"] = np.where((table["kind"] == "queue") & (table["queue"] == ""), "none", table["kind"])
    order = pd.DataFrame(
        {"others": table["kind"] == "others", "unranked": ~table["ranked"].astype(bool)}
        | {"short": -table["short"].fillna(0.0), "offered": -table["offered"], "queue": table["queue"]}
    )
    at = order.sort_values(list(order.columns), kind="stable").index
    return table.loc[at, QUEUE_COLUMNS].reset_index(drop=True)


def _numbers(rows: pd.DataFrame, week: str) -> pd.DataFrame:
    """The columns of `WeeklyReview.numbers`, the busiest first; no row where the carrier counts a single number."""
    rows = rows.assign(number=rows["number"].fillna(""))
    now = rows[rows["week"] == week].set_index("number")
    if len(now) < 2:
        return pd.DataFrame(columns=NUMBER_COLUMNS)
    before = rows[rows["week"] != week].groupby("number")["presented"]
    now["usual"] = before.median().where(before.size() >= LEAST_DAYS).reindex(now.index)
    now = now.drop(columns="week").astype("float64").reset_index()
    return now.sort_values(["presented", "number"], ascending=[False, True], kind="stable")[NUMBER_COLUMNS].reset_index(
        drop=True
    )
