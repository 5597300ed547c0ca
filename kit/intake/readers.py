"""Delivered files to grids of cells: CSV, Excel and Parquet.

In:   a delivered file and the shape that its source states.
Out:  a `Grid`, or the error that refuses the file (cut off, empty, unreadable, oversized, wrong encoding).
Why:  `READERS` is the seam: a further format is one more function here and one more word in `FileShape.format`.
Not here: what the columns mean (`kit.intake.mapping`).
"""

from __future__ import annotations

import csv
import difflib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence

import duckdb
import openpyxl
import pandas as pd
from openpyxl.utils.datetime import MAC_EPOCH

from kit.errors import EmptyFile, KitError, MissingSheet, OversizedFile, TruncatedFile, UnreadableFile
from kit.intake import grid, guards, separator
from kit.intake.delivered import Delivered, words
from kit.intake.encoding import text_of
from kit.intake.grid import Grid

Rows = Iterator[tuple[int, Sequence]]


def read(file: Delivered) -> Grid:
    """The cells of a delivered file. Raises the errors 20 to 29 of `kit.errors`."""
    guards.check_size(file)
    return READERS[file.source.file.format](file)


def read_csv(file: Delivered) -> Grid:
    """A text export; its rows are numbered by the line on which they begin."""
    text = text_of(file, guards.read_bytes(file))
    if not text.strip():
        raise file.refuse(EmptyFile, what=words("no_bytes"))
    separator.check(file, text)
    return _grid(file, _csv_rows(file, text))


def _csv_rows(file: Delivered, text: str) -> Rows:
    shape = file.source.file
    lines = io.StringIO(text, newline="")
    before = shape.header_row[0] - 1
    for _ in range(before):  # title lines: their stray quotes must not swallow the table
        lines.readline()
    quoting = csv.QUOTE_MINIMAL if shape.quote else csv.QUOTE_NONE
    rows = csv.reader(lines, delimiter=shape.separator, quotechar=shape.quote or None, quoting=quoting, strict=True)
    number = before + 1
    try:
        for row in rows:
            yield number, row
            number = before + rows.line_num + 1
    except csv.Error as error:
        raise _csv_fault(file, error, number) from None


def _csv_fault(file: Delivered, error: csv.Error, row: int) -> KitError:
    if "unexpected end of data" in str(error):
        return file.refuse(TruncatedFile, place=words("at_row", row=row), what=words("open_quote"))
    return file.refuse(UnreadableFile, what=words("csv_row", row=row, detail=error))


def read_xlsx(file: Delivered) -> Grid:
    """A worksheet. Formulas stay text: what a spreadsheet would compute is not what was delivered."""
    guards.check_workbook(file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which nobody reads here
        try:
            book = openpyxl.load_workbook(file.path, read_only=True, data_only=False, keep_links=False)
            try:
                sheet = _sheet(file, book)
                sheet.reset_dimensions()  # some exporters state one cell only
                rows = enumerate(sheet.iter_rows(values_only=True), start=1)
                plain = ((number, [grid.plain(cell) for cell in row]) for number, row in rows)
                return _grid(file, plain, excel_1904=book.epoch == MAC_EPOCH)
            finally:
                book.close()
        except KitError:
            raise
        except Exception as error:
            # openpyxl lets through whatever its parsers raise on a damaged workbook: KeyError, ValueError, ParseError…
            raise file.refuse(UnreadableFile, what=f"{type(error).__name__}: {error}") from None


def _sheet(file: Delivered, book: openpyxl.Workbook):
    wanted = file.source.file.sheet
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets:
        raise file.refuse(UnreadableFile, what=words("no_sheet"))
    if wanted and wanted not in sheets:
        near = difflib.get_close_matches(wanted, sheets, n=1) or list(sheets)
        raise file.refuse(MissingSheet, sheet=wanted, found=", ".join(sheets), candidate=near[0])
    return sheets[wanted] if wanted else next(iter(sheets.values()))


def read_parquet(file: Delivered) -> Grid:
    """A Parquet file; its rows are numbered from 2 on, the header's place being row 1."""
    guards.check_parquet(file)
    try:
        with duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": "false"}) as con:
            _check_unpacked(file, con)
            frame = con.execute(f"select {_plain_columns(file, con)} from read_parquet(?)", [str(file.path)]).df()
    except duckdb.Error as error:
        raise file.refuse(UnreadableFile, what=str(error).splitlines()[0]) from None
    columns = [_cells(frame[name]) for name in frame.columns]
    rows = zip(*columns, strict=True) if columns else iter(())
    numbered = enumerate(([*frame.columns], *rows), start=1)
    return _grid(file, numbered)


def _check_unpacked(file: Delivered, con: duckdb.DuckDBPyConnection) -> None:
    query = "select coalesce(sum(total_uncompressed_size), 0) from parquet_metadata(?)"
    size = con.execute(query, [str(file.path)]).fetchall()[0][0]
    if size > guards.MAX_UNPACKED:
        megabytes, limit = round(size / 2**20), round(guards.MAX_UNPACKED / 2**20)
        raise file.refuse(OversizedFile, what=words("bytes", size=megabytes), limit=words("bytes", size=limit))


def _plain_columns(file: Delivered, con: duckdb.DuckDBPyConnection) -> str:
    """Every column, moments with a zone as UTC microseconds (pandas gets them without any zone data)."""
    kinds = con.execute("describe select * from read_parquet(?)", [str(file.path)]).fetchall()
    listed = []
    for name, kind, *_ in kinds:
        quoted = '"' + name.replace('"', '""') + '"'
        zoned = kind == "TIMESTAMP WITH TIME ZONE"
        listed.append(f"make_timestamp(epoch_us({quoted})) || 'Z' as {quoted}" if zoned else quoted)
    return ", ".join(listed)


def _cells(column: pd.Series) -> list:
    return [None if cell is pd.NaT else grid.plain(cell) for cell in column.astype(object).where(column.notna(), None)]


def _grid(file: Delivered, rows: Rows, excel_1904: bool = False) -> Grid:
    """Takes the header off the rows and builds the grid. Raises EmptyFile where no row follows it."""
    shape = file.source.file
    header: dict[int, Sequence] = {}
    last = shape.header_row[-1]
    for number, row in rows:
        if number in shape.header_row:
            header[number] = row
        if number >= last:
            break
    if len(header) < len(shape.header_row) or all(grid.is_empty(cell) for row in header.values() for cell in row):
        raise file.refuse(EmptyFile, what=words("no_header", row=shape.header_row[0]))
    names = grid.header_names([header[number] for number in shape.header_row])
    body = ((number, row) for number, row in rows if number > last + shape.skip_after_header)
    built = grid.build(names, last, body, excel_1904)
    if not len(built):
        raise file.refuse(EmptyFile, what=words("header_only"))
    return built


READERS: dict[str, Callable[[Delivered], Grid]] = {"csv": read_csv, "xlsx": read_xlsx, "parquet": read_parquet}
