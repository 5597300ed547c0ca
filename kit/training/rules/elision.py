"""French words before a variable: « à » and « de » melt into its article, small words lose their vowel before its own.

In:   a passage of French text, the styles that may be put into it.
Out:  findings: « à {{client_short}} » reads « à le Fonds » in one of them.
Why:  a variable looks right in the source and wrong on the page; the mistake appears with the client's name only.
Not here: which variables exist (`wording`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from kit.training.sources.finding import Finding, error
from kit.training.sources.records import Sources
from kit.training.sources.style import Style
from kit.training.text import variables
from kit.training.text.passages import Passage

_BEFORE = re.compile(
    r"(?<![\w'’-])(?:(à|de)\s+|(de|le|la|que|ne|se|je|me|te|jusque|lorsque|puisque)\s+|((?:d|l|qu|n|s|j|m|t)['’]))$",
    re.I,
)
_ARTICLE = re.compile(r"les? ", re.I)
# An h that is mute: the services and names of a line rarely begin with the other one.
_VOWEL = re.compile(r"[aeiouyhàâéèêëîïôöùûœæ]", re.I)


def check(passage: Passage, values: Iterable[dict[str, str]]) -> Iterator[Finding]:
    """Every variable of a French passage whose value, in one of the styles, does not follow the word before it."""
    if passage.lang != "fr" or "{{" not in passage.text:
        return
    for match in variables.VARIABLE.finditer(passage.text):
        before = _BEFORE.search(passage.text, 0, match.start())
        if not before:
            continue
        for known in values:
            value = known.get(match[1], "")
            if not _follows(before[0].strip().lower().replace("’", "'"), value):
                yield error(passage.place_of(match.start()), "elision", words=f"{before[0]}{value}", name=match[1])
                break


def _follows(word: str, value: str) -> bool:
    """Whether French says the word just so before the value."""
    if not value:
        return True
    if word in ("à", "de") and _ARTICLE.match(value):
        return False
    if word.endswith("'"):
        return bool(_VOWEL.match(value))
    return word == "à" or not _VOWEL.match(value)


def values(sources: Sources, styles: Iterable[Style]) -> list[dict[str, str]]:
    """What the variables stand for in French, for each style."""
    return [variables.values(sources, style, "fr", dt.date.min) for style in styles]
