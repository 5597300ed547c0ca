"""What is told first of the week's queues: one that explains most of the gap, one that the contract names in vain.

In:   `Queues.table`, the missed objectives, the contract, the queues that the rows name.
Out:  findings of kind queue_gap and queue_unknown, unranked.
Why:  the line's total can keep an objective that one of its queues misses by far; and hours for a queue of another name
      hold for no call, without a word.
Not here: the table (`kit.analysis.line.queues`), why a queue is short: nothing here says so.

A queue is told when it is short of at least half of the gap's calls, half as many again as its share of the calls would
carry, and its rate lies six standard errors of chance below that of the others: so wide because the calls of a queue
share their good and bad hours. Measured on 27,000 generated missed and nearly missed weeks (2 to 300 queues): where all
queues are alike it is never told; where they differ by 2 points from week to week, in at most 2 % of weeks. A queue
with a tenth of the calls and 25 points below the others was told in all weeks of 4,500 calls, in 6 of 10 of 1,000.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import duckdb
import numpy as np
import pandas as pd

from kit.analysis.line import queries
from kit.analysis.line.sums import Quarters
from kit.analysis.review import Finding
from kit.params import Contract
from kit.period import Period

MOST_NEAR = 3
MOST_OF_GAP, MORE_THAN_CALLS, BEYOND_CHANCE, LEAST_SHORT = 0.5, 1.5, 6.0, 15


def unknown(con: duckdb.DuckDBPyConnection, quarters: Quarters, contract: Contract, week: str) -> list[dict]:
    """Queues that the terms of the week give hours of their own, and no row of the weeks in hand names."""
    stated = contract.queues_on(Period.week(week).first)
    if not stated:
        return []
    return unknown_among(stated, set(queries.run(con, "queue_names", **quarters.bounds)["queue"]))


def unknown_among(stated: Iterable[str], known: set[str]) -> list[dict]:
    """The stated names that are not known, each with the known names that are near: {"queue", "near"}."""
    by_fold: dict[str, list[str]] = {}
    for name in sorted(known):
        by_fold.setdefault(" ".join(name.casefold().split()), []).append(name)
    found = []
    for name in stated:
        if name not in known:
            near = difflib.get_close_matches(" ".join(name.casefold().split()), by_fold, n=MOST_NEAR)
            found.append({"queue": name, "near": [one for fold in near for one in by_fold[fold]][:MOST_NEAR]})
    return found


def findings(table: pd.DataFrame, missed: list[Finding], data: dict) -> list[Finding]:
    """The queue that explains at least half of the gap, and names of the contract that no row holds."""
    return [*_gap(table, missed, data.get("queues", {})), *_unknown(data.get("queues_unknown", []))]


def _unknown(rows: list[dict]) -> list[Finding]:
    if not rows:
        return []
    return [Finding(0, "queue_unknown", "", None, dict(rows[0]) | {"others": len(rows) - 1})]


def _gap(table: pd.DataFrame, missed: list[Finding], data: dict) -> list[Finding]:
    told = next((one for one in missed if one.figure == data.get("figure")), None)
    if told is None or len(table) < 2 or not told.calls or told.calls < LEAST_SHORT:
        return []
    first = table.iloc[0]
    if first["kind"] != "queue" or not first["ranked"] or not _stands_out(first, table):
        return []
    fields = {name: first[name] for name in ("queue", "share", "calls_share", "value", "usual", "offered")}
    fields |= {name: told.fields[name] for name in ("objective", "unit")}
    return [Finding(0, "queue_gap", told.figure, float(min(first["short"], told.calls)), fields)]


def _stands_out(first: pd.Series, table: pd.DataFrame) -> bool:
    """Half of the gap or more, half as much again as its calls alone would carry, and beyond what chance does to it."""
    if not first["share"] >= MOST_OF_GAP or first["share"] < MORE_THAN_CALLS * first["calls_share"]:
        return False
    others = table[table.index != first.name]
    rest = others["numerator"].sum() / others["denominator"].sum()
    whole = table["numerator"].sum() / table["denominator"].sum()
    spread = np.sqrt(whole * (1 - whole) * (1 / first["denominator"] + 1 / others["denominator"].sum()))
    return bool(spread > 0 and abs(first["value"] - rest) >= BEYOND_CHANCE * spread)
