"""A text export (CSV) to a stream of blocks.

In:   a delivered text file, perhaps packed; encoding, separator and quotes as its source states them.
Out:  a `Stream`; SwallowedRows, TruncatedFile, UnreadableFile, TooMuch.
Why:  a piece whose lines are all alike is split at once; any other is read row by row by Python's own reader. And one
      quotation mark too many makes one cell of whole rows, which would be missing without a word.
Not here: the bytes (`packed`, `encoding`), lines that are alike (`split`), which mark separates (`separator`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from kit.errors import KitError, SwallowedRows, TruncatedFile, UnreadableFile
from kit.intake import encoding, guards, separator
from kit.intake.assembly import Rows, assembled
from kit.intake.blocks import Lines
from kit.intake.delivered import Delivered
from kit.intake.grid import tidy
from kit.intake.limits import MAX_CELL, MAX_COLUMNS, MAX_LINE, TooMuch
from kit.intake.split import Split, split
from kit.intake.stream import Stream
from kit.language.later import later

_BEGINNING = 2**14  # bytes that are read line by line for the header; it may well end further down
_HEAD = 64  # lines among which the header is looked for; further down there is none
_FIGURES = 4  # a date has at least so many
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_SEP = re.compile(r"(?i)^sep=.\s*$")


def read(file: Delivered) -> Stream:
    """A text export; its rows are numbered by the line on which they begin."""
    guards.check_filled(file)
    named = encoding.of(file)
    header_rows, head = _header_rows(file, named)
    separator.check(file, head, header_rows)
    return assembled(file, _Text(file, encoding.pieces(file, named), header_rows).rows(), header_rows=header_rows)


def _header_rows(file: Delivered, named: str) -> tuple[list[int], list[str]]:
    """Where the header stands, and the lines down to it. Excel's own first line ("sep=;") is none of the file's."""
    stated = file.source.file.header_row
    pieces = encoding.pieces(file, named)
    lines = list(islice((line for piece in pieces for line in _lines(piece)), max(stated[-1] + 1, _HEAD)))
    pieces.close()
    if not lines or not _SEP.match(lines[0]):
        return stated, lines
    if stated[0] and separator.columns_on(file, lines, stated[-1]):
        return stated, lines  # the mapping counts that line already
    return [row + 1 for row in stated] if stated[0] else stated, lines


def _lines(piece: bytes) -> Iterator[str]:
    """Physical lines with their ends. Raises TooMuch before a line without end becomes cells."""
    for found in _LINE.finditer(piece.decode()):
        if len(found[0]) > MAX_LINE:
            raise TooMuch("long_line", MAX_LINE)
        yield found[0]


class _Text:
    """The pieces of a text export on their way to rows. number: of the line that comes next."""

    def __init__(self, file: Delivered, pieces: Iterator[bytes], header_rows: Sequence[int]) -> None:
        self.file, self.shape, self.pieces = file, file.source.file, pieces
        self.header_rows = header_rows
        self.number, self.left = 1, b""
        self.table = _Table(file, header_rows)

    def rows(self) -> Rows:
        """The title lines as one cell each, the header's rows one by one, then lines that are alike at once and others
        one by one."""
        # Title lines, and Excel's: their stray quotes must not swallow the table.
        titles = self._skip(max(self.header_rows[0] - 1, 0))
        yield from ((number, [line.strip()]) for number, line in enumerate(titles, start=1))
        if self.header_rows[0] == 0:
            self._skip_sep()
        elif first := self.next_piece():
            cut = first.find(b"\n", _BEGINNING) + 1 or len(first)
            self.left = first[cut:]
            yield from self._one_by_one(first[:cut], self.header_rows[-1])
        while piece := self.next_piece():
            if not piece.strip() and b"\r" not in piece:  # empty lines are no rows, however many there are
                self.number += piece.count(b"\n")
                continue
            found = split(piece, self.shape.separator, self.shape.quote)
            if found is not None and self.table.fits(found):
                yield Lines(found, self.number)
                self.number += len(found)
            else:
                yield from self._one_by_one(piece)

    def next_piece(self) -> bytes:
        """What was left of the last piece, or the next one; nothing at the end of the file."""
        piece, self.left = self.left or next(self.pieces, b""), b""
        return piece

    def _skip(self, count: int) -> list[str]:
        """Goes behind so many lines, and returns them."""
        skipped: list[str] = []
        while len(skipped) < count and (piece := self.next_piece()):
            lines = list(islice(_lines(piece), count - len(skipped)))
            self.left = piece[sum(len(line.encode()) for line in lines) :]
            self.number += len(lines)
            skipped += lines
        return skipped

    def _skip_sep(self) -> None:
        self.left = piece = self.next_piece()
        if piece and _SEP.match(next(_lines(piece))):
            self._skip(1)

    def _one_by_one(self, piece: bytes, until: int = 0) -> Iterator[tuple[int, list[str]]]:
        """The rows of a piece, and of the next where its last one goes on there. until: the row to stop behind."""
        record = _Record(self, piece)
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.shape.quote else csv.QUOTE_NONE
        mark, quote = self.shape.separator, self.shape.quote or None
        rows = csv.reader(record, delimiter=mark, quotechar=quote, quoting=quoting, strict=True)
        first = number = self.number
        try:
            for row in rows:
                self.table.check(number, row, record)
                record.held.clear()
                self.number = first + rows.line_num
                yield number, row
                if record.is_done or (until and number >= until):
                    break
                number = self.number
        except csv.Error as error:
            self.table.check_swallowed(number, record, closed=False)
            raise _fault(self.file, error, number) from None
        self.left = record.rest() + self.left


class _Record:
    """The physical lines of the row that is being read, and those that follow it."""

    def __init__(self, text: _Text, piece: bytes) -> None:
        self.text, self.separator = text, text.shape.separator
        self.lines, self.at = list(_lines(piece)), 0
        self.held: list[str] = []

    @property
    def is_done(self) -> bool:
        """Whether all lines at hand are read."""
        return self.at >= len(self.lines)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.is_done:  # only where a row goes on in the next piece, or the file ends
            self.lines, self.at = list(_lines(self.text.next_piece())), 0
            if not self.lines:
                raise StopIteration
        line = self.lines[self.at]
        self.at += 1
        # So many cells would be split before anything could be said of them; Excel fills rows up to 16,384.
        if len(line) > MAX_CELL and line.count(self.separator) > MAX_COLUMNS + MAX_CELL:
            raise TooMuch("columns", MAX_COLUMNS, count=line.count(self.separator) + 1)
        self.held.append(line)
        return line

    def rest(self) -> bytes:
        """The lines at hand that were not read."""
        return "".join(self.lines[self.at :]).encode()

    def length(self) -> int:
        """Characters of the row."""
        return sum(map(len, self.held))


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
            self._take(row)
            return
        if len(record.held) > 1:
            self.check_swallowed(number, record, closed=True)
        if record.length() > MAX_CELL:
            longest = max(map(len, row), default=0)
            if longest > MAX_CELL:
                raise TooMuch("long_cell", MAX_CELL, row=number, count=longest)

    def fits(self, found: Split) -> bool:
        """Whether lines that are alike have as many cells as the header; of a file without one, the first tells."""
        if not self.width:
            self._take(found.row(0))
        return found.width == self.width

    def _take(self, row: list[str]) -> None:
        self.width, self.dated = len(row), self._dated(row)

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
