"""What a partnership's parameters say together, although each file is sound by itself.

In:   the contract, the sources, the day on which they are checked.
Out:  BadParams for terms that begin too far ahead; pairs of sources that no file can tell apart; the files checked.
Why:  2062 typed for 2026 judges nothing for decades; two sources with one pattern refuse every file of theirs.
Not here: each file's own faults (`contract`, `sources`), which source a file has (`kit.intake.match`).
"""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from pathlib import Path

from kit.params.contract import Contract
from kit.params.home import find, folder
from kit.params.reader import refusal
from kit.params.sources import Source

# Contracts are signed months ahead, and their steps laid down for the years that they run.
FIRST_AHEAD, LATER_AHEAD = dt.timedelta(days=2 * 366), dt.timedelta(days=10 * 366)


def check_terms(contract: Contract, partnership: str, today: dt.date) -> None:
    """Raises BadParams where terms begin so far ahead that the year is a typing error."""
    for at, terms in enumerate(contract.terms):
        if terms.valid_from - today > (LATER_AHEAD if at else FIRST_AHEAD):
            path = folder("params", partnership) / "contract.yml"
            raise refusal(path, ("terms", at, "valid_from"), "far_terms", day=terms.valid_from, today=today)


def twins(sources: dict[str, Source]) -> list[tuple[str, str]]:
    """Pairs of sources (one, other) where each file of the one is taken for a file of the other, too.

    They share a pattern of names and read files alike, and the one's header holds all that the other's must hold.
    """
    found: list[tuple[str, str]] = []
    for (one, mine), (other, theirs) in permutations(sources.items(), 2):
        if (other, one) not in found and _names(mine) & _names(theirs) and _alike(mine, theirs):
            found.append((one, other))
    return found


def _names(source: Source) -> set[str]:
    return {pattern.casefold() for pattern in source.match.name}


def _alike(one: Source, other: Source) -> bool:
    shapes = [(source.file.format, source.file.sheet, source.file.separator) for source in (one, other)]
    return shapes[0] == shapes[1] and set(one.match.header) >= set(other.match.header)


def files(partnership: str) -> list[Path]:
    """The files that are read for a partnership."""
    place = folder("params", partnership)
    listed = [place / name for name in ("contract.yml", "calendar.yml", "sources.yml")]
    return [path for path in (*listed, find("params", "glossary.yml"), find("params", "house.yml")) if path.exists()]
