"""What one delivery changes in the tables: rows by day, before and after.

In:   the files of one source before and after a delivery is merged.
Out:  `Change`: by local day how many rows stood, stand and went; which deliveries had brought those that went.
Why:  it is measured on the tables themselves, so it tells what happens whatever rule made it happen.
Not here: whether so much may change (`kit.intake.guard`), the merge itself (`merge`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from kit.schema import Table
from kit.store import relation
from kit.store.lists import ListChange
from kit.store.replace import row_key

COLUMNS = ("local_date", "stood", "stands", "gone", "new", "counted_before", "counted_after")
# What is counted on a day, beside its rows: the calls that a table speaks of.
_COUNTED = {
    "calls": "case when outcome = 'answered' then 1 else 0 end",
    "intervals": "coalesce(offered, received, answered)",
    "carrier_counts": "presented",
    "staffing": "planned",
}
_OUTCOMES = ("answered", "abandoned")
_DURATIONS = ("wait_s", "talk_s", "hold_s", "acw_s")


@dataclass(frozen=True)
class Change:
    """What a delivery does to the rows of its table and source.

    by_day: one row per local day of the weeks that differ: `local_date`, `stood`, `stands`, `gone` (rows; gone: rows
    that stood on that day and whose key no longer does), `new` (rows whose key did not stand on that day),
    `counted_before`, `counted_after` (over the rows that stood and still stand: answered calls of `calls`, offered or
    presented calls of counts, planned advisers of `staffing`). sums: index the table's counts and durations (and
    outcomes of `calls`), columns `before`, `after`: their sums over the rows that stood and still stand.
    gone_from: SHA-256 of the deliveries that had brought the rows that went. moved: rows that went to another day.
    of_list: what a list does to its register, None for daily files.
    """

    by_day: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))
    gone_from: frozenset[str] = frozenset()
    moved: int = 0
    sums: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["before", "after"], dtype="float64"))
    of_list: ListChange | None = None

    @property
    def gone(self) -> int:
        """Rows that stood and are no longer there, or stand on another day."""
        return int(self.by_day["gone"].sum())

    @property
    def lost(self) -> pd.DataFrame:
        """The days that lose rows."""
        days: pd.DataFrame = self.by_day[self.by_day["gone"] > 0]
        return days


def between(
    con: duckdb.DuckDBPyConnection, table: Table, key: Sequence[str], before: list[Path], after: list[Path]
) -> Change:
    """The change from one list of files of a table and source to another."""
    if not before:
        return _first(con, table, after)
    counted, sums = _COUNTED.get(table.name, "0"), _summed(table)
    listed = ", ".join(f"{expression} as {name}" for name, expression in sums.items())
    for name, paths in (("was", before), ("became", after)):
        select = f"select local_date, delivery, {row_key(key)} as row_key, {counted} as counted, {listed}"
        con.execute(f"create or replace temp table {name} as {select} from ({relation.select(table, paths)})")
    con.execute(
        "create or replace temp table gone as select * from was "
        "where (local_date, row_key) not in (select (local_date, row_key) from became)"
    )
    by_day = con.execute(
        """
        select local_date,
            count(*) filter (what = 'was') as stood, count(*) filter (what = 'became') as stands,
            count(*) filter (what = 'gone') as gone, count(*) filter (what = 'new') as new,
            coalesce(sum(counted) filter (what = 'before'), 0)::double as counted_before,
            coalesce(sum(counted) filter (what = 'after'), 0)::double as counted_after
        from (
            select 'was' as what, local_date, counted from was
            union all select 'became', local_date, counted from became
            union all select 'gone', local_date, counted from gone
            union all select 'new', local_date, counted from became anti join was using (local_date, row_key)
            union all select 'before', local_date, counted from was semi join became using (local_date, row_key)
            union all select 'after', local_date, counted from became semi join was using (local_date, row_key)
        ) group by 1 order by 1
        """
    ).df()
    shas = con.execute("select distinct delivery from gone").fetchall()
    moved = con.execute("select count(*) from gone where row_key in (select row_key from became)").fetchall()[0][0]
    return Change(by_day, frozenset(sha for (sha,) in shas), moved, _sums(con, list(sums)))


def _first(con: duckdb.DuckDBPyConnection, table: Table, after: list[Path]) -> Change:
    """The change where nothing stood: every row is new."""
    rows = con.execute(
        f"select local_date, count(*) as stands from ({relation.select(table, after)}) group by 1 order by 1"
    ).df()
    none = {name: 0 for name in COLUMNS if name not in ("local_date", "stands", "new")}
    by_day = rows.assign(new=rows["stands"], **none)[list(COLUMNS)]
    names = list(_summed(table))
    nothing = pd.DataFrame({"before": 0.0, "after": 0.0}, index=names)
    return Change(by_day.astype({"counted_before": "float64", "counted_after": "float64"}), sums=nothing)


def _summed(table: Table) -> dict[str, str]:
    """What is added up over the rows that stay, by name."""
    if table.name == "calls":
        outcomes = {name: f"case when outcome = '{name}' then 1 else 0 end" for name in _OUTCOMES}
        return outcomes | {name: f'"{name}"' for name in _DURATIONS}
    columns = {name: spec for name, spec in table.columns.items() if spec.unit in ("calls", "s of calls", "advisers")}
    return {name: f'"{name}"' for name in columns}


def _sums(con: duckdb.DuckDBPyConnection, names: list[str]) -> pd.DataFrame:
    if not names:  # a log of events counts nothing but its rows
        return Change().sums
    added = ", ".join(f"coalesce(sum({name}), 0)::double as {name}" for name in names)
    pairs = [
        con.execute(f"select {added} from {one} semi join {other} using (local_date, row_key)").fetchall()[0]
        for one, other in (("was", "became"), ("became", "was"))
    ]
    return pd.DataFrame({"before": pairs[0], "after": pairs[1]}, index=names)
