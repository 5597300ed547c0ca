"""What each side owed for a week, and when it came."""

import datetime as dt
import math
from dataclasses import replace

import pytest

from kit import params, store
from kit.store.ledger import COLUMNS


def moment(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def sent(source, came, first, last, rows=10, file=""):
    return store.Delivery(
        sha256=f"{came}/{source}",
        file=file or f"{source}.csv",
        source=source,
        table="calls",
        owed_by="provider",
        received_at=f"{came}:00+00:00",
        rows_read=rows,
        accepted=rows,
        first_date=first,
        last_date=last,
    )


def ledger(deliveries, as_of, closed=None):
    """Of the home's partnership: `acd` owes the week by Monday 08:00, `carrier` each day by noon of the next one."""
    return store.ledger(
        params.sources("line"),
        deliveries,
        period="2026-W47",
        as_of=moment(as_of),
        zone="Europe/Paris",
        closed=closed,
    )


@pytest.mark.parametrize(
    ("came", "as_of", "status", "hours_late"),
    [
        ("2026-11-23T07:00", "2026-11-23T08:00", "on_time", 0),
        ("2026-11-23T07:01", "2026-11-23T08:00", "late", 1 / 60),
        ("2026-11-24T07:00", "2026-11-25T08:00", "late", 24),
        (None, "2026-11-23T07:00", "not_due", math.nan),
        (None, "2026-11-23T08:30", "missing", 1.5),
    ],
)
def test_a_file_is_on_time_late_missing_or_not_due(came, as_of, status, hours_late):
    """Both sides are judged alike, to the minute, on the contract's clock (08:00 in Paris is 07:00 UTC)."""
    deliveries = [sent("acd", came, "2026-11-16", "2026-11-20")] if came else []

    row = ledger(deliveries, as_of).query("source == 'acd'").iloc[0]

    assert (row["owed_by"], row["table"], row["period"], row["status"]) == ("provider", "calls", "2026-W47", status)
    assert row["due_at"] == moment("2026-11-23T07:00")
    assert row["hours_late"] == pytest.approx(hours_late, nan_ok=True)
    assert row["received_at"] == moment(came) if came else row.isna()["received_at"]
    assert row["rows"] == 10 if came else math.isnan(row["rows"])


def test_lateness_is_the_first_answers_and_the_file_is_the_newests():
    """A correction does not make a punctual file late; the page names the version it speaks of."""
    row = ledger(
        [
            sent("acd", "2026-11-24T07:00", "2026-11-17", "2026-11-17", rows=12, file="corrected.csv"),
            sent("acd", "2026-11-22T07:00", "2026-11-16", "2026-11-20"),
        ],
        "2026-11-25T08:00",
    ).iloc[0]

    assert (row["status"], row["received_at"]) == ("on_time", moment("2026-11-22T07:00"))
    assert (row["version"], row["file"], row["rows"]) == (2, "corrected.csv", 12)


def test_every_owed_day_has_its_row():
    """A single missing day must be seen, whoever owes it."""
    found = ledger(
        [
            sent("carrier", "2026-11-18T09:00", "2026-11-16", "2026-11-17"),
            sent("carrier", "2026-11-19T20:00", "2026-11-18", "2026-11-18"),
            sent("carrier", "2026-11-21T09:00", "2026-11-20", "2026-11-20"),
        ],
        "2026-11-21T12:00",
    ).query("source == 'carrier'")

    assert list(zip(found["period"].str[-2:], found["status"], strict=True)) == [
        ("16", "late"),
        ("17", "on_time"),
        ("18", "late"),
        ("19", "missing"),
        ("20", "on_time"),
        ("21", "not_due"),
        ("22", "not_due"),
    ]


def test_a_closed_day_owes_no_daily_file():
    """Nobody is late with the file of a Sunday."""
    found = ledger([], "2026-12-01T08:00", closed=lambda day: day.weekday() > 4)
    assert found["period"].tolist() == ["2026-W47", *(f"2026-11-{day}" for day in range(16, 21))]


@pytest.mark.parametrize(
    "delivery",
    [
        sent("acd", "2026-11-16T07:00", "2026-11-09", "2026-11-15"),
        sent("acd", "2026-11-16T07:00", "2026-11-23", "2026-11-29"),
        sent("acd", "2026-11-16T07:00", "", ""),
        sent("acd_2", "2026-11-16T07:00", "2026-11-16", "2026-11-20"),
    ],
    ids=["the week before", "the week after", "no day at all", "another source"],
)
def test_another_file_does_not_answer(delivery):
    """A file of the neighbouring week must not hide that this week's is missing."""
    assert ledger([delivery], "2026-12-01T08:00").iloc[0]["status"] == "missing"


def test_columns_and_types_hold_without_any_delivery():
    """A frame that changes its types with its content breaks whoever reads it."""
    empty, full = (
        ledger([], "2026-11-16T08:00"),
        ledger([sent("acd", "2026-11-22T07:00", "2026-11-16", "2026-11-20")], "2026-12-01T08:00"),
    )
    assert list(empty.columns) == list(COLUMNS)
    assert empty.dtypes.equals(full.dtypes)
    assert str(empty.dtypes["received_at"]) == "datetime64[us, UTC]"


def test_a_status_that_rests_on_a_stated_moment_is_marked(home):
    """`--received-at` makes a late file on time: whoever reads the ledger must see that nobody measured it."""
    first = replace(sent("acd", "2026-11-23T06:00", "2026-11-16", "2026-11-20"), stated=True)
    again = sent("acd", "2026-11-25T06:00", "2026-11-16", "2026-11-20")
    measured = sent("carrier", "2026-11-17T06:00", "2026-11-16", "2026-11-16")

    found = ledger([again, measured, first], "2026-11-26T08:00")

    # The first answer decides on time or late, so its moment is the one that counts, whatever came after it.
    row = found[found["source"] == "acd"].iloc[0]
    assert (row["status"], row["stated"], row["version"]) == ("on_time", True, 2)
    assert not found.loc[found["source"] == "carrier", "stated"].any()
    assert found["stated"].dtype == bool
