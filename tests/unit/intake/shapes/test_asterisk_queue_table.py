"""Asterisk's queues out of a database: what its generator planted is what the shipped mapping counts."""

from __future__ import annotations

import csv
import io

import pytest
from exported import at, by_queue

NAME = "asterisk_queue_table"


@pytest.fixture
def taken(desk):
    """The planted facts, the receipt and the calls of one week."""
    written = at(desk, NAME)
    receipt = desk.receive(*written.files)[0]
    assert receipt.error is None, receipt.error
    return written.truth, receipt, desk.rows("calls")


def altered(desk, change) -> list:
    """Receipts of the week's file with its rows changed: `change(header, rows)`."""
    written = at(desk, NAME)
    header, *rows = csv.reader(io.StringIO(written.files[0].read_text(encoding="utf-8")))
    out = io.StringIO()
    csv.writer(out).writerows(change(header, rows))
    return desk.receive(desk.deliver(out.getvalue(), "queue_log.csv"))


def test_calls_by_queue_and_outcome_are_those_that_were_planted(taken):
    """Refused calls are deflected, not abandoned, and newest first makes no other call than oldest first."""
    truth, receipt, calls = taken

    assert by_queue(calls) == truth["by_queue"]
    assert truth["by_queue"][""]["deflected"] > 0
    assert receipt.accepted == truth["calls"] and receipt.event_rows == truth["events"]
    assert receipt.excluded == {"no_call": truth["no_call"]}


def test_waits_and_talks_are_those_of_the_log(taken):
    """To the microsecond; a call that never queued has no wait, not one of zero."""
    truth, _, calls = taken

    assert calls["wait_s"].sum() == pytest.approx(truth["wait_s"], abs=1)
    assert calls["talk_s"].sum() == pytest.approx(truth["talk_s"], abs=1)
    assert calls.loc[calls["outcome"] == "deflected", "wait_s"].isna().all()


def test_the_order_of_the_query_makes_no_other_call(desk, taken):
    """A query that says nothing of the order gives the rows as they lie."""
    before = taken[2].sort_values("call_key").drop(columns=["delivery", "row_number"]).reset_index(drop=True)

    altered(desk, lambda header, rows: [header, *sorted(rows, key=lambda row: row[2][::-1])])

    after = desk.rows("calls").sort_values("call_key").drop(columns=["delivery", "row_number"]).reset_index(drop=True)
    assert after.equals(before)


def test_no_agent_and_no_number_passes(taken):
    """The table names the agent in each row, and every caller in full."""
    text = taken[2].drop(columns=["call_key", "delivery"]).to_csv()

    assert "Local/" not in text and "33639" not in text and "33199" not in text


def test_a_query_without_its_events_is_refused_by_their_name(desk):
    """What happened is the one column that nothing replaces."""
    error = altered(desk, lambda header, rows: [[*row[:5], *row[6:]] for row in [header, *rows]])[0].error

    assert error is not None and "event" in error.text("en")


def test_a_query_that_was_cut_within_a_row_is_refused(desk):
    """The connection was lost; the calls of its end are missing."""
    error = altered(desk, lambda header, rows: [header, *rows[:-1], rows[-1][:4]])[0].error

    assert error is not None and "cut off" in error.text("en")
