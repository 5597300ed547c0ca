"""The folder of one report: immutable versions, and the newest of them at the top.

In:   a stage (a folder of finished files) and what the run was.
Out:  `versions/N/`, the same files at the top, `run.json` last with the hash of every file.
Why:  a page that was signed must never change; a reader or a kill at any moment sees the old state or the new one.
Not here: what is in the files (`kit.run.execute`), who may write now (`kit.locking`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

RECORD = "run.json"
CONFIRMED = "confirmed"
_STAGE = ".tmp-"


@dataclass(frozen=True)
class Version:
    """One version as it lies on disk: where, and what its run.json says."""

    path: Path
    record: dict

    @property
    def number(self) -> int:
        return self.record["version"]


def read(folder: Path) -> Version | None:
    """The newest whole version of a report's folder; None where there is none.

    The files at the top when all their hashes agree with `run.json`, else the newest of `versions/` whose do.
    """
    top = _whole(folder)
    newest = newest_version(folder)
    return top if top and (newest is None or top.number >= newest.number) else newest


def newest_version(folder: Path) -> Version | None:
    """The newest of `versions/` that is whole."""
    found = (_whole(path) for path in sorted(_numbered(folder), key=lambda path: -int(path.name)))
    return next((version for version in found if version), None)


def newest_failed(folder: Path) -> dict | None:
    """The record of the newest attempt that stopped; None where none did, or where its record cannot be read."""
    numbers = [int(path.name.split("-")[1]) for path in folder.glob("versions/failed-*")]
    try:
        return json.loads((folder / "versions" / f"failed-{max(numbers)}" / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def confirm(folder: Path, at: dt.datetime) -> None:
    """Notes that a run found the newest version unchanged, where an attempt had stopped before: that is settled."""
    if newest_failed(folder) is None:
        return
    fresh = folder / "versions" / f"{_STAGE}{CONFIRMED}"
    fresh.write_text(at.isoformat(), encoding="utf-8")
    os.replace(fresh, folder / "versions" / CONFIRMED)


def confirmed_at(folder: Path, version: Version) -> dt.datetime:
    """When a run last gave this version: when it was made, or found unchanged since."""
    made = dt.datetime.fromisoformat(version.record["made_at"])
    try:
        return max(made, dt.datetime.fromisoformat((folder / "versions" / CONFIRMED).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return made


def next_number(folder: Path) -> int:
    """The number after the highest that was ever given, whole or not."""
    return max((int(path.name) for path in _numbered(folder)), default=0) + 1


def stage(folder: Path) -> Path:
    """A fresh folder for the files of a run; what killed runs left behind is swept. The caller holds the lock."""
    versions = folder / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    for left in [*versions.glob(f"{_STAGE}*"), *folder.glob(f"{_STAGE}*")]:
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    fresh = versions / f"{_STAGE}{os.getpid()}"
    fresh.mkdir()
    return fresh


def publish(folder: Path, staged: Path, record: dict) -> Version:
    """Makes the staged files version `record["version"]`, then the newest at the top.

    Everything is written before anything is moved: where the disk is full, nothing has changed.
    """
    path = folder / "versions" / str(record["version"])
    sealed = _seal(staged, record)
    fresh = _copies(folder, staged, [*sealed["files"], RECORD])
    os.rename(staged, path)
    _flush(path.parent)
    _put(folder, fresh)
    return Version(path, sealed)


def keep_failed(folder: Path, staged: Path, record: dict) -> Path:
    """Keeps what a failed run left, as `versions/failed-N`, beside the good pages."""
    number = 1 + max((int(path.name.split("-")[1]) for path in folder.glob("versions/failed-*")), default=0)
    path = folder / "versions" / f"failed-{number}"
    _seal(staged, record)
    os.rename(staged, path)
    return path


def show(folder: Path, version: Version) -> None:
    """Puts the files of a version at the top; nothing moves where they stand there."""
    top = _whole(folder)
    if top and top.record == version.record:
        return
    _put(folder, _copies(folder, version.path, [*version.record["files"], RECORD]))


def _copies(folder: Path, source: Path, names: list[str]) -> dict[str, Path]:
    """Copies of these files beside the ones at the top, on the disk; none where there is no room for all of them."""
    fresh = {name: folder / f"{_STAGE}{name}" for name in names}
    try:
        for name, path in fresh.items():
            shutil.copyfile(source / name, path)
            _flush(path)
    except OSError:
        for path in fresh.values():
            path.unlink(missing_ok=True)
        raise
    return fresh


def _put(folder: Path, fresh: dict[str, Path]) -> None:
    """Moves the copies to the top, one by one, `run.json` last."""
    for name, path in fresh.items():
        if name == RECORD:
            _remove_others(folder, keep=list(fresh))
        os.replace(path, folder / name)
    _flush(folder)


def _remove_others(folder: Path, keep: list[str]) -> None:
    """A page in a language that is missing from the newest version would be an older version's."""
    for path in folder.glob("report.*"):
        if path.name not in keep:
            path.unlink()


def _seal(staged: Path, record: dict) -> dict:
    """Writes the record with the hash of every file; returns it as it will be read."""
    files = sorted(path for path in staged.iterdir() if path.name != RECORD)
    for path in files:
        _flush(path)
    sealed = record | {"files": {path.name: _sha256(path) for path in files}}
    place = staged / RECORD
    place.write_text(json.dumps(sealed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _flush(place)
    return _record(staged)


def _whole(path: Path) -> Version | None:
    """The version in that folder when every file is there and is what its run.json says."""
    try:
        record = _record(path)
        whole = all(_sha256(path / name) == sha256 for name, sha256 in record["files"].items())
        return Version(path, record) if whole and isinstance(record["version"], int) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _record(path: Path) -> dict:
    return json.loads((path / RECORD).read_text(encoding="utf-8"))


def _numbered(folder: Path) -> list[Path]:
    return [path for path in folder.glob("versions/*") if path.name.isdecimal()]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _flush(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
