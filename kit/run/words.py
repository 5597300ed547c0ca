"""The sentences of the command line and of failure pages, in both languages.

In:   a key of `kit/locale/cli.{fr,en}.yml` and its fields.
Out:  a text; or a field of a `KitError` that is told in the reader's language.
Why:  no French or English stands in code.
Not here: the errors' own texts (`kit/locale/errors.{fr,en}.yml`).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from kit.visible import visible_line


@cache
def _texts(lang: str) -> dict[str, str]:
    return yaml.safe_load(files("kit").joinpath(f"locale/cli.{lang}.yml").read_text(encoding="utf-8"))


def text(lang: str, key: str, /, **fields: object) -> str:
    """The sentence of `key` in one language."""
    return _texts(lang)[key].format(**fields)


def tell_progress(line: str, *, last: bool = False) -> None:
    """A line on standard error that the next one replaces on a terminal; elsewhere a line like any other."""
    terminal, line = sys.stderr.isatty(), visible_line(line)
    sys.stderr.write(f"\r\x1b[K{line}" + ("\n" if last else "") if terminal else f"{line}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Said:
    """A sentence by its key, told when the reader's language is known; it survives the pipe of a forked run."""

    key: str
    fields: dict[str, object]

    def __call__(self, lang: str) -> str:
        return text(lang, self.key, **self.fields)


Field = str | Said  # of an error


def said(key: str, /, **fields: object) -> Said:
    """The sentence of `key`, for the reader's language: a field of a `KitError`."""
    return Said(key, fields)


def in_language(field: Field, lang: str) -> str:
    """A field of an error in one language."""
    return field if isinstance(field, str) else field(lang)
