"""The content of a YAML file with the line of each key.

In:   nothing is read here; `yamlfile` fills it.
Out:  the place of a key, of the nearest one above it where it is not there.
Why:  a rule that finds a fault later must still name the line that an author opens.
Not here: reading the file (`yamlfile`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.training.sources.finding import Place


@dataclass(frozen=True)
class Located:
    """A YAML file's content and where each of its keys stands."""

    place: Place
    content: object = None
    lines: dict[tuple, int] = field(default_factory=dict)

    def at(self, *loc: object) -> Place:
        """The place of a key, of the nearest one above it where it is not there."""
        for end in range(len(loc), 0, -1):
            if loc[:end] in self.lines:
                return Place(self.place.file, self.lines[loc[:end]], _dotted(loc))
        return Place(self.place.file, 1, _dotted(loc))


def _dotted(loc: tuple) -> str:
    return ".".join(str(part) for part in loc)
