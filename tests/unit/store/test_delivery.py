"""Which days a delivered file speaks of."""

import datetime as dt

import pytest

from kit.store import Delivery


def corrected(*weeks: str) -> Delivery:
    """A file of corrected records: it spans October to December, and stands in some weeks of them alone."""
    return Delivery(
        "0" * 64, "corrections.csv", "acd", "calls", "provider", "2026-12-01T08:00:00+00:00", 2, 2,
        first_date="2026-10-01", last_date="2026-12-31", weeks=weeks, replaces="records",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "speaks"),
    [
        ("2026-11-16", "2026-11-22", True),
        ("2026-11-09", "2026-11-15", False),
        ("2026-11-01", "2026-11-30", True),  # a month: its first and last week hold none of the records
        ("2026-12-01", "2026-12-31", False),
    ],
)
def test_corrected_records_speak_of_every_week_that_they_stand_in(first, last, speaks):
    """A month's ledger would call a file missing that corrects the month's third week."""
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)

    assert corrected("2026-W47").covers(*days) is speaks
