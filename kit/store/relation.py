"""The SQL that reads a canonical table from its files, always with all its columns in their types.

In:   a table of `kit.schema`, paths of Parquet files (possibly none).
Out:  SQL text for a `select`, and an in-memory DuckDB connection that downloads nothing.
Why:  a file written before a column was added reads as null there; a table without files is empty, not absent. A file
      written under a column's former name, or with a former word in it, reads as if it were written today: else old
      calls would silently be null, or of no outcome, and files never change under their name.
Not here: which files (`snapshot`), what is asked of them (`kit.analysis`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from kit.schema import Column, Table
from kit.store.settings import setting


def connect(spill: Path, threads: int = 0, memory: str = "2GB") -> duckdb.DuckDBPyConnection:
    """A connection of its own, for one caller's thread.

    spill: folder for what does not fit into its memory. threads: how many it uses inside; `KIT_THREADS` (2) where 0.
    """
    return duckdb.connect(
        ":memory:",
        config={
            "threads": threads or int(setting("KIT_THREADS", usual=2, least=1)),
            "memory_limit": memory,
            "autoinstall_known_extensions": "false",
            "temp_directory": str(spill),
        },
    )


def text(value: object) -> str:
    """A SQL text literal."""
    return "'" + str(value).replace("'", "''") + "'"


def columns(table: Table) -> str:
    """Column names in the schema's order, quoted."""
    return ", ".join(f'"{name}"' for name in table.columns)


def select(table: Table, paths: Iterable[Path]) -> str:
    """A query for the rows of these files, in the schema's columns and types."""
    listed = ", ".join(text(path) for path in paths)
    if not listed:
        return _empty({name: column.type for name, column in table.columns.items()})
    types = {name: table.columns[now].type for name, now in table.formerly.items()}
    empty = _empty({name: column.type for name, column in table.columns.items()} | types)
    files = f"read_parquet([{listed}], union_by_name=true, hive_partitioning=false)"
    named = ", ".join(_as_named_today(name, column) for name, column in table.columns.items())
    return f"select {named} from ({empty} union all by name select * from {files})"


def _empty(types: dict[str, str]) -> str:
    typed = ", ".join(f'null::{type_} as "{name}"' for name, type_ in types.items())
    return f"select {typed} where false"


def _as_named_today(name: str, column: Column) -> str:
    """One column, whatever its name and its words were when its file was written."""
    if column.formerly:
        return f'coalesce("{name}", "{column.formerly}") as "{name}"'
    if column.words_formerly:
        words = " ".join(f"when {text(then)} then {text(now)}" for then, now in column.words_formerly)
        return f'case "{name}" {words} else "{name}" end as "{name}"'
    return f'"{name}"'


@dataclass(frozen=True)
class Staged:
    """Rows of a delivery that lie on disk. query: SQL that gives them, under the table's column names; rows: how many.

    The files that the query reads are its maker's, and must stay until the rows are in the tables.
    """

    query: str
    rows: int

    def __len__(self) -> int:
        return self.rows


_PANDAS = {
    "VARCHAR": "str",
    "DOUBLE": "float64",
    "BIGINT": "Int64",
    "INTEGER": "Int64",
    "BOOLEAN": "boolean",
    "DATE": "datetime64[us]",
    "TIMESTAMP": "datetime64[us]",
}


def load(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, frame: pd.DataFrame | Staged | None, partly: bool = False
) -> None:
    """Makes rows known as `name` in the schema's types; columns that may be missing are added as null.

    partly: required columns may be missing, too. Raises ValueError for a column the schema does not know, a required
    one that is missing or null, a time with a zone.
    """
    for kind in ("view", "table"):
        if con.execute(f"select 1 from duckdb_{kind}s() where {kind}_name = ?", [name]).fetchall():
            con.execute(f'drop {kind} "{name}"')
    if isinstance(frame, Staged):
        _view(con, name, table, frame, partly)
        return
    frame = pd.DataFrame(columns=list(table.columns)) if frame is None else frame
    _check_known(table, frame.columns)
    typed = pd.DataFrame({column: _typed(frame, table, column, partly) for column in table.columns})
    casts = ", ".join(f'cast("{column}" as {spec.type}) as "{column}"' for column, spec in table.columns.items())
    con.register("handed_in", typed)
    con.execute(f'create temp table "{name}" as select {casts} from handed_in')
    con.unregister("handed_in")


def _view(con: duckdb.DuckDBPyConnection, name: str, table: Table, staged: Staged, partly: bool) -> None:
    """Rows on disk are read where they lie, as often as they are asked for."""
    found = [one for one, *_ in con.execute(f"describe {staged.query}").fetchall()]
    _check_known(table, found)
    lacking = [one for one, spec in table.columns.items() if spec.required and one not in found and not partly]
    needed = [one for one, spec in table.columns.items() if spec.required and one in found and not partly]
    nulls = ", ".join(f'count(*) filter (where "{one}" is null)' for one in needed)
    counts = con.execute(f"select {nulls} from ({staged.query})").fetchall()[0] if needed else ()
    missing = {**dict.fromkeys(lacking, staged.rows), **dict(zip(needed, counts, strict=True))}
    for one, count in missing.items():
        if count:
            raise ValueError(f"{table.name}: {one} is required, and missing in {count} rows")
    casts = ", ".join(
        f'cast({chr(34) + one + chr(34) if one in found else "null"} as {spec.type}) as "{one}"'
        for one, spec in table.columns.items()
    )
    con.execute(f'create temp view "{name}" as select {casts} from ({staged.query})')


def _check_known(table: Table, names: Iterable[str]) -> None:
    strangers = sorted(set(names) - set(table.columns))
    if strangers:
        raise ValueError(f"{table.name}: columns that the schema does not know: {strangers}")


def _typed(frame: pd.DataFrame, table: Table, name: str, partly: bool) -> pd.Series:
    """One column with a dtype of its own: DuckDB would guess the type of an object column from a sample of it."""
    spec = table.columns[name]
    series = frame[name] if name in frame else pd.Series(index=frame.index, dtype=_PANDAS[spec.type])
    if spec.required and not partly and series.isna().any():
        raise ValueError(f"{table.name}: {name} is required, and missing in {int(series.isna().sum())} rows")
    if spec.type in ("DATE", "TIMESTAMP"):
        series = pd.to_datetime(series)
        if series.dt.tz is not None:
            raise ValueError(f"{table.name}: {name} carries a time zone; the store holds UTC or local time without one")
    return series.astype(_PANDAS[spec.type]).reset_index(drop=True)
