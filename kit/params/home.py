"""Where things lie: the home of a user's work, and the project's own files.

In:   `KIT_HOME`, or what `kit --home` sets.
Out:  absolute paths below the home.
Why:  papermill, nbval and JupyterLab start notebooks in different folders; no path may depend on that.
Not here: what the files hold.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from kit.errors import PathOutsideHome, UnknownPartnership

PROJECT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,62}$")


def home() -> Path:
    """The folder under which params, data and reports lie: `KIT_HOME`, else the project's root."""
    return Path(os.environ.get("KIT_HOME") or PROJECT).expanduser().resolve()


def inside(path: Path | str, where: str = "") -> Path:
    """`path` below the home, absolute. Raises PathOutsideHome where it leaves it, also through a link."""
    base = home()
    full = (base / path).resolve()
    if not full.is_relative_to(base):
        raise PathOutsideHome(where=where or "params", path=path, home=base)
    return full


def find(*parts: str) -> Path:
    """A file of the home, else of the project (house, glossary and notebooks are looked up in that order)."""
    mine = home().joinpath(*parts)
    return mine if mine.exists() else PROJECT.joinpath(*parts)


def partnerships() -> list[str]:
    """Names of the partnerships that have a contract below the home."""
    return sorted(path.parent.name for path in home().glob("params/*/contract.yml"))


def folder(kind: str, partnership: str) -> Path:
    """`params/`, `data/` or `reports/` of one partnership. Raises UnknownPartnership."""
    if not NAME.match(partnership) or partnership not in partnerships():
        raise UnknownPartnership(name=partnership, known=", ".join(partnerships()) or "-")
    return inside(Path(kind) / partnership)
