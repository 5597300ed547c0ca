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
CHANGES = ["figure", "before", "after", "delta", "file", "received_at", "cause"]


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
        "complete": not missing and not {"missing", "held"} & set(tables.ledger["status"]),
        "completeness": _completeness(quarters, tables.week, owed),
        "received": _received(tables, quarters),
        "excluded": _excluded(tables, quarters),
        "quarantined": _quarantined(live, tables.week),
        "sources": [_source(one) for _, one in live.iterrows()],
        "days_missing": sorted({row["date"] for row in missing}),
        "missing": missing,
        "later": list(tables.later),
        "declared": [dict(one) for one in tables.declared],
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
    not know. cause: "mapping" where that file was known and was read with another mapping, else "delivery". A value
    that came or went counts as changed (NaN on one side).
    """
    old = before.set_index("figure")["value"]
    new = after.set_index("figure")["value"]
    old = old.reindex(new.index)
    moved = ~np.isclose(old.to_numpy(), new.to_numpy(), rtol=1e-12, atol=1e-12, equal_nan=True)
    table = pd.DataFrame({"before": old, "after": new, "delta": new - old})[moved].reset_index(names="figure")
    last = _newest(tables)
    came = pd.to_datetime(last.get("received_at"), utc=True)
    return table.assign(file=last.get("file", ""), received_at=came, cause=_cause(last, tables.before))[CHANGES]


def _newest(tables) -> dict:
    """The newest delivery of the week that the state before did not know; the same file read again is one, too."""
    names = [name for name in ("sha256", "source", "received_at", "mapping") if name in tables.deliveries]
    known = set(tables.before.deliveries[names].itertuples(index=False, name=None))
    newer = [
        one
        for one in tables.deliveries.to_dict("records")
        if tuple(one[name] for name in names) not in known and tables.week in one["weeks"]
    ]
    return newer[-1] if newer else {}


def _cause(last: dict, before) -> str:
    """ "mapping" where the file had been read before, otherwise than now; else "delivery"."""
    known = before.deliveries
    same = known[(known["sha256"] == last.get("sha256")) & (known["source"] == last.get("source"))]
    if same.empty or "mapping" not in same:
        return "delivery"
    return "delivery" if same.iloc[-1]["mapping"] == last["mapping"] else "mapping"
