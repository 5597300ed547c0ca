"""Weeks, holidays and quarter-hours."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import calendar
from kit.errors import BadPeriod


@pytest.mark.parametrize("week", ["2026-W54", "2025-W53", "2026-W00", "2026-47", "W47", "2026-W4", "", "../2026-W47"])
def test_a_week_that_is_none_is_refused(week):
    """A misspelt week must not give another week's report."""
    with pytest.raises(BadPeriod):
        calendar.monday(week)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)))
def test_every_day_lies_in_its_own_week(day):
    """Week names and days agree in both directions, at every turn of the year."""
    assert day in calendar.week_days(calendar.week_of(day))


def test_week_53_is_compared_with_two_weeks():
    """2026 has a week 53 and 2025 has none: the comparison is flagged, not invented."""
    assert calendar.year_before("2026-W53") == (["2025-W52", "2026-W01"], True)
    assert calendar.year_before("2026-W47") == (["2025-W47"], False)


@pytest.mark.parametrize(("day", "quarters"), [("2026-03-29", 92), ("2026-10-25", 100), ("2026-11-16", 96)])
def test_days_of_daylight_saving_have_their_own_length(day, quarters):
    """Local midnight to local midnight: no quarter-hour is lost or counted twice."""
    starts = list(calendar.slot_starts(dt.date.fromisoformat(day), "Europe/Paris"))

    assert len(starts) == quarters
    assert [slot for slot, _ in starts] == list(range(starts[0][0], starts[0][0] + quarters))


def test_alsace_moselle_has_two_more_holidays():
    """Good Friday and 26 December are closed in Strasbourg and Metz only."""
    both = calendar.french_holidays(2026, alsace_moselle=True)

    assert len(calendar.french_holidays(2026)) == 11
    assert {day.isoformat() for day in both} - {day.isoformat() for day in calendar.french_holidays(2026)} == {
        "2026-04-03",
        "2026-12-26",
    }


@pytest.mark.parametrize(
    ("year", "sunday"), [(2000, "2000-04-23"), (2008, "2008-03-23"), (2026, "2026-04-05"), (2038, "2038-04-25")]
)
def test_easter_is_where_the_almanac_has_it(year, sunday):
    """Four of the eleven holidays hang on it."""
    assert calendar.easter(year).isoformat() == sunday


def test_the_clock_can_be_set(monkeypatch):
    """A rehearsed week must speak at its own moment."""
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+01:00")

    assert calendar.now().isoformat() == "2026-11-23T09:00:00+01:00"


def test_the_meeting_is_the_monday_after_at_nine():
    """The default moment of a weekly report, in local time."""
    assert calendar.default_as_of("2026-W47", "Europe/Paris").isoformat() == "2026-11-23T09:00:00+01:00"
