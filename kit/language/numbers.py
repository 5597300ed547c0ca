"""Numbers, durations and dates as French and English readers write them.

In:   values in the kit's units: ratios in [0, 1], seconds, calls, minutes of the day, dates.
Out:  short texts with the right spaces: U+202F inside numbers and before %, U+00A0 before a unit, U+2212 as minus.
Why:  formatted where they are used, numbers wrapped at the end of a line or were read as others, and were disputed.
Not here: sentences and the names of periods (`kit.present.voice`).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard, TypeVar

from kit.language.typography import NARROW, WIDE

MINUS, JOINED = "\u2212", "\u2060"
DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
SHORT_MONTHS = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
Value = TypeVar("Value")
NOTHING = {"fr": f"s.{NARROW}o.", "en": "n/a"}


def known(value: Value | None) -> TypeGuard[Value]:
    """Whether a value can be shown: neither None, NaN, NaT nor NA. Without pandas: messages do not load it."""
    try:
        return value is not None and bool(value == value)
    except TypeError:  # NA is neither equal to itself nor unequal
        return False


@dataclass(frozen=True)
class Count:
    """A whole number in a text that is told later: 100,000 in English, 100 000 with narrow blanks in French."""

    value: int

    def __call__(self, lang: str) -> str:
        return Numbers(lang).number(self.value)


class Numbers:
    """Formats of one language. Every method gives "s.o." or "n/a" for a value that cannot be said."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.french = lang == "fr"
        self.nothing = NOTHING[lang]
        self.colon = f"{WIDE}: " if self.french else ": "

    def number(self, value: float | None, digits: int = 0, *, sign: bool = False) -> str:
        """4012 is "4 012" or "4,012"; with `sign`, -3.6 is "−3,6" and 3.6 "+3,6"; zero has no sign."""
        if not known(value) or math.isinf(value):
            return self.nothing
        text = f"{abs(value):,.{digits}f}"
        if self.french:
            text = text.replace(",", NARROW).replace(".", ",")
        if not any(digit in text for digit in "123456789"):
            return text
        return (MINUS if value < 0 else "+" if sign else "") + text

    def singular(self, value: float, shown: str = "") -> bool:
        """Whether a number takes the singular: French counts 0 and 1 as one, English 1 only.

        shown: the number as it is to be read, where it is not a whole one; else it is read rounded: 1.7 calls are 2.
        """
        whole = abs(value) if shown else round(abs(value))
        return whole < 2 if self.french else shown == "1" or whole == 1

    def calls(self, value: float | None, *, sign: bool = False) -> str:
        """A number of calls or rows, whole."""
        return self.number(value, 0, sign=sign)

    def ratio(self, value: float | None, digits: int = 1) -> str:
        """0.864 is "86,4 %" or "86.4%"; a whole per cent keeps its decimal, so that columns line up."""
        return self._percent(self.number(None if not known(value) else value * 100, digits))

    def objective(self, value: float, unit: str) -> str:
        """As `value`, without a decimal that says nothing: 0.9 is "90 %"."""
        whole = unit == "ratio" and known(value) and abs(value * 100 - round(value * 100)) < 1e-9
        return self.ratio(value, 0) if whole else self.value(value, unit)

    def points(self, value: float | None) -> str:
        """A difference of two ratios: -0.036 is "−3,6 pts"."""
        if not known(value):
            return self.nothing
        digits = 2 if 0 < abs(value) < 0.0005 else 1  # a small gap is no zero
        rounded = abs(round(value * 100, digits))
        unit = "pt" if self.singular(rounded, shown=self.number(rounded, digits)) else "pts"
        return f"{self.number(value * 100, digits, sign=True)}{WIDE}{unit}"

    def duration(self, value: float | None, *, sign: bool = False) -> str:
        """Seconds: 41 is "41 s", 4.2 "4,2 s", 403 "6 min 43 s", 3723 "1 h 02 min"."""
        if not known(value):
            return self.nothing
        if abs(value) < 9.95:
            return f"{self.number(value, 0 if float(value).is_integer() else 1, sign=sign)}{WIDE}s"
        whole = round(abs(value))
        mark = MINUS if value < 0 else "+" if sign else ""
        if whole < 60:
            return f"{mark}{whole}{WIDE}s"
        minutes, seconds = divmod(whole, 60)
        if whole < 3600:
            tail = f"{WIDE}{seconds:02d}{WIDE}s" if seconds else ""
            return f"{mark}{minutes}{WIDE}min{tail}"
        hours, minutes = divmod(round(whole / 60), 60)
        return f"{mark}{self.number(hours)}{WIDE}h{WIDE}{minutes:02d}{WIDE}min"

    def value(self, value: float | None, unit: str) -> str:
        """A figure's value in its unit: ratio, s, calls, number."""
        formats: dict[str, Callable[[float | None], str]] = {
            "ratio": self.ratio,
            "s": self.duration,
            "calls": self.calls,
        }
        return formats[unit](value) if unit in formats else self.number(value, 2)

    def gap(self, value: float | None, unit: str) -> str:
        """A difference in a figure's unit, signed."""
        if unit == "ratio":
            return self.points(value)
        if unit == "s":
            return self.duration(value, sign=True)
        return self.number(value, 0 if unit == "calls" else 2, sign=True)

    def band(self, lower: float, upper: float, unit: str) -> str:
        """A usual range: "88,1–93,2 %"; a range that starts below zero starts at zero."""
        low, high = self.value(max(lower, 0.0), unit), self.value(min(upper, 1.0) if unit == "ratio" else upper, unit)
        if unit == "ratio":
            low = low.removesuffix("%").rstrip(NARROW)
        if unit == "s" and upper < 60:
            low = low.removesuffix(f"{WIDE}s")
        return f"{low}{JOINED}–{JOINED}{high}"

    def day(self, day: dt.date, *, weekday: bool = True, year: bool = False) -> str:
        """A date: "lundi 16 novembre", "Monday 16 November"."""
        number = f"1{'er' if self.french else ''}" if day.day == 1 else str(day.day)
        text = f"{number}{WIDE}{MONTHS[self.lang][day.month - 1]}"
        if weekday:
            text = f"{DAYS[self.lang][day.weekday()]} {text}"
        return f"{text} {day.year}" if year else text

    def weekday(self, day: dt.date) -> str:
        """The name of a date's weekday."""
        return DAYS[self.lang][day.weekday()]

    def short_day(self, day: dt.date) -> str:
        """A table's row: "lun. 16", "Mon 16"."""
        name = DAYS[self.lang][day.weekday()]
        return f"{name[:3]}.{WIDE}{day.day}" if self.french else f"{name[:3]}{WIDE}{day.day}"

    def from_to(self, first: dt.date, last: dt.date) -> str:
        """Days in a row: "du 16 au 22 novembre 2026", "16 to 22 November 2026"."""
        end = self.day(last, weekday=False, year=True)
        if first == last:
            return f"le {end}" if self.french else end
        start = self.day(first, weekday=False, year=first.year != last.year)
        if (first.year, first.month) == (last.year, last.month):
            start = start.split(WIDE)[0]
        return f"du {start} au {end}" if self.french else f"{start} to {end}"

    def minute(self, minute: float) -> str:
        """A minute of the day: "9 h 30" or "09:30"."""
        hours, rest = divmod(int(minute), 60)
        if not self.french:
            return f"{hours:02d}:{rest:02d}"
        return f"{hours}{WIDE}h{WIDE}{rest:02d}" if rest else f"{hours}{WIDE}h"

    def span(self, start: float, end: float) -> str:
        """Hours from and to: "de 9 h à 12 h", "from 09:00 to 12:00"."""
        words = ("de", "à") if self.french else ("from", "to")
        return f"{words[0]} {self.minute(start)} {words[1]}{WIDE}{self.minute(end)}"

    def moment(self, at: dt.datetime, *, weekday: bool = True, year: bool = True) -> str:
        """A moment: "lundi 23 novembre 2026 à 9 h", "Monday 23 November 2026 at 09:00"."""
        day = self.day(at.date(), weekday=weekday, year=year)
        return f"{day} {'à' if self.french else 'at'} {self.minute(at.hour * 60 + at.minute)}"

    def advisers(self, value: float | None) -> str:
        """A number of advisers, with a decimal where it is a mean that needs one."""
        return self.number(value, 0 if known(value) and abs(value - round(value)) < 0.05 else 1)

    def ordinal(self, number: int) -> str:
        """A place in a row: "3" before the French "e", "3rd" in English."""
        if self.french:
            return str(number)
        tail = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{tail}"

    def hours(self, value: float) -> str:
        """A delay in hours: under two days "30 h", beyond "4 jours"."""
        if not known(value):
            return self.nothing
        if value < 1:
            return f"{max(1, round(value * 60))}{WIDE}min"
        if value < 48:
            return f"{self.number(round(value))}{WIDE}h"
        return f"{self.number(round(value / 24))}{WIDE}{'jours' if self.french else 'days'}"

    def listed(self, parts: list[str]) -> str:
        """ "a, b et c" or "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {'et' if self.french else 'and'} {parts[-1]}"

    def percent(self, value: float) -> str:
        """A relative change, signed: 0.101 is "+10 %"."""
        return self._percent(self.number(value * 100, 0, sign=True))

    def _percent(self, text: str) -> str:
        return text if text == self.nothing else f"{text}{NARROW}%" if self.french else f"{text}%"
