"""Fields of the store's errors that are words, in both languages, and the settings that are checked with them.

In:   a key of `kit/locale/store.{fr,en}.yml`; names of environment variables.
Out:  `said(key)`: a field that `KitError.text(lang)` calls; `setting(name, usual, least)`: a checked number.
Why:  "what" is wrong with a file must be told in the reader's language; code holds slugs only.
Not here: the messages themselves (`kit/locale/errors.{fr,en}.yml`).
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from kit.errors import BadParams


@cache
def _texts(lang: str) -> dict[str, str]:
    return yaml.safe_load(files("kit").joinpath(f"locale/store.{lang}.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Said:
    """A text by its key; called with a language."""

    key: str
    fields: dict = field(default_factory=dict)

    def __call__(self, lang: str) -> str:
        return _texts(lang)[self.key].format(**self.fields)


def said(key: str, **fields: object) -> Said:
    """The text of `key` with its fields, in whatever language the error is told."""
    return Said(key, fields)


def setting(name: str, usual: float, least: float) -> float:
    """The number that environment variable `name` states, else `usual`. Raises BadParams below `least` or for text."""
    stated = os.environ.get(name) or usual
    try:
        value = float(stated)
    except ValueError:
        value = math.nan
    if not least <= value < math.inf:
        raise BadParams(
            where=name, what=said("not_a_number", value=stated, least=least), mend=said("mend_setting", usual=usual)
        )
    return value
