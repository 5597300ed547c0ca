"""One column's cells, each distinct cell held once.

In:   cells of a column, or codes and what they stand for.
Out:  `Coded`, which reads like the list of its cells.
Why:  an export repeats few distinct cells many times: a function on distinct cells is fast enough in plain Python,
      and a row costs four bytes a column instead of an object.
Not here: what a cell means (`cells`), the columns of a file (`grid`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
import pandas as pd

_WIDEST = 64  # bytes of a text that is looked at byte by byte: keys, numbers and moments are shorter


def objects(cells: Iterable) -> np.ndarray:
    """Cells as a one-dimensional array of objects, whatever they are."""
    if isinstance(cells, pd.Series):
        return cells.to_numpy(dtype=object)
    listed = cells if isinstance(cells, list | np.ndarray) else list(cells)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


@dataclass(frozen=True)
class Bytes:
    """Texts that are still the bytes of their file. data: the bytes; starts, ends: of each text."""

    data: bytes
    starts: np.ndarray
    ends: np.ndarray

    def decoded(self) -> np.ndarray:
        """The texts."""
        pairs = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return objects([self.data[start:end].decode() for start, end in pairs])

    def table(self) -> np.ndarray | None:
        """The bytes of each text side by side, where all are of one length and ASCII; else None."""
        lengths = self.ends - self.starts
        if not len(lengths) or lengths.min() != lengths.max() or not 0 < lengths[0] <= _WIDEST:
            return None
        whole = np.frombuffer(self.data, dtype="uint8")
        table = whole[self.starts[:, None] + np.arange(int(lengths[0]))]
        return table if (table < 128).all() else None


@dataclass(frozen=True)
class Instants:
    """Moments that are still numbers, as a typed format holds them. moments: datetime64[us]; in_utc: with a zone."""

    moments: np.ndarray
    in_utc: bool
    starts: np.ndarray = field(default_factory=lambda: np.array([], dtype="int64"))  # no texts

    def decoded(self) -> np.ndarray:
        """The moments as Python holds them."""
        zone = dt.UTC if self.in_utc else None
        return objects([None if moment is None else moment.replace(tzinfo=zone) for moment in self.moments.tolist()])

    def table(self) -> None:
        """There are no bytes of texts."""


class Coded(Sequence):
    """Cells of one column. codes: which of `held` each row has, -1 for none; held: cells, perhaps one of them twice.

    raw: the cells as their file holds them, bytes or numbers: they become Python's when they are asked for.
    """

    __slots__ = ("_held", "_is_text", "codes", "raw")

    def __init__(
        self,
        codes: np.ndarray,
        held: np.ndarray | None,
        is_text: bool | None = None,
        raw: Bytes | Instants | None = None,
    ) -> None:
        self.codes, self._held, self._is_text, self.raw = codes, held, is_text, raw

    @property
    def held(self) -> np.ndarray:
        """The distinct cells."""
        if self._held is None:
            assert self.raw is not None
            self._held = self.raw.decoded()
        return self._held

    @property
    def is_text(self) -> bool:
        """Whether every cell that is there is a text."""
        if self._is_text is None:
            self._is_text = all(type(cell) is str for cell in self.held)
        return self._is_text

    @classmethod
    def of(cls, cells: Iterable) -> Coded:
        """The column of these cells; None is an empty one."""
        codes, held = pd.factorize(objects(cells))
        return cls(codes.astype("int32"), objects(held))

    @classmethod
    def alike(cls, cell: object, size: int) -> Coded:
        """A column that holds one cell everywhere."""
        return cls(np.zeros(size, dtype="int32"), objects([cell]))

    @classmethod
    def stacked(cls, parts: Sequence[Coded]) -> Coded:
        """Several pieces of a column below each other."""
        codes, before = [], 0
        for part in parts:
            codes.append(np.where(part.codes < 0, -1, part.codes + before).astype("int32"))
            before += len(part.held)
        return cls(np.concatenate(codes), np.concatenate([part.held for part in parts]))

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Coded: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return self.take(np.arange(len(self))[at])
        code = self.codes[at]
        return None if code < 0 else self.held[code]

    def __iter__(self) -> Iterator:
        return iter(self.cells())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Coded):
            return NotImplemented
        return len(self) == len(other) and bool((self.cells() == other.cells()).all())

    __hash__ = None  # type: ignore[assignment]  # compared by content

    def take(self, at: np.ndarray) -> Coded:
        """The cells at some positions, or where a mask holds."""
        return Coded(self.codes[at], self._held, self._is_text, self.raw)

    def cells(self) -> np.ndarray:
        """Each row's cell, as objects."""
        return spread(self.held, self.codes)

    def where(self, of_cell: Callable[[Any], bool], of_none: bool = False) -> np.ndarray:
        """A mask of the rows whose cell the function says yes to; it is asked once per distinct cell."""
        answers = np.array([bool(of_cell(cell)) for cell in self.held] + [of_none], dtype=bool)
        return answers[self.codes]

    def seen(self, rows: np.ndarray | None = None) -> np.ndarray:
        """How many rows (of a mask) hold each cell of `held`."""
        codes = self.codes if rows is None else self.codes[rows]
        return np.bincount(codes[codes >= 0], minlength=len(self.held))


def spread(held: np.ndarray, codes: np.ndarray, none: object = None) -> np.ndarray:
    """Each row's value, by its code; `none` for the code -1."""
    return objects([*held, none])[codes]


def first_rows(codes: np.ndarray, size: int) -> np.ndarray:
    """The first row of each code from 0 to `size`, each of which some row has."""
    first = np.empty(size, dtype="int64")
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of equal codes the last assignment stays
    return first
