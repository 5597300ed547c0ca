"""What is usual for a figure: its centre and 99 % limits per week, from the weeks of a frozen baseline.

In:   arrays with one entry per week: the figure, its denominator, the open quarter-hours, the number of the week.
Out:  `Limits`: centre, lower, upper per week, and which baseline weeks were used.
Why:  a limit drawn around noise must hold what it says: prediction limits (Student) of one new week, with the errors of
      the estimated centre and spread in them, widened for weeks that resemble their neighbours (lag-1 of 0.4).
      Measured against XmR, Laney p' and p-charts in `benchmarks/false_alarms.py`; reasons in `decisions/0003`.
Not here: which weeks are the baseline, what is better or worse (`kit.analysis.line.signal`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from statistics import NormalDist

import numpy as np

ALPHA = 0.01  # nominal share of usual weeks outside the limits
LAG_1 = 0.4  # week-to-week correlation that the limits are made for, present or not
# Spread over distance to 0 (or 1 for rates), above which the plain scale is left for one that bends towards it.
PLAIN_UP_TO = {"ratio": 0.25, "s": 0.15, "number": 0.15}
FAR = 5.0  # robust standard deviations from the median, beyond which a baseline week is an accident
MOST_FAR = 0.1  # share of the baseline that may be left out as accidents
LARGE_COUNT = 25  # median count from which logarithms serve; below, square roots
ELASTICITY_SD = 0.4  # calls follow opening hours with an exponent of 1, give or take so much
SEASON_WEEKS = 91  # weeks from first to last that tell a yearly season from a trend
SEASON_FILLED = 0.8  # share of them that must be there
YEAR = 365.2425 / 7
# Spread below which no figure is believed (rounding steps): in the figure's unit, and as a share of its centre.
LEAST_SPREAD = {"ratio": (0.0005, 0.0), "s": (0.05, 0.005), "number": (0.0, 0.005)}


@dataclass(frozen=True)
class Weeks:
    """One figure over consecutive or missing weeks, one entry each; floats.

    at: number of the week (any origin); value: the figure; denominator: NaN where it has none;
    open_slots: open quarter-hours, NaN where opening hours say nothing of the figure.
    """

    at: np.ndarray
    value: np.ndarray
    denominator: np.ndarray
    open_slots: np.ndarray


@dataclass(frozen=True)
class Limits:
    """Centre, lower and upper limit per week in the figure's own unit; NaN where the calendar is unknown.

    used: baseline weeks less accidents; scale: "plain", "arcsine", "square_root", "log", "log_season".
    """

    center: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    used: np.ndarray
    scale: str


@dataclass(frozen=True)
class _Model:
    """A linear model on one scale: z = design @ coefficients + noise, noise variance never under `floor`."""

    z: np.ndarray
    design: np.ndarray
    floor: np.ndarray
    shrunk: int = -1  # column whose coefficient is drawn towards 0, -1 for none


@dataclass(frozen=True)
class _Fit:
    mean: np.ndarray
    half_width: np.ndarray
    spread: float
    used: np.ndarray


@cache
def student(probability: float, df: float) -> float:
    """Quantile of Student's t (Hill's expansion, Abramowitz and Stegun 26.7.5; within 0.001 from 10 df at 0.995)."""
    z = NormalDist().inv_cdf(probability)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / df**power for power, term in enumerate(terms, 1))


def limits(weeks: Weeks, baseline: np.ndarray, unit: str) -> Limits:
    """Usual centre and limits of every week, from the weeks where `baseline` (bool) holds; their values are not NaN.

    unit: "ratio" (limits within [0, 1] when the baseline is), "calls" (follows the opening hours), "s", "number".
    """
    if unit == "calls":
        return _count_limits(weeks, baseline)
    return _level_limits(weeks, baseline, unit)


def _level_limits(weeks: Weeks, baseline: np.ndarray, unit: str) -> Limits:
    value, usual = weeks.value, weeks.value[baseline]
    share = unit == "ratio" and bool(((usual >= 0) & (usual <= 1)).all())
    fit = _fit(_level(value, _plain_floor(weeks, baseline, unit, share)), baseline)
    center = float(fit.mean[0])
    room = min(center, 1 - center) if share else center
    if fit.spread <= PLAIN_UP_TO[unit] * room or usual.min() < 0:
        scale, back = "plain", _same
    elif share:
        scale, back = "arcsine", _from_arcsine
        fit = _fit(_level(np.arcsin(np.sqrt(np.clip(value, 0, 1))), _per(0.25, weeks, unit) + 1e-6), baseline)
    elif usual.min() == 0:
        scale, back = "square_root", _from_root
        fit = _fit(_level(np.sqrt(np.maximum(value, 0)), np.full(value.size, LEAST_SPREAD[unit][0] + 1e-6)), baseline)
    else:
        scale, back = "log", _from_log
        fit = _fit(_level(_log(value), np.full(value.size, LEAST_SPREAD[unit][1] ** 2)), baseline)
    half_event = _per(0.5, weeks, unit) if share else np.zeros(value.size)
    bounds = (0.0, 1.0) if share else (0.0 if usual.min() >= 0 else -np.inf, np.inf)
    return _limits(fit, back, scale, half_event, bounds)


def _count_limits(weeks: Weeks, baseline: np.ndarray) -> Limits:
    """Counts: the opening hours explain a part of them, and two years of weeks their season and trend."""
    slots = weeks.open_slots
    known = bool(np.isfinite(slots[baseline]).all() and (slots[baseline] > 0).all())
    share = slots / np.median(slots[baseline]) if known else np.ones(slots.size)
    share = np.where(share > 0, share, np.nan)
    usual = (weeks.value / share)[baseline]
    if usual.min() <= 0 or np.median(usual) < LARGE_COUNT:
        return _small_count_limits(weeks, baseline, share)
    long_enough = np.ptp(weeks.at[baseline]) + 1 >= SEASON_WEEKS
    season = bool(long_enough and baseline.sum() >= SEASON_FILLED * SEASON_WEEKS)
    design = _count_design(weeks.at - weeks.at[baseline].mean(), share, season)
    z = _log(weeks.value / share)
    fit = _fit(_Model(z, design, 1 / (np.median(usual) * np.nan_to_num(share, nan=1.0)), shrunk=1), baseline)
    # The line is fitted on calls per usual opening, so that a coefficient of 0 is an exponent of 1.
    found = _limits(fit, np.exp, "log_season" if season else "log", np.zeros(z.size), (0.0, np.inf))
    return replace(found, center=found.center * share, lower=found.lower * share, upper=found.upper * share)


def _small_count_limits(weeks: Weeks, baseline: np.ndarray, share: np.ndarray) -> Limits:
    """Counts near zero: square roots have the same spread at every level; half a call either way for whole numbers."""
    fit = _fit(_level(np.sqrt(np.maximum(weeks.value / share, 0)), 0.25 / np.nan_to_num(share, nan=1.0)), baseline)
    found = _limits(fit, _from_root, "square_root", np.zeros(share.size), (0.0, np.inf))
    lower, upper = np.maximum(found.lower * share - 0.5, 0), found.upper * share + 0.5
    return replace(found, center=found.center * share, lower=lower, upper=upper)


def _count_design(at: np.ndarray, share: np.ndarray, season: bool) -> np.ndarray:
    columns = [np.ones(at.size), np.log(share)]
    if season:
        # A season without a trend beside it would call a growing line's next winter unusual (20 % false alarms).
        turn = 2 * np.pi * at / YEAR
        columns += [np.sin(turn), np.cos(turn), at / YEAR]
    return np.stack(columns, axis=1)


def _level(z: np.ndarray, floor: np.ndarray) -> _Model:
    return _Model(z, np.ones((z.size, 1)), floor)


def _plain_floor(weeks: Weeks, baseline: np.ndarray, unit: str, share: bool) -> np.ndarray:
    """Least variance per week on the plain scale: chance alone for a share of calls, a rounding step for the rest."""
    usual = weeks.value[baseline]
    fixed, of_center = LEAST_SPREAD[unit]
    least = np.full(weeks.value.size, fixed**2 + (of_center * np.median(usual)) ** 2)
    if not share:
        return least
    calls = np.where(np.isfinite(weeks.denominator[baseline]), weeks.denominator[baseline], 1.0)
    rate = float((usual * calls).sum() / calls.sum())
    return least + _per(rate * (1 - rate), weeks, unit)


def _per(variance: float, weeks: Weeks, unit: str) -> np.ndarray:
    """A variance per call, per week: quiet weeks vary more. 0 where the figure has no denominator."""
    calls = weeks.denominator
    known = np.isfinite(calls) & (calls > 0)
    return np.where(known, variance / np.where(known, calls, 1.0), 0.0)


def _fit(model: _Model, baseline: np.ndarray) -> _Fit:
    """Fit on the baseline less its accidents: twice, since an accident also bends the first fit."""
    used = baseline & ~_far(model.z - np.median(model.z[baseline]), model.floor, baseline)
    for _ in range(2):
        inverse, mean = _solve(model, used)
        used = baseline & ~_far(model.z - mean, model.floor, baseline)
    inverse, mean = _solve(model, used)
    count, width = int(used.sum()), model.design.shape[1]
    similar = (1 + LAG_1) / (1 - LAG_1)  # so many neighbouring weeks tell as much as one
    # Weeks that resemble their neighbours make the spread around a fitted line too small, by this share.
    shortfall = 1 - width * (similar - 1) / (count - width)
    variance = float(((model.z - mean)[used] ** 2).sum()) / (count - width) / shortfall
    chance = float(model.floor[used].mean())
    variance = max(variance, chance)
    reach = np.einsum("ti,ij,tj->t", model.design, inverse, model.design)
    # What chance leaves over is the line's own; each week then gets the chance of its own number of calls.
    total = variance - chance + model.floor + variance * similar * reach
    df = (count - width) * (1 - LAG_1**2) / (1 + LAG_1**2)
    return _Fit(mean, student(1 - ALPHA / 2, df) * np.sqrt(total), variance**0.5, used)


def _solve(model: _Model, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least squares, the shrunk column with a prior of `ELASTICITY_SD` around 0: (inverse of X'X, fitted z)."""
    rows, z = model.design[used], model.z[used]
    square = rows.T @ rows
    if model.shrunk >= 0:
        noise = float(np.median(np.abs(z - np.median(z))) * 1.4826) ** 2
        square[model.shrunk, model.shrunk] += max(noise, 1e-6) / ELASTICITY_SD**2
    inverse = np.linalg.inv(square)
    return inverse, model.design @ (inverse @ (rows.T @ z))


def _far(residual: np.ndarray, floor: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """Baseline weeks that lie far outside the others: an outage, a strike. The farthest tenth at most."""
    distance = np.where(baseline, np.abs(residual - np.median(residual[baseline])), 0.0)
    spread = max(1.4826 * float(np.median(distance[baseline])), float(floor[baseline].mean()) ** 0.5)
    most = int(baseline.sum() * MOST_FAR)
    bar = max(FAR * spread, float(np.sort(distance)[-most - 1]))
    return distance > bar


def _limits(fit: _Fit, back, scale: str, margin: np.ndarray, bounds: tuple[float, float]) -> Limits:
    lower = np.clip(back(fit.mean - fit.half_width) - margin, *bounds)
    upper = np.clip(back(fit.mean + fit.half_width) + margin, *bounds)
    return Limits(np.clip(back(fit.mean), *bounds), lower, upper, fit.used, scale)


def _log(value: np.ndarray) -> np.ndarray:
    return np.log(np.where(value > 0, value, np.nan))


def _same(z: np.ndarray) -> np.ndarray:
    return z


def _from_arcsine(z: np.ndarray) -> np.ndarray:
    return np.sin(np.clip(z, 0, np.pi / 2)) ** 2


def _from_log(z: np.ndarray) -> np.ndarray:
    return np.exp(z)


def _from_root(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0) ** 2
