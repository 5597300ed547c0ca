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

from kit.intake.coded import Bytes, Instants

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
    found, places = np.full(len(texts), _NAT), _places(written)
    if places is None:
        return found
    listed = texts.tolist()
    rows = np.flatnonzero(np.fromiter(map(len, listed), "int64", len(listed)) == places[2])
    together = "".join(listed if len(rows) == len(listed) else texts[rows].tolist())
    if not together or not together.isascii():
        return found  # not of digits alone: each is read by itself
    found[rows] = _of_table(np.frombuffer(together.encode(), dtype=np.uint8).reshape(len(rows), -1), *places[:2])
    return found


def of_bytes(texts: Bytes | Instants | None, written: str) -> np.ndarray | None:
    """The same of texts that are still bytes; None where they are not all of the format's length."""
    places = _places(written)
    table = texts.table() if texts and places else None
    if table is None or places is None or table.shape[1] != places[2]:
        return None
    return _of_table(table, *places[:2])


def _of_table(table: np.ndarray, begins: dict[str, int], marks: dict[int, int]) -> np.ndarray:
    """The moments of texts whose bytes stand side by side."""
    sound = np.ones(len(table), dtype=bool)
    for at, mark in marks.items():
        sound &= table[:, at] == mark
    parts = {}
    for word, at in begins.items():
        value = np.zeros(len(table), dtype="int32")
        for place in range(at, at + _WIDTHS[word]):
            digit = table[:, place] - np.uint8(48)
            sound &= digit <= 9
            value = value * 10 + digit
        parts[word] = value
    none = np.zeros(len(table), dtype="int32")
    hour, minute, second = (parts.get(word, none) for word in "HMS")
    year, month, day = (np.where(sound, parts[word], 1) for word in "Ymd")
    sound &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = ((year.astype("int64") - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    sound &= days.astype("datetime64[M]") == months
    seconds = (hour * 3600 + minute * 60 + second).astype("int64")
    moments = days.astype("datetime64[us]") + seconds * np.timedelta64(1_000_000, "us")
    return np.where(sound, moments, _NAT)
