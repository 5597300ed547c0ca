"""The sample's files: the same bytes for the same seed, delivered in order, in every kind of week."""

from __future__ import annotations

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

import pytest
import yaml

from kit import sample
from kit.errors import BadPeriod


def _hashes(line, week: str) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in line.week(week).folder.iterdir()}


@pytest.mark.slow
def test_a_week_has_the_same_bytes_whatever_span_it_is_generated_in(generated):
    """A test that generates one week must see what the demonstration shows of it."""
    long, alone, again = (generated(first, "2026-W44") for first in ("2026-W43", "2026-W44", "2026-W44"))

    assert _hashes(long, "2026-W44") == _hashes(alone, "2026-W44") == _hashes(again, "2026-W44")


def test_another_seed_gives_another_line(generated):
    """Else the seed would do nothing and a test over many lines would be one test."""
    one, other = (generated("2026-W41", "2026-W41", seed=seed) for seed in (1, 2))

    assert not set(_hashes(one, "2026-W41").values()) & set(_hashes(other, "2026-W41").values())


@pytest.mark.slow
def test_files_come_on_the_monday_after_at_half_past_seven_local_time(generated):
    """Due at 08:00: across the change of clocks too, a usual file is on time."""
    line = generated("2025-W42", "2025-W44")

    moments = [at for at, _ in line.plan.deliveries]
    assert [at.strftime("%a %d %H:%M %z") for at in moments] == [
        "Mon 20 07:30 +0200",
        "Mon 27 07:30 +0100",
        "Mon 03 07:30 +0100",
    ]
    assert [len(files) for _, files in line.plan.deliveries] == [3, 3, 3]


@pytest.mark.slow
def test_deliveries_stand_in_the_order_of_arrival_with_late_and_corrected_files_apart(generated):
    """The demonstration receives them in this order: a report as of Monday must not know Tuesday's file."""
    line = generated("2026-W44", "2026-W46")
    paris = ZoneInfo("Europe/Paris")

    def at(*clock: int) -> dt.datetime:
        return dt.datetime(2026, *clock, tzinfo=paris)

    told = [(at.astimezone(paris), " ".join(path.name for path in files)) for at, files in line.plan.deliveries]
    assert told == [
        (at(11, 2, 7, 30), "operateur_2026-S44.csv appels_2026-S44.csv effectifs_2026-S44.csv"),
        (at(11, 5, 11, 20), "appels_2026-S44_corrige.csv"),
        (at(11, 9, 7, 30), "appels_2026-S45.csv effectifs_2026-S45.csv"),
        (at(11, 10, 10, 40), "operateur_2026-S45.csv"),
        (at(11, 16, 7, 30), "operateur_2026-S46.csv appels_2026-S46.csv effectifs_2026-S46.csv"),
    ]
    assert all(path.exists() for _, files in line.plan.deliveries for path in files)


@pytest.mark.slow
def test_the_whole_span_is_the_two_years_of_the_design(two_years):
    """From the first day of the contract to the week that the demonstration shows: 104 ISO weeks."""
    assert two_years.weeks[0] == "2024-W48"
    assert two_years.weeks[-1] == "2026-W47"
    assert len(two_years.weeks) == 104


def test_planted_facts_are_written_beside_the_files(generated):
    """Tests of the page read what it should find from that file, not from the code."""
    line = generated("2026-W47", "2026-W47")

    written = yaml.safe_load(line.plan.folder.joinpath("planted.yml").read_text(encoding="utf-8"))
    assert written == line.plan.planted
    assert [(fact["kind"], fact["date"]) for fact in written["facts"]] == [
        ("advisers_missing", "2026-11-16"),
        ("count_gap", "2026-11-18"),
    ]
    assert written["quiet_weeks"] == []


@pytest.mark.slow
def test_quiet_weeks_are_many_and_hold_no_planted_fact(two_years):
    """Twenty weeks and more on which the page has nothing to explain."""
    planted = two_years.plan.planted
    quiet = planted["quiet_weeks"]

    assert len(quiet) >= 20
    assert not set(quiet) & {fact["week"] for fact in planted["facts"]}
    holidays = {"2025-W17", "2025-W18", "2025-W19", "2025-W22", "2025-W46", "2026-W19", "2026-W20", "2026-W46"}
    assert not set(quiet) & holidays


def test_week_53_of_2026_is_played_and_new_year_is_closed(generated):
    """2026 has 53 ISO weeks; its last one ends on 3 January 2027."""
    line = generated("2026-W53", "2027-W01")

    assert line.weeks == ["2026-W53", "2027-W01"]
    days = {row["at"].date().isoformat() for row in line.week("2026-W53").calls()}
    assert days == {"2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31"}
    assert {row["at"].date().isoformat() for row in line.week("2026-W53").carrier()} >= {"2027-01-01", "2027-01-03"}


@pytest.mark.parametrize(
    ("first", "last"), [("2025-W53", "2026-W02"), ("2026-W10", "2026-W09"), ("2026-10", "2026-W12")]
)
def test_a_span_that_does_not_exist_is_refused(tmp_path, first, last):
    """A typing error must not write the wrong two years."""
    with pytest.raises(BadPeriod):
        sample.generate(tmp_path, first_week=first, last_week=last)

    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_after_each_week(generated):
    """The demonstration shows that it advances."""
    told = []

    generated("2026-W02", "2026-W03", progress=lambda done, weeks: told.append((done, weeks)))

    assert told == [(1, 2), (2, 2)]
