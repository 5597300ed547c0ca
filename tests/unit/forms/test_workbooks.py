"""What stands in a workbook of `kit template`, as a spreadsheet shows it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kit import forms, schema
from kit.forms import texts
from kit.forms.fields import fields, source
from kit.forms.workbook import ROWS

EVERY = [(table, lang) for table in forms.TABLES for lang in ("fr", "en")]
BOTH = pytest.mark.parametrize(("table", "lang"), EVERY, ids=lambda value: value)


def opened(table: str, lang: str, queues: tuple = ()) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(forms.write(table, lang, queues)))


def validation(sheet, header: str):
    """The validation of a column, and its letter."""
    cell = next(cell for cell in sheet[1] if cell.value == header)
    letter = cell.column_letter
    return next(one for one in sheet.data_validations.dataValidation if f"{letter}2:" in str(one.sqref)), letter


def words(book: openpyxl.Workbook, place: str) -> list[str]:
    """The words of a drop-down list."""
    title, cells = place.split("!")
    return [cell.value for (cell,) in book[title.strip("'")][cells.replace("$", "")]]


@BOTH
def test_every_column_is_in_the_language_and_explained(table, lang):
    """Whoever fills it has never read the manual: what is not said in the workbook is not known."""
    book = opened(table, lang)
    sheet, guide = book.worksheets[:2]
    headers = [cell.value for cell in sheet[1]]
    explained = [field.header for field in fields(table, lang) if field.kind != "level"]
    explained += ["C1 … E3"] if len(explained) < len(headers) else []
    told = {row[0]: row for row in guide.iter_rows(values_only=True) if row[0] in explained}

    assert headers == [field.header for field in fields(table, lang)] and len(set(headers)) == len(headers)
    assert set(told) == set(explained) and all(all(row[:4]) for row in told.values())
    said = " ".join(str(row[0]) for row in guide.iter_rows(values_only=True) if row[0])
    assert texts.of(table, "who", lang) in said and forms.pattern(table, lang) in said
    assert ("[nom]" in said) and ("EXEMPLE" in said if lang == "fr" else "EXAMPLE" in said)


@BOTH
def test_drop_down_lists_offer_the_words_that_are_read(table, lang):
    """A list that offers a word which the mapping does not know sets every row aside."""
    book = opened(table, lang)
    sheet = book.worksheets[0]
    for field in fields(table, lang):
        if field.kind != "word":
            continue
        made, _ = validation(sheet, field.header)
        known = source(table).columns[field.name].values
        offered = words(book, made.formula1)
        assert made.type == "list" and tuple(offered) == field.words
        meant = [known[word] for word in offered]
        assert set(meant) == set(schema.TABLES[table].columns[field.name].known) and len(set(meant)) == len(meant)
    assert book.worksheets[2].sheet_state == "hidden" and len(book.worksheets) == 3


@BOTH
def test_days_times_and_numbers_have_cells_of_their_kind(table, lang):
    """A cell that is a date before it is filled cannot become the second of March."""
    sheet = opened(table, lang).worksheets[0]
    formats = {"day": ("date", "dd/mm/yyyy"), "time": ("time", "hh:mm"), "number": ("decimal", "General")}
    for field in fields(table, lang):
        made, letter = validation(sheet, field.header)
        assert str(made.sqref) == f"{letter}2:{letter}{ROWS + 1}" and made.prompt and len(made.prompt) <= 255
        if field.kind in formats:
            kind, written = formats[field.kind]
            assert (made.type, made.errorStyle, made.showErrorMessage) == (kind, "stop", True)
            assert sheet.column_dimensions[letter].number_format == written


@BOTH
def test_the_sheet_is_ready_to_be_filled_and_printed(table, lang):
    """The head stays in sight, on the screen and on every page of A4."""
    book = opened(table, lang)
    sheet = book.worksheets[0]

    assert book.active is sheet and sheet.freeze_panes == "B2" and sheet.auto_filter.ref.startswith("A1:")
    for one in book.worksheets[:2]:
        assert one.page_setup.orientation == "landscape" and one.page_setup.paperSize == 9
        assert one.sheet_properties.pageSetUpPr.fitToPage and one.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"
    assert len(sheet.title) <= 31 and 0 < len(texts.examples(table, lang)) == sheet.max_row - 1


@BOTH
def test_an_example_shows_a_whole_row(table, lang):
    """An example that misses what every row needs teaches the mistake."""
    needed = {field.name for field in fields(table, lang) if field.required and field.kind != "level"}
    for row in texts.examples(table, lang):
        names = {field.name for field in fields(table, lang)} | {field.header for field in fields(table, lang)}
        assert needed <= row.keys() <= names
        for field in fields(table, lang):
            if field.kind == "word" and field.name in row:
                assert row[field.name] in field.words


def test_both_languages_show_the_same_example():
    """Two readers of one list must not be taught two things."""
    for table in forms.TABLES:
        french, english = (texts.examples(table, lang) for lang in ("fr", "en"))
        assert [row.keys() for row in french] == [row.keys() for row in english]


def test_queues_of_the_contract_are_offered_and_others_taken():
    """A queue that was opened last week must be typed without a fight."""
    book = opened("incidents", "fr", ("Aides", "Droits"))
    made, _ = validation(book.worksheets[0], "File")

    assert words(book, made.formula1) == ["Aides", "Droits"] and made.errorStyle == "warning"
    assert validation(opened("incidents", "fr").worksheets[0], "File")[0].type is None


def test_figures_of_the_glossary_are_offered():
    """No effect is ever measured on a figure that the glossary does not know."""
    book = opened("actions", "en")
    offered = words(book, validation(book.worksheets[0], "Figure")[0].formula1)

    assert "answer_rate.agent" in offered and len(offered) > 10


def test_the_criteria_of_the_training_grid_are_columns_of_its_listening_workbook():
    """Two lists of criteria would part on the day on which the grid gets a thirteenth."""
    import yaml

    from kit.params import PROJECT

    grid = yaml.safe_load((PROJECT / "training" / "grids" / "listening.yml").read_text(encoding="utf-8"))
    criteria = [one["id"] for one in (*grid["criteria"], *grid["eliminatory"])]

    assert criteria == [field.header for field in fields("listening", "fr") if field.kind == "level"]
