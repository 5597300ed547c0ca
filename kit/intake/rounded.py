"""Long numbers that a spreadsheet rounded before the file was saved: keys and callers' numbers.

In:   the cells of a mapped column and what was read from them, block by block.
Out:  reasons for the cells that are no longer what the platform wrote, and marks of those that only the whole file
      tells.
Why:  a spreadsheet keeps 15 digits and shows eleven or fewer: 100 calls of 100 people become calls of one, and keys
      that were different become the same. "The same key, other content" would have people look for duplicates.
Not here: what follows from the marks (`late_numbers`), how callers' numbers are written (`pseudonym`), duplicate keys
      (`late_keys`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kit.intake.cells import Values
from kit.intake.coded import Bytes, Coded, Instants
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.language.later import Later, later

CALLER, SAME, KEY = "rounded_caller", "same_caller", "rounded_key"
_SCIENTIFIC = re.compile(r"^[+-]?\d(?:[.,](\d+))?E\+(\d+)$", re.IGNORECASE)
_KEPT_DIGITS = 15  # of a spreadsheet's number
_EXACT = 2.0**53  # beyond, a floating-point number is no longer each whole number
_ZEROS = 5  # 3.36123E+10, the most that a narrow column shows: by chance in one number of 100,000
_SHORTEST_KEY = 12  # digits; fewer are shown in full
_SAME_ENOUGH = 20  # calls; fewer may well be of one person
_FEW_TEXTS, _FEW_NUMBERS = 3, 2  # so many numbers tell a habit from chance; a cell that holds a number tells more


def doubts(repaired: dict[str, dict[str, int]]) -> list[Later]:
    """What a receipt says of callers that were left empty."""
    told = [
        later("intake.rounded_callers", column=label, count=count) for label, count in repaired.get(CALLER, {}).items()
    ]
    return told + [
        later("intake.one_caller", column=label, count=count) for label, count in repaired.get(SAME, {}).items()
    ]


def _begin_with_letters(raw: Bytes | Instants | None) -> bool:
    """Whether each text begins with a letter: none of them is a number."""
    if not isinstance(raw, Bytes) or not len(raw.starts) or (raw.ends <= raw.starts).any():
        return False
    first = np.frombuffer(raw.data, dtype="uint8")[raw.starts] | 32
    return bool(((first >= 97) & (first <= 122)).all())


def _scientific(cells: Coded) -> list[int]:
    """Codes of the texts in scientific notation that left digits out."""
    texts = [cell if isinstance(cell, str) else "" for cell in cells.held]
    together = "\n".join(texts)
    if "E+" not in together and "e+" not in together:
        return []
    return [code for code, text in enumerate(texts) if _is_scientific(text)]


def _is_scientific(cell: object) -> bool:
    """Whether a text is a number in scientific notation that left digits out; 3.3612345678E+10 shows all of them."""
    shown = _SCIENTIFIC.match(cell.strip()) if isinstance(cell, str) else None
    return shown is not None and len(shown[1] or "") < int(shown[2])


def _is_inexact(cell: object) -> bool:
    return isinstance(cell, float) and abs(cell) >= _EXACT


@dataclass
class _Length:
    """Numbers of callers of one length: rows, those that end in zeros, and up to two different numbers of each kind."""

    rows: int = 0
    ends: int = 0
    numbers: set[str] = field(default_factory=set)
    numbers_with_zeros: set[str] = field(default_factory=set)

    def is_habit(self) -> bool:
        """Whether numbers of this length lost their last digits: short ones of the same column are shown in full."""
        return self.rows >= _FEW_TEXTS and 2 * self.ends >= self.rows


@dataclass
class _Keys:
    """Keys of a file. sure: cells that left digits out; cut: those whose digits end at the fifteenth."""

    label: str = ""
    filled: int = 0
    long: int = 0
    ends: int = 0
    cut: int = 0
    as_texts: bool = False
    shown: int = 0
    shown_ends: int = 0

    def are_cut(self) -> bool:
        """Whether keys of 16 digits and more have zeros after the fifteenth, while the fifteenth is any.

        A clock of the platform (1763280000123000, microseconds) ends in zeros too, but further to the left already.
        """
        few = _FEW_TEXTS if self.as_texts else _FEW_NUMBERS
        return self.long >= few and 2 * self.ends >= self.long and 2 * self.cut >= self.ends

    def may_be_shown_short(self) -> bool:
        """Whether most long keys end in zeros; they were shown short where they are no longer different, too."""
        return self.shown >= _FEW_TEXTS and 2 * self.shown_ends >= self.shown


CALLER_ZEROS, KEY_MARK = "caller_zeros", "key_mark"  # columns beside the table's own, where a cell is doubtful
ENDS_AT_15, ENDS_IN_ZEROS, SURE = 1, 2, 4


class Rounded:
    """What a file's callers and keys look like, block by block; judged once all of it is read (`settled`)."""

    def __init__(self, file: Delivered) -> None:
        self.file = file
        self.lengths: dict[int, _Length] = {}
        self.keys = _Keys()

    def look(
        self, name: str, label: str, listed: Sequence, found: Values, kept: np.ndarray, grid: Grid
    ) -> dict[str, np.ndarray]:
        """Notes what was rounded, in `found` where it is sure; else as a column of marks beside the row."""
        cells = listed if isinstance(listed, Coded) else Coded.of(listed)
        counts = np.bincount(found.codes[kept & (found.codes >= 0)], minlength=len(found.held))
        return self._callers(cells, found, counts) if name == "caller" else self._keys(label, cells, found, counts)

    def _callers(self, cells: Coded, found: Values, counts: np.ndarray) -> dict[str, np.ndarray]:
        marks = np.zeros(len(found.held), dtype="int16")
        for code in _scientific(cells):
            found.held[code], found.why[code] = None, CALLER
        numbers = ["" if number is None else number for number in found.held]
        lengths = np.fromiter(map(len, numbers), "int64", len(numbers))
        ends = np.zeros(len(numbers), dtype=bool)
        if "0" * _ZEROS in "\n".join(numbers):
            ends[:] = [number.endswith("0" * _ZEROS) for number in numbers]
        for length in np.unique(lengths[(lengths > 0) & (counts > 0)]):
            mine = (lengths == length) & (counts > 0)
            of = self.lengths.setdefault(int(length), _Length())
            of.rows += int(counts[mine].sum())
            of.ends += int(counts[mine & ends].sum())
            for seen, rows in ((of.numbers, mine & ~ends), (of.numbers_with_zeros, mine & ends)):
                for place in np.flatnonzero(rows).tolist() if len(seen) < 2 else ():
                    seen.add(numbers[place])  # two cells may be one number in two spellings
                    if len(seen) == 2:
                        break
        marks[ends & (counts > 0)] = lengths[ends & (counts > 0)]
        return {CALLER_ZEROS: marks[found.codes]} if marks.any() else {}

    def lost_callers(self) -> tuple[list[int], int, int]:
        """Lengths of which numbers that end in zeros were rounded; their rows; rows of the one number that is left.

        Where a single number is left for 20 calls and more, it is nobody's.
        """
        habit = [length for length, of in self.lengths.items() if of.is_habit()]
        left = {number for of in self.lengths.values() for number in of.numbers}
        left |= {one for length, of in self.lengths.items() if length not in habit for one in of.numbers_with_zeros}
        lost = sum(self.lengths[length].ends for length in habit)
        rows = sum(of.rows for of in self.lengths.values()) - lost
        return habit, lost, rows if len(left) == 1 and rows >= _SAME_ENOUGH else 0

    def _keys(self, label: str, cells: Coded, found: Values, counts: np.ndarray) -> dict[str, np.ndarray]:
        keys, marks = self.keys, np.zeros(len(found.held), dtype="int16")
        keys.label = label
        keys.filled += int(counts[found.held != None].sum())  # noqa: E711 - elementwise
        for code, key in enumerate(found.held) if not _begin_with_letters(cells.raw) else ():
            # Of a million keys most begin with a letter: one look is enough for these.
            if key and key[-1].isdigit() and key.removeprefix("+").isdigit() and key.isascii() and counts[code]:
                marks[code] = self._mark(key, cells.held[code], int(counts[code])) if len(key) >= _SHORTEST_KEY else 0
        doubtful = [] if cells.is_text else [code for code, cell in enumerate(cells.held) if _is_inexact(cell)]
        for code in [*doubtful, *_scientific(cells)]:
            if found.held[code] is not None and counts[code]:
                marks[code] |= SURE
                found.held[code], found.why[code] = None, KEY
        return {KEY_MARK: marks[found.codes]} if marks.any() else {}

    def _mark(self, key: str, cell: object, rows: int) -> int:
        keys, mark = self.keys, 0
        keys.shown += rows
        if key.endswith("0" * _ZEROS):
            keys.shown_ends += rows
            mark |= ENDS_IN_ZEROS
        if len(key) > _KEPT_DIGITS:
            keys.long += rows
            if not key[_KEPT_DIGITS:].strip("0"):
                keys.ends += rows
                keys.cut += rows if key[_KEPT_DIGITS - 1] != "0" else 0
                keys.as_texts |= not isinstance(cell, int | float)
                mark |= ENDS_AT_15
        return mark
