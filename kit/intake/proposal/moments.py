"""Which date formats read every cell of a column.

In:   cells that may be dates, with how often each occurs.
Out:  `Moments`: rows by the formats that read them; for each format the first and the last day, the minutes of the day.
Why:  "03/12/2026" fits two formats; a single "25/12/2026" settles the column, and only counting all rows shows it.
Not here: reading moments (`kit.intake.times`, which is asked for each cell), asking (`fields`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from kit.intake import times

_DAYS = (
    *times.CANDIDATES,
    "%m.%d.%Y", "%Y-%m-%d", "%Y.%m.%d", "%d %m %Y", "%m%d%Y",
    "%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d.%m.%y", "%m.%d.%y", "%y.%m.%d", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d",
    "%d%m%y", "%m%d%y",
    "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%y", "%b %d, %Y", "%b %d %Y", "%B %d, %Y", "%d/%b/%Y", "%d-%B-%Y",
    "%Y-%b-%d", "%A, %B %d, %Y", "%a %d %b %Y", "%A, %d %B, %Y", "%a, %b %d, %Y",
)  # fmt: skip
_CLOCKS = (
    *times.CLOCKS, " %H:%M:%S.%f", " %I:%M:%S.%f %p", " %I:%M%p", " %I:%M:%S%p", " %H.%M", " %H.%M.%S", " %Hh%Mm%Ss",
    "T%H:%M:%S", "T%H:%M", "T%H:%M:%SZ", "T%H:%M:%S.%f", "T%H:%M:%S.%fZ", ", %H:%M", ", %H:%M:%S", ", %I:%M %p",
    ", %I:%M:%S %p", " - %H:%M", " %H%M%S", " %H:%M:%S %z", " %H:%M %z", " %H:%M:%S%z", "T%H:%M:%S%z", "T%H:%M:%S.%f%z",
)  # fmt: skip
_WORDS = {
    "Y": r"\d{4}", "y": r"\d{2}", "m": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}", "I": r"\d{1,2}", "M": r"\d{1,2}",
    "S": r"\d{1,2}", "f": r"\d{1,9}", "b": r"[A-Za-z]{3}", "B": r"[A-Za-z]{3,9}", "a": r"[A-Za-z]{3}",
    "A": r"[A-Za-z]{6,9}", "p": r"[AaPp][Mm]", "z": r"(?:Z|[-+]\d{2}:?\d{2})",
}  # fmt: skip
ISO = "iso"
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$")
_MAY_BE = re.compile(
    r"^(?:[A-Za-z]{2,10}\.?,? )?(?:\d{1,4}[/.\- ][\dA-Za-z]{1,9}[/.\- ]\d{1,4}|[A-Za-z]{3,9} \d{1,2},? \d{4}"
    r"|\d{6}(?:\D|$)|\d{8}(?:\D|$|\d{6}$))"
)
_COMPACT = re.compile(r"^\d{6}(?:\d{2})?(?:\d{6})?(?=\D|$)")
_MOST_SHAPES, _MOST_DAYS = 200, 4_000


@dataclass
class Reach:
    """What a format makes of the cells that it reads: days, minutes of the day, whether seconds are written."""

    days: Counter = field(default_factory=Counter)
    minutes: set[int] = field(default_factory=set)
    seconds: bool = False
    offset: bool = False

    def take(self, moments: np.ndarray, counts: np.ndarray) -> None:
        days = moments.astype("datetime64[D]")
        for day in np.unique(days):
            if len(self.days) < _MOST_DAYS or day in self.days:
                self.days[day] += int(counts[days == day].sum())
        inside = (moments - days).astype("int64") // 1_000_000
        self.minutes.update((np.unique(inside) // 60).tolist())
        self.seconds |= bool((inside % 60).any())


@dataclass
class Moments:
    """What reads the cells of a column.

    fits: rows by the set of formats that read them. reach: by format. native: rows with a spreadsheet's own date.
    compact: rows of figures alone. shapes: the forms in which they are written, each figure a 9.
    """

    fits: Counter = field(default_factory=Counter)
    reach: dict[str, Reach] = field(default_factory=lambda: defaultdict(Reach))
    native: int = 0
    compact: int = 0
    shapes: set[str] = field(default_factory=set)

    @staticmethod
    def may_be(written: str) -> bool:
        """Whether a text begins as a date may; nearly all else is told apart here, cheaply."""
        return bool(_MAY_BE.match(written))

    def take_native(self, cell: dt.datetime, count: int) -> None:
        """Counts a spreadsheet's own date."""
        self.native += count
        moment = np.array([cell.replace(tzinfo=None)], dtype="datetime64[us]")
        self.reach["native"].take(moment, np.array([count]))

    def take(self, dated: Counter[str]) -> None:
        """Counts texts: each is tried in all formats of its shape."""
        by_shape: dict[str, list[str]] = defaultdict(list)
        for written in dated:
            by_shape[re.sub(r"\d", "9", written)].append(written)
        for shape, texts in by_shape.items():
            if shape in self.shapes or len(self.shapes) < _MOST_SHAPES:
                self.shapes.add(shape)
                self._take(shape, texts, np.array([dated[text] for text in texts]))

    def _take(self, shape: str, texts: list[str], counts: np.ndarray) -> None:
        if _COMPACT.match(shape):
            self.compact += int(counts.sum())
        formats = _of_shape(shape)
        read = np.zeros((len(formats), len(texts)), dtype=bool)
        for at, written in enumerate(formats):
            moments, read[at] = _moments(texts, written)
            if read[at].any():
                self.reach[written].take(moments[read[at]], counts[read[at]])
        for column in np.unique(read, axis=1).T if formats else []:
            same = (read == column[:, None]).all(axis=0)
            fitting = frozenset(written for written, fits in zip(formats, column, strict=True) if fits)
            if fitting:
                self.fits[fitting] += int(counts[same].sum())

    @property
    def read(self) -> int:
        """Rows that some format reads."""
        return sum(self.fits.values())

    def reading_all(self) -> list[str]:
        """The formats that read every row which any format reads."""
        sets = list(self.fits)
        return sorted(frozenset.intersection(*sets)) if sets else []


def _moments(texts: list[str], written: str) -> tuple[np.ndarray, np.ndarray]:
    """The moments (UTC where an offset is written) and which of them could be read."""
    found = times.read_moments(texts, written, frozenset())
    moments = np.where(np.isnat(found.local), found.zoned, found.local)
    return moments, ~np.isnat(moments)


@cache
def _of_shape(shape: str) -> list[str]:
    """The formats whose form a text has, whatever its figures. shape: each figure a 9."""
    if _ISO.match(shape):
        return [ISO]
    return [written for written, pattern in _patterns() if pattern.match(shape)]


@cache
def _patterns() -> list[tuple[str, re.Pattern]]:
    formats = dict.fromkeys(day + clock for day in _DAYS for clock in _CLOCKS)
    formats |= dict.fromkeys(f"{day}%H%M%S" for day in ("%Y%m%d", "%y%m%d"))
    return [(written, _pattern(written)) for written in formats]


def _pattern(written: str) -> re.Pattern:
    parts = re.findall(r"%(.)|([^%]+)", written)
    return re.compile("^" + "".join(_WORDS[word] if word else re.escape(literal) for word, literal in parts) + "$")
