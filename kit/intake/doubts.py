"""What is taken in and still worth a look: columns without values, a file that ends too early.

In:   the rows of one file that go into its table, its contract.
Out:  doubts as sentences; nothing is refused and no row is touched.
Why:  whoever sends the file reads the receipt at once; on Monday it would be somebody else's question.
Not here: hours without rows (`gaps`), faults of cells and rows (`mapping`, `checks`).
"""

from __future__ import annotations

import datetime as dt
from typing import cast

import pandas as pd

from kit import schema
from kit.intake import absurd, back_office, coarse, interval_names, persons, rounded
from kit.intake.delivered import Delivered
from kit.intake.mapping import Mapped
from kit.language.later import Later, later

_EARLY = pd.Timedelta(hours=2)  # before closing time; shorter silences are usual on a quiet line


def of(file: Delivered, mapped: Mapped, table: pd.DataFrame, dated: pd.DataFrame) -> list[Later]:
    """Every doubt about the file. table: rows taken in; dated: those and the excluded ones."""
    return [
        *rounded.doubts(mapped.repaired),
        *_without_values(file, mapped, table),
        *_stops_early(file, dated),
        *interval_names.doubts(file, table),
        *coarse.doubts(file, table),
        *absurd.doubts(file, mapped, table),
        *persons.doubts(file, table),
        *back_office.doubts(file, mapped, table),
    ]


def _without_values(file: Delivered, mapped: Mapped, table: pd.DataFrame) -> list[Later]:
    """Optional columns that are mapped and null on every row that lies in the past: a plan has no present yet."""
    now = pd.Timestamp(file.now.astimezone(dt.UTC).replace(tzinfo=None))
    past = table[table[file.source.time_column] <= now]
    columns = schema.TABLES[file.source.table].columns
    return [
        later("intake.column_without_values", column=label, canonical=name)
        for name, label in mapped.labels.items()
        if len(past) and not columns[name].required and past[name].isna().all()
    ]


def _stops_early(file: Delivered, dated: pd.DataFrame) -> list[Later]:
    """A file of calls that was cut at a line's end looks whole: its last day only is too short."""
    if file.source.table != "calls" or file.source.delivers == "records":
        return []  # corrected records end anywhere; counts have a row per interval: see `gaps`
    last = dated.groupby("local_date")["arrived_local"].max()
    closed = {day: closing for day in last.index if (closing := _closing(file, day.date()))}
    day = last.index.max()
    if day not in closed or closed[day] - last[day] <= _EARLY:
        return []
    others = [closed[other] - last[other] > _EARLY for other in closed if other != day]
    if sum(others) * 2 > len(others):
        return []  # a line so quiet that it usually ends like that
    return [later("intake.stops_early", last=f"{last[day]:%Y-%m-%d %H:%M}", closing=_clock(closed[day], day))]


def _clock(closing: pd.Timestamp, day: pd.Timestamp) -> str:
    """Time of day; the end of the day is 24:00, not the 00:00 at which it began."""
    return "24:00" if closing > day and closing == closing.normalize() else f"{closing:%H:%M}"


def _closing(file: Delivered, day: dt.date) -> pd.Timestamp | None:
    """When the line closed that day, or the file came if that was earlier; None on a closed day."""
    spans = file.contract.open_spans(day)
    if not spans:
        return None
    came = pd.Timestamp(file.now.astimezone(file.contract.zone).replace(tzinfo=None))
    return cast(pd.Timestamp, min(pd.Timestamp(day) + pd.Timedelta(minutes=spans[-1][1]), came))
