"""A delivered file being read: its header and first rows at once, the others block by block.

In:   the blocks that a reader makes.
Out:  `Stream`: `head` tells which source the file belongs to; `grids()` hands out every block once.
Why:  to tell whose file it is, nothing needs to be read but its beginning.
Not here: cutting rows into blocks (`blocks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from kit.intake.grid import Grid, stacked


@dataclass
class Stream:
    """head: the first block. asides: sentences about the file as a whole."""

    head: Grid
    rest: Iterator[Grid]
    asides: tuple = ()
    sheets: tuple[str, ...] = ()
    handed_out: bool = field(default=False, init=False)

    def grids(self) -> Iterator[Grid]:
        """Every block of the file, once."""
        assert not self.handed_out, "a stream is read once"
        self.handed_out = True
        head, self.head = self.head, self.head.rows(slice(0, 0))  # held by nobody else while the others are read
        yield head
        del head
        yield from self.rest

    def whole(self) -> Grid:
        """All rows as one block: for files whose rows are compared with each other."""
        return stacked(list(self.grids()))

    def close(self) -> None:
        """Lets the file go, where not all of it is to be read."""
        close = getattr(self.rest, "close", None)
        if close:
            close()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        with closing(self):
            pass


def stream_of(grids: Iterator[Grid], asides: tuple = (), sheets: tuple[str, ...] = ()) -> Stream | None:
    """The stream of these blocks; None where there is none."""
    head = next(grids, None)
    return Stream(head, grids, asides, sheets) if head is not None else None
