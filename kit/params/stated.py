"""What the checks of a source ask of it.

In:   nothing.
Out:  `Stated`, the part of `Source` that is checked in modules of their own.
Why:  `sources` calls those checks; were they to name `Source`, each would import the other.
Not here: the source itself (`kit.params.sources`), the checks (`registers`, `unpivoting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kit.params.columns import Column
from kit.params.events import Events
from kit.params.fileshape import FileShape
from kit.params.reshape import Unpivot


class Stated(Protocol):
    """A source of `sources.yml`, as far as its checks read it."""

    @property
    def table(self) -> str:
        """The canonical table that it feeds."""
        ...

    @property
    def every(self) -> str | None:
        """Its rhythm: day, week or month; None for a list that comes when there is something to say."""
        ...

    @property
    def key(self) -> list[str]:
        """The columns that make a row one row, where it states them; else empty."""
        ...

    @property
    def file(self) -> FileShape:
        """How its files are written."""
        ...

    @property
    def columns(self) -> Mapping[str, Column]:
        """Its columns by their canonical names."""
        ...

    @property
    def unpivot(self) -> Unpivot | None:
        """How a wide table becomes rows; None where it is long already."""
        ...

    @property
    def events(self) -> Events | None:
        """How rows of events become calls; None where a row is no event."""
        ...

    @property
    def is_register(self) -> bool:
        """Whether its table is a register."""
        ...

    @property
    def model_fields_set(self) -> set[str]:
        """The keys that it states itself."""
        ...
