"""What the review rests on: rows, files, days that did not come, and what a re-delivery changed.

In:   the tables of the review (`con`, `deliveries`, `ledger`, `later`), quarter-hour sums.
Out:  the dictionary `WeeklyReview.data`, its delivery ledger, and the changes since the version before.
Why:  missing is not zero; every figure must be traceable to a file and its hash.
Not here: who owed what when (`kit.store`), how late is too late (`kit.present` shows it).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit import calendar
from kit.analysis import queries
from kit.analysis.sums import Quarters

LEDGER = [
    *("source", "owed_by", "table", "period", "due_at", "received_at", "status", "hours_late"),
    *("version", "file", "sha256", "rows", "stated"),
]
PROVIDER_TABLES = ("calls", "intervals")
CHANGES = ["figure", "before", "after", "delta", "file", "received_at"]


def sides(quarters: Quarters, ledger: pd.DataFrame) -> dict[str, str]:
    """The groups whose days are owed, and the table they come in. A line without carrier counts owes none."""
    owed = set(ledger["table"])
    found = {"provider": "intervals" if owed & set(PROVIDER_TABLES) == {"intervals"} else "calls"}
    if "carrier_counts" in owed or len(quarters.groups["client"]):
        found["client"] = "carrier_counts"
    return found


def statement(tables, quarters: Quarters) -> dict:
    """`WeeklyReview.data`; beside it "missing": [{"date", "owed_by", "table"}]."""
    owed = sides(quarters, tables.ledger)
    missing = _missing(quarters, tables.week, owed)
    live = live_deliveries(tables.deliveries, tables.week)
    return {
        "complete": not missing and "missing" not in set(tables.ledger["status"]),
        "completeness": _completeness(quarters, tables.week, owed),
        "received": _received(tables, quarters),
        "excluded": _excluded(tables, quarters),
        "quarantined": _quarantined(live, tables.week),
        "sources": [_source(one) for _, one in live.iterrows()],
        "days_missing": sorted({row["date"] for row in missing}),
        "missing": missing,
        "later": list(tables.later),
    }


def _missing(quarters: Quarters, week: str, owed: dict[str, str]) -> list[dict]:
    found = []
    for group, table in owed.items():
        days = quarters.missing(group)
        found += [
            {"date": day.date().isoformat(), "owed_by": group, "table": table}
            for day in days.index[days["week"] == week]
        ]
    return found


def _completeness(quarters: Quarters, week: str, owed: dict[str, str]) -> float:
    """Share of the open quarter-hours whose day each side delivered; 1 where the line does not open."""
    days = quarters.open_days[quarters.open_days["week"] == week]
    due = days["slots"].sum() * len(owed)
    came = sum(days.loc[days.index.isin(quarters.covered(group)), "slots"].sum() for group in owed)
    return float(came / due) if due else 1.0


def _week_bounds(quarters: Quarters, week: str) -> dict[str, int]:
    slots = quarters.slots.index[quarters.slots["week"] == week]
    return {"first_slot": int(slots.min()), "last_slot": int(slots.max())}


def _received(tables, quarters: Quarters) -> dict[str, int]:
    rows = queries.run(tables.con, "rows_by_table", **_week_bounds(quarters, tables.week))
    counts = dict(zip(rows["table_name"], rows["row_count"], strict=True))
    owed = set(tables.ledger["table"])
    return {name: int(count) for name, count in counts.items() if count or name in owed}


def _excluded(tables, quarters: Quarters) -> dict[str, dict[str, int]]:
    rows = queries.run(tables.con, "exclusions_by_slot", **_week_bounds(quarters, tables.week))
    found: dict[str, dict[str, int]] = {}
    for (table, reason), calls in rows.groupby(["of_table", "reason"])["calls"].sum().items():
        found.setdefault(table, {})[reason] = int(calls)
    return found


def live_deliveries(deliveries: pd.DataFrame, week: str) -> pd.DataFrame:
    """The deliveries that the week's rows come from, oldest first: of each source, those whose days in the week no
    newer delivery has replaced altogether. Corrected records, and files that hold a part of a day's queues, replace
    no whole day: what they correct goes on being a source of the week."""
    kept, replaced = [], {}
    inside = set(pd.DatetimeIndex(calendar.week_days(week)))
    for at in reversed(range(len(deliveries))):
        one = deliveries.iloc[at]
        if week not in one["weeks"]:
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


def _quarantined(live: pd.DataFrame, week: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, one in live.iterrows():
        rows = int(one["by_week"].get(week, {}).get("quarantined", 0))
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

    before, after: figure and value of the week. file, received_at: the newest delivery of the week that `before` did
    not know. A value that came or went counts as changed (NaN on one side).
    """
    old = before.set_index("figure")["value"]
    new = after.set_index("figure")["value"]
    old = old.reindex(new.index)
    moved = ~np.isclose(old.to_numpy(), new.to_numpy(), rtol=1e-12, atol=1e-12, equal_nan=True)
    table = pd.DataFrame({"before": old, "after": new, "delta": new - old})[moved].reset_index(names="figure")
    known = set(tables.before.deliveries["sha256"])
    newer = tables.deliveries[~tables.deliveries["sha256"].isin(known)]
    newer = newer[[tables.week in weeks for weeks in newer["weeks"]]]
    last = newer.iloc[-1] if len(newer) else {"file": "", "received_at": ""}
    return table.assign(file=last["file"], received_at=pd.to_datetime(last["received_at"] or None, utc=True))[CHANGES]
