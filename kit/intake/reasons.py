"""The words of intake: why a row was left out, quarantined or repaired, and what a refused file lacks.

In:   a slug, a language.
Out:  the sentence of `kit/locale/reasons.{fr,en}.yml`.
Why:  code and stored tables hold slugs; people of both sides read sentences.
Not here: the errors that refuse a whole file (`kit.errors`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def texts(lang: str) -> dict[str, str]:
    """Every text of one language by its slug."""
    return yaml.safe_load(files("kit").joinpath(f"locale/reasons.{lang}.yml").read_text(encoding="utf-8"))


def text(slug: str, lang: str, **fields: object) -> str:
    """The text of a slug. An exclusion's name of a partnership's own is shown as it is."""
    return texts(lang).get(slug, slug.replace("_", " ")).format(**fields)
