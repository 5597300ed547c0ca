"""The lines of a proposed mapping, before they are written.

In:   -
Out:  `Line`, `Proposal`; `flow` (a statement in one line), `scalar` (a text as YAML takes it), `label` (a column's name
      as it may be shown).
Why:  what is decided and how it looks on the page are two things; a decision is tested without its words.
Not here: deciding (`fields`, `shape`), the page (`writing`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from kit.intake import masks
from kit.intake.scrub import scrubbed
from kit.language.later import Later

BLANK = "\0"  # a value that a person must fill in


@dataclass
class Line:
    """One statement. `asked`: questions that a person must answer first; `said`: what is certain, and why; of: the
    columns of the file that it reads; idle: it is written as a comment, since a blank would be read as an answer."""

    key: str
    value: str
    of: list[str] = field(default_factory=list)
    said: list[Later] = field(default_factory=list)
    asked: list[Later] = field(default_factory=list)
    idle: bool = False
    below: list[Line] = field(default_factory=list)


@dataclass
class Proposal:
    """A mapping: lines of the source, of `file:`, of `columns:`; columns left out, each with why. table: None where a
    person must say it."""

    name: str
    table: str | None
    head: list[Line] = field(default_factory=list)
    file: list[Line] = field(default_factory=list)
    columns: list[Line] = field(default_factory=list)
    tail: list[Line] = field(default_factory=list)
    left: list[tuple[str, Later]] = field(default_factory=list)
    all_columns: tuple[str, ...] = ()

    @property
    def asked(self) -> list[str]:
        """The file's columns of which something is asked."""
        named = dict.fromkeys(name for line in (*self.columns, *self.tail) if line.asked for name in line.of)
        return list(named)

    @property
    def certain(self) -> list[str]:
        """The file's columns that are read as they stand."""
        asked = set(self.asked)
        sure = dict.fromkeys(name for line in self.columns if not line.asked and not line.idle for name in line.of)
        return [name for name in sure if name not in asked]

    @property
    def questions(self) -> int:
        """How many questions a person must answer."""
        lines = [*self.head, *self.file, *self.columns, *self.tail]
        return sum(len(line.asked) + sum(len(one.asked) for one in line.below) for line in lines)


def scalar(text: str) -> str:
    """A text as YAML takes it inside of brackets."""
    written = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=10_000).strip()[1:-1]
    # A colon within a name is taken by YAML and stumbled over by readers.
    return written


def listed(texts: Iterable[str]) -> str:
    """One text, or several in brackets."""
    written = [scalar(text) for text in texts]
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def flow(**statements: object) -> str:
    """`{from: Attente, unit: s}`; a statement of None is left out, BLANK is left blank. `from_` is `from`."""
    parts = [
        f"{key.rstrip('_')}: {'' if value is BLANK else value}"
        for key, value in statements.items()
        if value is not None
    ]
    return "{" + ", ".join(parts) + "}"


def label(name: str) -> str:
    """A column's name as it may be shown: where it holds a number or somebody's name, its shape."""
    return name if scrubbed(name, True) == name else masks.shape(name)
