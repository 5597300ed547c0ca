"""A workbook's parts other than its sheets, looked through before anything keeps them in memory; its shared texts.

In:   the path of a workbook.
Out:  the texts that its sheets share; TooMuch beyond the limits, Contradiction where a part is not what a spreadsheet
      writes.
Why:  styles, names and lists of parts become an object for each element before the first cell is read.
Not here: the sheets, which keep to their own limits while they are read (`sheetrows`).
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO
from xml.parsers import expat

from kit.intake.limits import MAX_CELL, MAX_SHEET_ROW, MAX_TEXT, TooMuch
from kit.language.later import Later, later

_PIECE = 2**18
MAX_CELLS = MAX_SHEET_ROW * 24  # cells of a worksheet, empty ones with a format included
MAX_STRINGS = 2_000_000
MAX_ASIDE = 250_000  # elements outside the table: merged cells, links, formats (Excel: 65,530 links, 65,490 formats)
MAX_OTHER = 16 * 2**20  # bytes of a part that is neither a worksheet nor the shared texts


class Contradiction(Exception):
    """A part that no spreadsheet writes so. `what` is told in the reader's language."""

    def __init__(self, what: Later) -> None:
        self.what = what
        super().__init__(str(what))


class _Strings:
    """Follows the elements of the part that holds the texts which the cells of all sheets share."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.tags = self.chars = self.texts = self.spoken = 0
        self.in_text = False

    def run(self, part: IO[bytes]) -> list[str]:
        while piece := part.read(_PIECE):
            self.parser.Parse(piece, False)
        self.parser.Parse(b"", True)
        return self.found

    def _doctype(self, *_: object) -> None:
        raise Contradiction(later("intake.has_entities"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.tags += 1
        if tag == "si":
            self.tags = self.chars = 0
        self.spoken += tag == "rPh"  # how a Japanese text is read aloud: no part of it
        self.in_text = tag == "t" and not self.spoken
        if len(self.found) >= MAX_STRINGS:
            raise TooMuch("many_strings", MAX_STRINGS, count=len(self.found) + 1)
        if self.tags > MAX_CELL:
            raise TooMuch("many_tags", MAX_CELL, count=self.tags)

    def _text(self, text: str) -> None:
        self.chars += len(text)
        self.texts += len(text)
        _check_chars(self.chars, self.texts)
        if self.in_text:
            self.pieces.append(text)

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        self.in_text = False
        self.spoken -= tag == "rPh"
        if tag == "si":
            self.found.append("".join(self.pieces).replace("x005F_", ""))  # how "_x000D_" is written, meant as it is
            self.pieces.clear()


def _check_chars(of_cell: int, of_all: int) -> None:
    if of_cell > MAX_CELL:
        raise TooMuch("long_cell", MAX_CELL, row="?", count=of_cell)
    if of_all > MAX_TEXT:
        raise TooMuch("long_text", MAX_TEXT, count=of_all)


def shared_texts(path: Path) -> dict[str, list[str]]:
    """The texts that the cells of all sheets share, by the name of the part that holds them.

    Raises TooMuch for whatever an opened workbook would take into memory, Contradiction.
    """
    found: dict[str, list[str]] = {}
    with zipfile.ZipFile(path) as packed:
        for info in packed.infolist():
            name = info.filename.casefold()
            with packed.open(info) as part:
                if name.endswith("sharedstrings.xml"):
                    found[info.filename] = texts(part)
                elif not ("worksheets/" in name and name.endswith(".xml")):
                    _check_other(part, info.file_size)
    return found


def texts(part: IO[bytes]) -> list[str]:
    """The shared texts of one part. Raises TooMuch, Contradiction."""
    return _Strings().run(part)


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
