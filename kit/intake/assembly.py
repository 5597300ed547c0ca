"""Numbered rows of any format to a stream of blocks: the header taken off, the columns that the source reads kept.

In:   rows as a reader yields them, each with its number in the file; the source.
Out:  `Stream`; EmptyFile where there is no header or nothing below it; TooMuch where there is too much of it.
Why:  title lines, headers in two rows, rows of units and files without a header are the same for every format.
Not here: opening the formats (`textfile`, `workbook`, `parquet`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from kit import schema
from kit.errors import EmptyFile
from kit.intake import blocks, grid, header, limits
from kit.intake.blocks import Lines, Reading
from kit.intake.delivered import Delivered
from kit.intake.grid import Header, tidy
from kit.intake.stream import Stream, stream_of
from kit.intake.titles import Titles
from kit.language.later import later

Rows = Iterator[tuple[int, Sequence] | Lines]


def assembled(
    file: Delivered,
    rows: Rows,
    *,
    header_rows: Sequence[int],
    width: int = 0,
    excel_1904: bool = False,
    first: int | None = None,
    sheet: str = "",
) -> Stream:
    """The stream of a file's rows. Raises EmptyFile where no row follows the header.

    header_rows: where the header stands, [0] for a file without one, whose columns are then `width` or as many as its
    first row has. sheet: the name of the table's sheet, where it has one. first: the number of the first row below the
    header, where it does not follow from the header's (a format that names its fields in every row has a header that
    stands on no row).
    """
    titles = Titles(file, header_rows[0], sheet)
    rows = titles.watched(rows)
    head, rows = _by_position(file, rows, width) if header_rows[0] == 0 else _header(file, rows, header_rows)
    if first is None:
        first = header_rows[-1] + file.source.file.skip_after_header + 1
    found = stream_of(titles.added(blocks.blocks(head, _below(rows, first), reading(file, excel_1904))))
    if found is None:
        raise file.refuse(EmptyFile, what=later("intake.header_only"))
    return found


def _below(rows: Rows, first: int) -> Rows:
    """The rows from that number on."""
    for item in rows:
        if isinstance(item, Lines):
            yield item.part(max(first - item.first, 0)) if item.first < first else item
        elif item[0] >= first:
            yield item


def reading(file: Delivered, excel_1904: bool = False) -> Reading:
    """What the source reads of its file, and how."""
    shape = file.source.file
    names = [name for listed in header.needed(file.source) for name in listed] + file.source.match.header
    # A row of a workbook has no end of its own: whatever wrote it leaves out empty cells after the last filled.
    ends_may_lack = shape.format != "csv" or shape.short_rows == "fill"
    footer = re.compile(shape.footer.pattern) if shape.footer else None
    return Reading(frozenset(map(tidy, names)), ends_may_lack, footer, excel_1904, most_rows(file))


def most_rows(file: Delivered) -> int:
    """Rows that a file of the source may have: what is held as a whole may have fewer."""
    return limits.MAX_STREAMED if is_streamed(file) else limits.MAX_ROWS


def is_streamed(file: Delivered) -> bool:
    """Whether the file's rows are mapped block by block. Counts and lists are compared row with row: they are one."""
    return file.source.interval is None and not schema.TABLES[file.source.table].is_register


def _header(file: Delivered, rows: Rows, wanted: Sequence[int]) -> tuple[Header, Rows]:
    found: dict[int, Sequence] = {}
    for item in rows:
        assert not isinstance(item, Lines), "lines above the header come one by one"
        number, row = item
        if number in wanted:
            found[number] = row
        if number >= wanted[-1]:
            break
    if len(found) < len(wanted) or all(grid.is_empty(cell) for row in found.values() for cell in row):
        raise file.refuse(EmptyFile, what=later("intake.no_header", row=wanted[0]))
    return grid.header_of(wanted[-1], [found[number] for number in wanted]), rows


def _by_position(file: Delivered, rows: Rows, width: int) -> tuple[Header, Rows]:
    for item in rows:
        number, row = item.row(0) if isinstance(item, Lines) else item
        if isinstance(item, Lines) or not all(grid.is_empty(cell) for cell in row):
            return grid.by_position(width or len(row)), chain([item], rows)
    raise file.refuse(EmptyFile, what=later("intake.no_bytes"))
