"""What did not come, came in part, was set aside, or came late: days, parts of days, the end of a file, files.

In:   the week's delivery ledger, its days that are not whole, both sides' counts by day, the outages found in them.
Out:  findings of kind days_missing, days_partial, days_set_aside, queue_silent, file_stops, delivery_missing,
      delivery_held and delivery_late, unranked.
Why:  a file cut at a line's end looks like any other; the calendar and the other side's count show what is missing.
      And a file that came and was set aside is no file that did not come: the words must not accuse anybody of it.
Not here: when a file is due (`kit.store`), finding what is not whole (`kit.analysis.line.coverage`).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from kit.analysis.line import coverage, coverage_calls
from kit.analysis.review import Finding

HOURS_A_DAY = 24
PROVIDER = "provider"


def days_missing(data: dict, ledger: pd.DataFrame, counts: pd.DataFrame, outages: pd.DataFrame) -> list[Finding]:
    """Open days that a side's files do not hold, hold in part, or hold and were set aside; files that stop too early.

    data: `completeness.statement`. counts: `WeeklyReview.counts_by_day`. A missing file that the ledger knows is told
    by `deliveries`, with its date; a stop just before the missing days is told with them.
    """
    stops = outages[outages["kind"] == "file_stops"]
    found = []
    for side in dict.fromkeys(row["owed_by"] for row in data["missing"]):
        rows = [row for row in data["missing"] if row["owed_by"] == side and not _owed(row, ledger)]
        if not rows:
            continue
        days = [dt.date.fromisoformat(row["date"]) for row in rows]
        before = stops[stops["local_date"] < days[0]].tail(1) if side == PROVIDER else stops.head(0)
        stops = stops.drop(before.index)
        found.append(_gone(side, rows[0]["table"], days, counts, before))
    stopped = {day.isoformat() for day in outages.loc[outages["kind"] == "file_stops", "local_date"]}
    return [*found, *(_stop(row) for _, row in stops.iterrows()), *_in_part(data, ledger, counts, stopped)]


def _in_part(data: dict, ledger: pd.DataFrame, counts: pd.DataFrame, stopped: set[str]) -> list[Finding]:
    """Days that are there in part, set aside, or are missing a queue: one finding per table and state."""
    groups: dict[tuple[str, str, str], list[dict]] = {}
    for row in data["coverage"]:
        kind = _kind(row)
        if kind and not (row["state"] == coverage.STOPS and row["date"] in stopped) and not _owed(row, ledger):
            groups.setdefault((kind, row["owed_by"], row["table"]), []).append(row)
    return [_partly(kind, side, table, rows, counts) for (kind, side, table), rows in groups.items()]


def _kind(row: dict) -> str:
    """The kind of finding that tells a day; "" for what others tell (a day of which nothing came)."""
    if row["state"] in coverage_calls.ASIDE:
        return "days_set_aside"
    if row["state"] == coverage.SILENT:
        return "queue_silent"
    whole_table = not row["part"] and row["table"] != "staffing"
    return "" if row["came"] == 0 and whole_table else "days_partial"


def _partly(kind: str, side: str, table: str, rows: list[dict], counts: pd.DataFrame) -> Finding:
    days = list(dict.fromkeys(dt.date.fromisoformat(row["date"]) for row in rows))
    parts = list(dict.fromkeys(row["part"] for row in rows))
    fields: dict[str, Any] = {"owed_by": side, "table": table, "days": days, "parts": parts}
    fields |= {name: float(sum(row[name] for row in rows)) for name in ("came", "due", "aside")}
    fields["whole"] = all(row["state"] == coverage.SET_ASIDE for row in rows)
    fields |= {"minutes": max(row["minutes"] for row in rows), "calls": None, "each": [_one(row) for row in rows]}
    if kind == "days_set_aside" and fields["whole"]:
        other = "delivered" if side == PROVIDER else "received"
        fields["calls"] = float(counts.loc[counts["local_date"].isin(days), other].sum(min_count=1))
    return Finding(0, kind, "", fields["calls"], fields)


def _one(row: dict) -> dict:
    names = ("part", "came", "due", "minutes", "state", "until")
    return {"date": dt.date.fromisoformat(row["date"])} | {name: row[name] for name in names}


def _owed(row: dict, ledger: pd.DataFrame) -> bool:
    """Whether the ledger holds a file for the day that has not come, or need not have come yet."""
    missing = ledger[ledger["status"].isin(["missing", "not_due", "held"]) & (ledger["table"] == row["table"])]
    if row.get("source"):
        missing = missing[missing["source"] == row["source"]]
    return bool(coverage.holding(missing["period"], dt.date.fromisoformat(row["date"])).any())


def _gone(side: str, table: str, days: list[dt.date], counts: pd.DataFrame, before: pd.DataFrame) -> Finding:
    other = "delivered" if side == PROVIDER else "received"
    calls = counts.loc[counts["local_date"].isin(days), other].sum(min_count=1)
    fields = {"owed_by": side, "table": table, "days": days, "calls": float(calls), "stop_date": None}
    fields |= {"stop_minute": None, "stop_calls": None}
    for _, stop in before.iterrows():
        fields |= {"stop_date": stop["local_date"], "stop_minute": int(stop["from_minute"])}
        fields |= {"stop_calls": float(stop["calls"])}
    return Finding(0, "days_missing", "", float(calls + before["calls"].sum()), fields)


def _stop(row: pd.Series) -> Finding:
    fields = {"date": row["local_date"], "from_minute": int(row["from_minute"]), "to_minute": int(row["to_minute"])}
    return Finding(0, "file_stops", "gap.carrier_acd", float(row["calls"]), fields)


def deliveries(ledger: pd.DataFrame, frozen_after_days: int) -> list[Finding]:
    """Files that the ledger misses, or that wait for a confirmation, one finding per source; late ones, per side."""
    missing = ledger[ledger["status"] == "missing"]
    # What comes months after it was due is history being loaded; the ledger tells it, the meeting need not.
    loaded = ledger["hours_late"] > HOURS_A_DAY * frozen_after_days
    late = ledger[(ledger["status"] == "late") & ~loaded]
    waiting = ledger[ledger["status"] == "held"]
    return [
        *(_files("delivery_missing", part) for _, part in missing.groupby("source", sort=False)),
        *(_files("delivery_held", part) for _, part in waiting.groupby("source", sort=False)),
        *(_files("delivery_late", part) for _, part in late.groupby("owed_by", sort=False)),
    ]


def _files(kind: str, part: pd.DataFrame) -> Finding:
    worst = part.loc[part["hours_late"].astype("float64").fillna(0.0).idxmax()]
    names = ["source", "owed_by", "table", "due_at", "hours_late"]
    fields = {name: worst[name] for name in names} | {"periods": list(part["period"])}
    if kind != "delivery_missing":
        fields |= {"received_at": worst["received_at"], "tables": list(dict.fromkeys(part["table"]))}
        fields["stated"] = bool(part["stated"].astype(bool).any())
    return Finding(0, kind, "", None, fields)
