"""Where the store's files lie, and how one is written: whole or not at all.

In:   the name of a partnership; bytes, or a finished temporary file.
Out:  `Place`: the paths below `data/<partnership>/`; files that appear under their name only when they are complete.
Why:  written in place, a file could be read half written, or be left so by a kill; it is written aside and then
      renamed.
Not here: what the files mean (`snapshot`, `commit`), who may write now (`lock`).

Everything is first written in `.tmp/` (0700, same file system), flushed, then moved with `os.replace`.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit import params
from kit.errors import DamagedStore
from kit.language.later import later

CHUNK = 1 << 20


@dataclass(frozen=True)
class Place:
    """The folders of one partnership's data."""

    base: Path

    @property
    def temp(self) -> Path:
        """Where files are written before they get their names; what a killed command left there is swept."""
        return self.base / ".tmp"

    @property
    def received(self) -> Path:
        """The raw files by their hash, as they were delivered."""
        return self.base / "received"

    @property
    def quarantine(self) -> Path:
        """The rows that were not taken in, with their reasons."""
        return self.base / "quarantine"

    @property
    def tables(self) -> Path:
        """The canonical tables and their snapshots."""
        return self.base / "tables"

    @property
    def current(self) -> Path:
        """The file that names the newest snapshot."""
        return self.tables / "CURRENT"

    def snapshot(self, number: int) -> Path:
        """The file of a snapshot."""
        return self.tables / "_snapshots" / f"{number}.json"

    def delivery(self, name: str) -> Path:
        """The file of a delivery's record. name: the record's fingerprint."""
        return self.tables / "_deliveries" / f"{name}.json"

    def damaged(self, path: Path, key: str, **fields: object) -> DamagedStore:
        """The error for one damaged file of this place."""
        return DamagedStore(
            path=path, what=later(f"store.{key}", **fields), received=self.received, partnership=self.base.name
        )


def place(partnership: str) -> Place:
    """The place of a known partnership. Raises UnknownPartnership, PathOutsideHome."""
    return Place(params.folder("data", partnership))


def private(folder: Path) -> Path:
    """The folder, made with those above it where it is missing, readable by its owner only."""
    if not folder.parent.exists():
        private(folder.parent)
    folder.mkdir(exist_ok=True)
    _owner_only(folder)
    return folder


def tighten(folder: Path) -> None:
    """Takes the rights of everybody but the owner from a folder and all that lies in it.

    Stores of earlier versions were written under the usual umask; they hold pseudonyms and call keys.
    """
    if folder.is_dir():
        for path in (folder, *folder.rglob("*")):
            _owner_only(path)


def _owner_only(path: Path) -> None:
    mode = path.lstat().st_mode
    if mode & 0o077 and not stat.S_ISLNK(mode):
        path.chmod(0o700 if stat.S_ISDIR(mode) else 0o600)


def temp_file(at: Place) -> Path:
    """A fresh name in the folder of unfinished files."""
    return private(at.temp) / f"{uuid.uuid4().hex}.tmp"


def write_temp(at: Place, content: bytes) -> Path:
    """A finished, flushed temporary file that only its owner may read."""
    path = temp_file(at)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return path


def settle(temp: Path, final: Path) -> None:
    """Moves a finished temporary file to its name, over what stood there, in one step."""
    private(final.parent)
    _owner_only(temp)  # DuckDB writes its files under the umask
    os.replace(temp, final)


def flush(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


Content = dict[str, Any]  # of a JSON file of ours


def compact(content: object) -> bytes:
    """JSON without blanks; the same content always gives the same bytes."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def checked(content: Content) -> bytes:
    """JSON that carries the hash of itself, so that a damaged file is never taken for an older or smaller one."""
    return compact({"check": fingerprint(content), **content})


def fingerprint(content: object) -> str:
    """The first 16 hex digits of the SHA-256 of the compact JSON."""
    return hashlib.sha256(compact(content)).hexdigest()[:16]


def table_file(table: str, week: str, sha256: str) -> str:
    """Path below `tables/` of the file of one week that has this content."""
    return f"{table}/week={week}/{sha256[:16]}.parquet"


def read_checked(at: Place, path: Path) -> Content:
    """What `checked` wrote, with its "check". Raises DamagedStore."""
    try:
        content = json.loads(path.read_bytes())
        check = content.pop("check")
    except FileNotFoundError:
        raise at.damaged(path, "missing") from None
    except OSError as error:
        raise at.damaged(path, "unreadable", detail=error.strerror) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise at.damaged(path, "changed") from None
    if check != fingerprint(content):
        raise at.damaged(path, "changed")
    return {"check": check, **content}
