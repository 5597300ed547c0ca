"""Who calls and how: numbers, patience, and how long each call would be served.

In:   the scenario's callers, a random stream, how many.
Out:  `Draws`: lists of whole seconds and flags, one entry per attempt; numbers reserved for fiction.
Why:  all of a call's luck is drawn beforehand in one go, so that playing the day is plain arithmetic on whole seconds
      and the delivered files hold exactly what was played.
Not here: what happens to the call (`queueing`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.sample.scenario import Callers, Duration

WITHHELD = -1
_PER_PREFIX = 10_000


@dataclass(frozen=True)
class Draws:
    """The luck of each attempt. Seconds are whole; `exit_s` is 0 for callers who stay in the menu."""

    ivr_s: list[int]
    exit_s: list[int]
    patience_s: list[int]
    ring_s: list[int]
    talk_s: list[int]
    hold_s: list[int]
    acw_s: list[int]
    reason: list[int]
    transferred: list[bool]
    resolved: list[bool]
    again: list[float]
    delay_s: list[int]
    returns: list[float]
    return_days: list[int]


def draws(callers: Callers, count: int, rng: np.random.Generator, slower: float = 1.0) -> Draws:
    """The luck of `count` attempts; `slower` lengthens talk and after-call work."""
    shares, lengths = np.array(list(callers.reasons.values())).T
    reason = rng.choice(len(shares), count, p=shares / shares.sum())
    stretch = lengths[reason] / (shares @ lengths / shares.sum())
    ivr = 14 + rng.lognormal(2.7, 0.55, count)
    leaves = rng.random(count) < callers.leaves_menu
    transferred = rng.random(count) < callers.transferred
    resolved = rng.random(count) < np.where(transferred, callers.resolved / 3, callers.resolved)
    redials = callers.redials
    return Draws(
        ivr_s=_whole(ivr),
        exit_s=_whole(np.where(leaves, np.maximum(1, ivr * rng.random(count)), 0)),
        patience_s=_whole(_patience(callers, count, rng)),
        ring_s=(2 + rng.poisson(1.6, count)).tolist(),
        talk_s=_whole(np.maximum(8, stretch * slower * _lognormal(callers.talk, count, rng))),
        hold_s=_whole(_hold(callers, count, rng)),
        acw_s=_whole(slower * _lognormal(callers.acw, count, rng)),
        reason=reason.tolist(),
        transferred=transferred.tolist(),
        resolved=resolved.tolist(),
        again=rng.random(count).tolist(),
        delay_s=_whole(np.maximum(20, rng.lognormal(np.log(redials.median), redials.sigma, count))),
        returns=rng.random(count).tolist(),
        return_days=rng.integers(1, 4, count).tolist(),
    )


def numbers(callers: Callers, count: int, rng: np.random.Generator) -> list[int]:
    """Callers as whole numbers: `WITHHELD`, else an index of the numbers reserved for fiction."""
    drawn = rng.integers(0, len(callers.prefixes) * _PER_PREFIX, count)
    return np.where(rng.random(count) < callers.withheld, WITHHELD, drawn).tolist()


def written(callers: Callers, number: int, international: bool) -> str:
    """A caller's number as the platform exports it: '06 39 98 12 34', '+33639981234' or 'Masqué'."""
    if number == WITHHELD:
        return "Masqué"
    prefix, rest = callers.prefixes[number // _PER_PREFIX], number % _PER_PREFIX
    if international:
        return f"+33{prefix.replace(' ', '')[1:]}{rest:04d}"
    return f"{prefix} {rest // 100:02d} {rest % 100:02d}"


def _patience(callers: Callers, count: int, rng: np.random.Generator) -> np.ndarray:
    at_once = rng.random(count) < callers.hangs_up_at_once
    waits = callers.patience_mean * rng.weibull(callers.patience_shape, count)
    return np.where(at_once, rng.integers(1, 6, count), np.maximum(1, waits))


def _lognormal(duration: Duration, count: int, rng: np.random.Generator) -> np.ndarray:
    return duration.mean * rng.lognormal(-(duration.sigma**2) / 2, duration.sigma, count)


def _hold(callers: Callers, count: int, rng: np.random.Generator) -> np.ndarray:
    hold = callers.hold
    held = rng.lognormal(np.log(hold.median), hold.sigma, count)
    return np.where(rng.random(count) < hold.share, held, 0)


def _whole(values: np.ndarray) -> list[int]:
    return np.rint(values).astype(int).tolist()
