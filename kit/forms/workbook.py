"""Writes the workbook of a table: the sheet to fill, the explanations, the lists of words.

In:   a table, a language, the queues of a partnership.
Out:  an .xlsx file; its first sheet is the one that is read.
Why:  a list begun on an empty sheet has its own headers, days as text and words that nobody agreed on, and is refused.
Not here: its columns (`fields`), its texts (`texts`), what its cells take (`validation`), its looks (`look`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO

import openpyxl
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from kit import params
from kit.forms import look, texts, validation
from kit.forms.fields import Field, fields

ROWS = 1_000  # rows that are validated; those below are read all the same
_HEAD_HEIGHT, _TITLE_HEIGHT = 34, 26
_GUIDE_WIDTHS = (26, 13, 74, 34)


def write(table: str, lang: str, queues: Sequence[str] = ()) -> bytes:
    """The workbook of a table that people fill, as the bytes of an .xlsx file.

    lang: of headers, words and explanations. queues: names offered for a queue; none: any is typed.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = texts.of(table, "sheet", lang)
    shown = fields(table, lang)
    _head(sheet, shown)
    _examples(sheet, shown, texts.examples(table, lang))
    _explanations(book.create_sheet(texts.said("guide.sheet", lang)), table, shown, lang)
    _validate(sheet, table, shown, lang, _lists(book, table, shown, queues, lang))
    book.properties.creator, book.properties.title = "Vigie", texts.of(table, "title", lang)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _head(sheet: Worksheet, shown: list[Field]) -> None:
    for at, field in enumerate(shown, start=1):
        look.column(sheet, at, field)
        look.head(sheet.cell(1, at, field.header), field.required)
    sheet.row_dimensions[1].height = _HEAD_HEIGHT
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(shown))}{ROWS + 1}"
    look.paper(sheet, shown)


def _examples(sheet: Worksheet, shown: list[Field], rows: list[dict[str, str]]) -> None:
    for number, row in enumerate(rows, start=2):
        written = [row.get(field.header) or row.get(field.name, "") for field in shown]
        sheet.row_dimensions[number].height = look.row_height(shown, written)
        for at, (field, text) in enumerate(zip(shown, written, strict=True), start=1):
            cell = sheet.cell(number, at, _typed(field, text))
            cell.font, cell.alignment = look.EXAMPLE, look.aligned(field)
            cell.number_format = look.FORMATS.get(field.kind, "General")


def _typed(field: Field, written: str) -> str | float | dt.datetime | dt.time | None:
    """What a spreadsheet makes of an example that is typed."""
    if not written or (field.kind == "day" and not written[0].isdigit()):
        return written or None
    if field.kind == "day":
        return dt.datetime.strptime(written, "%d/%m/%Y")
    if field.kind == "time":
        return dt.time.fromisoformat(written)
    return float(written) if field.kind in ("number", "signed", "level") else written


def _lists(book: openpyxl.Workbook, table: str, shown: list[Field], queues: Sequence[str], lang: str) -> dict[str, str]:
    """Writes the words of each drop-down list on a sheet that is not shown; the place of each by the field's header."""
    sheet = book.create_sheet(texts.said("lists.sheet", lang))
    sheet.sheet_state = "hidden"
    offered = {"queue": tuple(queues), "figure": tuple(params.glossary().figures)}
    places: dict[str, str] = {}
    for field in shown:
        words = field.words or offered.get(field.kind, ())
        if not words:
            continue
        at = len(places) + 1
        letter = get_column_letter(at)
        sheet.cell(1, at, field.header).font = look.STRONG
        for row, word in enumerate(words, start=2):
            sheet.cell(row, at, word)
        places[field.header] = f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${len(words) + 1}"
    return places


def _validate(sheet: Worksheet, table: str, shown: list[Field], lang: str, lists: dict[str, str]) -> None:
    for at, field in enumerate(shown, start=1):
        made = validation.of(table, field, lang, lists.get(field.header, ""))
        letter = get_column_letter(at)
        made.add(f"{letter}2:{letter}{ROWS + 1}")
        sheet.add_data_validation(made)


def _explanations(sheet: Worksheet, table: str, shown: list[Field], lang: str) -> None:
    for letter, width in zip("ABCD", _GUIDE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.cell(1, 1, texts.of(table, "title", lang)).font = look.TITLE
    sheet.row_dimensions[1].height = _TITLE_HEIGHT
    rules = [f"• {rule}" for rule in texts.rules(table, lang)]
    lines = [texts.of(table, "row", lang), texts.of(table, "who", lang), "", *rules]
    row = 2
    for row, line in enumerate(lines, start=2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
        sheet.cell(row, 1, line).alignment = look.WRAPPED
        sheet.row_dimensions[row].height = look.LINE * look.lines(line, sum(_GUIDE_WIDTHS))
    _columns(sheet, row + 2, table, shown, lang)
    sheet.sheet_view.showGridLines = False
    look.paper(sheet)


def _together(shown: list[Field]) -> list[tuple[Field, str]]:
    """Each field with the header that it is explained under; the criteria of a grid stand on one line."""
    same = [[one for one in shown if one.name == field.name and one.kind == "level"] for field in shown]
    alone = [(field, group) for field, group in zip(shown, same, strict=True) if not group or group[0] is field]
    return [(field, f"{field.header} … {group[-1].header}" if group else field.header) for field, group in alone]


def _columns(sheet: Worksheet, first: int, table: str, shown: list[Field], lang: str) -> None:
    """The table of columns: name, whether every row needs it, what it means, how it is written."""
    heads = [texts.said(f"guide.{name}", lang) for name in ("column", "needed", "meaning", "form")]
    for at, text in enumerate(heads, start=1):
        look.head(sheet.cell(first, at, text), True)
    for row, (field, header) in enumerate(_together(shown), start=first + 1):
        needed = texts.said("guide.always" if field.required else "guide.where_known", lang)
        form = " · ".join(field.words) or texts.said(f"kinds.{field.kind}", lang)
        cells = (header, needed, texts.meaning(table, field, lang), form)
        for at, text in enumerate(cells, start=1):
            cell = sheet.cell(row, at, text)
            cell.alignment, cell.font = look.WRAPPED, look.STRONG if at == 1 else look.BODY
        needs = [look.lines(text, width) for text, width in zip(cells, _GUIDE_WIDTHS, strict=True)]
        sheet.row_dimensions[row].height = look.LINE * max(needs)
