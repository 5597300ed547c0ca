"""A back office's event log in the standard of process mining: read by the shipped mapping, event by event."""

from __future__ import annotations

import gzip

import pytest
from casework_desk import WEEK, monday_after, reasons, receive, shape, written

from kit.errors import RenamedColumn, TruncatedFile, UnreadableFile

NAME = "backoffice_xes"


@pytest.fixture
def office(desk):
    """A desk with the shipped mapping."""
    shape(desk, NAME)
    return desk


def altered(office, *changes: tuple[str, str]):
    """The receipt of the week's log with some of its text written otherwise, once each."""
    text = gzip.decompress(written(office, NAME).files[0].read_bytes()).decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return office.receive(office.deliver(text, "altered.xes"), now=monday_after(WEEK))[0]


def test_events_are_those_that_were_planted(office):
    """Each start and each completion is an event of its case."""
    made = written(office, NAME)
    receipt = receive(office, *made.files)[0]
    rows = office.rows("events")

    assert (receipt.rows_read, receipt.accepted, receipt.quarantined) == (made.truth["events"], made.truth["events"], 0)
    assert rows["transition"].value_counts().to_dict() == {
        "start": made.truth["starts"],
        "complete": made.truth["completions"],
    }
    assert rows["case_key"].nunique() == made.truth["cases"]
    assert rows["resource"].isna().sum() == made.truth["without_agent"]


def test_what_the_log_says_of_a_case_is_on_each_of_its_events(office):
    """Lead time, deadline, kind and channel are the case's: an open one has no closing."""
    made = written(office, NAME)
    receive(office, *made.files)
    rows = office.rows("events")

    assert rows[["case_opened_at", "case_due_at", "channel", "category", "team"]].notna().all(axis=None)
    assert rows.loc[rows["case_closed_at"].isna(), "case_key"].nunique() == made.truth["open"]


def test_parquet_and_log_say_the_same(office):
    """One week in two shapes is one week: cases, steps and moments agree."""
    receive(office, *written(office, NAME).files)
    names = ["case_key", "activity", "transition", "occurred_at", "case_closed_at"]
    log = office.rows("events")[names].sort_values(names, ignore_index=True)
    shape(office, "backoffice_parquet")
    receive(office, *written(office, "backoffice_parquet").files)

    rows = office.rows("events")
    other = rows[rows["source"] == "back_office_events"][names].sort_values(names, ignore_index=True)
    assert log.equals(other)


def test_an_unknown_transition_and_a_moment_that_is_none_are_set_aside(office):
    """What nobody understands is counted beside the events, with its number."""
    receipt = altered(
        office,
        ('value="START"', 'value="BEGUN"'),
        ('key="time:timestamp" value="2026', 'key="time:timestamp" value="20x6'),
    )

    assert receipt.error is None
    assert reasons(receipt) == {"unknown_value": 1, "bad_time": 1}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ((("<log ", "<!DOCTYPE log><log "),), UnreadableFile),
        ((("</event>", "</evt>"),), UnreadableFile),
        ((("</log>", ""),), TruncatedFile),
    ],
    ids=["document type", "broken", "cut"],
)
def test_a_log_that_cannot_be_trusted_is_refused(office, change, kind):
    """Part of a log looks like a quiet week."""
    receipt = altered(office, *change)

    assert isinstance(receipt.error, kind) and receipt.accepted == 0


def test_a_renamed_attribute_is_told_by_its_name(office):
    """An update of the platform renames what the standard calls otherwise."""
    text = gzip.decompress(written(office, NAME).files[0].read_bytes()).decode().replace("time:timestamp", "timestamp")

    receipt = office.receive(office.deliver(text, "altered.xes"), now=monday_after(WEEK))[0]

    assert isinstance(receipt.error, RenamedColumn)
