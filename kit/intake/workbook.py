"""A workbook (.xlsx) to a stream: one sheet, or all sheets that have the source's columns.

In:   a delivered workbook; `sheet:` of its source, or nothing for the first one.
Out:  a `Stream`; SeveralSheets, MissingSheet, UnreadableFile, TooMuch.
Why:  formulas stay text: what a spreadsheet would compute is not what was delivered. And a workbook with a sheet for
      each day must not pass for its Monday.
Not here: whether the file is a workbook at all (`guards`), its parts and rows (`bookparts`, `sheetrows`).
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import islice

from kit.errors import KitError, MissingSheet, SeveralSheets, UnreadableFile
from kit.intake import blocks, bookparts, grid, guards, header, masks, sheetrows
from kit.intake.assembly import assembled, reading
from kit.intake.bookparts import Parts
from kit.intake.delivered import Delivered
from kit.intake.grid import SHEET_ROWS, Grid
from kit.intake.limits import TooMuch
from kit.intake.sheetscan import Contradiction
from kit.intake.stream import Stream, stream_of
from kit.language.later import later

ALL = "*"  # no sheet of a workbook can have this name
_MOST = 0.75  # of the columns: a sheet with so many of them is one of the delivery, a summary has fewer


def read(file: Delivered) -> Stream:
    """The cells of a workbook."""
    guards.check_workbook(file)
    with _refused(file), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which nobody reads here
        with ExitStack() as opened:
            parts = opened.enter_context(bookparts.opened(file.path))
            stream = _Book(file, parts).stream()
            left_open = opened.pop_all()
    return replace(stream, rest=_until_read(file, left_open, stream.rest))


def _until_read(file: Delivered, left_open: ExitStack, grids: Iterator[Grid]) -> Iterator[Grid]:
    with left_open, _refused(file):
        yield from grids


@contextmanager
def _refused(file: Delivered) -> Iterator[None]:
    """What openpyxl stumbles over, as an error that names the file."""
    try:
        yield
    except (KitError, TooMuch):
        raise
    except Contradiction as found:
        raise file.refuse(UnreadableFile, what=found.what) from None
    except Exception as error:
        # openpyxl lets through whatever its parsers raise on a damaged workbook: KeyError, ValueError, ParseError…
        raise file.refuse(UnreadableFile, what=masks.without_quoted(f"{type(error).__name__}: {error}")) from None


class _Book:
    """An open workbook and the source that it is read as."""

    def __init__(self, file: Delivered, parts: Parts) -> None:
        self.file, self.parts, self.shape = file, parts, file.source.file
        self.sheets = parts.sheets
        if not self.sheets:
            raise file.refuse(UnreadableFile, what=later("intake.no_sheet"))

    def stream(self) -> Stream:
        """The rows of the sheet, or the sheets, that the source reads."""
        wanted = self.shape.sheet
        if wanted == ALL:
            return self._all()
        if wanted and wanted not in self.sheets:
            near = difflib.get_close_matches(wanted, self.sheets, n=1) or list(self.sheets)
            raise self.file.refuse(MissingSheet, sheet=wanted, found=", ".join(self.sheets), candidate=near[0])
        title = wanted or next(iter(self.sheets))
        first = self._of(title)
        return first if wanted else self._alone(title, first)

    def _alone(self, title: str, first: Stream) -> Stream:
        """The first sheet, where no other visible one holds the same columns. Raises SeveralSheets."""
        if header.share_found(self.file.source, first.head) < 1:
            return first  # its header will be told as it is
        alike = [other for other in self.sheets if other != title and self._share(other) == 1]
        if first.head.header_row == 0:
            alike = [other for other in alike if self._width(other) == self._width(title)]
        shown = [other for other in alike if self.sheets[other].shown]
        if shown:
            found = ", ".join(f'"{name}"' for name in (title, *shown))
            raise self.file.refuse(SeveralSheets, found=found, sheet=title)
        return replace(first, asides=tuple(later("intake.hidden_sheet", sheet=name) for name in alike))

    def _all(self) -> Stream:
        """Every visible sheet that has the source's columns and rows below them, in the workbook's order.

        Raises MissingColumn, RenamedColumn where one has most of them only: a day would be missing without a word.
        """
        shares = {title: share for title in self.sheets if (share := self._share(title)) >= _MOST}
        titles = [title for title in shares if self.sheets[title].shown]
        if not titles:
            return self._of(next(iter(self.sheets)))
        hidden = tuple(later("intake.hidden_sheet", sheet=title) for title in shares if title not in titles)
        sheets = tuple(titles) if len(titles) > 1 else ()
        grids = self._below_each_other([self._checked(title) for title in titles], sheets)
        found = stream_of(grids, hidden, sheets)
        assert found is not None, titles  # each of them has rows
        return found

    def _checked(self, title: str) -> Stream:
        stream = self._of(title)
        header.check(self.file, stream.head)
        return stream

    def _below_each_other(self, streams: list[Stream], sheets: tuple[str, ...]) -> Iterator[Grid]:
        before = 0
        for at, stream in enumerate(streams):
            for one in stream.grids():
                last = one.is_last and at == len(streams) - 1
                numbers = one.row_numbers + at * SHEET_ROWS
                yield replace(one, row_numbers=numbers, sheets=sheets, before=before, is_last=last)
                before += len(one)

    def _share(self, title: str) -> float:
        """How much of what the source reads stands in a sheet's header, in [0, 1]; 0 where no row is filled below."""
        stated, rows = self.shape.header_row, self._rows(title)
        if stated == [0]:
            return 1 if len(list(islice((row for _, row in rows if _is_filled(row)), 2))) == 2 else 0
        listed = dict(islice(rows, stated[-1]))
        head = grid.header_of(stated[-1], [listed.get(at, []) for at in stated])
        if not any(_is_filled(row) for _, row in rows):
            return 0
        return header.share_found(self.file.source, blocks.empty(head, reading(self.file)))

    def _of(self, title: str) -> Stream:
        wanted = self.shape.header_row
        width = self._width(title) if wanted[0] == 0 else 0
        return assembled(
            self.file,
            self._rows(title),
            header_rows=wanted,
            width=width,
            excel_1904=self.parts.excel_1904,
            sheet=title,
        )

    def _width(self, title: str) -> int:
        """How many columns a sheet without a header has: a whole pass, for its first row may be a short one."""
        return max((len(row) for _, row in self._rows(title)), default=0)

    def _rows(self, title: str) -> sheetrows.Rows:
        """The rows down to the last one; what the file says of its own size is of no use."""
        return sheetrows.rows(lambda: self.parts.opened(title), title, self.parts.cells)


def _is_filled(row: Sequence) -> bool:
    return any(not grid.is_empty(cell) for cell in row)
