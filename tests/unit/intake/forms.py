"""Every form in which calls, events and the log of a back office may be delivered: a line each.

In:   a small table of texts, header first.
Out:  `FORMS`: how the table is written in that form, what spoils it there, and the mapping that reads it.
Why:  what holds for one reader must hold for all; a further reader is one line more.
Not here: what may be asked of all of them (`test_intake_fuzz_forms`).
"""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import duckdb
import mutations
import openpyxl
import pandas as pd

from kit.intake.readers import READERS
from kit.params import Source

Table = list[list[str]]
# First names only, each given twice: a name of nobody. Numbers are those that are reserved for fiction.
FIRST = ["Sandrine", "Karim", "Nathalie", "Mehdi", "Samia"]
ADVISERS = [f"{one} {other}" for one, other in zip(FIRST, FIRST[1:] + FIRST[:1], strict=True)]
NUMBERS = [f"{63998_0100 + 37 * at:09d}" for at in range(30)]
_NOT_TEXTS = (1, 3, 4, 5)  # at, issue, wait, number
CALLS = """
table: calls
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: READER, encoding: [utf-8-sig, cp1252], separator: ";", decimal: ","}
time: {ambiguous: in_order}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  queue: {from: queue}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  caller: {from: number, as: phone}
  reason: {from: reason}
"""
EVENTS = """
table: calls
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: csv, encoding: [utf-8-sig, cp1252], separator: ";", decimal: ","}
time: {ambiguous: in_order}
events:
  by: id
  event: issue
  at: {from: at, format: "%d/%m/%Y %H:%M"}
  begin: [B]
  end: [A]
  columns:
    id: {first: id}
    from: {first: at}
    queue: {first: queue, of: B}
    ended: {last: issue, of: [A, B]}
    wait: {first: wait, of: B}
    caller: {first: number, of: B}
    reason: {last: reason, of: A}
columns:
  call_key: {from: id}
  arrived_at: {from: from, format: "%d/%m/%Y %H:%M"}
  queue: {from: queue}
  outcome: {from: ended, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  caller: {from: caller, as: phone}
  reason: {from: reason}
"""
LOG = """
table: events
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: xes}
columns:
  event_key: {from: id}
  case_key: {from: "case:concept:name"}
  occurred_at: {from: "time:timestamp", format: "%d/%m/%Y %H:%M"}
  activity: {from: "concept:name"}
  resource: {from: "org:resource"}
"""


def rows(count: int = 24) -> Table:
    """A sound table: twenty-four calls of a week, with callers and advisers."""
    listed = [["id", "at", "queue", "issue", "wait", "number", "reason", "adviser"]]
    for at in range(count):
        number = NUMBERS[at % len(NUMBERS)]
        written = [f"0{number}", f"+33{number}", " ".join(re.findall("..", f"0{number}"))][at % 3]
        day, minute = 16 + at % 5, at * 7 % 60
        moment = f"{day}/11/2026 {8 + at // 9:02d}:{minute:02d}"
        issue = "AB"[at % 4 == 3]
        listed.append(
            [f"c{at}", moment, "NS"[at % 2], issue, str(12 + at), written, "Info", ADVISERS[at % len(ADVISERS)]]
        )
    return listed


# How a table is written


def as_csv(listed: Table) -> bytes:
    return "\n".join(";".join(row) for row in listed).encode("utf-8", errors="replace") + b"\n"


def as_json_lines(listed: Table) -> bytes:
    header = listed[0]
    return "".join(
        json.dumps(dict(zip(header, row, strict=False)), ensure_ascii=False) + "\n" for row in listed[1:]
    ).encode("utf-8", errors="replace")


def as_log(listed: Table) -> bytes:
    """Each row is an event: of the case that its queue names."""
    known = {"at": "time:timestamp", "issue": "concept:name", "adviser": "org:resource"}
    lines = ['<?xml version="1.0" encoding="UTF-8" ?>', "<log>"]
    names = [known.get(name, name) for name in listed[0]]
    for case in dict.fromkeys(row[2] if len(row) > 2 else "" for row in listed[1:]):
        lines += ["<trace>", f'<string key="concept:name" value={_attribute(case)}/>']
        for row in listed[1:]:
            if (row[2] if len(row) > 2 else "") == case:
                cells = zip(names, row, strict=False)
                held = "".join(f"<string key={_attribute(name)} value={_attribute(cell)}/>" for name, cell in cells)
                lines.append(f"<event>{held}</event>")
        lines.append("</trace>")
    return "\n".join([*lines, "</log>"]).encode("utf-8", errors="replace") + b"\n"


def _attribute(text: str) -> str:
    return quoteattr(escape(_printable(text)))


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)[:32_000]


def as_workbook(listed: Table) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in listed:
        sheet.append([_printable(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(listed: Table) -> bytes:
    names, *body = mutations.even(listed)
    frame = pd.DataFrame(body, columns=names, dtype="string")
    with duckdb.connect() as con, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cells.parquet"
        con.register("cells", frame)
        con.execute(f"copy cells to '{path}' (format parquet)")
        return path.read_bytes()


# How it is packed


def plain(data: bytes) -> bytes:
    return data


def as_gzip(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=1, mtime=0)


def as_zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo("export.csv"), data)
    return out.getvalue()


# Which row a text stands on

_JSON_MARKS = re.compile(r'": "|", "|\{"|"\}')
_ODD_BREAKS = re.compile("\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029\x00]")


def line_of(data: bytes, marker: str) -> int | None:
    """The line that an editor shows; None where quotes or odd line breaks leave that open."""
    text = data.decode("utf-8", errors="replace")
    if '"' in _JSON_MARKS.sub("", text) or _ODD_BREAKS.search(text):
        return None
    return text.count("\n", 0, text.index(marker)) + 1 if text.count(marker) == 1 else None


@dataclass(frozen=True)
class Form:
    """One form of delivery. changes: what spoils its text; place: the row of a text in it, None where unknown."""

    reader: str
    write: Callable[[Table], bytes]
    suffix: str
    source: str = CALLS
    changes: list[mutations.Change] = field(default_factory=lambda: mutations.TEXT)
    pack: Callable[[bytes], bytes] = plain
    place: Callable[[bytes, str], int | None] | None = line_of

    def is_known(self) -> bool:
        """Whether this kit reads it."""
        return self.reader in READERS and ("events:" not in self.source or "events" in Source.model_fields)


FORMS = {
    "csv": Form("csv", as_csv, "csv"),
    "csv in gzip": Form("csv", as_csv, "csv.gz", pack=as_gzip),
    "csv in zip": Form("csv", as_csv, "csv.zip", pack=as_zip),
    "xlsx": Form("xlsx", as_workbook, "xlsx", changes=mutations.WORKBOOK, place=None),
    "parquet": Form("parquet", as_parquet, "parquet", changes=mutations.BYTES, place=None),
    "json lines": Form("jsonl", as_json_lines, "jsonl"),
    "json lines in gzip": Form("jsonl", as_json_lines, "jsonl.gz", pack=as_gzip),
    "event rows": Form("csv", as_csv, "csv", source=EVENTS, place=None),
    "xes": Form("xes", as_log, "xes", source=LOG, place=None),
    "xes in gzip": Form("xes", as_log, "xes.gz", source=LOG, pack=as_gzip, place=None),
}


@dataclass
class Spoilt:
    """A spoilt file; markers: cells that must be set aside, each with the row on which it stands."""

    data: bytes
    markers: dict[str, int]


def spoilt(name: str, number: int) -> Spoilt:
    """The spoilt file of that number; the same number gives the same file."""
    form, chance = FORMS[name], random.Random(f"{name} {number}")
    listed = rows()
    for change in chance.choices(mutations.CELLS, k=chance.randint(0, 3)):
        if len(listed) > 3:
            change(chance, listed)
    _shift_persons(chance, listed)
    planted = _planted(chance, listed)
    data = form.write(listed)
    drawn = sorted(chance.choices(form.changes, k=chance.choice([0, 0, 1, 1, 2])), key=mutations.BYTES.__contains__)
    for change in drawn:
        data = change(chance, data) if data else data
    if form.place:
        found = {marker: form.place(data, marker) for marker in planted}
        markers = {marker: row for marker, row in found.items() if row}
    else:
        # Row by row as it was written, unless something has gone through the file afterwards.
        own = form.source == CALLS and not drawn
        markers = planted if own else {}
    return Spoilt(form.pack(data) if data[:2] != b"\x1f\x8b" else data, markers)


def _shift_persons(chance: random.Random, listed: Table) -> None:
    """Callers under any other label in a few rows, as after a separator too many, and advisers under most.

    A single name among a list's words, or in a key, is not known for one: columns of names are (`test_intake_persons`).
    """
    for _ in range(chance.choice([0, 1, 3])):
        row = listed[chance.randrange(1, len(listed))]
        at = chance.randrange(len(row) or 1)
        numbers = [chance.choice(["0", "+33"]) + chance.choice(NUMBERS)]
        row[at : at + 1] = [chance.choice(numbers + ADVISERS if at in _NOT_TEXTS else numbers)]


def _planted(chance: random.Random, listed: Table) -> dict[str, int]:
    """Waits below zero in a few rows, which nothing else in the file repeats, and the rows on which they stand."""
    whole = [at for at in range(1, len(listed)) if len(listed[at]) > 4]
    found = {}
    for at in chance.sample(whole, min(len(whole), chance.randint(0, 3))):
        marker = f"-{7000 + at}"
        listed[at] = [*listed[at][:4], marker, *listed[at][5:]]
        found[marker] = at + 1
    return found
