"""The mapped rows of one file on disk, block by block, while it is decided what becomes of each.

In:   mapped blocks; later decisions about single rows (left out, at fault, other values).
Out:  SQL over all rows of the file, in its order; what a table is to take over as a query (`Staged`).
Why:  what only the whole file tells (a key that comes twice, a lone date) is asked of columns on disk: the rows of a
      year are never in memory together. Callers are pseudonyms here already.
Not here: the questions (`late_*`), who decides what (`sorting`).

Columns beside the table's own: n (place of the row in the file, from 0), row_number, excluded (reason or null), bad (at
fault by itself), worse (at fault by what it says beside others), seems (see `Mapped`). Columns that hold one of few
texts are written as numbers, and their texts stand in a file of their own (`say`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from kit.intake.grid import Grid
from kit.intake.mapped import Mapped
from kit.schema import Table
from kit.store.relation import Staged, text

USABLE = "excluded is null and not bad and not worse"
ASIDE = "excluded is null and (bad or worse)"  # in quarantine
MEMORY = "160MB"
_OWN = {"n": "BIGINT", "row_number": "BIGINT", "excluded": "VARCHAR", "bad": "BOOLEAN", "worse": "BOOLEAN"}
_LATE = {"n": "BIGINT", "excluded": "VARCHAR", "bad": "BOOLEAN", "worse": "BOOLEAN"}


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection that keeps little in memory and the rest in `folder`."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1, "memory_limit": MEMORY, "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": "false", "preserve_insertion_order": True,
    }  # fmt: skip
    con = duckdb.connect(":memory:", config=config)
    con.execute(
        "set pandas_analyze_sample = 0"
    )  # columns of objects are texts: nothing is guessed from their first rows
    return con


class Stage:
    """One file's rows. folder: its own, to be removed with all that is in it once the rows are in the tables."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, table: Table) -> None:
        self.con, self.folder, self.table = con, folder, table
        folder.mkdir(parents=True, mode=0o700)
        self.rows = 0
        self._parts: list[Path] = []
        self._columns: dict[str, str] = {}
        self._texts: dict[str, Path] = {}
        self._late: list[pd.DataFrame] = []
        self._late_file: Path | None = None
        self._other: dict[str, str] = {}
        self._patches: list[Path] = []

    # Rows

    def put(self, grid: Grid, mapped: Mapped, bad: np.ndarray) -> None:
        """Takes a block's rows over. bad: those at fault by themselves; the others at fault are `worse`."""
        own = {
            "n": np.arange(self.rows, self.rows + len(grid), dtype="int64"),
            "row_number": grid.row_numbers,
            "excluded": pd.Series(mapped.excluded, dtype="str"),
            "bad": bad,
            "worse": mapped.faults.rows() & ~bad,
        }
        frame = {name: self._typed(name, mapped.frame[name]) for name in mapped.frame} | own
        if len(mapped.seems) and not np.array_equal(
            mapped.seems, mapped.frame[self.table.time].to_numpy(), equal_nan=True
        ):
            frame["seems"] = mapped.seems
        self.rows += len(grid)
        if len(grid):
            self._parts.append(self._written(pd.DataFrame(frame), f"rows-{len(self._parts)}"))

    def _typed(self, name: str, values: pd.Series) -> pd.Series | np.ndarray:
        """A column with a dtype of its own: DuckDB would guess the type of an object column from a sample of it."""
        if values.dtype != object:
            return values
        kind = self.table.columns[name].type if name in self.table.columns else "VARCHAR"
        return values if kind == "VARCHAR" else values.astype("boolean" if kind == "BOOLEAN" else "float64")

    def _written(self, frame: pd.DataFrame, name: str) -> Path:
        path = self.folder / f"{name}.parquet"
        self.con.register("handed_in", frame)
        described = self.con.execute("describe handed_in").fetchall()
        self._columns |= {column: kind for column, kind, *_ in described if not name.startswith(("late", "texts"))}
        # A day is a date here as in the tables: else no week would be found without reading all of the file.
        day = " replace (local_date::date as local_date)" if "local_date" in frame else ""
        self.con.execute(f"copy (select *{day} from handed_in) to {text(path)} (format parquet, compression lz4)")
        self.con.unregister("handed_in")
        return path

    # Decisions

    def say(self, name: str, texts: pd.DataFrame) -> None:
        """What the numbers of a column stand for. texts: code, text, year (null, or that of the rows meant)."""
        self._texts[name] = self._written(texts, f"texts-{name}")

    def replace(self, name: str, expression: str) -> None:
        """Another expression for a column, of the row's own columns."""
        self._other[name] = expression

    def mark(self, n: Sequence[int] | np.ndarray, *, excluded: str | None = None, bad: bool = False,
             worse: bool = False) -> None:  # fmt: skip
        """Decides about rows: left out under a name, or at fault."""
        if not len(n):
            return
        rows = {"n": np.asarray(n, dtype="int64"), "bad": bad, "worse": worse}
        told = pd.DataFrame(rows).assign(excluded=pd.Series([excluded] * len(n), dtype="str"))
        self._late.append(told[list(_LATE)])
        both = pd.concat(self._late).groupby("n", as_index=False).agg(
            {"excluded": "first", "bad": "max", "worse": "max"}
        )  # fmt: skip
        self._late = [both.astype({"excluded": "str"})]
        self._late_file = self._written(self._late[0], f"late-{len(list(self.folder.glob('late-*')))}")

    def patch(self, rows: pd.DataFrame) -> None:
        """Other values of whole usable rows, by their n; with the columns of the table."""
        usable = rows.assign(
            bad=False, worse=False, excluded=pd.Series([None] * len(rows), dtype="str", index=rows.index)
        )
        self._patches.append(self._written(usable, f"patched-{len(self._patches)}"))

    # Questions

    @property
    def columns(self) -> list[str]:
        """The table's own columns that the file fills."""
        return [name for name in self.table.columns if name in self._columns]

    def holds(self, name: str) -> bool:
        """Whether a column was written, of the table's own or beside it."""
        return name in self._columns

    def sql(self, asked: str = "*") -> str:
        """A query for all rows with what was decided about them, and the columns that `asked` speaks of (*: all)."""
        base = self._base([name for name in self._columns if "*" in asked or name in asked or name in _OWN])
        for path in self._patches:
            base = (
                f"select * from ({base}) where n not in (select n from read_parquet({text(path)})) "
                f"union all by name select * from read_parquet({text(path)})"
            )
        return base

    def _base(self, columns: list[str]) -> str:
        parts = ", ".join(map(text, self._parts))
        select, joins = [], []
        for name in columns:
            select.append(f'{self._expression(name)} as "{name}"')
        for at, (name, path) in enumerate(self._texts.items()):
            if name not in columns:
                continue
            year = f'(t{at}.year is null or t{at}.year = year(s."{self.table.time}"))'
            joins.append(f'left join read_parquet({text(path)}) t{at} on s."{name}" = t{at}.code and {year}')
        if self._late_file:
            joins.append(f"left join read_parquet({text(self._late_file)}) l on s.n = l.n")
        return f"select {', '.join(select)} from read_parquet([{parts}], union_by_name = true) s {' '.join(joins)}"

    def _expression(self, name: str) -> str:
        if name in self._texts:
            return f"t{list(self._texts).index(name)}.text"
        if self._late_file and name in _LATE and name != "n":
            own = f's."{name}"'
            return f"coalesce(l.excluded, {own})" if name == "excluded" else f"({own} or coalesce(l.{name}, false))"
        return self._other.get(name, f's."{name}"')

    def ask(self, select: str, where: str = "true", tail: str = "") -> pd.DataFrame:
        """A small answer about the rows. select: expressions; where: a condition; tail: grouping and order."""
        asked = f"{select} {where} {tail}".replace("count(*)", "")
        return self.con.execute(f"select {select} from ({self.sql(asked)}) where {where} {tail}").df()

    def by_day(self, where: str) -> pd.Series:
        """Rows per local day, by day."""
        found = self.ask(
            "local_date, count(*) as rows", f"({where}) and local_date is not null", "group by 1 order by 1"
        )
        return pd.Series(found["rows"].to_numpy(), index=pd.DatetimeIndex(found["local_date"]), dtype="int64")

    def one(self, select: str, where: str = "true") -> tuple:
        """One row of answers."""
        asked = f"{select} {where}".replace("count(*)", "")
        return tuple(self.con.execute(f"select {select} from ({self.sql(asked)}) where {where}").fetchall()[0])

    def shared(self, names: Sequence[str], where: str) -> pd.DataFrame:
        """Which values of these columns more than one row has: `h`, a number for them, and `rows`."""
        hashed = f"hash({', '.join(names)})"
        rows = f"select {hashed} as h from ({self.sql(f'{hashed} {where}')}) where {where}"
        return self.con.execute(f"select h, count(*) as rows from ({rows}) group by 1 having count(*) > 1").df()

    def staged(self, select: str, where: str) -> Staged:
        """Rows as a query that any connection can run as long as the files are there."""
        rows = self.one("count(*)", where)[0]
        return Staged(f"select {select} from ({self.sql(f'{select} {where}')}) where {where}", int(rows))
