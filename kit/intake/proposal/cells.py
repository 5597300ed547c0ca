"""What the cells of one column are, counted over every row of the file.

In:   the cells of a column, block by block.
Out:  `Seen`: how many cells are empty, numbers, durations, moments, words; which formats read them; how far they reach.
Why:  a format holds only if it reads every row. What is kept does not grow with the file: each distinct cell of a block
      is judged once, and of the distinct cells only the first two thousand are remembered.
Not here: what follows from it (`fields`, `shape`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from kit.intake import grid, looks
from kit.intake.cells import text
from kit.intake.proposal.moments import Moments
from kit.intake.proposal.numbers import Numbers
from kit.params.fileshape import NULLS

MOST_DISTINCT = 2_000
# What stands for nothing in exports, besides the marks that the mapping language knows by itself.
NULL_WORDS = frozenset(
    ("null", "none", "nan", "na", "n/a", "n.d.", "nd", "nc", "--", "---", "?", "(null)", "\\n", "nil", "<na>")
)
_CLOCK_3 = re.compile(r"^[-+\u2212]?\d{1,6}:[0-5]\d:[0-5]\d(?:[.,]\d{1,6})?$")
_CLOCK_2 = re.compile(r"^[-+\u2212]?\d{1,6}:[0-5]\d$")
_RANGE = re.compile(r"^(\d{1,2})(?:[:hH](\d{2})?)?\s*(?:-|–|à|a|to|/)\s*(\d{1,2})(?:[:hH](\d{2})?)?(?::\d{2})?$")
_SECONDS_SUFFIX = re.compile(r"^\d+(?:[.,]\d+)?\s*(ms|s|min|h)\.?$", re.I)
_FIGURE = re.compile(r"\d")
_PHONE = 8  # characters: no telephone number is shorter


@dataclass
class Seen:
    """One column of the file. Counts are rows. kinds: empty, null, number, percent, clock3, clock2, range, native_time,
    native_duration, native_moment, formula, word, suffixed. distinct: the first values with their rows; `many`: there
    are more. minutes: minutes of the day that clocks name."""

    name: str
    rows: int = 0
    kinds: Counter = field(default_factory=Counter)
    distinct: Counter = field(default_factory=Counter)
    many: bool = False
    null_marks: Counter = field(default_factory=Counter)
    numbers: Numbers = field(default_factory=Numbers)
    moments: Moments = field(default_factory=Moments)
    minutes: set[int] = field(default_factory=set)
    longest_clock: int = 0
    suffixes: Counter = field(default_factory=Counter)
    phones: int = 0
    scientific: int = 0
    longest: int = 0

    def take(self, cells: Sequence[object]) -> None:
        """Counts the cells of a block."""
        self.rows += len(cells)
        dated: Counter[str] = Counter()
        for cell, count in Counter(cells).items():
            self._judge(cell, count, dated)
        self.moments.take(dated)

    @property
    def filled(self) -> int:
        """Rows with a cell that is neither empty nor a null mark."""
        return self.rows - self.kinds["empty"] - self.kinds["null"]

    def all_are(self, *kinds: str) -> bool:
        """Whether every filled cell is of one of the kinds, and there is one."""
        return self.filled > 0 and sum(self.kinds[kind] for kind in kinds) == self.filled

    def _judge(self, cell: object, count: int, dated: Counter[str]) -> None:
        if grid.is_empty(cell):
            self.kinds["empty"] += count
            return
        if not isinstance(cell, str):
            self._judge_typed(cell, count)
        else:
            self._judge_text(cell.strip(), count, dated)

    def _judge_typed(self, cell: object, count: int) -> None:
        self._remember(text(cell), count)
        if isinstance(cell, dt.datetime):
            # A spreadsheet's duration of more than a day is a date of 1900.
            early = cell.replace(tzinfo=None) < dt.datetime(1905, 1, 1)
            self.kinds["native_duration" if early else "native_moment"] += count
            self.moments.take_native(cell, count)
        elif isinstance(cell, dt.time):
            self.kinds["native_time"] += count
            self.minutes.add(cell.hour * 60 + cell.minute)
        elif isinstance(cell, dt.timedelta):
            self.kinds["native_duration"] += count
        else:
            self.kinds["number"] += count
            self.numbers.take(cell, count)

    def _judge_text(self, written: str, count: int, dated: Counter[str]) -> None:
        if written in NULLS or written.casefold() in NULL_WORDS:
            self.kinds["null"] += count
            self.null_marks[written] += count
            return
        self._remember(written, count)
        self.longest = max(self.longest, len(written))
        if written.startswith("="):
            self.kinds["formula"] += count
            return
        figures = bool(_FIGURE.search(written))
        if figures and Moments.may_be(written):
            dated[written] += count
        if figures and len(written) >= _PHONE and looks.number_of(written):
            self.phones += count
        self.kinds[self._kind(written, count) if figures else "word"] += count

    def _kind(self, written: str, count: int) -> str:
        if _CLOCK_3.match(written) or _CLOCK_2.match(written):
            parts = [int(part) for part in re.findall(r"\d+", written)[:2]]
            self.longest_clock = max(self.longest_clock, parts[0])
            self._note_minute(parts[0], parts[1])
            return "clock3" if _CLOCK_3.match(written) else "clock2"
        if found := _RANGE.match(written):
            self._note_minute(int(found[1]), int(found[2] or 0))
            return "range"
        if written.endswith("%") and self.numbers.take(written[:-1].strip(), count):
            return "percent"
        if self.numbers.take(written, count):
            self.scientific += count if "E" in written.upper() else 0
            return "number"
        if found := _SECONDS_SUFFIX.match(written):
            self.suffixes[found[1].lower()] += count
            return "suffixed"
        return "word"

    def _note_minute(self, hour: int, minute: int) -> None:
        if hour <= 24 and minute < 60:
            self.minutes.add(hour % 24 * 60 + minute)

    def _remember(self, written: str, count: int) -> None:
        if written in self.distinct or len(self.distinct) < MOST_DISTINCT:
            self.distinct[written] += count
        else:
            self.many = True
