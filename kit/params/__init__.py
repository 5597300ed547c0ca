"""Validated parameters: contract, sources, glossary, house. Everything is read once and refused with its line.

In:   names of partnerships; the files of `params/`.
Out:  frozen models.
Why:  a typing error in a parameter must stop a report, not change its figures.
Not here: data (`kit.store`), delivered files (`kit.intake`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path

from kit.params import objectives, outlook, published
from kit.params.contract import QUEUE_SLOT_COLUMNS, SLOT_COLUMNS, Calendar, Contract, Objective, Terms, Words
from kit.params.glossary import Figure, Glossary, House
from kit.params.home import PROJECT, find, folder, home, inside, partnerships
from kit.params.injected import given
from kit.params.marks import mapping_mark
from kit.params.reader import read, read_yaml
from kit.params.sources import Source, Sources

__all__ = [
    "PROJECT", "QUEUE_SLOT_COLUMNS", "SLOT_COLUMNS", "Contract", "Figure", "Glossary", "House", "Objective", "Source",
    "Sources", "Terms", "Words", "contract", "find", "folder", "given", "glossary", "glossary_mark", "home", "house",
    "inside", "mapping_mark", "outlook", "partnerships", "read", "read_yaml", "sources",
]  # fmt: skip


def glossary() -> Glossary:
    """The glossary of the home, else the project's."""
    return _glossary(find("params", "glossary.yml"))


def glossary_mark() -> str:
    """First 12 hex digits of the glossary file's SHA-256: which words two copies of a page were made with."""
    return hashlib.sha256(find("params", "glossary.yml").read_bytes()).hexdigest()[:12]


@cache
def _glossary(path: Path) -> Glossary:
    return read(path, Glossary)


def house() -> House:
    """House names and colours of the home, else the project's."""
    return read(find("params", "house.yml"), House)


def contract(partnership: str, *, on: str | None = None) -> Contract:
    """The contract of a partnership with its exceptional closures.

    Dated terms stay inside: `contract.terms_on(day)`. on: the period of a report ("" for every one), of which the
    published terms are held against the contract; then `contract.amendments` says what has changed since.
    Raises UnknownPartnership, BadParams, also where published terms were edited in place.
    """
    place = folder("params", partnership)
    path = place / "contract.yml"
    terms = read(path, Contract)
    closed = place / "calendar.yml"
    days = read(closed, Calendar).closures if closed.exists() else []
    objectives.check(terms, glossary(), path)
    closures: dict[dt.date, str] = {day.date: day.reason for day in days}
    whole = terms.model_copy(update={"partnership": partnership, "closures": closures})
    if on is not None:
        used = published.read(partnership)
        published.check(whole, used, path)
        whole._amendments = published.amendments(whole, used, on)
    return whole


def sources(partnership: str) -> Sources:
    """The mappings of the files that both sides deliver. Raises UnknownPartnership, BadParams."""
    return read(folder("params", partnership) / "sources.yml", Sources)
