"""What became of one delivered file, and what the files of one command share while they are taken in.

In:   -
Out:  `Receipt`, the public answer; `Desk` and `Taken`, what passes between the steps.
Why:  reading, holding back and committing each add their part to the same receipt.
Not here: the steps (`receive`, `review`), how a receipt is told (`kit.cli.receipts`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kit import store
from kit.errors import KitError
from kit.intake.workroom import Workroom
from kit.params import Contract, Source, Sources


@dataclass
class Receipt:
    """What became of one file. rows_read = accepted + excluded + quarantined; all 0 where `error` refuses it.

    rejects: row_number, column, value, reason of what is in quarantine; quarantine: the file that keeps them, None in
    a dry run. repaired: cells or rows taken in otherwise than they stood (negative times set to null, unreadable
    callers, numbered rows), counted by kind and column of the file ("" for whole rows). gaps: open days and intervals
    without rows; aside: rows in quarantine by ISO local day, whole_aside: days of which every row is there (delivered,
    set aside: they are no gap), undated: rows in quarantine whose day cannot be read.
    formats: of columns that may be written in several units, cells by the unit that fitted. file_rows: rows
    of the file where columns became rows (rows_read counts their cells then), else 0. doubts: sentences about
    what was taken in and is worth a look, each to be called with a language.
    already: the same file, read to the same end, was there; nothing changed. remapped: the same file was there, read
    with another mapping. touched: ISO days that the file only touches. change: what it changed of the rows that stood,
    also where the file is held back (error is a ChangeHeld).
    """

    file: str
    sha256: str = ""
    source: str = ""
    table: str = ""
    rows_read: int = 0
    accepted: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    weeks: list[str] = field(default_factory=list)
    restated_weeks: list[str] = field(default_factory=list)
    remapped: bool = False
    already: bool = False
    error: KitError | None = None
    rejects: pd.DataFrame = field(default_factory=pd.DataFrame)
    quarantine: Path | None = None
    repaired: dict[str, dict[str, int]] = field(default_factory=dict)
    gaps: dict[str, list[str]] = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    whole_aside: list[str] = field(default_factory=list)
    undated: int = 0
    formats: dict[str, dict[str, int]] = field(default_factory=dict)
    file_rows: int = 0
    doubts: list[Callable[[str], str]] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    change: store.Change = field(default_factory=store.Change)

    def hold(self, error: KitError) -> None:
        """Nothing of the file is taken in; its counts are those of a refused one."""
        self.error = error
        self.rows_read = self.accepted = self.quarantined = 0
        self.excluded, self.aside, self.whole_aside, self.undated = {}, {}, [], 0


@dataclass(frozen=True)
class Desk:
    """What all files of one call share. named: whether the caller named the source; room: where rows are put aside."""

    partnership: str
    contract: Contract
    sources: Sources
    where: Path
    now: dt.datetime
    stated: bool
    dry_run: bool
    accept_change: bool
    named: bool
    key_of: Callable[[int], bytes]
    room: Workroom


@dataclass
class Taken:
    """One file on its way: its receipt; its batch and source unless it was refused. stamp: its newest (`newest`)."""

    path: Path
    receipt: Receipt
    batch: store.Batch | None = None
    source: Source | None = None
    stamp: float | None = None

    @property
    def read(self) -> tuple[Source, store.Batch]:
        """Source and batch of a file that was not refused."""
        assert self.source and self.batch, self.path
        return self.source, self.batch
