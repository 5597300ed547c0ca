"""Now, holidays and quarter-hours."""

import datetime as dt

import pytest

from kit import calendar


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
