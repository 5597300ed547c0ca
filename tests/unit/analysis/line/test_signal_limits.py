"""Limits: within what can be, wide enough for a quiet week, fair to short weeks, unmoved by one accident."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kit.analysis.line.signal_limits import Weeks, limits, student

COUNT = 52


def weeks_of(values, *, calls=None, slots=None) -> Weeks:
    values = np.asarray(values, dtype=float)
    unknown = np.full(values.size, np.nan)
    return Weeks(
        np.arange(values.size, dtype=float),
        values,
        unknown if calls is None else np.broadcast_to(np.asarray(calls, dtype=float), values.shape),
        unknown if slots is None else np.broadcast_to(np.asarray(slots, dtype=float), values.shape),
    )


def first(count: int, size: int) -> np.ndarray:
    return np.arange(size) < count


def noise(count: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(count)


@pytest.mark.parametrize(
    ("probability", "df", "table"),
    [(0.995, 10, 3.1693), (0.995, 20, 2.8453), (0.995, 40, 2.7045), (0.975, 15, 2.1314)],
)
def test_student_quantiles_agree_with_the_printed_table(probability, df, table):
    """The only constant of the limits that a reader can look up."""
    assert student(probability, df) == pytest.approx(table, abs=0.002)


@pytest.mark.parametrize(
    ("level", "spread", "scale"),
    [(0.8, 0.02, "plain"), (0.9, 0.01, "plain"), (0.97, 0.02, "arcsine"), (0.02, 0.015, "arcsine")],
)
def test_a_rate_near_its_end_gets_limits_that_stay_within_zero_and_one(level, spread, scale):
    """An upper limit of 104 % would be laughed at, and would hide that good weeks cannot be told from usual ones."""
    found = limits(weeks_of(np.clip(level + spread * noise(60), 0, 1), calls=4400), first(COUNT, 60), "ratio")

    assert found.scale == scale
    assert (found.lower >= 0).all() and (found.upper <= 1).all()
    assert (found.lower < found.center).all() and (found.center < found.upper).all()


@given(arrays(float, 30, elements=st.floats(0, 1)), st.integers(1, 10_000))
def test_limits_of_any_rate_are_ordered_and_possible(values, calls):
    """Whatever the weeks, a limit is a rate and the centre lies between the two."""
    found = limits(weeks_of(values, calls=calls), first(26, 30), "ratio")

    assert (found.lower >= 0).all() and (found.upper <= 1).all()
    assert (found.lower <= found.center + 1e-12).all() and (found.center <= found.upper + 1e-12).all()


@given(st.sampled_from(["calls", "s", "number"]), arrays(float, 30, elements=st.integers(0, 9000).map(float)))
def test_limits_of_any_quantity_are_ordered_and_not_negative(unit, values):
    """Zeros, ones and thousands come as they come; nothing may divide by them or take their logarithm."""
    found = limits(weeks_of(values, slots=200), first(26, 30), unit)

    assert np.isfinite(found.lower).all() and np.isfinite(found.upper).all()
    assert (found.lower >= 0).all()
    assert (found.lower <= found.center * (1 + 1e-9)).all() and (found.center <= found.upper * (1 + 1e-9)).all()


@pytest.mark.parametrize(
    ("unit", "level", "calls", "usual", "unusual"),
    [
        ("ratio", 1.0, 4400, 0.9999, 0.99),
        ("ratio", 0.9, 4400, 0.905, 0.87),
        ("s", 24.0, None, 24.2, 26.0),
        ("s", 0.0, None, 0.1, 3.0),
        ("number", 1.2, None, 1.21, 1.4),
        ("calls", 4400, None, 4450, 5500),
        ("calls", 0, None, 0, 9),
    ],
)
def test_a_constant_figure_has_limits_as_wide_as_chance(unit, level, calls, usual, unusual):
    """A figure that never moved must not signal a single call, nor stay silent at a real change."""
    values = np.append(np.full(COUNT, float(level)), [usual, unusual])

    found = limits(weeks_of(values, calls=calls, slots=200), first(COUNT, 54), unit)

    assert found.lower[52] <= usual <= found.upper[52]
    assert not found.lower[53] <= unusual <= found.upper[53]


def test_a_quiet_week_gets_wider_limits_than_a_busy_one():
    """With 60 calls chance alone moves a rate by four points; with 6,000 it does not."""
    calls = np.where(np.arange(54) == 53, 60, 6000)

    found = limits(weeks_of(0.9 + 0.01 * noise(54), calls=calls), first(COUNT, 54), "ratio")

    assert found.upper[53] - found.lower[53] > 1.8 * (found.upper[52] - found.lower[52])


def test_a_rate_that_may_be_negative_keeps_its_own_limits():
    """The gap between carrier and platform is negative where the platform saw more."""
    found = limits(weeks_of(0.002 * noise(60), calls=4400), first(COUNT, 60), "ratio")

    assert found.scale == "plain"
    assert (found.lower < 0).all()


@pytest.mark.parametrize(
    ("level", "accident", "unit"), [(0.9, 0.35, "ratio"), (30.0, 400.0, "s"), (4400.0, 300.0, "calls")]
)
def test_an_accident_in_the_baseline_does_not_hide_the_next_one(level, accident, unit):
    """One outage week would double the limits for a year; it is left out, and shown as left out."""
    values = level * (1 + 0.02 * noise(60))
    clean = limits(weeks_of(values, slots=200), first(COUNT, 60), unit)
    values[[10, 31]] = accident

    found = limits(weeks_of(values, slots=200), first(COUNT, 60), unit)

    assert list(np.flatnonzero(first(COUNT, 60) & ~found.used)) == [10, 31]
    assert found.upper[-1] - found.lower[-1] == pytest.approx(clean.upper[-1] - clean.lower[-1], rel=0.1)


def test_a_baseline_of_two_levels_is_not_taken_for_accidents():
    """Twenty of 52 weeks at another level are how the line is, not mishaps to leave out."""
    values = 0.9 + 0.005 * noise(60)
    values[:20] -= 0.1

    found = limits(weeks_of(values, calls=4400), first(COUNT, 60), "ratio")

    assert found.used.sum() >= 0.9 * COUNT
    assert found.lower[-1] < 0.8


def holiday_line(exponent: float, size: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """(calls, open slots): one week in six has four days instead of five."""
    slots = np.where(np.arange(size) % 6 == 5, 160.0, 200.0)
    return 4400 * (slots / 200) ** exponent * np.exp(0.03 * noise(size)), slots


@pytest.mark.parametrize("exponent", [1.0, 0.7, 0.4], ids=["calls are lost", "some call again", "most call again"])
def test_a_week_with_a_holiday_is_compared_with_such_weeks(exponent):
    """Fewer calls in the week of 11 November are the calendar's doing; how many fewer, the line's own past tells."""
    values, slots = holiday_line(exponent)

    found = limits(weeks_of(values, slots=slots), first(COUNT, 60), "calls")

    assert slots[53] == 160
    assert found.center[53] / found.center[52] == pytest.approx(0.8**exponent, rel=0.03)
    assert found.lower[53] <= values[53] <= found.upper[53]
    assert not found.lower[53] <= values[53] * 0.8 <= found.upper[53]


def test_the_first_short_week_of_a_line_is_expected_to_have_fewer_calls():
    """A baseline without a holiday says nothing of holidays: then calls follow the hours, within wider limits."""
    values, slots = 4400 * np.exp(0.03 * noise(60)), np.full(60, 200.0)
    slots[55] = 120

    found = limits(weeks_of(values, slots=slots), first(COUNT, 60), "calls")

    assert found.center[55] / found.center[54] == pytest.approx(0.6, rel=0.02)
    assert found.upper[55] / found.lower[55] > 1.5 * found.upper[54] / found.lower[54]


def test_opening_hours_that_are_not_known_do_not_matter():
    """Calls out of hours do not follow the opening hours; nobody states them for such a figure."""
    values = 300 * np.exp(0.05 * noise(60))

    found = limits(weeks_of(values), first(COUNT, 60), "calls")

    assert np.ptp(found.center) == pytest.approx(0, abs=1e-6)
    assert np.isfinite(found.lower).all()


def test_a_week_of_unknown_hours_in_a_line_that_follows_them_has_no_limits():
    """Better none than those of another week."""
    values, slots = holiday_line(1.0)
    slots[59] = np.nan

    found = limits(weeks_of(values, slots=slots), first(COUNT, 60), "calls")

    assert np.isnan(found.lower[59]) and np.isfinite(found.lower[:59]).all()


def test_two_years_of_weeks_tell_a_season_and_one_year_does_not():
    """One year cannot tell a season from growth: fitted on 52 weeks, a wave called one winter week in five unusual."""
    at = np.arange(117)
    values = np.exp(8 + 0.15 * np.sin(2 * np.pi * at / 52.18) + 0.1 * at / 52 + 0.03 * noise(117))

    two = limits(weeks_of(values, slots=200), first(104, 117), "calls")
    one = limits(weeks_of(values[-65:], slots=200), first(52, 65), "calls")

    assert (two.scale, one.scale) == ("log_season", "log")
    ahead = slice(104, None)
    assert ((values >= two.lower) & (values <= two.upper))[ahead].all()
    assert (two.upper / two.lower)[ahead].max() < 1.3 < (one.upper / one.lower)[-13:].min()
    assert (np.abs(two.center / values - 1)[ahead] < 0.1).all()


@pytest.mark.parametrize("mean", [0.5, 3, 12])
def test_small_counts_do_not_signal_by_chance(mean):
    """Two ghost calls instead of none are no event; twenty are."""
    rng = np.random.default_rng(9)
    outside, found = [], []
    for values in rng.poisson(mean, (200, COUNT + 13)).astype(float):
        got = limits(weeks_of(values, slots=200), first(COUNT, values.size), "calls")
        outside.append(((values < got.lower) | (values > got.upper))[COUNT:])
        found.append((values + 20 > got.upper)[COUNT:])

    assert np.mean(outside) <= 0.015
    assert np.mean(found) > 0.9
