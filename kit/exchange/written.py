"""Rows to files: Parquet, or the CSV that a French spreadsheet opens with two clicks.

In:   a query.
Out:  a file; how many rows, bytes, its SHA-256.
Why:  UTF-8 with a mark, `;` and a decimal comma are what Excel in French reads without asking; moments are UTC in ISO
      8601 ("2026-10-25T00:30:00Z"), for the half-hours that come twice in autumn are two there. An empty cell is not
      known; 0 is a nought that was counted.
Not here: which rows (`content`).
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import IO

import duckdb

PARQUET, CSV = "parquet", "csv"
SEPARATOR, DECIMAL = ";", ","
_LIVE = ("=", "+", "-", "@", "\t", "\r", "'")
# What takes back the apostrophe of `_text`, and no other one.
PLAIN = "(?s)^'?(.*)$"
_BATCH = 10_000


def write(path: Path, con: duckdb.DuckDBPyConnection, query: str, in_utc: Collection[str]) -> int:
    """Writes the rows of a query in the format that the file's name says, and returns how many there are.

    in_utc: columns of moments in UTC; others are on a clock of their own.
    """
    if path.suffix == f".{PARQUET}":
        target = str(path).replace("'", "''")
        found = con.execute(f"copy ({query}) to '{target}' (format parquet, compression zstd)").fetchall()
        return int(found[0][0])
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        return _csv(out, con.execute(query), in_utc)


def _csv(out: IO[str], found: duckdb.DuckDBPyConnection, in_utc: Collection[str]) -> int:
    names = [str(column[0]) for column in found.description or []]
    utc = {at for at, name in enumerate(names) if name in in_utc}
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow(names)
    count = 0
    while batch := found.fetchmany(_BATCH):
        writer.writerows([_cell(value, at in utc) for at, value in enumerate(row)] for row in batch)
        count += len(batch)
    return count


def _cell(value: object, utc: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", DECIMAL)
    if isinstance(value, dt.datetime):
        return value.isoformat() + ("Z" if utc else "")
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    """A text that no spreadsheet runs; one with an apostrophe before it gets another, so that one can be taken off."""
    return f"'{value}" if value.startswith(_LIVE) else value


def sha256(path: Path) -> str:
    """The fingerprint of a file."""
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
