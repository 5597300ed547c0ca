"""A back office's Excel list of files: open files are open, and the far day that stands for "not yet" is no day."""

from __future__ import annotations

import openpyxl
import pytest
from casework_desk import WEEK, is_open, monday_after, reasons, receive, shape, written

from kit.errors import MissingColumn, MixedDates, RenamedColumn

NAME = "backoffice_xlsx"


@pytest.fixture
def office(desk):
    """A desk with the shipped mapping."""
    shape(desk, NAME)
    return desk


def altered(office, change) -> list:
    """The receipts of the week's workbook with its list changed: `change(sheet)`."""
    path = written(office, NAME).files[0]
    book = openpyxl.load_workbook(path)
    change(book["Dossiers"])
    book.save(path)
    return office.receive(path, source="back_office_list", now=monday_after(WEEK))


def test_files_and_open_ones_are_those_that_were_planted(office):
    """The backlog is the number of open files: one that was closed in the year 9999 is open."""
    made = written(office, NAME)
    receipt = receive(office, *made.files)[0]

    assert receipt.accepted == made.truth["cases"] and made.truth["far_days"] > 50
    assert is_open(office.rows("cases")) == made.truth["open"]
    assert receipt.excluded == {"footer": 1}


def test_a_file_closed_before_it_came_in_is_set_aside(office):
    """A typed year makes a lead time of minus 365 days, which no median shows."""
    made = written(office, NAME)
    receipt = receive(office, *made.files)[0]

    assert reasons(receipt) == {"ends_before_start": made.truth["backwards"]}


def test_the_next_list_closes_files_and_forgets_none(office):
    """A list that no longer holds a file says nothing of it: it stays as it stood."""
    receive(office, *written(office, NAME, "2026-W46").files, week="2026-W46")
    before = office.rows("cases")
    receive(office, *written(office, NAME, WEEK).files)

    after = office.rows("cases")
    assert after["case_key"].is_unique and set(before["case_key"]) < set(after["case_key"])
    was_open = before.loc[before["closed_at"].isna(), "case_key"]
    assert after.set_index("case_key").loc[was_open, "closed_at"].notna().sum() > 10


def test_a_closing_day_without_a_time_is_no_end_before_the_start(office):
    """A file that came in at ten and was closed the same day was not closed at midnight before."""

    def dated(sheet):
        for row in sheet.iter_rows(min_row=5):
            if row[2].value and row[2].value.year < 9999 and row[0].value != "0999":
                row[2].value = row[1].value.replace(hour=0, minute=0, second=0)

    receipt = altered(office, dated)[0]

    assert receipt.error is None and reasons(receipt) == {"ends_before_start": 1}


def test_a_renamed_column_is_told_by_its_name(office):
    """Somebody renames a column every year."""

    def renamed(sheet):
        sheet["B4"] = "Reçu"

    receipt = altered(office, renamed)[0]

    assert isinstance(receipt.error, RenamedColumn | MissingColumn)
    assert "Reçu le" in receipt.error.text("en")


def test_dates_that_are_half_text_are_refused(office):
    """A spreadsheet that took some texts for dates has exchanged day and month in them."""
    shape(office, NAME, ("opened_at: {from: Reçu le}", 'opened_at: {from: Reçu le, format: "%d/%m/%Y %H:%M"}'))

    def mixed(sheet):
        for at, row in enumerate(sheet.iter_rows(min_row=5)):
            if at % 2 and row[1].value:
                row[1].value = f"{row[1].value:%d/%m/%Y %H:%M}"

    assert isinstance(altered(office, mixed)[0].error, MixedDates)
