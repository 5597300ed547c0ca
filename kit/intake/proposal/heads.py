"""Which row of an unknown file is its header.

In:   its first rows, numbered.
Out:  `Head`: the rows of the header as `header_row` of a mapping states them, the names of the columns.
Why:  a title line, a row of merged headings and a row of data are told apart by what stands in them: names are words,
      and below them stand figures.
Not here: reading a header that a mapping states (`kit.intake.grid`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kit.intake import grid

# Figures and their marks, and clocks and dates written with them: no name of a column is made of these alone.
_FIGURES = re.compile(r"^[\d\s.,:/+\-\u2212%'’()\u00a0\u202fTZhH]*\d[\d\s.,:/+\-\u2212%'’()\u00a0\u202fTZhHaApPmM]*$")
_MOST = 0.75  # of a table's usual cells: a title line has fewer
_JOINED = 2


@dataclass(frozen=True)
class Head:
    """`rows`: of the header, [0] where there is none. `sure`: below words stand figures. repeated: names that stand
    twice."""

    rows: list[int]
    names: list[str]
    repeated: frozenset[str] = frozenset()
    sure: bool = True

    @property
    def above(self) -> int:
        """How many lines stand over the header."""
        return max(self.rows[0] - 1, 0)


def is_data(cell: object) -> bool:
    """Whether a cell can be no name of a column: a figure, a moment, a duration."""
    if grid.is_empty(cell):
        return False
    return not isinstance(cell, str) or bool(_FIGURES.match(cell.strip()))


def found(rows: list[tuple[int, Sequence]]) -> Head | None:
    """The header among the first rows; None where there is no table."""
    filled = [(number, row) for number, row in rows if _count(row)]
    if not filled:
        return None
    usual = median(_count(row) for _, row in filled[len(filled) // 2 :])
    least = max(math.ceil(_MOST * usual), min(2, int(usual)))
    for at, (_, row) in enumerate(filled):
        has_data = any(map(is_data, row))
        if has_data and _count(row) >= least:
            return _above_data(filled, at, least)
        if not has_data and _count(row) >= least:
            return _from_words(filled, at)
    return _from_words(filled, 0) if len(filled) > 1 else None


def _from_words(filled: list[tuple[int, Sequence]], at: int) -> Head:
    """The header that begins with a row of words; a second row of words below its gaps belongs to it."""
    below = filled[at + 1 :]
    sure = any(is_data(cell) for _, row in below for cell in row)
    if len(below) >= 1 and _continues(filled[at][1], below[0][1]) and (len(below) == 1 or _has_data(below[1][1])):
        return _head([filled[at], below[0]], sure)
    if (
        at
        and _repeats(filled[at][1])
        and _count(filled[at - 1][1]) >= _JOINED
        and filled[at - 1][0] == filled[at][0] - 1
    ):
        return _head([filled[at - 1], filled[at]], sure)
    return _head([filled[at]], sure)


def _above_data(filled: list[tuple[int, Sequence]], at: int, least: int) -> Head:
    """The header where a row of data comes first: the two rows of words above it, or none."""
    above = [row for row in filled[max(at - _JOINED, 0) : at] if _count(row[1]) > 1]
    if len(above) == _JOINED and _continues(above[0][1], above[1][1]) and _union(above) >= least:
        return _head(above, True)
    if above and _count(above[-1][1]) >= least:
        return _head(above[-1:], True)
    width = max(len(row) for _, row in filled[at:])
    return Head([0], grid.by_position(width).names)


def _head(rows: list[tuple[int, Sequence]], sure: bool) -> Head:
    numbers = [number for number, _ in rows]
    header = grid.header_of(numbers[-1], [row for _, row in rows])
    return Head(numbers, header.names, header.repeated, sure)


def _continues(upper: Sequence, lower: Sequence) -> bool:
    """Whether a row of words fills the gaps of the one above it, as names below merged headings do."""
    if _has_data(lower) or _count(lower) < _JOINED:
        return False
    return any(_at(upper, at) and not _at(lower, at) for at in range(len(lower)))


def _at(row: Sequence, at: int) -> bool:
    """Whether a row has nothing at a place."""
    return at >= len(row) or grid.is_empty(row[at])


def _union(rows: list[tuple[int, Sequence]]) -> int:
    width = max(len(row) for _, row in rows)
    return sum(any(not _at(row, at) for _, row in rows) for at in range(width))


def _repeats(row: Sequence) -> bool:
    names = [grid.tidy(cell) for cell in row if not grid.is_empty(cell)]
    return len(set(names)) < len(names)


def _has_data(row: Sequence) -> bool:
    return any(map(is_data, row))


def _count(row: Sequence) -> int:
    return sum(not grid.is_empty(cell) for cell in row)
