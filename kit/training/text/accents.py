"""Texts without their accents: how a reader types and how a list is sorted.

In:   a text.
Out:  the same text in plain letters.
Why:  nobody types accents with a caller on the line, and É sorts with E.
Not here: the search index (`kit.training.site.search`).
"""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """`text` without accents; œ is oe."""
    plain = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
