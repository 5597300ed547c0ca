"""The contract of one partnership: dated objectives, opening hours, thresholds, tolerances.

In:   `params/<partnership>/contract.yml`.
Out:  `Contract`; `terms_on(day)` gives the terms in force that day, so that an old week keeps its own.
Why:  the contract names the variant of each figure that it judges; nothing is judged that it does not name.
Not here: the definitions of the figures (`params/glossary.yml`), what is closed exceptionally (`calendar.yml`).
"""

from __future__ import annotations

import datetime as dt
import difflib
from functools import cache, cached_property
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, PrivateAttr, field_validator, model_validator

from kit import calendar
from kit.errors import BadPeriod
from kit.params.amendment import Amendment
from kit.params.days import Day
from kit.params.hours import OpeningHours
from kit.params.queue_hours import Holidays, Queues, Spans, quarters, together
from kit.params.reader import Strict
from kit.params.wrong import Place, Wrong, refuse, shown
from kit.period import Period


@cache
def _zones() -> frozenset[str]:
    """The names that the zone data know; listing them reads some 600 files, and every command reads a contract."""
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in _zones():
        near = difflib.get_close_matches(name, sorted(_zones()), n=1)
        raise Wrong("no_zone", value=shown(name), write=near[0] if near else "Europe/Paris")
    return name


def _week(text: str) -> str:
    try:
        Period.week(text)
    except BadPeriod as error:
        raise Wrong("no_week", value=shown(text), write=error.fields["example"]) from None
    return text


_MOST_TOLERANCE = 0.5
Zone = Annotated[str, AfterValidator(_zone)]
Week = Annotated[str, AfterValidator(_week)]


class Words(Strict):
    """A name in both languages."""

    fr: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.fr if lang == "fr" else self.en


class Objective(Strict):
    """What the contract promises of one figure. Rates in [0, 1], durations in seconds."""

    figure: str
    variant: str = ""
    at_least: float | None = None
    at_most: float | None = None
    minimum_calls: int = Field(0, ge=0, description="below so many calls the week is not judged")

    @model_validator(mode="after")
    def _one_bound(self) -> Objective:
        if (self.at_least is None) == (self.at_most is None):
            raise Wrong("one_bound")
        if self.bound < 0:
            at = ("at_least",) if self.at_least is not None else ("at_most",)
            raise Wrong("negative_bound", at, value=f"{self.bound:g}", write=f"{-self.bound:g}")
        return self

    @property
    def bound(self) -> float:
        """The promised value, a minimum or a maximum."""
        found = self.at_least if self.at_least is not None else self.at_most
        assert found is not None  # `_one_bound` lets no other objective through
        return found


class Thresholds(Strict):
    """Seconds that the variants use; both bounds are inclusive (a wait of exactly 20 s is within 20 s)."""

    answer_s: float = Field(20, gt=0, le=3600)
    short_abandon_s: float = Field(5, ge=0, le=3600)
    repeat_days: int = Field(3, ge=1, le=30)


class Reconciliation(Strict):
    """How far the two sides' counts may differ before the page says so."""

    tolerance_ratio: float = Field(0.01, ge=0)
    tolerance_calls: int = Field(5, ge=0, le=100_000)
    outage_minutes: int = Field(
        15, ge=5, le=1440, description="carrier delivers, platform records nothing, for so long"
    )
    outage_calls: int = Field(10, ge=1, le=100_000)

    @field_validator("tolerance_ratio")
    @classmethod
    def _share(cls, share: float) -> float:
        # Counts that may differ by more than half are not compared at all; 1 is most often written for 1 %.
        if share > _MOST_TOLERANCE:
            raise Wrong("share", value=f"{share:g}", most=_MOST_TOLERANCE, write=f"{share / 100:g}")
        return share


class Rebase(Strict):
    """A week from which a figure has a new level, as both sides agreed; without a figure, all figures have."""

    figure: str = ""
    from_: Week = Field(alias="from", description="first week of the new level; the weeks before are no baseline")
    reason: Words


class SignalTerms(Strict):
    """Which weeks say what is usual. Frozen: without dates, the weeks before the quarter of the reviewed week."""

    baseline_from: Week | None = None
    baseline_to: Week | None = None
    baseline_weeks: int = Field(52, ge=20, le=104)
    rebase: list[Rebase] = []

    @model_validator(mode="after")
    def _forwards(self) -> SignalTerms:
        if self.baseline_from and self.baseline_to and self.baseline_from > self.baseline_to:
            raise Wrong("baseline_backwards", ("baseline_to",), first=self.baseline_from, last=self.baseline_to)
        return self

    def rebased(self, figure: str | None, week: str) -> list[Rebase]:
        """The new levels of a figure (None: of any) that have begun by a week, oldest first."""
        mine = [one for one in self.rebase if figure is None or one.figure in ("", figure)]
        mine = [one for one in mine if one.from_ <= week]
        return sorted(mine, key=lambda one: one.from_)


class DataTerms(Strict):
    """What the two sides agreed on their data."""

    most_quarantined: float = Field(0.05, ge=0, le=1, description="a file with a larger share is refused whole")
    # Longest times of one call, in seconds; a row beyond them is a fault of the export and goes to quarantine. The
    # defaults are no norms: beyond them a line without an end, a status never left or a unit misread is likelier than
    # a call. Nobody waits, holds or stays in a menu for two hours, a desk does not ring for one; talk and after-call
    # work of four hours are half a shift.
    longest_wait_s: float = Field(7200, gt=0)
    longest_ivr_s: float = Field(7200, gt=0)
    longest_ring_s: float = Field(3600, gt=0)
    longest_talk_s: float = Field(14400, gt=0)
    longest_hold_s: float = Field(7200, gt=0)
    longest_acw_s: float = Field(14400, gt=0)
    frozen_after_days: int = Field(30, ge=1, description="after that a change is a restatement to sign")
    fewest_advisers: int = Field(5, ge=1, description="present: below, their times are withheld; 1 withholds nothing")


class Terms(Strict):
    """The terms in force from a day on."""

    valid_from: Day
    opening_hours: OpeningHours
    holidays: Holidays = "france"
    queues: Queues = Field({}, description="queues with hours of their own, by name; any other keeps the line's hours")
    objectives: list[Objective]
    followed: list[str] = []
    thresholds: Thresholds = Thresholds()
    reconciliation: Reconciliation = Reconciliation()
    signal: SignalTerms = SignalTerms()
    data: DataTerms = DataTerms()

    @model_validator(mode="after")
    def _promised_once(self) -> Terms:
        seen: dict[tuple[object, ...], int] = {}
        for at, one in enumerate(self.objectives):
            promise = (one.figure, one.variant, one.at_least is None)
            if promise in seen:
                first = Place(("objectives", seen[promise]))
                raise Wrong("objective_twice", ("objectives", at), name=one.figure, first=first)
            seen[promise] = at
        return self


class Correction(Strict):
    """Terms that were published in error and put right in place, as both sides agreed; every page of them says so."""

    valid_from: dt.date = Field(description="of the terms that were put right")
    published: str = Field(description="mark of the terms as they were published: the refusal names it")
    reason: Words


class Contract(Strict):
    """One client, one provider, one contract."""

    partnership: str = ""
    line: Words
    client: Words
    provider: Words
    carrier: Words
    fictional: bool = False
    time_zone: Zone
    terms: list[Terms] = Field(min_length=1)
    closures: dict[dt.date, str] = {}
    corrections: list[Correction] = []
    _amendments: tuple[Amendment, ...] = PrivateAttr(())

    @model_validator(mode="after")
    def _in_order(self) -> Contract:
        for at, (one, other) in enumerate(pairwise(self.terms), start=1):
            where = {"first": Place(("terms", at - 1, "valid_from")), "day": other.valid_from}
            if one.valid_from == other.valid_from:
                raise Wrong("terms_twice", ("terms", at, "valid_from"), **where)
            if one.valid_from > other.valid_from:
                raise Wrong("terms_order", ("terms", at, "valid_from"), before=one.valid_from, **where)
        return self

    def terms_on(self, day: dt.date) -> Terms:
        """The terms in force on a day; for days before the first ones those, for their opening hours: see `binds`."""
        return next((terms for terms in reversed(self.terms) if terms.valid_from <= day), self.terms[0])

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        """The terms that differ from what the period was published with; see `kit.params.published`."""
        return self._amendments

    @property
    def starts(self) -> dt.date:
        """The day on which the first terms begin."""
        return self.terms[0].valid_from

    def binds(self, day: dt.date) -> bool:
        """Whether terms are in force on a day: before the first ones, no objective may be judged."""
        return self.starts <= day

    @cached_property
    def zone(self) -> ZoneInfo:
        """The line's time zone."""
        return ZoneInfo(self.time_zone)

    def holiday(self, day: dt.date) -> str:
        """Slug of the public holiday or exceptional closure on a day, "" on other days."""
        return self._closed(day, self.terms_on(day).holidays)

    def _closed(self, day: dt.date, holidays: Holidays) -> str:
        """The same for who keeps these holidays; an exceptional closure closes the line and every queue."""
        if day in self.closures:
            return self.closures[day]
        if holidays == "open":
            return ""
        return calendar.french_holidays(day.year, alsace_moselle=holidays == "alsace_moselle").get(day, "")

    def queues_on(self, day: dt.date) -> tuple[str, ...]:
        """The queues that have opening hours of their own on a day, as the provider's file names them."""
        return tuple(self.terms_on(day).queues)

    def open_spans(self, day: dt.date, queue: str = "") -> Spans:
        """Opening spans of a day in local minutes; none on exceptional closures, nor on holidays that are kept.

        queue: "" is the line, which is open when its own hours say so or when any queue is; the name of a queue with
        hours of its own gives those, any other name the line's own hours.
        """
        if queue:
            return self._spans_of(day, queue)
        named = [self._spans_of(day, name) for name in self.queues_on(day)]
        own = self.own_spans(day)
        return together([own, *named]) if named else own

    def own_spans(self, day: dt.date) -> Spans:
        """The line's own spans of a day, without what its queues add: those of every queue that is not named."""
        return [] if self.holiday(day) else self.terms_on(day).opening_hours.spans(day)

    def _spans_of(self, day: dt.date, queue: str) -> Spans:
        terms = self.terms_on(day)
        stated = terms.queues.get(queue)
        if stated is None:
            return self.own_spans(day)
        closed = self._closed(day, stated.holidays or terms.holidays)
        return [] if closed else stated.opening_hours.spans(day)

    def slots(self, days: list[dt.date]) -> list[calendar.Row]:
        """Rows of the calendar table (`SLOT_COLUMNS`): `is_open` is the line's, `own_open` by the line's own hours,
        that of every queue without hours of its own; then the thresholds of each day's terms."""
        opened = {day: quarters(tuple(self.open_spans(day))) for day in days}
        own = {day: quarters(tuple(self.own_spans(day))) for day in days}
        limits = {day: self.terms_on(day).thresholds for day in days}
        at, minute = calendar.SLOT_COLUMNS.index("local_date"), calendar.SLOT_COLUMNS.index("minute")
        rows = calendar.slots(days, self.time_zone, lambda day, start: start in opened[day], self.holiday)
        return [
            (*row, row[minute] in own[row[at]], limits[row[at]].answer_s, limits[row[at]].short_abandon_s)
            for row in rows
        ]

    def queue_slots(self, slots: list[calendar.Row]) -> list[calendar.Row]:
        """Rows of the table beside the calendar (`QUEUE_SLOT_COLUMNS`): the quarter-hours in which a queue is open
        and the line's own hours are not, or the reverse. slots: rows of `slots`; no row for a queue without hours."""
        at, minute = calendar.SLOT_COLUMNS.index("local_date"), calendar.SLOT_COLUMNS.index("minute")
        if not any(terms.queues for terms in self.terms):
            return []
        by_day: dict[dt.date, list[tuple[int, int]]] = {}
        for row in slots:
            by_day.setdefault(row[at], []).append((row[0], row[minute]))
        found = []
        for day, numbered in by_day.items():
            own = quarters(tuple(self.own_spans(day)))
            for queue in self.queues_on(day):
                opened = quarters(tuple(self._spans_of(day, queue)))
                apart = opened ^ own
                found += [(queue, slot, start in opened) for slot, start in numbered if start in apart]
        return found


SLOT_COLUMNS = (*calendar.SLOT_COLUMNS, "own_open", "answer_s", "short_s")
QUEUE_SLOT_COLUMNS = ("queue", "slot_id", "is_open")


class Closure(Strict):
    """A day on which the line is closed although it is neither a holiday nor a closed weekday."""

    date: Day
    reason: str


class Calendar(Strict):
    """`calendar.yml`: exceptional closures, dated, committed by their owners."""

    closures: list[Closure] = []

    @model_validator(mode="after")
    def _each_day_once(self) -> Calendar:
        seen: dict[dt.date, int] = {}
        faults = []
        for at, closure in enumerate(self.closures):
            if closure.date in seen:
                first = Place(("closures", seen[closure.date]))
                faults.append(Wrong("closure_twice", ("closures", at), day=closure.date, first=first))
            seen.setdefault(closure.date, at)
        refuse(faults)
        return self
