"""Moments: stated formats, 24:00, the hour that never comes and the one that comes twice."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kit.intake import times
from kit.intake.coded import Coded
from kit.params.columns import Column

NONE = frozenset({""})


def utc(texts: list[str], policy: str = "refuse", zone: str = "Europe/Paris", groups=None, strict: bool = False):
    """(UTC text or reason) of local times that are written as ISO."""
    moments = times.read_moments(texts, "iso", NONE)
    found, reasons = times.to_utc(moments, zone, policy, pd.Series(groups or [""] * len(texts)), strict)
    return [reason or str(moment)[11:16] for moment, reason in zip(found, reasons, strict=True)]


@pytest.mark.parametrize(
    ("written", "cell", "moment"),
    [
        ("%d/%m/%Y", "03/12/2026", "2026-12-03T00:00"),
        ("%m/%d/%Y", "03/12/2026", "2026-03-12T00:00"),
        ("%y%m%d %H:%M:%S", "990201 7:02:47", "1999-02-01T07:02:47"),
        ("%d/%m/%Y %H:%M", "16/11/2026 24:00", "2026-11-17T00:00"),
        ("%d/%m/%Y %H:%M:%S", "31/12/2026 24:00:00", "2027-01-01T00:00"),
        ("%d/%m/%Y %Hh%M", "16/11/2026 08h30", "2026-11-16T08:30"),
        ("iso", "2026-11-16T24:00", "2026-11-17T00:00"),
        ("iso", "2026-11-16", "2026-11-16T00:00"),
        (None, dt.datetime(2026, 11, 16, 8), "2026-11-16T08:00"),
    ],
)
def test_a_moment_is_read_as_stated(written, cell, moment):
    """The same text is two dates; the mapping says which. 24:00 is the next midnight."""
    found = times.read_moments([cell], written, NONE)

    assert found.reasons.tolist() == [None]
    assert found.local[0] == np.datetime64(moment, "us")


@pytest.mark.parametrize(
    ("written", "cell", "reason"),
    [
        ("%d/%m/%Y", "12/25/2026", "bad_time"),
        ("%d/%m/%Y", "16/11/2026 08:00", "bad_time"),
        ("%d/%m/%Y %H:%M", "16/11/2026 24:15", "bad_time"),
        ("%d/%m/%Y %H:%M", "16/11/2026 25:00", "bad_time"),
        ("%d/%m/%Y", "29/02/2026", "bad_time"),
        ("%d/%m/%Y", "16/11/0206", "bad_time"),
        ("%d/%m/%Y", "=TODAY()", "formula"),
        ("iso", "soon", "bad_time"),
        ("iso", 46_342.5, "bad_time"),
        (None, "03/12/2026", "format_not_stated"),
        (None, dt.time(8), "bad_time"),
    ],
)
def test_a_moment_that_is_none_in_the_stated_format_is_refused(written, cell, reason):
    """A date that does not exist must not slide to the next one."""
    found = times.read_moments([cell], written, NONE)

    assert found.reasons.tolist() == [reason]
    assert np.isnat(found.local[0])


def test_an_offset_in_the_cell_wins_over_the_zone_of_the_file():
    """Cloud platforms export UTC with a Z."""
    assert utc(["2026-07-01T12:00:00Z", "2026-07-01T12:00:00+02:00", "2026-07-01T12:00:00"]) == [
        "12:00", "10:00", "10:00",
    ]  # fmt: skip


def test_the_hour_that_spring_skips_does_not_exist():
    """29 March 2026, 02:30: no call can have come then; the export or its zone is wrong."""
    assert utc(["2026-03-29T01:59", "2026-03-29T02:30", "2026-03-29T03:00"]) == ["00:59", "nonexistent_time", "01:00"]


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("refuse", ["23:50", "ambiguous_time", "ambiguous_time", "ambiguous_time", "02:10"]),
        ("first", ["23:50", "00:10", "00:50", "00:20", "02:10"]),
        ("in_order", ["23:50", "00:10", "00:50", "01:20", "02:10"]),
    ],
)
def test_the_hour_that_autumn_repeats_is_settled_as_stated(policy, told):
    """25 October 2026: 02:20 after 02:50 is the second pass, if the mapping says that the file is in order."""
    texts = ["2026-10-25T01:50", "2026-10-25T02:10", "2026-10-25T02:50", "2026-10-25T02:20", "2026-10-25T03:10"]

    assert utc(texts, policy) == told


def test_passes_of_the_repeated_hour_are_told_apart_queue_by_queue():
    """Interval rows stand queue by queue or time by time: either way each queue has each half-hour twice."""
    texts = [f"2026-10-25T02:{minute}" for minute in ("00", "30", "00", "30") for _ in "ab"]

    assert utc(texts, "in_order", groups=["a", "b"] * 4, strict=True) == [
        "00:00", "00:00", "00:30", "00:30", "01:00", "01:00", "01:30", "01:30",
    ]  # fmt: skip
    assert utc(["2026-10-25T02:00", "2026-10-25T02:00"], "in_order", strict=True) == ["00:00", "01:00"]


def test_an_hour_that_comes_a_third_time_is_refused():
    """A file out of order says nothing about which pass a call belongs to."""
    texts = [f"2026-10-25T02:{minute}" for minute in ("40", "30", "20", "10")]

    assert utc(texts, "in_order") == ["00:40", "01:30", "ambiguous_time", "ambiguous_time"]


def test_joined_cells_may_be_a_spreadsheets_own_dates_or_text():
    """A day as a date and an hour as text, or the other way round, is one moment."""
    columns = [
        Coded.of([dt.datetime(2026, 11, 16), "16/11/2026", None]),
        Coded.of(["08:30", dt.time(8, 30), "08:30"]),
    ]

    joined = times.join_texts(columns, "%d/%m/%Y %H:%M", NONE)

    assert list(joined) == ["16/11/2026 08:30", "16/11/2026 08:30", None]


def test_the_examples_of_an_ambiguous_file_show_each_reading():
    """The reader sees at once why nobody may guess."""
    told, written = times.readings(["03/12/2026 08:00", "25/12/2026 08:00"])

    assert told == '"03/12/2026 08:00" = 2026-12-03, 2026-03-12; "25/12/2026 08:00" = 2026-12-25'
    assert written == "%d/%m/%Y %H:%M"


# Offsets: in the cell (%z), or written out in the format

OFFSETS = [
    # why, format, cell, UTC
    ("summer in Paris, as %z", "%Y-%m-%dT%H:%M:%S%z", "2026-07-06T10:00:00+00:00", "2026-07-06T10:00"),
    ("without its colon", "%Y-%m-%dT%H:%M:%S%z", "2026-07-06T10:00:00+0200", "2026-07-06T08:00"),
    ("hours alone", "%Y-%m-%d %H:%M:%S%z", "2026-07-06 10:00:00+02", "2026-07-06T08:00"),
    ("Z is an offset", "%Y-%m-%dT%H:%M:%S%z", "2026-07-06T10:00:00Z", "2026-07-06T10:00"),
    ("west of Greenwich", "%d/%m/%Y %H:%M %z", "06/07/2026 20:00 -0500", "2026-07-07T01:00"),
    ("24:00 with an offset", "%d/%m/%Y %H:%M %z", "06/07/2026 24:00 +0200", "2026-07-06T22:00"),
    ("a literal Z, winter", "%Y-%m-%dT%H:%M:%S.%fZ", "2026-11-16T08:00:00.000Z", "2026-11-16T08:00"),
    ("a literal Z, summer", "%Y-%m-%dT%H:%M:%SZ", "2026-07-06T08:00:00Z", "2026-07-06T08:00"),
    ("a literal Z, 24:00", "%Y-%m-%dT%H:%MZ", "2026-07-06T24:00Z", "2026-07-07T00:00"),
    ("a literal UTC", "%d/%m/%Y %H:%M UTC", "06/07/2026 08:00 UTC", "2026-07-06T08:00"),
    ("in brackets", "%d/%m/%Y %H:%M (GMT)", "06/07/2026 08:00 (GMT)", "2026-07-06T08:00"),
    ("a literal offset", "%Y-%m-%dT%H:%M:%S+00:00", "2026-07-06T08:00:00+00:00", "2026-07-06T08:00"),
    ("not UTC's", "%Y-%m-%dT%H:%M:%S+01:00", "2026-07-06T08:00:00+01:00", "2026-07-06T07:00"),
    ("named and added", "%d/%m/%Y %H:%M UTC+2", "06/07/2026 08:00 UTC+2", "2026-07-06T06:00"),
    ("an hour that Paris skips", "%Y-%m-%dT%H:%MZ", "2026-03-29T02:30Z", "2026-03-29T02:30"),
    ("an hour that Paris has twice", "%Y-%m-%dT%H:%MZ", "2026-10-25T02:30Z", "2026-10-25T02:30"),
    ("no offset: minutes", "%Y-%m-%d-%H-00", "2026-07-06-10-00", "2026-07-06T08:00"),
    ("no offset: a word with a z", "%d/%m/%Y %H:%M à Metz", "06/07/2026 10:00 à Metz", "2026-07-06T08:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "cell", "moment"), [case[1:] for case in OFFSETS], ids=[case[0] for case in OFFSETS]
)
@pytest.mark.filterwarnings("error")
def test_an_offset_is_part_of_the_moment(written, cell, moment):
    """Read as local time, every call of a UTC export stands one or two hours early; and nobody sees it."""
    found = times.read_moments([cell], written, NONE)

    utc, reasons = times.to_utc(found, "Europe/Paris", "refuse", pd.Series([""]), False)

    assert (reasons[0], utc[0]) == (None, np.datetime64(moment, "us"))


@pytest.mark.filterwarnings("error")
def test_one_column_may_hold_summers_offset_and_winters():
    """An export of October states both; a cell without one is no moment under %z."""
    cells = ["2026-10-25T02:30:00+0200", "2026-10-25T02:30:00+0100", "2026-10-25T02:30:00", None]

    found = times.read_moments(cells, "%Y-%m-%dT%H:%M:%S%z", NONE)

    assert [str(moment)[11:16] for moment in found.zoned[:2]] == ["00:30", "01:30"]
    assert found.reasons.tolist() == [None, None, "bad_time", None]


def test_calls_of_a_utc_export_stand_on_the_partnerships_clock(calls):
    """08:00Z in November is 09:00 in Paris, whatever zone the mapping copied from the template says."""
    path = calls.params / "sources.yml"
    body = path.read_text(encoding="utf-8").replace('"%d/%m/%Y %H:%M"', '"%Y-%m-%dT%H:%M:%S.%fZ"')
    path.write_text(body + "    time: {zone: Europe/Paris}\n", encoding="utf-8")

    calls.take("id;at;issue;wait\n1;2026-11-16T08:00:00.000Z;A;1\n2;2026-07-06T08:00:00.000Z;A;1\n")

    assert calls.rows("calls")["arrived_local"].astype(str).tolist() == ["2026-11-16 09:00:00", "2026-07-06 10:00:00"]


# An hour of 24, and every other 24

CLOCKS = {  # the format, and how its text is written by hand
    "iso": "2024-{mo:02d}-24T{h:02d}:{m:02d}:{s:02d}",
    "iso ": "2024-{mo:02d}-24 {h:02d}:{m:02d}",
    "iso  ": "2024{mo:02d}24T{h:02d}{m:02d}{s:02d}",
    "iso Z": "2024-{mo:02d}-24T{h:02d}:{m:02d}:{s:02d}.000Z",
    "%d/%m/%Y %H:%M": "24/{mo:02d}/2024 {h:02d}:{m:02d}",
    "%d/%m/%Y %H:%M:%S": "24/{mo:02d}/2024 {h:02d}:{m:02d}:{s:02d}",
    "%d/%m/%y %Hh%M": "24/{mo:02d}/24 {h:02d}h{m:02d}",
    "%d.%m.%Y %H.%M": "24.{mo:02d}.2024 {h:02d}.{m:02d}",
    "%Y%m%d %H:%M": "2024{mo:02d}24 {h:02d}:{m:02d}",
    "%Y%m%d%H%M%S": "2024{mo:02d}24{h:02d}{m:02d}{s:02d}",
    "%d/%m/%Y %H": "24/{mo:02d}/2024 {h:02d}",
    "%H:%M %d/%m/%Y": "{h:02d}:{m:02d} 24/{mo:02d}/2024",
    "%y%m%d %H:%M:%S": "24{mo:02d}24 {h}:{m:02d}:{s:02d}",
}


def by_hand(shape: str, month: int, hour: int, minute: int, second: int) -> np.datetime64 | None:
    """The moment that a text of that shape means: what the shape does not write is 0."""
    minute, second = minute * ("{m:" in shape), second * ("{s:" in shape)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    day = np.datetime64(f"2024-{month:02d}-24", "us")
    return day + np.timedelta64(hour * 3600 + minute * 60 + second, "s")


@given(
    written=st.sampled_from(sorted(CLOCKS)),
    month=st.integers(1, 12),
    hour=st.one_of(st.integers(0, 25), st.just(24)),
    minute=st.one_of(st.integers(0, 60), st.sampled_from([0, 24])),
    second=st.one_of(st.integers(0, 60), st.sampled_from([0, 24])),
)
def test_24_is_the_next_midnight_as_an_hour_alone(written, month, hour, minute, second):
    """13:24 is 13:24; the 24th is a day and 2024 a year. Only 24:00 is the next day's beginning."""
    shape = CLOCKS[written]
    cell = shape.format(mo=month, h=hour, m=minute, s=second)
    expected = by_hand(shape, month, hour, minute, second)

    found = times.read_moments([cell], written.split(" ")[0] if written.startswith("iso") else written, NONE)

    moment = found.zoned[0] if "Z" in shape else found.local[0]
    assert (moment == expected) if expected is not None else (np.isnat(moment) and found.reasons[0] == "bad_time")


@pytest.mark.parametrize(
    "cell", ["2026-11-16 13:24:00", "2026-11-16T14:24Z", "2026-11-16 13:24", "2026-11-16 13:10:24"]
)
def test_a_minute_of_24_stays_where_it_is(cell):
    """Calls of 13:24 stood at 13:00 of the next day."""
    found = times.read_moments([cell], "iso", NONE)

    moment = found.local[0] if np.isnat(found.zoned[0]) else found.zoned[0]
    assert str(moment)[:16] == cell[:16].replace(" ", "T")


# Formats that a mapping may state


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("%d/%m %H:%M", "%Y"), ("%H:%M", "%Y"), ("%d/%M/%Y", "%M is the minutes"), ("%d/%Y %H:%M", "%m"),
        ("%m/%Y", "%d"), ("%d/%m/%Y %I:%M", "%p"), ("%d/%m/%Y %H:%M %p", "%I"), ("%d/%m/%Y %M", "hour"),
        ("%d/%m/%Y %H:%S", "minutes"), ("%d/%m/%Y %H:%m", "%M the minutes"), ("%d/%m/%Y %H:%M %Z", "%z"),
        ("%d/%m/%Y %q", "iso"), ("soon", "iso"),
    ],
)  # fmt: skip
def test_a_format_that_names_no_moment_is_refused(written, says):
    """%p beside %H is ignored: 01:24 PM would stand at night. The message says what to write."""
    with pytest.raises(ValidationError, match=re.escape(says)):
        Column.model_validate({"from": "at", "format": written})


@pytest.mark.parametrize("written", ["iso", "%Y-%j", "%d %b %Y %H:%M", "%y%m%d", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %Hh",
                                     "%Y-%m-%dT%H:%M:%S.%fZ", "%a %d/%m/%Y %H:%M %z", "%d/%m/%Y 100%% %H"])  # fmt: skip
def test_a_format_that_names_one_is_taken(written):
    """Whatever platforms write, as long as day and hour are told."""
    assert Column.model_validate({"from": "at", "format": written}).format == written
