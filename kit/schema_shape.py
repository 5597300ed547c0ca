"""What a table and a column of it are, and the columns that tables share.

In:   nothing.
Out:  `Column`, `Table`; the words of both shapes and of a register's states; `PROVENANCE`, `REVISION`.
Why:  the tables stand in two modules, those of days and those that people keep as lists; either needs these.
Not here: the tables (`kit.schema`, `kit.schema_lists`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SIDES = ("client", "provider")
DAILY, REGISTER = "daily", "register"
OPEN, DONE, WITHDRAWN = "open", "done", "withdrawn"
STATUSES = (OPEN, DONE, WITHDRAWN)


@dataclass(frozen=True)
class Column:
    """One column: DuckDB type, unit ('' for none), meaning, whether a row may be without it.

    free: what people type, and may name a person. known: the only words that it may hold; empty: any. signed: a number
    that may be below zero. coded: a code that stands for a person, never a name. formerly: its name in files and
    mappings of before it was renamed, "" where it was not; words_formerly: the same of words, (then, now).
    """

    type: str
    unit: str = ""
    meaning: str = ""
    required: bool = False
    free: bool = False
    known: tuple[str, ...] = ()
    signed: bool = False
    coded: bool = False
    formerly: str = ""
    words_formerly: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """One canonical table. `time` is the column that dates a row; `key` makes it unique within a source.

    A register has no `time`, a `key` of one column and a column `status`; statuses: the words of that column, each with
    what it means for the register (one of STATUSES: still open, over, or no longer said). frozen: columns that count as
    they stood in the last revision that was open: what was written beforehand. lives: a row that changes later has got
    its next state, and was not corrected.
    """

    name: str
    owed_by: str
    time: str
    key: tuple[str, ...]
    columns: dict[str, Column] = field(default_factory=dict)
    shape: str = DAILY
    frozen: tuple[str, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=lambda: {word: word for word in STATUSES})
    lives: bool = False

    @property
    def is_register(self) -> bool:
        """Whether its rows are revised by their key, instead of replaced by the days of a delivery."""
        return self.shape == REGISTER

    @property
    def of_moments(self) -> bool:
        """Whether a row is one thing that happened at a moment, instead of a count of an interval."""
        return not self.is_register and "minutes" not in self.columns

    @property
    def local_time(self) -> str:
        """The column with the row's moment on the partnership's own clock: arrived_local beside arrived_at."""
        return f"{self.time.removesuffix('_at')}_local"

    @property
    def content(self) -> tuple[str, ...]:
        """Columns that say something of the row itself, not of the delivery that brought it."""
        return tuple(name for name in self.columns if name not in REVISION)

    def words(self, state: str) -> tuple[str, ...]:
        """The words of `status` that mean one of STATUSES."""
        return tuple(word for word, means in self.statuses.items() if means == state)

    @property
    def formerly(self) -> dict[str, str]:
        """Today's name of each column by its former one."""
        return {column.formerly: name for name, column in self.columns.items() if column.formerly}

    @property
    def counts(self) -> tuple[str, ...]:
        """Columns whose values may be added up over rows."""
        return tuple(name for name, column in self.columns.items() if column.unit in ("calls", "s of calls"))


# Every table carries them: which file and row a figure comes from.
PROVENANCE = {
    "source": Column("VARCHAR", meaning="name of the mapping in sources.yml", required=True),
    "delivery": Column("VARCHAR", meaning="SHA-256 of the delivered file", required=True),
    "row_number": Column("BIGINT", meaning="line of that file as an editor shows it, from 1", required=True),
}

# A register's rows carry when and by whom they were said, too. The store fills `received_at` to `list_number`.
REVISION = {
    "key_scope": Column(
        "VARCHAR", meaning="source within which the key is unique; empty: shared by sources", required=True
    ),
    "received_at": Column("TIMESTAMP", "UTC", "when the list that holds the row was received", required=True),
    "side": Column("VARCHAR", meaning="who owes the list: client or provider", required=True),
    "list_number": Column("BIGINT", meaning="number of the list among those of its source, from 1", required=True),
    **PROVENANCE,
}
