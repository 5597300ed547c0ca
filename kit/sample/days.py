"""The days of one week of the sample line, each played by the queue, with what the facts planted in it change.

In:   the demand of the line, an ISO week.
Out:  `Played`: per day what the platform recorded and what the carrier saw, the advisers of each half-hour, and how
      many calls each planted fact touched.
Why:  callers who were not helped call again on one of the next days, so the days of a week are played in order;
      nothing crosses into the next week, so that each week can be generated alone.
Not here: the queue itself (`queueing`), the tables that the two sides deliver (`week`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from kit.period import Period
from kit.sample import callers, chance, floor, queueing
from kit.sample.demand import HALF_HOUR_S, Demand

_LATEST_REDIAL = 22 * 3600


@dataclass
class PlayedDay:
    """One day: `played` holds records and attempts; `luck` what was drawn for each call, None on closed days."""

    date: dt.date
    played: queueing.Day
    luck: callers.Draws | None = None


@dataclass
class Played:
    """A played week. `roster`: (half-hour's start, planned, present); `touched`: calls per kind of planted fact."""

    days: list[PlayedDay] = field(default_factory=list)
    roster: list[tuple[dt.datetime, int, int]] = field(default_factory=list)
    touched: dict[str, int] = field(default_factory=dict)


def play(demand: Demand, week: str) -> Played:
    """The week's days, the same whatever other weeks are generated."""
    return _Player(demand, week).run()


class _Player:
    def __init__(self, demand: Demand, week: str) -> None:
        self.demand, self.scenario, self.week = demand, demand.scenario, week
        self.slow = self.scenario.fact("long_handling", week=week)
        self.longer = self.slow.factor if self.slow and self.slow.factor else 1.0
        self.result = Played()
        self.returning: dict[dt.date, list[tuple[int, int]]] = defaultdict(list)

    def run(self) -> Played:
        days = Period.week(self.week).days
        for date in days:
            day = self._open_day(date) if self.demand.is_open(date) else PlayedDay(date, queueing.Day())
            self._closed_attempts(day)
            self.result.days.append(day)
        if self.scenario.fact("campaign", week=self.week):
            self.result.touched["campaign"] = round(sum(map(self.demand.campaign, days)))
        return self.result

    def _stream(self, date: dt.date, purpose: str) -> np.random.Generator:
        return chance.stream(self.demand.seed, date, purpose)

    def _open_day(self, date: dt.date) -> PlayedDay:
        starts = self.demand.half_hours(date)
        opens, closes = starts[0], starts[-1] + HALF_HOUR_S
        arrivals = self._arrivals(date, starts)
        # Twice as many draws as first attempts: room for every redial of a bad day.
        luck = callers.draws(self.scenario.callers, 2 * len(arrivals) + 200, self._stream(date, "luck"), self.longer)
        outage = self.scenario.span("outage", date)
        rules = queueing.Rules(self.scenario.floor, self.scenario.callers, opens, closes, outage)
        day = PlayedDay(date, queueing.play(arrivals, luck, self._presence(date, starts), rules), luck)
        if outage != (0, 0):
            self.result.touched["outage"] = sum(seen == "unanswered" for _, seen, _ in day.played.attempts)
        self._plan_returns(day, opens, closes)
        self._lost(day, opens, closes)
        self._ghosts(day, opens, closes)
        return day

    def _arrivals(self, date: dt.date, starts: list[int]) -> list[tuple[int, int]]:
        rng = self._stream(date, "arrivals")
        counts = self.demand.drawn(date, rng)
        seconds = np.repeat(starts, counts) + rng.integers(0, HALF_HOUR_S, counts.sum())
        fresh = zip(seconds.tolist(), callers.numbers(self.scenario.callers, len(seconds), rng), strict=True)
        return sorted([*fresh, *self.returning[date]])

    def _presence(self, date: dt.date, starts: list[int]) -> list[list[int]]:
        """Plans the day, notes planned and present, and tells which advisers are there in each half-hour."""
        rules = self.scenario.floor
        planned = floor.plan(self._expected(date), rules, date.toordinal())
        short = self.scenario.fact("advisers_missing", day=date)
        if short:
            first, last = ((second - starts[0]) // HALF_HOUR_S for second in short.span)
            came = floor.without(planned, short.advisers or 0, first, last)
        else:
            came = floor.present(planned, rules, self._stream(date, "absence"))
        midnight = dt.datetime.combine(date, dt.time())
        clocks = [midnight + dt.timedelta(seconds=start) for start in starts]
        self.result.roster += zip(clocks, planned.sum(axis=0).tolist(), came.sum(axis=0).tolist(), strict=True)
        return [np.flatnonzero(came[:, at]).tolist() for at in range(len(starts))]

    def _expected(self, date: dt.date) -> np.ndarray:
        """Calls per half-hour that the provider plans for; longer calls weigh more once it plans for them."""
        rules = self.scenario.floor
        calls = self.demand.usual(date) * rules.repeats + rules.campaign_share * self.demand.campaign(date)
        known_from = self.slow.planned_from if self.slow else None
        longer = self.longer if known_from and date >= known_from else 1.0
        return calls * longer * self.demand.shape(date)

    def _plan_returns(self, day: PlayedDay, opens: int, closes: int) -> None:
        """Callers who will call again on one of the next days of this week."""
        rng = self._stream(day.date, "returns")
        shares, luck = self.scenario.callers.returns, day.luck
        if luck is None:
            return
        for record in day.played.records:
            if record.outcome != "answered":
                continue
            share = shares.resolved if luck.resolved[record.draw] else shares.unresolved
            if luck.returns[record.draw] < share:
                later = day.date + dt.timedelta(days=luck.return_days[record.draw])
                self.returning[later].append((int(rng.integers(opens + 1800, closes - 3600)), record.caller))

    def _lost(self, day: PlayedDay, opens: int, closes: int) -> None:
        """Calls that end between the carrier and the menu: a few every day, more where a fact says so."""
        rng = self._stream(day.date, "lost")
        shares = self.scenario.calls.lost_before_pickup
        seconds = rng.integers(opens, closes, int(rng.choice(len(shares), p=shares))).tolist()
        gap = self.scenario.fact("count_gap", day=day.date)
        if gap:
            calls = gap.calls or 0
            seconds += rng.integers(*gap.span, calls).tolist()
            self.result.touched["count_gap"] = calls
        day.played.attempts += [(second, "unanswered", 0) for second in seconds]

    def _ghosts(self, day: PlayedDay, opens: int, closes: int) -> None:
        """Ghost records: the carrier delivered something, nobody was on the line; none while the platform is down."""
        rng = self._stream(day.date, "ghosts")
        seconds = rng.integers(opens, closes, int(rng.poisson(self.scenario.calls.ghosts_per_day))).tolist()
        burst = self.scenario.fact("ghost_burst", day=day.date)
        if burst:
            first, last = burst.span
            seconds += rng.integers(first, last, burst.calls).tolist()
            self.result.touched["ghost_burst"] = sum(first <= second < last for second in seconds)
        down, up = self.scenario.span("outage", day.date)
        for second in seconds:
            if not down <= second < up:
                day.played.records.append(queueing.Record(second, "ghost", callers.WITHHELD, 0, 0))
                day.played.attempts.append((second, "answered", 0))

    def _closed_attempts(self, day: PlayedDay) -> None:
        """Attempts while the line is closed hear the closing message; only the carrier knows them."""
        rng = self._stream(day.date, "closed")
        count = self.demand.closed_attempts(day.date, rng)
        starts = self.demand.half_hours(day.date)
        opens, closes = (starts[0], starts[-1] + HALF_HOUR_S) if starts else (0, 0)
        drawn = _closed_seconds(count, opens, closes, rng)
        late = [second for second, _ in day.played.late_redials if second < _LATEST_REDIAL]
        day.played.attempts += [(second, "closed", 0) for second in drawn + late]


def _closed_seconds(count: int, opens: int, closes: int, rng: np.random.Generator) -> list[int]:
    """Seconds of attempts outside opening hours: mostly just before opening, early evening and, if closed, by day."""
    hours = np.array([0.3] * 6 + [1, 3, 4, 5, 5, 4, 3, 4, 5, 5, 4, 4, 5, 4, 2, 1, 0.6, 0.4])
    hours[opens // 3600 : closes // 3600] = 0
    drawn = rng.choice(24, count, p=hours / hours.sum())
    return (drawn * 3600 + rng.integers(0, 3600, count)).tolist()
