"""What one cell of a worksheet holds: its text, its kind and the format of its style, to a cell of a grid.

In:   the text of `<v>`, the kind `t=`, the style `s=` as they stand in the XML; the workbook's shared texts and styles.
Out:  text, int, float, datetime, time, timedelta: what `grid.plain` allows.
Why:  a number is a date by the format of its style alone, and which day is 0 is said by the workbook; openpyxl knows
      both, and its conversions are used. Whole numbers stay whole: an id above 2^53 read as a float is another id.
Not here: finding the cells (`sheetrows`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from openpyxl.utils.datetime import from_excel, from_ISO8601

from kit.intake import grid

OUTSIDE = "#VALUE!"  # what a spreadsheet shows for a number that is no date in a cell formatted as one


@dataclass(frozen=True)
class Cells:
    """How the cells of one workbook are read. strings: the texts that its sheets share. dates, spans: the styles that
    show a number as a date or time, and those that show a duration ("[h]:mm:ss"). epoch: day 0."""

    strings: list[str]
    dates: frozenset[str]
    spans: frozenset[str]
    epoch: dt.datetime

    def value(self, kind: str, style: str, text: str) -> object:
        """A cell's value. Raises ValueError, IndexError where the XML says what no spreadsheet writes."""
        if kind in ("", "n"):
            number = float(text) if "." in text or "E" in text or "e" in text else int(text)
            return self._dated(number, style) if style in self.dates else number
        if kind == "s":
            at = int(text)
            if at < 0:
                raise IndexError(f"shared text {at}")
            return self.strings[at]
        if kind == "b":
            return "true" if int(text) else "false"
        return grid.plain(from_ISO8601(text)) if kind == "d" else text  # "str", and "e": an error is what it shows

    def _dated(self, number: float, style: str) -> object:
        try:
            return from_excel(number, self.epoch, timedelta=style in self.spans)
        except (OverflowError, ValueError):
            return OUTSIDE
