"""What a quarantine row and a message show: the cell as the file has it, figures whole, persons never."""

from __future__ import annotations

import datetime as dt
import textwrap

import pytest

from kit.intake import masks

SHAPES = {"csv": ';", decimal: ",", thousands: [space, nbsp, nnbsp]', "xlsx": ';", decimal: ","'}
COUNTS = """
table: intervals
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: FORMAT, separator: "SHAPE}
time: {zone: America/Martinique}
interval: {minutes: 30}
columns:
  start: {from: Début, format: "%d/%m/%Y %H:%M"}
  queue: {from: File}
  offered: {from: Reçus}
  answered: {from: [Answered, Traités]}
  abandoned: {from: Perdus}
  talk_s: {from: Durée, unit: "h:mm:ss", times: answered}
  hold_s: {from: Garde, unit: ms}
"""
HEADER = ["Début", "File", "Reçus", "Traités", "Perdus", "Durée", "Garde"]
GOOD = ["16/11/2026 08:00", "Q1", "1 000", "900", "100", "0:03:00", "60000"]


@pytest.fixture
def line(desk, workbook):
    """Takes rows in as a file of either format: the quarantined cells of the rows behind a good one."""

    def take(form: str, *rows: list[str]) -> list[tuple]:
        desk.sources(counts=COUNTS.replace("FORMAT", form).replace("SHAPE", SHAPES[form]))
        listed = [HEADER, GOOD, *rows]
        if form == "xlsx":
            bare = [[cell.replace("1 000", "1000") for cell in row] for row in listed]
            content = workbook([[int(cell) if cell.isdigit() else cell for cell in row] for row in bare])
        else:
            content = "".join(";".join(row) + "\n" for row in listed)
        receipt = desk.take(content, f"file.{form}")
        return [(row.column, row.value, row.reason) for row in receipt.rejects.itertuples()]

    return take


def row(**cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(HEADER, GOOD, strict=True)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Reçus": "21027", "Traités": "21037", "Perdus": "0"},
         ("Traités + Perdus / Reçus", "21037 + 0 / 21027", "identity")),
        ({"Reçus": "12345678", "Traités": "12345679", "Perdus": "0"},
         ("Traités + Perdus / Reçus", "12345679 + 0 / 12345678", "identity")),
        ({"Durée": "90:00:00"}, ("Durée", "90:00:00", "too_long_per_call")),
        ({"Garde": "9123456789"}, ("Garde", "9123456789", "too_long_per_call")),
        ({"Reçus": "1234567", "Traités": "1234567", "Perdus": "0"}, ("Reçus", "1234567", "far_beyond")),
        ({"Début": "12/12/2026 08:00"}, ("Début", "12/12/2026 08:00", "future")),
        ({"Début": "16/11/2024 08:00"}, ("Début", "16/11/2024 08:00", "stray_day")),
        ({"Traités": "abc"}, ("Traités", "a (3)", "bad_number")),
        ({"Traités": "1.2.3.4.5.6.7.8.9.10"}, ("Traités", "1.2.3.4.5.6.7.8.9.10", "bad_number")),
    ],
)  # fmt: skip
def test_a_fault_shows_the_cell_as_the_file_has_it(line, form, cells, told):
    """Who looks for 2026-12-12 12:00:00 or for a product of two cells finds neither in the file that was sent."""
    days = [row(Début=f"{day}/11/2026 08:00") for day in range(17, 25)]

    assert told in line(form, *days, row(**({"Début": "25/11/2026 08:00"} | cells)))


def test_a_pair_of_counts_keeps_the_marks_of_the_file(line):
    """ "21 037" stands in the file, and is found there with its blank."""
    found = line("csv", row(Début="17/11/2026 08:00", Reçus="21 027", Traités="21 037", Perdus=""))

    assert found == [("Traités + Perdus / Reçus", "21 037 +  / 21 027", "identity")]


def test_rows_with_one_key_show_the_key_as_it_is_written(line):
    """The start is that of the file's clock in the file's format, the queue is a text and may be anybody's name."""
    found = line("csv", row(Reçus="1 001", Traités="901"), row(Début="17/11/2026 08:00"))

    assert set(found) == {("Début + File", "16/11/2026 08:00 | A9 (2)", "key_conflict")} and len(found) == 2


@pytest.mark.parametrize("cell", ["0612345678", "06 12 34 56 78", "+33612345678", "612345678", "0033 6 12 34 56 78",
                                  "Mme Exemple", "x@exemple.fr", "1 85 05 78 006 084 36"])  # fmt: skip
@pytest.mark.parametrize("kind", [masks.FIGURE, ""])
def test_a_person_in_a_column_of_figures_is_not_shown(cell, kind):
    """One separator too many, and the caller's number stands where the count should."""
    assert masks.shown(cell, kind=kind) == masks.shape(cell)


@pytest.mark.parametrize("cell", ["21037", "1763280000", "100 000 000 000", "12345678901", "-2103721027"])
def test_figures_of_a_column_of_figures_are_shown_however_many(cell):
    """They are what is wrong, or what proves that nothing is."""
    assert masks.shown(cell, kind=masks.FIGURE) == cell


def test_nothing_is_shown_of_callers_and_notes():
    """A short number is somebody's, too; what the mapping itself names is nobody's."""
    assert masks.shown("3620", kind=masks.PERSON) == "(4)"
    assert masks.shown("12/03", kind=masks.PERSON) == "(4)"
    assert masks.shown("Masqué", frozenset({"masqué"}), masks.PERSON) == "Masqué"


def test_a_moment_that_was_read_is_shown_in_any_format():
    """011226080000 is a date by the mapping's format, though a telephone number might be written so."""
    assert masks.shown("0112260800", kind=masks.MOMENT) == "0112260800"
    assert masks.shown("0112260800", kind=masks.FIGURE) == "(10)"
    assert masks.shown(21037.0, kind=masks.FIGURE) == "21037"
    assert masks.shown(dt.datetime(2026, 11, 16, 8), kind=masks.MOMENT) == "2026-11-16 08:00:00"


def test_a_key_with_a_callers_column_shows_no_caller(desk):
    """Where the export has no identifier, the caller may be part of the key."""
    body = """
        table: calls
        owed_by: provider
        every: week
        match: {name: "*.csv"}
        file: {format: csv, separator: ";"}
        key: [arrived_at, caller]
        columns:
          arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
          caller: {from: who, as: phone}
          outcome: {from: issue, values: {A: answered, B: abandoned}}
    """
    desk.sources(calls=textwrap.dedent(body))

    receipt = desk.take(
        "at;who;issue\n16/11/2026 08:00;0612345678;A\n16/11/2026 08:00;0612345678;B\n17/11/2026 08:00;;A\n"
    )

    assert receipt.rejects["value"].tolist() == ["16/11/2026 08:00 | (10)"] * 2


def test_a_count_worth_a_look_is_named_as_it_is_written(desk):
    """The doubt is settled in the file: by the cell that stands there, not by its product with another."""
    desk.sources(counts=COUNTS.replace("FORMAT", "csv").replace("SHAPE", SHAPES["csv"]))
    slots = [dt.datetime(2026, 11, 16, 8) + dt.timedelta(minutes=30 * at) for at in range(20)]
    rows = [row(Début=f"{slot:%d/%m/%Y %H:%M}", Reçus="100", Traités="90", Perdus="10") for slot in slots[:-1]]
    rows += [row(Début=f"{slots[-1]:%d/%m/%Y %H:%M}", Reçus="3 000", Traités="2 700", Perdus="300")]

    receipt = desk.take("".join(";".join(one) + "\n" for one in [HEADER, *rows]))

    told = [doubt("en") for doubt in receipt.doubts]
    assert any('row 21, column "Reçus": 3 000 is 30 times' in text for text in told), told
    assert any('column "Durée": 0:03:00 is' in text for text in told), told
