"""A file that no source describes yet, for guards that name a file and its source in their complaints.

In:   a path.
Out:  `delivered(path)`.
Why:  size, packing and damage are looked at by the same code as for `kit receive`.
Not here: what the file holds (`opening`).
"""

from __future__ import annotations

from pathlib import Path

from kit import calendar
from kit.intake.delivered import Delivered
from kit.params import Source
from kit.params.fileshape import FileShape


def delivered(path: Path) -> Delivered:
    """The file under a source that says nothing and is owed by whoever sent it."""
    nothing = FileShape(format="csv")
    said = {"name": "?", "table": "calls", "owed_by": "sender", "file": nothing, "columns": {}}
    source = Source.model_construct(**said)  # type: ignore[arg-type]  # owed by nobody that a mapping could name
    return Delivered(path, path.name, "", source, None, Path("sources.yml"), calendar.now())  # type: ignore[arg-type]
