"""One run at a time per report.

In:   the folder of a report.
Out:  a context manager; inside it nobody else writes there.
Why:  two runs of one week would take the same version number.
Not here: readers, who need no lock (`kit.run.archive.read`); the tables' own lock (`kit.store.lock`).

The lock is the kernel's (`flock`): it ends with its process, and with the run that process forked.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from kit import calendar
from kit.errors import HomeBusy


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Holds the folder, made where it lacks. Raises HomeBusy (who, since when) at once where another holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeBusy(**_holder(handle), home=folder) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(_me()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _me() -> dict[str, object]:
    command = " ".join([Path(sys.argv[0] or "python").name, *sys.argv[1:]])[:500]
    return {"pid": os.getpid(), "command": command, "since": calendar.now().isoformat(timespec="seconds")}


def _holder(handle: int) -> dict[str, object]:
    try:
        written = json.loads(os.pread(handle, 4096, 0))
    except ValueError:  # it has the lock and has not come to writing its name yet
        written = {}
    return {key: written.get(key, "-") for key in ("pid", "command", "since")}
