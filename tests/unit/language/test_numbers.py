"""Numbers and dates as each language writes them."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.language.numbers import JOINED, Numbers

FR, EN = Numbers("fr"), Numbers("en")
NAN = float("nan")

WEEK_40 = dt.date(2026, 9, 28), dt.date(2026, 10, 4)
WEEK_47 = dt.date(2026, 11, 16), dt.date(2026, 11, 22)
WEEK_53 = dt.date(2026, 12, 28), dt.date(2027, 1, 3)


@pytest.mark.parametrize(
    ("method", "values", "french", "english"),
    [
        ("calls", (4012,), "4\u202f012", "4,012"),
        ("calls", (0,), "0", "0"),
        ("calls", (NAN,), "s.\u202fo.", "n/a"),
        ("ratio", (0.864,), "86,4\u202f%", "86.4%"),
        ("ratio", (1.0,), "100,0\u202f%", "100.0%"),
        ("ratio", (None,), "s.\u202fo.", "n/a"),
        ("objective", (0.9, "ratio"), "90\u202f%", "90%"),
        ("objective", (0.875, "ratio"), "87,5\u202f%", "87.5%"),
        ("objective", (30.0, "s"), "30\u00a0s", "30\u00a0s"),
        ("points", (-0.036,), "\u22123,6\u00a0pts", "\u22123.6\u00a0pts"),
        ("points", (0.013,), "+1,3\u00a0pt", "+1.3\u00a0pts"),
        ("points", (0.01,), "+1,0\u00a0pt", "+1.0\u00a0pt"),
        ("points", (-0.0004,), "\u22120,04\u00a0pt", "\u22120.04\u00a0pts"),
        ("points", (0.0,), "0,0\u00a0pt", "0.0\u00a0pts"),
        ("duration", (41.2,), "41\u00a0s", "41\u00a0s"),
        ("duration", (4.25,), "4,2\u00a0s", "4.2\u00a0s"),
        ("duration", (9.97,), "10\u00a0s", "10\u00a0s"),
        ("duration", (403,), "6\u00a0min\u00a043\u00a0s", "6\u00a0min\u00a043\u00a0s"),
        ("duration", (360,), "6\u00a0min", "6\u00a0min"),
        ("duration", (3723,), "1\u00a0h\u00a002\u00a0min", "1\u00a0h\u00a002\u00a0min"),
        ("duration", (3599.7,), "1\u00a0h\u00a000\u00a0min", "1\u00a0h\u00a000\u00a0min"),
        ("gap", (11.3, "s"), "+11\u00a0s", "+11\u00a0s"),
        ("gap", (-451, "calls"), "\u2212451", "\u2212451"),
        ("band", (0.881, 0.932, "ratio"), "88,1–93,2\u202f%", "88.1–93.2%"),
        ("band", (-3.0, 55.0, "s"), "0–55\u00a0s", "0–55\u00a0s"),
        ("band", (380.0, 410.0, "s"), "6\u00a0min\u00a020\u00a0s–6\u00a0min\u00a050\u00a0s", None),
        ("day", (dt.date(2026, 11, 16),), "lundi 16\u00a0novembre", "Monday 16\u00a0November"),
        ("day", (dt.date(2026, 11, 1),), "dimanche 1er\u00a0novembre", "Sunday 1\u00a0November"),
        ("short_day", (dt.date(2026, 11, 17),), "mar.\u00a017", "Tue\u00a017"),
        (
            "from_to",
            (dt.date(2026, 11, 16), dt.date(2026, 11, 22)),
            "du 16 au 22\u00a0novembre 2026",
            "16 to 22\u00a0November 2026",
        ),
        (
            "from_to",
            WEEK_40,
            "du 28\u00a0septembre au 4\u00a0octobre 2026",
            "28\u00a0September to 4\u00a0October 2026",
        ),
        (
            "from_to",
            (dt.date(2026, 12, 28), dt.date(2027, 1, 3)),
            "du 28\u00a0décembre 2026 au 3\u00a0janvier 2027",
            None,
        ),
        ("minute", (570,), "9\u00a0h\u00a030", "09:30"),
        ("minute", (540,), "9\u00a0h", "09:00"),
        ("span", (540, 720), "de 9\u00a0h à\u00a012\u00a0h", "from 09:00 to\u00a012:00"),
        ("hours", (0.2,), "12\u00a0min", "12\u00a0min"),
        ("hours", (29.7,), "30\u00a0h", "30\u00a0h"),
        ("hours", (100,), "4\u00a0jours", "4\u00a0days"),
        ("listed", (["a", "b", "c"],), "a, b et c", "a, b and c"),
        ("listed", ([],), "", ""),
        ("percent", (0.101,), "+10\u202f%", "+10%"),
        ("ordinal", (2,), "2", "2nd"),
        ("ordinal", (12,), "12", "12th"),
        ("advisers", (18.0,), "18", "18"),
        ("advisers", (16.7,), "16,7", "16.7"),
    ],
)
def test_values_are_written_as_the_language_does(method, values, french, english):
    """A figure that wraps between number and unit, or mixes point and comma, is disputed in the meeting."""
    assert getattr(FR, method)(*values).replace(JOINED, "") == french
    if english is not None:
        assert getattr(EN, method)(*values).replace(JOINED, "") == english


def test_a_moment_is_told_with_its_weekday():
    """Deadlines are agreed by weekday and hour."""
    at = dt.datetime(2026, 11, 23, 9, 0)
    assert FR.moment(at) == "lundi 23\u00a0novembre 2026 à 9\u00a0h"
    assert EN.moment(at) == "Monday 23\u00a0November 2026 at 09:00"


@given(st.floats(-1e7, 1e7))
def test_no_number_can_wrap_or_show_a_hyphen_for_a_minus(value):
    """An ordinary space breaks the line; a hyphen is read as a dash."""
    for numbers in (FR, EN):
        for text in (numbers.calls(value), numbers.duration(value), numbers.points(value / 1e7)):
            assert " " not in text and "-" not in text


@given(st.integers(0, 10**9))
def test_a_count_can_be_read_back(value):
    """Separators are for the eye: the digits are those of the count."""
    for numbers in (FR, EN):
        digits = "".join(one for one in numbers.calls(value) if one.isdigit())
        assert int(digits) == value


@given(st.floats(0, 1e5))
def test_a_duration_keeps_its_seconds(value):
    """Rounding to the unit shown may not move a duration by more than that unit."""
    text = EN.duration(value)
    factors = {"h": 3600, "min": 60, "s": 1}
    parts = text.replace(",", "").split("\u00a0")
    seconds = sum(float(number) * factors[unit] for number, unit in zip(parts[::2], parts[1::2], strict=True))
    assert math.isclose(seconds, value, abs_tol=30.5 if "h" in parts else 0.51)
