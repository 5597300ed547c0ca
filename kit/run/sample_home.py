"""The sample partnership's data, made once and kept as long as what made it is the same.

In:   how many weeks; `kit.sample`, `kit.intake`, params/sample.
Out:  data/sample/: the delivered files, the tables they gave, and what was planted in them.
Why:  the second `kit demo` is quick; an interrupted one leaves the sample of before, or none.
Not here: what to show of it (`kit.cli.demo`).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kit import params
from kit.language.texts import text
from kit.locking import lock
from kit.period import Period
from kit.run import child
from kit.run.progress import tell_progress

PARTNERSHIP = "sample"
MARK, PAGES_MARK = "demo.json", "pages.json"
LAST_WEEK = "2026-W47"
_LIMIT_S = 1800
# Code and params that decide what lies in data/sample.
_MAKERS = ("kit/sample", "kit/intake", "kit/store", "kit/params", "kit/schema.py", "kit/calendar.py", "params/sample")
_PAGE_MAKERS = ("kit", "notebooks", "params")
_SUFFIXES = (".py", ".yml", ".sql", ".ipynb", ".j2", ".css")


@dataclass(frozen=True)
class Wanted:
    """The span of the sample: so many weeks up to its last one."""

    weeks: int

    @property
    def first_week(self) -> str:
        return Period.week(LAST_WEEK).names_back(self.weeks - 1)[0]

    @property
    def last_week(self) -> str:
        return LAST_WEEK

    def key(self) -> str:
        """Changes whenever the same span would give other data."""
        return _hash(f"{self.first_week} {self.last_week}", [params.PROJECT / maker for maker in _MAKERS])

    def pages_key(self) -> str:
        """Changes whenever the same sample could give other pages."""
        places = [place / name for place in (params.PROJECT, params.home()) for name in _PAGE_MAKERS]
        return _hash(self.key(), places)


def _hash(said: str, places: list[Path]) -> str:
    """One hash of a text and of every file of these folders that decides a result."""
    digest = hashlib.sha256(said.encode())
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in _SUFFIXES and path.is_file() and "local" not in path.relative_to(place).parts:
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def ready(wanted: Wanted, lang: str, *, fresh: bool = False) -> dict:
    """What was planted in the sample, which lies in data/sample when this returns; made where it is missing or old.

    lang: of the progress lines. Raises HomeBusy where another command makes it.
    """
    from kit.store import disk

    home = params.home()
    _sample_params(home)
    base = home / "data"
    with lock(disk.private(base / ".demo")):
        mark = base / PARTNERSHIP / MARK
        known = _marked(mark)
        if not fresh and known.get("key") == wanted.key():
            return known["planted"]
        made = base / ".demo" / "home"
        shutil.rmtree(made, ignore_errors=True)
        planted = child.call(_make, made, home, wanted, lang, timeout_s=_LIMIT_S)
        _swap(made, home)
        return planted


def pages_stand(wanted: Wanted) -> bool:
    """Whether the sample's pages were all made by this very code, notebooks and params."""
    return _marked(_pages_mark()).get("key") == wanted.pages_key()


def remember_pages(wanted: Wanted) -> None:
    """To be called when every page has been made."""
    _pages_mark().write_text(json.dumps({"key": wanted.pages_key()}), encoding="utf-8")
    _pages_mark().chmod(0o600)


def _pages_mark() -> Path:
    return params.home() / "data" / PARTNERSHIP / PAGES_MARK  # goes with the data that the pages speak of


def _sample_params(home: Path) -> None:
    """A home of one's own gets the sample's params, once."""
    mine = home / "params" / PARTNERSHIP
    if not mine.exists():
        shutil.copytree(params.PROJECT / "params" / PARTNERSHIP, mine)


def _marked(mark: Path) -> dict:
    try:
        return json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _make(made: Path, home: Path, wanted: Wanted, lang: str) -> dict:
    """Generates and receives the sample in a home of its own, below the real one."""
    from kit import intake, sample
    from kit.store import disk

    for name in (PARTNERSHIP, "local"):
        if (home / "params" / name).exists():
            shutil.copytree(home / "params" / name, made / "params" / name)
    data = made / "data" / PARTNERSHIP
    delivered = data / "delivered"
    delivered.mkdir(parents=True)
    with _home(made):
        plan = sample.generate(
            delivered,
            first_week=wanted.first_week,
            last_week=wanted.last_week,
            progress=lambda done, count: _progress(lang, "demo_generate", done, count),
        )
        for at, (received_at, paths) in enumerate(plan.deliveries, start=1):
            for receipt in intake.receive(PARTNERSHIP, paths, now=received_at):
                if receipt.error:
                    raise receipt.error
            _progress(lang, "demo_receive", at, len(plan.deliveries))
    mark = {"key": wanted.key(), "planted": plan.planted}
    (data / MARK).write_text(json.dumps(mark, ensure_ascii=False, indent=1), encoding="utf-8")
    disk.tighten(data)
    return plan.planted


@contextmanager
def _home(place: Path) -> Iterator[None]:
    before = os.environ.get("KIT_HOME")
    os.environ["KIT_HOME"] = str(place)
    try:
        yield
    finally:
        if before is None:
            del os.environ["KIT_HOME"]
        else:
            os.environ["KIT_HOME"] = before


def _progress(lang: str, key: str, done: int, count: int) -> None:
    """One line per tenth, or one that counts up on a terminal."""
    if sys.stderr.isatty() or done == count or done * 10 // count != (done - 1) * 10 // count:
        tell_progress(text(f"cli.{key}", lang, done=done, count=count), last=done == count)


def _swap(made: Path, home: Path) -> None:
    """The new sample takes the old one's place, with the key its pseudonyms were made with."""
    base = home / "data"
    old = base / ".demo" / "old"
    shutil.rmtree(old, ignore_errors=True)
    if not (home / "params" / "local").exists() and (made / "params" / "local").exists():
        os.rename(made / "params" / "local", home / "params" / "local")
    if (base / PARTNERSHIP).exists():
        os.rename(base / PARTNERSHIP, old)
    os.rename(made / "data" / PARTNERSHIP, base / PARTNERSHIP)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(made, ignore_errors=True)
