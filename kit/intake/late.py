"""Faults that only the whole file tells: noted by the place of their row, told with what stands there.

In:   places of rows, the columns that are at fault.
Out:  rows for the quarantine, with their cells as the file writes them.
Why:  the cells of a row are gone when its file has been read; for the few rows that are found at fault afterwards the
      file is read once more, instead of holding every cell of every row until then.
Not here: faults of single cells (`faults`), which rows they are (`late_keys`, `late_days`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.errors import TooManyRejects
from kit.intake import written
from kit.intake.delivered import Delivered
from kit.intake.faults import COLUMNS
from kit.intake.limits import MAX_FAULTS
from kit.intake.mapped import Mapped
from kit.language.later import later

Blocks = Callable[
    [], Iterator[tuple[int, Mapped]]
]  # the blocks of the file again, each with the place of its first row


@dataclass(frozen=True)
class _Fault:
    """Rows at fault for one reason. names: canonical columns, shown joined by `mark`."""

    n: np.ndarray
    row_numbers: np.ndarray
    names: tuple[str, ...]
    mark: str
    reason: str


class Late:
    """The late faults of one file. again: reads its blocks once more."""

    def __init__(self, file: Delivered, again: Blocks) -> None:
        self.file, self.again = file, again
        self._faults: list[_Fault] = []

    def fault(self, n: Sequence[int], row_numbers: Sequence[int], names: Sequence[str], mark: str, reason: str) -> None:
        """Notes rows at fault. Raises TooManyRejects beyond what a quarantine is read for."""
        if not len(n):
            return
        found = _Fault(np.asarray(n), np.asarray(row_numbers), tuple(names), mark, reason)
        self._faults.append(found)
        count = sum(len(one.n) for one in self._faults)
        if count > MAX_FAULTS:
            first = {"row": int(found.row_numbers[0]), "column": names[0], "reason": later(f"intake.{reason}")}
            raise self.file.refuse(TooManyRejects, rejected=count, rows=count, **first)

    def text(self, n: int, name: str) -> str:
        """What the file writes in a column of one row, as it may be shown."""
        for begin, mapped in self.again():
            if begin <= n < begin + len(mapped.frame):
                return written.texts(self.file, mapped, name, np.array([n - begin]))[0]
        return ""

    def table(self) -> pd.DataFrame:
        """row_number, column, value, reason: one row per fault, in the order in which they were found."""
        if not self._faults:
            return pd.DataFrame(columns=list(COLUMNS))
        texts = [_room(one) for one in self._faults]
        labels = [""] * len(self._faults)
        for begin, mapped in self.again():
            for at, one in enumerate(self._faults):
                inside = np.flatnonzero((one.n >= begin) & (one.n < begin + len(mapped.frame)))
                if len(inside):
                    texts[at][inside] = written.joined(self.file, mapped, one.names, one.n[inside] - begin, one.mark)
                labels[at] = " + ".join(written.label(self.file, mapped, name) for name in one.names)
        return pd.DataFrame(
            [
                (int(row), label, value, one.reason)
                for one, label, values in zip(self._faults, labels, texts, strict=True)
                for row, value in zip(one.row_numbers, values, strict=True)
            ],
            columns=list(COLUMNS),
        )


def _room(one: _Fault) -> np.ndarray:
    """Room for one text per row."""
    return np.full(len(one.n), "", dtype=object)
