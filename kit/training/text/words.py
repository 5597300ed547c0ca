"""The sentences that the compiler and the checker say, in both languages.

In:   a dotted key of `kit/training/locale/{fr,en}.yml` and its fields.
Out:  a text, set with the marks of its language.
Why:  no French or English stands in code.
Not here: the texts of the modules (`training/`), the errors' own (`kit/language/locale/errors.{fr,en}.yml`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from kit.training.text.typography import typeset


@cache
def _texts(lang: str) -> dict[str, str]:
    source = files("kit.training").joinpath(f"locale/{lang}.yml").read_text(encoding="utf-8")
    content = yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # read at every build: libyaml is quick
    return {
        f"{section}.{key}": typeset(str(value), lang)
        for section, values in content.items()
        for key, value in values.items()
    }


def text(lang: str, key: str, /, **fields: object) -> str:
    """The sentence of `key` in one language."""
    return _texts(lang)[key].format(**fields)
