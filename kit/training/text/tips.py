"""Glossary tips: the first use of a word of the floor on a page leads to its entry, with its meaning as title.

In:   the terms with their forms, Markdown texts of one page after the other.
Out:  the same texts with links `[word](glossary.md#id "meaning"){ .kit-term }`.
Why:  a new adviser meets forty new words in a week, and will not open a glossary for each.
Not here: the glossary page (`kit.training.pages.reference_pages`).
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from kit.training.text import markup
from kit.training.text.addresses import slug

PAGE = "glossary.md"
_LONGEST = 180
# Where no tip may stand: code, links, HTML, attributes, headings, tables, variables of the formulas.
_KEPT = re.compile(
    r"(`[^`]*`|!?\[[^\]]*\]\([^)]*\)|<[^>]+>|\{[^}]*\}|^#.*$|^\s*\|.*$|^(?:!!!|\?\?\?).*$|\*\*[^*]+\*\*|«[^»]*»|“[^”]*”)",
    re.M,
)


@dataclass
class Tips:
    """The words that a page has not explained yet. One object serves a build: `turn` opens a page."""

    meanings: dict[str, str]  # by id
    forms: dict[str, str]  # lower-case form: id
    seen: set[str] = field(default_factory=set)
    pattern: re.Pattern | None = None

    def __post_init__(self) -> None:
        words = sorted(self.forms, key=len, reverse=True)
        if words:
            self.pattern = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, words)) + r")(?![\w-])", re.I)

    def turn(self) -> None:
        """A new page: nothing is explained yet."""
        self.seen = set()

    def mark(self, text: str, page: str) -> str:
        """`text` with the first use of each word linked."""
        if not self.pattern or page == PAGE:
            return text
        address = posixpath.relpath(PAGE, posixpath.dirname(page) or ".")

        def linked(match: re.Match) -> str:
            name = self.forms[match[1].lower()]
            if name in self.seen:
                return match[0]
            self.seen.add(name)
            return f'[{match[1]}]({address}#{slug(name)} "{self.meanings[name]}"){{ .kit-term }}'

        parts = _KEPT.split(text)
        return "".join(part if at % 2 else self.pattern.sub(linked, part) for at, part in enumerate(parts))


def meaning(says: str) -> str:
    """An entry as a title: plain, on one line, cut at a word."""
    text = markup.quoted(markup.plain(says))
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
