"""What the sample line lives through: the models of `scenario.yml`.

In:   `kit/sample/scenario.yml`, the sample's contract.
Out:  `Scenario`: usual calls, callers, floor, campaigns, school holidays, planted facts.
Why:  a reader who wonders why a sample week looks as it does finds the reason in one file.
Not here: drawing calls (`demand`, `callers`), playing a day (`queueing`), writing files (`shapes`).
"""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kit import params
from kit.params.contract import Calendar, Week
from kit.params.reader import Strict


def _clock(text: str) -> str:
    dt.time.fromisoformat(text)
    return text


Clock = Annotated[str, AfterValidator(_clock)]
Share = Annotated[float, Field(ge=0, le=1)]


def minute(clock: str) -> int:
    """The minute of the day of '10:20': 620."""
    at = dt.time.fromisoformat(clock)
    return at.hour * 60 + at.minute


class Noise(Strict):
    """A lognormal factor that remembers: standard deviation of its logarithm, lag-1 correlation."""

    sd: float
    memory: Share


class ClosedCalls(Strict):
    """Usual attempts outside opening hours, per kind of day."""

    open: float
    saturday: float
    sunday: float
    holiday: float


class Line(Strict):
    number: str
    queue: str


class Calls(Strict):
    """Usual calls before repeats, redials and campaigns."""

    per_day: float
    growth_per_year: float
    counted_from: dt.date
    months: list[float] = Field(min_length=12, max_length=12)
    weekdays: list[float] = Field(min_length=5, max_length=5)
    half_hours: list[float]
    first_half_hour: Clock
    monday_morning: float
    friday_afternoon: float
    school_holidays: float
    christmas_days: float
    after_closure: float
    bridge: float
    day_noise: Noise
    week_noise: Noise
    half_hour_noise: float
    closed_per_day: ClosedCalls
    lost_before_pickup: list[Share]
    ghosts_per_day: float


class Redials(Strict):
    """Who tries again the same day, by how the attempt ended; delay in seconds, lognormal."""

    abandoned: Share
    deflected: Share
    busy: Share
    overflow: Share
    outage: Share
    median: float
    sigma: float
    attempts: int


class Returns(Strict):
    resolved: Share
    unresolved: Share


class Hold(Strict):
    share: Share
    median: float
    sigma: float


class Duration(Strict):
    mean: float
    sigma: float


class Callers(Strict):
    """How callers behave and how long they are served."""

    withheld: Share
    international_form: Share
    prefixes: list[str]
    leaves_menu: Share
    hangs_up_at_once: Share
    patience_mean: float
    patience_shape: float
    redials: Redials
    returns: Returns
    hold: Hold
    talk: Duration
    acw: Duration
    transferred: Share
    resolved: Share
    reasons: dict[str, tuple[float, float]]


class Floor(Strict):
    """The advisers, the lines that reach them, and how the provider plans."""

    advisers: int
    trunks: int
    queue_limit: int
    longest_wait: int
    planned_aht: float
    safety: float
    repeats: float
    campaign_share: Share
    absence: Share
    most_on_phones: int


class Campaign(Strict):
    """A campaign of the client: `extra` calls in all, decaying by half every `half_life` open days."""

    id: str
    starts: dt.date
    extra: float
    half_life: float
    fr: str


class Fact(Strict):
    """One planted fact and what the page of its week should show."""

    kind: Literal[
        "campaign",
        "staffing_missing",
        "long_handling",
        "outage",
        "ghost_burst",
        "restated",
        "carrier_late",
        "advisers_missing",
        "count_gap",
    ]
    week: Week
    finding: str
    shows: str
    date: dt.date | None = None
    start: Clock | None = Field(None, alias="from")
    end: Clock | None = Field(None, alias="to")
    calls: int | None = None
    advisers: int | None = None
    factor: float | None = None
    planned_from: dt.date | None = None
    campaign: str | None = None
    received: str | None = None
    figure: str | None = None
    at_meeting: str | None = None
    as_of: str | None = None

    @property
    def span(self) -> tuple[int, int]:
        """First and last second of the day that the fact lasts."""
        assert self.start and self.end, self.kind  # asked of facts that last a part of a day
        return minute(self.start) * 60, minute(self.end) * 60


class Scenario(Strict):
    """Everything that `scenario.yml` states."""

    line: Line
    calls: Calls
    callers: Callers
    floor: Floor
    campaigns: list[Campaign]
    school_holidays: list[tuple[dt.date, dt.date]]
    facts: list[Fact]

    def fact(self, kind: str, *, week: str = "", day: dt.date | None = None) -> Fact | None:
        """The planted fact of a kind in a week or on a day, if there is one."""
        return next((f for f in self.facts if f.kind == kind and (f.week == week or (day and f.date == day))), None)

    def span(self, kind: str, day: dt.date) -> tuple[int, int]:
        """Seconds of a day during which a fact of a kind lasts; (0, 0) on other days."""
        fact = self.fact(kind, day=day)
        return fact.span if fact else (0, 0)


def load() -> Scenario:
    """The scenario that ships with the kit."""
    return params.read(Path(str(files("kit.sample").joinpath("scenario.yml"))), Scenario)


def contract() -> params.Contract:
    """The sample's contract with its exceptional closures, from the home, else from the project."""
    terms = params.read(params.find("params", "sample", "contract.yml"), params.Contract)
    closed = params.find("params", "sample", "calendar.yml")
    days = params.read(closed, Calendar).closures if closed.exists() else []
    return terms.model_copy(update={"partnership": "sample", "closures": {day.date: day.reason for day in days}})
