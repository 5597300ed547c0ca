"""Who is on the phones of the sample line: the plan of a day and who came.

In:   the calls that the provider expects per half-hour, the scenario's floor, a random stream.
Out:  two tables of advisers by half-hour (bool): planned, present.
Why:  a plan is made of shifts of seven hours with a lunch, so it fits the calls only roughly; that misfit, and not
      only the noise of the calls, is what makes waits at ten past twelve.
Not here: calls (`demand`), what the advisers do (`queueing`).
"""

from __future__ import annotations

import numpy as np

from kit.sample.demand import HALF_HOUR_S
from kit.sample.scenario import Floor

SLOTS = 20  # half-hours from 08:00 to 18:00
_WORKED = 14  # half-hours of a shift, lunch not counted
_STARTS, _LUNCHES = range(5), range(7, 12)  # 08:00 to 10:00; 11:30 to 13:30
_HALF_DAYS = ((0, 8), (2, 10), (10, 18), (12, 20))
_REFITS = 2


def needed(calls: np.ndarray, floor: Floor) -> np.ndarray:
    """Advisers that the provider wants in each half-hour: load plus a margin that grows with its square root."""
    load = calls * floor.planned_aht / HALF_HOUR_S
    return load + floor.safety * np.sqrt(load)


def plan(calls: np.ndarray, floor: Floor, turn: int) -> np.ndarray:
    """Planned advisers (rows) by half-hour (columns), bool; `turn` rotates who works when.

    calls: expected calls in each of the half-hours of the day. Shifts are added while they bring the plan nearer to
    what is needed (least squares), then each is once more exchanged for the one that fits best beside the others.
    """
    missing = needed(calls, floor)
    shifts: list[int] = []
    while len(shifts) < floor.most_on_phones:
        best, gain = _best(missing)
        if gain <= 0:
            break
        shifts.append(best)
        missing = missing - _PATTERNS[best]
    for at in [*range(len(shifts))] * _REFITS:
        missing = missing + _PATTERNS[shifts[at]]
        shifts[at], _ = _best(missing)
        missing = missing - _PATTERNS[shifts[at]]
    table = np.zeros((floor.advisers, SLOTS), dtype=bool)
    for number, shift in enumerate(sorted(shifts)):
        table[(number + turn) % floor.advisers] = _PATTERNS[shift]
    return table


def present(planned: np.ndarray, floor: Floor, rng: np.random.Generator) -> np.ndarray:
    """Who came: now and then one planned adviser comes an hour or two late; never two at once."""
    came = planned.copy()
    if rng.random() < floor.absence:
        someone = int(rng.choice(np.flatnonzero(planned.any(axis=1))))
        hours = np.flatnonzero(planned[someone])
        came[someone, hours[: int(rng.choice([2, 4]))]] = False
    return came


def without(planned: np.ndarray, missing: int, first: int, last: int) -> np.ndarray:
    """The plan with so many advisers missing from half-hour `first` up to `last`."""
    came = planned.copy()
    there = np.flatnonzero(planned[:, first:last].all(axis=1))
    came[there[:missing], first:last] = False
    return came


def _shift(first: int, lunch: int) -> np.ndarray:
    pattern = np.zeros(SLOTS, dtype=int)
    pattern[first : first + _WORKED + 2] = 1
    pattern[lunch : lunch + 2] = 0
    return pattern


def _half_day(first: int, last: int) -> np.ndarray:
    pattern = np.zeros(SLOTS, dtype=int)
    pattern[first:last] = 1
    return pattern


_PATTERNS = np.array(
    [_shift(first, lunch) for first in _STARTS for lunch in _LUNCHES] + [_half_day(*span) for span in _HALF_DAYS]
)


def _best(missing: np.ndarray) -> tuple[int, float]:
    """The shift that lessens the squared shortfall most, and by how much."""
    gains = _PATTERNS @ (2 * missing - 1)
    best = int(np.argmax(gains))
    return best, float(gains[best])
