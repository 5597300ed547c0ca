"""Whether a day, or a half-hour, is whole: per table, source and part, from what was due and what came.

In:   the quarter-hours in hand, what the tables hold (`expected`, calls by day and queue), deliveries, sources.
Out:  `Coverage`: the days that are not whole with what came of them, and the quarter-hours that are not.
Why:  what is not delivered is no zero: a day that is not whole is shown as "n of m", compared with nothing and ranked
      nowhere; and what was delivered and set aside is nobody's missing file.
Not here: which quarter-hours were due (`expected`), figures, sentences.

Counts are whole where every quarter-hour that was due came; calls as `coverage_calls` says.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pandas as pd

from kit import schema
from kit.analysis.line import coverage_calls, expected, queries
from kit.analysis.line.coverage_calls import (
    COLUMNS,
    MISSING,
    PARTIAL,
    SET_ASIDE,
    SILENT,
    STOPS,
    nothing,
)
from kit.analysis.line.days import timestamp
from kit.analysis.line.expected import DAY, QUARTER, Clock, Grid
from kit.analysis.line.sums import Quarters
from kit.params.contract import Reconciliation
from kit.period import Period

GROUPS = {"calls": "provider", "intervals": "provider", "carrier_counts": "client", "staffing": "staffing"}

# What the ledger says of a file that is not there.
FROM_LEDGER = {"missing": MISSING, "not_due": "not_due", "held": "waiting"}
LEAST_ASIDE = 0.02  # of a file's usual day: fewer rows set aside on a day are a wrong date, not a day


@dataclass(frozen=True)
class Coverage:
    """What is not whole.

    days: one row per day, table, source and part that is not whole: the columns of COLUMNS. came, due: intervals of
        `minutes` (for "silent": calls, and the usual number; for "stops": minutes of opening); minutes: 0 where the
        table has none; aside: rows of that day in quarantine; state: one of STATES; until: minute of the day at which
        the file stops, NaN elsewhere. part: "" for a table as a whole.
    lacking: by group ("provider", "client", "staffing"): numbers of the quarter-hours that miss something due.
    share: by group, of days that are not whole: the share of what was due that came, over all parts.
    """

    days: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=COLUMNS))
    lacking: dict[str, frozenset[int]] = field(default_factory=dict)
    share: dict[str, pd.Series] = field(default_factory=dict)

    def partial(self) -> dict[str, frozenset[pd.Timestamp]]:
        """By group: days that are not whole, those of which nothing came among them."""
        rows = self.days.groupby(self.days["table"].map(GROUPS))["day"]
        return {str(group): frozenset(days) for group, days in rows}

    def by_day(self, days: pd.DatetimeIndex, group: str = "provider") -> pd.DataFrame:
        """The days that are not whole, by day: came, due, minutes, state, until as in `days`, and parts: the names of
        the queues that are not whole, where others are. Of several rows of a day the table's own tells most."""
        rows = self.days[(self.days["table"].map(GROUPS) == group) & self.days["day"].isin(days)]
        found = {day: _of_day(part) for day, part in rows.groupby("day")}
        columns = ["came", "due", "minutes", "state", "until", "parts"]
        return pd.DataFrame.from_dict(found, orient="index", columns=columns)

    def of(self, quarters: Quarters) -> Quarters:
        """The sums with what is not whole in them, so that no figure is compared or ranked over it."""
        return replace(quarters, partial=self.partial(), lacking=self.lacking)


def read(
    con: duckdb.DuckDBPyConnection,
    quarters: Quarters,
    declared: tuple[dict, ...],
    deliveries: pd.DataFrame,
    terms: Reconciliation,
    ledger: pd.DataFrame | None = None,
) -> Coverage:
    """The coverage of all weeks in hand.

    declared, deliveries, ledger: of `kit.store.Tables`. terms: what counts as a silence.
    """
    at = expected.clock(quarters.slots, quarters.since)
    rows = queries.run(con, "intervals_covered", **quarters.bounds)
    sparse = frozenset(one["source"] for one in declared if one.get("zero_rows") == "left_out")
    # Staffing is a level: who was there is known where anybody's hours came, whatever the queue.
    rows["part"] = rows["part"].mask(rows["table_name"] == "staffing", "")
    grids = {
        name: found
        for name, part in ((str(key), part) for key, part in rows.groupby("table_name"))
        if (found := expected.grid(at, part, sparse, _stated(name, quarters), strict=name != "staffing")) is not None
    }
    calls = coverage_calls.by_day(con, quarters.bounds)
    spoken = frozenset(calls["day"])
    aside = _aside(deliveries)
    parts = [_counts(at, name, grid, _only(rows, name)) for name, grid in grids.items()]
    parts += [
        coverage_calls.silent(at, calls, quarters),
        coverage_calls.set_aside(at, calls, aside, grids),
        coverage_calls.stops(con, calls, quarters, terms),
    ]
    days = pd.concat([part for part in parts if len(part)] or parts[:1] or [pd.DataFrame(columns=COLUMNS)])
    settled = _settled(days, aside, spoken)
    if ledger is not None:
        settled = pd.concat([settled, _behind(quarters, ledger, calls)], ignore_index=True)
    return Coverage(settled, _lacking(at, grids, spoken), _shares(at, grids, settled))


def _behind(quarters: Quarters, ledger: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Days of which one source of calls has not come while another one has: what came is not all of the calls."""
    rows = ledger[(ledger["table"] == "calls") & ledger["status"].isin(list(FROM_LEDGER))]
    here = calls.groupby("source")["day"].agg(set)
    found = []
    for one in rows.itertuples():
        days = [day for day in quarters.open_days.index if day.date() in Period.parse(one.period)]
        others = set().union(*(held for source, held in here.items() if source != one.source))
        gone = [day for day in days if day in others and day not in here.get(one.source, set())]
        found += [{"day": day, "source": one.source, "state": FROM_LEDGER[one.status]} for day in gone]
    if not found:
        return nothing()
    empty = {"table": "calls", "part": "", "came": 0.0, "due": 0.0, "minutes": 0, "aside": 0, "until": np.nan}
    return pd.DataFrame(found).assign(**empty)[COLUMNS]


def holding(periods: pd.Series, day: dt.date) -> pd.Series:
    """Which of a ledger's periods hold a day."""
    return pd.Series([day in Period.parse(name) for name in periods], index=periods.index, dtype=bool)


def _only(rows: pd.DataFrame, table: str) -> str:
    """The source of a table's rows, "" where there are several."""
    found = rows.loc[rows["table_name"] == table, "source"].unique()
    return str(found[0]) if len(found) == 1 else ""


def _stated(table: str, quarters: Quarters) -> dict[str, np.ndarray]:
    """The hours of the queues that the contract gives their own, for the provider's counts."""
    return quarters.opening.apart if table == "intervals" and quarters.opening else {}


def _aside(deliveries: pd.DataFrame) -> dict[tuple[str, str, pd.Timestamp], int]:
    """Rows in quarantine by table, source and day: of the newest delivery that speaks of the day."""
    found: dict[tuple[str, str, pd.Timestamp], int] = {}
    for one in deliveries.to_dict("records"):
        place = (one["table"], one["source"])
        if one["replaces"] != "records":
            first, last = one["first_date"], one["last_date"]
            for key in [key for key in found if key[:2] == place and first <= key[2].date().isoformat() <= last]:
                del found[key]
        least = LEAST_ASIDE * _rows_a_day(one)
        for day, rows in (one.get("aside") or {}).items():
            if rows >= least:
                found[*place, timestamp(day)] = rows
    return found


def _rows_a_day(one: dict) -> float:
    """Rows of a file by the days that it covers: a few rows of a mistyped date are no day that was set aside."""
    if not one["first_date"]:
        return 0.0
    days = (pd.Timestamp(one["last_date"]) - pd.Timestamp(one["first_date"])).days + 1
    return one["accepted"] / days


# Counts


def _counts(at: Clock, table: str, grid: Grid, source: str) -> pd.DataFrame:
    """The days on which a table of counts, or a part of it, is missing an interval that was due."""
    length = grid.minutes.max(axis=0)
    usual = int(np.bincount(length[length > 0]).argmax())
    length = np.where(length > 0, length, usual)
    whole = _short(at, grid.due, grid.came, length).assign(source=source, part="")
    parts = [
        _short(at, due, came, np.where(mine > 0, mine, usual)).assign(
            source=source, part=part if len(grid.parts) > 1 else ""
        )
        for part, due, came, mine in zip(grid.parts, grid.part_due, grid.part_came, grid.minutes, strict=True)
    ]
    found = pd.concat([whole, *(_besides(part, whole) for part in parts)], ignore_index=True)
    # Advisers of some hours are no gap: a plan may cover the busy ones alone.
    found = found[found["came"] == 0] if table == "staffing" else found
    return found.assign(table=table)


def _besides(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """What is missing in a part and not in the table as a whole on the same day."""
    share = (whole["came"] / whole["due"]).set_axis(whole["day"])
    return part[part["came"] / part["due"] < part["day"].map(share).fillna(2.0)]


def _short(at: Clock, due: np.ndarray, came: np.ndarray, length: np.ndarray) -> pd.DataFrame:
    """Days on which something is missing: intervals due and come."""
    size = at.days.size
    owed = np.bincount(at.day, weights=due, minlength=size) * QUARTER
    there = np.bincount(at.day, weights=due * came, minlength=size)
    lacks = np.flatnonzero(owed > there)
    step = np.minimum(length[lacks], DAY)
    # An hour that opening cuts is an interval all the same; a day is one interval however long it is open.
    due_n = np.where(step == DAY, 1, np.ceil(owed[lacks] / step))
    came_n = np.where(step == DAY, 0, np.floor(there[lacks] / step))
    return pd.DataFrame({"day": at.days[lacks], "came": came_n, "due": due_n, "minutes": step})


# Together


def _settled(days: pd.DataFrame, aside: dict, spoken: frozenset) -> pd.DataFrame:
    """The rows with their state. Counts of a day of which the provider delivered the calls are no gap of the calls."""
    if days.empty:
        return nothing()
    rows = days.reindex(columns=COLUMNS).reset_index(drop=True)
    rows = rows[~((rows["table"] == "intervals") & rows["day"].isin(spoken))]
    places = [rows["table"], rows["source"], rows["day"]]
    held = [_rows_aside(aside, *place) for place in zip(*places, strict=True)]
    rows = rows.assign(aside=held)
    empty = (rows["came"] == 0) & ~rows["state"].isin([SILENT, STOPS])
    state = (
        rows["state"].astype(object).fillna(PARTIAL).mask(empty, MISSING).mask(empty & (rows["aside"] > 0), SET_ASIDE)
    )
    rows = rows.assign(state=state).sort_values(["day", "table", "source", "part"], kind="stable")
    return rows.reset_index(drop=True)


def _rows_aside(aside: dict, table: str, source: str, day: pd.Timestamp) -> int:
    if source:
        return aside.get((table, source, day), 0)
    return sum(rows for (held, _, at), rows in aside.items() if held == table and at == day)


def _lacking(at: Clock, grids: dict[str, Grid], spoken: frozenset) -> dict[str, frozenset[int]]:
    found = {}
    for name, grid in grids.items():
        lacks = grid.lacking
        if name == "intervals":
            lacks = lacks & ~at.days.isin(list(spoken))[at.day]
        found[GROUPS[name]] = frozenset(at.slot[lacks].tolist())
    return found


def _shares(at: Clock, grids: dict[str, Grid], days: pd.DataFrame) -> dict[str, pd.Series]:
    """Counts: the least of the table's own share and that of its parts together. Calls: of the rows of `days`."""
    found: dict[str, list[pd.Series]] = {}
    for name, grid in grids.items():
        rows = days[days["table"] == name]
        if rows.empty:
            continue
        own = _share(at, grid.due * QUARTER, grid.due * grid.came)
        parts = _share(at, grid.part_due.sum(axis=0) * QUARTER, (grid.part_due * grid.part_came).sum(axis=0))
        share = pd.Series(np.minimum(own, parts), index=at.days)
        found.setdefault(GROUPS[name], []).append(share[share.index.isin(rows["day"])])
    calls = days[(days["table"] == "calls") & (days["state"] == STOPS)]
    if len(calls):
        found.setdefault("provider", []).append((calls["came"] / calls["due"]).groupby(calls["day"]).min())
    return {group: pd.concat(parts).groupby(level=0).min().astype("float64") for group, parts in found.items()}


def _share(at: Clock, due: np.ndarray, came: np.ndarray) -> np.ndarray:
    owed = np.bincount(at.day, weights=due, minlength=at.days.size)
    there = np.bincount(at.day, weights=came, minlength=at.days.size)
    return np.divide(there, owed, out=np.ones(at.days.size), where=owed > 0)


def _of_day(rows: pd.DataFrame) -> list:
    whole = rows[rows["part"] == ""]
    first = (whole if len(whole) else rows).iloc[0]
    if len(whole):
        return [*(first[name] for name in ("came", "due", "minutes", "state", "until")), ()]
    state = SILENT if set(rows["state"]) == {SILENT} else PARTIAL
    return [rows["came"].sum(), rows["due"].sum(), first["minutes"], state, np.nan, tuple(rows["part"])]


def owed_by(table: str) -> str:
    """The side that owes a table."""
    return schema.TABLES[table].owed_by


def statement(found: Coverage, days: list[dt.date], declared: tuple[dict, ...]) -> list[dict]:
    """The days of a week that are not whole, for `WeeklyReview.data["coverage"]`, oldest first."""
    owners = {(one["source"], one["table"]): one["owed_by"] for one in declared}
    rows = found.days[found.days["day"].isin(pd.DatetimeIndex(days))]
    return [
        {
            "date": row["day"].date().isoformat(),
            "owed_by": owners.get((row["source"], row["table"]), owed_by(row["table"])),
            "table": row["table"], "source": row["source"], "part": row["part"], "came": float(row["came"]),
            "due": float(row["due"]), "minutes": int(row["minutes"]), "aside": int(row["aside"]),
            "state": row["state"], "until": None if pd.isna(row["until"]) else int(row["until"]),
        }
        for row in rows.to_dict("records")
    ]  # fmt: skip
