"""The calendar both sides count by: ISO weeks, week 53, holidays, days of 92 and 100 quarter-hours."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from kit import calendar
from kit.errors import BadPeriod
from kit.period import Period

WEEKS = """
2024-11-25  2024-W48  Monday, the sample begins
2024-12-30  2025-W01  a Monday of December that belongs to the next year
2021-01-03  2020-W53  a Sunday of January that belongs to the year before
2026-01-01  2026-W01
2026-12-28  2026-W53  2026 has a week 53
2027-01-03  2026-W53  and it ends in 2027
2027-01-04  2027-W01
"""

# Weeks that a year-on-year comparison uses: 364 days earlier, the same weekday. Week 53 has no counterpart; after it
# the numbers are one apart.
YEAR_BEFORE = """
2026-W47  2025-W47           compared
2026-W01  2025-W01           compared
2026-W53  2025-W52 2026-W01  mean, flagged
2027-W01  2026-W02           compared
2020-W53  2019-W52 2020-W01  mean, flagged
"""

HOLIDAYS_2026 = """
2026-01-01  new_year
2026-04-06  easter_monday
2026-05-01  labour_day
2026-05-08  victory_1945
2026-05-14  ascension
2026-05-25  whit_monday
2026-07-14  national_day
2026-08-15  assumption
2026-11-01  all_saints
2026-11-11  armistice_1918
2026-12-25  christmas
"""

ALSACE_MOSELLE_2026 = """
2026-04-03  good_friday
2026-12-26  saint_stephen
"""

EASTER = """
1999-04-04
2008-03-23  the earliest of a lifetime
2024-03-31
2025-04-20
2026-04-05
2038-04-25  the latest
"""

QUARTER_HOURS = """
2026-03-28  Europe/Paris     96
2026-03-29  Europe/Paris     92   from two to three does not exist
2026-10-25  Europe/Paris     100  from two to three comes twice
2026-11-16  Europe/Paris     96
2026-03-29  America/Cayenne  96   French Guiana keeps its clock
"""


def _rows(text: str, columns: int) -> list[list[str]]:
    return [re.split(r"\s{2,}", line.strip())[:columns] for line in text.strip().splitlines()]


def _dates(text: str) -> dict[dt.date, str]:
    return {dt.date.fromisoformat(day): name for day, name in _rows(text, 2)}


@pytest.mark.parametrize(("day", "week"), _rows(WEEKS, 2))
def test_a_day_belongs_to_the_iso_week_of_its_thursday(day, week):
    """Grouping by calendar year and week number would tear the turn of the year apart."""
    assert calendar.week_of(dt.date.fromisoformat(day)) == week
    assert dt.date.fromisoformat(day) in Period.week(week).days


@pytest.mark.parametrize("year", range(2000, 2041))
def test_the_28th_of_december_is_in_the_last_week_and_no_week_follows(year):
    """Week 53 exists in some years only; asking for one that does not must not give another week."""
    last = calendar.week_of(dt.date(year, 12, 28))

    assert last.endswith("W53") == (year in (2004, 2009, 2015, 2020, 2026, 2032, 2037))
    with pytest.raises(BadPeriod):
        Period.week(f"{year}-W{int(last[-2:]) + 1:02d}")


@pytest.mark.parametrize(("week", "before", "how"), _rows(YEAR_BEFORE, 3))
def test_a_week_is_compared_with_the_same_weekdays_a_year_before(week, before, how):
    """The 16th of November is no Monday every year."""
    found = [one.text for one in Period.week(week).year_ago()]

    assert found == before.split()
    assert (len(found) > 1) == (how != "compared"), "two of them are flagged"


def test_the_french_holidays_of_a_year_are_these_eleven():
    """Three move with Easter; the line is closed on each, and no figure may count the day as a bad one."""
    assert calendar.french_holidays(2026) == _dates(HOLIDAYS_2026)


def test_alsace_and_moselle_have_two_more():
    """A provider in Strasbourg is closed on Good Friday and on the 26th of December."""
    expected = dict(sorted((_dates(HOLIDAYS_2026) | _dates(ALSACE_MOSELLE_2026)).items()))

    assert calendar.french_holidays(2026, alsace_moselle=True) == expected


@pytest.mark.parametrize("day", [row[0] for row in _rows(EASTER, 1)])
def test_easter_falls_on(day):
    """Three holidays hang on it."""
    assert calendar.easter(int(day[:4])) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(("day", "zone", "count"), _rows(QUARTER_HOURS, 3))
def test_a_day_has_as_many_quarter_hours_as_it_really_lasts(day, zone, count):
    """A day of 25 hours brings more calls without the line being busier."""
    slots = list(calendar.slot_starts(dt.date.fromisoformat(day), zone))

    assert len(slots) == int(count)
    assert [slot for slot, _ in slots] == list(range(slots[0][0], slots[0][0] + len(slots)))


def test_the_hour_that_comes_twice_has_its_own_quarter_hours():
    """Local time alone cannot tell the two apart; their numbers can."""
    slots = calendar.slot_starts(dt.date(2026, 10, 25), "Europe/Paris")
    at_two = [slot for slot, local in slots if (local.hour, local.minute) == (2, 0)]

    assert len(at_two) == 2
    assert at_two[1] - at_two[0] == 4
