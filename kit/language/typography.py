"""The marks of each language: unbreakable blanks and hyphens, curly quotes, real dashes.

In:   a text as its author types it, with ordinary blanks: a sentence with gaps and tags of a page, or Markdown; a key.
Out:  the same text as a printer would set it. Code, addresses, link targets, tags and gaps stay as typed.
Why:  a line that begins with "?" or "»", or a number parted from its unit, is a mistake; two typographers disagreed on
      "12 h 30", "1 200 appels" and "a-t-on", each right in what it knew.
Not here: figures computed from data (`kit.language.numbers`), texts of the terminal, which are typed with their blanks.

U+202F (narrow) within numbers and before ; ! ? and %, U+00A0 before : and units, inside « » and in times, U+2011 in
"a-t-on". English has curly quotes; both have typographic apostrophes and no break between a number and its unit.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kit.language.texts import texts

NARROW, WIDE, HYPHEN = "\u202f", "\u00a0", "\u2011"
# They stand for a kept part (the second for a tag that opens), so that the marks around it see that something is there.
_MASK, _OPENS = "\ue000", "\ue001"
_MASKS = _MASK + _OPENS

# What is left as typed: code, addresses, link targets, {…} of variables and attributes, HTML tags and entities,
# and the row of dashes of a table.
_KEPT = re.compile(
    r"(`+[^`]*`+|https?://[^\s)>]+|(?<=\])\([^)\s]*\)|\{\{[^{}\n]*\}\}|\{[^{}\n]*\}|</?[A-Za-z][^<>]*>|&#?\w+;|^\s*\|?[\s:|-]+\|?$)",
    re.M,
)
_MARKS = ("`", "{", "<", "&", "|", "](", "http", "--")  # a text without any of them has nothing to keep
_BLANK = r"[ \u00a0\u202f]"
_UNITS = (
    r"(?:€|%|h|min|s|km|m²|minutes?|heures?|jours?|nuits?|mois|ans?|semaines?|appels?"
    r"|hours?|days?|nights?|months?|years?|weeks?|calls?)"
)

# (a mark without which the rule finds nothing, what it finds, what it sets)
_GAPS = [  # before gaps are kept: a number that will stand there, the number of a week
    ("{", re.compile(r"(\{(?:n|present|planned)\}) "), r"\1" + WIDE),
    ("{week}", re.compile(r"(?<=eek|ine) (?=\{week\})"), WIDE),
]
_FRENCH = [
    ("", re.compile(rf"{_BLANK}+([;!?]+)"), NARROW + r"\1"),
    (":", re.compile(rf"{_BLANK}+:(?=[\s*_)»\]{_MASKS}]|$)", re.M), WIDE + ":"),
    ("«", re.compile(rf"«{_BLANK}*"), "«" + WIDE),
    ("»", re.compile(rf"{_BLANK}*»"), WIDE + "»"),
    ("%", re.compile(rf"(?:(?<=\d){_BLANK}?|{_BLANK})%"), NARROW + "%"),
    ("€", re.compile(r"(?<=\d)[ \u00a0](?=€)"), WIDE),
    ("M", re.compile(r"\b(M\.|Mme|MM\.) (?=[A-ZÀ-Ý])"), r"\1" + WIDE),
    ("-", re.compile(r"-t-(?=(?:ils?|elles?|on)\b)"), f"{HYPHEN}t{HYPHEN}"),
]
_NUMBERS = [
    ("", re.compile(rf"(?<=\d)[ \u00a0](?={_UNITS}\b)"), WIDE),
]
_FRENCH_NUMBERS = [
    ("", re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), NARROW),
    ("", re.compile(rf"(?<=\d){_BLANK}(h|min){_BLANK}(?=\d)"), rf"{WIDE}\1{WIDE}"),
]
_BOTH = [
    ("...", re.compile(r"\.\.\.(?!\.)"), "…"),
    ("'", re.compile(rf"(?<=[\w{_MASKS}])'(?=[\w«*\[{_MASKS}])"), "’"),
]
_ENGLISH = [
    ('"', re.compile(rf'(^|[\s(\[—–*_|>{_OPENS}])"(?=\S)', re.M), r"\1“"),
    ('"', re.compile(r'"'), "”"),
    ("'", re.compile(r"(?<=\w)'(?=[\s.,;:!?)*]|$)", re.M), "’"),
    ("'", re.compile(r"(^|[\s(\[])'(?=\w)", re.M), r"\1‘"),
]
_DIGIT = re.compile(r"\d")
_TAG = re.compile("<[A-Za-z]")
_MASKED = re.compile(f"[{_MASKS}]")


@lru_cache(maxsize=20_000)
def typeset(text: str, lang: str) -> str:
    """`text` with the marks of its language; applying it twice changes nothing more."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return _OPENS if _TAG.match(match[0]) else _MASK

    masked = _set(_MASKED.sub("", text), _GAPS)
    if any(mark in masked for mark in _MARKS):
        masked = _KEPT.sub(keep, masked)
    rules = _BOTH + (_FRENCH if lang == "fr" else _ENGLISH)
    if _DIGIT.search(masked):
        rules = _NUMBERS + (_FRENCH_NUMBERS if lang == "fr" else []) + rules
    masked = _set(masked, rules)
    left = iter(kept)
    return _MASKED.sub(lambda _: next(left), masked) if kept else masked


def _set(text: str, rules: list[tuple[str, re.Pattern[str], str]]) -> str:
    for mark, pattern, by in rules:
        if mark in text:
            text = pattern.sub(by, text)
    return text


@cache
def set_texts(room: str, lang: str) -> dict[str, str]:
    """Every text of a room with the marks of its language."""
    return {key: typeset(text, lang) for key, text in texts(room, lang).items()}


def say(key: str, lang: str, /, **fields: object) -> str:
    """The text of `key` with the marks of its language; fields stand in it as they are. Raises KeyError."""
    room, _, name = key.partition(".")
    return set_texts(room, lang)[name].format(**fields)
