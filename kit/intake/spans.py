"""Which days a file speaks of, and which it only touches.

In:   how many rows of a file stand on each local day; its source, which says how often it comes.
Out:  the days of which it holds next to nothing, at the edge of its period: their other rows were not exported.
Why:  an export from Monday 00:00 to Sunday 24:00 on another clock brings three calls of the next Monday; taken for the
      whole of that Monday they would remove 900 others, and count as the next week's delivery.
Not here: lone dates far from all others (`stray`), what stood on those days (`guard`).
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kit.params import Source
from kit.period import Period

_SHARE = 0.25  # of a usual day of the file; a short day of a week that is delivered whole is not at its edge
_MOST_DAYS = 2  # that an edge may have
_DAY_SHARE = 0.05  # of files owed every day: a Saturday may well have a tenth of a Friday's calls


def touched(source: Source, counts: pd.Series) -> list[dt.date]:
    """The days at the edges of the file that it only touches. counts: rows per local day, sorted by day."""
    if source.delivers == "records" or source.parts or source.every is None:
        return []
    share = _DAY_SHARE if source.every == "day" else _SHARE
    by_period: dict[Period, list[dt.date]] = {}
    for day in counts.index:
        by_period.setdefault(Period.holding(source.every, day), []).append(day)
    groups = list(by_period.values())
    found = []
    for edge in (0, -1):
        while len(groups) > 1 and _is_touched(counts, groups[edge], [d for g in groups for d in g], share):
            found += groups.pop(edge)
    return sorted(found)


def _is_touched(counts: pd.Series, edge: list[dt.date], days: list[dt.date], share: float) -> bool:
    rest = counts[[day for day in days if day not in edge]]
    return len(edge) <= _MOST_DAYS and all(counts[day] <= share * _usual(rest, day) for day in edge)


def _usual(rest: pd.Series, day: dt.date) -> float:
    """What the file has on such a day: on the same weekdays, where it holds any."""
    same = rest[[other.weekday() == day.weekday() for other in rest.index]]
    return float((same if len(same) else rest).median())
