"""Numbered rows of any format to a grid: the header taken off, the columns that the source reads kept.

In:   rows as a reader yields them, each with its number in the file; the source.
Out:  `Grid`; EmptyFile where there is no header, or nothing below it in a table of days; TooMuch.
Why:  title lines, headers in two rows, rows of units and files without a header are the same for every format.
Not here: opening the formats (`textfile`, `workbook`, `parquet`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from kit.errors import EmptyFile
from kit.intake import grid, header
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid, Header, Reading, tidy
from kit.language.later import later

Rows = Iterator[tuple[int, Sequence]]


def assembled(
    file: Delivered, rows: Rows, *, header_rows: Sequence[int], width: int = 0, excel_1904: bool = False
) -> Grid:
    """The grid of a file's rows. Raises EmptyFile where no row follows the header, lists of a register aside.

    header_rows: where the header stands, [0] for a file without one, whose columns are then `width` or as many as its
    first row has.
    """
    head, rows = _by_position(file, rows, width) if header_rows[0] == 0 else _header(file, rows, header_rows)
    first = header_rows[-1] + file.source.file.skip_after_header + 1
    built = grid.build(head, ((number, row) for number, row in rows if number >= first), reading(file, excel_1904))
    # A list without a row says that there is nothing to say; calls or counts without a row were not exported.
    if not len(built) and not file.source.is_register:
        raise file.refuse(EmptyFile, what=later("intake.header_only"))
    return built


def reading(file: Delivered, excel_1904: bool = False) -> Reading:
    """What the source reads of its file, and how."""
    shape = file.source.file
    names = [name for listed in header.needed(file.source) for name in listed] + file.source.match.header
    # A row of a workbook has no end of its own: whatever wrote it leaves out empty cells after the last filled.
    ends_may_lack = shape.format != "csv" or shape.short_rows == "fill"
    footer = re.compile(shape.footer.pattern) if shape.footer else None
    return Reading(frozenset(map(tidy, names)), ends_may_lack, footer, excel_1904)


def _header(file: Delivered, rows: Rows, wanted: Sequence[int]) -> tuple[Header, Rows]:
    found: dict[int, Sequence] = {}
    for number, row in rows:
        if number in wanted:
            found[number] = row
        if number >= wanted[-1]:
            break
    if len(found) < len(wanted) or all(grid.is_empty(cell) for row in found.values() for cell in row):
        raise file.refuse(EmptyFile, what=later("intake.no_header", row=wanted[0]))
    return grid.header_of(wanted[-1], [found[number] for number in wanted]), rows


def _by_position(file: Delivered, rows: Rows, width: int) -> tuple[Header, Rows]:
    for number, row in rows:
        if not all(grid.is_empty(cell) for cell in row):
            return grid.by_position(width or len(row)), chain([(number, row)], rows)
    raise file.refuse(EmptyFile, what=later("intake.no_bytes"))
