"""Additive sums of the line: by quarter-hour, then by week, day or half-hour.

In:   the views `calls`, `intervals`, `carrier_counts` and the table `slots` of a connection that the caller opened.
Out:  `Quarters`, and from it frames of the glossary's symbols (calls, s) by week, day or half-hour.
Why:  a mean of rates would weigh 3 a.m. like Monday noon, and a query for each grain would let day and week disagree:
      every figure is sums of the same quarter-hours, divided last.
Not here: dividing (`kit.analysis.line.indicators`), what is usual (`kit.analysis.line.usual`).

Four groups of symbols come from different rows and may cover different days: "provider" (calls, or intervals on days
without calls), "handle" (handle time: see `_handle`), "floor" (what no call holds: available time, …; from intervals
always) and "client" (carrier counts).
NaN is "not said": a symbol that the source does not hold stays NaN in every sum it enters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import duckdb
import numpy as np
import pandas as pd

from kit.analysis.line import opening, queries
from kit.analysis.line.opening import Opening

HOURS = ("open", "closed", "all")
HOUR_BOUNDS = {"open": (1, 1), "closed": (0, 0), "all": (0, 1)}  # of `is_open` as a number, for the queries
FLOOR = ("unresolved", "available_s", "not_ready_s", "logged_s")
HANDLE, HANDLE_PARTS = "handle_s", ("talk_s", "hold_s", "acw_s")
CLIENT = ("presented", "busy", "closed", "delivered", "network_answered")
SLOTS_A_DAY = 96
QUARTER, HALF_HOUR, HOUR = 15, 30, 60
_PLACE = ("day", "week", "dow", "half_hour", "minute")


def group_of(symbol: str) -> str:
    """The group of rows a symbol comes from: "client", "floor", "handle" or "provider"."""
    if symbol in CLIENT:
        return "client"
    if symbol == HANDLE:
        return "handle"
    return "floor" if symbol in FLOOR else "provider"


@dataclass(frozen=True)
class Quarters:
    """Sums by quarter-hour.

    slots: one row per quarter-hour, indexed by slot_id: day (midnight, no zone), week, dow, minute, half_hour, is_open
        (the line: for any queue), own_open, holiday.
    groups: for each group of symbols, one row per quarter-hour and length of interval: slot_id, minutes, is_open, the
        columns of slots that place it, and the symbols (calls, s). is_open: while the queue that they came to is.
    call_weeks: weeks whose provider rows are all calls, so that quantiles and distinct callers can be told.
    partial: by group, the days that are not whole; lacking: by group, the quarter-hours that miss something that was
        due (`kit.analysis.line.coverage`). since: the day on which the contract begins: before it, nobody owed a day.
    """

    slots: pd.DataFrame
    groups: dict[str, pd.DataFrame]
    call_weeks: frozenset[str]
    bounds: dict[str, int] = field(default_factory=dict)
    opening: Opening | None = None
    partial: dict[str, frozenset[pd.Timestamp]] = field(default_factory=dict)
    lacking: dict[str, frozenset[int]] = field(default_factory=dict)
    since: pd.Timestamp | None = None

    @cached_property
    def open_days(self) -> pd.DataFrame:
        """Days on which the line opens, indexed by day: week, dow, slots (quarter-hours open)."""
        opened = self.slots[self.slots["is_open"]]
        return opened.groupby("day").agg(week=("week", "first"), dow=("dow", "first"), slots=("minute", "size"))

    @property
    def owed_days(self) -> pd.DataFrame:
        """The open days that are owed: from the contract's first day on."""
        return self.open_days if self.since is None else self.open_days[self.open_days.index >= self.since]

    def covered(self, group: str) -> pd.DatetimeIndex:
        """Days that a group speaks of: it has a row. Where the carrier delivered no call, the provider owes no row."""
        days = pd.DatetimeIndex(self.groups[group]["day"].unique())
        if group in ("provider", "handle"):
            carrier = with_delivered(self.groups["client"]).groupby("day")["delivered"].sum(min_count=1)
            days = pd.DatetimeIndex(days.union(pd.DatetimeIndex(carrier.index[carrier == 0])))
        return days.sort_values()

    def whole(self, group: str) -> pd.DatetimeIndex:
        """Days of which all that a group owes is there."""
        partial = pd.DatetimeIndex(sorted(self.partial.get(owner(group), ())))
        return pd.DatetimeIndex(self.covered(group).difference(partial))

    def missing(self, group: str) -> pd.DataFrame:
        """Open days that were owed and of which a group has no row: rows of `open_days`."""
        return self.owed_days[~self.owed_days.index.isin(self.covered(group))]


def owner(group: str) -> str:
    """The group by whose coverage a group is judged: handle time comes with the provider's rows."""
    return "provider" if group == "handle" else group


def with_delivered(table: pd.DataFrame) -> pd.DataFrame:
    """Sums of the carrier with `delivered`: its own, else presented less what it says met busy or the closing message.

    A carrier that counts neither hands over all that it presents.
    """
    other = table[["busy", "closed"]].fillna(0.0).sum(axis=1)
    return table.assign(delivered=table["delivered"].fillna(table["presented"] - other))


def read(con: duckdb.DuckDBPyConnection, *, repeat_days: int) -> Quarters:
    """Quarter-hour sums of all weeks in `slots`.

    Where a day has calls, its interval counts are left aside, save for the floor's symbols, which no call holds.
    """
    first, last = con.execute("select min(slot_id), max(slot_id) from slots").fetchall()[0]
    bounds = {"first_slot": int(first), "last_slot": int(last)}
    slots = queries.run(con, "slots", **bounds).set_index("slot_id")
    slots["day"] = pd.to_datetime(slots["day"])
    hours = opening.read(con, slots, bounds)
    calls = _place(_calls(con, bounds, repeat_days), hours)
    intervals = _place(queries.run(con, "intervals_by_slot", **bounds), hours)
    carrier = _place(queries.run(con, "carrier_by_slot", **bounds).assign(hours_of=None), hours)
    used = intervals[~intervals["day"].isin(calls["day"].unique())].drop(columns=[*FLOOR, HANDLE])
    floor = intervals[[*_PLACE, "slot_id", "minutes", "is_open", *FLOOR]].dropna(subset=list(FLOOR), how="all")
    spoken = calls.drop(columns=HANDLE)
    provider = pd.concat([frame for frame in (spoken, used) if len(frame)] or [spoken], ignore_index=True)
    weeks = frozenset(calls["week"].unique()) - frozenset(used["week"].unique())
    groups = {"provider": provider, "handle": _handle(calls, intervals), "floor": floor, "client": carrier}
    return Quarters(slots, groups, weeks, bounds, hours)


def _handle(calls: pd.DataFrame, intervals: pd.DataFrame) -> pd.DataFrame:
    """Handle time of answered calls, day by day: the calls' own total, or their talk, hold and wrap where all three are
    known; else the total of the interval counts, or their three parts. A day's calls and intervals are never mixed."""
    columns = [*_PLACE, "slot_id", "minutes", "is_open", HANDLE]
    spoken = calls.assign(**{HANDLE: calls[HANDLE].fillna(_whole(calls))})[columns]
    counted = intervals.assign(**{HANDLE: intervals[HANDLE].fillna(_whole(intervals))})[columns]
    unknown = spoken.loc[spoken[HANDLE].isna(), "day"]
    told = counted[~counted["day"].isin(counted.loc[counted[HANDLE].isna(), "day"])]["day"]
    instead = set(told) & set(unknown) | set(counted["day"]) - set(spoken["day"])
    parts = [spoken[~spoken["day"].isin(instead)], counted[counted["day"].isin(instead)]]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _whole(rows: pd.DataFrame) -> pd.Series:
    return rows[list(HANDLE_PARTS)].sum(axis=1, skipna=False)


def _calls(con: duckdb.DuckDBPyConnection, bounds: dict[str, int], repeat_days: int) -> pd.DataFrame:
    calls = queries.run(con, "calls_by_slot", **bounds)
    repeats = queries.run(con, "repeat_calls", **bounds, repeat_slots=repeat_days * SLOTS_A_DAY)
    keys = ["source", "slot_id", "hours_of"]
    repeated = calls[keys].merge(repeats, how="left", on=keys)["repeat_calls"]
    known = calls.pop("callers") > 0
    return calls.assign(minutes=QUARTER, repeat_calls=repeated.fillna(0.0).where(known))


def _place(frame: pd.DataFrame, hours: Opening) -> pd.DataFrame:
    """The rows with their place in the calendar, sources and queues added up."""
    slots = hours.slots
    at = slots.index.get_indexer(frame["slot_id"])
    frame, at = frame[at >= 0], at[at >= 0]
    placed = {name: slots[name].to_numpy()[at] for name in _PLACE}
    symbols = _numbers(
        frame.drop(columns=["source", "slot_id", "minutes", "hours_of"]), frame["source"], placed["week"]
    )
    opened = _any_open(hours, at, frame["minutes"].to_numpy(dtype="int64"), frame["hours_of"])
    rows = pd.concat([frame[["slot_id", "minutes"]].assign(is_open=opened, **placed), symbols], axis=1)
    keys = ["slot_id", "minutes", "is_open", *_PLACE]
    if not rows.duplicated(keys[:3]).any():
        return rows
    return rows.groupby(keys, as_index=False, sort=False).sum(skipna=False)


def _numbers(symbols: pd.DataFrame, source: pd.Series, week: np.ndarray) -> pd.DataFrame:
    """Symbols as numbers: null is zero where the source holds the symbol anywhere in the week, else NaN."""
    values = symbols.astype("float64")
    held = values.groupby([source, week]).transform("count") > 0
    return values.fillna(0.0).where(held)


def _any_open(hours: Opening, at: np.ndarray, minutes: np.ndarray, hours_of: pd.Series) -> np.ndarray:
    """Whether any quarter-hour of each interval is open: hours that cut an interval cannot be told apart in it."""
    days = hours.slots["day"].to_numpy()
    midnight = np.searchsorted(days, days[at], side="right")
    end = np.minimum(at + np.ceil(minutes / QUARTER).astype("int64"), midnight)
    return hours.any_open(at, end, hours_of)


def by_week(quarters: Quarters) -> pd.DataFrame:
    """Sums by week of `slots`; columns (hours, symbol), hours being open, closed, all. NaN without rows of the group.

    Columns ("covered", group): the open weekdays that the group's rows cover, as bits (Monday 1, Tuesday 2, …), so
    that a figure that mixes groups can see whether they speak of the same days.
    """
    parts = [_sums(frame, ["week"]) for frame in quarters.groups.values()]
    days = {group: _bits(quarters, group) for group in quarters.groups}
    covered = pd.concat({"covered": pd.DataFrame(days)}, axis=1)
    weeks = pd.Index(quarters.slots["week"].unique(), name="week")
    table = pd.concat([*parts, covered], axis=1).reindex(weeks)
    table["covered"] = table["covered"].fillna(0.0)
    return table


def _bits(quarters: Quarters, group: str) -> pd.Series:
    days = quarters.open_days
    held = days[days.index.isin(quarters.covered(group))]
    return (2 ** (held["dow"] - 1)).groupby(held["week"]).sum().astype("float64")


def by_day(quarters: Quarters) -> pd.DataFrame:
    """Sums by day of `slots`; columns (hours, symbol). NaN on days without rows of the symbol's group."""
    days = pd.Index(quarters.slots["day"].unique(), name="day")
    return pd.concat([_sums(frame, ["day"]).reindex(days) for frame in quarters.groups.values()], axis=1)


def step(quarters: Quarters, days: pd.Index) -> int:
    """Minutes of the finest steps, half an hour or an hour, in which the provider's intervals of `days` nest; a line
    that counts by the hour has hours to show."""
    rows = quarters.groups["provider"]
    lengths = rows.loc[rows["day"].isin(days), "minutes"]
    return HOUR if (HALF_HOUR % lengths != 0).any() and (HOUR % lengths == 0).all() else HALF_HOUR


def by_half_hour(quarters: Quarters, days: pd.Index, hours: str = "all", minutes: int = HALF_HOUR) -> pd.DataFrame:
    """Sums by day and half-hour (minute of the day), for `days`; columns are symbols. minutes: 60 for hours.

    0 where the group covers the half-hour but has no row; NaN where it does not, and on days where an interval does not
    nest in half-hours (20 or 60 minutes, a day): they cannot be told apart, so nothing is made up.
    """
    slots = quarters.slots[quarters.slots["day"].isin(days)]
    slots = slots.assign(half_hour=slots["minute"] // minutes * minutes)
    grid = pd.MultiIndex.from_frame(slots[["day", "half_hour"]].drop_duplicates())
    parts = []
    for group, frame in quarters.groups.items():
        gone = slots[slots.index.isin(quarters.lacking.get(owner(group), ()))]
        found = _half_hours(frame, days, grid, hours, minutes)
        found.loc[grid.isin(pd.MultiIndex.from_frame(gone[["day", "half_hour"]]))] = np.nan
        parts.append(found)
    return pd.concat(parts, axis=1)


def _half_hours(frame: pd.DataFrame, days: pd.Index, grid: pd.MultiIndex, hours: str, minutes: int) -> pd.DataFrame:
    mine = frame[frame["day"].isin(days)]
    mine = mine.assign(half_hour=mine["minute"] // minutes * minutes)
    coarse = mine.loc[minutes % mine["minutes"] != 0, "day"].unique()
    mine = mine[~mine["day"].isin(coarse)]
    sums = _sums(mine, ["day", "half_hour"], hours=(hours,))[hours]
    daily = _sums(mine, ["day"], hours=(hours,))[hours]
    # 0 x the day's sum: zero where the day holds the symbol, NaN where it does not.
    nothing = 0.0 * daily.reindex(grid.get_level_values(0)).set_axis(grid)
    return sums.reindex(grid).fillna(nothing)


def _sums(frame: pd.DataFrame, by: list[str], hours: tuple[str, ...] = HOURS) -> pd.DataFrame:
    symbols = [name for name in frame.columns if name not in (*_PLACE, "slot_id", "minutes", "is_open")]
    values = frame[symbols].to_numpy(dtype="float64", na_value=np.nan)
    opened = frame["is_open"].to_numpy(dtype=bool)
    outside = {"open": ~opened, "closed": opened, "all": np.zeros(len(frame), dtype=bool)}
    kept = [np.where(outside[name][:, None] & ~np.isnan(values), 0.0, values) for name in hours]
    columns = pd.MultiIndex.from_product([hours, symbols])
    table = pd.DataFrame(np.concatenate(kept, axis=1), columns=columns, index=frame.index)
    return table.groupby([frame[name] for name in by]).sum(skipna=False)


def quantiles(
    con: duckdb.DuckDBPyConnection, quarters: Quarters, wanted: Mapping[str, tuple[float, str]]
) -> pd.DataFrame:
    """Quantiles of the wait of answered calls (s) by week, one column per figure of `wanted` {id: (quantile, hours)}.

    Only for weeks whose provider rows are all calls: no quantile can be told from averages.
    """
    found = {}
    for figure, (quantile, hours) in wanted.items():
        least, most = HOUR_BOUNDS[hours]
        rows = queries.run(
            con, "wait_quantile", **quarters.bounds, quantile=float(quantile), open_from=least, open_to=most
        )
        found[figure] = rows.set_index("week")["value"].astype("float64")
    table = pd.DataFrame(found, columns=list(wanted), dtype="float64")
    return table[table.index.isin(list(quarters.call_weeks))]


def callers(con: duckdb.DuckDBPyConnection, quarters: Quarters, hours: str) -> pd.Series:
    """Distinct callers of answered and abandoned calls by week, where all provider rows of the week are calls."""
    least, most = HOUR_BOUNDS[hours]
    rows = queries.run(con, "callers_by_week", **quarters.bounds, open_from=least, open_to=most)
    found = rows.set_index("week")["callers_unique"].astype("float64")
    return found[found.index.isin(quarters.call_weeks)]
