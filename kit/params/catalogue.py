"""The catalogue of shapes: the exports of platforms, carriers and back offices that the kit has a mapping for.

In:   `kit/templates/platforms`, `carriers`, `back_office`: one commented mapping for each shape.
Out:  `Shape`s by kind: name, title (the first comment line), text; `shape(kind, name)`.
Why:  a file of the folder is the entry: a list beside it would forget the shape that was added last.
Not here: writing a partnership's sources.yml (`kit.cli.new`), the pages of the documentation (`docs/shapes/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

PLATFORMS, CARRIERS, BACK_OFFICE = "platforms", "carriers", "back_office"
KINDS = (PLATFORMS, CARRIERS, BACK_OFFICE)


@dataclass(frozen=True)
class Shape:
    """One export. kind: of `KINDS`; text: its mapping, commented, as it is written into a sources.yml."""

    kind: str
    name: str
    text: str

    @property
    def title(self) -> str:
        """What the export is, in one line: the mapping's first comment."""
        return self.text.partition("\n")[0].removeprefix("#").strip().removesuffix(".")


def shapes(kind: str | None = None) -> list[Shape]:
    """The shapes of one kind, or of all kinds in the order of `KINDS`; by name within a kind."""
    return [one for of in ([kind] if kind else KINDS) for one in _of(of)]


def _of(kind: str) -> list[Shape]:
    folder = files("kit").joinpath("templates", kind)
    if not folder.is_dir():
        return []  # a kind that has no shape yet
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".yml")), key=lambda item: item.name)
    return [Shape(kind, item.name.removesuffix(".yml"), item.read_text(encoding="utf-8")) for item in found]
