"""The sentences that parameter faults are told in, in both languages, and the fault that a validator raises.

In:   keys of `kit/locale/params.{fr,en}.yml` and their fields.
Out:  `said(key)`: a field that `KitError.text(lang)` calls; `Wrong`, `Wrongs`: a value that cannot stand.
Why:  a validator knows the line to write, but not the file, nor the reader's language.
Not here: the errors' own texts (`kit/locale/errors.{fr,en}.yml`), the lines of the file (`kit.params.reader`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@cache
def _texts(lang: str) -> dict[str, str]:
    return yaml.safe_load(files("kit").joinpath(f"locale/params.{lang}.yml").read_text(encoding="utf-8"))


def text(lang: str, key: str, /, **fields: object) -> str:
    """The sentence of `key` in one language; fields that are sentences themselves are told in it, too."""
    told = {name: value(lang) if callable(value) else value for name, value in fields.items()}
    return _texts(lang)[key].format(**told)


@dataclass(frozen=True)
class Said:
    """A sentence by its key; called with a language."""

    key: str
    fields: dict[str, object]

    def __call__(self, lang: str) -> str:
        return text(lang, self.key, **self.fields)


def said(key: str, /, **fields: object) -> Said:
    """The sentence of `key` with its fields, in whatever language the error is told."""
    return Said(key, fields)


def shown(value: object, longest: int = 60) -> str:
    """A value as the file has it, cut where it is long; never more than one line."""
    typed = value is None or isinstance(value, bool)
    one_line = " ".join((json.dumps(value) if typed else str(value)).split())
    return one_line if len(one_line) <= longest else f"{one_line[: longest - 1]}…"


@dataclass(frozen=True)
class Count:
    """A number in a sentence: 100,000 in English, 100 000 with narrow unbreakable blanks in French."""

    value: int

    def __call__(self, lang: str) -> str:
        return f"{self.value:,}".replace(",", "\u202f") if lang == "fr" else f"{self.value:,}"


@dataclass(frozen=True)
class Place:
    """Where something stands, below the value that is validated: told as the number of its line."""

    loc: tuple = ()


class Wrong(ValueError):
    """A value that cannot stand, told by a sentence of `kit/locale/params.*.yml`.

    at: keys and indexes from the value that is validated down to the faulty one. A field that is a `Place` becomes
    the number of its line.
    """

    def __init__(self, key: str, /, at: tuple = (), **fields: object) -> None:
        self.key, self.at, self.fields = key, at, fields
        super().__init__(text("en", key, **fields))


class Wrongs(ValueError):
    """Several values of one model that cannot stand."""

    def __init__(self, faults: list[Wrong]) -> None:
        self.faults = faults
        super().__init__("; ".join(str(fault) for fault in faults))


def refuse(faults: list[Wrong]) -> None:
    """Raises Wrongs where there are any."""
    if faults:
        raise Wrongs(faults)
