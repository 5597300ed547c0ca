"""How much one delivered file may hold; each reader stops before it spends the memory that more would need.

In:   -
Out:  the limits, and `TooMuch`, which a reader turns into OversizedFile with the file's name.
Why:  whatever is delivered, 1 GB of memory must do: measured, a year of a busy line (442,250 calls of 16 columns,
      67 MB) takes 570 MB from the file to the tables, 500,000 rows of long texts (80 MB) 800 MB.
      tests/unit/intake/test_intake_hostile.py holds it.
Not here: the size of the file itself (`guards`).
"""

from __future__ import annotations

MAX_ROWS = 500_000
MAX_FAULTS = 300_000  # cells: a file with more of them is not the one that its mapping describes
MAX_COLUMNS = 1_024  # of a header; the widest export that was seen has 120
MAX_CELL = 32_767  # characters: Excel's own limit, and no comment of a call is longer
MAX_TEXT = 80 * 2**20  # bytes of a text export, unpacked; of other formats, characters
MAX_UNPACKED_TEXT = 4 * 2**30  # bytes that a text export may unpack to where it is read as a stream
MAX_RATIO = 200  # unpacked to packed: a spreadsheet of equal rows packs about 60 to 1
SMALL = 16 * 2**20  # bytes: below this no ratio is dangerous
MAX_ARCHIVE_LIST = 2**20  # bytes of a zip archive's list of contents, of which each entry has at least 46
MAX_LINES = 4 * MAX_ROWS  # of a text export: comments have line breaks, and empty lines are no rows
MAX_LINE = 4 * 2**20  # characters of one line
MAX_SHEET_ROW, MAX_SHEET_COLUMN = 1_048_576, 16_384  # what a worksheet can have: beyond, its numbers are false


class TooMuch(Exception):
    """More than a limit. `what` is a slug of `kit/language/locale/intake.*.yml`, filled by `fields`."""

    def __init__(self, what: str, limit: object, **fields: object) -> None:
        self.what, self.limit, self.fields = what, limit, fields
        super().__init__(what)
