"""What stands once above a table, or in its sheet's name, as a column of all its rows.

In:   numbered rows on their way to blocks, the source's `titles`, the name of the sheet.
Out:  the same rows; the blocks with a column for each title. UnreadableFile where a title is missing, has two values,
      or the name of a column of the file.
Why:  a sheet of one day whose title were passed over would belong to no day, and one whose title is guessed to another.
Not here: the header and the rows below it (`assembly`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kit.errors import UnreadableFile
from kit.intake import cells
from kit.intake.blocks import Lines
from kit.intake.coded import Coded
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid, is_empty, tidy
from kit.language.later import later

Rows = Iterator[tuple[int, Sequence] | Lines]


class Titles:
    """The titles of one table, as its rows pass by."""

    def __init__(self, file: Delivered, header_row: int, sheet: str) -> None:
        self.file, self.header_row, self.sheet = file, header_row, sheet
        self.stated = file.source.file.titles
        self.found: dict[str, set[str]] = {tidy(title.column): set() for title in self.stated}
        self._look(sheet)

    def watched(self, rows: Rows) -> Rows:
        """The rows as they are; those above the header are looked at."""
        return self._passing(rows) if self.stated else rows

    def _passing(self, rows: Rows) -> Rows:
        for item in rows:
            if not isinstance(item, Lines) and item[0] < self.header_row:
                for cell in item[1]:
                    self._look("" if is_empty(cell) else _text(cell))
            yield item

    def _look(self, text: str) -> None:
        for title in self.stated:
            if text and (found := re.search(title.matches, text)) and found[1]:
                self.found[tidy(title.column)].add(found[1])

    def added(self, grids: Iterator[Grid]) -> Iterator[Grid]:
        """The blocks with a column for each title."""
        return self._with_columns(grids) if self.stated else grids

    def _with_columns(self, grids: Iterator[Grid]) -> Iterator[Grid]:
        for grid in grids:
            for title in self.stated:
                self._check(title.matches, tidy(title.column), grid)
            made = {name: Coded.alike(*values, len(grid)) for name, values in self.found.items()}
            yield replace(grid, columns=grid.columns | made)

    def _check(self, matches: str, column: str, grid: Grid) -> None:
        if column in grid.columns:
            raise self._refused("title_is_column", column, matches)
        if len(self.found[column]) != 1:
            raise self._refused("several_titles" if self.found[column] else "no_title", column, matches)

    def _refused(self, slug: str, column: str, matches: str) -> UnreadableFile:
        where = later("intake.on_sheet", sheet=self.sheet) if self.sheet else ""
        what = later(f"intake.{slug}", column=column, matches=matches, row=self.header_row, where=where)
        return self.file.refuse(UnreadableFile, what=what)


def _text(cell: object) -> str:
    """A cell as text; a spreadsheet's date without a time of day as the day alone."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cells.text(cell)
