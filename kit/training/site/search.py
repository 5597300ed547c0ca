"""Search that finds *intérimaires* for `interimaires`, and *formule* for `formules`.

In:   the text of an entry of the search index; the index that MkDocs wrote.
Out:  the words to add to it, so that a query without accents, or in the other number, meets it.
Why:  the theme's search compares letters as typed; nobody types accents with a caller on the line.
Not here: making the index (MkDocs).
"""

from __future__ import annotations

import json
import re
from functools import cache
from html import unescape
from pathlib import Path

from kit.training.text.accents import folded

_WORD = re.compile(r"[^\W\d_]{2,}")
_TAG = re.compile(r"<[^>]+>")


def fold_index(index: Path) -> None:
    """Adds the words to every entry of an index, in the file that a server gives and in the one that a folder gives."""
    if not index.exists():
        return
    content = json.loads(index.read_text(encoding="utf-8"))
    for entry in content["docs"]:
        words = added(f"{entry['title']} {entry['text']}")
        if words:
            entry["text"] += f"<span hidden> {words}</span>"
    made = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    index.write_text(made, encoding="utf-8")
    script = index.with_suffix(".js")
    if script.exists():
        script.write_text(f"var __index = {made}", encoding="utf-8")


def added(text: str) -> str:
    """Folded, singular and plural forms that the text does not hold already, sorted."""
    words = {word.lower() for word in _WORD.findall(unescape(_TAG.sub(" ", text)))}
    forms = {form for word in words for form in _forms(word)}
    return " ".join(sorted(forms - words))


@cache
def _forms(word: str) -> set[str]:
    """Cached: a site has a tenth as many words as it has uses of them."""
    forms = {word, _other_number(word)}
    return {one for form in forms for one in (form, folded(form))} - {word}


def _other_number(word: str) -> str:
    if len(word) < 4:
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return word[:-3] + "al"
    if word.endswith(("s", "x")):
        return word[:-1]
    return word + ("x" if word.endswith("eau") else "s")
