"""What is usual on this line at this hour, and the reviewed days beside it.

In:   quarter-hour sums (`kit.analysis.line.sums`), staffing levels by quarter-hour.
Out:  the page's day table and heat map; `Usual`, which tells what the same hours of the same weekday usually bring.
Why:  held against the days around it, every busy Monday would be news; so it is held against the Mondays before it.
Not here: whether a week's figure is signal or noise (`kit.analysis.line.signal`).

Usual: the last 8 open days of the same weekday before the week (holidays and days without data are passed over), at
least 4 of them. Shown are their median and their lowest and highest value, because both sides can look those days up;
rates are summed first and divided last.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from kit.analysis.line import advisers, queries, sums
from kit.analysis.line.sums import HALF_HOUR, Quarters

LOOK_BACK, LEAST_DAYS = 8, 4
DAY_COUNTS = ["offered", "answered", "abandoned"]


def staffing(con: duckdb.DuckDBPyConnection, quarters: Quarters) -> pd.DataFrame:
    """Advisers planned and present by quarter-hour, all queues: slot_id as index, day, half_hour, is_open, planned,
    present (NaN where it was not delivered)."""
    levels = queries.run(con, "staffing_by_slot", **quarters.bounds).set_index("slot_id").astype("float64")
    return levels.join(quarters.slots[["day", "half_hour", "is_open"]], how="inner")


@dataclass(frozen=True)
class Usual:
    """The reviewed days and their like.

    days: the seven days of the week (midnight, no zone).
    reference: for each of them the like days before the week, newest first; empty when there are fewer than 4.
    half_hours: indexed by day and half_hour (minute of the day): the symbols in opening hours, planned, present,
        withheld (why its answers are not shown, "" where they are: `advisers.alone`).
    """

    days: pd.DatetimeIndex
    reference: dict[pd.Timestamp, list[pd.Timestamp]]
    half_hours: pd.DataFrame

    def grid(self, symbol: str, days: list[pd.Timestamp]) -> pd.DataFrame:
        """A symbol by half_hour (rows) for several days (columns); NaN where it cannot be said."""
        return self.half_hours[symbol].unstack("day").reindex(columns=pd.DatetimeIndex(days))

    def window(self, symbol: str, day: pd.Timestamp, start: int, end: int) -> tuple[float, np.ndarray]:
        """The sum of a symbol from minute `start` to `end` of a day, and the same of each like day."""
        table = self.grid(symbol, [day, *self.reference[day]])
        inside = table[(table.index >= start) & (table.index < end)]
        sums_by_day = inside.sum(min_count=1).to_numpy()
        return float(sums_by_day[0]), sums_by_day[1:]

    def withheld(self, day: pd.Timestamp, start: int, end: int) -> bool:
        """Whether the answers of any half-hour from minute `start` to `end` of a day are withheld."""
        rows = self.half_hours.loc[day, "withheld"]
        return bool((rows[(rows.index >= start) & (rows.index < end)] != "").any())


def read(quarters: Quarters, levels: pd.DataFrame, week_days: pd.DatetimeIndex, fewest: int) -> Usual:
    """What is usual on the days of a week. fewest: the contract's `fewest_advisers`."""
    reference = {day: like(quarters, day, week_days[0]) for day in week_days}
    needed = sorted({*week_days, *(other for days in reference.values() for other in days)})
    return Usual(week_days, reference, _by_step(quarters, levels, pd.DatetimeIndex(needed), fewest, HALF_HOUR))


def _by_step(
    quarters: Quarters, levels: pd.DataFrame, days: pd.DatetimeIndex, fewest: int, minutes: int
) -> pd.DataFrame:
    counts = sums.by_half_hour(quarters, days, hours="open", minutes=minutes)
    opened = levels[levels["is_open"]]
    at = opened["half_hour"] // minutes * minutes
    there = opened.groupby(["day", at])[["planned", "present"]].mean()
    table = counts.join(there)
    return table.assign(withheld=advisers.alone(table, fewest))


def like(quarters: Quarters, day: pd.Timestamp, before: pd.Timestamp) -> list[pd.Timestamp]:
    """The last open days of the same weekday before a moment that the provider delivered whole, newest first."""
    days = quarters.open_days
    same = days.index[(days["dow"] == day.isoweekday()) & (days.index < before)]
    known = same.intersection(quarters.whole("provider")).sort_values(ascending=False)
    return list(known[:LOOK_BACK]) if len(known) >= LEAST_DAYS else []


def day_table(
    quarters: Quarters, totals: pd.DataFrame, levels: pd.DataFrame, usual: Usual, came: pd.DataFrame
) -> pd.DataFrame:
    """The week's days: the columns of `WeeklyReview.by_day`. Calls in opening hours; `presented` at all hours.

    totals: `sums.by_day`. A closed day has 0 calls in opening hours; NaN where the day was not delivered.
    present, planned: mean advisers over the open quarter-hours. came: `Coverage.by_day` of the provider: a day that is
    not whole is compared with no other day.
    """
    opened = totals["open"].reindex(usual.days)
    calendar = quarters.slots.groupby("day").agg(
        dow=("dow", "first"), is_open=("is_open", "any"), holiday=("holiday", "first")
    )
    table = calendar.reindex(usual.days)
    counts = opened[DAY_COUNTS]
    table[DAY_COUNTS] = counts.where(counts.notna() | table["is_open"].to_numpy()[:, np.newaxis], 0.0)
    table["answer_rate"] = rate(opened["answered"], opened["offered"])
    table["asa"] = rate(opened["wait_answered_s"], opened["answered"])
    table["aht"] = rate(opened["handle_s"], opened["answered"])
    like_days = {day: [] if day in came.index else usual.reference[day] for day in usual.days}
    table = table.join(pd.DataFrame({day: _usual_day(totals["open"], days) for day, days in like_days.items()}).T)
    table["presented"] = totals["all"]["presented"].reindex(usual.days)
    present = levels[levels["is_open"]].groupby("day")[["present", "planned"]].mean()
    table = table.join(present).join(came)
    table["state"] = table["state"].fillna("")
    return dated(table.rename_axis("local_date").reset_index())


def _usual_day(opened: pd.DataFrame, days: list[pd.Timestamp]) -> pd.Series:
    offered, answered = opened["offered"].reindex(days), opened["answered"].reindex(days)
    return pd.Series(
        {
            "usual_offered": offered.median(),
            "usual_low": offered.min(),
            "usual_high": offered.max(),
            "usual_answer_rate": answered.sum() / offered.sum() if offered.sum() > 0 else np.nan,
        },
        dtype="float64",
    )


def heat(quarters: Quarters, levels: pd.DataFrame, usual: Usual, fewest: int) -> pd.DataFrame:
    """The week by day and half-hour of opening: the columns of `WeeklyReview.heat`; by the hour where the provider
    counts by the hour.

    Where a single adviser was present only the demand is told: what was answered, and how fast, is that person's.
    """
    slots = quarters.slots[quarters.slots["day"].isin(usual.days) & quarters.slots["is_open"]]
    minutes = sums.step(quarters, usual.days)
    slots = slots.assign(half_hour=slots["minute"] // minutes * minutes)
    grid = slots[["day", "dow", "half_hour"]].drop_duplicates()
    values = usual.half_hours if minutes == HALF_HOUR else _by_step(quarters, levels, usual.days, fewest, minutes)
    found = grid.join(values, on=["day", "half_hour"]).assign(minutes=minutes)
    found["answer_rate"] = rate(found["answered"], found["offered"])
    found["asa"] = rate(found["wait_answered_s"], found["answered"])
    told = ["answered", "abandoned", "answer_rate", "asa"]
    found.loc[found["withheld"] != "", told] = np.nan
    gone = slots[slots.index.isin(quarters.lacking.get("provider", ()))]
    lacking = pd.MultiIndex.from_frame(found[["day", "half_hour"]]).isin(
        pd.MultiIndex.from_frame(gone[["day", "half_hour"]])
    )
    found["state"] = np.where(lacking, "partial", "")
    columns = [
        "dow",
        "half_hour",
        *DAY_COUNTS,
        "answer_rate",
        "asa",
        "planned",
        "present",
        "withheld",
        "state",
        "minutes",
    ]
    return dated(found.rename(columns={"day": "local_date"})[["local_date", *columns]].reset_index(drop=True))


def rate(over: pd.Series, under: pd.Series) -> pd.Series:
    """over / under; NaN where nothing stands under the line."""
    return over / under.where(under > 0)


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with `local_date` as plain dates."""
    days = pd.to_datetime(frame["local_date"])
    return frame.assign(local_date=pd.Series(days.dt.date, index=frame.index, dtype=object))
