"""What contradicts itself in a row of a list: its days, its moments, its state, its codes.

In:   mapped rows of one list.
Out:  faults added to the rows, each with its cell and its reason.
Why:  whoever keeps a list by hand corrects a row in the minute in which it is set aside; taken in, an incident that
      ends before it began would cost a negative number of calls.
Not here: single cells (`mapping`), two rows with one key (`checks`), persons in texts (`persons`).
"""

from __future__ import annotations

import re

import numpy as np

from kit import schema
from kit.intake import masks, written
from kit.intake.cells import is_null
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.mapping import Mapped

# Days in the order in which they must come, and what is wrong where they do not.
_IN_ORDER = (
    ("decided_on", "due_on", "due_before_decided"),
    ("decided_on", "done_on", "done_before_decided"),
    ("asked_on", "due_on", "due_before_asked"),
    ("asked_on", "answered_on", "answered_before_asked"),
    ("heard_on", "passed_on", "passed_before_heard"),
    ("called_on", "listened_on", "listened_before_call"),
    ("starts_on", "ends_on", "ends_before_start"),
    ("started_local", "ended_local", "ends_before_start"),
    ("starts_on", "wave_2_on", "wave_before_start"),
    ("wave_2_on", "wave_3_on", "wave_before_start"),
    ("wave_3_on", "wave_4_on", "wave_before_start"),
)
# What lies ahead has not happened.
_HAPPENED = (
    "decided_on", "done_on", "asked_on", "answered_on", "heard_on", "passed_on", "told_on", "called_on", "listened_on",
    "started_local", "ended_local",
)  # fmt: skip
_WHEN_OVER = ("starts_on", "held_on")  # the same of a row that says that it is over: a session held, a half-day signed
_WHILE_OPEN = (("done_on", "done_and_open"), ("answered_on", "answered_and_open"))
_CODE = re.compile(r"[A-Za-z]{0,3}[-_. ]?\d{1,5}")  # "A07", "ST-112"; no name fits, and no telephone number
_LEVELS = (0, 1, 2)


def run(file: Delivered, grid: Grid, mapped: Mapped) -> None:
    """Every check of a list's rows, in the order in which a reader would want to be told."""
    _happened(file, mapped)
    _in_order(file, mapped)
    _states(file, mapped)
    _halves(file, grid, mapped)
    _codes(file, mapped)
    if "level" in mapped.frame:
        strange = mapped.frame["level"].notna() & ~mapped.frame["level"].isin(_LEVELS)
        written.fault(file, mapped, "level", strange.to_numpy(), "unknown_level")


def _happened(file: Delivered, mapped: Mapped) -> None:
    frame, clock = mapped.frame, file.now.astimezone(file.contract.zone).replace(tzinfo=None)
    today = clock.replace(hour=0, minute=0, second=0, microsecond=0)
    over = frame["status"].isin(schema.TABLES[file.source.table].words(schema.DONE))
    for name in (*_HAPPENED, *_WHEN_OVER):
        if name in frame:
            ahead = frame[name] > (clock if name.endswith("_local") else today)
            written.fault(file, mapped, name, (ahead & (over | (name in _HAPPENED))).to_numpy(), "future")


def _in_order(file: Delivered, mapped: Mapped) -> None:
    frame = mapped.frame
    for first, then, reason in _IN_ORDER:
        if first in frame and then in frame:
            written.fault(file, mapped, then, (frame[then] < frame[first]).to_numpy(), reason)


def _states(file: Delivered, mapped: Mapped) -> None:
    """States that a day of their row denies, or that need a day which is not there."""
    frame, table = mapped.frame, schema.TABLES[file.source.table]
    still_open = frame["status"].isin(table.words(schema.OPEN))
    for name, reason in _WHILE_OPEN:
        if name in frame:
            written.fault(file, mapped, name, (frame[name].notna() & still_open).to_numpy(), reason)
    if "ended_local" in frame:
        endless = frame["ended_local"].isna() & frame["status"].isin(table.words(schema.DONE))
        written.fault(file, mapped, "ended_local", endless.to_numpy(), "over_without_end")
    if table is schema.TABLES["campaigns"] and "starts_on" in frame:
        undated = frame["starts_on"].isna() & frame["status"].isin(("confirmed", "moved"))
        written.fault(file, mapped, "starts_on", undated.to_numpy(), "confirmed_without_start")


def _halves(file: Delivered, grid: Grid, mapped: Mapped) -> None:
    """Moments of which the list states the day alone, or the hour alone: dropped, an end would be a lasting outage."""
    nulls = frozenset(file.source.file.nulls)
    for name, column in file.source.columns.items():
        if not column.join or schema.TABLES[file.source.table].columns[name].type != "TIMESTAMP":
            continue
        parts = [grid.first_of(part.from_) for part in column.join]
        empty = np.array([[is_null(cell, nulls) for cell in grid.columns[part]] for part in parts if part])
        halves = empty.any(axis=0) & ~empty.all(axis=0)
        written.fault(file, mapped, name, np.asarray(halves), "half_a_moment")


def _codes(file: Delivered, mapped: Mapped) -> None:
    """Cells that are no code where one stands for a person: a name written there by mistake is not even shown."""
    for name, spec in schema.TABLES[file.source.table].columns.items():
        if spec.coded and name in mapped.frame:
            cells = list(mapped.frame[name])
            wrong = [cell is not None and cell == cell and not _CODE.fullmatch(str(cell)) for cell in cells]
            mapped.faults.add(np.flatnonzero(wrong), written.label(file, mapped, name), cells, "no_code", masks.PERSON)
