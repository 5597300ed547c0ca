"""What a stated time format says beyond strptime: an offset written out, and an hour of 24.

In:   a format of the mapping ("iso" or strptime's words), a cell's text.
Out:  the offset that the format states; the text of a 24:00 as the 00:00 before it.
Why:  "…Z" means UTC whoever wrote the format; and 24 is the next midnight as an hour only: as a minute, a day, a second
      or part of a year it is an ordinary number.
Not here: reading the moments (`times`), which formats a mapping may state (`kit.params.columns`).
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

# What stands for each of strptime's words in a text whose hour is 24: minutes and seconds are 0 then.
_WORDS = {
    "Y": r"\d{4}", "y": r"\d{2}", "m": r"\d{1,2}", "d": r"\d{1,2}", "j": r"\d{1,3}", "H": "(?P<hour>24)",
    "M": "0{1,2}", "S": "0{1,2}", "f": "0{1,9}", "b": r"[^\W\d_]+", "B": r"[^\W\d_]+", "a": r"[^\W\d_]+",
    "A": r"[^\W\d_]+", "z": r"(?:[zZ]|[-+]\d{2}(?::?\d{2}(?::?\d{2})?)?)", "%": "%",
}  # fmt: skip
_EPOCH = re.compile(r"(?P<whole>\d{1,15})(?:\.(?P<part>\d{1,9}))?", re.ASCII)
_MILLISECONDS = 12  # digits
_ISO_24 = re.compile(
    r"(?:\d{4}-?\d{2}-?\d{2}|\d{4}-?W\d{2}-?\d)[T ](?P<hour>24)(?::?0{2}){0,2}(?:[.,]0+)?"
    r"(?:[zZ]|[-+]\d{2}(?::?\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_NAMED = re.compile(r"(?<![^\W\d_])(?:UTC|GMT)(?![^\W\d_])(?:(?P<sign>[-+])(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?)?", re.I)
# "-00" alone would be the minutes of "%Y-%m-%d-%H-00".
_AT_THE_END = re.compile(r"(?:(?<![^\W\d_])Z|(?P<sign>[-+])(?P<h>\d{2})(?::?(?P<m>\d{2})|(?<=\+\d{2})))\W*$", re.I)


def since_epoch(text: str, written: str) -> dt.datetime | None:
    """The moment that a number of seconds ("epoch") or milliseconds ("epoch_ms") since 1970 names, in UTC; else None.

    Twelve digits or more are no seconds: they would be a moment of the year 5138 or later, and are milliseconds that
    somebody called seconds.
    """
    found = _EPOCH.fullmatch(text.strip())
    if not found or (written == "epoch") != (len(found["whole"]) < _MILLISECONDS):
        return None
    micro = (found["part"] or "").ljust(6, "0")[:6]
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    if written == "epoch_ms":
        return moment + dt.timedelta(milliseconds=int(found["whole"]))
    return moment + dt.timedelta(seconds=int(found["whole"]), microseconds=int(micro))


@cache
def stated_offset(written: str | None) -> dt.timedelta | None:
    """The offset that a format writes out: 0 for a literal Z, UTC, GMT or +00:00; None where it states none.

    "%z" is no literal: there each cell states its own.
    """
    if not written or not re.search("%[HI]", written):
        return None
    literal = re.sub("%.", "\N{BULLET}", written)
    found = _NAMED.search(literal) or _AT_THE_END.search(literal)
    if not found:
        return None
    offset = dt.timedelta(hours=int(found["h"] or 0), minutes=int(found["m"] or 0))
    return -offset if found["sign"] == "-" else offset


def at_day_start(text: str, written: str) -> str | None:
    """The text with its hour 24 as 0, which is a day before what it means; None where its hour is not 24:00."""
    found = (_ISO_24 if written == "iso" else _of_24(written)).fullmatch(text.strip())
    if not found or "hour" not in found.re.groupindex:
        return None
    start, end = found.span("hour")
    return f"{text.strip()[:start]}00{text.strip()[end:]}"


@cache
def _of_24(written: str) -> re.Pattern:
    """Matches texts of a strptime format whose hour is 24 and whose minutes and seconds are 0."""
    parts = re.findall(r"%(.)|(\s+)|([^%\s]+)", written)
    pattern = "".join(_WORDS.get(word, "(?!)") or "" if word else r"\s+" if blank else re.escape(literal)
                      for word, blank, literal in parts)  # fmt: skip
    return re.compile(pattern, re.ASCII | re.I)
