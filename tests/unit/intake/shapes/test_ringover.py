"""Ringover's call list: legs become contacts, and what its generator planted is what the shipped mapping counts."""

from __future__ import annotations

import pytest
from exported import at, by_queue, taken

pytestmark = pytest.mark.slow
NAME = "ringover"


@pytest.fixture(scope="module")
def week(prepared):
    """One week, received."""
    return taken(prepared, NAME)


def test_calls_by_menu_and_outcome_are_those_that_were_planted(week):
    """The menu picks every call up: read without its legs, the line would have answered all of them."""
    truth, receipt, calls = week.truth, week.receipt, week.rows

    assert by_queue(calls) == truth["by_queue"]
    assert receipt.accepted == truth["calls"]


def test_what_is_no_call_of_the_line_is_left_out_under_its_name(week):
    """Rows read = accepted + excluded, and each kind is told."""
    truth, receipt = week.truth, week.receipt

    names = {"outbound": "outbound", "other_media": "other_media", "merged_leg": "legs", "duplicate": "duplicates"}
    assert receipt.excluded == {name: truth[planted] for name, planted in names.items()}
    assert all(truth[planted] for planted in names.values())


def test_menu_wait_and_talk_are_told_apart(week):
    """The menu's seconds stand in the column of talk, in a row of their own."""
    truth, calls = week.truth, week.rows

    assert calls["ivr_s"].sum() == truth["ivr_s"]
    assert calls["wait_s"].sum() == truth["wait_s"]
    assert calls["talk_s"].sum() == truth["talk_s"]


def test_a_transferred_call_is_one_call_that_was_transferred(week):
    """Two advisers talked, one caller called."""
    truth, calls = week.truth, week.rows

    assert calls["transferred"].eq(True).sum() == truth["transferred"] > 5


def test_withheld_numbers_are_no_caller(week):
    """All anonymous callers as one would be the line's most frequent one."""
    truth, calls = week.truth, week.rows

    assert calls["caller"].isna().sum() == truth["withheld"]


def test_no_adviser_passes(week):
    """The list names the user of each leg."""
    assert "Conseiller" not in week.rows.to_csv()


def test_a_list_that_a_spreadsheet_saved_is_refused_for_its_keys(desk):
    """Its nineteen digits become 1.92067E+18: two legs of different calls could no longer be told apart."""
    text = at(desk, NAME).files[0].read_text(encoding="utf-8")
    rounded = "\n".join(
        line if line.startswith("cdr_id") else ",".join([line.split(",")[0], "1.92067E+18", *line.split(",")[2:]])
        for line in text.splitlines()
    )

    error = desk.receive(desk.deliver(rounded, "ringover-saved.csv"))[0].error

    assert error is not None and error.slug == "rounded_numbers"


def test_a_state_that_nobody_mapped_goes_to_quarantine(desk):
    """The API calls its list of states a sample: a new one is neither an answer nor a lost call."""
    text = at(desk, NAME).files[0].read_text(encoding="utf-8")

    receipt = desk.receive(desk.deliver(text.replace("QUEUE_TIMEOUT", "NEW_STATE"), "ringover-new.csv"))[0]

    assert receipt.error is None
    assert set(receipt.rejects["reason"]) == {"no_rule"}
