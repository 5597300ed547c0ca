"""A full disk, told as one.

In:   whatever is written below a folder.
Out:  DiskFull, which names the folder and its file system, where no room is left; any other fault passes.
Why:  a traceback says neither which disk is full nor that the state of before stands.
Not here: taking back what was begun (`kit.store.journal`, `kit.run.archive`), DuckDB's own files (`kit.store.room`).

A quota and a limit on the size of files are full disks, too. Libraries that write by themselves, DuckDB among them,
and cells that run in a kernel are known by the system's own words in their errors.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from kit.errors import DiskFull
from kit.language.later import later

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextlib.contextmanager
def room(folder: Path) -> Iterator[None]:
    """Raises DiskFull instead of the system's error. folder: where is written, named where the error names no other."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise full(folder, error) from error


def full(folder: Path, error: OSError) -> DiskFull:
    """The error for a full disk, with the folder that is written to."""
    written = error.filename2 or error.filename  # of a copy, the second
    named = Path(os.fsdecode(written)).parent if written else folder
    return named_full(folder if named.is_relative_to(folder) else named, error.strerror or "")


def named_full(folder: Path, what: str) -> DiskFull:
    """The error for a folder without room. what: the system's word for it."""
    there = next((one for one in (folder, *folder.parents) if one.is_dir()), folder).absolute()
    system = next(one for one in (there, *there.parents) if os.path.ismount(one))
    state = os.statvfs(there)
    megabytes = state.f_bavail * state.f_frsize // 1_000_000
    return DiskFull(path=folder, what=what, free=later("store.megabytes", count=megabytes), system=system)


def full_in(text: str) -> str:
    """The system's word for a full disk in an error's text; "" where there is none."""
    return next((os.strerror(code) for code in FULL if os.strerror(code) in text), "")
