"""SFR Call Contact's steps of calls: what its generator planted is what the shipped mapping counts."""

from __future__ import annotations

import zipfile

import pytest
from exported import at, by_queue

from kit.params import catalogue

NAME = "sfr_call_contact"


@pytest.fixture
def taken(desk):
    """The planted facts, the receipt and the calls of one week."""
    written = at(desk, NAME)
    receipt = desk.receive(*written.files)[0]
    assert receipt.error is None, receipt.error
    return written.truth, receipt, desk.rows("calls")


def shipped() -> str:
    return next(one.text for one in catalogue.shapes() if one.name == NAME)


def steps(desk) -> str:
    """The steps of the week, out of the archive."""
    with zipfile.ZipFile(at(desk, NAME).files[0]) as packed:
        return packed.read("Appels entrants.csv").decode("utf-8-sig")


def test_calls_by_queue_and_outcome_are_those_that_were_planted(taken):
    """Four or five rows are one call; who left in the menu reached no queue, and is not offered."""
    truth, receipt, calls = taken

    assert by_queue(calls) == truth["by_queue"]
    assert (receipt.accepted, receipt.event_rows, receipt.excluded) == (truth["calls"], truth["events"], {})


def test_waits_talks_and_transfers_are_those_that_were_planted(taken):
    """The time in the menu is told apart from the wait in the queue, or every caller would have waited longer."""
    truth, _, calls = taken

    assert calls["wait_s"].sum() == truth["wait_s"]
    assert calls["talk_s"].sum() == truth["talk_s"]
    assert calls["transferred"].sum() == truth["transferred"] > 3
    assert calls["ivr_s"].between(5, 40).sum() == truth["by_queue"][""]["offered"]
    assert calls["caller"].isna().sum() == truth["withheld"]


def test_no_adviser_and_no_number_passes(taken):
    """A step names the adviser, and the caller in full."""
    text = taken[2].drop(columns=["delivery"]).to_csv()

    assert "Conseiller" not in text and "063998" not in text and "019900" not in text


@pytest.mark.parametrize("more, refused", [(0, True), (1, False)])
def test_an_export_at_the_platforms_limit_is_refused_with_what_to_do(desk, more, refused):
    """A month has more calls than one export holds: its last days would be missing, and look quiet."""
    limit = at(desk, NAME).truth["calls"] + more
    written = at(desk, NAME, text=shipped().replace("calls: 10000", f"calls: {limit}"))

    error = desk.receive(*written.files)[0].error

    assert (error is not None) is refused
    if error is not None:
        assert "shorter period" in error.text("en") and error.exit_code == 52


def test_the_steps_alone_are_read_like_the_archive(desk, taken):
    """Who has unpacked the archive delivers the file in it."""
    before = by_queue(taken[2])
    text = steps(desk)

    receipt = desk.receive(desk.deliver(text, "Appels entrants.csv"), accept_change=True)[0]

    assert receipt.error is None and by_queue(desk.rows("calls")) == before


def test_an_archive_without_the_steps_is_refused(desk):
    """The answers to forms are no calls, whatever they are called."""
    at(desk, NAME)
    path = desk.inbox / "appels-entrants.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("Réponses aux formulaires.csv", "form;call_id;answer\n1;2;3\n")

    error = desk.receive(path)[0].error

    assert error is not None and "Appels entrants*.csv" in error.text("en")


@pytest.mark.parametrize("old, new, said", [("date", "jour", "date"), ("name", "nom", "appels-entrants")])
def test_another_name_of_a_column_is_refused_by_name(desk, old, new, said):
    """The public documentation names one column alone: the others are told when they differ."""
    head, rest = steps(desk).split("\n", 1)

    error = desk.receive(desk.deliver(f"{head.replace(old, new)}\n{rest}", "appels-entrants.csv"))[0].error

    assert error is not None and said in error.text("en")


def test_a_result_of_another_word_goes_to_quarantine(desk):
    """Its words are documented nowhere: one that nobody stated is neither an answer nor a loss."""
    text = steps(desk).replace(";answered;", ";décroché;")

    receipt = desk.receive(desk.deliver(text, "appels-entrants.csv"))[0]

    assert receipt.error is None
    assert set(receipt.rejects["reason"]) == {"no_rule"}
    assert receipt.quarantined == at(desk, NAME).truth["by_queue"][""]["answered"]
