"""How much one delivered file may hold; each reader stops before it spends the memory that more would need.

In:   -
Out:  the limits, and `TooMuch`, which a reader turns into OversizedFile with the file's name.
Why:  half a gigabyte of memory must do for 10 million calls as for a million: files are read in blocks
      (benchmarks/intake.py prints the peak at both sizes). A hostile file may need 1 GB and no more
      (tests/unit/intake/test_intake_hostile.py). Counts and lists are held as a whole, for their rows are compared with
      each other: hence `MAX_ROWS`.
Not here: the size of the file itself (`guards`).
"""

from __future__ import annotations

MAX_ROWS = 500_000  # of counts and lists, which are held as a whole; a year of half-hours of 28 queues
MAX_STREAMED = 50_000_000  # of calls and events
BLOCK_ROWS = 50_000  # rows that are read and mapped at once
BLOCK_BYTES = 8 * 2**20  # of a text export
MAX_FAULTS = 300_000  # cells: a file with more of them is not the one that its mapping describes
MAX_COLUMNS = 1_024  # of a header; the widest export that was seen has 120
MAX_CELL = 32_767  # characters: Excel's own limit, and no comment of a call is longer
MAX_TEXT = 80 * 2**20  # characters of a file that is held as a whole
MAX_UNPACKED_TEXT = 4 * 2**30  # bytes that a text export may unpack to where it is read as a stream
MAX_RATIO = 200  # unpacked to packed: a spreadsheet of equal rows packs about 60 to 1
SMALL = 16 * 2**20  # bytes: below this no ratio is dangerous
MAX_ARCHIVE_LIST = 2**20  # bytes of a zip archive's list of contents, of which each entry has at least 46
MAX_LINE = 4 * 2**20  # characters of one line
MAX_SHEET_ROW, MAX_SHEET_COLUMN = 1_048_576, 16_384  # what a worksheet can have: beyond, its numbers are false


class TooMuch(Exception):
    """More than a limit. `what` is a slug of `kit/language/locale/intake.*.yml`, filled by `fields`."""

    def __init__(self, what: str, limit: object, **fields: object) -> None:
        self.what, self.limit, self.fields = what, limit, fields
        super().__init__(what)
