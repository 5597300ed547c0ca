"""A full disk, told as one.

In:   whatever is written below a folder.
Out:  DiskFull, which names the folder and its file system, where no room is left; any other fault passes.
Why:  a traceback says neither which disk is full nor that the state of before stands.
Not here: taking back what was begun (`journal`, called by `lock`).

A quota and a limit on the size of files are full disks, too. DuckDB writes its files itself: its errors are known by
the system's own words in them.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb

from kit.errors import DiskFull
from kit.store.words import said

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SPILL = "max_temp_directory_size"  # DuckDB, where its folder for what does not fit into memory cannot grow


@contextlib.contextmanager
def room(folder: Path) -> Iterator[None]:
    """Raises DiskFull instead of the system's error. folder: where is written, named where the error names no path."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        named = Path(error.filename).parent if error.filename else folder
        raise _full(named if _is_below(named, folder) else folder, error.strerror) from error
    except duckdb.Error as error:
        found = next((os.strerror(code) for code in _FULL if os.strerror(code) in str(error)), None)
        if found is None and _SPILL not in str(error):
            raise
        raise _full(folder, found or os.strerror(errno.ENOSPC)) from error


def _is_below(path: Path, folder: Path) -> bool:
    return folder in (path, *path.parents)


def _full(folder: Path, what: str) -> DiskFull:
    there = next((one for one in (folder, *folder.parents) if one.is_dir()), folder)
    system = next(one for one in (there.absolute(), *there.absolute().parents) if os.path.ismount(one))
    state = os.statvfs(there)
    free = said("megabytes", count=state.f_bavail * state.f_frsize // 1_000_000)
    return DiskFull(folder=folder, what=what, free=free, system=system)
