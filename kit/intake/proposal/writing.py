"""A proposed mapping as a commented YAML text.

In:   a `Proposal`, the reader's language.
Out:  the text: a `sources:` fragment whose comments ask what is not certain.
Why:  a question stands where its answer is written: beside the blank.
Not here: what is certain (`proposing`), the words (`kit/language/locale/map.*.yml`).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from kit.intake.proposal.lines import Line, Proposal, label
from kit.language.later import Later
from kit.language.texts import text
from kit.visible import visible_line

_WIDTH = 118


def written(proposal: Proposal, file: str, lang: str) -> str:
    """The mapping as text. file: the delivered file's name, as it may be shown."""
    page = _Page(lang)
    page.comment(text("map.title", lang, file=file), "")
    page.lines += ["sources:", f"  {proposal.name}:"]
    for line in proposal.head:
        page.line(line, 4)
    page.lines.append("    file:")
    for line in proposal.file:
        page.line(line, 6)
    for line in proposal.tail:
        page.line(line, 4)
    if proposal.columns:
        page.lines.append("    columns:")
    for line in proposal.columns:
        page.line(line, 6)
    _left(page, proposal, lang)
    return "\n".join(map(_plain, page.lines)) + "\n"


def _left(page: _Page, proposal: Proposal, lang: str) -> None:
    """The columns that are not read, by reason."""
    if not proposal.left:
        return
    page.comment(text("map.left", lang, count=len(proposal.left)), "    ")
    by_reason: dict[str, list[str]] = {}
    for name, why in proposal.left:
        by_reason.setdefault(why(lang), []).append(f'"{label(name)}"')
    for reason, names in by_reason.items():
        page.comment(f"- {', '.join(names)}: {reason}", "    ", "  ")


def _plain(line: str) -> str:
    return visible_line(line.rstrip())


class _Page:
    """Lines that are written one after the other."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.lines: list[str] = []

    def comment(self, words: str, indent: str, hang: str = "") -> None:
        """One comment, broken at the width of the page."""
        self.lines += textwrap.wrap(
            words, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# {hang}", break_on_hyphens=False
        )

    def line(self, line: Line, indent: int) -> None:
        """A statement below its questions; what is certain stands beside it, or above where there is no room."""
        blank = " " * indent
        for question in line.asked:
            self.comment(f"{text('map.question', self.lang)} {question(self.lang)}", blank, "  ")
        said = "; ".join(self._told(line.said))
        statement = f"{line.key}: {line.value}".rstrip() if line.key else ""
        statement = f"# {statement}" if line.idle and statement else statement
        if said and len(blank) + len(statement) + len(said) + 3 > _WIDTH:
            self.comment(said, blank)
            said = ""
        if statement:
            self.lines.append(f"{blank}{statement}{f' # {said}' if said else ''}")
        for below in line.below:
            self.line(below, indent + 2)

    def _told(self, said: Iterable[Later]) -> list[str]:
        return [one(self.lang) for one in said]
