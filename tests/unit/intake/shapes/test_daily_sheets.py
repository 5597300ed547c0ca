"""A supervisor's daily sheets: what its generator planted is what the example mapping counts."""

from __future__ import annotations

import openpyxl
import pytest
from exported import at, taken

pytestmark = pytest.mark.slow
NAME = "daily_sheets"
COUNTS = {
    "offered": "offered",
    "answered": "answered",
    "abandoned": "abandoned",
    "overflow": "overflow",
    "within": "answered_within_threshold",
}


@pytest.fixture(scope="module")
def week(prepared):
    """One week, received."""
    return taken(prepared, NAME, "intervals")


def changed(desk, change):
    """The receipt of the week's workbook after `change(book)`."""
    path = at(desk, NAME).files[0]
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return desk.receive(path)[0]


def test_counts_by_queue_are_those_that_were_planted(week):
    """Merged headings, merged half-hours and totals above the table do not move a single call."""
    by_queue = week.rows.groupby("queue")[list(COUNTS.values())].sum()

    assert set(by_queue.index) == set(week.truth["by_queue"]) - {""}
    for queue in by_queue.index:
        assert {name: by_queue.loc[queue, column] for name, column in COUNTS.items()} == {
            name: week.truth["by_queue"][queue][name] for name in COUNTS
        }


def test_every_sheet_is_a_day_of_its_own(week):
    """The day stands in the title of each sheet alone."""
    assert week.rows["local_date"].nunique() == week.truth["days"] == 5
    assert week.receipt.accepted == week.truth["rows"]


def test_totals_rows_and_lines_below_the_table_are_left_out_by_name(week):
    """Each sheet ends in its own sums, and in a line that somebody typed."""
    assert week.receipt.excluded == {"totals_row": week.truth["days"], "footer": week.truth["footers"]}


def test_mean_times_become_sums_however_they_were_typed(week):
    """A time of day, a text: both are minutes and seconds of talk."""
    planted, rows = week.truth["by_queue"][""], week.rows
    rounding = planted["answered"] / 2

    assert rows["talk_s"].sum() == pytest.approx(planted["talk_s"], abs=rounding)
    assert rows["wait_answered_s"].sum() == pytest.approx(planted["wait_s"], abs=rounding)
    assert rows["handle_s"].sum() == pytest.approx(week.truth["handle_s"], abs=rounding)


def test_a_hidden_sheet_is_told_and_not_read(week):
    """Yesterday's draft in the same workbook would count its calls twice."""
    assert any("Brouillon" in doubt("en") for doubt in week.receipt.doubts)


def test_a_sheet_whose_column_was_renamed_is_refused(desk):
    """Passed over as a summary, its day would be missing without a word."""

    def rename(book) -> None:
        book.worksheets[2]["D9"] = "Pris"

    error = changed(desk, rename).error

    assert error is not None and "Appels Traités" in error.text("en")


def test_a_sheet_without_its_day_is_refused_by_its_name(desk):
    """Its calls would belong to no day."""

    def blank(book) -> None:
        book.worksheets[1]["A1"] = "Activité"

    error = changed(desk, blank).error

    assert error is not None and "Mardi 17-11" in error.text("en")


def test_two_sheets_of_one_day_are_set_aside_and_not_added_up(desk):
    """A sheet copied for the next day whose title was left as it was would overwrite the day before."""

    def copied(book) -> None:
        book.worksheets[1]["A1"] = book.worksheets[0]["A1"].value

    receipt = changed(desk, copied)

    assert set(receipt.rejects["reason"]) == {"key_conflict"}
    assert receipt.quarantined > 100


def test_a_total_that_does_not_add_up_is_refused(desk):
    """A row that was overwritten by hand shows nowhere else."""

    def overwritten(book) -> None:
        sheet = book.worksheets[0]
        row = next(cell.row for cell in sheet["C"] if isinstance(cell.value, int) and cell.row > 9 and cell.value)
        sheet.cell(row, 3).value += 1
        sheet.cell(row, 4).value += 1

    assert changed(desk, overwritten).error.slug == "counts_disagree"
