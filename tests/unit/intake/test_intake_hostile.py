"""Hostile and broken files: refused by their place, soon, and within a bounded memory.

Each is read in a process of its own, whose peak is measured: a limit that is checked after the memory was spent is
none.
"""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest

from kit.intake import guards

pytestmark = pytest.mark.slow

LIMIT = 1_000  # MB: what the whole process may need, whatever is delivered
SECONDS = 60
SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  reason: {from: reason, as: free_text}
"""
HEADER = ["id", "at", "issue", "wait", "reason"]
ROW = ["c1", "16/11/2026 08:00", "A", "12", "Info"]
TEXT = ";".join(HEADER) + "\n" + ";".join(ROW) + "\n"
CHILD = r"""
import json, re, sys
from pathlib import Path
from kit import intake
receipt = intake.receive("line", [sys.argv[1]])[0]
# Not ru_maxrss: a child begins with the peak of the process that started it.
peak = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
error = receipt.error
print(json.dumps([peak, error and error.slug, error and error.text("en"), receipt.accepted]))
"""


def read(desk, path: Path) -> tuple[int, str | None, str, int]:
    """Peak memory (MB), the error's slug and text, calls received; a traceback fails the test."""
    shape = path.suffix[1:] if path.suffix != ".gz" else "csv"
    desk.sources(calls=SOURCE.replace("format: csv", f"format: {shape}"))
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, timeout=SECONDS * 3)
    assert done.returncode == 0, done.stderr[-2000:]
    assert time.monotonic() - began < SECONDS
    return tuple(json.loads(done.stdout))


def refused(desk, path: Path, slug: str, *words: str) -> None:
    peak, found, text, _ = read(desk, path)
    assert (found, peak < LIMIT) == (slug, True), (peak, text)
    assert all(word in text for word in words), text


def sheet(data: str, aside: str = "") -> bytes:
    """A workbook whose only sheet has this XML between its header and its end."""
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(ROW)
    out, made = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</sheetData>", f"{data}</sheetData>{aside}".encode())
            new.writestr(name, text)
    return out.getvalue()


def with_part(name: str, text: bytes) -> bytes:
    """A workbook with one part exchanged."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(""))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for known in old.namelist():
            if known != name:
                new.writestr(known, old.read(known))
        new.writestr(name, text)
    return out.getvalue()


# Workbooks


SHEETS = {
    "a row with a number beyond any sheet": ('<row r="99999999"><c r="A99999999"><v>1</v></c></row>', "99999999"),
    "the same, and empty": ('<row r="99999999"/>', "99999999"),
    "a filled cell in the last column": ('<row r="9"><c r="XFD9"><v>1</v></c></row>', "16384"),
    "a cell beyond the last column": ('<row r="9"><c r="AAAA9"><v>1</v></c></row>', "column number"),
    "one long cell": (f'<row r="9"><c r="A9" t="inlineStr"><is><t>{"9" * 131_000}</t></is></c></row>', "row 9"),
    "a row of a million cells": (f'<row r="9">{"<c/>" * 1_000_000}</row>', "column number"),
}


@pytest.mark.parametrize(("data", "word"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_that_states_what_no_sheet_has_is_refused(desk, data, word):
    """Ten kilobytes kept the reader busy for minutes, the home locked meanwhile."""
    refused(desk, desk.deliver(sheet(data), "file.xlsx"), "oversized_file", word)


def test_a_row_at_the_very_end_of_a_sheet_is_read(desk):
    """The last row that Excel has: somebody pressed Ctrl+Down before typing."""
    far = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>c2</t></is></c></row>'

    peak, error, text, _ = read(desk, desk.deliver(sheet(far), "file.xlsx"))

    assert (error, peak < LIMIT) == (None, True), text


def test_millions_of_merged_cells_are_refused(desk):
    """They would all be made objects before the first row is looked at."""
    merged = "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 600_000 + "</mergeCells>"

    refused(desk, desk.deliver(sheet("", merged), "file.xlsx"), "oversized_file", "elements")


def test_millions_of_empty_cells_are_bounded(desk):
    """Small rows of nothing: what is not filled costs time, and no memory."""
    rows = "<row><c/><c/><c/></row>" * 600_000

    peak, error, text, received = read(desk, desk.deliver(sheet(rows), "file.xlsx"))

    assert (error, received, peak < LIMIT) == (None, 1, True), (peak, text)


NOISE = "".join(f"{at * 7919 % 1_000_003:06}" for at in range(170_000))  # a million characters that pack badly
PARTS = {
    "shared texts by the million": ("xl/sharedStrings.xml", "sst", "<si><t/></si>", 2_100_000, "texts"),
    "one shared text of a million characters": ("xl/sharedStrings.xml", "sst", f"<si><t>{'a' * 10**6}</t></si>", 1, ""),
    "a shared text of a million pieces": (
        "xl/sharedStrings.xml",
        "sst",
        f"<si>{'<r><t>a</t></r>' * 10**5}</si>",
        1,
        "",
    ),
    "styles by the million": ("xl/styles.xml", "styleSheet", "<cellXfs/>", 1_000_000, "elements"),
    "a part larger than any": ("xl/styles.xml", "styleSheet", f"<a>{NOISE}</a>", 17, "part"),
}


@pytest.mark.parametrize(("name", "root", "text", "times", "word"), PARTS.values(), ids=PARTS)
def test_parts_that_would_fill_the_memory_are_refused(desk, name, root, text, times, word):
    """They are read as a whole before the first cell."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = f'<?xml version="1.0"?><{root} xmlns="{main}">{text * times}</{root}>'.encode()

    refused(desk, desk.deliver(with_part(name, content), "file.xlsx"), "oversized_file", word)


# Text exports


def test_a_header_of_two_hundred_thousand_names_is_refused(desk):
    """Each row would be filled up to as many cells."""
    content = ";".join(HEADER) + ";" * 200_000 + "x\n" + ";".join(ROW) + "\n"

    refused(desk, desk.deliver(content), "oversized_file", "columns", "1024")


@pytest.mark.parametrize(
    "content",
    [
        ";".join(HEADER) + ";x" * 1_100 + "\n" + ";".join(ROW) + "\n",
        TEXT + ";" * 3_000_000 + "\n",
        TEXT + "9" * 5_000_000,
        ";" * 4_000_000 + TEXT,
        TEXT + "c2;16/11/2026 08:00;A;1;" + "9" * 40_000 + "\n",
        TEXT + 'c2;16/11/2026 08:00;A;1;"' + "a\n" * 100_000,
    ],
    ids=["a wide header", "a row of separators", "a line without end", "the first one", "a long cell", "an open quote"],
)
def test_lines_and_cells_beyond_measure_are_refused(desk, content):
    """131,000 characters in one cell took 2.8 GB."""
    refused(desk, desk.deliver(content), "oversized_file")


def test_separators_that_fill_the_rows_of_a_spreadsheet_are_read(desk):
    """Excel writes them up to column XFD when the sheet was formatted that far: ordinary, and harmless."""
    content = "".join(line + ";" * 16_379 + "\n" for line in TEXT.splitlines())

    assert read(desk, desk.deliver(content))[1::2] == (None, 1)


def test_more_calls_than_fit_into_memory_as_objects_are_read(desk):
    """Half a million was the end of what a file might hold; now a file is never in memory as a whole."""
    rows = "".join(f"c{at};16/11/2026 08:00;A;1;x\n" for at in range(500_001))

    peak, error, text, received = read(desk, desk.deliver(TEXT.splitlines()[0] + "\n" + rows))

    assert (error, received, peak < LIMIT) == (None, 500_001, True), (peak, text)


@pytest.mark.parametrize(
    "filling", [b"\n", b"a", b";", b"\xf0\x9f\x98\x80;"], ids=["lines", "letters", "marks", "signs"]
)
def test_eighty_megabytes_of_one_filling_stay_within_the_limit(desk, filling):
    """Full of empty lines, of one word, of separators, of signs that take four bytes each."""
    path = desk.inbox / "file.csv"
    with path.open("wb") as out:
        out.write(TEXT.encode())
        for _ in range(79):
            out.write(filling * (2**20 // len(filling)))
            out.write(b"\n")

    peak, _, text, _ = read(desk, path)

    assert peak < LIMIT, (peak, text)


def test_a_text_larger_than_the_limit_is_refused_before_it_is_read(desk):
    """The size is known without opening it."""
    path = desk.inbox / "file.csv"
    with path.open("wb") as out:
        out.write(TEXT.encode())
        out.truncate(guards.MAX_FILE + 1)

    peak, slug, text, _ = read(desk, path)

    assert slug == "oversized_file" and peak < 300 and "4096 MB" in text


def test_a_gzip_of_one_line_is_unpacked_no_further_than_the_longest_line(desk):
    """Unpacked as a whole it took the memory of the machine: MemoryError, and a traceback."""
    path = desk.inbox / "file.csv.gz"
    block = b"".join(f"{at:07}".encode() for at in range(150_000))
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(TEXT.encode())
        for _ in range(120):
            out.write(block)

    refused(desk, path, "oversized_file", "line")


def _largest(path: Path, row) -> None:
    with path.open("w") as out:
        out.write(";".join(HEADER) + "\n")
        for at in range(499_999):
            out.write(row(at) + "\n")


def test_half_a_million_calls_of_long_texts_stay_within_the_limit(desk):
    """Half a million calls with long keys and texts, all different; tables included."""
    path = desk.inbox / "file.csv"
    day = "{}/11/2026 {:02}:{:02}"
    _largest(path, lambda at: f"{at:064};{day.format(at % 5 + 16, at % 2 + 8, at % 60)};A;{at % 977};’{at:064}")
    assert 74 * 2**20 < path.stat().st_size < 80 * 2**20

    peak, error, text, received = read(desk, path)

    assert (error, received) == (None, 499_999), text
    assert peak < LIMIT, peak


def test_half_a_million_wrong_rows_are_refused_within_the_limit(desk):
    """Each fault is kept for the quarantine: with one in every cell, the faults took 2.2 GB."""
    path = desk.inbox / "file.csv"
    _largest(path, lambda at: f"x{at};y{at};z{at};v{at};w{at}")

    refused(desk, path, "too_many_rejects", "row 2", '"at"')


# Parquet


def _parquet(desk, query: str) -> Path:
    path = desk.inbox / "file.parquet"
    with duckdb.connect() as con:
        con.execute(f"copy ({query}) to '{path}' (format parquet, compression zstd)")
    return path


MOMENT = "timestamp '2026-11-16 08:00:00'"
ROWS = "select 'c' || range as id, {at} as at, 'A' as issue, 1 as wait, {reason} as reason from range({count})"


def test_a_parquet_file_of_sixty_million_rows_is_refused_by_its_own_count(desk):
    """0.65 MB took 4.8 GB."""
    path = _parquet(desk, "select 'c' as id, '16/11/2026 08:00' as at, 'A' as issue, 1 as wait, 'x' as reason "
                          "from range(60000000)")  # fmt: skip

    refused(desk, path, "oversized_file", "60000000 rows", "50000000")


def test_texts_that_all_rows_share_are_counted_for_each_row(desk):
    """A dictionary holds the text once, the rows in memory would not."""
    reason = "repeat('a', 30000)"

    refused(desk, _parquet(desk, ROWS.format(at=MOMENT, reason=reason, count=40_000)), "oversized_file", "characters")


def test_a_parquet_file_of_too_many_columns_is_refused(desk):
    """The same limit for every format."""
    columns = ", ".join(f"1 as x{at}" for at in range(1_100))

    refused(desk, _parquet(desk, f"select {columns}"), "oversized_file", "1024")


@pytest.mark.parametrize("kind", ["[1, 2]", "{'a': 1}", "map([1], [2])", "[[1]]"])
def test_nested_values_are_refused_by_their_column(desk, kind):
    """A list in a cell is no value of it; lists of other columns do not matter."""
    desk.sources(calls=SOURCE.replace("format: csv", "format: parquet"))
    other = ROWS.format(at=MOMENT, reason="'x'", count=3).replace("select", f"select {kind} as more,")

    error = desk.receive(_parquet(desk, ROWS.format(at=MOMENT, reason=kind, count=3)))[0].error

    assert error.slug == "unreadable_file" and '"reason"' in error.text("en")
    assert desk.receive(_parquet(desk, other))[0].accepted == 3


def test_binary_texts_of_old_writers_are_texts(desk):
    """They do not mark their texts; bytes that are none are refused."""
    assert read(desk, _parquet(desk, ROWS.format(at=MOMENT, reason=r"'D\xC3\xA9c\xC3\xA8s'::blob", count=3)))[3] == 3
    bad = ROWS.format(at=MOMENT, reason=r"'\xFF\xFE'::blob", count=3)
    assert read(desk, _parquet(desk, bad))[1] == "unreadable_file"


@pytest.mark.parametrize(
    "odd",
    [
        "'infinity'::timestamp",
        "'-infinity'::timestamp",
        "'12000-01-01'::timestamp",
        "'infinity'::timestamptz",
        "'12000-01-01'::timestamptz",
        "'-infinity'::date",
        "'12000-01-01'::date",
        "'0044-03-15 (BC)'::date",
    ],
)
def test_moments_that_are_none_go_to_quarantine_with_their_place(desk, odd):
    """Infinity and the year 12000 were tracebacks."""
    kind = odd.partition("::")[2]
    at = f"case when range = 1 then {odd} else '2026-11-16 08:00:00'::{kind} end"
    path = _parquet(desk, ROWS.format(at=at, reason="'x'", count=3))
    for written in (', format: "%d/%m/%Y %H:%M"', ""):
        text = SOURCE.replace("format: csv", "format: parquet")
        desk.sources(calls=text.replace(', format: "%d/%m/%Y %H:%M"', written))
        receipt = desk.receive(path, dry_run=True)[0]

        assert receipt.error is None and receipt.accepted == 2
        told = [(row.row_number, row.column, row.reason) for row in receipt.rejects.itertuples()]
        assert told == [(3, "at", "bad_time")]


def test_durations_beyond_measure_go_to_quarantine(desk):
    """An interval of a million years was a traceback as well."""
    text = "case when range = 1 then interval '1000000 years' else interval '5 seconds' end"
    path = _parquet(desk, ROWS.replace("1 as wait", f"{text} as wait").format(at=MOMENT, reason="'x'", count=3))

    assert read(desk, path)[1::2] == (None, 2)


def test_memory_is_measured_as_megabytes(desk):
    """A bound that is never reached because of its unit would hold anything."""
    assert 50 < read(desk, desk.deliver(TEXT))[0] < LIMIT
