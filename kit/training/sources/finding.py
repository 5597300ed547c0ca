"""A fault found in the training sources, with its place.

In:   a file, a line, a key, a slug of `locale/{fr,en}.yml` and its fields.
Out:  `Finding`s, sorted by place; their text in either language.
Why:  authors mend many small things at once: all are told together, none stops the reading of the rest.
Not here: what is looked for (`lint`, `parity`, `quiz_rules`, …).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kit.training.text.words import text as said

Level = Literal["error", "warning"]
EDITIONS = ("learner", "facilitator")
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: a file relative to the folder that holds `training/`, a line from 1, a key or ""."""

    file: str
    line: int = 1
    key: str = ""

    def at(self, line: int, key: str = "") -> Place:
        return Place(self.file, line, key or self.key)


@dataclass(frozen=True)
class Finding:
    """One fault: an error stops a build; a warning does so with `--release` only."""

    place: Place
    slug: str
    fields: tuple[tuple[str, object], ...] = ()
    level: Level = "error"

    def text(self, lang: str) -> str:
        """What is wrong and how to mend it, in one language."""
        fields = {name: value(lang) if callable(value) else value for name, value in self.fields}
        return said(lang, f"findings.{self.slug}", **fields)

    def line(self, lang: str) -> str:
        """`line: key: text`, as printed below the file's name."""
        key = f"{self.place.key}: " if self.place.key else ""
        return f"{self.place.line}: {key}{self.text(lang)}"


def error(place: Place, slug: str, /, **fields: object) -> Finding:
    return Finding(place, slug, tuple(fields.items()))


def warning(place: Place, slug: str, /, **fields: object) -> Finding:
    return Finding(place, slug, tuple(fields.items()), "warning")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by file and line."""
    seen: dict[tuple, Finding] = {}
    for one in findings:
        seen.setdefault((one.place, one.slug, one.text("en")), one)
    return [seen[key] for key in sorted(seen, key=lambda key: (key[0], key[1], key[2]))]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.level == "error"]


def told(findings: Iterable[Finding], lang: str, *, release: bool = False) -> Iterator[str]:
    """Findings as lines: the file's name, below it each finding with its line. release: warnings are errors."""
    file = ""
    for one in findings:
        if one.place.file != file:
            file = one.place.file
            yield file
        level = "error" if one.level == "error" or release else "warning"
        yield f"  {said(lang, f'cli.mark_{level}')} {one.line(lang)}"
