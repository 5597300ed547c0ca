"""Levels of a figure: since which week it moves around another value than before.

In:   the weeks of one figure, which of them can be compared, the contract's `SignalTerms`, the weeks that the owners of
      the contract named as the start of a level (`rebase`).
Out:  `Level`s, oldest first; and the weeks that say what is usual in a level.
Why:  a change for good would else be reported each week, until the band has grown wide enough to hold both levels.
      Eight weeks on one side happen to a line where nothing changes; so the first of them, and half of them, must lie
      outside the limits as well (measured in `benchmarks/new_levels.py`, reasons in `decisions/0009`).
Not here: the limits (`kit.analysis.line.signal_limits`), one week's judgement (`kit.analysis.line.signal`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kit.analysis.line.signal_limits import Limits, Weeks, limits
from kit.params.contract import SignalTerms
from kit.period import Period

LEAST_WEEKS = 20  # fewer weeks of baseline say nothing
RUN = 8  # weeks in a row on one side of the centre
LEAST_OUTSIDE = 4  # of them outside the limits, the first one always

Begins = Callable[[np.ndarray, np.ndarray, np.ndarray, int], bool]


@dataclass(frozen=True)
class Level:
    """One level. start: number of its first week; told: number of the week in which its eighth week was complete.

    stated: the contract's owners set it; it is then told from its first week on.
    limits: those that its weeks were compared with before; None where the past was too short for any.
    """

    start: int
    told: int
    limits: Limits | None
    stated: bool = False


@dataclass(frozen=True)
class Line:
    """The weeks of one figure up to the reviewed one, oldest first; sound: those that can be compared."""

    weeks: Weeks
    sound: np.ndarray
    unit: str
    terms: SignalTerms


@lru_cache(maxsize=1024)
def number(week: str) -> int:
    """Consecutive number of an ISO week, through week 53 and the turn of the year."""
    return Period.week(week).first.toordinal() // 7


def baseline(line: Line, week: int, start: int | None) -> np.ndarray:
    """The weeks that say what is usual in week number `week`: those that the contract names, else those before its
    quarter; of a level, none before its start, and its first twenty where the quarter does not hold so many yet."""
    terms, at = line.terms, line.weeks.at
    last = number(terms.baseline_to) if terms.baseline_to else _before_quarter(week)
    first = number(terms.baseline_from) if terms.baseline_from else last - terms.baseline_weeks + 1
    if start is not None:
        mine = at[line.sound & (at >= start) & (at < week)]
        if mine.size >= LEAST_WEEKS and mine[LEAST_WEEKS - 1] > last:
            last = int(mine[LEAST_WEEKS - 1])
        first = max(first, start)
    return line.sound & (at >= first) & (at <= last) & (at < week)


@lru_cache(maxsize=1024)
def _before_quarter(week: int) -> int:
    """The last week before the quarter of a week; a week is in the quarter of its Thursday, as in its year."""
    thursday = dt.date.fromordinal(week * 7 + 4)
    return (dt.date(thursday.year, (thursday.month - 1) // 3 * 3 + 1, 1).toordinal() - 5) // 7


def half_outside(value: np.ndarray, center: np.ndarray, limit: np.ndarray, side: int) -> bool:
    """Whether the weeks of a run lie on one side (1 above, -1 below) of the centre, the first one and half of them
    outside the limit of that side."""
    outside = side * (value - limit) > 0
    return bool((side * (value - center) > 0).all() and outside[0] and outside.sum() >= LEAST_OUTSIDE)


def levels(line: Line, week: int, rebased: Sequence[int] = (), begins: Begins = half_outside) -> list[Level]:
    """The levels that are known in week number `week`: begun by eight weeks outside, or by the contract (`rebased`)."""
    places = np.flatnonzero(line.sound & (line.weeks.at <= week))
    stated = sorted({one for one in rebased if one <= week})
    found: list[Level] = []
    known: dict[bytes, Limits | None] = {}
    at = 0
    while at < len(places) or stated:
        start = found[-1].start if found else None
        if stated and (at >= len(places) or stated[0] <= line.weeks.at[places[at]]):
            first = stated.pop(0)
            found.append(Level(first, first, _limits_in(line, first, start, known), stated=True))
            continue
        level = _level(line, places[at : at + RUN], start, known, begins)
        if level and not (stated and stated[0] <= level.told):
            found.append(level)
        at += RUN if level and found[-1:] == [level] else 1
    return found


def _level(
    line: Line, run: np.ndarray, start: int | None, known: dict[bytes, Limits | None], begins: Begins
) -> Level | None:
    """The level that a run of weeks begins; None where it begins none."""
    limit = _limits_in(line, int(line.weeks.at[run[0]]), start, known) if run.size == RUN else None
    if limit is None:
        return None
    for bound, side in ((limit.upper, 1), (limit.lower, -1)):
        if begins(line.weeks.value[run], limit.center[run], bound[run], side):
            return Level(int(line.weeks.at[run[0]]), int(line.weeks.at[run[-1]]), limit)
    return None


def _limits_in(line: Line, week: int, start: int | None, known: dict[bytes, Limits | None]) -> Limits | None:
    """The limits of a week, computed once for all weeks that have one baseline; None where it is too short."""
    usual = baseline(line, week, start)
    key = usual.tobytes()
    if key not in known:
        known[key] = limits(line.weeks, usual, line.unit) if usual.sum() >= LEAST_WEEKS else None
    return known[key]
