"""The training folder of the home: where it is, what is in it, what is wrong with it.

In:   the home (`kit.params.home`), the clock (`kit.calendar.now`).
Out:  `Sources`; findings. Raises TrainingFaults, UnknownModule, UnknownStyle.
Why:  the command line and the hook of MkDocs start from the same place.
Not here: reading (`kit.training.sources`), checking (`kit.training.rules`), running MkDocs (`build`).
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterable
from pathlib import Path

from kit import calendar, params
from kit.errors import TrainingFaults, UnknownModule, UnknownStyle
from kit.training.rules import check
from kit.training.rules.findings import errors, in_order, lines
from kit.training.sources.finding import Finding
from kit.training.sources.load import load
from kit.training.sources.records import ModuleSource, Sources
from kit.training.sources.yamlfile import read


def folder() -> Path:
    """`training/` of the home, else the project's."""
    return params.find("training")


def today() -> dt.date:
    """The day that facts are held against; `KIT_NOW` overrides it."""
    return calendar.now().date()


def sources(only: Iterable[str] = ()) -> Sources:
    """Everything below the training folder, with the names of the figures that texts may insert."""
    figures, _, found = read(params.find("params", "glossary.yml"), "params/glossary.yml", params.Glossary)
    made = load(folder(), only, figures=figures.figures if figures else None)
    made.found += found
    return made


def clean_sources(style: str, *, told: Callable[[str], object], lang: str, draft: bool = False) -> Sources:
    """Sources that can be built in a style; `told` hears every warning's line, with `draft` every error's too.

    Raises UnknownStyle; TrainingFaults with the lines of all errors.
    """
    made = sources()
    _refuse_unknown(made, style)
    found = check.check(made, today())
    for line in lines([one for one in found if draft or one.level == "warning"], lang):
        told(line)
    wrong = errors(found)
    if wrong and not (draft and style in made.styles):
        listed = {each: "\n".join(lines(wrong, each)) for each in ("fr", "en")}
        raise TrainingFaults(folder=folder(), count=len(wrong), listed=listed.__getitem__)
    return made


def findings(only: Iterable[str] = (), style: str = "") -> tuple[list[Finding], int]:
    """What is wrong, and how many modules were looked at. Raises UnknownModule, UnknownStyle."""
    known = {path.name for kind in ("modules", "micro") for path in folder().glob(f"{kind}/*") if path.is_dir()}
    for name in only:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            raise UnknownModule(name=name, near=near[0] if near else "-", folder=folder())
    made = sources(only)
    if style:
        _refuse_unknown(made, style)
    found = check.check(made, today(), only=only)
    if style:
        strange = tuple(f"training/{one.folder}/" for one in made.modules.values() if not _fits(one, style))
        found = [one for one in found if not one.place.file.startswith(strange)]
        own = [one for one in made.found if one.place.file == f"training/{_style_file(style)}"]
        found = in_order([*found, *own])  # asked for by name: told beside the modules of `only` too
    return found, len(set(only) or known)


def _refuse_unknown(made: Sources, style: str) -> None:
    """Raises UnknownStyle where there is no file of that name. One that cannot be read is a finding, not unknown."""
    if style not in made.styles and _style_file(style) not in made.located:
        raise UnknownStyle(name=style, known=", ".join(made.styles) or "-", folder=folder())


def _style_file(style: str) -> str:
    return f"styles/{style}.yml"


def _fits(module: ModuleSource, style: str) -> bool:
    return module.meta is None or module.meta.client in ("", style)
