"""Which quarter-hours a table of counts was to cover, and which it covers: by source and part, on the calendar.

In:   the quarter-hours of the weeks in hand (`slots`), the intervals that a table holds (`intervals_covered`).
Out:  `Grid`: for the table, and for each of its parts (a queue or number, of any source), what was due and what came.
Why:  an interval without calls has a row with 0; one without a row was not delivered. A 24-hour line that delivers
      148 of 168 hours, or one of two queues, is not complete however well its sums add up.
Not here: what becomes of it (`coverage`), what the contract's hours are (`kit.params`).

The table as a whole owes the contract's opening hours. A part owes the hours that the contract states for it, else what
it usually delivers: a queue may open later than the line, and nothing says so but its past. Usual: the quarter-hours
that it covered on most of its last eight days of the same weekday; with fewer than two of them known, on most of the
other working days of the week. A part without any row on a day owes it if it had rows on three of the last four days of
that weekday (on all of them, where it is younger), or, in its first two weeks, both before and after the day in the
same week. So a queue that closed for good is told for two weeks, and one that is new owes nothing of before.
Quarter-hours are those of UTC: an hour that the spring skips is not due, one that comes twice in autumn is due twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

LOOK_BACK, LEAST = 8, 2  # like days that say what is usual, and that are needed for it
RECENT, KEPT_UP = 4, 3  # like days on which a part is expected, and on how many of them it must have come
SLOTS_A_DAY, QUARTER, DAY = 96, 15, 1440
WORKING = 5  # days of the week that resemble each other where no like day is known


@dataclass(frozen=True)
class Clock:
    """The quarter-hours in hand as arrays, in the order of their numbers.

    slot: numbers; day: number of the local day from 0, each day a run; local: place in a plain day of 96; opened: bool.
    days: the local days (midnight, no zone).
    """

    slot: np.ndarray
    day: np.ndarray
    local: np.ndarray
    opened: np.ndarray
    days: pd.DatetimeIndex

    @property
    def weekday(self) -> np.ndarray:
        """Of each day, 0 for Monday."""
        return self.days.day_of_week.to_numpy()


@dataclass(frozen=True)
class Grid:
    """One table, by quarter-hour in the order of `Clock`.

    due (bool), came (minutes, 15 at most): of the table as a whole. parts: the name of each row of part_due and
    part_came; where the table has one part only, what that part owes is what the table owes. minutes: length of an
    interval, by part and day (0 without rows).
    """

    due: np.ndarray
    came: np.ndarray
    parts: list[str]
    part_due: np.ndarray
    part_came: np.ndarray
    minutes: np.ndarray

    @property
    def lacking(self) -> np.ndarray:
        """Quarter-hours of which something that was due did not come."""
        return (self.due & (self.came < QUARTER)) | (self.part_due & (self.part_came < QUARTER)).any(axis=0)


def clock(slots: pd.DataFrame, since: pd.Timestamp | None = None) -> Clock:
    """slots: `Quarters.slots`: indexed by slot_id, with day, minute, is_open. since: before it nothing was due."""
    rows = slots.sort_index()
    number, days = pd.factorize(rows["day"])
    opened = rows["is_open"].to_numpy(dtype=bool) & ((rows["day"] >= since).to_numpy() if since is not None else True)
    local = np.minimum(rows["minute"].to_numpy(dtype="int64") // QUARTER, SLOTS_A_DAY - 1)
    return Clock(rows.index.to_numpy(), number, local, opened, pd.DatetimeIndex(days))


def grid(
    at: Clock,
    rows: pd.DataFrame,
    sparse: frozenset[str] = frozenset(),
    stated: dict[str, np.ndarray] | None = None,
    *,
    strict: bool = True,
) -> Grid | None:
    """What a table was to cover; None where it has no row in hand.

    rows: source, part, slot_id, start (UTC), minutes. sparse: sources that leave out intervals without calls: a day of
    which they hold a row is covered whole. stated: by queue, the quarter-hours that the contract gives it, where they
    are not those of the line. strict: whether the table owes all opening hours; else its parts owe what is usual for
    them alone.
    """
    rows = rows[rows["slot_id"].isin(at.slot)]
    if rows.empty:
        return None
    number, parts = pd.factorize(rows["part"])
    filled, minutes = _filled(at, rows, number, len(parts))
    for row in set(number[rows["source"].isin(sparse).to_numpy()]):
        filled[row] = np.where(minutes[row] > 0, QUARTER, 0)[at.day]
    alone = len(parts) == 1
    usual = np.zeros(filled.shape, dtype=bool)
    if not alone or not strict:
        hours = [(stated or {}).get(part) for part in parts]
        usual = np.array([_owed(at, one >= QUARTER, own) for one, own in zip(filled, hours, strict=True)])
    came = filled.max(axis=0)
    due = at.opened & _since_first(at, came > 0) & strict
    return Grid(due, came, list(parts), usual, filled, minutes)


def _since_first(at: Clock, came: np.ndarray) -> np.ndarray:
    """From the first day on of which anything is there: before, nobody owed it."""
    return at.day >= at.day[np.argmax(came)]


def _filled(at: Clock, rows: pd.DataFrame, number: np.ndarray, parts: int) -> tuple[np.ndarray, np.ndarray]:
    """Minutes of each quarter-hour that each part fills (parts by quarter-hours), and its interval's length by day."""
    place = np.searchsorted(at.slot, rows["slot_id"].to_numpy())
    length = rows["minutes"].to_numpy(dtype="int64")
    start = rows["start"].to_numpy().astype("datetime64[m]").astype("int64") - at.slot[place] * QUARTER
    begins = np.searchsorted(at.day, at.day)  # the first quarter-hour of each one's day
    end_of_day = np.searchsorted(at.day, at.day[place], side="right")
    whole = length >= DAY
    place, start = np.where(whole, begins[place], place), np.where(whole, 0, start)
    stop = np.where(whole, (end_of_day - place) * QUARTER, start + length)  # minutes from the start of `place`
    held = np.zeros((parts, at.slot.size), dtype="int32")
    for step in range(int(np.ceil(stop.max() / QUARTER))):
        inside = np.minimum(stop, (step + 1) * QUARTER) - np.maximum(start, step * QUARTER)
        some = (inside > 0) & (place + step < at.slot.size)
        np.add.at(held, (number[some], place[some] + step), inside[some])
    lengths = np.zeros((parts, at.days.size), dtype="int64")
    np.maximum.at(lengths, (number, at.day[place]), length)
    return np.minimum(held, QUARTER), lengths


def _owed(at: Clock, filled: np.ndarray, stated: np.ndarray | None) -> np.ndarray:
    """What the contract gives a part, else the quarter-hours that it usually fills, on days when it is expected."""
    if stated is not None:
        return stated & _since_first(at, filled)
    plain = np.zeros((at.days.size, SLOTS_A_DAY), dtype=bool)
    np.logical_or.at(plain, (at.day, at.local), filled)
    known = np.any(plain, axis=1)
    seen, days = _like(plain.astype("int16"), LOOK_BACK), _like(known.astype("int16"), LOOK_BACK)
    usual = seen * 2 > days[:, None]
    fresh = days < LEAST
    usual[fresh] = _neighbours(at, plain, known)[fresh]
    chances = _like((np.arange(at.days.size) >= np.argmax(known)).astype("int16"), RECENT)
    kept_up = (_like(known.astype("int16"), RECENT) >= np.minimum(chances, KEPT_UP)) & (chances >= LEAST)
    expected = known | kept_up | (_between(at, known) & (chances < LEAST))
    return (usual & expected[:, None])[at.day, at.local] & at.opened


def _like(values: np.ndarray, weeks: int) -> np.ndarray:
    """Sums over the same weekday of so many weeks before; days are the first axis."""
    total = np.zeros_like(values)
    for back in range(7, 7 * weeks + 1, 7):
        total[back:] += values[:-back] if back < len(values) else 0
    return total


def _neighbours(at: Clock, plain: np.ndarray, known: np.ndarray) -> np.ndarray:
    """What a part fills on most of the other known working days of the same week; nothing at week-ends."""
    found = np.zeros_like(plain)
    week, working = _week(at), at.weekday < WORKING
    for number in np.unique(week[known]):
        mine = (week == number) & working
        days = np.flatnonzero(mine & known)
        total = plain[days].sum(axis=0)
        for day in np.flatnonzero(mine):
            others = len(days) - (day in days)
            if others >= LEAST:
                found[day] = (total - plain[day]) * 2 > others
    return found


def _week(at: Clock) -> np.ndarray:
    return (np.arange(at.days.size) + at.weekday[0]) // 7


def _between(at: Clock, known: np.ndarray) -> np.ndarray:
    """Days with a known day before and one after them in the same week."""
    found = np.zeros_like(known)
    week = _week(at)
    for number in np.unique(week[known]):
        days = np.flatnonzero(known & (week == number))
        found[days[0] : days[-1] + 1] = True
    return found
