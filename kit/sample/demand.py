"""How many calls a day of the sample line gets, half-hour by half-hour.

In:   the scenario, the contract's calendar, a day, a seed.
Out:  usual calls (what a planner who knows the calendar expects) and drawn calls per half-hour of opening.
Why:  season, weekday, holidays and campaigns are known beforehand; the rest is noise that remembers yesterday,
      because real lines are more uneven than a Poisson law says.
Not here: redials and repeat calls (`queueing`, `play`), who calls (`callers`).
"""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from kit import params
from kit.sample import chance
from kit.sample.scenario import Campaign, Scenario, minute

HALF_HOUR_S = 1800


class Demand:
    """Calls of the sample line by day; one instance per scenario, contract and seed."""

    def __init__(self, scenario: Scenario, contract: params.Contract, seed: int) -> None:
        self.scenario, self.contract, self.seed = scenario, contract, seed
        self._first = minute(scenario.calls.first_half_hour)

    def is_open(self, day: dt.date) -> bool:
        return bool(self.contract.open_spans(day))

    def half_hours(self, day: dt.date) -> list[int]:
        """First seconds of the half-hours of opening of a day."""
        count = len(self.scenario.calls.half_hours)
        starts = [self._first * 60 + number * HALF_HOUR_S for number in range(count)]
        spans = self.contract.open_spans(day)
        return [start for start in starts if any(a * 60 <= start < b * 60 for a, b in spans)]

    def usual(self, day: dt.date) -> float:
        """Calls that are usual on a day, without campaigns; 0 when closed."""
        if not self.is_open(day):
            return 0.0
        calls = self.scenario.calls
        years = (day - calls.counted_from).days / 365.25
        level = calls.per_day * (1 + calls.growth_per_year * years)
        return level * self._season(day) * calls.weekdays[day.weekday()] * self._around_holidays(day)

    def campaign(self, day: dt.date) -> float:
        """Extra calls that the client's campaigns bring on a day."""
        if not self.is_open(day):
            return 0.0
        return sum(self._response(campaign, day) for campaign in self.scenario.campaigns)

    def shape(self, day: dt.date) -> np.ndarray:
        """Share of a day's calls in each half-hour of opening."""
        calls = self.scenario.calls
        weights = np.array(calls.half_hours)
        noon = (720 - self._first) // 30
        if day.weekday() == 0:
            weights[:noon] *= calls.monday_morning
        if day.weekday() == 4:
            weights[noon:] *= calls.friday_afternoon
        return weights / weights.sum()

    def drawn(self, day: dt.date, rng: np.random.Generator) -> np.ndarray:
        """Calls that do come in each half-hour of opening."""
        calls = self.scenario.calls
        expected = (self.usual(day) * self._noise(day) + self.campaign(day)) * self.shape(day)
        uneven = rng.lognormal(0.0, calls.half_hour_noise, len(expected))
        return rng.poisson(expected * uneven)

    def closed_attempts(self, day: dt.date, rng: np.random.Generator) -> int:
        """Attempts outside opening hours."""
        usual = self.scenario.calls.closed_per_day
        if self.is_open(day):
            return int(rng.poisson(usual.open))
        if day.weekday() < 5:
            return int(rng.poisson(usual.holiday))
        return int(rng.poisson(usual.saturday if day.weekday() == 5 else usual.sunday))

    def touched_by_campaign(self, days: list[dt.date]) -> bool:
        """Whether campaigns bring more than two calls in a hundred on any of some days."""
        return any(self.campaign(day) > 0.02 * self.usual(day) for day in days)

    def _season(self, day: dt.date) -> float:
        calls = self.scenario.calls
        at = (day.timetuple().tm_yday - 15.5) / 365.25 * 12
        low = math.floor(at)
        here, there = calls.months[low % 12], calls.months[(low + 1) % 12]
        level = here + (at - low) * (there - here)
        if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2):
            return level * calls.christmas_days
        # August's own level already holds the summer holidays.
        if day.month in (7, 8) or not any(start <= day <= end for start, end in self.scenario.school_holidays):
            return level
        return level * calls.school_holidays

    def _around_holidays(self, day: dt.date) -> float:
        calls = self.scenario.calls
        before, after = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
        if self._off(before) and self._off(after):
            return calls.bridge
        closed = day - dt.timedelta(days=3) if day.weekday() == 0 else before
        return calls.after_closure if self.contract.holiday(closed) else 1.0

    def _off(self, day: dt.date) -> bool:
        return day.weekday() >= 5 or bool(self.contract.holiday(day))

    def _response(self, campaign: Campaign, day: dt.date) -> float:
        if day < campaign.starts or (day - campaign.starts).days > 28:
            return 0.0
        span = (campaign.starts + dt.timedelta(days=gone) for gone in range((day - campaign.starts).days))
        age = sum(self.is_open(past) for past in span)
        keep = 0.5 ** (1 / campaign.half_life)
        return campaign.extra * (1 - keep) * keep**age

    def _noise(self, day: dt.date) -> float:
        calls = self.scenario.calls
        monday = day - dt.timedelta(days=day.weekday())
        days, weeks = calls.day_noise, calls.week_noise
        today = days.sd * chance.remembered(self.seed, day, "day", days.memory)
        week = weeks.sd * chance.remembered(self.seed, monday, "week", weeks.memory, step=7)
        return math.exp(today + week)
