"""Local days as the tables hold them.

In:   a day: a date, or its ISO name.
Out:  its midnight, without a zone.
Why:  pandas gives "no moment" for what names none; as the key of a table it would silently match nothing.
Not here: weeks and other periods (`kit.period`), which days a line is open (`sums`).
"""

from __future__ import annotations

import datetime as dt

import pandas as pd


def timestamp(day: dt.date | str) -> pd.Timestamp:
    """The midnight at which a day begins. Raises ValueError where it names none."""
    found = pd.Timestamp(day)
    if not isinstance(found, pd.Timestamp):
        raise ValueError(f"no day: {day!r}")
    return found
