"""Which decimal and thousands marks read the numbers of a column.

In:   cells that may be numbers, with how often each occurs.
Out:  `Numbers`: rows that only a decimal comma reads, only a decimal point, both alike, both differently.
Why:  "1,234" is a thousand or one and a bit; only the other numbers of the file can tell.
Not here: choosing for the whole file (`shape`), reading with stated marks (`kit.intake.cells`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kit.intake.cells import Reject, number_reader

SPACES = {" ": "space", "\u00a0": "nbsp", "\u202f": "nnbsp", "'": "apostrophe"}
_LONG = 15  # figures: beyond, a reader refuses it
_LIKE = re.compile(r"^[^A-DF-Za-df-z:/%]*\d[^A-DF-Za-df-z:/%]*$")
_LEADING_ZERO = re.compile(r"^[-+]?0[.,]")
_BY_COMMA = number_reader(",", [*SPACES, "."])
_BY_POINT = number_reader(".", [*SPACES, ","])


@dataclass
class Numbers:
    """Rows by what reads them.

    comma, point: that decimal mark alone; either_…: both, as different numbers, by the mark that is written;
    alike: both, as one number. dots, commas: rows in which that mark stands for thousands for sure.
    marks: the other marks of thousands. least, most: of the numbers that are read in one way; wholes: rows with a
    whole number; plain: the largest whole number that is written without a mark, -1 where there is none.
    """

    comma: int = 0
    point: int = 0
    either_comma: int = 0
    either_dot: int = 0
    alike: int = 0
    dots: int = 0
    commas: int = 0
    marks: Counter = field(default_factory=Counter)
    least: float | None = None
    most: float | None = None
    wholes: int = 0
    plain: float = -1

    def take(self, cell: object, count: int) -> bool:
        """Counts a cell; False where it is no number."""
        if isinstance(cell, str):
            if cell.isdigit() and cell.isascii() and len(cell) < _LONG:
                self._whole(int(cell), count)
                return True
            if not _LIKE.match(cell):
                return False
        comma, point = _read(_BY_COMMA, cell), _read(_BY_POINT, cell)
        if comma is None and point is None:
            return False
        if isinstance(cell, str):
            for mark in {one for one in SPACES if one in cell.strip()}:
                self.marks[SPACES[mark]] += count
        if comma is not None and point is not None:
            self._both(cell, comma, point, count)
        elif comma is not None:
            self.comma += count
            self.dots += count if "." in str(cell) else 0
        else:
            self.point += count
            self.commas += count if "," in str(cell) else 0
        self._reach(comma if point is None or comma == point else point if comma is None else None, count)
        return True

    def _whole(self, value: int, count: int) -> None:
        """A whole number without any mark: most cells of most columns, so without a reader."""
        self.alike += count
        self.plain = max(self.plain, value)
        self._reach(value, count)

    def _both(self, cell: object, comma: float, point: float, count: int) -> None:
        written = str(cell)
        if comma == point:
            self.alike += count
            if comma.is_integer() and "," not in written and "." not in written:
                self.plain = max(self.plain, abs(comma))
        elif _LEADING_ZERO.match(written.strip()):  # no thousands begin with a 0
            self.comma += count if "," in written else 0
            self.point += count if "." in written else 0
        elif "," in written:
            self.either_comma += count
        else:
            self.either_dot += count

    def _reach(self, value: float | None, count: int) -> None:
        if value is None:
            return
        self.least = value if self.least is None else min(self.least, value)
        self.most = value if self.most is None else max(self.most, value)
        self.wholes += count if float(value).is_integer() else 0


def _read(reader, cell: object) -> float | None:
    if isinstance(cell, str) and not re.search(r"\d", cell):
        return None
    try:
        return reader(cell)
    except Reject:
        return None
