"""One writer at a time per partnership.

In:   the name of a partnership; `KIT_LOCK_WAIT` (seconds to wait for the other writer, default 5).
Out:  a context manager; inside it nobody else writes, and what a killed writer left behind has been swept.
Why:  two commands at once would each build on a state that the other one is replacing.
Not here: the lock itself (`kit.locking`); readers, who need none (files never change under their name).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from kit import locking
from kit.errors import DiskFull
from kit.store import disk, journal
from kit.store.disk import Place, place
from kit.store.room import room
from kit.store.settings import setting

_mine = threading.local()  # paths that this thread holds: a lock taken again inside itself is the same lock


@contextlib.contextmanager
def lock(partnership: str) -> Iterator[None]:
    """Holds the partnership's data for writing. Taken again by the same thread it is simply held on.

    Raises HomeBusy (who, since when) after `KIT_LOCK_WAIT` seconds; UnknownPartnership, PathOutsideHome; DiskFull where
    no room is left for what is written inside, after taking it back.
    """
    at, held = place(partnership), _held()
    with room(at.base):
        if at.base in held:
            yield
            return
        with locking.lock(at.base, setting("KIT_LOCK_WAIT", usual=5, least=0)):
            held.add(at.base)
            try:
                journal.sweep(at)
                disk.tighten(at.base)
                with _taken_back(at):
                    yield
            finally:
                held.discard(at.base)


@contextlib.contextmanager
def _taken_back(at: Place) -> Iterator[None]:
    """Where the disk is full, what was begun goes at once: it takes the room that is needed."""
    try:
        with room(at.base):
            yield
    except DiskFull:
        journal.sweep(at)
        raise


def _held() -> set[Path]:
    paths: set[Path] = vars(_mine).setdefault("paths", set())
    return paths
