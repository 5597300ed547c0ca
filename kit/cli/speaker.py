"""How the command line speaks: one language, answers and asides kept apart.

In:   keys of `kit/language/locale/cli.{fr,en}.yml`.
Out:  lines on standard output (answers) or standard error (progress, errors).
Why:  `kit receive … > receipts.txt` must hold receipts only.
Not here: the sentences.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import IO, TYPE_CHECKING

import click

from kit.errors import KitError
from kit.language.texts import text
from kit.visible import visible

if TYPE_CHECKING:
    from kit.language.numbers import Numbers


def usual_language() -> str:
    """French where the environment's language is French, else English."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "fr" if named.lower().startswith("fr") else "en"


class Speaker:
    """Tells the user things in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    @cached_property
    def numbers(self) -> Numbers:
        """Numbers as its language writes them."""
        from kit.language.numbers import Numbers

        return Numbers(self.lang)

    def text(self, key: str, /, **fields: object) -> str:
        """The sentence itself."""
        return text(f"cli.{key}", self.lang, **fields)

    def answer(self, key: str, /, **fields: object) -> None:
        echo(self.text(key, **fields))

    def aside(self, key: str, /, **fields: object) -> None:
        echo(self.text(key, **fields), err=True)

    def error(self, error: KitError) -> None:
        echo(error.text(self.lang), err=True)

    def table(self, rows: Sequence[Sequence[object]], right: tuple[int, ...] = ()) -> None:
        """Aligned columns; the first row is the header; columns in `right` are aligned to the right."""
        texts = [[str(cell) for cell in row] for row in rows]
        widths = [max(len(row[at]) for row in texts) for at in range(len(texts[0]))]
        for row in texts:
            cells = [
                cell.rjust(width) if at in right else cell.ljust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            echo("  ".join(cells).rstrip())


def echo(text: object = "", *, err: bool = False, nl: bool = True, file: IO | None = None) -> None:
    """Writes one text of any origin: the only way to a terminal, so that no cell and no file name commands it."""
    click.echo(visible(str(text)), err=err, nl=nl, file=file)


pass_speaker = click.make_pass_decorator(Speaker)


def speaker(verb: Callable) -> Callable:
    """For a verb that works in a home: hands it its Speaker when the home is there. Raises NoHome."""

    @functools.wraps(verb)
    def checked(tell: Speaker, *args: object, **named: object) -> object:
        from kit.params.home import existing_home

        existing_home()
        return verb(tell, *args, **named)

    return pass_speaker(checked)


def founder(verb: Callable) -> Callable:
    """For a verb that may begin a home: hands it its Speaker, which says where a new home will be."""

    @functools.wraps(verb)
    def founding(tell: Speaker, *args: object, **named: object) -> object:
        from kit.params.home import home

        place = home()
        if not place.exists():
            tell.aside("new_home", home=place)
        return verb(tell, *args, **named)

    return pass_speaker(founding)
