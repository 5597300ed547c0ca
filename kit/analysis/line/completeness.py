"""What the review rests on: rows, files, days that did not come, and what a re-delivery changed.

In:   the tables of the review (`con`, `deliveries`, `ledger`, `later`), quarter-hour sums.
Out:  the dictionary `WeeklyReview.data`, its delivery ledger, and the changes since the version before.
Why:  counted as zeros, days that were not delivered would change every figure without a word; and a figure without its
      file and hash could not be checked.
Not here: who owed what when (`kit.store`), how late is too late (`kit.present` shows it).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kit.analysis.line import coverage, queries
from kit.analysis.line.coverage import FROM_LEDGER, Coverage
from kit.analysis.line.sums import QUARTER, Quarters
from kit.period import Period

LEDGER = [
    *("source", "owed_by", "table", "period", "due_at", "received_at", "status", "hours_late"),
    *("version", "file", "sha256", "rows", "stated"),
]
PROVIDER_TABLES = ("calls", "intervals")
NOT_THERE = tuple(FROM_LEDGER.values())
CHANGES = ["figure", "before", "after", "delta", "file", "received_at", "cause"]


def sides(quarters: Quarters, tables) -> dict[str, str]:
    """The groups whose days are owed, and the table they come in: what `sources.yml` declares, and what came. A line
    without carrier counts owes none."""
    owed = {one["table"] for one in tables.declared} | set(tables.ledger["table"])
    found = {}
    if owed & set(PROVIDER_TABLES) or len(quarters.groups["provider"]):
        found["provider"] = "intervals" if "calls" not in owed and not quarters.call_weeks else "calls"
    if "carrier_counts" in owed or len(quarters.groups["client"]):
        found["client"] = "carrier_counts"
    return found


def statement(tables, quarters: Quarters, covered: Coverage) -> dict:
    """`WeeklyReview.data`, as far as it speaks of what came. quarters: with `covered` in them (`Coverage.of`)."""
    owed = sides(quarters, tables)
    hours = _hours(quarters, tables.period, owed, covered)
    lacks = _not_whole(tables, quarters, covered, owed)
    missing = [
        {name: one[name] for name in ("date", "owed_by", "table")} for one in lacks if one["state"] in NOT_THERE
        and not one["part"] and one["table"] in owed.values()
    ]  # fmt: skip
    live = live_deliveries(tables.deliveries, tables.period)
    return {
        "complete": not lacks and not {"missing", "held"} & set(tables.ledger["status"]),
        "completeness": _completeness(hours),
        "days": _days_whole(quarters, tables.period, owed),
        "hours": hours,
        "coverage": lacks,
        "received": _received(tables, quarters),
        "excluded": _excluded(tables, quarters),
        "quarantined": _quarantined(live, tables.period),
        "sources": [_source(one) for _, one in live.iterrows()],
        "days_missing": sorted({row["date"] for row in missing}),
        "missing": missing,
        "later": list(tables.later),
        "declared": [dict(one) for one in tables.declared],
    }


def _not_whole(tables, quarters: Quarters, covered: Coverage, owed: dict[str, str]) -> list[dict]:
    """The days of the period that are not whole, each with its state: what is not due yet, or waits for a confirmation,
    is not missing."""
    found = coverage.statement(covered, tables.period.days, tables.declared)
    told = {(one["date"], one["table"]) for one in found if not one["part"]}
    for group, table in owed.items():
        days = quarters.missing(group)
        dates = [day.date().isoformat() for day in days.index if day.date() in tables.period]
        found += [_nothing(date, group, table) for date in dates if (date, table) not in told]
    found = [one | {"state": _standing(one, tables.ledger)} for one in found]
    return sorted(found, key=lambda one: (one["date"], one["table"], one["source"], one["part"]))


def _nothing(date: str, side: str, table: str) -> dict:
    empty = {"source": "", "part": "", "came": 0.0, "due": 0.0, "minutes": 0, "aside": 0, "until": None}
    return {"date": date, "owed_by": side, "table": table} | empty | {"state": coverage.MISSING}


def _standing(one: dict, ledger: pd.DataFrame) -> str:
    """The state of a day that is not whole; where the file that holds it is not due, or waits, the ledger's word."""
    if one["state"] != coverage.MISSING:
        return one["state"]
    rows = ledger[(ledger["table"] == one["table"]) & ledger["status"].isin(["not_due", "held"])]
    rows = rows[coverage.holding(rows["period"], dt.date.fromisoformat(one["date"]))]
    if one["source"]:
        rows = rows[rows["source"] == one["source"]]
    return FROM_LEDGER[rows.iloc[0]["status"]] if len(rows) else coverage.MISSING


def _days_whole(quarters: Quarters, period: Period, owed: dict[str, str]) -> dict[str, int]:
    """Open days of the period, and how many of them each side delivered whole: {"open": 5, "provider": 4}."""
    days = quarters.owed_days.index.intersection(pd.DatetimeIndex(period.days))
    return {"open": len(days)} | {group: int(days.isin(quarters.whole(group)).sum()) for group in owed}


def _hours(quarters: Quarters, period: Period, owed: dict[str, str], covered: Coverage) -> dict[str, float]:
    """Opening hours of the period, and those of them that each side delivered; of a day that is not whole its share."""
    days = quarters.owed_days[quarters.owed_days.index.isin(pd.DatetimeIndex(period.days))]
    found = {"open": days["slots"].sum() * QUARTER / 60}
    for group in owed:
        there = days.loc[days.index.isin(quarters.covered(group)), "slots"]
        share = covered.share.get(group, pd.Series(dtype="float64")).reindex(there.index).fillna(1.0)
        found[group] = (there * share).sum() * QUARTER / 60
    return {name: float(hours) for name, hours in found.items()}


def _completeness(hours: dict[str, float]) -> float:
    """Share of what was due in opening hours that came, of all sides that owe it; 1 where the line does not open."""
    came = [there for name, there in hours.items() if name != "open"]
    due = hours["open"] * len(came)
    return float(sum(came) / due) if due else 1.0


def _bounds(quarters: Quarters, period: Period) -> dict[str, int]:
    """The first and the last quarter-hour of the period."""
    slots = quarters.slots.index[quarters.slots["day"].isin(pd.DatetimeIndex(period.days))]
    return {"first_slot": int(slots.min()), "last_slot": int(slots.max())}


def _received(tables, quarters: Quarters) -> dict[str, int]:
    rows = queries.run(tables.con, "rows_by_table", **_bounds(quarters, tables.period))
    counts = dict(zip(rows["table_name"], rows["row_count"], strict=True))
    owed = set(tables.ledger["table"])
    return {name: int(count) for name, count in counts.items() if count or name in owed}


def _excluded(tables, quarters: Quarters) -> dict[str, dict[str, int]]:
    rows = queries.run(tables.con, "exclusions_by_slot", **_bounds(quarters, tables.period))
    rows = rows[rows["of_table"].isin(coverage.GROUPS)]
    found: dict[str, dict[str, int]] = {}
    for (table, reason), calls in rows.groupby(["of_table", "reason"])["calls"].sum().items():
        found.setdefault(table, {})[reason] = int(calls)
    return found


def live_deliveries(deliveries: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The deliveries that the period's rows come from, oldest first: of each source, those whose days in the period no
    newer delivery has replaced altogether. Corrected records, and files that hold a part of a day's queues, replace
    no whole day: what they correct goes on being a source of the period."""
    kept: list[int] = []
    replaced: dict[str, set] = {}
    inside, weeks = set(pd.DatetimeIndex(period.days)), set(period.weeks)
    for at in reversed(range(len(deliveries))):
        one = deliveries.iloc[at]
        if not weeks & set(one["weeks"]) or one["table"] not in coverage.GROUPS:  # the back office is no line
            continue
        days = _days(one["first_date"], one["last_date"]) & inside
        newer = replaced.setdefault(one["source"], set())
        if days - newer:
            kept.append(at)
        if one["replaces"] == "days":
            newer |= days - {pd.Timestamp(day) for day in one["touched"]}
    return deliveries.iloc[kept[::-1]]


def _days(first: str, last: str) -> set:
    return set(pd.date_range(first, last)) if first and last else set()


def _quarantined(live: pd.DataFrame, period: Period) -> dict[str, int]:
    """Rows in quarantine by table, of the whole weeks that the period touches: they are counted by week."""
    found: dict[str, int] = {}
    for _, one in live.iterrows():
        rows = sum(int(one["by_week"].get(week, {}).get("quarantined", 0)) for week in period.weeks)
        if rows:
            found[one["table"]] = found.get(one["table"], 0) + rows
    return found


def _source(one: pd.Series) -> dict:
    names = {"file": "file", "sha256": "sha256", "rows": "rows_read", "source": "source", "table": "table"}
    names["owed_by"] = "owed_by"
    row = {name: one[column] for name, column in names.items()}
    return row | {"rows": int(row["rows"]), "received": "stated" if one["stated"] else "measured"}


def changes(before: pd.DataFrame, after: pd.DataFrame, tables) -> pd.DataFrame:
    """What the last re-delivery changed: the columns of `WeeklyReview.changes`, in the order of the glossary.

    before, after: figure and value of the period. file, received_at: its newest delivery that `before` did not know.
    cause: "mapping" where that file was known and was read with another mapping, else "delivery". A value
    that came or went counts as changed (NaN on one side).
    """
    old = before.set_index("figure")["value"]
    new = after.set_index("figure")["value"]
    old = old.reindex(new.index)
    moved = ~np.isclose(old.to_numpy(), new.to_numpy(), rtol=1e-12, atol=1e-12, equal_nan=True)
    table = pd.DataFrame({"before": old, "after": new, "delta": new - old})[moved].reset_index(names="figure")
    last = _newest(tables)
    came = pd.to_datetime(last["received_at"], utc=True) if last else None
    return table.assign(file=last.get("file", ""), received_at=came, cause=_cause(last, tables.before))[CHANGES]


def _newest(tables) -> dict:
    """The newest delivery of the period that the state before did not know; the same file read again is one, too."""
    names = [name for name in ("sha256", "source", "received_at", "mapping") if name in tables.deliveries]
    known = set(tables.before.deliveries[names].itertuples(index=False, name=None))
    weeks = set(tables.period.weeks)
    newer = [
        one
        for one in tables.deliveries.to_dict("records")
        if tuple(one[name] for name in names) not in known and weeks & set(one["weeks"])
    ]
    return newer[-1] if newer else {}


def _cause(last: dict, before) -> str:
    """ "mapping" where the file had been read before, otherwise than now; else "delivery"."""
    known = before.deliveries
    same = known[(known["sha256"] == last.get("sha256")) & (known["source"] == last.get("source"))]
    if same.empty or "mapping" not in same:
        return "delivery"
    return "delivery" if same.iloc[-1]["mapping"] == last["mapping"] else "mapping"
