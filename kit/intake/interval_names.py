"""By which end the intervals of a file are named, and which day a midnight belongs to.

In:   moments as written, in the file's order; the opening hours.
Out:  midnights that end their own date; a doubt where names and opening hours are one interval apart.
Why:  half an hour's shift misplaces every peak, a midnight on the wrong date adds calls to a closed day.
Not here: 24:00 (`time_formats`), time zones (`times`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import numpy as np
import pandas as pd

from kit import schema
from kit.intake.delivered import Delivered
from kit.language.later import Later, later

_DAY = 1440
_NEARLY_ALL = 0.9  # of the open days: one day may begin late after an outage


def holds_something(table: str, frame: pd.DataFrame) -> np.ndarray:
    """Rows that count anything; every row is a call in a table of calls."""
    columns = schema.TABLES[table].columns
    names = [name for name in frame if name in columns and columns[name].unit in ("calls", "advisers")]
    if table == "calls" or not names:
        return np.ones(len(frame), dtype=bool)
    return (frame[names].fillna(0.0).sum(axis=1) > 0).to_numpy()


def holding_something(table: str, names: Iterable[str]) -> str:
    """The same as a condition in SQL. names: the columns at hand."""
    columns = schema.TABLES[table].columns
    counted = [name for name in names if name in columns and columns[name].unit in ("calls", "advisers")]
    if table == "calls" or not counted:
        return "true"
    return f"{' + '.join(f'coalesce({chr(34)}{name}{chr(34)}, 0)' for name in counted)} > 0"


def midnights_of_their_date(local: np.ndarray, groups: pd.Series, minutes: int, stated: str | None) -> np.ndarray:
    """Rows named 00:00 that mean the end of that very date. local: moments as written; NaT where none.

    stated: "same_date" or "next_date" of the mapping. Where it says neither, the file's order does: 00:00 beside the
    date's last interval (23:30) ends the date, beside its first (00:30) it begins it.
    """
    written = pd.Series(local)
    midnight = ((written == written.dt.normalize()) & written.notna()).to_numpy()
    if stated or not midnight.any() or minutes >= _DAY:
        return midnight & (stated == "same_date")
    step = pd.Timedelta(minutes=minutes)
    own, other = np.zeros(len(written), dtype=bool), np.zeros(len(written), dtype=bool)
    by = groups.fillna("").to_numpy()
    for way in (1, -1):
        beside = written.groupby(by).shift(way)
        own |= midnight & (beside == written + pd.Timedelta(days=1) - step).to_numpy()
        other |= midnight & ((beside == written + step) | (beside == written - step)).to_numpy()
    return midnight if own.any() and not other.any() else np.zeros(len(written), dtype=bool)


def doubts(file: Delivered, table: pd.DataFrame) -> list[Later]:
    """Whether the rows stand one interval beside the opening hours, on nearly every open day.

    An interval that begins when the line closes, on a day whose first one is missing, is named by its other end.
    """
    interval = file.source.interval
    if interval is None or interval.minutes >= _DAY / 2 or table.empty:
        return []
    shift = 1 if interval.named_by == "start" else -1
    for rows in (table, table[holds_something(file.source.table, table)]):
        if _beside(file, rows, interval.minutes, shift) or (
            shift > 0 and _ends_at_midnight(file, rows, interval.minutes)
        ):
            other = "end" if shift > 0 else "start"
            line = f"interval: {{minutes: {interval.minutes}, named_by: {other}}}"
            return [later(f"intake.named_by_{other}", line=line, first=f"{rows['start_local'].min():%Y-%m-%d %H:%M}")]
    return []


def _beside(file: Delivered, rows: pd.DataFrame, step: int, shift: int) -> bool:
    """Whether each day's first and last rows are `shift` times `step` minutes after those of the opening hours."""
    seen = open_days = 0
    for key, starts in rows.groupby("local_date")["start_local"]:
        day = cast(pd.Timestamp, key)
        spans = file.contract.open_spans(day.date())
        if not spans or spans[-1][1] == _DAY:
            continue  # the row of 24:00 stands on the next day
        open_days += 1
        minutes = (starts - day) // pd.Timedelta(minutes=1)
        last = spans[-1][1] - step
        seen += bool(minutes.min() == spans[0][0] + shift * step and minutes.max() == last + shift * step)
    return open_days > 0 and seen >= _NEARLY_ALL * open_days


def _ends_at_midnight(file: Delivered, rows: pd.DataFrame, step: int) -> bool:
    """Whether a file of a line that never closes goes from 00:30 to 00:00 of the day after, by its names."""
    if rows.empty:
        return False
    first, last = rows["start_local"].min(), rows["start_local"].max()
    begins = first == first.normalize() + pd.Timedelta(minutes=step)
    spans = file.contract.open_spans(first.date())
    return bool(begins and last == last.normalize() and spans and spans[0][0] == 0 and spans[-1][1] == _DAY)
