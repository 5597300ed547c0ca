"""Texts of the YAML files: in both languages, or one string for both.

In:   `{fr: …, en: …}`, or a string where a name is the same in both.
Out:  `Words`; one that is empty in a language is refused.
Why:  a text that is missing in one language would be found by the reader of that language only.
Not here: texts of the modules in Markdown (`document`).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from kit.params.contract import Words


def _not_empty(words: Words) -> Words:
    if not (words.fr.strip() and words.en.strip()):
        raise ValueError("write the text in both languages")
    return words


def _both(value: object) -> object:
    return {"fr": str(value), "en": str(value)} if isinstance(value, (str, int, float)) else value


Text = Annotated[Words, AfterValidator(_not_empty)]
Name = Annotated[Words, BeforeValidator(_both), AfterValidator(_not_empty)]  # one string: the same in both languages
