"""Aircall's call history: what its generator planted is what the shipped mapping counts."""

from __future__ import annotations

import csv
import io

import pytest
from exported import at, by_queue, taken

pytestmark = pytest.mark.slow
NAME = "aircall"


@pytest.fixture(scope="module")
def week(prepared):
    """One week, received."""
    return taken(prepared, NAME)


def altered(desk, change) -> list:
    """Receipts of the week's file with its rows changed: `change(header, rows)`."""
    written = at(desk, NAME)
    header, *rows = csv.reader(io.StringIO(written.files[0].read_text(encoding="utf-8")))
    out = io.StringIO()
    csv.writer(out).writerows(change(header, rows))
    return desk.receive(desk.deliver(out.getvalue(), "aircall-altered.csv"))


def test_calls_by_line_and_outcome_are_those_that_were_planted(week):
    """Calls offered, answered and lost are what the contract is judged by."""
    truth, receipt, calls = week.truth, week.receipt, week.rows

    assert by_queue(calls) == truth["by_queue"]
    assert receipt.accepted == truth["calls"]


def test_outbound_calls_and_second_legs_are_left_out_under_their_names(week):
    """Outbound calls answered by a customer would raise the answer rate; legs would count a transfer twice."""
    truth, receipt = week.truth, week.receipt

    assert receipt.excluded == {"outbound": truth["outbound"], "merged_leg": truth["legs"]}
    assert truth["outbound"] > 10 and truth["legs"] > 5


def test_the_wait_is_that_of_the_queue_and_the_talk_that_of_all_legs(week):
    """The export's waiting time begins in the IVR: taken as it is, it would be 20 seconds too long for every caller."""
    truth, calls = week.truth, week.rows

    assert calls["wait_s"].sum() == truth["wait_s"]
    assert calls["talk_s"].sum() == truth["talk_s"]
    never_queued = calls["outcome"].isin(["ivr_exit", "deflected"])
    assert calls.loc[never_queued, "wait_s"].isna().all() and calls.loc[~never_queued, "wait_s"].notna().all()


def test_numbers_in_scientific_notation_become_no_caller_and_are_told(week):
    """3,3755E+10 stands for ten thousand people: as one caller, it would be the line's most faithful one."""
    truth, receipt, calls = week.truth, week.receipt, week.rows

    assert receipt.repaired["rounded_caller"] == {"from": truth["rounded_callers"]}
    assert any(f"{truth['rounded_callers']} caller numbers were rounded" in told("en") for told in receipt.doubts)
    assert calls["caller"].isna().sum() == truth["rounded_callers"] + truth["withheld"]


def test_no_adviser_and_no_number_passes(week):
    """The export names its users, and holds every caller in full."""
    text = week.rows.to_csv()

    assert "Conseiller" not in text and "3363998" not in text and "63998" not in text


def test_a_call_at_the_end_of_summer_time_keeps_its_hour(desk):
    """The column in UTC tells the hour that comes twice in October apart; the local one does not."""
    written = at(desk, NAME)
    lines = written.files[0].read_text(encoding="utf-8").splitlines()
    header = next(csv.reader(lines[:1]))
    rows = [dict.fromkeys(header, "") for _ in range(2)]
    for row, moment in zip(rows, ("2026-10-25 00:30:00", "2026-10-25 01:30:00"), strict=True):
        row |= {"line": "Standard", "datetime (utc)": moment, "direction": "inbound", "from": "33199001234"}
        row |= {"answered": "Yes", "call id": moment, "duration (in call)": "60", "waiting time": "00:00:12"}
    text = "\n".join([lines[0], *(",".join(row[name] for name in header) for row in rows)]) + "\n"

    assert desk.take(text, "aircall-october.csv").accepted == 2
    assert [str(one)[11:16] for one in desk.rows("calls")["arrived_local"]] == ["02:30", "02:30"]


def test_a_file_that_a_french_spreadsheet_saved_is_refused_with_its_separator(desk):
    """It has lost numbers and moments on the way: asked for again, it comes whole."""
    written = at(desk, NAME)
    rows = csv.reader(io.StringIO(written.files[0].read_text(encoding="utf-8")))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)

    receipt = desk.receive(desk.deliver(out.getvalue(), "aircall.csv"), source=NAME)[0]

    assert receipt.error is not None and receipt.accepted == 0
    assert "separator" in receipt.error.text("en")


def test_a_missed_call_reason_that_nobody_mapped_goes_to_quarantine(desk):
    """A new reason taken for an abandoned call would be a figure that nobody stated."""

    def renamed(header, rows):
        reason = header.index("missed_call_reason")
        return [
            header,
            *(
                [*row[:reason], row[reason].replace("abandoned_in_ivr", "new_reason"), *row[reason + 1 :]]
                for row in rows
            ),
        ]

    receipt = altered(desk, renamed)[0]

    assert receipt.error is None
    assert set(receipt.rejects["reason"]) == {"no_rule"}


def test_a_file_without_its_waiting_times_is_refused_by_their_name(desk):
    """The export offers a choice of columns; without waits no service level can be computed."""

    def shorter(header, rows):
        wait = header.index("waiting time")
        return [[*row[:wait], *row[wait + 1 :]] for row in [header, *rows]]

    error = altered(desk, shorter)[0].error

    assert error is not None and "waiting time" in error.text("en")
