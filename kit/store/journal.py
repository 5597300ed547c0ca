"""Takes back what a killed writer left behind.

In:   the list of files that a commit is about to add, written before the first of them appears.
Out:  after a kill, the next writer removes the files of a commit that never became current, and unfinished ones.
Why:  call rows that no snapshot names would escape every later purge.
Not here: the commit itself (`commit`). Only for holders of the lock: nobody else writes below `.tmp/`.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from kit.errors import DamagedStore
from kit.store.disk import Place, checked, flush, read_checked, settle, write_temp

_SUFFIX = ".journal"


def begin(at: Place, snapshot: int, files: list[Path]) -> None:
    """Notes the files that the commit of `snapshot` is about to add."""
    new = [str(path.relative_to(at.base)) for path in files if not path.exists()]
    settle(write_temp(at, checked({"snapshot": snapshot, "files": new})), _note(at, snapshot))
    flush(at.temp)  # the note must be on the disk before the first of its files is


def end(at: Place, snapshot: int) -> None:
    """That snapshot is current: there is nothing to take back."""
    _note(at, snapshot).unlink()


def _note(at: Place, snapshot: int) -> Path:
    return at.temp / f"{snapshot}{_SUFFIX}"


def pending(at: Place) -> dict[int, set[str]]:
    """Snapshots that a commit was about to make, or is making now, with the files that it adds (below `at.base`)."""
    found = {}
    for note in at.temp.glob(f"*{_SUFFIX}") if at.temp.is_dir() else ():
        with contextlib.suppress(DamagedStore):
            wanted = read_checked(at, note)
            found[wanted["snapshot"]] = set(wanted["files"])
    return found


def sweep(at: Place) -> None:
    """Removes what interrupted writers left: files of a commit that never became current, then unfinished files."""
    if not at.temp.is_dir():
        return
    kept = [note for note in at.temp.glob(f"*{_SUFFIX}") if not _take_back(at, note)]
    for path in at.temp.iterdir():
        if path not in kept and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)  # rows between a file and the tables
        elif path not in kept:
            path.unlink(missing_ok=True)


def _take_back(at: Place, note: Path) -> bool:
    """Removes the files of a commit that never became current; False where it cannot be told whether it did."""
    try:
        wanted = read_checked(at, note)
    except DamagedStore:
        return True  # it names nothing any more
    try:
        current = read_checked(at, at.current)["id"]
    except DamagedStore:
        if at.current.exists() or wanted["snapshot"] > 1:
            return False  # CURRENT is lost: what was committed cannot be told, and every file is kept
        current = 0
    if current < wanted["snapshot"]:
        for name in wanted["files"]:
            (at.base / name).unlink(missing_ok=True)
    return True
