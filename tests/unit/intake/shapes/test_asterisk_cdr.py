"""Asterisk's call detail records: what its generator planted is what the shipped mapping counts."""

from __future__ import annotations

import csv
import io

import pytest
from exported import at, by_queue

NAME = "asterisk_cdr"


@pytest.fixture
def taken(desk):
    """The planted facts, the receipt and the calls of one week."""
    written = at(desk, NAME)
    receipt = desk.receive(*written.files)[0]
    assert receipt.error is None, receipt.error
    return written.truth, receipt, desk.rows("calls")


def altered(desk, change) -> list:
    """Receipts of the week's file with its rows changed."""
    written = at(desk, NAME)
    rows = list(csv.reader(io.StringIO(written.files[0].read_text(encoding="utf-8"))))
    out = io.StringIO()
    csv.writer(out).writerows(change(rows))
    return desk.receive(desk.deliver(out.getvalue(), "Master.csv"))


def test_calls_by_queue_and_outcome_are_those_that_were_planted(taken):
    """Three telephones that rang for one caller are one call; a disposition of Asterisk's own is no answer."""
    truth, receipt, calls = taken

    assert by_queue(calls) == truth["by_queue"]
    assert receipt.accepted == truth["calls"]


def test_rows_that_are_no_leg_of_a_call_are_left_out_under_their_names(taken):
    """Outbound calls that a customer answers would raise the answer rate; a hang-up would hide a call that was lost."""
    truth, receipt, _ = taken

    # Two telephones that rang in vain from the same second on say the same, twice.
    legs = receipt.excluded.pop("merged_leg") + receipt.excluded.pop("duplicate")
    assert legs == truth["legs"] > 100
    assert receipt.excluded == {name: truth[name] for name in ("internal_leg", "nobody_rung", "outbound")}
    assert min(receipt.excluded.values()) > 5


def test_no_wait_and_no_talk_is_made_of_what_the_records_bill(taken):
    """Their seconds run from the moment at which Asterisk itself picked up, menu and queue included."""
    assert {"wait_s", "talk_s", "handle_s"} & set(taken[2].dropna(axis=1, how="all").columns) == set()


def test_no_telephone_and_no_number_passes(taken):
    """Channels name the adviser's telephone; the caller stands in three columns."""
    text = taken[2].drop(columns=["call_key", "delivery"]).to_csv()

    assert "SIP/" not in text and "063998" not in text and "019900" not in text


def test_records_without_their_linkedid_are_refused_with_their_columns(desk):
    """Without `newcdrcolumns` nothing tells which rows are one call: every telephone that rang would be one."""
    error = altered(desk, lambda rows: [row[:17] for row in rows])[0].error

    assert error is not None and "#20" in error.text("en") and "17 columns" in error.text("en")


def test_records_in_another_order_of_columns_are_refused(desk):
    """Who has written a format of their own in cdr_custom.conf must say so in the mapping."""
    receipt = altered(desk, lambda rows: [[*row[4:5], *row[:4], *row[5:9], *row[12:], *row[9:12]] for row in rows])[0]

    assert receipt.error is not None and receipt.accepted == 0


def test_a_disposition_that_nobody_mapped_goes_to_quarantine(desk):
    """A word of a newer version is neither an answer nor a loss."""
    receipt = altered(desk, lambda rows: [[*row[:14], row[14].replace("NO ANSWER", "NEW"), *row[15:]] for row in rows])[
        0
    ]

    assert receipt.error is None
    assert set(receipt.rejects["reason"]) == {"no_rule"}
