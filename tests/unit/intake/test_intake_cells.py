"""How single cells are read: numbers, percentages, flags, durations, and what is refused instead of guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.intake import cells
from kit.intake.cells import Reject
from kit.intake.durations import duration_reader

FRENCH = cells.number_reader(",", [" ", "\u00a0", "\u202f", "."])
ENGLISH = cells.number_reader(".", [","])
BARE = cells.number_reader(".", [])


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (FRENCH, "1\u202f234", 1234),
        (FRENCH, "1\u00a0234,5", 1234.5),
        (FRENCH, "12 345 678", 12_345_678),
        (FRENCH, "1.234", 1234),
        (FRENCH, "0,5", 0.5),
        (FRENCH, "\u22125", -5),
        (FRENCH, " 7 ", 7),
        (ENGLISH, "1,234.5", 1234.5),
        (BARE, "12.5", 12.5),
        (BARE, "1e3", 1000),
        (BARE, 12, 12),
        (BARE, 12.5, 12.5),
    ],
)
def test_numbers_are_read_with_their_marks(read, cell, value):
    """1 234 read as 1 loses a thousand calls."""
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "reason"),
    [
        (FRENCH, "12.5", "bad_number"),  # dots are thousands here: 125 would be ten times too much
        (FRENCH, "12 34", "bad_number"),
        (FRENCH, "1,234.5", "bad_number"),
        (BARE, "12,5", "bad_number"),
        (BARE, "1 234", "bad_number"),
        (BARE, "abc", "bad_number"),
        (BARE, "inf", "bad_number"),
        (BARE, "1e99", "bad_number"),
        (BARE, "٣", "bad_number"),
        (BARE, "12:30", "bad_number"),
        (BARE, dt.time(1, 2), "bad_number"),
        (BARE, "=A1+A2", "formula"),
        (BARE, "=cmd|' /C calc'!A0", "formula"),
    ],
)
def test_what_is_no_number_in_these_marks_is_refused(read, cell, reason):
    """A number in the wrong marks is a wrong number."""
    with pytest.raises(Reject) as fault:
        read(cell)
    assert fault.value.reason == reason


@given(st.floats(min_value=-1e9, max_value=1e9).map(lambda value: round(value, 3)))
def test_a_number_survives_french_writing(value):
    """Whatever the number, writing it the French way and reading it back gives it again."""
    written = f"{value:,.3f}".replace(",", "\u202f").replace(".", ",").replace("-", "\u2212")

    assert FRENCH(written) == pytest.approx(value)


def test_percentages_become_ratios_and_bare_numbers_are_refused():
    """0.89 and 89 % are the same; 89 alone may be either."""
    read = cells.percent_reader(FRENCH)

    assert read("89,14 %") == pytest.approx(0.8914)
    assert read("89\u202f%") == pytest.approx(0.89)
    assert read(0.5) == 0.5, "a spreadsheet's own percentage is a ratio"
    with pytest.raises(Reject):
        read("89,14")


@pytest.mark.parametrize(
    ("cell", "value"), [("Oui", True), ("non", False), ("VRAI", True), ("0", False), (1, True), ("true", True)]
)
def test_flags_in_the_usual_words(cell, value):
    """Resolved or not: both languages, whatever the case."""
    assert cells.flag(cell) is value


def test_a_flag_in_other_words_is_refused():
    """ "Peut-être" is neither."""
    with pytest.raises(Reject):
        cells.flag("peut-être")


DURATIONS = [
    # unit, cell, seconds
    ("h:mm:ss", "0:00:12", 12),
    ("h:mm:ss", "1:02:03", 3723),
    ("h:mm:ss", "125:30:10", 451_810),
    ("h:mm:ss", "00:00:01,5", 1.5),
    ("h:mm:ss", "-0:00:12", -12),
    ("mm:ss", "00:12", 12),
    ("mm:ss", "1:02:03", 3723),
    ("hh:mm", "00:12", 720),
    ("s", "12", 12),
    ("s", "12 s", 12),
    ("ms", "1500", 1.5),
    ("min", "1,5", 90),
    ("h", 2, 7200),
    ("days", 0.5, 43_200),
    (None, "1:02:03", 3723),
    (None, dt.time(0, 4, 10), 250),
    (None, dt.timedelta(hours=25), 90_000),
    (None, dt.datetime(1900, 1, 1, 12), 129_600),
    (None, dt.datetime(1899, 12, 31, 0, 0, 5), 5),
]


@pytest.mark.parametrize(("unit", "cell", "seconds"), DURATIONS)
def test_durations_in_each_stated_unit_and_in_excels_three_ways(unit, cell, seconds):
    """One column of a report can hold times, elapsed times and dates of 1900."""
    assert duration_reader(unit, FRENCH)(cell) == pytest.approx(seconds)


def test_a_workbook_that_counts_from_1904_is_read_by_its_own_calendar():
    """Workbooks made on a Mac: four years of seconds otherwise."""
    assert duration_reader(None, FRENCH, excel_1904=True)(dt.datetime(1904, 1, 2, 1)) == 90_000


@pytest.mark.parametrize(
    ("unit", "cell", "reason"),
    [
        (None, "00:12", "unit_not_stated"),
        (None, "12", "unit_not_stated"),
        (None, 12.0, "unit_not_stated"),
        ("h:mm:ss", "12:30", "bad_duration"),
        ("h:mm:ss", "12", "bad_duration"),
        ("hh:mm", "0:12:30", "bad_duration"),
        ("mm:ss", "12:75", "bad_duration"),
        ("s", "douze", "bad_duration"),
        ("s", "=1+1", "formula"),
        (None, dt.datetime(2026, 11, 16), "bad_duration"),
    ],
)
def test_what_could_be_two_durations_or_none_is_refused(unit, cell, reason):
    """Minutes taken for seconds make the best week ever."""
    with pytest.raises(Reject) as fault:
        duration_reader(unit, FRENCH)(cell)
    assert fault.value.reason == reason


@given(st.integers(0, 10**6))
def test_a_duration_survives_its_writing(seconds):
    """Whatever the duration, "h:mm:ss" and back is the same."""
    hours, rest = divmod(seconds, 3600)

    assert duration_reader("h:mm:ss", BARE)(f"{hours}:{rest // 60:02d}:{rest % 60:02d}") == seconds
