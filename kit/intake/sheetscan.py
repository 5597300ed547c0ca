"""What a workbook's parts hold, looked through once before anything keeps them in memory.

In:   the path of a workbook.
Out:  `Extent` of each worksheet: its last filled row and column; TooMuch beyond the limits, Contradiction where a part
      is not what a spreadsheet writes.
Why:  one number in ten kilobytes ("row 99999999") can keep a reader busy for minutes, and rows out of their order are
      dropped by it without a word. A pass that keeps nothing costs a tenth of the reading.
Not here: reading the cells (`workbook`).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from kit.intake.limits import MAX_CELL, MAX_ROWS, MAX_SHEET_COLUMN, MAX_SHEET_ROW, MAX_TEXT, TooMuch
from kit.language.later import Later, later

_PIECE = 2**18
MAX_CELLS = MAX_ROWS * 24  # cells of a worksheet, empty ones with a format included
MAX_STRINGS = 2_000_000
MAX_ASIDE = 250_000  # elements outside the table: merged cells, links, formats (Excel: 65,530 links, 65,490 formats)
MAX_OTHER = 16 * 2**20  # bytes of a part that is neither a worksheet nor the shared texts
MAX_ROW_TAGS = 4 * MAX_SHEET_COLUMN  # elements of one row, which the reader holds at once
_FILLED = frozenset(("v", "is", "f"))


class Contradiction(Exception):
    """A part that no spreadsheet writes so. `what` is told in the reader's language."""

    def __init__(self, what: Later) -> None:
        self.what = what
        super().__init__(str(what))


@dataclass
class Extent:
    """The last row and column with a filled cell, and how many rows have one."""

    rows: int = 0
    columns: int = 0
    filled: int = 0


class _Scan:
    """Follows the elements of one part; keeps numbers only."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype

    def run(self, part: IO[bytes]) -> None:
        while piece := part.read(_PIECE):
            self.parser.Parse(piece, False)
        self.parser.Parse(b"", True)

    def doctype(self, *_: object) -> None:
        raise Contradiction(later("intake.has_entities"))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, tag: str) -> None:
        raise NotImplementedError

    def text(self, text: str) -> None:
        raise NotImplementedError


class _Sheet(_Scan):
    """A worksheet: rows in order, cells within what a sheet can have, texts of a length that a cell can have."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.extent = Extent()
        self.row = self.column = self.cells = self.tags = self.aside = self.chars = self.texts = 0
        self.in_data = self.in_cell = self.row_is_filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if not self.in_data:
            self._aside(tag)
            return
        self.tags += 1
        if self.tags > MAX_ROW_TAGS:
            raise TooMuch("many_tags", MAX_ROW_TAGS, count=self.tags)
        if tag == "row":
            self._row(attributes.get("r"))
        elif tag == "c":
            self._cell(attributes.get("r"))
        elif self.in_cell and tag in _FILLED:
            self._fills()

    def _aside(self, tag: str) -> None:
        self.in_data = tag == "sheetData"
        self.aside += 1
        if self.aside > MAX_ASIDE:
            raise TooMuch("many_tags", MAX_ASIDE, count=self.aside)

    def _row(self, stated: str | None) -> None:
        number = int(stated) if stated else self.row + 1
        if number > MAX_SHEET_ROW:
            raise TooMuch("row_beyond", MAX_SHEET_ROW, count=number)
        if number <= self.row:
            raise Contradiction(later("intake.rows_not_in_order", sheet=self.title, row=number, before=self.row))
        self.row, self.column, self.tags, self.row_is_filled = number, 0, 1, False

    def _cell(self, stated: str | None) -> None:
        self.column = _column(stated) if stated else self.column + 1
        self.cells += 1
        self.in_cell, self.chars = True, 0
        if self.column > MAX_SHEET_COLUMN:
            raise TooMuch("column_beyond", MAX_SHEET_COLUMN, count=self.column)
        if self.cells > MAX_CELLS:
            raise TooMuch("many_tags", MAX_CELLS, count=self.cells)

    def _fills(self) -> None:
        self.extent.columns = max(self.extent.columns, self.column)
        self.extent.rows = self.row
        if not self.row_is_filled:
            self.extent.filled, self.row_is_filled = self.extent.filled + 1, True

    def end(self, tag: str) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "c":
            self.in_cell = False
        elif tag == "sheetData":
            self.in_data = False

    def text(self, text: str) -> None:
        if not self.in_cell:
            return
        self.chars += len(text)
        self.texts += len(text)
        _check_chars(self.row, self.chars, self.texts)


class _Strings(_Scan):
    """The texts that the cells of all sheets share."""

    def __init__(self) -> None:
        super().__init__()
        self.count = self.tags = self.chars = self.texts = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.tags += 1
        if tag.endswith(" si"):
            self.count, self.tags, self.chars = self.count + 1, 0, 0
        if self.count > MAX_STRINGS:
            raise TooMuch("many_strings", MAX_STRINGS, count=self.count)
        if self.tags > MAX_CELL:
            raise TooMuch("many_tags", MAX_CELL, count=self.tags)

    def end(self, tag: str) -> None:
        pass

    def text(self, text: str) -> None:
        self.chars += len(text)
        self.texts += len(text)
        _check_chars(0, self.chars, self.texts)


def _check_chars(row: int, of_cell: int, of_all: int) -> None:
    if of_cell > MAX_CELL:
        raise TooMuch("long_cell", MAX_CELL, row=row or "?", count=of_cell)
    if of_all > MAX_TEXT:
        raise TooMuch("long_text", MAX_TEXT, count=of_all)


def _column(place: str) -> int:
    """The number of a column by a cell's place: 28 of "AB12"."""
    number = 0
    for letter in place[:8]:
        if not "A" <= letter.upper() <= "Z":
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number


def extents(path: Path) -> dict[str, Extent | Exception]:
    """How far each worksheet is filled, by the name of its part, or why that is not known.

    Raises TooMuch for whatever an opened workbook would take into memory.
    """
    found: dict[str, Extent | Exception] = {}
    with zipfile.ZipFile(path) as packed:
        for info in packed.infolist():
            with packed.open(info) as part:
                if info.filename.casefold().endswith("sharedstrings.xml"):
                    _Strings().run(part)
                elif "worksheets/" in info.filename.casefold() and info.filename.casefold().endswith(".xml"):
                    found[info.filename] = extent(part, Path(info.filename).stem)
                else:
                    _check_other(part, info.file_size)
    return found


def extent(part: IO[bytes], title: str) -> Extent | Exception:
    """How far a worksheet is filled, or what is wrong with it. Raises TooMuch."""
    scan = _Sheet(title)
    try:
        scan.run(part)
    except (expat.ExpatError, ValueError, Contradiction) as error:
        return error
    return scan.extent


def _check_other(part: IO[bytes], size: int) -> None:
    """Refuses styles, names or lists of parts that would be millions of objects; pictures are never opened."""
    piece, tags = part.read(_PIECE), 0
    if not piece.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
        return
    if size > MAX_OTHER:
        raise TooMuch("large_part", MAX_OTHER, count=size)
    while piece:
        tags += piece.count(b"<")
        if tags > MAX_ASIDE:
            raise TooMuch("many_tags", MAX_ASIDE, count=tags)
        piece = part.read(_PIECE)
