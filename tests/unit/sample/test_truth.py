"""The two years as anyone can recount them from the files: volumes, hours, both sides' counts, usual weeks."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict

import pytest

pytestmark = pytest.mark.slow

FICTION = re.compile(r"^(?:\+33|0)(?:639|199|261|353|465|536)")


@pytest.mark.parametrize("first", [0, 52])
def test_a_year_has_as_many_calls_as_the_line_is_said_to_have(two_years, first):
    """220,000 to 240,000 calls a year, whichever side counts them."""
    weeks = [two_years.counted(name) for name in two_years.weeks[first : first + 52]]

    presented = sum(week.presented.total() for week in weeks)
    recorded = sum(week.issues.total() for week in weeks)
    offered = sum(week.figures["offered"] for week in weeks)
    assert 220_000 <= offered < recorded < presented <= 240_000


def test_usual_weeks_keep_one_to_three_objectives_and_miss_some(two_years):
    """A sample on which all is always kept, or never, would teach nothing."""
    weeks = {name: two_years.counted(name).figures for name in two_years.plan.planted["quiet_weeks"]}

    kept = {
        name: (of["answer_rate"] >= 0.90) + (of["service_level"] >= 0.75) + (of["asa"] <= 30)
        for name, of in weeks.items()
    }
    rates = sorted(of["answer_rate"] for of in weeks.values())
    assert all(1 <= count <= 3 for count in kept.values())
    assert min(kept.values()) < 3 and max(kept.values()) == 3
    assert 0.90 <= rates[len(rates) // 10] and rates[-len(rates) // 10] <= 0.95
    assert all(370 <= of["aht"] <= 410 for of in weeks.values())


def test_mondays_are_heavy_and_august_is_light(two_years):
    """Planning by the average day would be wrong twice a week."""
    days = Counter()
    for name in two_years.weeks:
        for at, count in two_years.counted(name).recorded.items():
            days[at.date()] += count
    by_weekday = defaultdict(list)
    for day, count in days.items():
        by_weekday[day.weekday()].append(count)
    mean = {weekday: sum(counts) / len(counts) for weekday, counts in by_weekday.items()}
    august = [count for day, count in days.items() if day.month == 8]
    october = [count for day, count in days.items() if day.month == 10]

    assert set(by_weekday) == {0, 1, 2, 3, 4}
    assert mean[0] > 1.15 * mean[2] and mean[4] < mean[2]
    assert sum(august) / len(august) < 0.85 * sum(october) / len(october)


def test_days_are_more_uneven_than_chance_alone(two_years):
    """Quiet Tuesdays of the same season differ by more than a Poisson law lets them."""
    quiet = two_years.plan.planted["quiet_weeks"]
    counts = [
        sum(count for at, count in two_years.counted(name).recorded.items() if at.weekday() == 1)
        for name in quiet
        if int(name[-2:]) in range(5, 15)
    ]
    mean = sum(counts) / len(counts)
    variance = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)

    assert len(counts) >= 8
    assert variance > 1.5 * mean


def test_the_platform_knows_no_call_on_holidays_and_the_carrier_only_closed_ones(two_years):
    """Seen on every public holiday of the span that falls on a weekday."""
    closed = ["2024-12-25", "2025-01-01", "2025-04-21", "2025-05-01", "2025-05-08", "2025-05-29", "2025-06-09",
              "2025-07-14", "2025-08-15", "2025-11-11", "2025-12-25", "2026-01-01", "2026-04-06", "2026-05-01",
              "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14", "2026-11-11"]  # fmt: skip
    for day in map(dt.date.fromisoformat, closed):
        year, number, _ = day.isocalendar()
        week = two_years.week(f"{year}-W{number:02d}")
        rows = [row for row in week.carrier() if row["at"].date() == day]
        attempts = sum(row["Appels présentés"] for row in rows)
        assert attempts == sum(row["Message de fermeture"] for row in rows) > 0
        assert all(row["at"].date() != day for row in week.calls())
        assert all(row["at"].date() != day for row in week.staffing())


def test_calls_reach_the_platform_in_opening_hours_only(two_years):
    """Outside them the carrier plays the closing message; two seconds pass until the platform picks up."""
    for name in two_years.weeks[::7]:
        for row in two_years.week(name).calls():
            minute = row["at"].hour * 3600 + row["at"].minute * 60 + row["at"].second
            assert 8 * 3600 <= minute <= 18 * 3600 + 2


def test_the_carriers_counts_add_up_in_every_half_hour(two_years):
    """Presented = busy + closed + delivered; the platform picks up no more than was delivered."""
    for name in two_years.weeks:
        for row in two_years.week(name).carrier():
            assert row["Appels présentés"] == row["Occupation"] + row["Message de fermeture"] + row["Appels aboutis"]
            assert row["Appels traités"] <= row["Appels aboutis"]


def test_the_two_sides_differ_by_at_most_four_calls_a_day_but_where_it_was_planted(two_years):
    """Ghosts counted, what remains unexplained on a usual day is small."""
    planted = {"2026-10-14", "2026-11-18"}
    for name in two_years.weeks:
        week = two_years.counted(name)
        gaps = Counter()
        for at in week.delivered:
            gaps[at.date().isoformat()] += week.delivered[at]
        for at, count in week.recorded.items():
            gaps[at.date().isoformat()] -= count
        assert all(0 <= gap <= 4 for day, gap in gaps.items() if day not in planted), (name, gaps)


def test_carrier_days_have_46_or_50_half_hours_where_the_clock_changes(two_years):
    """Written by the wall clock: one hour is missing in March and stands twice, in order, in October."""

    def sunday(week: str, day: str) -> list[str]:
        return [row["Heure"] for row in two_years.week(week).carrier() if row["at"].date().isoformat() == day]

    spring, autumn = sunday("2026-W13", "2026-03-29"), sunday("2026-W43", "2026-10-25")
    assert len(spring) == 46 and "02:00" not in spring and "02:30" not in spring
    assert len(autumn) == 50 and autumn[3:9] == ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    assert len(sunday("2026-W44", "2026-11-01")) == 48


def test_every_number_is_one_reserved_for_fiction(two_years):
    """Nobody must be called because of the sample; about 8 in 100 callers withhold their number."""
    numbers = Counter()
    for name in two_years.weeks[::10]:
        week = two_years.week(name)
        numbers.update(row["Numéro appelant"] for row in week.calls() if row["Issue"] != "Fantôme")
        assert {row["Numéro"] for row in week.carrier()} == {"01 99 00 12 34"}

    withheld = numbers.pop("Masqué")
    assert 0.06 <= withheld / (withheld + sum(numbers.values())) <= 0.10
    assert all(FICTION.match(number.replace(" ", "")) for number in numbers)
    assert any(number.startswith("+33") for number in numbers)


def test_callers_who_gave_up_try_again_within_hours(two_years):
    """Presented calls are more than the people who need the line: the page must be able to show it."""
    tried, again = 0, 0
    for name in two_years.weeks[::10]:
        calls = two_years.week(name).calls()
        by_number = defaultdict(list)
        for row in calls:
            by_number[row["Numéro appelant"].replace(" ", "").replace("+33", "0")].append(row)
        for number, rows in by_number.items():
            for row in rows if number != "Masqué" else []:
                if row["Issue"] == "Abandon":
                    later = row["at"] + dt.timedelta(hours=3)
                    tried += 1
                    again += any(row["at"] < other["at"] <= later for other in rows)

    assert 0.30 <= again / tried <= 0.50


def test_a_call_that_was_not_answered_has_no_adviser_and_no_talk(two_years):
    """Abandoned calls with talk time would be counted twice by somebody."""
    for row in two_years.week("2026-W41").calls():
        answered = row["Issue"] == "Décroché"
        assert bool(row["Conseiller"]) == bool(row["Motif"]) == bool(row["Résolu"]) == answered
        assert (row["Conversation"] != "0:00:00") == answered
        assert bool(row["Attente"]) == (row["Issue"] in ("Décroché", "Abandon", "Débordement"))
