"""The words of intake: why a row was left out, quarantined or repaired.

In:   a slug, a language.
Out:  the sentence of `kit/language/locale/intake.{fr,en}.yml`; a slug without one is shown as it is.
Why:  code and stored tables hold slugs; people of both sides read sentences.
Not here: the errors that refuse a whole file (`kit.errors`), doubts about one (`kit.language.later`).
"""

from __future__ import annotations

from kit.language.texts import texts


def text(slug: str, lang: str, **fields: object) -> str:
    """The text of a slug. An exclusion's name of a partnership's own is shown as it is."""
    return texts("intake", lang).get(slug, slug.replace("_", " ")).format(**fields)
