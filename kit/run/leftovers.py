"""The temporary folders of runs: named after their process, and swept once that is gone.

In:   the system's temporary folder.
Out:  nothing of the kit is left there by runs that were killed.
Why:  a run that is too slow, crashes or loses its command is killed, and cannot clean up after itself.
Not here: the stage of a report (`kit.run.archive.stage` sweeps its own).
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kit.machine import unsupported

try:
    import fcntl
except ModuleNotFoundError:  # papermill alone comes here without a verb of ours
    raise unsupported() from None

_PREFIX = "kit-ipython-"
_NAMED = re.compile(rf"^{_PREFIX}(\d+)-")
_HELD = "held"
_DAY_S = 86400  # folders of earlier kits do not name their process; no run lasts so long


@contextlib.contextmanager
def folder() -> Iterator[str]:
    """A temporary folder of this process, held by a lock that ends with it."""
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as place:
        with open(os.path.join(place, _HELD), "w", encoding="utf-8") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield place


def sweep() -> None:
    """Removes this user's folders whose process has ended; others' and those in use stay."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            left = _left(path)
        except OSError:
            continue  # another command swept it meanwhile
        if left:
            shutil.rmtree(path, ignore_errors=True)


def _left(path: Path) -> bool:
    """Whether it is a folder of this user's that no process uses any more. Never follows a link."""
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        return False
    named = _NAMED.match(path.name)
    if not named:
        return time.time() - found.st_mtime > _DAY_S
    # The number may be that of a process which nobody has asked for its end, or of another one by now: then the lock.
    return not _runs(int(named[1])) or _free(path / _HELD)


def _free(held: Path) -> bool:
    """Whether the lock can be had; where it is not there, the folder is just being made."""
    if not held.exists():
        return False
    with held.open(encoding="utf-8") as handle, contextlib.suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
