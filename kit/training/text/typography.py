"""The marks of each language: unbreakable blanks, curly quotes, real dashes.

In:   a piece of a source text (Markdown, no HTML of ours yet), "fr" or "en".
Out:  the same text as a printer would set it. Code, addresses, link targets and attributes stay as typed.
Why:  authors type ordinary blanks; a line that begins with "?" or "»" is a mistake in French.
Not here: figures computed from data (`kit.language.numbers`).
"""

from __future__ import annotations

import re
from functools import lru_cache

NARROW, WIDE = "\u202f", "\u00a0"
_MASK = "\ue000"  # stands for a kept part, so that the marks around it see that something is there

# What is left as typed: code, addresses, link targets, {…} of variables and attributes, HTML tags and entities,
# and the row of dashes of a table.
_KEPT = re.compile(
    r"(`+[^`]*`+|https?://[^\s)>]+|(?<=\])\([^)\s]*\)|\{\{[^{}\n]*\}\}|\{[^{}\n]*\}|</?[A-Za-z][^<>]*>|&#?\w+;|^\s*\|?[\s:|-]+\|?$)",
    re.M,
)
_MARKS = ("`", "{", "<", "&", "|", "](", "http", "--")  # a text without any of them has nothing to keep
_UNITS = (
    r"(?:€|%|h|min|s|km|m²|minutes?|heures?|jours?|nuits?|mois|ans?|semaines?|appels?"
    r"|hours?|days?|nights?|months?|years?|weeks?|calls?)"
)

# (a mark without which the rule finds nothing, what it finds, what it sets)
_FRENCH = [
    ("", re.compile(r"[ \u00a0\u202f]+([;!?]+)"), NARROW + r"\1"),
    (":", re.compile(r"[ \u00a0\u202f]+:(?=[\s*_)»\]]|$)", re.M), WIDE + ":"),
    ("«", re.compile(r"«[ \u00a0\u202f]*"), "«" + WIDE),
    ("»", re.compile(r"[ \u00a0\u202f]*»"), WIDE + "»"),
    ("%", re.compile(r"(?<=\d)[ \u00a0\u202f]?%"), NARROW + "%"),
    ("€", re.compile(r"(?<=\d)[ \u00a0](?=€)"), WIDE),
    ("M", re.compile(r"\b(M\.|Mme|MM\.) (?=[A-Z])"), r"\1" + WIDE),
]
_NUMBERS = [
    ("", re.compile(rf"(?<=\d)[ \u00a0](?={_UNITS}\b)"), WIDE),
]
_FRENCH_NUMBERS = [
    ("", re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), NARROW),
]
_BOTH = [
    ("...", re.compile(r"\.\.\.(?!\.)"), "…"),
    ("'", re.compile(rf"(?<=[\w{_MASK}])'(?=[\w«*\[{_MASK}])"), "’"),
]
_ENGLISH = [
    ('"', re.compile(r'(^|[\s(\[—–*_|>])"(?=\S)', re.M), r"\1“"),
    ('"', re.compile(r'"'), "”"),
    ("'", re.compile(r"(?<=\w)'(?=[\s.,;:!?)*]|$)", re.M), "’"),
    ("'", re.compile(r"(^|[\s(\[])'(?=\w)", re.M), r"\1‘"),
]
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=20_000)
def typeset(text: str, lang: str) -> str:
    """`text` with the marks of its language; applying it twice changes nothing more."""
    kept: list[str] = []

    def keep(match: re.Match) -> str:
        kept.append(match[0])
        return _MASK

    masked = text.replace(_MASK, "")
    if any(mark in masked for mark in _MARKS):
        masked = _KEPT.sub(keep, masked)
    rules = _BOTH + (_FRENCH if lang == "fr" else _ENGLISH)
    if _DIGIT.search(masked):
        rules = _NUMBERS + (_FRENCH_NUMBERS if lang == "fr" else []) + rules
    for mark, pattern, by in rules:
        if mark in masked:
            masked = pattern.sub(by, masked)
    left = iter(kept)
    return re.sub(_MASK, lambda _: next(left), masked) if kept else masked
