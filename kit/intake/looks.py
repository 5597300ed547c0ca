"""What the values of a text column look like: callers' numbers, persons, or notes that people type.

In:   the values of one column and how often each occurs; for calls, when each was talked.
Out:  yes or no, with the counts to tell; never a value.
Why:  two exchanged header labels put advisers or callers into `queue`, and no cell of them is wrong by itself.
Not here: what follows from it (`persons`), single numbers and names inside a text (`scrub`).

A list of queues or reasons must never be refused: a column counts as persons only by most of its values, and a word of
the trade ("Service", "Nord") makes a value none.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kit.intake.name_words import FIRST_NAMES, TRADE_WORDS, folded

FEW_DOZEN = 36  # a list that somebody chooses from; notes pass it within a day
_SENTENCE = 7  # words; names of reasons rarely have more
_MANY = 500
_LETTERS = r"[^\W\d_]"
_NUMBER = re.compile(r"^(?:tel:|sip:)?\+?[\d .\-/()_\u00a0\u202f\u2010-\u2015]{8,24}$")
_SERVICE = re.compile(r"^(?:(?:\+|00)?33|0)?8\d{8}$")  # 0800 to 0899: a line, never a caller
_MOBILE = re.compile(r"^(?:(?:\+|00)?33|0)?0?[67]\d{8}$")
_FRENCH = re.compile(r"^(?:(?:\+|00)?330?|0)?[1-79]\d{8}$")
_NAME_WORD = re.compile(rf"^{_LETTERS}[^\W\d_'’\-.]*(?:['’\-]{_LETTERS}+)*\.?$")
# "J. Exemple", "EXEMPLE J.", "j.exemple", "j_exemple": nothing of the trade is written so.
_INITIALS = re.compile(
    rf"^(?:{_LETTERS}\.[ ]?{_LETTERS}[\w'’\-]{{2,}}|{_LETTERS}[\w'’\-]{{2,}}[ ]{_LETTERS}\.?"
    r"|[a-z]{1,20}[._][a-z]{2,30})$"
)
_SURNAME_FIRST = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ'-]{2,} [A-ZÀ-Þ]\.?$")  # "EXEMPLE J."
_LOGIN = re.compile(r"^(?:[A-Za-z]{1,10}[._\-]?\d{2,6}|\d{2,6}[A-Za-z]{1,3}|[a-z]{4,12})$")


def number_of(value: str) -> str | None:
    """The digits, with a leading +, of a value that is a telephone number and nothing else; None where it is none."""
    if not _NUMBER.match(value) or re.match(r"^\d{4}-\d{2}-\d{2}|^\d{2}/\d{2}/\d{2,4}", value):
        return None
    digits = re.sub(r"\(0\)|[^\d+]", "", value)
    if _SERVICE.match(digits) or _FRENCH.match(digits):
        return digits
    return digits if re.fullmatch(r"(?:\+|00)[1-9]\d{6,14}|0[1-9]\d{8,10}", digits) else None


def is_service_number(number: str) -> bool:
    """0800 to 0899 in any spelling."""
    return bool(_SERVICE.match(number))


def is_mobile(number: str) -> bool:
    """A French mobile number, which belongs to a person."""
    return bool(_MOBILE.match(number))


def as_callers(counts: pd.Series, calls: bool) -> int:
    """How many of the values are callers' numbers, where the column is one of callers; else 0.

    counts: rows by value. calls: a row is a call, so a line's number would stand in many rows. A line has few numbers,
    none of them mobile; withheld numbers may fill most of a column of callers, hence a fifth of the rows is enough.
    """
    found = {value: number for value in counts.index if (number := number_of(value)) and not is_service_number(number)}
    rows = counts[list(found)].sum()
    if len(found) < 3 or rows < counts.sum() / 5:
        return 0
    mobile = sum(map(is_mobile, found.values()))
    once_each = calls and 2 * len(found) > rows
    return len(found) if 2 * mobile >= len(found) or once_each or len(found) > FEW_DOZEN else 0


def as_notes(counts: pd.Series) -> bool:
    """Whether the values are notes rather than a list: more than three dozen, and

    most of them used once only (of a list, even a long one, most names come again), or most of them sentences that
    hardly repeat, or more than any list has. A centre's 300 queues in 100,000 calls are a list; so are 15 reasons in
    20 calls.
    """
    distinct, rows = len(counts), counts.sum()
    if distinct <= FEW_DOZEN:
        return False
    once = int((counts == 1).sum())
    sentences = sum(len(value.split()) >= _SENTENCE for value in counts.index)
    return 3 * once > 2 * distinct or (2 * sentences > distinct and rows < 10 * distinct) or distinct > _MANY


def as_persons(values: list[str]) -> int:
    """How many of the distinct values are names of persons, where most are; else 0.

    Half of three or more must hold a usual first name, or a fifth where four in five of ten have the shape of a name
    and hardly a word comes twice ("Paris Nord", "Paris Sud" repeat theirs), or most are written with initials.
    """
    named = [words for value in values if (words := _name(value))]
    first = sum(any(word in FIRST_NAMES for word in words) for words in named)
    initials = sum(bool(_INITIALS.match(value)) and not _of_the_trade(value) for value in values)
    if len(values) >= 3 and 2 * first >= len(values):
        return first
    if len(values) >= 5 and 5 * initials >= 4 * len(values):
        return initials
    if len(values) >= 10 and 5 * first >= len(values) and 5 * len(named) >= 4 * len(values) and _hardly_repeat(named):
        return len(named)
    return 0


def perhaps_persons(values: list[str]) -> bool:
    """Whether half of a few values look like names: too little to refuse a list of two sites, enough to ask."""
    named = sum(any(word in FIRST_NAMES for word in _name(value) or ()) for value in values)
    short = sum(bool(_INITIALS.match(value) or _SURNAME_FIRST.match(value)) for value in values)
    trade = sum(_of_the_trade(value) for value in values)
    return len(values) >= 2 and not trade and 2 * max(named, short) >= len(values)


def may_be_persons(values: list[str]) -> bool:
    """Whether nearly all values could be names, logins or staff numbers: of no weight alone, see `one_at_a_time`."""
    shaped = sum(bool(_name(value, 2) or _LOGIN.match(value) or _INITIALS.match(value)) for value in values)
    trade = sum(_of_the_trade(value) for value in values)
    return len(values) >= 5 and 5 * shaped >= 4 * len(values) and 5 * trade <= len(values)


def one_at_a_time(codes: np.ndarray, start: np.ndarray, end: np.ndarray) -> bool:
    """Whether calls of one value hardly ever overlap although calls of different values do: then it is a person.

    codes: the value of each answered call; start, end: seconds between which it was talked. An adviser talks with one
    caller at a time; of a queue or a reason several calls are talked at once. Where the values were dealt at random,
    the share of overlapping pairs with the same value would be the sum of squared shares; less than a third of it, with
    30 pairs expected, happens by chance less than once in a million columns.
    """
    order = np.argsort(start, kind="stable")
    codes, start, end = codes[order], start[order], end[order]
    pairs = same = 0
    for step in range(1, min(60, len(codes))):
        overlap = start[step:] < end[:-step] - 1
        if not overlap.any():
            break
        pairs += int(overlap.sum())
        same += int((overlap & (codes[step:] == codes[:-step])).sum())
    shares = np.unique(codes, return_counts=True)[1] / max(len(codes), 1)
    expected = pairs * float((shares**2).sum())
    return expected >= 30 and same < expected / 3


def _name(value: str, least: int = 1) -> list[str] | None:
    """The folded words of a value in the shape of a name: `least` to four capitalised words, none of the trade."""
    words = value.replace(",", " ").split()
    if not least <= len(words) <= 4 or not all(_NAME_WORD.match(word) for word in words):
        return None
    if not all(word[0].isupper() or folded(word) in FIRST_NAMES for word in words if len(word) > 3):
        return None
    apart = [folded(part) for word in words for part in re.split(r"[-'’.]", word) if part]
    return None if _of_the_trade(value) else apart


def _of_the_trade(value: str) -> bool:
    return any(folded(word) in TRADE_WORDS for word in re.findall(rf"{_LETTERS}+", value) if len(word) > 2)


def _hardly_repeat(named: list[list[str]]) -> bool:
    words = [word for name in named for word in name]
    return 5 * len(set(words)) >= 4 * len(words)
