"""A report that was printed to a file to a stream of blocks: pages with titles, columns by their place or a separator.

In:   a delivered text file; `page_lines` and `layout` of its source.
Out:  a `Stream` whose rows are numbered by their line; what a page says once is a column of its rows. Lines of a page
      stay among the rows, marked, so that they are counted under their name.
Why:  such a report has its queue and its day above the table, on each page anew; and text beside the columns that were
      stated is a figure that would be cut in two, so its row is set aside.
Not here: bytes and encodings (`guards`, `encoding`), exports with one header (`textfile`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from kit.intake import encoding, grid, guards
from kit.intake.assembly import Rows, assembled
from kit.intake.delivered import Delivered
from kit.intake.grid import tidy
from kit.intake.limits import MAX_LINE, TooMuch
from kit.intake.stream import Stream
from kit.params.pages import PAGE_LINE, bounds

_MARK = "x"


def read(file: Delivered) -> Stream:
    """The cells of a printed report."""
    guards.check_filled(file)
    lines = _lines(encoding.pieces(file, encoding.of(file)))
    if file.source.file.layout:
        return assembled(file, _Laid(file).rows(lines), header_rows=[1], first=1)
    report = _Separated(file)
    return assembled(file, report.rows(lines), header_rows=report.header_rows[-1:])


def _lines(pieces: Iterator[bytes]) -> Iterator[tuple[int, str]]:
    """Lines with something on them, numbered, without the marks of a page's end. Raises TooMuch."""
    number = 0
    for piece in pieces:
        for line in io.StringIO(piece.decode(), newline=None):
            number += 1
            if len(line) > MAX_LINE:
                raise TooMuch("long_line", MAX_LINE)
            line = line.replace("\f", "").rstrip("\n\x1a")
            if line.strip():
                yield number, line


class _Report:
    """A report while it is read: the names of its columns, and what its pages have said last."""

    def __init__(self, file: Delivered) -> None:
        self.shape = file.source.file
        self.patterns = [(re.compile(one.matches), one.column) for one in self.shape.page_lines]
        self.held: dict[str, str | None] = {one.column: None for one in self.shape.page_lines if one.column}

    def _is_page_line(self, line: str) -> bool:
        """Whether a line is the page's; what it says of the rows below is held from here on."""
        found = False
        for pattern, column in self.patterns:
            if told := pattern.search(line):
                found = True
                if column:
                    self.held[column] = (told[1] or "").strip() or None
        return found

    def _header(self, names: Sequence[str]) -> list[str]:
        return [*names, *self.held, PAGE_LINE]

    def _row(self, cells: Sequence[str | None], width: int) -> list[str | None]:
        """A row as wide as the header, or one cell wider where it holds more than the columns do."""
        more = any(cell for cell in cells[width:])
        filled = [*cells[:width], *[None] * (width - len(cells))]
        return [*filled, *self.held.values(), None, *([_MARK] if more else [])]

    def _page_row(self, width: int) -> list[str | None]:
        return [*[None] * (width + len(self.held)), _MARK]


class _Laid(_Report):
    """A report whose columns have their places on the line."""

    def __init__(self, file: Delivered) -> None:
        super().__init__(file)
        assert self.shape.layout is not None
        self.places = {name: bounds(span) for name, span in self.shape.layout.items()}

    def rows(self, lines: Iterator[tuple[int, str]]) -> Rows:
        """The names, then every line that is not empty."""
        names = list(self.places)
        yield 1, self._header(names)
        for number, line in lines:
            if self._is_page_line(line):
                yield number, self._page_row(len(names))
            else:
                yield number, self._row(self._cut(line.expandtabs()), len(names))

    def _cut(self, line: str) -> list[str | None]:
        """The cells of a line; behind them, what stands beside every column."""
        beside = list(line)
        cells: list[str | None] = []
        for first, last in self.places.values():
            cells.append(line[first - 1 : last].strip() or None)
            beside[first - 1 : last] = " " * len(beside[first - 1 : last])
        return [*cells, "".join(beside).strip() or None]


class _Separated(_Report):
    """A report whose cells are separated by a character, its header repeated on each page."""

    def __init__(self, file: Delivered) -> None:
        super().__init__(file)
        self.header_rows = self.shape.header_row

    def rows(self, lines: Iterator[tuple[int, str]]) -> Rows:
        """The header, then every line below it that is not empty; of the lines above, what they say is held."""
        heads: dict[int, list[str]] = {}
        width = 0
        for number, line in lines:
            cells = self._split(line)
            if number in self.header_rows:
                heads[number] = cells
            elif number < self.header_rows[-1]:
                self._is_page_line(line)
            else:
                again = [tidy(cell) for cell in cells] in self._tidied(heads)
                yield number, self._page_row(width) if self._is_page_line(line) or again else self._row(cells, width)
            if number == self.header_rows[-1]:
                names = grid.header_of(number, [heads.get(row, []) for row in self.header_rows]).names
                width = len(names)
                yield number, self._header(names)

    def _tidied(self, heads: dict[int, list[str]]) -> list[list[str]]:
        return [[tidy(cell) for cell in head] for head in heads.values()]

    def _split(self, line: str) -> list[str]:
        quote = self.shape.quote or None
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
        # One line is one row: a quotation mark that stays open swallows the rest of its line alone.
        return next(csv.reader([line], delimiter=self.shape.separator, quotechar=quote, quoting=quoting), [])
