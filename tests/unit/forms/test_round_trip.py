"""What `kit template` writes and people fill, `kit receive` reads back: every table, both languages."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from kit import forms, schema, store
from kit.errors import EmptyFile, MixedDates
from tests.unit.forms.conftest import BELOW, CRITERIA, FULL, Sheet

EVERY = pytest.mark.parametrize("lang", ["fr", "en"])
LISTS = [table for table in forms.TABLES if schema.TABLES[table].is_register]
FIRST, SECOND = (dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC) for day in (30, 30))
SECOND += dt.timedelta(hours=5)


def name(sheet: Sheet) -> str:
    return forms.file_name(sheet.table, sheet.lang)


def key_of(table: str, row: dict) -> str:
    """The key under which a row is known."""
    if table == "attendance":
        return f"{row['session_key']} {row['half_day']:.0f} {row['learner']}"
    return row[schema.TABLES[table].key[0]]


def expected(table: str, row: dict) -> dict:
    """What a row of FULL is in its table, without its key."""
    return {column: value for column, value in row.items() if column not in schema.TABLES[table].key}


def another(table: str, number: int) -> dict:
    """The full row under another key."""
    changed = {"attendance": {"learner": f"A{number:02d}"}, "listening": {"call_code": f"E{number}"}}
    key = schema.TABLES[table].key[0]
    return FULL[table] | changed.get(table, {key: f"{FULL[table].get(key)}-{number}"})


def compare(table: str, rows: list[dict]) -> None:
    """The register holds these rows, and says of each what was written."""
    found = store.register("line", table, withdrawn=True)
    if table == "listening":
        compare_scores(found, rows)
        return
    found = found.set_index(schema.TABLES[table].key[0])
    assert sorted(found.index) == sorted(key_of(table, row) for row in rows)
    for row in rows:
        said = found.loc[key_of(table, row)]
        assert {column: said[column] for column in expected(table, row)} == expected(table, row)
    assert set(expected(table, rows[0])) | {schema.TABLES[table].key[0]} == set(schema.TABLES[table].content), (
        "all said"
    )


def compare_scores(found: pd.DataFrame, rows: list[dict]) -> None:
    found = found.set_index("listening_key")
    assert len(found) == len(rows) * len(CRITERIA)
    for row in rows:
        for criterion in CRITERIA:
            said = found.loc[f"{row['call_code']} {row['listener']} {criterion}"]
            assert said["criterion"] == criterion and said["level"] == row[criterion]
            once = {column: value for column, value in row.items() if column not in CRITERIA}
            assert {column: said[column] for column in once} == once


@EVERY
@pytest.mark.parametrize("texts", [False, True], ids=["cells", "texts"])
@pytest.mark.parametrize("table", LISTS)
def test_a_filled_workbook_says_what_was_written_into_it(desk, table, lang, texts):
    """Real or typed dates, empty rows between, a row below the lists, words in other letters: people do all that."""
    sheet = Sheet(table, lang, texts=texts)
    rows = [FULL[table], another(table, 2), another(table, 3)]
    sheet.add(rows[0])
    sheet.add(rows[1], at=sheet.next + 4, said=lambda word: f"  {word.lower()} ")
    sheet.add(rows[2], at=BELOW, said=str.upper)

    receipt = desk.take(sheet.bytes(), name(sheet), now=FIRST)

    assert receipt.quarantined == 0, receipt.rejects.to_string()
    per_row = len(CRITERIA) if table == "listening" else 1
    assert receipt.accepted == 3 * per_row and receipt.excluded["example"] >= per_row
    assert receipt.doubts == [] and "scrubbed" not in receipt.repaired
    compare(table, rows)


@EVERY
@pytest.mark.parametrize("texts", [False, True], ids=["cells", "texts"])
def test_staffing_that_is_typed_says_what_was_written(desk, lang, texts):
    """A plan in a workbook is a plan like any other; its examples cover no day."""
    sheet = Sheet("staffing", lang, texts=texts)
    row = FULL["staffing"]
    for minutes in (60, 0, 30):  # sorted by somebody, with an empty row between
        sheet.add(row | {"start": row["start"] + dt.timedelta(minutes=minutes)}, at=sheet.next + 1)

    receipt = desk.take(sheet.bytes(), name(sheet), now=FIRST)

    found = desk.rows("staffing").sort_values("start_local")
    assert (receipt.accepted, receipt.quarantined, receipt.excluded) == (3, 0, {"example": 2})
    assert list(found["start_local"].dt.strftime("%d/%m %H:%M")) == ["23/11 08:30", "23/11 09:00", "23/11 09:30"]
    assert set(found["queue"]) == {"Aides"} and set(found["planned"]) == {6.5} and set(found["present"]) == {5.0}
    assert receipt.weeks == ["2026-W48"]


@EVERY
@pytest.mark.parametrize("table", LISTS)
def test_a_workbook_that_comes_back_as_it_was_sent_is_an_empty_list(desk, table, lang):
    """Example rows are never taken in, and "nothing to report" is an answer that is told as one."""
    sheet = Sheet(table, lang)
    receipt = desk.take(sheet.bytes(), name(sheet), now=FIRST)

    assert receipt.accepted == receipt.quarantined == 0 and set(receipt.excluded) == {"example"}
    assert "example rows only" in receipt.doubts[0]("en") and store.register("line", table).empty


@EVERY
@pytest.mark.parametrize("table", LISTS)
def test_a_list_without_a_row_is_a_statement(desk, table, lang):
    """ "No open question" was refused as an empty file, and its side was late."""
    sheet = Sheet(table, lang)
    sheet.sheet.delete_rows(2, 10)
    receipt = desk.take(sheet.bytes(), name(sheet), now=FIRST)

    assert (receipt.rows_read, receipt.accepted) == (0, 0) and not receipt.already
    assert "no row" in receipt.doubts[0]("en") and receipt.doubts[0]("fr") != receipt.doubts[0]("en")
    assert len(store.current("line").deliveries) == 1


def test_staffing_without_a_row_is_refused(desk):
    """A plan of no half-hour says that nobody comes to work; it was not filled."""
    sheet = Sheet("staffing", "fr")
    with pytest.raises(EmptyFile):
        desk.take(sheet.bytes(), name(sheet), now=FIRST)


@EVERY
@pytest.mark.parametrize("table", LISTS)
def test_a_row_edited_is_a_revision_and_a_row_deleted_stays(desk, table, lang):
    """The same workbook a day later: one row corrected, one deleted, one withdrawn, the sheet sorted, columns moved."""
    rows = [another(table, number) for number in (1, 2, 3)]
    sheet = Sheet(table, lang)
    for row in rows:
        sheet.add(row)
    desk.take(sheet.bytes(), name(sheet), now=FIRST)

    gone = schema.TABLES[table].words(schema.WITHDRAWN)[0]
    edited = rows[0] | ({"C1": 0.0} if table == "listening" else {"remark": "Corrigée"})
    again = Sheet(table, lang)
    again.add(rows[2] | {"status": gone})
    again.add(edited)
    move_last_column_first(again)
    receipt = desk.take(again.bytes(), name(again), now=SECOND)

    per_row = len(CRITERIA) if table == "listening" else 1
    found = receipt.change.of_list
    assert (found.new, found.withdrawn, found.absent) == (0, per_row, per_row)
    assert found.changed == 1 + per_row and found.unchanged == per_row - 1
    stand = store.register("line", table)
    assert len(stand) == 2 * per_row and len(store.register("line", table, withdrawn=True)) == 3 * per_row
    assert int(stand["absent"].sum()) == per_row, "what was deleted stays, and is told"
    compare(table, [edited, rows[1], rows[2] | {"status": gone}])
    before = store.register("line", table, FIRST)
    assert len(before) == 3 * per_row and set(before["revision"]) == {1}


def move_last_column_first(sheet: Sheet) -> None:
    """As a person does who likes to see the state at once."""
    last = len(sheet.headers)
    values = [cell.value for cell in next(sheet.sheet.iter_cols(min_col=last, max_col=last))]
    sheet.sheet.delete_cols(last)
    sheet.sheet.insert_cols(1)
    for row, value in enumerate(values, start=1):
        sheet.sheet.cell(row, 1, value)


def test_dates_of_which_a_spreadsheet_may_have_exchanged_some_are_refused(desk):
    """Where typed dates stay text, the others may be read month first: half of a list would move by months."""
    sheet = Sheet("unresolved", "en")
    sheet.add(another("unresolved", 1))
    sheet.texts = True
    sheet.add(another("unresolved", 2) | {"asked_on": dt.datetime(2026, 11, 25), "answered_on": None, "status": "open"})

    with pytest.raises(MixedDates, match="Asked on"):
        desk.take(sheet.bytes(), name(sheet), now=FIRST)
