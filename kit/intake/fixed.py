"""Moments in a format whose every part has its place: read all at once, digit by digit.

In:   texts, a format of strptime's words.
Out:  naive moments; NaT where a text has another length, another mark or no such day: `times` reads those one by one.
Why:  a year of calls has a million different moments; strptime needs ten times as long for each.
Not here: formats with names of months, offsets or AM and PM, and years that make no sense (`times`).
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

_WIDTHS = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}
_NAT = np.datetime64("NaT", "us")


@cache
def _places(written: str) -> tuple[dict[str, int], dict[int, int], int] | None:
    """Where each part begins, the marks between them, and the length of a text; None for a format of other parts."""
    begins: dict[str, int] = {}
    marks: dict[int, int] = {}
    at = 0
    for word, mark in re.findall(r"%(.)|(.)", written, re.DOTALL):
        if word and (word not in _WIDTHS or word in begins):
            return None
        if word:
            begins[word], at = at, at + _WIDTHS[word]
        elif not mark.isascii() or mark.isdigit():
            return None
        else:
            marks[at], at = ord(mark), at + 1
    return (begins, marks, at) if {"Y", "m", "d"} <= begins.keys() else None


def parsed(texts: np.ndarray, written: str) -> np.ndarray:
    """The moments (datetime64[us]) of the texts that have the format's own form."""
    found = np.full(len(texts), _NAT)
    places = _places(written)
    if places is None:
        return found
    begins, marks, length = places
    listed = texts.tolist()
    rows = np.flatnonzero(np.fromiter(map(len, listed), "int64", len(listed)) == length)
    together = "".join(listed if len(rows) == len(listed) else texts[rows].tolist())
    if not together or not together.isascii():
        return found  # not of digits alone: each is read by itself
    table = np.frombuffer(together.encode(), dtype=np.uint8).reshape(len(rows), length)
    sound = np.ones(len(rows), dtype=bool)
    for at, mark in marks.items():
        sound &= table[:, at] == mark
    digits = table - np.uint8(48)
    parts = {}
    for word, at in begins.items():
        own = digits[:, at : at + _WIDTHS[word]]
        sound &= (own <= 9).all(axis=1)
        parts[word] = own.astype("int64") @ (10 ** np.arange(_WIDTHS[word] - 1, -1, -1))
    none = np.zeros(len(rows), dtype="int64")
    hour, minute, second = (parts.get(word, none) for word in "HMS")
    year, month, day = (np.where(sound, parts[word], 1) for word in "Ymd")
    sound &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    sound &= days.astype("datetime64[M]") == months
    moments = days.astype("datetime64[us]") + (hour * 3600 + minute * 60 + second) * np.timedelta64(1_000_000, "us")
    found[rows[sound]] = moments[sound]
    return found
