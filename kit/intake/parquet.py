"""A Parquet file to a stream.

In:   a delivered Parquet file.
Out:  a `Stream`; its rows are numbered from 2 on, the header's place being row 1. UnreadableFile, OversizedFile,
      TooMuch.
Why:  only the columns that the source reads are taken, and only after the file's own lists have told how much that
      is: equal values pack 10,000 to 1.
Not here: what the cells mean (`kit.intake.mapping`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from kit.errors import OversizedFile, UnreadableFile
from kit.intake import grid, guards, limits, masks
from kit.intake.assembly import Rows, assembled, is_streamed, most_rows, reading
from kit.intake.blocks import Lines
from kit.intake.coded import Coded, Instants, objects
from kit.intake.delivered import Delivered
from kit.intake.grid import tidy
from kit.intake.limits import MAX_CELL, MAX_COLUMNS, MAX_TEXT, MAX_UNPACKED_TEXT, TooMuch
from kit.intake.stream import Stream
from kit.language.later import later

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "512MB",
    "autoinstall_known_extensions": "false",
}
# Old writers do not mark texts as texts.
_FROM = "read_parquet(?, binary_as_string := true)"
_NUMBERED = "read_parquet(?, binary_as_string := true, file_row_number := true)"
_PLAIN = re.compile(r"^(?:VARCHAR|ENUM.*|BOOLEAN|U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL.*|TIME.*"
                    r"|INTERVAL|UUID|DATE)$")  # fmt: skip
_MOMENTS = re.compile(r"^(?:TIMESTAMP.*|DATE)$")
_ZONED = "TIMESTAMP WITH TIME ZONE"
_LONG_ROW = 4_096  # bytes of text in every row: notes of a page each are no call
_PIECE = 128 * 2**20  # bytes of text
_WHOLE = re.compile(r"^U?(?:TINY|SMALL|BIG)?INT(?:EGER)?$")


def read(file: Delivered) -> Stream:
    """The cells of a Parquet file."""
    guards.check_parquet(file)
    with _refused(file):
        with duckdb.connect(config=_CONFIG) as con:
            _check_size(file, con)
            kinds = {
                name: kind for name, kind, *_ in con.execute(f"describe select * from {_FROM}", _args(file)).fetchall()
            }
            wanted = reading(file).wanted
            read = {name: kind for name, kind in kinds.items() if tidy(name) in wanted}
            longest = _check_columns(file, con, read)
        return assembled(file, _rows(file, kinds, read, _at_once(longest)), header_rows=[1])


def _at_once(longest: int) -> int:
    """Rows of a piece: where texts are long, so few that a piece of nothing else would fit."""
    return max(1, min(limits.BLOCK_ROWS, _PIECE // max(longest, 1)))


@contextmanager
def _refused(file: Delivered) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise file.refuse(UnreadableFile, what=masks.without_quoted(str(error).splitlines()[0])) from None


def _args(file: Delivered) -> list[str]:
    return [str(file.path)]


def _check_size(file: Delivered, con: duckdb.DuckDBPyConnection) -> None:
    """Refuses by what the file says of itself. Raises TooMuch, OversizedFile."""
    rows = con.execute("select num_rows from parquet_file_metadata(?)", _args(file)).fetchall()[0][0]
    if rows > most_rows(file):
        raise TooMuch("rows", most_rows(file), count=rows)
    query = "select coalesce(sum(total_uncompressed_size), 0), count(distinct path_in_schema) from parquet_metadata(?)"
    size, columns = con.execute(query, _args(file)).fetchall()[0]
    if columns > MAX_COLUMNS:
        raise TooMuch("columns", MAX_COLUMNS, count=columns)
    if size > guards.MAX_UNPACKED and not is_streamed(file):
        megabytes, limit = round(size / 2**20), round(guards.MAX_UNPACKED / 2**20)
        raise file.refuse(
            OversizedFile, what=later("intake.bytes", size=megabytes), limit=later("intake.bytes", size=limit)
        )


def _check_columns(file: Delivered, con: duckdb.DuckDBPyConnection, kinds: dict[str, str]) -> int:
    """Refuses lists in cells, and texts that each row repeats beyond all measure; returns the bytes of the longest."""
    for name, kind in kinds.items():
        if not _PLAIN.match(kind):
            raise file.refuse(
                UnreadableFile, what=later("intake.nested_column", column=name, kind=kind.split("(")[0][:40])
            )
    texts = [_quoted(name) for name, kind in kinds.items() if kind == "VARCHAR"]
    if not texts:
        return 0
    measured = ", ".join(f"max(strlen({name})), sum(strlen({name}))" for name in texts)
    sizes = con.execute(f"select {measured} from {_FROM}", _args(file)).fetchall()[0]
    longest, total = max(size or 0 for size in sizes[::2]), sum(size or 0 for size in sizes[1::2])
    if longest > 4 * MAX_CELL:  # bytes, of at most four for a character
        raise TooMuch("long_cell", MAX_CELL, row="?", count=longest)
    rows = con.execute("select num_rows from parquet_file_metadata(?)", _args(file)).fetchall()[0][0]
    most = min(MAX_UNPACKED_TEXT, max(MAX_TEXT, rows * _LONG_ROW)) if is_streamed(file) else MAX_TEXT
    if total > most:
        raise TooMuch("long_text", most, count=total)
    return int(longest)


@dataclass(frozen=True)
class NoMoment:
    """What stands where a date should, and no calendar has: "infinity", the year 12000."""

    written: str

    def __str__(self) -> str:
        return self.written


def _rows(file: Delivered, kinds: dict[str, str], read: dict[str, str], at_once: int) -> Rows:
    """The header, then pieces of as many columns as the file has; those that are not read stay empty."""
    yield 1, [*kinds]
    if not read:
        return
    with _refused(file), duckdb.connect(config=_CONFIG) as con:
        listed = ", ".join(
            f"{expression} as {_quoted(f'{what}{at}')}"
            for at, (name, kind) in enumerate(kinds.items())
            if name in read
            for what, expression in (("value", _value(name, kind)), ("empty", f"{_quoted(name)} is null"),
                                     ("odd", _odd(name, kind)))
        )  # fmt: skip
        total = con.execute("select num_rows from parquet_file_metadata(?)", _args(file)).fetchall()[0][0]
        for start in range(0, total, at_once):
            some = f"file_row_number >= {start} and file_row_number < {start + at_once}"
            query = f"select {listed} from {_NUMBERED} where {some} order by file_row_number"
            frame = con.execute(query, _args(file)).df()
            yield Lines(_Piece(frame, list(kinds.values())), start + 2)


@dataclass(frozen=True)
class _Piece:
    """Some rows of the file. frame: of each column that is read, by its place: value, empty, odd; kinds: of all."""

    frame: pd.DataFrame
    kinds: list[str]

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def width(self) -> int:
        """How many columns the file has."""
        return len(self.kinds)

    def row(self, row: int) -> list:
        """One row's cells."""
        return [self.column(at)[row] for at in range(len(self.kinds))]

    def column(self, at: int) -> Coded:
        """One column's cells; None everywhere where it is not read."""
        if f"value{at}" not in self.frame:
            return Coded.of([None] * len(self))
        values, empty = self.frame[f"value{at}"], self.frame[f"empty{at}"].to_numpy(dtype=bool)
        odd = self.frame[f"odd{at}"]
        if odd.notna().any():
            cells = [None if none else value for value, none in zip(self._plain(at, values), empty, strict=True)]
            for place in np.flatnonzero(odd.notna()):
                cells[place] = NoMoment(odd.iloc[place])
            return Coded.of(cells)
        if _MOMENTS.match(self.kinds[at]):
            moments = values.to_numpy().astype("datetime64[us]")
            return _of_numbers(moments, empty, lambda held: Instants(held, self.kinds[at] == _ZONED))
        codes, held = pd.factorize(values.to_numpy() if values.dtype.kind in "iufm" else values.to_numpy(dtype=object))
        return Coded(np.where(empty, -1, codes).astype("int32"), objects(self._plain(at, pd.Series(held))))

    def _plain(self, at: int, values: pd.Series) -> list:
        """A column's cells as Python holds them."""
        if _MOMENTS.match(self.kinds[at]):
            zone = dt.UTC if self.kinds[at] == _ZONED else None
            listed = values.to_numpy().astype("datetime64[us]").tolist()
            return [None if moment is None else moment.replace(tzinfo=zone) for moment in listed]
        if values.dtype.kind == "m":
            return [None if pd.isna(value) else value.to_pytimedelta() for value in values]
        if values.dtype.kind in "iuf":
            return [grid.plain(value) for value in values.to_numpy().tolist()]
        return [grid.plain(value) for value in values.to_numpy(dtype=object)]

    def filled(self) -> np.ndarray:
        """A mask of the rows of which a column that is read holds anything but blanks."""
        found = np.zeros(len(self), dtype=bool)
        for at in range(len(self.kinds)):
            if f"value{at}" in self.frame:
                held = ~self.frame[f"empty{at}"].to_numpy(dtype=bool)
                if self.kinds[at] == "VARCHAR" and not found[held].all():
                    held &= self.frame[f"value{at}"].fillna("").astype("str").str.strip().ne("").to_numpy(dtype=bool)
                found |= held
        return found

    def beyond(self, width: int) -> np.ndarray:
        """Every row is as wide as the file."""
        return np.zeros(len(self), dtype="int64")

    def part(self, rows: np.ndarray | slice) -> _Piece:
        """Some of the rows."""
        return _Piece(self.frame.iloc[np.arange(len(self))[rows]], self.kinds)


def _of_numbers(numbers: np.ndarray, empty: np.ndarray, made: Callable[[np.ndarray], Instants]) -> Coded:
    codes, held = pd.factorize(numbers)
    return Coded(np.where(empty, -1, codes).astype("int32"), None, False, made(np.asarray(held)))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _in_range(name: str) -> str:
    """Whether Python has a moment for it: "infinity" and the year 10000 are none."""
    return f"(isfinite({name}) and year({name}) between 1 and 9999)"


def _value(name: str, kind: str) -> str:
    """A column as it is read; moments with a zone in UTC (no zone data is needed then)."""
    quoted = _quoted(name)
    if kind == _ZONED:
        return f"case when {_in_range(quoted)} then make_timestamp(epoch_us({quoted})) end"
    if _MOMENTS.match(kind):
        return f"case when {_in_range(quoted)} then {quoted}::timestamp end"
    if kind == "INTERVAL":
        return f"case when {_is_short(quoted)} then {quoted} end"
    if kind.startswith("DECIMAL"):
        return f"{quoted}::double"
    if _WHOLE.match(kind):
        return f"coalesce({quoted}, 0)"  # beside a null, a whole number would be one of 53 bits
    return f"{quoted}::varchar" if kind == "UUID" or "TIME ZONE" in kind or kind.startswith("ENUM") else quoted


def _odd(name: str, kind: str) -> str:
    """A moment that is none, as text: its row goes to quarantine with it."""
    quoted = _quoted(name)
    holds = _in_range(quoted) if _MOMENTS.match(kind) else _is_short(quoted) if kind == "INTERVAL" else "true"
    return f"case when not {holds} then {quoted}::varchar end"


def _is_short(name: str) -> str:
    """Whether Python has a duration for it."""
    return f"(abs(epoch({name})) < 1e12)"
