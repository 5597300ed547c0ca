"""Durations, dates and numbers of modules as every page of the training shows them."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.training.pages.writer import Writer, number


def writer(sources, lang: str) -> Writer:
    return Writer(sources, sources.styles["alpha"], "learner", lang, dt.date(2026, 11, 23), {}, {})


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [
        (0, "0 min", "0 min"),
        (45, "45 min", "45 min"),
        (59, "59 min", "59 min"),
        (60, "1 h", "1 h"),
        (61, "1 h 01", "1 h 01 min"),
        (65, "1 h 05", "1 h 05 min"),
        (119, "1 h 59", "1 h 59 min"),
        (120, "2 h", "2 h"),
        (150, "2 h 30", "2 h 30 min"),
        (3180, "53 h", "53 h"),
    ],
)
def test_a_duration_is_written_as_each_language_writes_it(sources, minutes, french, english):
    """« 1 h 5 » is read as an hour and a half; a line may not break between a number and its unit."""
    shown = [writer(sources, lang).duration(minutes) for lang in ("fr", "en")]

    assert shown == [french.replace(" ", "\u00a0"), english.replace(" ", "\u00a0")]


def test_a_date_is_written_in_full(sources):
    """11/12 is a day in November to one reader and in December to the other."""
    shown = [writer(sources, lang).day(dt.date(2026, 12, 1)) for lang in ("fr", "en")]

    assert shown == ["1\u00a0décembre\u00a02026", "1\u00a0December\u00a02026"]


@pytest.mark.parametrize(("name", "shown"), [("m02-call-structure", "M2"), ("u11-incomplete-file", "U11")])
def test_a_module_has_a_short_number(name, shown):
    """It is what trainers call it."""
    assert number(name) == shown
