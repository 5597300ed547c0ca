"""A module's `fr.md` or `en.md` as parts: headings, prose and the `:::` blocks, each with its line.

In:   nothing is read here; `parse` makes these.
Out:  `Document` and its parts; `SHAPES`: what may stand on the opening line of each kind of block.
Why:  facilitator text, answers and dialogues must be known before Markdown is, or they could not be cut or checked.
Not here: the lines inside a block (`block_lines`), how parts look (`kit.training.pages.lesson`).
"""

from __future__ import annotations

from dataclasses import dataclass

from kit.training.sources.finding import Place

MODES = ("solo", "pair", "trio", "group")
FACILITATOR = ("before", "opening", "debrief", "assessment", "adapt", "after")
KEYED = ("instructions", "expected", "mistakes", "short", "ahead")


@dataclass(frozen=True)
class Shape:
    """What may stand on the opening line of a kind of block."""

    words: tuple[str, ...] = ()
    title: bool = False
    flags: tuple[str, ...] = ()


SHAPES = {
    "objectives": Shape(),
    "questions": Shape(),
    "dialogue": Shape(("id",), title=True, flags=("poor",)),
    "exercise": Shape(("id", "minutes", "mode"), title=True, flags=("facilitator_only",)),
    "answer": Shape(("id",)),
    "facilitator": Shape(("id",)),
    "tip": Shape(title=True),
    "warning": Shape(title=True),
    "case": Shape(("id",), title=True),
    "say": Shape(),
    "mailtext": Shape(("id",), title=True, flags=("poor",)),
    "include": Shape(("id",)),
}


@dataclass(frozen=True)
class Heading:
    line: int
    level: int
    text: str
    id: str = ""


@dataclass(frozen=True)
class Prose:
    """Lines of Markdown between headings and blocks."""

    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Block:
    """`::: kind id … "title" flags`, its lines, and `:::`."""

    line: int
    kind: str
    id: str = ""
    title: str = ""
    minutes: int = 0
    mode: str = ""
    flags: frozenset[str] = frozenset()
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def poor(self) -> bool:
        return "poor" in self.flags


Part = Heading | Prose | Block


@dataclass(frozen=True)
class Document:
    """One language's text of a module or a sheet."""

    place: Place
    parts: tuple[Part, ...] = ()

    @property
    def title(self) -> str:
        return next((part.text for part in self.parts if isinstance(part, Heading) and part.level == 1), "")

    def blocks(self, *kinds: str) -> list[Block]:
        """Blocks of these kinds, all of them where none is named."""
        return [part for part in self.parts if isinstance(part, Block) and (not kinds or part.kind in kinds)]

    def block(self, kind: str, name: str = "") -> Block | None:
        return next((block for block in self.blocks(kind) if block.id == name), None)

    def headings(self, level: int = 2) -> list[Heading]:
        return [part for part in self.parts if isinstance(part, Heading) and part.level == level]
