"""A back office's weekly CSV files: what was planted is taken in, what is wrong is set aside by name."""

from __future__ import annotations

import pytest
from casework_desk import WEEK, is_open, monday_after, reasons, receive, shape, written

from kit.errors import AmbiguousDates, MissingColumn, NoSourceMatches

NAME = "backoffice_csv"
BEFORE = "2026-W46"


@pytest.fixture
def office(desk):
    """A desk with the shipped mapping."""
    shape(desk, NAME)
    return desk


def test_steps_and_files_are_those_that_were_planted(office):
    """The figures of the back office are counts of these rows."""
    made = written(office, NAME)
    steps, files = receive(office, *made.files)

    assert (steps.source, files.source) == ("back_office_steps", "back_office_files")
    assert (steps.accepted, files.accepted) == (made.truth["steps"], made.truth["cases"])
    assert is_open(office.rows("cases")) == made.truth["open"] > 50
    assert office.rows("events")["ended_at"].isna().sum() == made.truth["in_progress"] > 3


def test_each_quirk_is_counted_under_its_name(office):
    """Duplicates would be rework, tests would be work, and a step that ends before it begins has no duration."""
    made = written(office, NAME)
    steps, files = receive(office, *made.files)

    assert steps.excluded == {"duplicate": made.truth["duplicates"], "test_case": made.truth["tests"], "footer": 1}
    assert reasons(steps) == {
        "missing_value": made.truth["without_case"],
        "ends_before_start": made.truth["backwards"],
    }
    assert files.excluded == {"footer": 1} and files.quarantined == 0


def test_a_step_under_several_spellings_is_one_step(office):
    """Three spellings would be three activities, and their loops would not be seen."""
    made = written(office, NAME)
    receive(office, *made.files)

    assert made.truth["spellings"] > 3
    assert set(office.rows("events")["activity"]) == {
        "Réception", "Contrôle des pièces", "Relance", "Décision", "Notification"
    }  # fmt: skip


def test_leading_zeros_of_a_case_stay(office):
    """007 and 7 may be two files; and both lists must name a file alike."""
    receive(office, *written(office, NAME).files)

    keys = set(office.rows("events")["case_key"])
    assert all(key.startswith("0") for key in keys) and keys == set(office.rows("cases")["case_key"])


def test_whoever_did_a_step_is_a_pseudonym(office):
    """Loads are counted by person, and no person is named."""
    receive(office, *written(office, NAME).files)

    rows = office.rows("events")
    assert rows["resource"].dropna().str.fullmatch(r"[0-9a-f]{16}").all() and rows["resource"].nunique() > 5
    assert "AG0" not in rows.to_csv()


def test_a_case_that_spans_weeks_is_one_case(office):
    """Most files take longer than a week: the second delivery closes what the first one opened, and loses none."""
    first, second = written(office, NAME, BEFORE), written(office, NAME, WEEK)
    receive(office, *first.files, week=BEFORE)
    opened_before = set(office.rows("cases")["case_key"])
    receipts = receive(office, *second.files)

    cases = office.rows("cases")
    assert cases["case_key"].is_unique and opened_before < set(cases["case_key"])
    closed = cases[cases["closed_at"].notna() & (cases["closed_at"] >= "2026-11-16")]
    assert len(set(closed["case_key"]) & opened_before) > 10
    assert [receipt.restated_weeks for receipt in receipts] == [[], []]  # a file that is closed corrects nobody's week


def test_a_step_that_ends_weeks_later_is_one_step(office):
    """The row without an end goes when the one with an end comes: else the step would be twice, once for ever open."""
    receive(office, *written(office, NAME, BEFORE).files, week=BEFORE)
    before = office.rows("events").set_index("event_key")["ended_at"]
    receive(office, *written(office, NAME, WEEK).files)

    rows = office.rows("events")
    after = rows.set_index("event_key")["ended_at"]
    ended = after[before[before.isna()].index]
    assert rows["event_key"].is_unique and len(ended) > 3 and ended.notna().sum() > 2


def test_a_due_day_ends_with_its_day(office):
    """Due on 12 December at 00:00, a file closed at noon of that day would be late."""
    receive(office, *written(office, NAME).files)

    due = office.rows("cases")["due_at"].dt.tz_localize("UTC").dt.tz_convert("Europe/Paris")
    assert set(due.dt.strftime("%H:%M")) == {"00:00"}
    opened = office.rows("cases")["opened_local"].dt.normalize()
    assert ((due.dt.tz_localize(None) - opened).dt.days == 22).all()


def test_dates_without_a_stated_format_are_refused(office):
    """02/03 is a day of February or of March: a file of ten days would take three hundred."""
    shape(office, NAME, ('occurred_at: {from: Début, format: "%d/%m/%Y %H:%M:%S"}', "occurred_at: {from: Début}"))

    receipt = office.receive(written(office, NAME).files[0], now=monday_after(WEEK))[0]

    assert isinstance(receipt.error, AmbiguousDates)


def test_a_file_without_its_case_number_is_refused(office):
    """Steps of no file are no process."""
    made = written(office, NAME)
    text = made.files[0].read_bytes().decode("cp1252").replace("N° dossier", "N°", 1)

    receipt = office.receive(office.deliver(text.encode("cp1252"), "etapes-autre.csv"), source="back_office_steps")[0]

    assert isinstance(receipt.error, MissingColumn | NoSourceMatches) or "N° dossier" in receipt.error.text("en")
