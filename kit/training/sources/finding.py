"""A fault found in the training sources, with its place.

In:   a file, a line, a key, a slug of `kit/language/locale/training.{fr,en}.yml` and its fields.
Out:  `Finding`s.
Why:  authors fix many small things at once, so no fault stops the reading of the rest.
Not here: what is looked for, and the findings' sentences (`kit.training.rules`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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


def error(place: Place, slug: str, /, **fields: object) -> Finding:
    return Finding(place, slug, tuple(fields.items()))


def warning(place: Place, slug: str, /, **fields: object) -> Finding:
    return Finding(place, slug, tuple(fields.items()), "warning")
