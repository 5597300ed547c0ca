"""What a package holds: the rows of a period, by table and source.

In:   the tables of a period as of a moment.
Out:  `Part`s: a query and its columns each, one for each table, source and length of interval.
Why:  a key is unique within its source, and the length of an interval is stated for a file: one file for a whole table
      could not be read back without rows that fall together.
Not here: writing them (`written`), the mapping that reads them back (`readback`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from kit import schema
from kit.schema import Table
from kit.store import Tables

PSEUDONYM = "p-"  # no spreadsheet takes "p-1e10…" for a number, and no mapping takes it for a telephone number
_DERIVED = ("slot_id", *schema.PROVENANCE)
_NEVER = ("resource",)  # who did a step of the back office, pseudonym of one log alone: counted, never shown


@dataclass(frozen=True)
class Part:
    """The rows of one table and source. minutes: the length of their interval, 0 for what has none."""

    table: Table
    source: str
    minutes: int
    stem: str
    columns: tuple[str, ...]
    query: str
    rows: int
    deliveries: tuple[str, ...]

    @property
    def in_utc(self) -> frozenset[str]:
        """Its columns of moments in UTC."""
        return frozenset(name for name in self.columns if self.table.columns[name].unit == "UTC")

    @property
    def holds_callers(self) -> bool:
        """Whether pseudonyms of callers are among its columns."""
        return "caller" in self.columns


def parts(tables: Tables, names: Sequence[str], *, callers: bool) -> list[Part]:
    """What there is of these tables, in their order. callers: whether their pseudonyms may leave."""
    return [part for name in names for part in _of_table(tables, schema.TABLES[name], callers)]


def exclusions(tables: Tables) -> str:
    """A query for what intake left out of the period's tables, and under which name: to be read, not received."""
    columns = ["start", "start_local", "local_date", "minutes", "of_table", "source", "reason", "rows"]
    listed = ", ".join(f'"{name}"' for name in columns)
    return f"select {listed} from exclusions where {_in_period(tables)} order by start, of_table, source, reason"


def _of_table(tables: Tables, table: Table, callers: bool) -> Iterator[Part]:
    rows = _register(tables, table) if table.is_register else f'"{table.name}"'
    within = "true" if table.is_register else _in_period(tables)
    minutes = "minutes" if "minutes" in table.columns and not table.is_register else "0"
    query = f"select source, {minutes}, count(*), list(distinct delivery order by delivery) from {rows} where {within}"
    found = tables.con.execute(f"{query} group by all order by all").fetchall()
    several = len({source for source, *_ in found}) < len(found)
    for source, length, count, deliveries in found:
        mine = f"{within} and source = '{source}' and {minutes} = {length}"
        columns = _columns(tables.con, table, f"{rows} where {mine}", callers)
        query = f"select {', '.join(_selected(table, columns))} from {rows} where {mine} order by {_order(table)}"
        stem = f"{table.name}-{re.sub('[^a-z0-9_-]', '_', source)}" + (f"-{length}min" if several else "")
        yield Part(table, source, length, stem, columns, query, count, tuple(deliveries))


def _in_period(tables: Tables) -> str:
    first, last = tables.period.first, tables.period.last
    return f"local_date between date '{first}' and date '{last}'"


def _register(tables: Tables, table: Table) -> str:
    """A register as it stood, withdrawn rows among it, under a name of its own on the connection."""
    tables.con.register(f"standing_{table.name}", tables.register(table.name, withdrawn=True))
    typed = ", ".join(f'"{name}"::{column.type} as "{name}"' for name, column in table.columns.items())
    return f"(select {typed} from standing_{table.name})"


def _columns(con: duckdb.DuckDBPyConnection, table: Table, rows: str, callers: bool) -> tuple[str, ...]:
    """The columns that say anything of these rows: what nobody delivered is no column, rather than an empty one."""
    left_out = {*_DERIVED, *_NEVER, *([] if callers else ["caller"])}
    names = [name for name in table.content if name not in left_out]
    counted = ", ".join(f'count("{name}")' for name in names)
    counts = con.execute(f"select {counted} from {rows}").fetchall()[0]
    return tuple(name for name, count in zip(names, counts, strict=True) if count or table.columns[name].required)


def _selected(table: Table, columns: tuple[str, ...]) -> list[str]:
    return [f"'{PSEUDONYM}' || caller as caller" if name == "caller" else f'"{name}"' for name in columns]


def _order(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in dict.fromkeys((table.time or table.key[0], *table.key)))
