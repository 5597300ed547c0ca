"""Delivered files as they came, kept by their hash before anything reads them.

In:   a file and its SHA-256.
Out:  `data/<partnership>/received/<sha256><suffix>`; folder 0700, file 0600.
Why:  whatever intake makes of a file can be checked, and made again, from the file itself.
Not here: reading it (`kit.intake`).
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from kit.errors import InputError
from kit.language.later import later
from kit.store import disk
from kit.store.disk import Place
from kit.store.lock import lock

_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_SUFFIX = re.compile(r"^\.[a-z0-9]{1,10}$")


def keep_raw(partnership: str, path: Path, sha256: str) -> Path:
    """Where the file is kept; a copy that is already there and whole is left alone.

    Raises InputError where the file no longer has that hash, UnknownPartnership, HomeBusy.
    """
    if not _SHA256.match(sha256):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    suffix = path.suffix.lower()
    with lock(partnership):
        at = disk.place(partnership)
        kept = disk.private(at.received) / f"{sha256}{suffix if _SUFFIX.match(suffix) else ''}"
        if kept.is_file() and disk.sha256_of(kept) == sha256:
            return kept
        temp = disk.temp_file(at)
        try:
            _copy(path, temp)
            if disk.sha256_of(temp) != sha256:
                raise InputError(where=path, what=later("store.moved_while_read"), fix=later("store.fix_moved"))
            disk.settle(temp, kept)
        finally:
            temp.unlink(missing_ok=True)
        disk.flush(kept.parent)
        return kept


def kept_by_hash(at: Place) -> dict[str, list[Path]]:
    """Paths of the raw files by the SHA-256 in their name, under whatever suffix they were delivered."""
    found: dict[str, list[Path]] = {}
    for path in sorted(at.received.iterdir()) if at.received.is_dir() else ():
        if _SHA256.match(path.name.split(".")[0]):
            found.setdefault(path.name.split(".")[0], []).append(path)
    return found


def whole(paths: list[Path], sha256: str) -> Path | None:
    """The first of these files that has the hash that it is named by; None where none has."""
    for path in paths:
        try:
            if disk.sha256_of(path) == sha256:
                return path
        except OSError:
            continue
    return None


def _copy(path: Path, temp: Path) -> None:
    handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with path.open("rb") as source, os.fdopen(handle, "wb") as copy:
        shutil.copyfileobj(source, copy, disk.CHUNK)
        copy.flush()
        os.fsync(copy.fileno())
