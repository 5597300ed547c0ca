"""Delivered files to grids of cells: CSV, Excel, Parquet and XES.

In:   a delivered file and the shape that its source states.
Out:  a `Grid`, or the error that refuses the file (cut off, empty, unreadable, oversized, wrong encoding).
Why:  `READERS` is the seam: a further format is one more function here and one more word in `FileShape.format`.
Not here: the formats (`textfile`, `workbook`, `parquet`, `xes`), what the columns mean (`kit.intake.mapping`).
"""

from __future__ import annotations

from collections.abc import Callable

from kit.errors import OversizedFile
from kit.intake import guards, parquet, textfile, workbook, xes
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.limits import TooMuch
from kit.language.later import later

READERS: dict[str, Callable[[Delivered], Grid]] = {
    "csv": textfile.read,
    "xlsx": workbook.read,
    "parquet": parquet.read,
    "xes": xes.read,
}


def read(file: Delivered) -> Grid:
    """The cells of a delivered file. Raises the errors 20 to 39 of `kit.errors`."""
    guards.check_size(file)
    try:
        return READERS[file.source.file.format](file)
    except TooMuch as found:
        what = later(f"intake.{found.what}", **found.fields)
        raise file.refuse(OversizedFile, what=what, limit=found.limit) from None
