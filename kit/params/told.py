"""The sentences of what is wrong with parameters that only a run shows, in both languages.

In:   a key of `kit/locale/told.{fr,en}.yml` and its fields.
Out:  a field of a `KitError`, told when the reader's language is known.
Why:  no French or English stands in code.
Not here: the form of the files (`kit.params.reader`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@cache
def _texts(lang: str) -> dict[str, str]:
    return yaml.safe_load(files("kit").joinpath(f"locale/told.{lang}.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Told:
    """A sentence by its key; called with a language. A field may itself be one."""

    key: str
    fields: dict[str, object]

    def __call__(self, lang: str) -> str:
        fields = {name: value(lang) if callable(value) else value for name, value in self.fields.items()}
        return _texts(lang)[self.key].format(**fields)


@dataclass(frozen=True)
class Joined:
    """Several sentences, one after the other."""

    parts: tuple[Told, ...]

    def __call__(self, lang: str) -> str:
        return "".join(part(lang) for part in self.parts)


def told(key: str, /, **fields: object) -> Told:
    """The sentence of `key`, for the reader's language."""
    return Told(key, fields)
