"""Delivered files to streams of blocks: the formats that are known.

In:   a delivered file and the shape that its source states.
Out:  a `Stream`, or the error that refuses the file (cut off, empty, unreadable, oversized, wrong encoding), at once or
      while its blocks are read.
Why:  `READERS` is the seam: a further format is one more function here and one more word in `FileShape.format`.
Not here: the formats (`textfile`, `jsonlines`, `printed`, `workbook`, `parquet`), what the columns mean (`mapping`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kit.errors import OversizedFile, UnreadableFile
from kit.intake import guards, jsonlines, parquet, printed, textfile, workbook
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.limits import TooMuch
from kit.intake.stream import Stream
from kit.language.later import later

READERS: dict[str, Callable[[Delivered], Stream]] = {
    "csv": textfile.read,
    "jsonl": jsonlines.read,
    "printed": printed.read,
    "xlsx": workbook.read,
    "parquet": parquet.read,
}


def read(file: Delivered) -> Stream:
    """The blocks of a delivered file. Raises the errors 20 to 39 of `kit.errors`."""
    guards.check_size(file)
    with _refused(file):
        stream = READERS[file.source.file.format](file)
    stream.rest = _told(file, stream.rest)
    return stream


def _told(file: Delivered, grids: Iterator[Grid]) -> Iterator[Grid]:
    with _refused(file):
        yield from grids


@contextmanager
def _refused(file: Delivered) -> Iterator[None]:
    """What a reader stumbles over, as an error that names the file."""
    try:
        yield
    except TooMuch as found:
        what = later(f"intake.{found.what}", **found.fields)
        raise file.refuse(OversizedFile, what=what, limit=found.limit) from None
    except UnicodeDecodeError:  # it was looked through before: these are other bytes
        raise file.refuse(UnreadableFile, what=later("intake.changed_meanwhile")) from None
