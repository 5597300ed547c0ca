"""Spans in which a zone's clock stands at one distance from UTC.

In:   moments (naive, of one clock or of UTC), the zone.
Out:  the distance, where it is one from a day before the first to a day after the last; else None.
Why:  nearly every block of a file lies between two changes of the clock: then a moment is moved by one subtraction, and
      no hour comes twice or never.
Not here: the two nights of the year in which that is not so (`times`).
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

_LONGEST = 40  # days: a zone may change its clock and change it back within two months, but not within so few
_DAY = dt.timedelta(days=1)


def distance(moments: np.ndarray, zone: str) -> np.timedelta64 | None:
    """How far the clock is ahead of UTC at all of these moments (datetime64[us], NaT aside)."""
    days = moments.astype("datetime64[D]")
    known = days[~np.isnat(days)]
    if not len(known):
        return None
    first, last = known.min().item() - _DAY, known.max().item() + _DAY
    if (last - first).days > _LONGEST or not 1 < first.year <= last.year < 9998:
        return None
    found = {_on(zone, first + dt.timedelta(days=after)) for after in range((last - first).days + 1)}
    one = found.pop()
    return None if found or one is None else np.timedelta64(one, "us")


@lru_cache(maxsize=4_096)
def _on(zone: str, day: dt.date) -> dt.timedelta | None:
    """The distance on one day; None where it changes within it."""
    clock = ZoneInfo(zone)
    edges = [
        dt.datetime.combine(one, dt.time(), clock).replace(fold=fold) for one in (day, day + _DAY) for fold in (0, 1)
    ]
    distances = {moment.utcoffset() for moment in edges}
    return distances.pop() if len(distances) == 1 else None
