"""Keys of one form that hold no person's number whatever their figures: told by where figures stand, at once.

In:   the bytes of the keys of a block, side by side (all of one length).
Out:  whether none of them can hold what `scrub.in_key` looks for; where that depends on a key, False.
Why:  the regular expressions of `scrub` take most of what a million keys cost, and nearly every export numbers its
      calls in one form: "261116-00000123", "A001000000123".
Not here: keys of several forms, and what is found in a key (`scrub`).

What `in_key` knows, in figures: a telephone number has 10 (France), 11 or 12 (33, 33 0), 13 or 14 (0033, 0033 0), or
12 to 16 behind 00, and stands between marks; 9, 10 or 11 figures in a row stand anywhere; longer rows may hold a date
and a number; a NIR has 13 or 15; an IBAN and a name need two letters together, an address needs its mark.
"""

from __future__ import annotations

import numpy as np

_FIGURE, _LETTER = "9", "a"
_MARKS = b"-_/:.#|"
_IN_A_ROW = {9, 10, 11}
_LONG = 18  # figures in a row from which a date and a number may stand together
_NATIONAL, _NIR = 10, {13, 15}
_PREFIXED = {11, 12, 13, 14, 16}
_PREFIXES = {b"00", b"33"}


def are_harmless(keys: np.ndarray) -> bool:
    """The same of keys as texts; False where one is empty or of another length."""
    listed = keys.tolist()
    if not listed or not all(type(key) is str for key in listed) or len(set(map(len, listed))) != 1 or not listed[0]:
        return False
    together = "".join(listed)
    return together.isascii() and harmless(np.frombuffer(together.encode(), dtype="uint8").reshape(len(listed), -1))


def harmless(table: np.ndarray | None) -> bool:
    """Whether no key of the table (bytes, one row a key) can hold a person's number, an address or a name."""
    form = _form(table) if table is not None and len(table) else None
    if table is None or form is None or _letters_together(form):
        return False
    rows = [len(run) for run in "".join(one if one == _FIGURE else " " for one in form).split()]
    # Beside a letter, too, a NIR may stand: its figures and the marks between them.
    beside = [sum(one == _FIGURE for one in stretch) for stretch in form.split(_LETTER)]
    if _LETTER in form and any(count >= min(_NIR) for count in beside):
        return False
    if any(run in _IN_A_ROW or run >= _LONG for run in rows):
        return False
    return all(_is_no_number(table, places) for places in _between_marks(form))


def _form(table: np.ndarray) -> str | None:
    """Of each place whether figures, letters or one mark stand there; None where that differs."""
    found = []
    for at in range(table.shape[1]):
        column = table[:, at]
        low, high = int(column.min()), int(column.max())
        if 48 <= low and high <= 57:
            found.append(_FIGURE)
        elif ((column | 32 >= 97) & (column | 32 <= 122)).all():
            found.append(_LETTER)
        elif low == high and low in _MARKS:
            found.append(chr(low))
        else:
            return None
    return "".join(found)


def _letters_together(form: str) -> bool:
    """Whether two letters follow each other, or one stands before a point: the beginning of a name or an IBAN."""
    pairs = zip(form, form[1:], strict=False)
    return any(one == _LETTER and other in (_LETTER, ".") for one, other in pairs)


def _between_marks(form: str) -> list[list[int]]:
    """The places of the figures of each stretch without a letter, from any mark (or edge) to any later one."""
    found = []
    edges = [at for at in range(len(form) + 1) if at in (0, len(form)) or form[at - 1] not in (_FIGURE, _LETTER)
             or form[at] not in (_FIGURE, _LETTER)]  # fmt: skip
    for first in edges:
        for last in edges:
            stretch = form[first:last]
            if stretch and _LETTER not in stretch:
                places = [first + at for at, one in enumerate(stretch) if one == _FIGURE]
                if places and places not in found:
                    found.append(places)
    return found


def _is_no_number(table: np.ndarray, places: list[int]) -> bool:
    count = len(places)
    if count == _NATIONAL or count in _NIR:
        return False
    if count not in _PREFIXED:
        return count < _NATIONAL or count > max(_PREFIXED)
    first, second = table[:, places[0]], table[:, places[1]]
    return not any(((first == one) & (second == other)).any() for one, other in _PREFIXES)
