"""Long numbers that a spreadsheet rounded before the file was saved: keys and callers' numbers.

In:   the cells of a mapped column and what was read from them.
Out:  reasons for the cells that are no longer what the platform wrote; RoundedNumbers where most keys are not.
Why:  a spreadsheet keeps 15 digits and shows eleven or fewer: 100 calls of 100 people become calls of one, and keys
      that were different become the same. "The same key, other content" would have people look for duplicates.
Not here: how callers' numbers are written (`pseudonym`), duplicate keys (`checks`).
"""

from __future__ import annotations

import re

import numpy as np

from kit.errors import RoundedNumbers
from kit.intake import pseudonym
from kit.intake.cells import Values, text
from kit.intake.delivered import Delivered
from kit.intake.ends import place
from kit.intake.grid import Grid
from kit.language.later import Later, later

CALLER, SAME, KEY = "rounded_caller", "same_caller", "rounded_key"
_SCIENTIFIC = re.compile(r"^[+-]?\d(?:[.,](\d+))?E\+(\d+)$", re.IGNORECASE)
_NUMBER = re.compile(r"^\+?\d+$")
_KEPT_DIGITS = 15  # of a spreadsheet's number
_EXACT = 2.0**53  # beyond, a floating-point number is no longer each whole number
_ZEROS = 5  # 3.36123E+10, the most that a narrow column shows: by chance in one number of 100,000
_SHORTEST_KEY = 12  # digits; fewer are shown in full
_SAME_ENOUGH = 20  # calls; fewer may well be of one person
_FEW_TEXTS, _FEW_NUMBERS = 3, 2  # so many numbers tell a habit from chance; a cell that holds a number tells more


def check(file: Delivered, name: str, label: str, listed: list, found: Values, kept: np.ndarray, grid: Grid) -> None:
    """Notes what was rounded in a column of keys or callers, in `found`. Raises RoundedNumbers."""
    if name == "caller" and file.source.columns[name].as_ != pseudonym.KEPT:
        _callers(listed, found, kept)
    elif name == "call_key":
        _keys(file, label, listed, found, kept, grid)


def doubts(repaired: dict[str, dict[str, int]]) -> list[Later]:
    """What a receipt says of callers that were left empty."""
    told = [
        later("intake.rounded_callers", column=label, count=count) for label, count in repaired.get(CALLER, {}).items()
    ]
    return told + [
        later("intake.one_caller", column=label, count=count) for label, count in repaired.get(SAME, {}).items()
    ]


def _callers(listed: list, found: Values, kept: np.ndarray) -> None:
    numbers = ["" if value is None else str(value) for value in found.values]
    filled = np.array([bool(number) for number in numbers], dtype=bool) & kept
    lost = np.array([_is_scientific(cell) for cell in listed], dtype=bool) & kept
    by_length: dict[int, list[int]] = {}
    for at in np.flatnonzero(filled):
        by_length.setdefault(len(numbers[at]), []).append(int(at))
    # Numbers of one length have one fate: short ones of the same column are shown in full.
    for rows in by_length.values():
        ends = [at for at in rows if numbers[at].endswith("0" * _ZEROS)]
        if len(rows) >= _FEW_TEXTS and 2 * len(ends) >= len(rows):
            lost[ends] = True
    same = filled & ~lost
    if same.sum() < _SAME_ENOUGH or len({numbers[at] for at in np.flatnonzero(same)}) > 1:
        same[:] = False
    for slug, rows in ((CALLER, lost), (SAME, same)):
        found.values[rows], found.reasons[rows] = None, slug


def _keys(file: Delivered, label: str, listed: list, found: Values, kept: np.ndarray, grid: Grid) -> None:
    filled = np.array([value is not None for value in found.values], dtype=bool) & kept
    at = np.flatnonzero(filled)
    lost = np.zeros(len(listed), dtype=bool)
    lost[[row for row in at if _is_scientific(listed[row]) or _is_inexact(listed[row])]] = True
    whole = [(int(row), written) for row in at if _NUMBER.match(written := text(found.values[row]))]
    for rows in (_cut_at_15(whole, listed), _shown_short(file, whole)):
        lost[rows] = True
    if not lost.any():
        return
    if 2 * lost.sum() >= filled.sum():
        row = int(grid.row_numbers[np.flatnonzero(lost)[0]])
        where = place(grid, row)
        raise file.refuse(RoundedNumbers, column=label, count=int(lost.sum()), rows=int(filled.sum()), place=where)
    found.values[lost], found.reasons[lost] = None, KEY


def _is_scientific(cell: object) -> bool:
    """Whether a text is a number in scientific notation that left digits out; 3.3612345678E+10 shows all of them."""
    shown = _SCIENTIFIC.match(cell.strip()) if isinstance(cell, str) else None
    return shown is not None and len(shown[1] or "") < int(shown[2])


def _is_inexact(cell: object) -> bool:
    return isinstance(cell, float) and abs(cell) >= _EXACT


def _cut_at_15(whole: list[tuple[int, str]], listed: list) -> list[int]:
    """Keys of 16 digits and more whose digits after the fifteenth are zeros, while the fifteenth is any.

    A clock of the platform (1763280000123000, microseconds) ends in zeros too, but further to the left already.
    """
    long = [(at, key) for at, key in whole if len(key) > _KEPT_DIGITS]
    ends = [(at, key) for at, key in long if not key[_KEPT_DIGITS:].strip("0")]
    few = _FEW_NUMBERS if all(isinstance(listed[at], int | float) for at, _ in ends) else _FEW_TEXTS
    cut = sum(key[_KEPT_DIGITS - 1] != "0" for _, key in ends)
    if len(long) < few or 2 * len(ends) < len(long) or 2 * cut < len(ends):
        return []
    return [at for at, _ in ends]


def _shown_short(file: Delivered, whole: list[tuple[int, str]]) -> list[int]:
    """Keys that end in zeros and are no longer different: they were saved as they were shown, 1.23457E+17."""
    if file.source.counting_unit == "leg":
        return []  # legs share their call's key
    long = [(at, key) for at, key in whole if len(key) >= _SHORTEST_KEY]
    ends = [(at, key) for at, key in long if key.endswith("0" * _ZEROS)]
    if len(long) < _FEW_TEXTS or 2 * len(ends) < len(long) or 2 * len({key for _, key in ends}) > len(ends):
        return []
    return [at for at, _ in ends]
