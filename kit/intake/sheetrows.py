"""The rows of a worksheet, as a stream, nothing of it held but the rows of one piece.

In:   a worksheet's part, how its cells are read (`Cells`).
Out:  numbered rows of plain cells; a row that the sheet leaves out is an empty one. TooMuch beyond the limits,
      Contradiction where a part is not what a spreadsheet writes.
Why:  the XML that spreadsheets write is so regular that one expression finds all cells of a piece at once: seven times
      less CPU than openpyxl with a pass of guards before it, and an eighth of the memory of python-calamine
      (decisions/0013). What the expression does not account for to the last tag is written anew by a parser.
Not here: the parts of a workbook (`bookparts`), what a cell's text means (`sheetcells`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO

from kit.intake.limits import MAX_CELL, MAX_COLUMNS, MAX_SHEET_COLUMN, MAX_SHEET_ROW, MAX_TEXT, TooMuch
from kit.intake.sheetcells import Cells
from kit.intake.sheetscan import MAX_ASIDE, MAX_CELLS, Contradiction
from kit.intake.sheetusual import Unusual, as_it_stands, rewritten
from kit.language.later import later

Rows = Iterator[tuple[int, list]]
MAX_ROW_TEXT = 16 * 2**20  # characters of the XML of one row, which is held at once

_TOKEN = re.compile(
    r'<c(?: r="([A-Z]{1,7})\d{1,8}")?(?: s="(\d{1,6})")?(?: t="([A-Za-z]{1,9})")?'
    r"(?: ?/>|>(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?(?:<v>([^<]*)</v>|<v ?/>|<is><t[^<>]*>([^<]*)</t></is>|)</c>)"
    r"|<(row(?:\s[^<>]*)?)>",
    re.ASCII,
)
_ROW = re.compile(r'row(?: r="(\d{1,12})")?(?:\s+[\w:.-]+="[^"<>]*")*\s*/?', re.ASCII)
# Each tag that may stand in rows, apart from those that begin a cell or a row.
_OTHER_TAGS = (
    *("</row>", "</c>", "<f>", "<f ", "<f/", "</f>", "<v>", "<v/>", "<v />", "</v>"),
    *("<is>", "</is>", "<t>", "<t ", "</t>"),
)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def rows(opened: Callable[[], IO[bytes]], title: str, cells: Cells) -> Rows:
    """The rows of a worksheet, each with its number.

    Raises TooMuch, Contradiction; ExpatError, ValueError, IndexError where it is damaged.
    """
    number = 0
    try:
        with opened() as part:
            for number, row in _Sheet(title, cells).rows(as_it_stands(part)):
                yield number, row
        return
    except Unusual:
        pass
    with opened() as part:
        for again, row in _Sheet(title, cells).rows(rewritten(part)):
            if again > number:
                yield again, row


class _Columns(dict[str, int]):
    """The number of a column by its letters, each reckoned once. Raises TooMuch beyond what a sheet can have."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        if number > MAX_SHEET_COLUMN:
            raise TooMuch("column_beyond", MAX_SHEET_COLUMN, count=number)
        self[letters] = number
        return number


class _Sheet:
    """Follows one worksheet from piece to piece."""

    def __init__(self, title: str, cells: Cells) -> None:
        self.title, self.value = title, cells.value
        self.columns = _Columns()
        self.number = self.cells = self.chars = self.aside = 0

    def rows(self, pieces: Iterator[str]) -> Rows:
        """The rows of a part's text. Raises Unusual where it is not in the usual form."""
        before = self._before(pieces)
        if before is None:
            return
        for text in self._whole(before, pieces):
            expected = self.number + 1
            for number, row in self._found(text):
                yield from ((missing, []) for missing in range(expected, number))
                yield number, row
                expected = number + 1

    def _before(self, pieces: Iterator[str]) -> str | None:
        """The text from the first row on; None where the sheet has none."""
        text = ""
        for piece in pieces:
            self._check_aside(piece)
            if "<!" in piece:
                raise Unusual  # a comment may hold anything, the beginning of the rows too
            text += piece
            head, found, rest = text.partition("<sheetData>")
            if found:
                self.aside = 0
                return rest
            if "<sheetData/>" in text:
                for rest in pieces:
                    self._check_aside(rest)
                return None
            text = text[-16:] if len(text) > MAX_ROW_TEXT else text
        raise Unusual

    def _whole(self, text: str, pieces: Iterator[str]) -> Iterator[str]:
        """The text of the rows, cut where a row ends; what follows the rows is counted and dropped."""
        while True:
            text, end, after = text.partition("</sheetData>")
            cut = len(text) if end else text.rfind("</row>") + 6
            if cut > 5:
                yield text[:cut]
            if end:
                self._check_aside(after)
                for piece in pieces:
                    self._check_aside(piece)
                return
            rest = text[cut:] if cut > 5 else text
            if len(rest) > MAX_ROW_TEXT:
                raise TooMuch("long_text", MAX_ROW_TEXT, count=len(rest))
            more = next(pieces, None)
            if more is None:
                raise Unusual  # another end than the one that was looked for
            text = rest + more

    def _check_aside(self, text: str) -> None:
        """Merged cells, links and formats by the million are no part of a delivery. Raises TooMuch."""
        self.aside += text.count("<")
        if self.aside > MAX_ASIDE:
            raise TooMuch("many_tags", MAX_ASIDE, count=self.aside)

    def _found(self, text: str) -> list[tuple[int, list]]:
        """The rows of a text that ends with a row. Raises Unusual unless each of its tags was understood."""
        tokens = _TOKEN.findall(text)
        if len(tokens) + sum(map(text.count, _OTHER_TAGS)) != text.count("<"):
            raise Unusual
        found: list[tuple[int, list]] = []
        row: list[object] = []
        column = 0
        for letters, style, kind, formula, value, inline, begin in tokens:
            if begin:
                row, column = [], 0
                found.append((self._begin(begin), row))
                continue
            column = self.columns[letters] if letters else column + 1
            cell: object
            if formula:
                cell = self._text("=" + _formula(formula))
            elif value:
                cell = self.value(kind, style, self._text(value))
            elif inline and kind == "inlineStr":
                cell = self._text(inline)
            else:
                continue
            _put(row, column, cell)
        self._check_cells(len(tokens) - len(found), column)
        return found

    def _begin(self, tag: str) -> int:
        """The number of the row that begins. Raises TooMuch, Contradiction where it is not after the one before."""
        known = _ROW.fullmatch(tag)
        if not known:
            raise Unusual
        number = int(known[1]) if known[1] else self.number + 1
        if number > MAX_SHEET_ROW:
            raise TooMuch("row_beyond", MAX_SHEET_ROW, count=number)
        if number <= self.number:
            what = later("intake.rows_not_in_order", sheet=self.title, row=number, before=self.number)
            raise Contradiction(what)
        self.number = number
        return number

    def _text(self, text: str) -> str:
        """A cell's text with its entities read. Raises TooMuch."""
        if "&" in text:
            text = _ENTITY.sub(_character, text)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.chars += len(text)
        if len(text) > MAX_CELL:
            raise TooMuch("long_cell", MAX_CELL, row=self.number, count=len(text))
        if self.chars > MAX_TEXT:
            raise TooMuch("long_text", MAX_TEXT, count=self.chars)
        return text

    def _check_cells(self, count: int, column: int) -> None:
        self.cells += count
        if column > MAX_SHEET_COLUMN:
            raise TooMuch("column_beyond", MAX_SHEET_COLUMN, count=column)
        if self.cells > MAX_CELLS:
            raise TooMuch("many_tags", MAX_CELLS, count=self.cells)


def _put(row: list, column: int, cell: object) -> None:
    if column > MAX_COLUMNS:
        raise TooMuch("column_beyond", MAX_COLUMNS, count=column)
    gap = column - len(row) - 1
    if gap < 0:
        row[column - 1] = cell  # a place that stands twice: the later one counts, as for openpyxl
        return
    if gap:
        row.extend([None] * gap)
    row.append(cell)


def _formula(tag: str) -> str:
    return tag.partition(">")[2].removesuffix("</f>")


def _character(found: re.Match) -> str:
    number = int(found[1]) if found[1] else int(found[2], 16) if found[2] else 0
    return _NAMED[found[3]] if found[3] else chr(number)
