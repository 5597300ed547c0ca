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
from kit.intake import absurd, coarse, interval_names, persons, rounded
from kit.intake.delivered import Delivered
from kit.intake.mapped import Mapped
from kit.intake.pipeline import Passed
from kit.intake.stage import USABLE, Stage
from kit.language.later import Later, later

_EARLY = pd.Timedelta(hours=2)  # before closing time; shorter silences are usual on a quiet line


def of(file: Delivered, found: Passed, counts: Mapped | None, table: pd.DataFrame | None) -> list[Later]:
    """Every doubt about the file. counts: a file of counts as mapped; table: its rows that are taken in."""
    told = [*rounded.doubts(found.mapper.repaired), *_without_values(file, found), *_stops_early(file, found.stage)]
    if counts is not None and table is not None:
        told += [*interval_names.doubts(file, table), *coarse.doubts(file, table), *absurd.doubts(file, counts, table)]
    return [*told, *persons.doubts(file, persons.first_staged(found.stage))]


def _without_values(file: Delivered, found: Passed) -> list[Later]:
    """Optional columns that are mapped and null on every row that lies in the past: a plan has no present yet."""
    stage, labels = found.stage, found.mapper.labels
    now = file.now.astimezone(dt.UTC).replace(tzinfo=None)
    columns = schema.TABLES[file.source.table].columns
    optional = [name for name in labels if not columns[name].required and stage.holds(name)]
    past = f"{USABLE} and \"{file.source.time_column}\" <= timestamp '{now:%Y-%m-%d %H:%M:%S.%f}'"
    rows, *filled = stage.one(", ".join(["count(*)", *(f'count("{name}")' for name in optional)]), past)
    return [
        later("intake.column_without_values", column=labels[name], canonical=name)
        for name, count in zip(optional, filled, strict=True)
        if rows and not count
    ]


def _stops_early(file: Delivered, stage: Stage) -> list[Later]:
    """A file of calls that was cut at a line's end looks whole: its last day only is too short."""
    if file.source.table != "calls" or file.source.delivers == "records":
        return []  # corrected records end anywhere; counts have a row per interval: see `gaps`
    rows = stage.ask("local_date, max(arrived_local) as last",
                     "(excluded is not null or not (bad or worse)) and local_date is not null",
                     "group by 1 order by 1")  # fmt: skip
    last = pd.Series(rows["last"].to_numpy(), index=pd.DatetimeIndex(rows["local_date"]), dtype="datetime64[us]")
    closed = {day: closing for day in last.index if (closing := _closing(file, day.date()))}
    day: pd.Timestamp = cast(pd.Timestamp, last.index.max())
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
