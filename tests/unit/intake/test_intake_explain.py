"""One row of a delivered file, explained: cell by cell, and where it ends."""

from __future__ import annotations

import openpyxl
import pytest

from kit.errors import AmbiguousDates, InputError
from kit.intake.explain import EXCLUDED, QUARANTINE, REFUSED, TABLE, explain

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: ["*.csv", "*.xlsx"]}
file:
  {format: csv, separator: ";", totals_row: {column: id, pattern: "^Total", optional: true}, footer: {pattern: "^Fin"}}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  queue: {from: file}
  caller: {from: who, as: phone}
exclude:
  - {name: ghost, where: {issue: G}}
"""
FILE = (
    "id;at;issue;wait;file;who\n"
    "c1;16/11/2026 08:00;A;12;Info;01 99 00 12 34\n"
    "c2;16/11/2026 08:10;A;zz;Info;01 99 00 12 35\n"
    "c3;16/11/2026 08:20;G;0;Info;\n"
    "\n"
    "c1;16/11/2026 08:00;A;12;Info;01 99 00 12 34\n"
    "Total;;;;;\n"
    "Fin du fichier;;;;;\n"
)


@pytest.fixture
def row(desk):
    """Explains a row of the file, which is all that the test receives."""
    desk.sources(calls=SOURCE)
    path = desk.deliver(FILE)
    return lambda number: explain("line", path, number)[0]


def test_a_row_that_is_taken_in_shows_each_cell_its_reading_and_its_value(row):
    """Whoever wrote the mapping sees at once whether it says what was meant."""
    told = row(2)
    steps = {step.canonical: (step.column, step.written, step.read_as, step.value) for step in told.steps}

    assert told.end == TABLE
    assert steps["arrived_at"] == (
        "at",
        "16/11/2026 08:00",
        "format: %d/%m/%Y %H:%M",
        "2026-11-16 07:00:00 UTC",
    )
    assert steps["wait_s"] == ("wait", "12", "unit: s", "12 s")
    assert steps["outcome"] == ("issue", "A", "values", "answered")
    assert steps["queue"] == ("file", "Info", "text", "Info")


def test_a_row_in_quarantine_shows_its_faults(row):
    """The reason stands beside the cell, and the other cells show how far it was read."""
    told = row(3)

    assert told.end == QUARANTINE
    assert told.faults == [("wait", "a (2)", "bad_duration")]


@pytest.mark.parametrize(
    ("number", "reasons"), [(4, ["ghost"]), (6, ["duplicate"]), (7, ["totals_row"]), (8, ["footer"])]
)
def test_a_row_that_is_left_out_says_why(row, number, reasons):
    """What the receipt counts under a name is found again row by row."""
    told = row(number)

    assert (told.end, told.reasons) == (EXCLUDED, reasons)


def test_a_callers_number_is_never_shown(row):
    """The explanation is sent from one firm to the other."""
    step = next(step for step in row(2).steps if step.canonical == "caller")

    assert step.written == "(10)"
    assert "99" not in step.value


@pytest.mark.parametrize(("number", "told"), [(1, "is the header"), (5, "no row begins at 5"), (99, "not in the file")])
def test_a_row_that_is_none_is_told_with_the_rows_there_are(row, number, told):
    """The number comes from an editor, and may be one off."""
    with pytest.raises(InputError, match=rf"{told}.*2 to 8"):
        row(number)


def test_nothing_is_written(desk, row):
    """One looks before one leaps."""
    before = sorted(path for path in desk.home.rglob("*"))
    row(2)

    assert sorted(path for path in desk.home.rglob("*")) == before


def test_a_row_of_a_file_that_is_refused_says_so(desk):
    """The file's own error comes with it: the row alone is not at fault."""
    desk.contract(most_quarantined=0.1)
    desk.sources(calls=SOURCE)
    told = explain("line", desk.deliver(FILE), 3)[0]

    assert told.end == REFUSED
    assert told.error.slug == "too_many_rejects"
    assert told.faults == [("wait", "a (2)", "bad_duration")]


def test_a_mapping_that_cannot_read_the_file_is_told_as_ever(desk):
    """A date without a format is asked for, not guessed for one row."""
    desk.sources(calls=SOURCE.replace(', format: "%d/%m/%Y %H:%M"', ""))

    with pytest.raises(AmbiguousDates):
        explain("line", desk.deliver(FILE), 2)


def test_each_sheet_that_has_the_row_is_explained(desk):
    """Rows of a workbook are counted sheet by sheet."""
    desk.sources(calls=SOURCE.replace("format: csv", 'format: xlsx, sheet: "*"').replace(', separator: ";"', ""))
    book = openpyxl.Workbook()
    for title, key in (("Lundi", "c1"), ("Mardi", "c2")):
        sheet = book.create_sheet(title)
        for cells in (["id", "at", "issue", "wait", "file", "who"], [key, "16/11/2026 08:00", "A", 1, "Info", None]):
            sheet.append(cells)
    del book["Sheet"]
    book.save(desk.inbox / "a.xlsx")

    assert [told.sheet for told in explain("line", desk.inbox / "a.xlsx", 2)] == ["Lundi", "Mardi"]
