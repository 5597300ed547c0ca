"""What is wrong with single cells and rows of one file, collected while it is read.

In:   positions of rows, the column as the file names it, the cell, a reason.
Out:  the rows to quarantine, as a table for the people who fix them.
Why:  a row can have several faults, and all of them are told at once; the row counts once.
Not here: the reasons' words (`reasons`), writing the quarantine (`kit.store`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kit.intake.cells import Values
from kit.intake.masks import shown

COLUMNS = ("row_number", "column", "value", "reason")


@dataclass
class Faults:
    """Faults of `size` rows. A row that is excluded has none: it is left out whatever its cells hold.

    before: faults of the blocks before. known: words of the mapping, folded; other words are kept as their shape only
    (`masks`). named: of a column that stands for several of the file, the file's column of each row.
    """

    size: int
    before: int = 0
    known: frozenset[str] = frozenset()
    named: dict[str, np.ndarray] = field(default_factory=dict)
    _found: list[tuple[np.ndarray, str, list[str], np.ndarray]] = field(default_factory=list)

    def add(
        self, at: np.ndarray, column: str, cells: Sequence | None, reasons: np.ndarray | str, kind: str = ""
    ) -> None:
        """Notes faults at row positions `at`; `cells` are the whole column's, `reasons` one or one per row of it.

        kind: what the column holds (`masks`); unstated, any cell may name a person.
        """
        at = np.asarray(at, dtype="int64")
        texts = [shown(cells[i], self.known, kind) for i in at] if cells is not None else [""] * len(at)
        self.add_shown(at, column, texts, reasons if isinstance(reasons, str) else reasons[at])

    def add_shown(self, at: np.ndarray, column: str, texts: list[str], reasons: np.ndarray | str) -> None:
        """Notes faults whose texts may be shown as they are; texts and reasons are of the rows `at` only."""
        at = np.asarray(at, dtype="int64")
        told = np.full(len(at), reasons, dtype=object) if isinstance(reasons, str) else reasons
        names = self.named[column][at] if column in self.named else np.full(len(at), column, dtype=object)
        for name in dict.fromkeys(names):
            mine = np.flatnonzero(names == name)
            self._found.append((at[mine], name, [texts[row] for row in mine], told[mine]))

    def add_unread(self, column: str, cells: Sequence, found: Values, kept: np.ndarray, kind: str = "") -> None:
        """Notes each kept row of the column whose cell could not be read."""
        at = np.flatnonzero(found.unread() & kept)
        if len(at):
            texts = [shown(cells[int(row)], self.known, kind) for row in at]
            self.add_shown(at, column, texts, found.why[found.codes[at]])

    def add_reasons(self, column: str, cells: Sequence, reasons: np.ndarray, kind: str = "") -> None:
        """Notes each row of the column that has a reason."""
        self.add(np.flatnonzero(reasons != None), column, cells, reasons, kind)  # noqa: E711 - elementwise

    def count(self) -> int:
        """How many faults were noted in the file so far, of excluded rows too."""
        return self.before + sum(len(at) for at, *_ in self._found)

    def rows(self) -> np.ndarray:
        """A mask of the rows that have a fault."""
        mask = np.zeros(self.size, dtype=bool)
        for at, *_ in self._found:
            mask[at] = True
        return mask

    def table(self, row_numbers: np.ndarray, excluded: np.ndarray) -> pd.DataFrame:
        """The faults of rows that are not excluded: row_number, column, value, reason, in the file's order."""
        # A row of the file may be several rows here, each with the same fault.
        listed = dict.fromkeys(
            (int(row_numbers[position]), column, value, reason)
            for at, column, values, reasons in self._found
            for position, value, reason in zip(at, values, reasons, strict=True)
            if not excluded[position]
        )
        # What could not be extracted is missing afterwards: one fault, told once.
        unmatched = {(row, column) for row, column, _, reason in listed if reason == "no_match"}
        told = [
            (row, column, value, reason)
            for row, column, value, reason in listed
            if reason != "missing_value" or not any((row, part) in unmatched for part in column.split(" + "))
        ]
        return pd.DataFrame(sorted(told, key=lambda row: row[0]), columns=list(COLUMNS))
