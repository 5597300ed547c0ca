"""A title above the table, or the name of its sheet, as a column of all its rows."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from kit.errors import BadParams

SOURCE = r"""
table: intervals
owed_by: provider
every: week
match: {name: "*.*"}
file:
  format: xlsx
  sheet: "*"
  header_row: 3
  titles: [{matches: 'Jour : (\d{2}/\d{2}/\d{4})', column: Jour}]
interval: {minutes: 30}
columns:
  start: {join: [Jour, Tranche], format: "%d/%m/%Y %H:%M"}
  offered: {from: Reçus}
  answered: {from: Traités}
  abandoned: {from: Perdus}
"""
TABLE = [["Tranche", "Reçus", "Traités", "Perdus"], ["08:00", 10, 9, 1], ["08:30", 4, 4, 0]]


@pytest.fixture
def book(desk):
    """Receives a workbook of sheets by name: what stands in A1, then the table; `change` alters the mapping."""

    def take(sheets: dict, *change: str):
        desk.sources(counts=SOURCE.replace(*change) if change else SOURCE)
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, title in sheets.items():
            sheet = book.create_sheet(name)
            for row in [[title], [], *TABLE]:
                sheet.append(row)
        out = io.BytesIO()
        book.save(out)
        return desk.receive(desk.deliver(out.getvalue(), "jours.xlsx"))[0]

    return take


def days(desk) -> dict:
    rows = desk.rows("intervals")
    return rows.groupby(rows["local_date"].dt.strftime("%Y-%m-%d"))["offered"].sum().to_dict()


def test_each_sheets_title_dates_its_own_rows(desk, book):
    """The day stands once above the table, and in none of its rows."""
    receipt = book({"lundi": "Jour : 16/11/2026", "mardi": "Jour : 17/11/2026"})

    assert (receipt.error, receipt.accepted) == (None, 4)
    assert days(desk) == {"2026-11-16": 14, "2026-11-17": 14}


def test_the_name_of_the_sheet_can_be_the_title(desk, book):
    """Many a supervisor names the sheet by the day and leaves it at that."""
    source = SOURCE.replace(r"Jour : (\d{2}/\d{2}/\d{4})", r"^(\d{2}-\d{2}-\d{4})$").replace("%d/%m/%Y", "%d-%m-%Y")
    book({"16-11-2026": None, "17-11-2026": None}, SOURCE, source)

    assert days(desk) == {"2026-11-16": 14, "2026-11-17": 14}


def test_a_date_cell_above_the_table_is_read_as_a_day(desk, book):
    """Typed as a date, it has no text of its own."""
    source = SOURCE.replace(r"Jour : (\d{2}/\d{2}/\d{4})", r"^(\d{4}-\d{2}-\d{2})$").replace("%d/%m/%Y", "%Y-%m-%d")
    book({"lundi": dt.date(2026, 11, 16)}, SOURCE, source)

    assert days(desk) == {"2026-11-16": 14}


def test_a_sheet_without_its_title_is_refused_with_its_name(book):
    """Its calls would belong to no day; those of the other sheets wait until somebody has looked."""
    error = book({"lundi": "Jour : 16/11/2026", "mardi": "Jour :"}).error

    assert error is not None
    assert "mardi" in error.text("en") and "Jour" in error.text("fr")


def test_two_titles_that_disagree_are_refused(book):
    """A sheet that was copied for the next day and half renamed: one of the two is wrong, and nobody can say which."""
    either = r"(\d{2}.11.2026)"
    error = book({"17-11-2026": "Jour : 16/11/2026"}, r"Jour : (\d{2}/\d{2}/\d{4})", either).error

    assert error is not None and "several values for the column Jour" in error.text("en")


def test_a_title_with_the_name_of_a_column_is_refused(book):
    """Which of the two is read would be chance."""
    error = book({"lundi": "Jour : 16/11/2026"}, "column: Jour}", "column: Perdus}").error

    assert error is not None and "Perdus" in error.text("en")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (r"(\d{2}/\d{2}/\d{4})", r"\d{2}/\d{2}/\d{4}", "put in brackets"),
        ("header_row: 3", "header_row: 0", "titles: stand above"),
        ('format: xlsx\n  sheet: "*"', "format: csv", "titles: stand above"),
    ],
)
def test_a_title_states_what_it_holds_and_stands_above_a_header(desk, old, new, told):
    """Else it would be found nowhere, or hold everything."""
    desk.sources(counts=SOURCE.replace(old, new))

    with pytest.raises(BadParams, match=told):
        desk.receive(desk.deliver("x", "jours.xlsx"))
