"""Sets texts for one style, edition and language: variables, marks, links.

In:   source texts and the page they stand on.
Out:  Markdown or HTML of that page.
Why:  each page says what it holds; how a text becomes a page's text is said once, here.
Not here: the pages (`lesson`, `quiz_page`, `cards_page`, `guide`, `reference_pages`, `home`, …).
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from dataclasses import dataclass, field

from kit.language.typography import WIDE, say, typeset
from kit.training.sources.module import Module
from kit.training.sources.records import ModuleSource, Sources
from kit.training.sources.style import Style
from kit.training.sources.taught_order import order
from kit.training.text import addresses, markup
from kit.training.text.tips import Tips
from kit.training.text.variables import fill


@dataclass(frozen=True)
class Writer:
    """What every page of one build shares. `pages`: those the build has; a link to any other becomes plain text."""

    sources: Sources
    style: Style
    edition: str
    lang: str
    today: dt.date
    values: dict[str, str]
    modules: dict[str, ModuleSource]
    pages: frozenset[str] = frozenset()
    tips: Tips | None = field(default=None, compare=False)

    @property
    def facilitator(self) -> bool:
        return self.edition == "facilitator"

    def say(self, key: str, /, **fields: object) -> str:
        return say(f"training.page.{key}", self.lang, **fields)

    def set(self, source: str) -> str:
        """A source text with its variables filled and its marks set; links are still those of the sources."""
        return typeset(fill(source, self.values), self.lang)

    def md(self, source: str, page: str, *, tips: bool = False) -> str:
        """A source text as Markdown of a page."""
        text = markup.spaced(markup.struck(self.links(self.set(source), page)))
        return self.tips.mark(text, page) if tips and self.tips else text

    def html(self, source: str, page: str) -> str:
        """An inline source text as HTML of a page."""
        return markup.inline(self.links(self.set(source), page, html=True))

    def links(self, text: str, page: str, *, html: bool = False) -> str:
        """Links of the sources as addresses from a page."""

        def replaced(match: re.Match) -> str:
            label, target = match[1], match[2]
            if target.partition(":")[0] not in addresses.KINDS:
                return match[0]
            if addresses.page_of(target)[0] not in self.pages:
                return label
            return f"[{label}]({addresses.relative(page, target, html=html)})"

        return addresses.LINK.sub(replaced, text)

    def href(self, page: str, to: str, anchor: str = "", *, html: bool = False) -> str:
        """The address of another page of the build."""
        address = posixpath.relpath(to, posixpath.dirname(page) or ".")
        if html:
            address = re.sub(r"\.md$", ".html", address)
        return f"{address}#{anchor}" if anchor else address

    def link(self, label: str, page: str, to: str, anchor: str = "", *, html: bool = False) -> str:
        """A Markdown link to another page, the label alone where the build has no such page."""
        return f"[{label}]({self.href(page, to, anchor, html=html)})" if to in self.pages else label

    def module_link(self, name: str, page: str, *, html: bool = False) -> str:
        """A Markdown link to a module's lesson, by its number and title; that the client writes it where it is not."""
        source = self.modules.get(name)
        if not source:
            return self.say("client_module", id=number(name))
        return self.link(self.numbered(source), page, f"{source.folder}/index.md", html=html)

    def title(self, source: ModuleSource) -> str:
        """A module's title in the language of the build."""
        return self.set(source.texts[self.lang].title)

    def numbered(self, source: ModuleSource) -> str:
        """A module's number and title, as "M2 · La structure d'un appel"."""
        return f"{number(source.id)} · {self.title(source)}"

    def duration(self, minutes: int) -> str:
        """45 is "45 min"; 150 is "2 h 30" in French, "2 h 30 min" in English."""
        hours, rest = divmod(minutes, 60)
        if not hours:
            return f"{rest}{WIDE}min"
        if not rest:
            return f"{hours}{WIDE}h"
        return f"{hours}{WIDE}h{WIDE}{rest:02d}" + ("" if self.lang == "fr" else f"{WIDE}min")

    def day(self, day: dt.date) -> str:
        """A date in full: "16 novembre 2026", "16 November 2026"."""
        return f"{day.day}{WIDE}{say(f'training.months.{day.month}', self.lang)}{WIDE}{day.year}"

    def scope_fits(self, scope: str) -> bool:
        return scope in ("common", f"client:{self.style.id}")

    def in_order(self) -> list[ModuleSource]:
        """The modules of this build in the order they are taught, micro-modules last."""
        metas: dict[str, Module] = {name: source.meta for name, source in self.modules.items()}
        return [self.modules[meta.id] for meta in order(metas)]


def number(name: str) -> str:
    """ "m02-call-structure" is "M2", "u11-incomplete-file" is "U11"."""
    return f"{name[0].upper()}{int(name[1:3])}"
