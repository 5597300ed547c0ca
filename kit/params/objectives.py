"""Whether a contract's objectives and followed figures are figures that the glossary knows.

In:   a contract, the glossary, the file that the contract was read from.
Out:  nothing; BadParams with file, line, the nearest known name and how to fix it.
Why:  a misspelt figure would silently never be judged.
Not here: what the figures mean (`params/glossary.yml`), the form of the file (`kit.params.contract`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

from kit.errors import BadParams
from kit.params.contract import Contract, Objective, Terms
from kit.params.glossary import Glossary
from kit.params.reader import Loc, refusal

_VARIANT = re.compile(r"\.v\d+$")


def check(contract: Contract, glossary: Glossary, path: Path) -> None:
    """Raises BadParams for the first figure, variant or bound that the glossary does not know."""
    for at, dated in enumerate(contract.terms):
        _check_rebase(dated, glossary, path, at)
        for place, name in enumerate(dated.followed):
            if name not in glossary.figures:
                raise _unknown(path, ("terms", at, "followed", place), name, glossary.figures)
        for place, objective in enumerate(dated.objectives):
            _check_objective(objective, glossary, path, ("terms", at, "objectives", place))


def _check_rebase(terms: Terms, glossary: Glossary, path: Path, at: int) -> None:
    """A new level is that of a figure as the contract calls it: "sl.T", not the variant behind it."""
    called = {one.figure for one in terms.objectives} | set(terms.followed)
    for place, one in enumerate(terms.signal.rebase):
        if one.figure and one.figure not in called | set(glossary.figures):
            raise _unknown(path, ("terms", at, "signal", "rebase", place, "figure"), one.figure, sorted(called))


def _check_objective(objective: Objective, glossary: Glossary, path: Path, loc: Loc) -> None:
    try:
        name = glossary.resolve(objective.figure, objective.variant)
    except ValueError:
        raise _misspelt(objective, glossary, path, loc) from None
    unit, bound = glossary.figures[name].unit, "at_least" if objective.at_least is not None else "at_most"
    if unit == "ratio" and not 0 <= objective.bound <= 1:
        raise refusal(path, (*loc, bound), "percent", name=name, value=f"{objective.bound:g}")
    if unit == "s" and objective.bound == 0:
        raise refusal(path, (*loc, bound), "bound_of_nothing", name=name)


def _misspelt(objective: Objective, glossary: Glossary, path: Path, loc: Loc) -> BadParams:
    """There is no such figure, or it has no such variant, or it needs one."""
    figure, variant, known = objective.figure, objective.variant, glossary.figures
    stem = known[figure].family if figure in known else figure.removesuffix(".T")
    variants = [name.removeprefix(f"{stem}.") for name in known if name.startswith(f"{stem}.")]
    if variant and (variants or figure in known):
        fields = {"near": _near(variant, variants), "known": ", ".join(variants) or "-"}
        return refusal(path, (*loc, "variant"), "unknown_variant", name=figure, variant=variant, **fields)
    if variants:
        return refusal(path, (*loc, "figure"), "no_variant", name=figure, known=", ".join(variants))
    judged = {_VARIANT.sub(".T", name) for name in known}  # sl.T stands for sl.v1, sl.v2, …
    return _unknown(path, (*loc, "figure"), figure, sorted({*known, *judged}))


def _unknown(path: Path, loc: Loc, name: str, known: Iterable[str]) -> BadParams:
    return refusal(path, loc, "unknown_figure", name=name, near=_near(name, known))


def _near(name: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(name, known, n=1)), "")
