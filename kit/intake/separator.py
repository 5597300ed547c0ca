"""Tells a text export whose columns are separated otherwise than its source says.

In:   the first lines of an export, the source that it is read as.
Out:  nothing, or WrongSeparator with the mark that the header shows.
Why:  a portal's settings change semicolons into commas; "column missing" would have people look for a column.
Not here: splitting the rows (`textfile`).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

from kit.errors import WrongSeparator
from kit.intake import header
from kit.intake.delivered import Delivered
from kit.intake.grid import tidy
from kit.language.later import Later, later

_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_START = 2**16  # characters; what lies further to the right is no header
_ENOUGH = 2  # columns that the source needs: one alone could be a word of a title


def check(file: Delivered, lines: list[str], header_rows: Sequence[int]) -> None:
    """Refuses a file whose header shows no column of the source as it is stated, and several with another mark."""
    stated = file.source.file.separator
    row = header_rows[-1]
    found = {mark: _columns(file, _line(lines, row), mark, row) for mark in (stated, *_NAMES)}
    best = max((mark for mark in _NAMES if mark != stated), key=found.__getitem__)
    if found[stated] or found[best] < _ENOUGH:
        return
    mark = "tab" if best == "\t" else f'"{best}"'
    raise file.refuse(WrongSeparator, row=row or 1, found=_mark(best), stated=_mark(stated), mark=mark)


def columns_on(file: Delivered, lines: list[str], row: int) -> int:
    """How many of the columns that the source needs stand on a row of the file."""
    return _columns(file, _line(lines, row), file.source.file.separator, row)


def _line(lines: list[str], row: int) -> str:
    at = max(row - 1, 0)
    return lines[at][:_START] if at < len(lines) else ""


def _columns(file: Delivered, line: str, separator: str, row: int) -> int:
    """How many of the needed columns stand in the header line, or on the first row of a file without one."""
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return 0
    found = {f"#{at}" for at in range(1, len(cells) + 1)} if row == 0 and len(cells) > 1 else set(map(tidy, cells))
    return sum(any(tidy(name) in found for name in names) for names in header.needed(file.source))


def _mark(mark: str) -> Later:
    return later(f"intake.{_NAMES[mark]}") if mark in _NAMES else later("intake.other_separator", mark=mark)
