"""Signal or noise: does a week of a figure lie outside what is usual for it?

In:   the weeks of one figure (value, numerator, denominator, opening), the contract's `SignalTerms`.
Out:  `Judgement`: a signal of `result.SIGNALS`; centre and limits; the week since which the figure has a new level.
Why:  one rule decides on a week (outside the limits), one on a new level (eight weeks, half of them outside), each with
      a measured rate of false alarms. The baseline is frozen for a quarter: limits that move each week follow a slow
      decline down.
Not here: the limits themselves (`signal_limits`), when a level begins (`levels`), objectives (`kit.analysis.weekly`),
      words, charts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from kit import calendar
from kit.analysis.line.levels import LEAST_WEEKS, RUN, Level, Line, baseline, levels, number
from kit.analysis.line.signal_limits import Limits, Weeks, limits
from kit.params.contract import SignalTerms

LEAST_OPEN = 0.5  # a week with a smaller share of the usual open days is neither judged nor in the baseline
LIMIT_COLUMNS = ("week", "center", "lower", "upper", "in_baseline")
DAYS = 7

Better = Literal["higher", "lower", "neither"]
Unit = Literal["ratio", "s", "calls", "number"]


@dataclass(frozen=True)
class Judgement:
    """What one week of one figure is, beside its usual weeks.

    signal: "none"; "better", "worse" (outside the limits); "higher", "lower" (so, without a good side);
        "new_level" (the week completes eight weeks on one side, half of them outside); "too_short" (fewer than 20
        baseline weeks).
    direction: "up" or "down" where the week is outside its limits or begins to be told as a level, else "".
    center, lower, upper: of the reviewed week, in the figure's unit; NaN where it cannot be judged.
    runs: weeks in a row on the same side of the centre up to and including the reviewed one; 0 without a value. It
        decides nothing, and is for who opens the figures.
    level_from: ISO week since which the figure has its level, "" where it never changed.
    baseline_from, baseline_to: first and last week used, "" without; baseline_weeks: how many were used.
    method: the scale of the limits: "plain", "arcsine", "square_root", "log", "log_season", "" without limits.
    limits: week, center, lower, upper, in_baseline, oldest first; weeks before a new level have the limits that they
        had then, and a level that is too short has none.
    """

    signal: str
    direction: str
    center: float
    lower: float
    upper: float
    runs: int
    level_from: str
    baseline_from: str
    baseline_to: str
    baseline_weeks: int
    method: str
    limits: pd.DataFrame


def judge(
    series: pd.DataFrame, week: str, *, better: Better, unit: Unit, terms: SignalTerms, rebased: Sequence[str] = ()
) -> Judgement:
    """Whether `week` lies outside the 99 % limits of the baseline's weeks, or completes a new level.

    series: one row per week, any order, each week once: week, value (NaN where not known or not complete), numerator,
        denominator (calls or seconds; NaN for counts and percentiles), open_days (NaN where not known), open_slots
        (open quarter-hours; NaN for figures that opening hours do not drive, as calls out of hours).
    rebased: weeks at which the contract's owners begin a new level; the weeks before them are no baseline any more.
    Ratios must be numerator / denominator. Weeks that are missing are left out, never taken as zero.
    Raises BadPeriod for a week that its year does not have.
    """
    reviewed = number(week)
    table = series.assign(at=[number(name) for name in series["week"]]).sort_values("at", ignore_index=True)
    names, line = table["week"], _line(table, reviewed, unit, terms)
    known = levels(line, reviewed, [number(name) for name in rebased])
    begun = known.pop() if known and known[-1].told == reviewed and not known[-1].stated else None
    start = known[-1].start if known else None
    found = _judgement(names, line, reviewed, start, better)
    now = found.limits
    if begun:
        found, now = _begun(found, begun, line), _frame(names, begun.limits)
    frame = _with_past(now, names, line.weeks.at, known)
    return replace(found, level_from=_name(begun.start if begun else start), limits=frame)


def _line(table: pd.DataFrame, reviewed: int, unit: Unit, terms: SignalTerms) -> Line:
    weeks = _weeks(table)
    before = Line(weeks, np.isfinite(weeks.value), unit, terms)
    sound = _sound(_floats(table, "open_days"), weeks, baseline(before, reviewed, None))
    return Line(weeks, sound, unit, terms)


def _name(at: int | None) -> str:
    return "" if at is None else calendar.week_of(dt.date.fromordinal(at * DAYS + 1))


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
    if better == "neither":
        return "higher" if direction == "up" else "lower"
    return "better" if (direction == "up") == (better == "higher") else "worse"


def _judgement(names: pd.Series, line: Line, week: int, start: int | None, better: Better) -> Judgement:
    """The reviewed week beside the usual weeks of its level, which began in week `start`."""
    usual = baseline(line, week, start)
    if usual.sum() < LEAST_WEEKS:
        return _too_short(names[usual])
    found = limits(line.weeks, usual, line.unit)
    used = names[found.used]
    stated = ("", used.iloc[0], used.iloc[-1], int(found.used.sum()), found.scale, _frame(names, found))
    here = np.flatnonzero(line.weeks.at == week)
    if not here.size or not line.sound[here[0]] or not np.isfinite(found.center[here[0]]):
        return Judgement("none", "", np.nan, np.nan, np.nan, 0, *stated)
    at = int(here[0])
    center, lower, upper = (float(array[at]) for array in (found.center, found.lower, found.upper))
    direction = _direction(float(line.weeks.value[at]), lower, upper)
    mine = line.sound & (line.weeks.at <= week) & (line.weeks.at >= (-np.inf if start is None else start))
    runs = _runs(np.where(mine, line.weeks.value, np.nan)[: at + 1], found.center[: at + 1])
    return Judgement(_signal(direction, better), direction, center, lower, upper, runs, *stated)


def _too_short(used: pd.Series) -> Judgement:
    first, last = (used.iloc[0], used.iloc[-1]) if len(used) else ("", "")
    return Judgement("too_short", "", np.nan, np.nan, np.nan, 0, "", first, last, len(used), "", _frame(used, None))


def _begun(judgement: Judgement, level: Level, line: Line) -> Judgement:
    """The week that completes a new level, with the limits that its eight weeks were compared with."""
    at = int(np.flatnonzero(line.weeks.at == level.told)[0])
    limits = level.limits
    assert limits is not None  # only what the owners state has none, and that is not found here
    center, lower, upper = (float(array[at]) for array in (limits.center, limits.lower, limits.upper))
    direction = "up" if line.weeks.value[at] > center else "down"
    return replace(
        judgement, signal="new_level", direction=direction, center=center, lower=lower, upper=upper, runs=RUN
    )


def _frame(names: pd.Series, found: Limits | None) -> pd.DataFrame:
    """`Judgement.limits`; empty without limits."""
    if found is None:
        empty = {name: pd.Series(dtype=float) for name in LIMIT_COLUMNS[1:4]}
        return pd.DataFrame({"week": pd.Series(dtype="str"), **empty, "in_baseline": pd.Series(dtype=bool)})
    columns = (names, found.center, found.lower, found.upper, found.used)
    return pd.DataFrame(dict(zip(LIMIT_COLUMNS, columns, strict=True))).reset_index(drop=True)


def _with_past(now: pd.DataFrame, names: pd.Series, at: np.ndarray, known: list[Level]) -> pd.DataFrame:
    """`now` for the weeks of the last level; the weeks before it keep the limits that they were compared with."""
    if not known:
        return now
    inside = dict(zip(names, at, strict=True))
    parts, first = [], -np.inf
    for level in known:
        before = _frame(names, level.limits)
        parts.append(before[before["week"].map(inside).between(first, level.start, inclusive="left")])
        first = level.start
    parts.append(now[now["week"].map(inside) >= first])
    return pd.concat([part for part in parts if len(part)] or [_frame(names, None)], ignore_index=True)
