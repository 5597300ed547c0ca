"""Tells a text export whose columns are separated otherwise than its source says.

In:   the text of an export, the source that it is read as.
Out:  nothing, or WrongSeparator with the mark that the header shows.
Why:  a portal's settings change semicolons into commas; "column missing" would have people look for a column.
Not here: splitting the rows (`readers`).
"""

from __future__ import annotations

import csv
import io
from itertools import islice

from kit.errors import WrongSeparator
from kit.intake import header
from kit.intake.delivered import Delivered, Words, words
from kit.intake.grid import tidy

_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_START = 2**16  # characters; a header further down is none
_ENOUGH = 2  # columns that the source needs: one alone could be a word of a title


def check(file: Delivered, text: str) -> None:
    """Refuses a file whose header shows no column of the source as it is stated, and several with another mark."""
    stated = file.source.file.separator
    row = file.source.file.header_row[-1]
    line = next(islice(io.StringIO(text[:_START], newline=""), row - 1, None), "")
    if _columns(file, line, stated):
        return
    best = max((mark for mark in _NAMES if mark != stated), key=lambda mark: _columns(file, line, mark))
    if _columns(file, line, best) < _ENOUGH:
        return
    mark = "tab" if best == "\t" else f'"{best}"'
    raise file.refuse(WrongSeparator, row=row, found=_told(best), stated=_told(stated), mark=mark)


def _columns(file: Delivered, line: str, separator: str) -> int:
    """How many of the columns that the source needs stand in the header line, split at that mark."""
    try:
        found = {tidy(cell) for cell in next(csv.reader([line], delimiter=separator), [])}
    except csv.Error:
        return 0
    return sum(any(tidy(name) in found for name in names) for names in header.needed(file.source))


def _told(mark: str) -> Words:
    return words(_NAMES[mark]) if mark in _NAMES else words("other_separator", mark=mark)
