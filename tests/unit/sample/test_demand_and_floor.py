"""What the sample's planner knows, and how well a plan made of shifts fits it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from kit.period import Period
from kit.sample import chance, floor
from kit.sample.demand import Demand
from kit.sample.scenario import contract, load

SCENARIO, CONTRACT = load(), contract()
DEMAND = Demand(SCENARIO, CONTRACT, seed=1)


@pytest.mark.parametrize(
    ("day", "calls"),
    [("2026-11-14", 0), ("2026-11-15", 0), ("2026-11-11", 0), ("2026-12-25", 0)],
)
def test_no_call_is_expected_on_a_closed_day(day, calls):
    """Week-ends and holidays: the planner plans nobody."""
    assert DEMAND.usual(dt.date.fromisoformat(day)) == calls


@pytest.mark.parametrize(
    ("after", "usual", "ratio"),
    [
        ("2026-11-12", "2026-11-19", 1.17),  # Thursday after Armistice Day
        ("2026-04-07", "2026-03-31", 1.17),  # Tuesday after Easter Monday
        ("2025-07-15", "2025-07-22", 1.17),  # Tuesday after a Monday's national day
        ("2026-05-15", "2026-06-12", 0.72),  # Friday between Ascension and the week-end
    ],
)
def test_the_day_after_a_closure_is_heavier_and_a_bridge_lighter(after, usual, ratio):
    """Those who found the line closed call the next morning; on a bridge nobody works."""
    heavy, plain = (DEMAND.usual(dt.date.fromisoformat(day)) for day in (after, usual))

    assert heavy / plain == pytest.approx(ratio, rel=0.06)


def test_a_campaign_brings_its_calls_and_half_of_them_within_its_half_life():
    """Sum over the days that follow: what it is stated to bring, bar the tail after four weeks."""
    campaign = SCENARIO.campaigns[-1]
    days = [campaign.starts + dt.timedelta(days=gone) for gone in range(40)]
    extra = [DEMAND.campaign(day) for day in days]

    assert sum(extra) == pytest.approx(campaign.extra, rel=0.01)
    opened = [calls for calls in extra if calls]
    assert opened[0] == max(opened)
    assert opened[2] / opened[0] == pytest.approx(0.5 ** (2 / campaign.half_life))
    assert DEMAND.campaign(campaign.starts - dt.timedelta(days=1)) == 0


def test_the_shape_of_a_day_covers_the_contracts_hours_and_adds_up_to_one():
    """A half-hour of opening without calls, or calls outside opening, would be an error of the generator."""
    monday = dt.date(2026, 11, 16)

    assert DEMAND.half_hours(monday) == list(range(8 * 3600, 18 * 3600, 1800))
    assert len(DEMAND.half_hours(monday)) == floor.SLOTS == len(DEMAND.shape(monday))
    assert DEMAND.shape(monday).sum() == pytest.approx(1)


def test_the_noise_remembers_yesterday():
    """Lag-1 correlation as stated, unit variance, over two thousand days."""
    start = dt.date(2000, 1, 3)
    values = np.array([chance.remembered(7, start + dt.timedelta(days=day), "day", 0.6) for day in range(2000)])

    assert np.corrcoef(values[:-1], values[1:])[0, 1] == pytest.approx(0.6, abs=0.06)
    assert values.std() == pytest.approx(1, abs=0.1)


def _plans() -> list[np.ndarray]:
    days = [day for day in Period.week("2026-W41").days if DEMAND.is_open(day)]
    return [
        floor.plan(DEMAND.usual(day) * SCENARIO.floor.repeats * DEMAND.shape(day), SCENARIO.floor, day.toordinal())
        for day in days
    ]


def test_a_plan_is_made_of_shifts_of_seven_hours_or_half_days():
    """No adviser works a scattered day, and lunch is an hour."""
    for table in _plans():
        assert table.shape == (SCENARIO.floor.advisers, floor.SLOTS)
        assert {int(hours) for hours in table.sum(axis=1)} <= {0, 8, 14}
        for shift in table[table.sum(axis=1) == 14]:
            worked = np.flatnonzero(shift)
            assert worked[-1] - worked[0] == 15  # fourteen half-hours and two of lunch


def test_a_plan_comes_near_what_is_needed_while_there_are_advisers():
    """The misfit is that of shifts, not of the planner; on heavy Mondays everybody is on the phones."""
    monday, *others = zip(Period.week("2026-W41").days, _plans(), strict=False)
    for day, table in others:
        expected = DEMAND.usual(day) * SCENARIO.floor.repeats * DEMAND.shape(day)
        wanted = floor.needed(expected, SCENARIO.floor)
        assert abs(table.sum(axis=0) - wanted).max() <= 3.5
        assert abs(table.sum() - wanted.sum()) <= 1.5 * 14  # half-hours: a shift and a half of the whole day
    assert monday[1].any(axis=1).sum() == SCENARIO.floor.most_on_phones


def test_at_most_one_planned_adviser_is_away_on_a_usual_day():
    """Else quiet weeks would look like the planted Monday."""
    table = _plans()[0]
    days = [floor.present(table, SCENARIO.floor, np.random.default_rng(seed)) for seed in range(300)]
    away = [int((table & ~came).any(axis=1).sum()) for came in days]

    assert set(away) == {0, 1}
    assert sum(away) / 300 == pytest.approx(SCENARIO.floor.absence, abs=0.08)
    assert not any((came & ~table).any() for came in days)


def test_missing_advisers_are_missing_for_the_stated_half_hours_only():
    """Two fewer from the third to the eighth half-hour, the plan elsewhere."""
    table = _plans()[0]

    came = floor.without(table, 2, 2, 8)

    lacking = (table.sum(axis=0) - came.sum(axis=0)).tolist()
    assert lacking == [0, 0, 2, 2, 2, 2, 2, 2] + [0] * 12
