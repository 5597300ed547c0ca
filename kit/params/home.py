"""Where things lie: the home of a user's work, and the project's own files.

In:   `KIT_HOME`, or what `kit --home` sets.
Out:  absolute paths below the home.
Why:  papermill, nbval and JupyterLab start notebooks in different folders; no path may depend on that.
Not here: what the files hold.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

from kit.errors import BadPartnershipName, NearPartnership, NoHome, NoPartnership, PathOutsideHome, UnknownPartnership
from kit.language.later import later

PROJECT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,62}\Z")


def home() -> Path:
    """The folder under which params, data and reports lie: `KIT_HOME`, else the project's root."""
    return Path(os.environ.get("KIT_HOME") or PROJECT).expanduser().resolve()


def existing_home() -> Path:
    """The home, which must be there: a mistyped one would be an empty line. Raises NoHome.

    A folder beside it that is spelt much like it may be meant; no other folder's name is told.
    """
    place = home()
    if not _is_folder(place):
        near = difflib.get_close_matches(place.name, _beside(place), n=1)
        raise NoHome(path=place, hint=later("params.near_home", path=place.parent / near[0]) if near else "")
    return place


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except (OSError, ValueError):  # a name longer than any folder's, or with a NUL in it
        return False


def _beside(place: Path) -> list[str]:
    try:
        return [path.name for path in place.parent.iterdir() if path.is_dir()]
    except (OSError, ValueError):
        return []


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
    known = partnerships()
    if not NAME.match(partnership) or partnership not in known:
        raise _unknown(partnership, known)
    return inside(Path(kind) / partnership)


def _unknown(name: str, known: list[str]) -> UnknownPartnership:
    """What is wrong with the name: that it can be none, that there are none, or which one may be meant."""
    listed = ", ".join(known)
    if not NAME.match(name):
        return BadPartnershipName(name=name, known=listed or "-")
    if not known:
        return NoPartnership(name=name, home=home() / "params")
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return NearPartnership(name=name, near=near[0], known=listed)
    return UnknownPartnership(name=name, known=listed)
