"""Moments: stated formats, 24:00, the hour that never comes and the one that comes twice."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from kit.intake import times

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
    columns = [[dt.datetime(2026, 11, 16), "16/11/2026", None], ["08:30", dt.time(8, 30), "08:30"]]

    joined = times.join_texts(columns, "%d/%m/%Y %H:%M", NONE)

    assert joined == ["16/11/2026 08:30", "16/11/2026 08:30", None]


def test_the_examples_of_an_ambiguous_file_show_each_reading():
    """The reader sees at once why nobody may guess."""
    told, written = times.readings(["03/12/2026 08:00", "25/12/2026 08:00"])

    assert told == '"03/12/2026 08:00" = 2026-12-03, 2026-03-12; "25/12/2026 08:00" = 2026-12-25'
    assert written == "%d/%m/%Y %H:%M"
