"""Which shapes of the catalogue a new partnership begins with: by options, or by questions at a terminal.

In:   what was typed for `--platform`, `--carrier`, `--back-office`; answers to a numbered list.
Out:  the shape of each kind, None for none; a kind that is left out has its usual mapping. The catalogue as a table.
Why:  whoever sets up a line knows the name of the platform, not that of a file; a wrong name is met with the nearest.
Not here: what is written of them (`kit.params.template`).
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping

import click

from kit.cli.speaker import Speaker, echo
from kit.errors import InputError
from kit.language.later import later
from kit.language.texts import has

OTHER, NONE = "other", "none"


def choose(tell: Speaker, typed: Mapping[str, str | None]) -> dict:
    """The shape of each kind. typed: by kind, what its option says. Raises InputError for a name that nothing has.

    At a terminal, the platform and the carrier are asked for where no option says them.
    """
    from kit.params.catalogue import BACK_OFFICE, KINDS

    found = {}
    for kind in KINDS:
        word = typed.get(kind)
        if word is None and kind != BACK_OFFICE and sys.stdin.isatty():
            word = _asked(tell, kind)
        if (word or OTHER).casefold() != OTHER:
            found[kind] = _shape(kind, str(word))
    return found


def tell_catalogue(tell: Speaker) -> None:
    """Every shape under its kind: what its option is given, and what it is."""
    from kit.params.catalogue import KINDS, shapes

    for kind in KINDS:
        tell.answer(f"shapes_{kind}")
        rows = [(f"  {one.name}", _described(tell, one)) for one in shapes(kind)]
        width = max((len(name) for name, _ in rows), default=0)
        for name, said in rows:
            echo(f"{name.ljust(width)}  {said}")
        if not rows:
            tell.answer("shapes_none")


def _shape(kind: str, word: str):
    """The shape of that name; None where none is meant."""
    from kit.params.catalogue import shapes

    if word.casefold() == NONE:
        return None
    known = {one.name: one for one in shapes(kind)}
    found = known.get(word.casefold().replace("-", "_").replace(" ", "_"))
    if found is None:
        named = [one.name for one in known.values() if word.casefold() in one.title.casefold()]
        near = named or difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.5)
        hint = later("cli.shape_near", near=near[0]) if near else ""
        listed = ", ".join([*known, OTHER, NONE])
        what = later(f"cli.no_shape_{kind}")
        raise InputError(where=word, what=what, fix=later("cli.fix_shape", hint=hint, known=listed))
    return found


def _asked(tell: Speaker, kind: str) -> str:
    """The name that a person chose from the numbered list of a kind; asked again until it is one."""
    from kit.params.catalogue import shapes

    listed = shapes(kind)
    names = [*(one.name for one in listed), OTHER, NONE]
    said = [*(_described(tell, one) for one in listed), tell.text(f"shape_other_{kind}"), tell.text("shape_none")]
    tell.aside(f"ask_{kind}")
    for number, (name, what) in enumerate(zip(names, said, strict=True), start=1):
        echo(f"  {number:2d}  {name.ljust(max(map(len, names)))}  {what}", err=True)
    while True:
        answer = click.prompt(tell.text("ask_which", usual=OTHER), default=OTHER, show_default=False, err=True).strip()
        answer = names[int(answer) - 1] if answer.isdigit() and 0 < int(answer) <= len(names) else answer
        if answer.casefold() in (OTHER, NONE):
            return answer
        try:
            _shape(kind, answer)
            return answer
        except InputError as error:
            tell.error(error)


def _described(tell: Speaker, shape) -> str:
    """What a shape is: its title, which is English; in another language its name in the world and what its rows are."""
    if tell.lang == "en":
        return shape.title
    known = [has(f"cli.delivers_{table}", tell.lang) for table in shape.tables]
    tables = [
        tell.text(f"delivers_{table}") if said else table for table, said in zip(shape.tables, known, strict=True)
    ]
    return f"{shape.title.partition(':')[0]} ({', '.join(dict.fromkeys(tables))})"
