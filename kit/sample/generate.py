"""Writes the sample partnership's files as both sides would have delivered them, and the facts planted in them.

In:   a folder, a seed, a span of ISO weeks.
Out:  one folder per week with the files of that week, `planted.yml` beside them; a `Plan` of what arrived when.
Why:  the demonstration receives files, like any user; nothing is put into the store behind intake's back.
Not here: what a week holds (`week`), how a file is written (`shapes`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

from kit import calendar
from kit.errors import BadPeriod
from kit.period import Period
from kit.sample import shapes
from kit.sample.demand import Demand
from kit.sample.scenario import Fact, Scenario, contract, load
from kit.sample.week import Week, play

SEED = 243
FIRST_WEEK, LAST_WEEK = "2024-W48", "2026-W47"
_DELIVERED_AT = dt.time(7, 30)  # on the Monday after the week


class Delivery(NamedTuple):
    """Files that arrived together, and when."""

    received_at: dt.datetime
    files: list[Path]


@dataclass(frozen=True)
class Plan:
    """What was written. `deliveries` in order of arrival; `planted`: the content of `planted.yml`."""

    folder: Path
    deliveries: list[Delivery]
    planted: dict


def generate(
    folder: Path,
    *,
    seed: int = SEED,
    first_week: str = FIRST_WEEK,
    last_week: str = LAST_WEEK,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """Writes the files of every week of the span below `folder` and returns when each of them arrived.

    The same seed and week give the same bytes, whatever the span. `progress(done, weeks)` is called after each week.
    Raises BadPeriod where a week does not exist or the span is empty.
    """
    return _Writer(folder, seed).run(_span(first_week, last_week), progress)


def _span(first_week: str, last_week: str) -> list[str]:
    first, last = Period.week(first_week).first, Period.week(last_week).first
    if last < first:
        raise BadPeriod(period=f"{first_week}..{last_week}", example=f"{FIRST_WEEK}..{LAST_WEEK}", hint="")
    return [calendar.week_of(first + dt.timedelta(weeks=at)) for at in range((last - first).days // 7 + 1)]


class _Writer:
    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        self.scenario, self.contract = load(), contract()
        self.demand = Demand(self.scenario, self.contract, seed)
        self.deliveries: list[Delivery] = []
        self.facts: list[dict] = []

    def run(self, weeks: list[str], progress: Callable[[int, int], None] | None) -> Plan:
        for done, name in enumerate(weeks, start=1):
            week = play(self.demand, name)
            self._deliver(week)
            self._note(week)
            if progress:
                progress(done, len(weeks))
        planted = {
            "seed": self.seed,
            "first_week": weeks[0],
            "last_week": weeks[-1],
            "facts": self.facts,
            "campaigns": _campaigns(self.scenario, weeks),
            "quiet_weeks": [name for name in weeks if self._is_quiet(name)],
        }
        text = yaml.safe_dump(planted, allow_unicode=True, sort_keys=False, width=120)
        self.folder.joinpath("planted.yml").write_text(text, encoding="utf-8", newline="\n")
        deliveries = sorted(self.deliveries, key=lambda delivery: delivery.received_at)
        return Plan(self.folder, deliveries, planted)

    def _deliver(self, week: Week) -> None:
        place = self.folder / week.week
        place.mkdir(parents=True, exist_ok=True)
        label = week.week.replace("W", "S")
        usual = dt.datetime.combine(Period.week(week.week).first + dt.timedelta(days=7), _DELIVERED_AT)
        files: dict[dt.datetime, list[Path]] = {}

        def arrived(path: Path, at: dt.datetime) -> None:
            files.setdefault(at, []).append(path)

        client = self.contract.client["fr"]
        late = self._fact(week, "carrier_late")
        counts = shapes.carrier_csv(week.carrier, place / f"operateur_{label}.csv", client=client)
        arrived(counts, _moment(late) if late else usual)
        again = self._fact(week, "restated")
        if again:
            kept = week.calls[week.calls["transferred"] != True]  # noqa: E712  missing stays
            arrived(shapes.calls_csv(kept, place / f"appels_{label}.csv"), usual)
            arrived(shapes.calls_csv(week.calls, place / f"appels_{label}_corrige.csv"), _moment(again))
            week.touched["restated"] = len(week.calls) - len(kept)
        else:
            arrived(shapes.calls_csv(week.calls, place / f"appels_{label}.csv"), usual)
        if not self._fact(week, "staffing_missing"):
            arrived(shapes.staffing_csv(week.staffing, place / f"effectifs_{label}.csv"), usual)
        zone = self.contract.zone
        self.deliveries += [Delivery(at.replace(tzinfo=zone), paths) for at, paths in files.items()]

    def _note(self, week: Week) -> None:
        for fact in self.scenario.facts:
            if fact.week == week.week:
                self.facts.append(_noted(fact, week.touched.get(fact.kind)))

    def _fact(self, week: Week, kind: str) -> Fact | None:
        return self.scenario.fact(kind, week=week.week)

    def _is_quiet(self, week: str) -> bool:
        """Five open days, no campaign, no planted fact: the page should find nothing to explain."""
        days = Period.week(week).days
        busy = any(fact.week == week for fact in self.scenario.facts)
        around = [days[0] - dt.timedelta(days=3), *days]
        full = sum(self.demand.is_open(day) for day in days) == 5 and self.demand.is_open(around[0])
        return full and not busy and not self.demand.touched_by_campaign(days)


def _moment(fact: Fact) -> dt.datetime:
    assert fact.received, fact.kind  # asked of facts that move a delivery
    return dt.datetime.fromisoformat(fact.received)


def _noted(fact: Fact, touched: int | None) -> dict:
    """One fact as a test reads it: minutes of the local day, calls as they were played."""
    told: dict[str, object] = {
        "kind": fact.kind,
        "week": fact.week,
        "date": fact.date.isoformat() if fact.date else None,
    }
    if fact.start:
        first, last = fact.span
        told |= {"from_minute": first // 60, "to_minute": last // 60}
    extra = {
        "calls": touched if touched is not None else fact.calls,
        "advisers": fact.advisers,
        "factor": fact.factor,
        "campaign": fact.campaign,
        "received": fact.received,
        "finding": fact.finding,
        "figure": fact.figure,
        "at_meeting": fact.at_meeting,
        "as_of": fact.as_of,
        "shows": fact.shows,
    }
    return {key: value for key, value in (told | extra).items() if value is not None}


def _campaigns(scenario: Scenario, weeks: list[str]) -> list[dict]:
    return [
        {"id": campaign.id, "starts": campaign.starts.isoformat(), "extra": campaign.extra, "name": campaign.fr}
        for campaign in scenario.campaigns
        if calendar.week_of(campaign.starts) in set(weeks)
    ]
