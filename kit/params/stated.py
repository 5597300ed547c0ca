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
from kit.params.fileshape import FileShape
from kit.params.reshape import Unpivot


class Stated(Protocol):
    """A source of `sources.yml`, as far as its checks read it."""

    @property
    def table(self) -> str: ...
    @property
    def every(self) -> str | None: ...
    @property
    def key(self) -> list[str]: ...
    @property
    def file(self) -> FileShape: ...
    @property
    def columns(self) -> Mapping[str, Column]: ...
    @property
    def unpivot(self) -> Unpivot | None: ...
    @property
    def is_register(self) -> bool: ...
    @property
    def model_fields_set(self) -> set[str]: ...
