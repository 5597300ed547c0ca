"""Outages that only the carrier saw, files that stop too early, and bursts of ghost calls.

In:   quarter-hour sums of both sides, rows that intake excluded, the contract's thresholds.
Out:  outages with day, minutes and calls.
Why:  a platform that is down records nothing, so only the other side's counts show the callers it lost.
Not here: the rest of the difference between the two counts (`kit.analysis.line.reconcile`).

Outage: while open, consecutive quarter-hours in which the platform recorded nothing (no call, no ghost either), for
`outage_minutes` or more, while the carrier's intervals that touch them hold `outage_calls` or more calls that the
platform lacks, and at least half of those that the carrier's own rate lets expect in that time: a few calls missing
beside a quiet hour are no outage. Its bounds are the last call before and the first call after. Needs carrier
intervals of 30 minutes or less.
File stops: the same silence, when it lasts to the end of the day and no file of the provider goes on after it. A file
that was cut at a line's end looks so, and so does an outage until closing time: the page says no more than it knows.
Ghost burst: a half-hour with more than 10 ghost calls and more than 5 times the mean half-hour of the 8 weeks before
(of this week where fewer than 4 weeks are known); neighbours make one burst.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from kit.analysis.line import queries
from kit.analysis.line.reconcile import EXPLAINING
from kit.analysis.line.sums import HALF_HOUR, QUARTER, Quarters, with_delivered
from kit.analysis.line.usual import LEAST_DAYS, LOOK_BACK, dated
from kit.params.contract import Reconciliation

BURST_CALLS, BURST_TIMES = 10, 5
LEAST_SHARE = 0.5
COLUMNS = ["kind", "local_date", "from_minute", "to_minute", "calls", "seen_by"]


def outages(
    con: duckdb.DuckDBPyConnection,
    quarters: Quarters,
    left_out: pd.DataFrame,
    days: pd.DatetimeIndex,
    terms: Reconciliation,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Outages and files that stop, and their calls by kind, day and half_hour (what they explain)."""
    both = quarters.covered("provider").intersection(quarters.covered("client")).intersection(days)
    both = both[~both.isin(_unsaid(quarters))]
    found, explained = [], []
    for day in both:
        blocks = _blocks(quarters, left_out, day)
        for first, last in _silent_runs(quarters, left_out, day, terms.outage_minutes):
            start, end = _bounds(con, first, last)
            touched = blocks[(blocks["first"] * QUARTER < end) & (blocks["end"] * QUARTER > start)]
            if touched["calls"].sum() >= max(terms.outage_calls, LEAST_SHARE * _expected(touched, start, end)):
                minute = quarters.slots.at[first, "minute"] - first * QUARTER
                kind = "outage" if _goes_on(con, quarters, left_out, days, first, last) else "file_stops"
                found.append((kind, day, start + minute, end + minute, touched["calls"].sum(), "carrier"))
                explained.append(touched.assign(kind=kind))
                blocks = blocks.drop(touched.index)  # calls lost once are not lost again in the next silence
    parts = pd.concat(explained) if explained else pd.DataFrame(columns=["kind", "day", "half_hour", "calls"])
    return _one_stop_a_day(_incidents(found)), parts[["kind", "day", "half_hour", "calls"]].reset_index(drop=True)


def _unsaid(quarters: Quarters) -> list[pd.Timestamp]:
    """Days on which the provider does not say how many calls it received: nothing can be missed in them."""
    rows = quarters.groups["provider"]
    return list(rows.loc[rows["received"].isna(), "day"].unique())


def _goes_on(
    con: duckdb.DuckDBPyConnection,
    quarters: Quarters,
    left_out: pd.DataFrame,
    days: pd.DatetimeIndex,
    first: int,
    last: int,
) -> bool:
    """Whether the provider's rows go on after a silence: later that day, or in a file that holds rows before it too."""
    day = quarters.slots.at[last, "day"]
    later = _heard(_of_day(quarters.groups["provider"], day), "received") | _heard(_of_day(left_out, day), "calls")
    if max(later, default=last) > last:
        return True
    week = quarters.slots.index[quarters.slots["day"].isin(days)]
    files = queries.run(con, "rows_by_delivery", first_slot=int(week.min()), last_slot=int(week.max()))
    return bool(((files["first_slot"] < first) & (files["last_slot"] > last)).any())


def _one_stop_a_day(found: pd.DataFrame) -> pd.DataFrame:
    """A file that stops before a break and is missing the hours after it as well has stopped once."""
    stops = found[found["kind"] == "file_stops"]
    how = {"from_minute": "min", "to_minute": "max", "calls": "sum", "seen_by": "first"}
    joined = stops.groupby(["kind", "local_date"], as_index=False).agg(how)
    return pd.concat([found.drop(stops.index), joined], ignore_index=True) if len(stops) else found


def _blocks(quarters: Quarters, left_out: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The day in the finest steps that both sides' intervals nest in, and the calls missing on the platform in each."""
    slots = quarters.slots[quarters.slots["day"] == day]
    carrier, provider, gone = (_of_day(frame, day) for frame in (*_sides(quarters), left_out))
    lengths = pd.concat([carrier["minutes"], provider["minutes"]])
    if (HALF_HOUR % lengths != 0).any():
        return pd.DataFrame(columns=["day", "half_hour", "first", "end", "calls", "delivered"])
    fine = bool((QUARTER % lengths == 0).all())
    delivered = _by_slot(with_delivered(carrier)["delivered"], carrier, slots)
    lacking = (
        delivered
        - _by_slot(provider["received"], provider, slots)
        - _by_slot(gone["calls"].where(gone["reason"].isin(EXPLAINING), 0.0), gone, slots)
    )
    table = slots.assign(calls=lacking, delivered=delivered, first=slots.index, end=slots.index + 1)
    by = slots.index if fine else slots["half_hour"]
    how = {"day": "first", "half_hour": "first", "first": "min", "end": "max", "calls": "sum", "delivered": "sum"}
    return table.groupby(by).agg(**{name: (name, rule) for name, rule in how.items()})


def _expected(blocks: pd.DataFrame, start: int, end: int) -> float:
    """Calls that the carrier delivered in these minutes if it delivered evenly within each block."""
    first, last = blocks["first"] * QUARTER, blocks["end"] * QUARTER
    inside = last.clip(upper=end) - first.clip(lower=start)
    return float((blocks["delivered"] * inside / (last - first)).sum())


def _sides(quarters: Quarters) -> tuple[pd.DataFrame, pd.DataFrame]:
    return quarters.groups["client"], quarters.groups["provider"]


def _of_day(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    return frame[frame["day"] == day]


def _by_slot(values: pd.Series, rows: pd.DataFrame, slots: pd.DataFrame) -> pd.Series:
    return values.groupby(rows["slot_id"]).sum().reindex(slots.index).fillna(0.0)


def _silent_runs(
    quarters: Quarters, left_out: pd.DataFrame, day: pd.Timestamp, least_minutes: int
) -> list[tuple[int, int]]:
    """First and last quarter-hour of each open stretch in which the platform recorded nothing, long enough to tell."""
    slots = quarters.slots[(quarters.slots["day"] == day) & quarters.slots["is_open"]]
    heard = _heard(_of_day(quarters.groups["provider"], day), "received") | _heard(_of_day(left_out, day), "calls")
    # A quarter-hour that was not delivered is no silence of the platform.
    gone = quarters.lacking.get("provider", frozenset()) | quarters.lacking.get("client", frozenset())
    silent = np.array(sorted(set(slots.index) - heard - gone), dtype="int64")
    runs = np.split(silent, np.flatnonzero(np.diff(silent) > 1) + 1)
    return [(int(run[0]), int(run[-1])) for run in runs if len(run) * QUARTER >= least_minutes]


def _heard(rows: pd.DataFrame, counts: str) -> set[int]:
    said = rows[rows[counts] > 0]
    ends = said["slot_id"] + np.ceil(said["minutes"] / QUARTER).astype("int64")
    return {slot for first, end in zip(said["slot_id"], ends, strict=True) for slot in range(first, end)}


def _bounds(con: duckdb.DuckDBPyConnection, first: int, last: int) -> tuple[int, int]:
    """Minutes since 1970 between the last call before a silence and the first after it; quarters without calls."""
    start, end = first * QUARTER, (last + 1) * QUARTER
    before = queries.run(con, "arrivals", first_slot=first - 1, last_slot=first - 1)["arrived_local"]
    after = queries.run(con, "arrivals", first_slot=last + 1, last_slot=last + 1)["arrived_local"]
    if len(before):
        start += int(before.dt.minute.max() % QUARTER) + 1 - QUARTER
    if len(after):
        end += int(after.dt.minute.min() % QUARTER)
    return start, end


def ghost_bursts(quarters: Quarters, left_out: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Half-hours of the week with ghost calls far beyond usual, neighbours joined."""
    ghosts = left_out[(left_out["reason"] == "ghost") & (HALF_HOUR % left_out["minutes"] == 0)]
    counts = ghosts[ghosts["day"].isin(days)].groupby(["day", "half_hour"], as_index=False)["calls"].sum()
    most = max(BURST_CALLS, BURST_TIMES * _mean_half_hour(quarters, ghosts, days))
    return _joined(counts[counts["calls"] > most])


def _mean_half_hour(quarters: Quarters, ghosts: pd.DataFrame, days: pd.DatetimeIndex) -> float:
    """Mean ghost calls of an open half-hour over the 8 weeks before, over the week itself where they are too few."""
    known = quarters.open_days[quarters.open_days.index.isin(quarters.covered("provider"))]
    first = days[0] - pd.Timedelta(weeks=LOOK_BACK)
    before = known[(known.index >= first) & (known.index < days[0])]
    past = before if before["week"].nunique() >= LEAST_DAYS else known[known.index.isin(days)]
    halves = past["slots"].sum() / 2
    return float(ghosts[ghosts["day"].isin(past.index)]["calls"].sum() / halves) if halves else 0.0


def _joined(rows: pd.DataFrame) -> pd.DataFrame:
    fresh = (rows["day"] != rows["day"].shift()) | (rows["half_hour"] - rows["half_hour"].shift() > HALF_HOUR)
    found = [
        ("ghost_burst", part["day"].iloc[0], part["half_hour"].min(), part["half_hour"].max() + HALF_HOUR)
        + (part["calls"].sum(), "provider")
        for _, part in rows.groupby(fresh.cumsum())
    ]
    return _incidents(found)


def _incidents(found: list[tuple]) -> pd.DataFrame:
    table = pd.DataFrame(found, columns=COLUMNS)
    return dated(table.astype({"from_minute": "int64", "to_minute": "int64", "calls": "float64"}))
