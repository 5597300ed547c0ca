"""Workbooks and Parquet files of which nothing is known, as numbered rows.

In:   the path of a delivered file.
Out:  `Book` (titles of the visible sheets, rows of each), or the names and rows of a Parquet file.
Why:  the readers of intake take only the columns of a source; here there is no source yet, and nothing may be held.
Not here: whether a file is a workbook at all (`kit.intake.guards`), what cells mean (`cells`).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from kit.errors import InputError, KitError
from kit.intake import bookparts, grid, guards, masks, sheetrows
from kit.intake.proposal import unknown
from kit.language.later import later

Rows = Callable[[], Iterator[tuple[int, Sequence]]]
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "256MB",
    "autoinstall_known_extensions": "false",
}
_FROM = "read_parquet(?, binary_as_string := true)"
_BATCH = 5_000


class Book:
    """An open workbook: the titles of its visible sheets, and their rows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as parts:
            self.titles = [title for title, sheet in parts.sheets.items() if sheet.shown]
            self.excel_1904 = parts.excel_1904

    @contextmanager
    def _open(self) -> Iterator[bookparts.Parts]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions, which nobody reads here
            opened = ExitStack()
            parts = opened.enter_context(bookparts.opened(self.path))
        with opened:
            yield parts

    def rows(self, title: str) -> Rows:
        """The rows of a sheet down to its last one, as often as they are asked for."""

        def read() -> Iterator[tuple[int, Sequence]]:
            with self._open() as parts:
                yield from sheetrows.rows(lambda: parts.opened(title), title, parts.cells)

        return read


def workbook(path: Path) -> Book:
    """The workbook. Raises InputError, TruncatedFile, OversizedFile where it cannot be read."""
    guards.check_workbook(unknown.delivered(path))
    try:
        return Book(path)
    except KitError:
        raise
    except Exception as error:
        # openpyxl lets through whatever its parsers raise on a damaged workbook.
        detail = masks.without_quoted(f"{type(error).__name__}: {error}")
        raise InputError(where=path, what=later("map.unreadable", detail=detail), fix=later("map.fix_file")) from None


def parquet(path: Path) -> tuple[list[str], Rows]:
    """The columns of a Parquet file and its rows, numbered from 2 as the receipt does. Raises InputError."""
    guards.check_parquet(unknown.delivered(path))
    try:
        with duckdb.connect(config=_CONFIG) as con:
            kinds = {
                name: kind for name, kind, *_ in con.execute(f"describe select * from {_FROM}", [str(path)]).fetchall()
            }
    except duckdb.Error as error:
        detail = masks.without_quoted(str(error).splitlines()[0])
        raise InputError(where=path, what=later("map.unreadable", detail=detail), fix=later("map.fix_file")) from None

    def read() -> Iterator[tuple[int, Sequence]]:
        listed = ", ".join(_read_as(name, kind) for name, kind in kinds.items())
        with duckdb.connect(config=_CONFIG) as con:
            found = con.execute(f"select {listed} from {_FROM}", [str(path)])
            number = 1
            while batch := found.fetchmany(_BATCH):
                for row in batch:
                    number += 1
                    yield number, [grid.plain(cell) for cell in row]

    return [grid.tidy(name) for name in kinds], read


def _read_as(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if "TIME ZONE" in kind:
        return f"strftime(make_timestamp(epoch_us({quoted})), '%Y-%m-%dT%H:%M:%SZ')"
    return f"{quoted}::double" if kind.startswith("DECIMAL") else quoted
