"""Dates that stand alone: a few rows far from all others are a wrong date.

In:   the staged rows of one file, the contract's opening hours.
Out:  faults of the rows whose date is far from the file's others, and from their own queue's.
Why:  taken in, a mistyped year would make the file replace every day between; yet a queue that is called once a week
      stands alone beside a busy one on each of its days: its rows are held against its own rhythm.
Not here: days that a file only touches (`spans`), what stood on those days (`guard`), rows of months (`coarse`).

A mapping whose dates are right all the same says `lone_days: keep`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.intake.delivered import Delivered
from kit.intake.late import Late
from kit.intake.stage import USABLE, Stage
from kit.store.relation import text

_GAP_DAYS = 14
_SHARE, _ROWS = 0.01, 3
_BUSY, _LONE_SHARE, _OPEN_DAYS = 20, 0.02, 2
# A part's days belong together while no gap is longer than five of its usual ones (calls at random leave such a gap
# once in thirty); three days of at least half its usual rows are no slip: a mistyped date is one day, with few rows.
_RHYTHM, _SETTLED_DAYS, _SETTLED_ROWS = 5, 3, 0.5


def set_aside(file: Delivered, stage: Stage, late: Late) -> None:
    """Finds a fault with each usable row of a lone date."""
    if file.source.delivers == "records" or file.source.lone_days == "keep":
        return
    counts = stage.by_day(USABLE)
    if counts.empty:
        return
    lone = [day for found in (_far_blocks(counts), _lone_days(file, counts)) for day in found]
    if not lone:
        return
    part = next((f"coalesce(\"{name}\", '')" for name in ("queue", "number") if stage.holds(name)), "null")
    days = ", ".join(f"timestamp '{day:%Y-%m-%d}'" for day in lone)
    alone = stage.ask(
        f"n, row_number, local_date, {part} as part", f"{USABLE} and local_date in ({days})", "order by n"
    )
    alone = alone[~_at_home(stage, part, alone)]
    stage.mark(alone["n"].to_numpy(), worse=True)
    late.fault(alone["n"].to_numpy(), alone["row_number"].to_numpy(), [file.source.time_column], "", "stray_day")


def _far_blocks(counts: pd.Series) -> list[pd.Timestamp]:
    """Days of small blocks that more than two weeks part from the others. counts: rows per day, sorted by day."""
    block = (counts.index.to_series().diff() > pd.Timedelta(days=_GAP_DAYS)).cumsum().to_numpy()
    sizes = counts.groupby(block).sum()
    total = sizes.sum()
    small = sizes.index[(sizes <= max(_SHARE * total, _ROWS)) & (sizes < total / 2)]
    return list(counts.index[np.isin(block, small)])


def _lone_days(file: Delivered, counts: pd.Series) -> list[pd.Timestamp]:
    """Days with next to no rows that open days without any part from a file of busy days."""
    usual = counts.median()
    if usual < _BUSY:
        return []  # on a quiet line a day of one call is a day
    most = max(_LONE_SHARE * usual, _ROWS)
    full, lone = counts.index[counts > most], counts.index[counts <= most]
    return [day for day in lone if min(_open_days_between(file, day, other) for other in full) >= _OPEN_DAYS]


def _open_days_between(file: Delivered, one: pd.Timestamp, other: pd.Timestamp) -> int:
    first, last = sorted((one, other))
    between = pd.date_range(first, last, freq="D")[1:-1]
    if len(between) > _GAP_DAYS:
        return _OPEN_DAYS
    return sum(bool(file.contract.open_spans(day.date())) for day in between)


def _at_home(stage: Stage, part: str, alone: pd.DataFrame) -> np.ndarray:
    """Which of the rows `alone` stand on days that are their own queue's or number's by its rhythm."""
    found = np.zeros(len(alone), dtype=bool)
    if part == "null" or alone.empty:
        return found
    for one in alone["part"].unique():
        mine = (alone["part"] == one).to_numpy()
        days = _days_of_rhythm(stage.by_day(f"{USABLE} and {part} = {text(one)}"))
        found |= mine & alone["local_date"].isin(days).to_numpy()
    return found


def _days_of_rhythm(counts: pd.Series) -> list[pd.Timestamp]:
    """The days of one part that are at least three in a row by its own rhythm. counts: its rows per day, by day."""
    if len(counts) < _SETTLED_DAYS:
        return []
    gaps = counts.index.to_series().diff()
    block = (gaps > _RHYTHM * gaps.median()).cumsum().to_numpy()
    blocks = [counts[block == at] for at in range(block[-1] + 1)]
    settled = [one for one in blocks if len(one) >= _SETTLED_DAYS and one.median() >= _SETTLED_ROWS * counts.median()]
    return [day for one in settled for day in one.index]
