"""Writers of the exports that platforms, carriers and back offices give: one module per shape of the catalogue.

In:   a folder, an ISO week, a seed.
Out:  `Written`: the files of a shape, and the facts that were planted in them.
Why:  a mapping is tested against the shape it will meet, quirks included, and nobody's data is needed for it.
Not here: the sample partnership's own files (`kit.sample.shapes`), reading them back (`kit.intake`).

Each module has `write(folder: Path, week: str, seed: int = 1) -> Written`; the same arguments give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Written:
    """What one writer left. files: in the order in which they are received; truth: the planted facts by name, such as
    calls offered, answered and abandoned by queue, ghosts, duplicates."""

    files: list[Path]
    truth: dict = field(default_factory=dict)
