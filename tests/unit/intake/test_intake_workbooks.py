"""Workbooks as people and platforms make them: rows that end early, a sheet for each day, dates of two kinds."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.xlsx"}
file: {format: xlsx}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  talk_s: {from: talk, unit: s}
  acw_s: {from: wrap, unit: s}
"""
HEADER = ["id", "at", "issue", "talk", "wrap"]
MONDAY = dt.datetime(2026, 11, 16, 8)


@pytest.fixture
def books(desk):
    desk.sources(calls=SOURCE)
    return desk


def answered(at: int) -> list:
    return [f"c{at}", _written(at), "A", 180, 20]


def unanswered(at: int) -> list:
    return [f"c{at}", _written(at), "B"]


def _written(at: int) -> str:
    return f"{MONDAY + dt.timedelta(minutes=at % 110, days=at % 2):%d/%m/%Y %H:%M}"


def of_sheets(sheets: dict[str, list[list]], hidden: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(data: bytes, change) -> bytes:
    """The workbook with the XML of its first sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == "xl/worksheets/sheet1.xml" else text)
    return out.getvalue()


# Rows that end with empty cells


def test_rows_that_end_with_empty_cells_are_whole_rows(books, workbook):
    """An unanswered call has no talk time: a workbook leaves its last cells out, the last row's too."""
    rows = [HEADER, answered(0), unanswered(1), answered(2), unanswered(3)]

    receipt = books.take(workbook(rows), "file.xlsx")

    assert (receipt.accepted, receipt.quarantined) == (4, 0)
    assert books.rows("calls")["talk_s"].isna().tolist() == [False, True, False, True]


@pytest.mark.slow
def test_a_week_of_an_ordinary_export_is_taken_in_whole(books):
    """5,000 calls of which 946 were not answered: each ordinary export is like this one."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Appels")
    sheet.append(HEADER)
    for at in range(5_000):
        sheet.append(unanswered(at) if at % 5 == 4 and at < 4_730 else answered(at))

    receipt = books.take(_saved(book), "file.xlsx")

    assert (receipt.accepted, receipt.quarantined) == (5_000, 0)
    assert books.rows("calls")["talk_s"].isna().sum() == 946


@pytest.mark.parametrize("stated", ["A1", "A1:C2", "A1:XFD1048576", None])
def test_the_size_that_a_sheet_states_of_itself_is_not_believed(books, workbook, stated):
    """Exporters write one cell, or the whole sheet, or nothing."""
    size = f'<dimension ref="{stated}"/>' if stated else ""
    rows = [HEADER, answered(0), unanswered(1)]
    data = with_sheet(workbook(rows), lambda xml: re.sub(r"<dimension[^>]*/>", size, xml))

    receipt = books.take(data, "file.xlsx")

    assert (receipt.accepted, receipt.quarantined) == (2, 0)


def test_cells_that_are_missing_in_the_middle_or_first_are_empty_cells(books, workbook):
    """A sheet lists the cells that hold something, each with its place; the others must not move up."""
    rows = [HEADER, answered(0), ["c1", _written(1), "A", None, 20], [None, _written(2), "A", 180, 20], answered(3)]

    receipt = books.take(workbook(rows), "file.xlsx")

    assert [(row.row_number, row.column, row.reason) for row in receipt.rejects.itertuples()] == [
        (4, "id", "missing_value")
    ]
    assert books.rows("calls")["acw_s"].tolist() == [20, 20, 20]


def test_formatted_cells_without_content_are_no_rows(books, workbook):
    """Somebody coloured the sheet down to row 400 and out to column XFD."""
    rows = [HEADER, answered(0), unanswered(1)]
    far = '<row r="400"><c r="A400" s="0"/><c r="XFD400" s="0"/></row></sheetData>'
    data = with_sheet(workbook(rows), lambda xml: xml.replace("</sheetData>", far))

    assert books.take(data, "file.xlsx").rows_read == 2


def test_rows_that_stand_out_of_order_are_told(books, workbook):
    """The reader of workbooks drops such rows without a word: half of a file would be missing."""
    rows = [HEADER, answered(0), answered(1), answered(2)]
    data = with_sheet(workbook(rows), lambda xml: xml.replace('<row r="4"', '<row r="2"'))

    error = books.receive(books.deliver(data, "file.xlsx"))[0].error

    assert error.slug == "unreadable_file"
    assert "row 2 of sheet" in error.text("en") and "after row 3" in error.text("en")


# A sheet for each day


WEEK = {"Lundi": [HEADER, answered(0), answered(2)], "Mardi": [HEADER, answered(1), unanswered(3)]}


def test_further_sheets_with_the_same_columns_are_refused_with_the_line_to_write(books):
    """A workbook with a sheet for each day would pass for its Monday."""
    error = books.receive(books.deliver(of_sheets(WEEK), "file.xlsx"))[0].error

    assert (error.slug, error.exit_code) == ("several_sheets", 35)
    assert '"Lundi", "Mardi"' in error.text("en") and '`sheet: "*"`' in error.text("en")
    assert "Lundi" in error.text("fr") and '`sheet: "*"`' in error.text("fr")


def test_the_star_reads_all_sheets_in_order(desk):
    """What the message says to write works: nothing of Tuesday is missing."""
    desk.sources(calls=SOURCE.replace("format: xlsx", 'format: xlsx, sheet: "*"'))
    sheets = {**WEEK, "Notes": [["Édité le 21/11/2026"]], "Mercredi": [HEADER]}

    receipt = desk.take(of_sheets(sheets), "file.xlsx")

    assert (receipt.accepted, receipt.quarantined) == (4, 0)
    assert desk.rows("calls")["call_key"].tolist() == ["c0", "c2", "c1", "c3"]
    assert desk.rows("calls")["row_number"].is_unique


def test_sheets_may_order_their_columns_otherwise(desk):
    """The person who made Tuesday's sheet moved a column: names count, not places."""
    desk.sources(calls=SOURCE.replace("format: xlsx", 'format: xlsx, sheet: "*"'))
    moved = [[row[-1], *row[:-1]] for row in [HEADER, answered(1)]]

    receipt = desk.take(of_sheets({"Lundi": WEEK["Lundi"], "Mardi": moved}), "file.xlsx")

    assert receipt.accepted == 3
    assert desk.rows("calls")["acw_s"].tolist() == [20, 20, 20]


def test_a_sheet_that_has_most_of_the_columns_is_told_by_the_missing_one(desk):
    """A renamed column on Tuesday's sheet must not cost Tuesday without a word."""
    desk.sources(calls=SOURCE.replace("format: xlsx", 'format: xlsx, sheet: "*"'))
    renamed = [[*HEADER[:-1], "wrapp"], answered(1)]

    error = desk.receive(desk.deliver(of_sheets({"Lundi": WEEK["Lundi"], "Mardi": renamed}), "f.xlsx"))[0].error

    assert error.slug == "renamed_column"


def test_a_fault_names_the_sheet_and_the_row_on_it(desk):
    """Row 3 exists on each sheet; the person who corrects it must open the right one."""
    desk.sources(calls=SOURCE.replace("format: xlsx", 'format: xlsx, sheet: "*"'))
    bad = ["c9", _written(3), "Z", 1, 1]
    sheets = {"Lundi": [*WEEK["Lundi"], bad], "Mardi": [HEADER, answered(1), bad]}

    receipt = desk.take(of_sheets(sheets), "file.xlsx")

    told = [(row.row_number, row.column) for row in receipt.rejects.itertuples()]
    assert told == [(4, "Lundi!issue"), (10_000_003, "Mardi!issue")]
    assert receipt.quarantined == 2


def test_merged_cells_of_one_sheet_do_not_fill_the_next(desk):
    """The last queue of Monday is no queue of Tuesday."""
    text = SOURCE.replace("format: xlsx", 'format: xlsx, sheet: "*", forward_fill: [issue]')
    desk.sources(calls=text)
    sheets = {"Lundi": WEEK["Lundi"], "Mardi": [HEADER, ["c1", _written(1), None, 1, 1], answered(3)]}

    receipt = desk.take(of_sheets(sheets), "file.xlsx")

    assert [(row.column, row.reason) for row in receipt.rejects.itertuples()] == [("Mardi!issue", "missing_value")]


@pytest.mark.parametrize(
    "other",
    [[["Synthèse", "id", "Taux"], ["Lundi", 12, 0.9]], [HEADER], [["notes"], ["text"]], []],
    ids=["a summary", "a header alone", "notes", "nothing"],
)
def test_other_sheets_are_no_reason_to_refuse(books, other):
    """Most workbooks have a summary, a legend or an empty "Feuil2"."""
    receipt = books.take(of_sheets({"Lundi": WEEK["Lundi"], "Feuil2": other}), "file.xlsx")

    assert (receipt.accepted, receipt.doubts) == (2, [])


def test_a_hidden_sheet_is_not_read_but_told(books):
    """It may be last week's copy, or a day that somebody hid: the reader of the receipt knows."""
    receipt = books.take(of_sheets(WEEK, hidden=("Mardi",)), "file.xlsx")

    assert receipt.accepted == 2
    assert any('hidden sheet "Mardi"' in told("en") for told in receipt.doubts)


def test_a_stated_sheet_settles_it(desk):
    """The mapping says which one is meant."""
    desk.sources(calls=SOURCE.replace("format: xlsx", "format: xlsx, sheet: Mardi"))

    assert desk.take(of_sheets(WEEK), "file.xlsx").accepted == 2
    assert desk.rows("calls")["call_key"].tolist() == ["c1", "c3"]


# Dates of two kinds


def _dated(*cells: object) -> list[list]:
    return [HEADER, *([f"c{at}", cell, "A", 1, 1] for at, cell in enumerate(cells))]


def test_text_dates_and_exchanged_real_ones_are_refused(books, workbook):
    """A spreadsheet took 06/07/2026 for 7 June: half of the calls move by months, each cell looks sound."""
    rows = _dated(dt.datetime(2026, 6, 7, 8), dt.datetime(2026, 10, 7, 8), "16/07/2026 08:00", "13/07/2026 08:00")

    error = books.receive(books.deliver(workbook(rows), "file.xlsx"))[0].error

    assert (error.slug, error.exit_code) == ("mixed_dates", 21)
    assert 'column "at": real dates (2, for example row 2) and dates as text (2, for example row 4)' in error.text("en")


def test_joined_dates_of_two_kinds_are_refused_too(desk, workbook):
    """The day stands in a column of its own in many reports."""
    desk.sources(calls=SOURCE.replace("from: at,", "join: [at, clock],"))
    rows = [["id", "at", "clock", "issue", "talk", "wrap"]]
    rows += [["c1", dt.datetime(2026, 6, 7), dt.time(8), "A", 1, 1], ["c2", "16/07/2026", "08:00", "A", 1, 1]]

    assert desk.receive(desk.deliver(workbook(rows), "file.xlsx"))[0].error.slug == "mixed_dates"


@pytest.mark.parametrize(
    "cells",
    [
        [dt.datetime(2026, 11, 2, 8), dt.datetime(2026, 11, 3, 8)],
        ["02/11/2026 08:00", "03/11/2026 08:00"],
        ["16/11/2026 08:00", dt.datetime(2026, 11, 17, 8)],
    ],
    ids=["all real", "all text", "a real one that cannot have been exchanged"],
)
def test_dates_that_cannot_have_been_exchanged_are_read(books, workbook, cells):
    """A 17th is no month: somebody added that row by hand, and it is right."""
    receipt = books.take(workbook(_dated(*cells)), "file.xlsx")

    assert receipt.accepted == 2
    assert set(books.rows("calls")["local_date"].dt.month) == {11}


def test_marks_and_excluded_rows_are_no_dates(desk, workbook):
    """A totals row, a blank mark and a ghost without a date must not make two kinds of dates of one."""
    text = SOURCE.replace("format: xlsx", "format: xlsx, totals_row: {column: at, optional: true}")
    desk.sources(calls=text + "exclude:\n  - {name: ghost, where: {issue: G}}\n")
    rows = [*_dated(dt.datetime(2026, 11, 2, 8), "-", "Total"), ["g", "02/11/2026 08:00", "G", 1, 1]]

    receipt = desk.take(workbook(rows), "file.xlsx")

    assert (receipt.accepted, receipt.quarantined) == (1, 1)


def test_texts_that_begin_with_the_year_may_stand_beside_real_dates(desk, workbook):
    """No spreadsheet exchanges the parts of 2026-11-02."""
    desk.sources(calls=SOURCE.replace("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"))

    assert desk.take(workbook(_dated(dt.datetime(2026, 11, 3, 8), "2026-11-02 08:00")), "file.xlsx").accepted == 2
