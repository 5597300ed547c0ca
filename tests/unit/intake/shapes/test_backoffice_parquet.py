"""A back office's events from a data warehouse: each event once, as it was loaded last."""

from __future__ import annotations

import duckdb
import pytest
from casework_desk import WEEK, monday_after, receive, shape, written

from kit.errors import MissingColumn, RenamedColumn, TruncatedFile

NAME = "backoffice_parquet"


@pytest.fixture
def office(desk):
    """A desk with the shipped mapping."""
    shape(desk, NAME)
    return desk


def altered(office, select: str):
    """The receipt of the week's file with other columns or rows: `select` of `events`."""
    path = written(office, NAME).files[0]
    other = path.with_name("other_events.parquet")
    with duckdb.connect() as con:
        con.execute(f"copy (with events as (from '{path}') {select}) to '{other}' (format parquet)")
    return office.receive(other, source="back_office_events", now=monday_after(WEEK))[0]


def test_events_are_those_that_were_planted(office):
    """Starts and completions are counted apart, or work would take twice as long."""
    made = written(office, NAME)
    receipt = receive(office, *made.files)[0]
    rows = office.rows("events")

    assert receipt.accepted == len(rows) == made.truth["events"]
    assert rows["transition"].value_counts().to_dict() == {
        "start": made.truth["starts"],
        "complete": made.truth["completions"],
    }
    assert rows["case_key"].nunique() == made.truth["cases"]
    assert rows["resource"].isna().sum() == made.truth["without_agent"]


def test_a_row_that_was_loaded_again_holds_as_it_was_loaded_last(office):
    """A warehouse keeps both rows: counted twice, each would be a loop in the process."""
    made = written(office, NAME)
    receipt = receive(office, *made.files)[0]

    assert receipt.excluded == {"superseded": made.truth["superseded"]} and made.truth["superseded"] > 10
    assert not office.rows("events")["team"].str.contains("avant").any()


def test_moments_in_utc_have_their_local_day(office):
    """A step at 23:30 UTC is one of the next day in Paris."""
    receive(office, *written(office, NAME).files)

    rows = office.rows("events")
    assert ((rows["occurred_local"] - rows["occurred_at"]).dt.total_seconds() == 3600).all()
    assert set(rows["occurred_local"].dt.hour) <= set(range(9, 19))


def test_an_open_case_has_no_closing(office):
    """The far day of the warehouse is no day: a lead time of 8,000 years hides all others."""
    receive(office, *written(office, NAME).files)

    closed = office.rows("events")["case_closed_at"]
    assert closed.isna().any() and closed.dropna().dt.year.max() == 2026


def test_a_second_delivery_of_a_week_replaces_its_days(office):
    """The week is delivered again with a correction: nothing is counted twice."""
    made = written(office, NAME)
    receive(office, *made.files)
    altered(office, "select * replace ('Validation' as team) from events where loaded_at is not null")

    rows = office.rows("events")
    assert len(rows) == made.truth["events"] and set(rows["team"]) == {"Validation"}


@pytest.mark.parametrize("how", ["exclude (case_id)", "rename (case_id as x)"])
def test_a_file_without_its_cases_is_refused(office, how):
    """Events of no case are no process."""
    assert isinstance(altered(office, f"select * {how} from events").error, MissingColumn | RenamedColumn)


def test_a_transition_that_nobody_mapped_goes_to_quarantine(office):
    """An unknown word taken for a completion would end a step that goes on."""
    first = "event_id = (select min(event_id) from events)"
    paused = f"select * replace (case when {first} then 'paused' else lifecycle end as lifecycle) from events"
    receipt = altered(office, paused)

    assert receipt.error is None
    assert set(receipt.rejects["reason"]) == {"unknown_value"}


def test_a_file_that_was_cut_is_told(office):
    """The end of a Parquet file holds what it is about: without it, it is none."""
    data = written(office, NAME).files[0].read_bytes()

    receipt = office.receive(office.deliver(data[:-40], "cut_events.parquet"), now=monday_after(WEEK))[0]

    assert isinstance(receipt.error, TruncatedFile)
