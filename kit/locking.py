"""A folder that one writer holds at a time.

In:   a folder; how long to wait for the other writer.
Out:  a context manager; inside it nobody else holds the folder.
Why:  two commands at once would each build on a state that the other one is replacing.
Not here: what is written there (`kit.store.lock`, `kit.run.report`); readers, who need no lock.

The lock is the kernel's (`flock`): it ends with its process and the runs that process forked, however they end, so no
stale lock can remain. Nothing heavy is imported here: `kit report` takes its lock before it loads anything.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from kit import calendar
from kit.errors import HomeBusy
from kit.machine import unsupported
from kit.visible import visible_line

try:
    import fcntl
except ModuleNotFoundError:  # a notebook's import, too, says so plainly
    raise unsupported() from None

_PAUSE_S = 0.05
_FOLDERS = re.compile(r"(?<![\w.])/(?:[^/]*/)*(?=.)")
_LONGEST = 500  # characters of a command that are told


@contextlib.contextmanager
def lock(folder: Path, wait_s: float = 0) -> Iterator[None]:
    """Holds the folder, made where it is missing.

    Raises HomeBusy (who, since when) where another still holds it after `wait_s` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _taken(handle, wait_s):
            raise HomeBusy(**_holder(handle), home=folder)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(_me(), ensure_ascii=False).encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _taken(handle: int, wait_s: float) -> bool:
    for attempt in range(int(wait_s / _PAUSE_S) + 1):
        if attempt:
            time.sleep(_PAUSE_S)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False


def _me() -> dict[str, object]:
    # It may stay there after a kill, and reports are handed on: files are named, not the folders of this machine.
    typed = [_FOLDERS.sub("", word) for word in sys.argv[1:]]
    command = visible_line(" ".join([Path(sys.argv[0] or "python").name, *typed]))[:_LONGEST]
    return {"pid": os.getpid(), "command": command, "since": calendar.now().isoformat(timespec="seconds")}


def _holder(handle: int) -> dict[str, object]:
    """Who holds it, as written inside; "-" where that process has not come to writing it yet."""
    try:
        written = json.loads(os.pread(handle, 4096, 0))
    except ValueError:
        written = {}
    return {key: written.get(key, "-") for key in ("pid", "command", "since")}
