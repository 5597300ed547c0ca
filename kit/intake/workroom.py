"""Where the rows of delivered files lie until they are in the tables.

In:   a partnership; whether anything may be written below its data.
Out:  `Workroom`: a fresh stage for each file, all of them gone at its end.
Why:  between a file and the tables there are rows: on the same disk as the tables, readable by their owner only, and
      never left behind; what a killed command left is swept with the other unfinished files.
Not here: what a stage holds (`stage`).
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kit.intake.stage import Stage, connect
from kit.schema import Table
from kit.store import disk


class Workroom:
    """A folder for stages, and the connection that they share. above: the folder in which it is made, kept private."""

    def __init__(self, folder: Path, above: Path | None = None) -> None:
        self.folder, self._above = folder, above
        self._con: duckdb.DuckDBPyConnection | None = None
        self._count = 0

    def stage(self, table: Table) -> Stage:
        """A stage for the rows of one file."""
        self._con = self._con or connect(self.made())
        self._count += 1
        return Stage(self._con, self.folder / f"{self._count}", table)

    def made(self) -> Path:
        """The room's own folder, made where it is not there yet."""
        if self._above:
            disk.private(self._above)
        self.folder.mkdir(exist_ok=True, mode=0o700)
        return self.folder

    def rest(self) -> None:
        """Gives the memory back that the stages used; their rows stay where they are."""
        if self._con:
            self._con.close()
            self._con = None

    def clear(self) -> None:
        """Removes the stages so far: their rows are elsewhere."""
        for place in self.folder.iterdir() if self.folder.exists() else ():
            shutil.rmtree(place, ignore_errors=True)

    def close(self) -> None:
        """Removes every stage."""
        if self._con:
            self._con.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def workroom(partnership: str, elsewhere: bool) -> Iterator[Workroom]:
    """A workroom in the partnership's data; elsewhere: in the system's own folder, where nothing is to be written.

    No folder is made before it holds anything.
    """
    if elsewhere:
        room = Workroom(Path(tempfile.gettempdir()) / f"kit-dry-run-{uuid.uuid4().hex}")
    else:
        temp = disk.place(partnership).temp
        room = Workroom(temp / f"{uuid.uuid4().hex}.tmp", temp)
    try:
        yield room
    finally:
        room.close()
