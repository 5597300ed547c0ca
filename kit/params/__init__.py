"""Validated parameters: contract, sources, glossary, house. Everything is read once and refused with its line.

In:   names of partnerships; the files of `params/`.
Out:  frozen models.
Why:  a typing error in a parameter must stop a report, not change its figures.
Not here: data (`kit.store`), delivered files (`kit.intake`).
"""

from __future__ import annotations

import datetime as dt
import difflib
from functools import cache

from kit.errors import BadParams
from kit.params.contract import SLOT_COLUMNS, Calendar, Contract, Objective, Terms, Words
from kit.params.glossary import Figure, Glossary, House
from kit.params.home import PROJECT, find, folder, home, inside, partnerships
from kit.params.reader import read, read_yaml
from kit.params.sources import Source, Sources

__all__ = [
    "PROJECT", "SLOT_COLUMNS", "Contract", "Figure", "Glossary", "House", "Objective", "Source", "Sources", "Terms",
    "Words", "contract", "find", "folder", "glossary", "home", "house", "inside", "partnerships", "read", "read_yaml",
    "sources",
]  # fmt: skip


def glossary() -> Glossary:
    """The glossary of the home, else the project's."""
    return _glossary(find("params", "glossary.yml"))


@cache
def _glossary(path) -> Glossary:
    return read(path, Glossary)


def house() -> House:
    """House names and colours of the home, else the project's."""
    return read(find("params", "house.yml"), House)


def contract(partnership: str) -> Contract:
    """The contract of a partnership with its exceptional closures.

    Dated terms stay inside: `contract.terms_on(day)`. Raises UnknownPartnership, BadParams.
    """
    place = folder("params", partnership)
    path = place / "contract.yml"
    terms = read(path, Contract)
    closed = place / "calendar.yml"
    days = read(closed, Calendar).closures if closed.exists() else []
    _check_objectives(path, terms)
    closures: dict[dt.date, str] = {day.date: day.reason for day in days}
    return terms.model_copy(update={"partnership": partnership, "closures": closures})


def sources(partnership: str) -> Sources:
    """The mappings of the files that both sides deliver. Raises UnknownPartnership, BadParams."""
    return read(folder("params", partnership) / "sources.yml", Sources)


def _check_objectives(path, terms: Contract) -> None:
    known = glossary()
    for at, dated in enumerate(terms.terms):
        for name in dated.followed:
            if name not in known.figures:
                near = difflib.get_close_matches(name, known.figures, n=1)
                what = f"unknown figure {name!r}" + (f', did you mean "{near[0]}"?' if near else "")
                raise BadParams(where=f"{path}: terms.{at}.followed", what=what, mend="params/glossary.yml")
        for objective in dated.objectives:
            try:
                name = known.resolve(objective.figure, objective.variant)
                if known.figures[name].unit == "ratio" and not 0 <= objective.bound <= 1:
                    raise ValueError(f"{name}: {objective.bound:g}: write a rate from 0 to 1, as 0.90 for 90 %")
            except ValueError as error:
                raise BadParams(
                    where=f"{path}: terms.{at}.objectives", what=error, mend="params/glossary.yml"
                ) from None
