"""A text export (CSV) to a grid.

In:   a delivered text file, perhaps packed as .gz; encoding, separator and quotes as its source states them.
Out:  a `Grid`; SwallowedRows, TruncatedFile, UnreadableFile, TooMuch.
Why:  read line by line from its bytes: the whole text at once takes up to six times the file in memory. And one
      quotation mark too many makes one cell of whole rows, which would be missing without a word.
Not here: the bytes (`guards`, `encoding`), which mark separates (`separator`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Literal, TextIO

from kit.errors import EmptyFile, KitError, SwallowedRows, TruncatedFile, UnreadableFile
from kit.intake import encoding, guards, separator
from kit.intake.assembly import Rows, assembled
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid, tidy
from kit.intake.limits import MAX_CELL, MAX_COLUMNS, MAX_LINE, MAX_LINES, MAX_ROWS, TooMuch
from kit.language.later import later

_HEAD = 64  # lines among which the header is looked for; further down there is none
_FIGURES = 4  # a date has at least so many


def read(file: Delivered) -> Grid:
    """A text export; its rows are numbered by the line on which they begin."""
    data = guards.read_bytes(file)
    if not data[:4096].strip() and not data.strip():
        raise file.refuse(EmptyFile, what=later("intake.no_bytes"))
    lines = max(data.count(b"\n"), data.count(b"\r"))
    if lines > MAX_LINES:
        raise TooMuch("rows", MAX_ROWS, count=lines)
    text = encoding.opened(file, data)
    header_rows, head = _header_rows(file, text)
    separator.check(file, head, header_rows)
    text.seek(0)
    return assembled(file, _rows(file, text, header_rows), header_rows=header_rows)


def _header_rows(file: Delivered, text: TextIO) -> tuple[list[int], list[str]]:
    """Where the header stands, and the lines down to it. Excel's own first line ("sep=;") is none of the file's."""
    stated = file.source.file.header_row
    lines = list(islice(_lines(text), max(stated[-1] + 1, _HEAD)))
    if not lines or not re.match(r"(?i)^sep=.\s*$", lines[0]):
        return stated, lines
    if stated[0] and separator.columns_on(file, lines, stated[-1]):
        return stated, lines  # the mapping counts that line already
    return [row + 1 for row in stated] if stated[0] else stated, lines


def _lines(text: TextIO) -> Iterator[str]:
    """Physical lines. Raises TooMuch before a line without end fills the memory."""
    while line := text.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise TooMuch("long_line", MAX_LINE)
        yield line


class _Record:
    """The physical lines of the row that is being read."""

    def __init__(self, lines: Iterator[str], separator: str) -> None:
        self.lines, self.separator = lines, separator
        self.held: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            # So many cells would be split before anything could be said of them; Excel fills rows up to 16,384.
            if len(line) > MAX_CELL and line.count(self.separator) > MAX_COLUMNS + MAX_CELL:
                raise TooMuch("columns", MAX_COLUMNS, count=line.count(self.separator) + 1)
            self.held.append(line)
            yield line

    def length(self) -> int:
        return sum(map(len, self.held))


def _rows(file: Delivered, text: TextIO, header_rows: Sequence[int]) -> Rows:
    shape = file.source.file
    lines = _lines(text)
    # Title lines, and Excel's: their stray quotes must not swallow the table.
    before = max(header_rows[0] - 1, 0)
    before = sum(1 for _ in islice(lines, before))
    if header_rows[0] == 0:
        lines, before = _after_sep(lines)
    record = _Record(lines, shape.separator)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if shape.quote else csv.QUOTE_NONE
    rows = csv.reader(record, delimiter=shape.separator, quotechar=shape.quote or None, quoting=quoting, strict=True)
    table = _Table(file, header_rows)
    number = before + 1
    try:
        for row in rows:
            table.check(number, row, record)
            record.held.clear()
            yield number, row
            number = before + rows.line_num + 1
    except csv.Error as error:
        table.check_swallowed(number, record, closed=False)
        raise _fault(file, error, number) from None


def _after_sep(lines: Iterator[str]) -> tuple[Iterator[str], int]:
    first = next(lines, "")
    return (lines, 1) if re.match(r"(?i)^sep=.\s*$", first) else (chain([first], lines), 0)


class _Table:
    """What a row of this file looks like: how many cells, and where its date stands."""

    def __init__(self, file: Delivered, header_rows: Sequence[int]) -> None:
        self.file, self.shape = file, file.source.file
        self.first = header_rows[-1]
        self.width = 0
        self.dated: list[int] = []

    def check(self, number: int, row: list[str], record: _Record) -> None:
        """Refuses a row that holds others, or cells beyond all measure."""
        if not self.width and number >= self.first:
            self.width, self.dated = len(row), self._dated(row)
            return
        if len(record.held) > 1:
            self.check_swallowed(number, record, closed=True)
        if record.length() > MAX_CELL:
            longest = max(map(len, row), default=0)
            if longest > MAX_CELL:
                raise TooMuch("long_cell", MAX_CELL, row=number, count=longest)

    def _dated(self, row: list[str]) -> list[int]:
        names = [tidy(cell) for cell in row]
        if self.first == 0:
            names = [f"#{at}" for at in range(1, len(row) + 1)]
        columns = [self.file.source.columns[name] for name in self.file.source.dated_by]
        wanted = {tidy(name) for column in columns for listed in column.alternatives for name in listed}
        return [at for at, name in enumerate(names) if name in wanted]

    def check_swallowed(self, number: int, record: _Record, *, closed: bool) -> None:
        """Refuses a row of several lines of which further ones are rows of their own: as many cells, and a date.

        A comment with line breaks is no such thing: its lines have fewer cells, or no date in its column.
        """
        inner = [at for at, line in enumerate(record.held) if at and self._is_row(line)]
        if not self.width or not inner or (not closed and len(record.held) <= 2):
            return
        last = number + len(record.held) - 1
        raise self.file.refuse(SwallowedRows, row=number, last=last, count=len(inner))

    def _is_row(self, line: str) -> bool:
        cells = line.rstrip("\r\n").split(self.shape.separator)
        if len(cells) != self.width or len(cells) < 3 and not self.dated:
            return False
        return all(sum(map(str.isdigit, cells[at])) >= _FIGURES for at in self.dated)


def _fault(file: Delivered, error: csv.Error, row: int) -> KitError:
    if "unexpected end of data" in str(error):
        return file.refuse(TruncatedFile, place=later("intake.at_row", row=row), what=later("intake.open_quote"))
    if "field larger than field limit" in str(error):
        raise TooMuch("long_cell", MAX_CELL, row=row, count=csv.field_size_limit()) from None
    return file.refuse(UnreadableFile, what=later("intake.csv_row", row=row, detail=error))
