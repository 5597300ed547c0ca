"""A term that is not what a page was published with: what the contract can be asked for, and what the page says of it.

In:   nothing; `kit.params.published` finds them.
Out:  `Amendment`.
Why:  the contract carries its amendments and `published` reads contracts: the class of what passes between them stands
      below both, or the two import each other.
Not here: finding them (`kit.params.published`), the terms' values (`kit.params.agreed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Value = str | int | float | bool | list[Any] | None  # what JSON holds of a term


@dataclass(frozen=True)
class Amendment:
    """A term of the period that is not what its last differing report was published with.

    valid_from: ISO day of the terms that hold now; figure: of an objective, else ""; reason: of a correction, by
    language, else None. report, version: what was published with `before`.
    """

    key: str
    before: Value
    after: Value
    valid_from: str
    figure: str
    report: str
    version: int
    reason: dict[str, str] | None = None
