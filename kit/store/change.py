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
from kit.store.replace import row_key

COLUMNS = ("local_date", "stood", "stands", "gone", "counted_before", "counted_after")
# What is counted on a day, beside its rows: the calls that a table speaks of.
_COUNTED = {
    "calls": "case when outcome = 'answered' then 1 else 0 end",
    "intervals": "coalesce(offered, received, answered)",
    "carrier_counts": "presented",
    "staffing": "planned",
}


@dataclass(frozen=True)
class Change:
    """What a delivery does to the rows of its table and source.

    by_day: one row per local day of the weeks that differ: `local_date`, `stood`, `stands`, `gone` (rows; gone: rows
    that stood on that day and whose key no longer does), `counted_before`, `counted_after` (over the rows that stood
    and still stand: answered calls of `calls`, offered or presented calls of counts, planned advisers of `staffing`).
    gone_from: SHA-256 of the deliveries that had brought the rows that went. moved: rows that went to another day.
    """

    by_day: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))
    gone_from: frozenset[str] = frozenset()
    moved: int = 0

    @property
    def gone(self) -> int:
        """Rows that stood and are no longer there, or stand on another day."""
        return int(self.by_day["gone"].sum())

    @property
    def lost(self) -> pd.DataFrame:
        """The days that lose rows."""
        return self.by_day[self.by_day["gone"] > 0]


def between(
    con: duckdb.DuckDBPyConnection, table: Table, key: Sequence[str], before: list[Path], after: list[Path]
) -> Change:
    """The change from one list of files of a table and source to another."""
    counted = _COUNTED.get(table.name, "0")
    for name, paths in (("was", before), ("became", after)):
        select = f"select local_date, delivery, {row_key(key)} as row_key, {counted} as counted"
        con.execute(f"create or replace temp table {name} as {select} from ({relation.select(table, paths)})")
    con.execute(
        "create or replace temp table gone as select * from was "
        "where (local_date, row_key) not in (select (local_date, row_key) from became)"
    )
    by_day = con.execute(
        """
        select local_date,
            count(*) filter (what = 'was') as stood, count(*) filter (what = 'became') as stands,
            count(*) filter (what = 'gone') as gone,
            coalesce(sum(counted) filter (what = 'before'), 0)::double as counted_before,
            coalesce(sum(counted) filter (what = 'after'), 0)::double as counted_after
        from (
            select 'was' as what, local_date, counted from was
            union all select 'became', local_date, counted from became
            union all select 'gone', local_date, counted from gone
            union all select 'before', local_date, counted from was semi join became using (local_date, row_key)
            union all select 'after', local_date, counted from became semi join was using (local_date, row_key)
        ) group by 1 order by 1
        """
    ).df()
    shas = con.execute("select distinct delivery from gone").fetchall()
    moved = con.execute("select count(*) from gone where row_key in (select row_key from became)").fetchall()[0][0]
    return Change(by_day, frozenset(sha for (sha,) in shas), moved)
