"""Which modules checked clean the last time, so that a build checks again only what has changed.

In:   the sources as read; a file of digests below the home's `.cache/`.
Out:  `Remembered`: whether a module is known to be clean; what is clean now, written back.
Why:  an author builds after every paragraph; twenty-five modules that did not change need no second look.
Not here: `kit training check`, which always looks at everything.

A digest covers the module's files and all that its checks look at besides: the house files, the ids that links may
name, the figures' names and the checks' own code. Anything that cannot be read or written is as if nothing were known.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pydantic

from kit.training.sources.records import ModuleSource, Sources

_CODE = Path(__file__).parents[1]
_APART = ("modules", "micro", "site", "overrides", "images")  # of the training folder: no check of a module reads them


class Remembered:
    """Digests of modules that had no finding."""

    def __init__(self, file: Path, sources: Sources) -> None:
        self._file, self._sources = file, sources
        self._known = _read(file)
        self._clean: set[str] = set()

    def clean(self, module: ModuleSource) -> bool:
        """Whether exactly this module had no finding among exactly these sources."""
        digest = self._digest(module)
        if digest in self._known:
            self._clean.add(digest)
        return digest in self._known

    def add(self, module: ModuleSource) -> None:
        """The module has no finding now."""
        self._clean.add(self._digest(module))

    def save(self) -> None:
        """Writes what is clean; a folder that cannot be written costs time, nothing else."""
        if self._clean == self._known:
            return
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(sorted(self._clean)), encoding="utf-8")
            os.replace(fresh, self._file)
        except OSError:
            with contextlib.suppress(OSError):
                fresh.unlink()

    def _digest(self, module: ModuleSource) -> str:
        folder = self._sources.root / module.folder
        return _hash([self._frame, module.id], sorted(path for path in folder.glob("*") if path.is_file()))

    @cached_property
    def _frame(self) -> str:
        """What every module is held against."""
        sources = self._sources
        ids = {name: _ids(source) for name, source in sources.modules.items()}
        figures = {name: words.fr for name, words in sources.figures.items()}
        told = [sys.version, pydantic.VERSION, json.dumps(ids, sort_keys=True), json.dumps(figures, sort_keys=True)]
        code = [path for pattern in ("*.py", "*.yml") for path in _CODE.rglob(pattern)]
        house = [
            path
            for path in sources.root.rglob("*")
            if path.is_file() and path.relative_to(sources.root).parts[0] not in _APART
        ]
        return _hash(told, sorted(code) + sorted(house))


def _ids(module: ModuleSource) -> list[str]:
    """What a link may name in a module."""
    return sorted({getattr(part, "id", "") for document in module.texts.values() for part in document.parts})


def _hash(told: Iterable[str], files: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for text in told:
        found.update(f"{len(text)}\n{text}".encode())
    for path in files:
        content = path.read_bytes()
        found.update(f"{path.name}\n{len(content)}\n".encode() + content)
    return found.hexdigest()


def _read(file: Path) -> set[str]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    return {one for one in content if isinstance(one, str)} if isinstance(content, list) else set()
