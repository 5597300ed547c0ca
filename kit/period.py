"""Periods: a day, a week, a month, a quarter, a span of days, the time before or after a campaign.

In:   text as a person types it, a notebook's parameter holds it or a ledger states it; days.
Out:  `Period`: its days and weeks, the one before, the same a year ago, the meeting that speaks of it.
Why:  read by the length of its text wherever one was needed, each reader took other texts, and a kind of period more
      had to be taught to all of them.
Not here: opening hours, holidays, now() (`kit.calendar`), the words for a period (`kit.present`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, total_ordering
from zoneinfo import ZoneInfo

from kit.calendar import FIRST_YEAR, LAST_YEAR, week_of
from kit.errors import BadPeriod, OtherPeriod, UndatedCampaign

# The kinds that a report can be of, each the name of its notebook's parameter; a "day" is only in ledgers.
KINDS = ("week", "month", "quarter", "span", "campaign")
EXAMPLES = {
    "week": "2026-W47",
    "month": "2026-11",
    "quarter": "2026-Q4",
    "span": "2026-10-05..2026-11-01",
    "campaign": "mutuelle-2026.after",
    "day": "2026-11-16",
}
SIDES = ("before", "after")
DAY = dt.timedelta(days=1)
YEAR_OF_WEEKS = dt.timedelta(weeks=52)

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FORMS = {
    "week": re.compile("(?P<year>[0-9]{4})-W(?P<number>[0-9]{2})"),
    "month": re.compile("(?P<year>[0-9]{4})-(?P<number>0[1-9]|1[0-2])"),
    "quarter": re.compile("(?P<year>[0-9]{4})-Q(?P<number>[1-4])"),
    "span": re.compile(rf"(?P<first>{_DAY})\.\.(?P<last>{_DAY})"),
    "campaign": re.compile(r"(?P<id>[a-z0-9][a-z0-9_-]*)\.(?P<side>before|after)"),
    "day": re.compile(f"(?P<first>{_DAY})"),
}
_MONTHS = {"month": 1, "quarter": 3}  # that it lasts
# How people write a period that the form does not take, and what they mean by it.
_SLIPS = {
    "week": (re.compile("([0-9]{4})[-_ ]?[wWsS]?[-_ ]?([0-9]{1,2})"), "{0}-W{1:0>2}"),
    "quarter": (re.compile("([0-9]{4})[-_ ]?[qQtT]?[-_ ]?([1-4])"), "{0}-Q{1}"),
    "month": (re.compile("([0-9]{4})[-_ /]?[mM]?([0-9]{1,2})"), "{0}-{1:0>2}"),
    "span": (re.compile(rf"({_DAY})(?: *(?:\.\.+|/|:|–) *| +(?:-|to|au|à)? *)({_DAY})"), "{0}..{1}"),
}


@total_ordering
@dataclass(frozen=True)
class Period:
    """One period. Made by `parse`, `week`, `holding`, `span` and `campaign`; sorted by its first day, then its last.

    text: its name, which `parse` reads back ("2026-W47"). dates: first and last day; None for a campaign whose dates
    nobody has given: its name does not tell them.
    """

    kind: str
    text: str
    dates: tuple[dt.date, dt.date] | None

    @classmethod
    def parse(cls, text: str | Period, kind: str = "") -> Period:
        """The period of that name. kind: the only one that will do, "" for any. Raises BadPeriod."""
        if not isinstance(text, Period):
            return _read(text, kind)
        return text if kind in ("", text.kind) else _read(text.text, kind)

    @classmethod
    def week(cls, name: str) -> Period:
        """The ISO week of that name. Raises BadPeriod: 2026 has a week 53, 2025 has none."""
        return _read(name, "week")

    @classmethod
    def holding(cls, kind: str, day: dt.date) -> Period:
        """The day, week, month or quarter in which a day lies. Raises BadPeriod outside of the years of the kit."""
        names: dict[str, Callable[[], str]] = {
            "day": day.isoformat,
            "week": lambda: week_of(day),
            "month": lambda: f"{day:%Y-%m}",
            "quarter": lambda: f"{day:%Y}-Q{(day.month + 2) // 3}",
        }
        return _read(names[kind](), kind)

    @classmethod
    def span(cls, first: dt.date, last: dt.date) -> Period:
        """The days from one to another, both counted. Raises BadPeriod where they are the wrong way round."""
        return _read(f"{first}..{last}", "span")

    @classmethod
    def campaign(cls, name: str, side: str, first: dt.date | None = None, last: dt.date | None = None) -> Period:
        """What is looked at before or after a campaign, with its first and last day if known. Raises BadPeriod."""
        bare = _read(f"{name}.{side}", "campaign")
        if first is None or last is None:
            return bare
        return cls("campaign", bare.text, cls.span(first, last).dates)

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: object) -> bool:
        return self._place < other._place if isinstance(other, Period) else NotImplemented

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    @property
    def _place(self) -> tuple[dt.date, dt.date, str]:
        """Where it stands among others: a campaign without dates after all that have some."""
        return (*(self.dates or (dt.date.max, dt.date.max)), self.text)

    @property
    def _days(self) -> tuple[dt.date, dt.date]:
        if self.dates is None:
            raise UndatedCampaign(period=self.text, example=EXAMPLES["span"])
        return self.dates

    @property
    def first(self) -> dt.date:
        """Its first day. Raises UndatedCampaign, as everything that needs days."""
        return self._days[0]

    @property
    def last(self) -> dt.date:
        """Its last day, counted."""
        return self._days[1]

    @property
    def days(self) -> list[dt.date]:
        """Its days, in order."""
        return [self.first + dt.timedelta(days=at) for at in range((self.last - self.first).days + 1)]

    @property
    def weeks(self) -> list[str]:
        """The names of the ISO weeks that it touches, in order: a month mostly begins and ends inside of one."""
        return list(dict.fromkeys(week_of(day) for day in self.days))

    @property
    def year(self) -> int:
        """The year that the name of a week, a month or a quarter states: 2026 for the 3rd of January 2027's week."""
        return self._stated("year")

    @property
    def number(self) -> int:
        """Which week, month or quarter of its year it is."""
        return self._stated("number")

    def _stated(self, part: str) -> int:
        found = _FORMS[self.kind].fullmatch(self.text)
        assert found  # it was read by this very form
        return int(found[part])

    def before(self) -> Period:
        """The one just before: of a span and of a campaign, as many days. Raises BadPeriod before the first year."""
        if self.kind in ("span", "campaign"):
            return Period.span(self.first - (self.last - self.first + DAY), self.first - DAY)
        return Period.holding(self.kind, self.first - DAY)

    def names_back(self, count: int) -> list[str]:
        """The names of the `count` periods before it and its own, oldest first."""
        found = [self]
        for _ in range(count):
            found.append(found[-1].before())
        return [one.text for one in reversed(found)]

    def year_ago(self) -> tuple[Period, ...]:
        """What it is compared with a year ago; where these are two, with the mean of both, and that is flagged.

        A month, a quarter: the same of the year before. Everything else: the same weekdays, 52 weeks earlier, since
        a Monday is no Sunday. Week 53 has no counterpart: week 52 of the year before and week 01 of its own year.
        """
        if self.kind in _MONTHS:
            return (_read(f"{self.year - 1:04d}{self.text[4:]}", self.kind),)
        if self.kind == "week" and self.number == 53:
            return Period.week(f"{self.year - 1}-W52"), Period.week(f"{self.year}-W01")
        first, last = self.first - YEAR_OF_WEEKS, self.last - YEAR_OF_WEEKS
        return (Period.holding(self.kind, first) if self.kind in ("day", "week") else Period.span(first, last),)

    def meeting(self, zone: str) -> dt.datetime:
        """When the two sides meet on it, if nobody says otherwise: the first Monday after its last day, 09:00 local.

        A month that ends on a Monday waits a week: that day's own calls are not in by 09:00.
        """
        monday = self.last + dt.timedelta(days=7 - self.last.weekday())
        return dt.datetime.combine(monday, dt.time(9), ZoneInfo(zone))


@lru_cache(maxsize=4096)
def _read(text: str, kind: str) -> Period:
    """The period of that name and, unless it is "", of that kind. Raises BadPeriod."""
    for one in (kind,) if kind else _FORMS:
        found = _FORMS[one].fullmatch(text)
        if found:
            return Period(one, text, _DATES[one](text, found))
    other = _other(text) if kind else None
    if other:
        raise OtherPeriod(period=text, example=_meant(text, kind) or _near(other, kind))
    raise BadPeriod(period=text, example=_meant(text, kind) or EXAMPLES[kind or "week"], hint="")


def _other(text: str) -> Period | None:
    """The period of that name that is of another kind than the one asked for; None where it is no period at all."""
    try:
        return _read(text, "")
    except BadPeriod:
        return None


def _near(other: Period, kind: str) -> str:
    """A period of that kind that holds the first day of another one; an example where it cannot be told."""
    if other.dates is None or kind == "campaign":
        return EXAMPLES[kind]
    if kind == "span":
        return Period.span(*other.dates).text
    try:
        return Period.holding(kind, other.first).text
    except BadPeriod:
        return EXAMPLES[kind]


def _meant(text: str, kind: str) -> str:
    """The period that a person may have meant; "" where there is none."""
    for one in (kind,) if kind else _SLIPS:
        slip, name = _SLIPS.get(one, (None, ""))
        found = slip.fullmatch(text) if slip else None
        guess = name.format(*found.groups()) if found else ""
        try:
            if guess not in ("", text):
                return _read(guess, one).text
        except BadPeriod:
            continue
    return ""


def _in_years(text: str, kind: str, *years: int) -> None:
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise BadPeriod(period=text, example=EXAMPLES[kind], hint=f" ({FIRST_YEAR}–{LAST_YEAR})")


def _week_dates(text: str, found: re.Match[str]) -> tuple[dt.date, dt.date]:
    year, number = int(found["year"]), int(found["number"])
    _in_years(text, "week", year)
    try:
        monday = dt.date.fromisocalendar(year, number, 1)
    except ValueError:
        last = dt.date(year, 12, 28).isocalendar().week
        raise BadPeriod(period=text, example=f"{year}-W{last:02d}", hint=f" ({year}: 01–{last})") from None
    return monday, monday + 6 * DAY


def _month_dates(text: str, found: re.Match[str], kind: str) -> tuple[dt.date, dt.date]:
    year, months = int(found["year"]), _MONTHS[kind]
    _in_years(text, kind, year)
    until = int(found["number"]) * months  # its last month
    after = dt.date(year + until // 12, until % 12 + 1, 1)
    return dt.date(year, until - months + 1, 1), after - DAY


def _stated_dates(text: str, found: re.Match[str], kind: str) -> tuple[dt.date, dt.date]:
    """The days that a span, or a day, states."""
    try:
        first, *rest = (dt.date.fromisoformat(one) for one in found.groups())
    except ValueError:
        raise BadPeriod(period=text, example=EXAMPLES[kind], hint="") from None
    last = rest[0] if rest else first
    _in_years(text, kind, first.year, last.year)
    if last < first:
        raise BadPeriod(period=text, example=f"{last}..{first}", hint="")
    return first, last


_DATES: dict[str, Callable[[str, re.Match[str]], tuple[dt.date, dt.date] | None]] = {
    "week": _week_dates,
    "month": lambda text, found: _month_dates(text, found, "month"),
    "quarter": lambda text, found: _month_dates(text, found, "quarter"),
    "span": lambda text, found: _stated_dates(text, found, "span"),
    "campaign": lambda text, found: None,
    "day": lambda text, found: _stated_dates(text, found, "day"),
}
