"""One delivered file while it is read: what every complaint about it must name.

In:   the path, the source it is read as, where that source stands.
Out:  `Delivered`: `refuse(kind, …)` builds the error with file, source, owner and `sources.yml` filled in.
Why:  a message that does not say which file and which mapping sends two firms on a search.
Not here: the texts (`kit/language/locale/`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kit.errors import KitError
from kit.language.later import later
from kit.params import Contract, Source

Kind = TypeVar("Kind", bound=KitError)


@dataclass(frozen=True)
class Delivered:
    """A file as it was delivered: `name` is the sender's, `path` where its bytes lie."""

    path: Path
    name: str
    sha256: str
    source: Source
    contract: Contract
    where: Path
    now: dt.datetime

    def refuse(self, kind: type[Kind], **fields: object) -> Kind:
        """The error of that kind about this file."""
        usual = {
            "file": self.name,
            "source": self.source.name,
            "where": self.where,
            "format": self.source.file.format,
            "owed_by": later(f"intake.{self.source.owed_by}"),
        }
        return kind(**(usual | fields))
