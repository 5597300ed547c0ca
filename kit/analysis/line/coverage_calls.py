"""Whether a day of calls is whole: a silent queue, rows set aside, a file that stops.

In:   calls by day and queue, the carrier's counts, rows in quarantine by day, first and last row of each file.
Out:  frames of days that are not whole, with the columns of COLUMNS that say it.
Why:  calls are events: no row says that a quarter-hour was quiet, so only other things can show that some are gone.
Not here: counts by interval (`expected`), what follows from it (`coverage`).

A day with a call is whole, unless
- a queue is silent that had calls on each of its last like days, four to eight of them, ten a day on average: chance
  leaves such a queue without a call one day in 20,000;
- more of its rows than one in twenty were set aside;
- the file stops: no row of the provider follows in the day nor in the file, while the carrier goes on delivering.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from kit.analysis.line import expected, queries
from kit.analysis.line.expected import QUARTER, Clock, Grid
from kit.analysis.line.sums import HALF_HOUR, Quarters, with_delivered
from kit.params.contract import Reconciliation

PARTIAL, MISSING, SET_ASIDE, ROWS_ASIDE, SILENT, STOPS = STATES = (
    "partial", "missing", "set_aside", "rows_aside", "silent", "stops"
)  # fmt: skip
ASIDE = (SET_ASIDE, ROWS_ASIDE)
COLUMNS = ["day", "table", "source", "part", "came", "due", "minutes", "aside", "state", "until"]
LEAST_CALLS, LEAST_DAYS = 10, 4  # a day on average, like days with calls: below, a queue may be silent by chance
MOST_ASIDE = 0.05  # of a day's rows


def by_day(con: duckdb.DuckDBPyConnection, bounds: dict[str, int]) -> pd.DataFrame:
    """Calls of each source and queue by local day: source, part, day, calls."""
    calls = queries.run(con, "calls_by_day", **bounds)
    return calls.assign(day=pd.to_datetime(calls["day"]))


def nothing() -> pd.DataFrame:
    """No such day."""
    return pd.DataFrame(columns=COLUMNS)


def silent(at: Clock, calls: pd.DataFrame, quarters: Quarters) -> pd.DataFrame:
    """Days on which a queue had no call although each of its last like days brought some.

    Where the carrier delivered hardly more than the other queues received, the queue was silent, and nothing is gone.
    """
    found = []
    spare = _spare(quarters)
    opened = at.days[np.bincount(at.day, weights=at.opened, minlength=at.days.size) > 0]
    spoken = opened[opened.isin(calls["day"])]
    source = calls["source"].iloc[0] if calls["source"].nunique() == 1 else ""
    queues = calls.groupby("part")
    if queues.ngroups < 2:
        return pd.DataFrame(columns=COLUMNS)
    for part, rows in queues:
        known = rows.groupby("day")["calls"].sum().reindex(spoken).fillna(0.0)
        for weekday in range(7):
            mine = known[known.index.day_of_week == weekday]
            for day in mine.index[mine == 0]:
                before = mine[mine.index < day][-expected.LOOK_BACK :]
                usual = len(before) >= LEAST_DAYS and (before > 0).all() and before.mean() >= LEAST_CALLS
                if usual and not spare.get(day, before.mean()) < before.mean() / 2:
                    found.append({"day": day, "source": source, "part": part, "due": before.mean()})
    return pd.DataFrame(found).assign(table="calls", came=0.0, minutes=0, state=SILENT) if found else nothing()


def _spare(quarters: Quarters) -> pd.Series:
    """Calls of each day that the carrier delivered and the provider's rows do not hold; days that both deliver."""
    delivered = with_delivered(quarters.groups["client"]).groupby("day")["delivered"].sum(min_count=1)
    received = quarters.groups["provider"].groupby("day")["received"].sum(min_count=1)
    return (delivered - received).dropna()


def set_aside(at: Clock, calls: pd.DataFrame, aside: dict, grids: dict[str, Grid]) -> pd.DataFrame:
    """Days of calls of which all rows, or more than a few, were set aside."""
    taken = calls.groupby(["source", "day"])["calls"].sum()
    counts = grids.get("intervals")
    counted = set() if counts is None else set(at.days[np.bincount(at.day, weights=counts.came) > 0])
    found = []
    for (table, source, day), rows in aside.items():
        if table != "calls" or day not in at.days:
            continue
        came = float(taken.get((source, day), 0.0))
        if rows > MOST_ASIDE * (rows + came) and not (came == 0 and day in counted):
            found.append({"day": day, "source": source, "came": came, "due": came + rows})
    return pd.DataFrame(found).assign(table="calls", part="", minutes=0, state=ROWS_ASIDE) if found else nothing()


def stops(
    con: duckdb.DuckDBPyConnection, calls: pd.DataFrame, quarters: Quarters, terms: Reconciliation
) -> pd.DataFrame:
    """Days in which the provider's last file ends although the carrier goes on delivering."""
    slots = quarters.slots
    called = set(calls["day"])  # an interval's row says where it starts, not where it ends
    files = queries.run(con, "rows_by_delivery", **quarters.bounds)
    files = files[files["last_slot"].isin(slots.index)]
    carrier = with_delivered(quarters.groups["client"])
    carrier = carrier[carrier["minutes"] <= HALF_HOUR]
    if files.empty or carrier.empty:
        return nothing()
    found = []
    for last in files["last_slot"].unique():
        day = slots.at[last, "day"]
        if day not in called:
            continue
        rest = slots.index[(slots["day"] == day) & slots["is_open"] & (slots.index > last)]
        if len(rest) * QUARTER < terms.outage_minutes or _goes_on(files, last, rest[-1]):
            continue
        if carrier.loc[carrier["slot_id"].isin(rest), "delivered"].sum() < terms.outage_calls:
            continue
        opened = slots[(slots["day"] == day) & slots["is_open"]]
        found.append(
            {
                "day": day, "came": (len(opened) - len(rest)) * QUARTER, "due": len(opened) * QUARTER,
                "until": float(slots.at[last, "minute"] + QUARTER),
            }
        )  # fmt: skip
    return pd.DataFrame(found).assign(table="calls", source="", part="", minutes=0, state=STOPS) if found else nothing()


def _goes_on(files: pd.DataFrame, last: int, closing: int) -> bool:
    """Whether a file holds rows of the rest of the day, or goes on after it."""
    return bool(((files["first_slot"] <= closing) & (files["last_slot"] > last)).any())
