"""Checks of the back office's files and of what happened to them: moments that contradict each other.

In:   mapped rows of one file of `cases` or `events`.
Out:  faults of rows whose own moments cannot be; doubts about what a row repeats of its case.
Why:  a file that was closed before it was opened, or tomorrow, makes a lead time that nobody can explain; months later
      nobody can be asked. An event has happened whatever its log says of the whole case: it is taken in, and told.
Not here: what is only unusual and may have happened: events out of their order or after the closing, a start without
      its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kit.intake import times, written
from kit.intake.delivered import Delivered
from kit.intake.mapped import Mapped
from kit.intake.stage import USABLE, Stage
from kit.language.later import Later, later

TABLES = ("cases", "events")
# Of a row itself: moments in the order in which they must come, where it has both; and those that cannot lie ahead.
_IN_ORDER = (("opened_at", "closed_at"), ("occurred_at", "ended_at"))
_HAPPENED = ("closed_at", "ended_at")
_OF_CASE = ("case_opened_at", "case_closed_at")
_ASKED, _MOST_ASKED = "case_key, row_number", 100_000


def check(file: Delivered, mapped: Mapped) -> None:
    """Adds a fault to each row whose own moments cannot be."""
    if file.source.table not in TABLES:
        return
    frame, now = mapped.frame, _now(file)
    for name in _HAPPENED:
        if name in frame:
            written.fault(file, mapped, name, (frame[name].to_numpy() > now) & mapped.usable(), "future")
    for first, then in _IN_ORDER:
        if first in frame and then in frame:
            wrong = _ends_first(file, frame[first], frame[then])
            written.fault(file, mapped, then, wrong & mapped.usable(), "ends_before_start")


def _ends_first(file: Delivered, first: pd.Series, then: pd.Series) -> np.ndarray:
    """Where an end lies before its start. An end without a time of day may be any of its day."""
    starts, ends = (times.local_clock(of.to_numpy(), file.contract.time_zone) for of in (first, then))
    midnight = ends == ends.astype("datetime64[D]")
    return ends < np.where(midnight, starts.astype("datetime64[D]").astype("datetime64[us]"), starts)


def doubts(file: Delivered, stage: Stage, labels: dict[str, str]) -> Iterator[Later]:
    """What the rows taken in say of their cases and cannot be: how many cases, and one of the rows.

    labels: what the file calls its columns.
    """
    opened, closed = _OF_CASE
    now = f"timestamp '{file.now.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}'"
    for name in _OF_CASE:
        if stage.holds(name):
            yield from _of_cases(
                stage.ask(_ASKED, f"{USABLE} and {name} > {now}", f"limit {_MOST_ASKED}"), "cases_ahead", labels[name]
            )
    if stage.holds(opened) and stage.holds(closed):
        rows = stage.ask(f"{_ASKED}, {opened}, {closed}", f"{USABLE} and {closed} < {opened}", f"limit {_MOST_ASKED}")
        yield from _of_cases(rows[_ends_first(file, rows[opened], rows[closed])], "cases_end_first", labels[closed])


def _of_cases(rows: pd.DataFrame, slug: str, column: str) -> Iterator[Later]:
    if len(rows):
        cases, row = rows["case_key"].nunique(), int(rows["row_number"].min())
        yield later(f"intake.{slug}", cases=cases, row=row, column=column)


def _now(file: Delivered) -> np.datetime64:
    return np.datetime64(file.now.astimezone(dt.UTC).replace(tzinfo=None), "us")
