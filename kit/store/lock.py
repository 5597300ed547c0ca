"""One writer at a time per partnership.

In:   the name of a partnership; `KIT_LOCK_WAIT` (seconds to wait for the other writer, default 5).
Out:  a context manager; inside it nobody else writes, and what a killed writer left behind has been swept.
Why:  two commands at once would each build on a state that the other one is replacing.
Not here: readers, who need no lock (files never change under their name).

The lock is the kernel's (`flock`): it ends with its process, however that ends, so no stale lock can remain.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from kit import calendar
from kit.errors import HomeBusy
from kit.store import journal
from kit.store.disk import Place, compact, place
from kit.store.words import setting

_PAUSE_S = 0.05
_mine = threading.local()  # paths that this thread holds: a lock taken again inside itself is the same lock


@contextlib.contextmanager
def lock(partnership: str) -> Iterator[None]:
    """Holds the partnership's data for writing. Taken again by the same thread it is simply held on.

    Raises HomeBusy (who, since when) after `KIT_LOCK_WAIT` seconds; UnknownPartnership, PathOutsideHome.
    """
    at = place(partnership)
    held = _held()
    if at.base in held:
        yield
        return
    at.base.mkdir(parents=True, exist_ok=True)
    handle = os.open(at.base / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(handle, at)
        os.pwrite(handle, _who(), 0)
        held.add(at.base)
        journal.sweep(at)
        yield
    finally:
        if at.base in held:
            os.ftruncate(handle, 0)
            held.discard(at.base)
        os.close(handle)


def _held() -> set[Path]:
    if not hasattr(_mine, "paths"):
        _mine.paths = set()
    return _mine.paths


def _acquire(handle: int, at: Place) -> None:
    for _ in range(int(setting("KIT_LOCK_WAIT", usual=5, least=0) / _PAUSE_S)):
        if _taken(handle):
            return
        time.sleep(_PAUSE_S)
    if not _taken(handle):
        raise HomeBusy(**_holder(handle), home=at.base)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    os.ftruncate(handle, 0)
    return True


def _who() -> bytes:
    command = " ".join([Path(sys.argv[0] or "python").name, *sys.argv[1:]])[:500]
    return compact({"pid": os.getpid(), "command": command, "since": calendar.now().isoformat(timespec="seconds")})


def _holder(handle: int) -> dict[str, object]:
    """Who holds it, as written inside; "-" where that process has not come to writing it yet."""
    try:
        written = json.loads(os.pread(handle, 4096, 0))
    except ValueError:
        written = {}
    return {key: written.get(key, "-") for key in ("pid", "command", "since")}
