"""Delivered files, spoilt in the ways in which files get spoilt: by people, spreadsheets, portals, transfers.

Every mutation is drawn from a seeded generator, so a failing file can be made again from its number.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import random
import re
import zipfile
from collections.abc import Callable

import duckdb
import openpyxl

Change = Callable[[random.Random, bytes], bytes]
_ODD = [
    "", "-", "—", "n/d", "0", "-1", "1e309", "nan", "inf", "12,5", "12.5", "1 234", "1\u202f234", "=1+1", "#REF!",
    "24:00", "25/10/2026 02:30", "29/03/2026 02:30", "31/02/2026 10:00", "0001-01-01", "9999-12-31T23:59:59Z", "13:24",
    "01:24 PM", "\x00", "\ufeff", "\u202e", "\x1b[31m", "é" * 40, "A" * 40_000, '"', "'", ";", "\n", "\r", "\t",
    "06 39 98 00 01", "+33639980001", "3,36E+10", "123456789012345678901234567890", "Total", "Toutes les files", "TRUE",
    "null", "{0}", "%s",
]  # fmt: skip


def rows_of_calls(count: int = 30) -> list[list[str]]:
    """A sound export: id, at, queue, issue, wait, number, reason."""
    listed = [["id", "at", "queue", "issue", "wait", "number", "reason"]]
    for at in range(count):
        moment = dt.datetime(2026, 11, 16 + at % 5, 8) + dt.timedelta(minutes=7 * at)
        issue = "AB"[at % 4 == 3]
        number = f"063998{at:04d}"
        row = [str(at), f"{moment:%d/%m/%Y %H:%M}", "NS"[at % 2], issue, "0:00:12", number, "Info"]
        listed.append(row)
    return listed


def as_csv(listed: list[list[str]]) -> bytes:
    return "\n".join(";".join(row) for row in listed).encode() + b"\n"


def as_workbook(listed: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in listed:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(listed: list[list[object]], path, types: list[str] | None = None) -> bytes:
    """Parquet of those cells; `types` are DuckDB's, text where none is given."""
    header, body = listed[0], listed[1:]
    kinds = types or ["VARCHAR"] * len(header)
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(header, kinds, strict=True))
    with duckdb.connect() as con:
        con.execute(f"create table t ({columns})")
        con.executemany(f"insert into t values ({', '.join('?' * len(header))})", body)
        con.execute(f"copy t to '{path}' (format parquet)")
    return path.read_bytes()


# Bytes: whatever the format


def _flip(chance: random.Random, data: bytes) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def _doubled(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at : at + chance.randint(1, 400)] * chance.randint(2, 4) + data[at:]


def _dropped(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randint(1, 200) :]


BYTES: list[Change] = [_flip, _cut, _doubled, _dropped]


# Cells: rows and columns of a table


def _odd_cells(chance: random.Random, listed: list) -> None:
    for _ in range(chance.randint(1, 12)):
        row = listed[chance.randrange(1, len(listed))]
        at = chance.randrange(len(row) or 1)
        row[at : at + 1] = [chance.choice(_ODD)]


def _odd_column(chance: random.Random, listed: list) -> None:
    column = chance.randrange(len(listed[0]) or 1)
    value = chance.choice(_ODD)
    for row in listed[1:]:
        row[column : column + 1] = [value]


def _exchanged_columns(chance: random.Random, listed: list) -> None:
    one, other = chance.sample(range(7), 2)
    for row in listed[chance.randint(0, 1) :]:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]


def _renamed(chance: random.Random, listed: list) -> None:
    at = chance.randrange(len(listed[0]) or 1)
    listed[0][at : at + 1] = [chance.choice([*listed[0], *_ODD, "Conseiller"])]


def _repeated_rows(chance: random.Random, listed: list) -> None:
    at = chance.randrange(len(listed))
    listed[at:at] = [list(listed[chance.randrange(len(listed))]) for _ in range(chance.randint(1, 9))]


def _ragged(chance: random.Random, listed: list) -> None:
    for _ in range(chance.randint(1, 6)):
        row = listed[chance.randrange(len(listed))]
        if chance.random() < 0.5 and len(row) > 1:
            del row[chance.randrange(len(row)) :]
        else:
            row += [chance.choice(_ODD)] * chance.randint(1, 3)


def _shuffled(chance: random.Random, listed: list) -> None:
    body = listed[1:]
    chance.shuffle(body)
    listed[1:] = body


def _no_header(chance: random.Random, listed: list) -> None:
    del listed[: chance.randint(1, 3)]


def _titles(chance: random.Random, listed: list) -> None:
    listed[0:0] = [[chance.choice(_ODD)] for _ in range(chance.randint(1, 3))]


def _footer(chance: random.Random, listed: list) -> None:
    listed.append([chance.choice(["Édité le 23/11/2026", "Total", *_ODD])])


def _other_dates(chance: random.Random, listed: list) -> None:
    written = chance.choice(["%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%y %I:%M", "%d/%m/%Y %Hh%M"])
    for row in listed[chance.randrange(1, len(listed)) :]:
        try:
            row[1] = f"{dt.datetime.strptime(row[1], '%d/%m/%Y %H:%M'):{written}}"
        except (ValueError, IndexError):
            continue


CELLS = [
    _odd_cells, _odd_column, _exchanged_columns, _renamed, _repeated_rows, _ragged, _shuffled, _no_header, _titles,
    _footer, _other_dates,
]  # fmt: skip


# Text: how a table is written down


def _other_separator(chance: random.Random, data: bytes) -> bytes:
    return data.replace(b";", chance.choice([b",", b"\t", b"|", b";;"]))


def _quoted(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + b'"' + data[at:]


def _encoded(chance: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", errors="replace").replace("Info", chance.choice(["Été", "Info", "日本"]))
    return text.encode(chance.choice(["utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32"]), errors="replace")


def _line_ends(chance: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\n", b"\x0b", b"\xe2\x80\xa8".strip()]))


def _marked(chance: random.Random, data: bytes) -> bytes:
    return chance.choice([b"sep=;\n", b"\xef\xbb\xbf\xef\xbb\xbf", b"\n\n", b"<html>", b"\x1f\x8b"]) + data


def _packed(chance: random.Random, data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


TEXT: list[Change] = [_other_separator, _quoted, _encoded, _line_ends, _marked, _packed, *BYTES]


# Workbooks: the parts inside


def _sheet_xml(chance: random.Random, data: bytes) -> bytes:
    """The sheet's own XML, spoilt and packed again: what no check of the archive sees."""
    swaps = [
        (rb'r="\d+"', lambda: f'r="{chance.choice([0, 1, 7, 99_999_999, 1_048_577])}"'.encode()),
        (rb'r="[A-Z]+\d+"', lambda: f'r="{chance.choice(["A1", "XFD1", "ZZZZ9", "B", "7"])}"'.encode()),
        (rb't="[a-zA-Z]+"', lambda: f't="{chance.choice(["s", "n", "b", "e", "d", "str", "zz"])}"'.encode()),
        (rb"<v>[^<]*</v>", lambda: f"<v>{chance.choice(['', '99999999', '-1', 'x', '1e400', 'nan'])}</v>".encode()),
        (rb'<dimension ref="[^"]*"', lambda: b'<dimension ref="A1:XFD1048576"'),
    ]
    pattern, new = chance.choice(swaps)
    old, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                content = re.sub(pattern, lambda found: new() if chance.random() < 0.2 else found[0], content)
            packed.writestr(part.filename, content)
    return out.getvalue()


WORKBOOK: list[Change] = [_sheet_xml, _sheet_xml, *BYTES]


def spoilt(number: int, shape: str, folder) -> bytes:
    """The spoilt file of that number; most have one or two faults of cells, and one of how they are written."""
    chance = random.Random(f"{shape} {number}")
    listed = rows_of_calls()
    for change in chance.choices(CELLS, k=chance.randint(0, 3)):
        if len(listed) > 3:
            change(chance, listed)
    if shape == "csv":
        data, changes = as_csv(listed), TEXT
    elif shape == "xlsx":
        data, changes = as_workbook([[_typed(chance, cell) for cell in row] for row in listed]), WORKBOOK
    else:
        data, changes = as_parquet(even(listed), folder / "spoilt.parquet"), BYTES
    # Bytes last: what packs a workbook again needs it whole.
    drawn = sorted(chance.choices(changes, k=chance.randint(0, 2)), key=lambda change: change in BYTES)
    for change in drawn:
        data = change(chance, data) if data else data
    return data


def even(listed: list[list[str]]) -> list[list[str]]:
    """Parquet has neither ragged rows, nor two columns of one name."""
    width = max(len(listed[0]), 1)
    names: list[str] = []
    for at in range(width):
        name = (listed[0][at] if at < len(listed[0]) else "").replace("\x00", "").replace('"', "") or f"c{at}"
        names.append(name if name.casefold() not in [one.casefold() for one in names] else f"{name}{at}")
    body = [(row + [None] * width)[:width] for row in listed[1:]]
    return [names, *body]


def _typed(chance: random.Random, cell: str) -> object:
    """A cell as a spreadsheet may hold it; control characters cannot stand in one."""
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", cell)[:32_000]
    draw = chance.random()
    if draw < 0.05:
        return chance.choice([1, 1.5, True, None, dt.datetime(2026, 11, 16, 8), dt.time(8), dt.timedelta(hours=30)])
    return clean
