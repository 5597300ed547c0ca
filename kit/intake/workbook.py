"""A workbook (.xlsx) to a stream: one sheet, or all sheets that have the source's columns.

In:   a delivered workbook; `sheet:` of its source, or nothing for the first one.
Out:  a `Stream`; SeveralSheets, MissingSheet, UnreadableFile, TooMuch.
Why:  formulas stay text: what a spreadsheet would compute is not what was delivered. And a workbook with a sheet for
      each day must not pass for its Monday.
Not here: whether the file is a workbook at all (`guards`), how far its sheets go (`sheetscan`).
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import islice

import openpyxl
from openpyxl.utils.datetime import MAC_EPOCH

from kit.errors import KitError, MissingSheet, SeveralSheets, UnreadableFile
from kit.intake import blocks, grid, guards, header, masks, sheetscan
from kit.intake.assembly import Rows, assembled, reading
from kit.intake.delivered import Delivered
from kit.intake.grid import SHEET_ROWS, Grid
from kit.intake.limits import MAX_COLUMNS, TooMuch
from kit.intake.sheetscan import Contradiction, Extent
from kit.intake.stream import Stream, stream_of
from kit.language.later import later

ALL = "*"  # no sheet of a workbook can have this name
_MOST = 0.75  # of the columns: a sheet with so many of them is one of the delivery, a summary has fewer


def read(file: Delivered) -> Stream:
    """The cells of a workbook."""
    guards.check_workbook(file)
    with _refused(file), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which nobody reads here
        extents = sheetscan.extents(file.path)
        book = openpyxl.load_workbook(file.path, read_only=True, data_only=False, keep_links=False)
        try:
            stream = _Book(file, book, extents).stream()
        except BaseException:
            book.close()
            raise
    return replace(stream, rest=_until_read(file, book, stream.rest))


def _until_read(file: Delivered, book: openpyxl.Workbook, grids: Iterator[Grid]) -> Iterator[Grid]:
    with closing(book), _refused(file):
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

    def __init__(self, file: Delivered, book: openpyxl.Workbook, extents: dict[str, Extent | Exception]) -> None:
        self.file, self.book, self.shape = file, book, file.source.file
        self.sheets = {sheet.title: sheet for sheet in book.worksheets}
        if not self.sheets:
            raise file.refuse(UnreadableFile, what=later("intake.no_sheet"))
        self.extents = extents

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
            alike = [other for other in alike if self._extent(other).columns == self._extent(title).columns]
        shown = [other for other in alike if self._is_shown(other)]
        if shown:
            found = ", ".join(f'"{name}"' for name in (title, *shown))
            raise self.file.refuse(SeveralSheets, found=found, sheet=title)
        return replace(first, asides=tuple(later("intake.hidden_sheet", sheet=name) for name in alike))

    def _all(self) -> Stream:
        """Every visible sheet that has the source's columns and rows below them, in the workbook's order.

        Raises MissingColumn, RenamedColumn where one has most of them only: a day would be missing without a word.
        """
        shares = {title: share for title in self.sheets if (share := self._share(title)) >= _MOST}
        titles = [title for title in shares if self._is_shown(title)]
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

    def _is_shown(self, title: str) -> bool:
        return self.sheets[title].sheet_state == "visible"

    def _share(self, title: str) -> float:
        """How much of what the source reads stands in a sheet's header, in [0, 1]; 0 where no row is filled below."""
        stated, rows = self.shape.header_row, self._rows(title)
        if self._extent(title).filled < 2:
            return 0
        if stated == [0]:
            return 1
        listed: dict[int, Sequence] = dict(islice(rows, stated[-1]))  # type: ignore[arg-type]  # no lines here
        head = grid.header_of(stated[-1], [listed.get(at, []) for at in stated])
        if all(grid.is_empty(cell) for _, row in rows for cell in row):  # type: ignore[misc]  # the same
            return 0
        return header.share_found(self.file.source, blocks.empty(head, reading(self.file)))

    def _of(self, title: str) -> Stream:
        excel_1904 = self.book.epoch == MAC_EPOCH
        width = self._extent(title).columns
        rows = self._rows(title)
        return assembled(self.file, rows, header_rows=self.shape.header_row, width=width, excel_1904=excel_1904)

    def _rows(self, title: str) -> Rows:
        """The rows down to the last filled cell; what the file says of its own size is of no use."""
        extent, sheet = self._extent(title), self.sheets[title]
        if extent.columns > MAX_COLUMNS:
            raise TooMuch("column_beyond", MAX_COLUMNS, count=extent.columns)
        sheet.reset_dimensions()
        if not extent.rows:
            return iter(())
        return grid.plain_rows(sheet.iter_rows(max_row=extent.rows, max_col=extent.columns, values_only=True))

    def _extent(self, title: str) -> Extent:
        name = self.sheets[title]._worksheet_path  # type: ignore[attr-defined]  # of a sheet that is only read
        if name not in self.extents:
            with self.sheets[title]._get_source() as part:  # type: ignore[attr-defined]  # the same
                self.extents[name] = sheetscan.extent(part, title)
        found = self.extents[name]
        if isinstance(found, Exception):
            raise found
        return found
