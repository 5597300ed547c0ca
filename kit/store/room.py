"""A full disk while the store's files are written: DuckDB writes some of them itself.

In:   whatever is written below a folder.
Out:  DiskFull, which names the folder and its file system, where no room is left; any other fault passes.
Why:  DuckDB's errors are no errors of the system, and know it by its words alone.
Not here: the system's own errors (`kit.space`), taking back what was begun (`journal`, called by `lock`).
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb

from kit import space

_SPILL = "max_temp_directory_size"  # DuckDB, where its folder for what does not fit into memory cannot grow


@contextlib.contextmanager
def room(folder: Path) -> Iterator[None]:
    """Raises DiskFull instead of the system's error, or DuckDB's. folder: where is written."""
    try:
        with space.room(folder):
            yield
    except duckdb.Error as error:
        found = space.full_in(str(error))
        if not found and _SPILL not in str(error):
            raise
        raise space.named_full(folder, found or os.strerror(errno.ENOSPC)) from error
