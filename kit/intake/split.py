"""A piece of a text export to columns at once, where every line of it has the same form.

In:   bytes of whole lines in UTF-8; the mark that separates cells, the one that quotes them.
Out:  `Split`: where each cell begins and ends; its columns as `Coded`. None where a line is otherwise.
Why:  a cell that becomes an object by itself costs ten times what it takes to find where it ends. Only what is
      certain is split here: a line with more or fewer cells, a quotation mark inside a cell or a line break in one
      leaves the piece to Python's own reader, which knows all of that.
Not here: lines of other forms, encodings, headers (`textfile`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.intake.coded import Bytes, Coded, first_rows
from kit.intake.limits import MAX_CELL

_LOOK, _NEARLY_ALL = 1_024, 0.9
_WORD = 8  # bytes that are compared at once
_CR, _LF = 13, 10
# Keeps the first n bytes of a word, n from 0 to 8 (little-endian).
_KEPT = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype="uint64")
_MIX = np.array([0x9E3779B97F4A7C15 + 2 * at for at in range(0, 64)], dtype="uint64")


@dataclass(frozen=True)
class Split:
    """Cells of equal lines. data: the bytes, eight more at their end; starts, ends: places of each cell, by column and
    row."""

    data: bytes
    starts: np.ndarray
    ends: np.ndarray

    @property
    def buffer(self) -> np.ndarray:
        """The bytes as numbers."""
        return np.frombuffer(self.data, dtype="uint8")

    def __len__(self) -> int:
        return self.starts.shape[1]

    @property
    def width(self) -> int:
        """How many cells each line has."""
        return len(self.starts)

    def cell(self, row: int, column: int) -> str:
        """One cell's text."""
        return self.data[self.starts[column, row] : self.ends[column, row]].decode()

    def row(self, row: int) -> list[str]:
        """One line's cells."""
        return [self.cell(row, column) for column in range(self.width)]

    def column(self, at: int) -> Coded:
        """A column's cells as texts."""
        start, end = self.starts[at], self.ends[at]
        some = slice(0, _LOOK)
        if len(self) > _LOOK and _differ(_words(self.buffer, start[some], end[some] - start[some])):
            return Coded(np.arange(len(self), dtype="int32"), None, True, Bytes(self.data, start, end))
        codes, first = _coded(_words(self.buffer, start, end - start))
        return Coded(codes, None, True, Bytes(self.data, start[first], end[first]))

    def filled(self) -> np.ndarray:
        """A mask of the rows that hold anything but blanks."""
        blank = self.starts[0] == self.ends[0]
        buffer = self.buffer
        first = buffer[self.starts[0]]
        doubtful = np.flatnonzero(blank | (first <= 32) | (first >= 128))
        found = np.ones(len(self), dtype=bool)
        lengths = (self.ends[:, doubtful] - self.starts[:, doubtful]).sum(axis=0)
        found[doubtful[lengths == 0]] = False
        rest = doubtful[lengths > 0]
        if not len(rest):
            return found
        visible = np.concatenate([[0], np.cumsum((buffer > 32) & (buffer < 128), dtype="int32")])
        shown = (visible[self.ends[:, rest]] - visible[self.starts[:, rest]]).sum(axis=0)
        for row in rest[shown == 0]:  # nothing of ASCII: letters of another script, or blanks that do not break
            found[row] = any(cell.strip() for cell in self.row(int(row)))
        return found

    def beyond(self, width: int) -> np.ndarray:
        """How many cells each row has beyond the header's, up to its last filled one."""
        found = np.zeros(len(self), dtype="int64")
        for at in range(width, self.width):
            for row in np.flatnonzero(self.ends[at] > self.starts[at]):
                if self.cell(int(row), at).strip():
                    found[row] = at + 1 - width
        return found

    def part(self, rows: np.ndarray | slice) -> Split:
        """Some of its rows."""
        return Split(self.data, self.starts[:, rows], self.ends[:, rows])


def split(piece: bytes, separator: str, quote: str) -> Split | None:
    """The cells of whole lines; None where the lines are not all alike, or hold what only a reader of rows can tell."""
    mark, quoting = separator.encode(), quote.encode()
    if len(mark) != 1 or b"\0" in piece or not piece:
        return None
    if not piece.endswith(b"\n"):
        piece += b"\n"
    data = piece + bytes(_WORD)
    buffer = np.frombuffer(data, dtype="uint8")
    if piece.count(b"\r") != piece.count(b"\r\n"):
        return None
    breaks = buffer == _LF
    places = np.flatnonzero((buffer == mark[0]) | breaks)
    quoted = np.flatnonzero(buffer == quoting[0]) if quoting and quoting in piece else None
    if quoted is not None:
        inside = _quoted(buffer, quoted, places, breaks, mark[0])
        if inside is None:
            return None
        places = places[~inside]
    rows = int(breaks.sum())
    if len(places) % rows:
        return None
    table = places.reshape(rows, -1)
    if not breaks[table[:, -1]].all() or breaks[table[:, :-1]].any():
        return None
    ends = np.ascontiguousarray(table.T, dtype="int32")
    starts = np.empty_like(ends)
    starts[1:] = ends[:-1] + 1
    starts[0, 0], starts[0, 1:] = 0, ends[-1, :-1] + 1
    ends[-1] -= (buffer[ends[-1] - 1] == _CR) & (ends[-1] > starts[-1])
    if quoted is not None:
        held = (buffer[starts] == quoting[0]) & (ends > starts)
        starts, ends = starts + held, ends - held
    if int((ends - starts).max()) > MAX_CELL:
        return None
    return Split(data, starts, ends)


def _quoted(
    buffer: np.ndarray, quotes: np.ndarray, places: np.ndarray, breaks: np.ndarray, mark: int
) -> np.ndarray | None:
    """Which of the marks stand inside quoted cells; None where a quotation mark is not the edge of a whole cell."""
    if len(quotes) % 2:
        return None
    begin, end = quotes[::2], quotes[1::2]
    before = buffer[begin - 1]
    opens = (before == mark) | (before == _LF) | (begin == 0)
    after = buffer[end + 1]
    closes = (after == mark) | (after == _LF) | ((after == _CR) & (buffer[np.minimum(end + 2, len(buffer) - 1)] == _LF))
    if not (opens & closes).all():
        return None
    inside = np.searchsorted(quotes, places) % 2 == 1
    return None if breaks[places[inside]].any() else inside


def _words(buffer: np.ndarray, start: np.ndarray, length: np.ndarray) -> list[np.ndarray]:
    """Each cell's bytes, eight at a time, zeros behind its end."""
    whole = np.ndarray((len(buffer) - _WORD + 1,), dtype="<u8", buffer=buffer.data, strides=(1,))
    most = int(length.max(initial=0))
    found = []
    for at in range(0, max(most, 1), _WORD):
        left = np.clip(length - at, 0, _WORD)
        found.append(whole[np.minimum(start + at, len(whole) - 1)] & _KEPT[left])
    return found


def _differ(words: list[np.ndarray]) -> bool:
    """Whether hardly a cell comes twice among the first ones: keys and moments, which are not worth comparing."""
    return len(_coded(words)[1]) > _NEARLY_ALL * _LOOK


def _coded(words: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Codes of equal cells, and the first row of each code."""
    mixed = words[0]
    for at, word in enumerate(words[1:], start=1):
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX[at % len(_MIX)] + word
    codes, held = pd.factorize(mixed)
    first = first_rows(codes, len(held))
    if len(words) > 1 and not all((word == word[first][codes]).all() for word in words):
        # Two cells that were mixed to one number: told apart by all of their bytes.
        rows = np.column_stack(words)
        _, first, codes = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return codes.astype("int32"), first
