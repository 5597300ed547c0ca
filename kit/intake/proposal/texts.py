"""A text export of which nothing is known: its encoding and the mark that separates its columns.

In:   the bytes of a file.
Out:  `Text`: encoding, separator, numbered rows as often as they are asked for; what could not be told for sure.
Why:  the encoding is that of all bytes, not of the first thousand: one accent in row 90,000 refuses the file later.
Not here: where the header stands (`heads`), encodings and separators that a source states (`kit.intake.encoding`).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np

from kit.errors import InputError
from kit.intake import packed
from kit.intake.limits import MAX_CELL, MAX_LINE
from kit.intake.proposal import unknown
from kit.language.later import later

MARKS = (";", ",", "\t", "|")
_PIECE = 2**20
_HEAD = 200  # lines by which the separator is told
_ZEROS = 0.2  # of all bytes: nearly half in UTF-16, none in any other text
_EVEN = 0.9  # of these lines have as many cells as the others
# What French and English texts hold beyond ASCII, in cp1252; of another 8-bit encoding most bytes are other marks.
_USUAL = frozenset("éèàùâêîôûçëïüöäñáíóúãÉÈÀÇÊÂÎÔÛËÏÖÜœŒæ°«»€’‘“”–…·×ß²³µ§£\u00a0®™".encode("cp1252"))
_SEP_LINE = re.compile(r"(?i)^sep=(.)\s*$")


@dataclass
class Text:
    """A text export. `separators`: marks that would all do, the chosen one first; `odd`: the share of its bytes beyond
    ASCII that are no usual letters of its encoding; `only_ascii`: any encoding would do."""

    path: Path
    encoding: str
    only_ascii: bool
    odd: float
    separators: list[str] = field(default_factory=lambda: [","])
    quote: str = '"'
    sep_line: bool = False

    @property
    def separator(self) -> str:
        """The mark that the rows are split by."""
        return self.separators[0]

    def rows(self) -> Iterator[tuple[int, Sequence]]:
        """Every row with the number of the line on which it begins. Raises InputError where a quotation mark stays
        open."""
        with closing(_reading(self.path, self.encoding)) as text:
            quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE
            lines = _lines(self.path, text)
            before = sum(1 for _ in islice(lines, 1)) if self.sep_line else 0
            rows = csv.reader(lines, delimiter=self.separator, quotechar=self.quote or None, quoting=quoting)
            number = before + 1
            try:
                for row in rows:
                    yield number, row
                    number = before + rows.line_num + 1
            except csv.Error as error:
                what = later("intake.csv_row", row=number, detail=error)
                raise InputError(where=self.path, what=what, fix=later("map.fix_file")) from None


def opened(path: Path) -> Text:
    """The text with its encoding and separator."""
    with unpacked(path) as data:
        found, only_ascii, odd = _encoding(path, data)
    text = Text(path, found, only_ascii, odd)
    with closing(_reading(path, found)) as stream:
        head = list(islice(_lines(path, stream), _HEAD))
    if head and _SEP_LINE.match(head[0]):
        text.sep_line, text.separators = True, [_SEP_LINE.match(head[0])[1]]  # type: ignore[index]
    else:
        text.separators = _separators(head)
    text.quote = '"' if any('"' in line for line in head) or _closes(head) else ""
    return text


def begins_with_objects(path: Path) -> bool:
    """Whether the file holds JSON records: an object, or a list of them, comes first."""
    with unpacked(path) as data:
        start = data.read(4_096).removeprefix(codecs.BOM_UTF8).lstrip()
    return bool(re.match(rb'(?:\[\s*)?\{\s*(?:"|\})', start))


def unpacked(path: Path) -> BinaryIO:
    """The bytes of a file as a stream, unpacked where it came packed."""
    return packed.opened(unknown.delivered(path))


def _reading(path: Path, found: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(unpacked(path), encoding=found, newline="")


def _lines(path: Path, text: io.TextIOWrapper) -> Iterator[str]:
    """Physical lines. Raises InputError before a line without end fills the memory."""
    while line := text.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            what = later("intake.long_line")
            raise InputError(where=path, what=what, fix=later("map.fix_file"))
        yield line


def _closes(head: list[str]) -> bool:
    """Without a quotation mark in sight, the usual one is as good as none."""
    return not any(len(line) > MAX_CELL for line in head)


def _encoding(path: Path, data: BinaryIO) -> tuple[str, bool, float]:
    """The encoding, whether all is ASCII, and the share of unusual bytes among those beyond it."""
    start = data.read(4_096)
    wide = _wide(start)
    if wide:
        return wide, False, 0.0
    decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
    counts: Counter[int] = Counter()
    utf8, piece = True, start
    while piece:
        if not piece.isascii():
            found = np.bincount(np.frombuffer(piece, dtype="uint8"), minlength=256)
            counts.update({byte: int(found[byte]) for byte in range(128, 256) if found[byte]})
        if utf8:
            utf8 = _decodes(decoder, piece)
        piece = data.read(_PIECE)
    if utf8:
        utf8 = _decodes(decoder, b"", final=True)
    if utf8:
        return "utf-8-sig", not counts, 0.0
    if any(byte in counts for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)):
        return "cp1252", False, 1.0
    odd = sum(count for byte, count in counts.items() if byte not in _USUAL) / max(sum(counts.values()), 1)
    return "cp1252", False, odd


def _wide(start: bytes) -> str | None:
    """Which UTF-16 a text is in: by its mark, or by the zero in every other byte of what is ASCII."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = [start[at::2].count(0) for at in (0, 1)]
    if not start or sum(zeros) < _ZEROS * len(start):
        return None
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final=final)
    except UnicodeDecodeError:
        return False
    return True


def _separators(head: list[str]) -> list[str]:
    """The marks that split the lines into a table; several where nothing tells which. A comma where none does."""
    found = {mark: table for mark in MARKS if (table := _table(head, mark))}
    if not found:
        return [","]
    # A decimal comma splits the rows, but no header: the right mark makes a table that begins higher up.
    best = min(found.values())
    return sorted((mark for mark, table in found.items() if table == best), key=MARKS.index)


def _table(head: list[str], mark: str) -> tuple[int, int] | None:
    """Above which row the table begins, and less its width, where nearly all rows from there on have as many cells."""
    try:
        widths = [len(row) for row in csv.reader(head, delimiter=mark) if row]
    except csv.Error:
        return None
    usual = Counter(width for width in widths if width > 1).most_common(1)
    if not usual:
        return None
    width = usual[0][0]
    first = widths.index(width)
    table = widths[first:]
    while table[-1] == 1:  # lines below the table
        table.pop()
    even = sum(one == width for one in table) >= _EVEN * len(table) and 2 * len(table) >= len(widths)
    return (first, -width) if even else None
