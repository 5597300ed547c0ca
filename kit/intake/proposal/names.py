"""What a column's name says: which canonical column it may be, in which unit, whether it is a mean.

In:   names of an unknown file's columns.
Out:  `sure` and `asked` canonical columns of a table for a name, `unit_of`, `is_mean`, words of outcomes.
Why:  half of a mapping is a dictionary: "Attente", "Queue time" and "q_time" are one thing; kept as data, it grows by
      lines that both firms can read.
Not here: what the cells say (`cells`), which of several columns it is (`fields`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from kit import schema
from kit.intake.name_words import folded

_PLACE = Path(__file__).with_name("names.yml")
_UNITS = {
    "ms": r"ms|msec|milliseconds?|millisecondes?|millis",
    "s": r"s|secs?|seconds?|secondes?|en secondes?|in seconds?",
    "min": r"min|mins|minutes?|mn|en minutes?|in minutes?",
    "h": r"h|hours?|heures?|hrs?|en heures?",
    "h:mm:ss": r"h+:mm:ss|hms|hh mm ss",
    "mm:ss": r"m+:ss|min:s(?:ec)?",
    "hh:mm": r"h+:mm",
}
_BRACKETS = re.compile(r"[(\[]\s*([^)\]]{1,24}?)\s*[)\]]")
_MEAN = re.compile(r"\b(?:avg|average|moy|moyens?|moyennes?|mean|dmt|dmc|dma|tma|asa|aht|att|awt)\b")
_WITHIN = re.compile(
    r"(?:<|≤|<=|in|within|en ?- ?de|en|moins de|dans les|under|less|before|avant|inf|0 a|0)"
    r" ?=? ?(\d+) ?(?:s|sec|secondes|seconds)?\b"
)
_ANSWERED = re.compile(
    r"^(?:is |call )?(?:answered|repondu|decroche)(?: call)?(?: (?:y n|yn|yes no|yes or no|oui non))?$"
)
_UTC = re.compile(r"\b(?:utc|gmt)\b")


@cache
def dictionary() -> dict[str, dict]:
    """The names of `names.yml`, all as text: "no" is a number's abbreviation there, not a flag."""
    return yaml.load(_PLACE.read_bytes(), yaml.BaseLoader)


def fold(name: str) -> str:
    """A name as the dictionary writes it: "startTime" and "Start_time (s)" are "start time"."""
    bare = _BRACKETS.sub(
        lambda found: "" if _unit(found[1]) or _MEAN.fullmatch(folded(found[1])) else f" {found[1]} ", name
    )
    apart = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", bare)
    words = re.findall(r"[a-z0-9]+", folded(apart.replace("œ", "oe")))
    while len(words) > 1 and words[-1] in _TRAILING:
        words.pop()
        if len(words) > 1 and words[-1] in ("in", "en"):
            words.pop()
    return " ".join(words)


_TRAILING = frozenset(
    (
        "s",
        "ms",
        "sec",
        "secs",
        "seconds",
        "second",
        "secondes",
        "min",
        "mins",
        "minutes",
        "mn",
        "millis",
        "milliseconds",
        "hms",
    )
)


def unit_of(name: str) -> str | None:
    """The unit of a duration that a name says: "Attente (s)", "talk_time_ms"; None where it says none."""
    for inside in _BRACKETS.findall(name):
        if unit := _unit(inside):
            return unit
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = re.findall(r"[a-z]+", folded(apart))
    if len(words) < 2:
        return None
    if words[-2] in ("en", "in"):
        return _unit(words[-1])
    return _unit(words[-1]) if words[-1] in _TRAILING else None


def _unit(text: str) -> str | None:
    written = folded(text.strip().rstrip("."))
    return next((unit for unit, pattern in _UNITS.items() if re.fullmatch(pattern, written)), None)


def is_mean(name: str) -> bool:
    """Whether a name is that of a mean: "DMT", "Avg talk time", "Durée moyenne"."""
    return bool(_MEAN.search(re.sub(r"[^a-z ]", " ", folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)))))


def says_utc(name: str) -> bool:
    """Whether a name says that its times are those of UTC."""
    return bool(_UTC.search(re.sub(r"[^a-z]", " ", folded(name))))


def sure(table: str, name: str) -> str | None:
    """The canonical column that a name means for sure."""
    if _WITHIN.search(folded(name)) and table != "calls":
        return None
    return _sure(table).get(fold(name))


def asked(table: str, name: str) -> list[str] | None:
    """The canonical columns that a name may mean; [] where it is a known thing that the table has no column for."""
    if table == "intervals" and _WITHIN.search(folded(name)):
        return _within(fold(name))
    return _asked(table).get(fold(name))


def _within(name: str) -> list[str] | None:
    """The columns that a count within so many seconds may be; a rate ("SL 20 s") is none."""
    if re.search(r"\b(?:aband|aban|perdus|lost)", name):
        return ["abandoned_within_threshold", "abandoned_short"]
    if re.search(r"\b(?:decroch|answer|repond|pris|trait|handled)", name) and not re.search(
        r"\b(?:taux|rate|pct)\b", name
    ):
        return ["answered_within_threshold"]
    return None


@cache
def _sure(table: str) -> dict[str, str]:
    listed = dictionary().get(table, {}).get("sure", {})
    own = {name.replace("_", " "): name for name in columns(table) if name.replace("_", " ") not in _asked(table)}
    return own | {word: name for name, words in listed.items() if name in columns(table) for word in words}


@cache
def _asked(table: str) -> dict[str, list[str]]:
    listed = dictionary().get(table, {}).get("asked", [])
    return {word: entry["of"] for entry in listed for word in entry["names"]}


@cache
def columns(table: str) -> tuple[str, ...]:
    """The canonical columns that a file may fill."""
    derived = {"arrived_local", "start_local", "local_date", "slot_id", "minutes", *schema.REVISION}
    return tuple(name for name in schema.TABLES[table].columns if name not in derived)


def outcome_of(word: str, column: str) -> str | None:
    """What a word of an outcome means for sure in a column of that name."""
    of = fold(column)
    if of in dictionary()["of_the_switch"]:
        return None
    if _ANSWERED.match(of) and word.casefold() in ("y", "yes", "oui", "o", "true", "vrai", "1"):
        return "answered"
    known = {one: outcome for outcome, words in dictionary()["outcomes"].items() for one in words}
    return known.get(fold(word))


def word_of(canonical: str, word: str) -> str | None:
    """What a word means for sure in another column that knows only some."""
    listed = dictionary()["words"].get(canonical, {})
    return next((meant for meant, words in listed.items() if fold(word) in words), None)


def says_which(name: str) -> str | None:
    """Whether a column says which rows are calls of the line: "direction", "media", or None."""
    return next((kind for kind in ("direction", "media") if fold(name) in dictionary()[kind]), None)


def is_outgoing(word: str) -> bool:
    """Whether a word says that a call did not come from outside."""
    return fold(word) in dictionary()["outgoing"]


def is_all(word: str) -> bool:
    """Whether a word stands for all queues together."""
    return fold(word) in dictionary()["all_queues"]


def is_withheld(word: str) -> bool:
    """Whether a word stands for a caller's withheld number."""
    return fold(word) in dictionary()["withheld"]
