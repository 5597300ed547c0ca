"""Signal or noise: does a week of a figure lie outside what is usual for it?

In:   the weeks of one figure (value, numerator, denominator, opening), the contract's `SignalTerms`.
Out:  `Judgement`: none, better, worse or too_short; centre and limits; the run of weeks on one side.
Why:  one rule only (outside the limits) decides; runs are told and decide nothing, since each further rule adds false
      alarms. The baseline is frozen for a quarter: limits that move each week follow a slow decline down.
Not here: the limits themselves (`kit.analysis.signal_limits`), objectives (`kit.analysis.weekly`), words, charts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from kit import calendar
from kit.analysis.signal_limits import Limits, Weeks, limits
from kit.params.contract import SignalTerms

LEAST_WEEKS = 20  # fewer weeks of baseline say nothing
LEAST_OPEN = 0.5  # a week with a smaller share of the usual open days is neither judged nor in the baseline
LIMIT_COLUMNS = ("week", "center", "lower", "upper", "in_baseline")

Better = Literal["higher", "lower", "neither"]
Unit = Literal["ratio", "s", "calls", "number"]


@dataclass(frozen=True)
class Judgement:
    """What one week of one figure is, beside its usual weeks.

    signal: "none", "better", "worse", "too_short" (fewer than 20 baseline weeks).
    direction: "up" or "down" where there is a signal, else ""; a figure with better="neither" calls up "worse" (more
        load) and down "better", so that a page should word such a figure by its direction alone.
    center, lower, upper: of the reviewed week, in the figure's unit; NaN where it cannot be judged.
    runs: weeks in a row on the same side of the centre up to and including the reviewed one; 0 without a value.
    baseline_from, baseline_to: first and last week used, "" without; baseline_weeks: how many were used.
    method: the scale of the limits: "plain", "arcsine", "square_root", "log", "log_season", "" without limits.
    limits: week, center, lower, upper, in_baseline, oldest first, for all weeks given; empty when too short.
    """

    signal: str
    direction: str
    center: float
    lower: float
    upper: float
    runs: int
    baseline_from: str
    baseline_to: str
    baseline_weeks: int
    method: str
    limits: pd.DataFrame


def judge(series: pd.DataFrame, week: str, *, better: Better, unit: Unit, terms: SignalTerms) -> Judgement:
    """Whether `week` lies outside the 99 % limits of the baseline's weeks.

    series: one row per week, any order, each week once: week, value (NaN where not known or not complete), numerator,
        denominator (calls or seconds; NaN for counts and percentiles), open_days (NaN where not known), open_slots
        (open quarter-hours; NaN for figures that opening hours do not drive, as calls out of hours).
    Ratios must be numerator / denominator. Weeks that are missing are left out, never taken as zero.
    Raises BadPeriod for a week that its year does not have.
    """
    table = series.assign(at=[_number(name) for name in series["week"]]).sort_values("at", ignore_index=True)
    weeks = _weeks(table)
    span = _in_baseline(weeks.at, _number(week), terms)
    sound = _sound(_floats(table, "open_days"), weeks, span)
    baseline = sound & span
    if baseline.sum() < LEAST_WEEKS:
        return _too_short(table["week"], baseline)
    return _judgement(table["week"], week, weeks, sound, limits(weeks, baseline, unit), better)


@lru_cache(maxsize=1024)
def _number(week: str) -> int:
    """Consecutive number of an ISO week, through week 53 and the turn of the year."""
    return calendar.monday(week).toordinal() // 7


def _in_baseline(at: np.ndarray, number: int, terms: SignalTerms) -> np.ndarray:
    """The stated weeks, else those before the quarter; a week is in the quarter of its Thursday, as in its year."""
    thursday = dt.date.fromordinal(number * 7 + 4)
    quarter = dt.date(thursday.year, (thursday.month - 1) // 3 * 3 + 1, 1)
    last = _number(terms.baseline_to) if terms.baseline_to else (quarter.toordinal() - 5) // 7
    first = _number(terms.baseline_from) if terms.baseline_from else last - terms.baseline_weeks + 1
    return (at >= first) & (at <= last)


def _floats(table: pd.DataFrame, name: str) -> np.ndarray:
    return pd.to_numeric(table[name]).to_numpy(dtype=float, na_value=np.nan)


def _weeks(table: pd.DataFrame) -> Weeks:
    return Weeks(
        table["at"].to_numpy(float), *(_floats(table, name) for name in ("value", "denominator", "open_slots"))
    )


def _sound(open_days: np.ndarray, weeks: Weeks, span: np.ndarray) -> np.ndarray:
    """Weeks that can be compared: a value, something in the denominator, at least half of the usual open days."""
    known = open_days[span & np.isfinite(open_days)]
    least = LEAST_OPEN * float(np.median(known)) if known.size else 0.0
    return np.isfinite(weeks.value) & ~(weeks.denominator <= 0) & ~(open_days < least)


def _runs(value: np.ndarray, center: np.ndarray) -> int:
    """Weeks in a row on the side of the last one; weeks without a value are passed over."""
    side = np.sign(value - center)
    side = side[np.isfinite(side)]
    others = np.flatnonzero(side != side[-1])
    return 0 if side[-1] == 0 else side.size - 1 - (int(others[-1]) if others.size else -1)


def _direction(value: float, lower: float, upper: float) -> str:
    return "up" if value > upper else "down" if value < lower else ""


def _signal(direction: str, better: Better) -> str:
    if not direction:
        return "none"
    return "better" if (direction == "up") == (better == "higher") else "worse"


def _judgement(
    names: pd.Series, week: str, weeks: Weeks, sound: np.ndarray, found: Limits, better: Better
) -> Judgement:
    frame = pd.DataFrame(
        dict(zip(LIMIT_COLUMNS, (names, found.center, found.lower, found.upper, found.used), strict=True))
    )
    used = names[found.used]
    stated = (used.iloc[0], used.iloc[-1], int(found.used.sum()), found.scale, frame)
    here = np.flatnonzero((names == week).to_numpy())
    if not here.size or not sound[here[0]] or not np.isfinite(found.center[here[0]]):
        return Judgement("none", "", np.nan, np.nan, np.nan, 0, *stated)
    at = int(here[0])
    center, lower, upper = (float(array[at]) for array in (found.center, found.lower, found.upper))
    direction = _direction(float(weeks.value[at]), lower, upper)
    runs = _runs(np.where(sound, weeks.value, np.nan)[: at + 1], found.center[: at + 1])
    return Judgement(_signal(direction, better), direction, center, lower, upper, runs, *stated)


def _too_short(names: pd.Series, baseline: np.ndarray) -> Judgement:
    used = names[baseline]
    span = (used.iloc[0], used.iloc[-1]) if len(used) else ("", "")
    empty = pd.DataFrame(
        {"week": pd.Series(dtype="str"), **{name: pd.Series(dtype=float) for name in LIMIT_COLUMNS[1:4]}}
    )
    empty["in_baseline"] = pd.Series(dtype=bool)
    return Judgement("too_short", "", np.nan, np.nan, np.nan, 0, *span, len(used), "", empty)
