"""How a workbook looks: widths, formats of cells, colours, paper.

In:   a field, a sheet.
Out:  styles of openpyxl.
Why:  a cell that is formatted as a date before it is filled is a date; one that is not may be text, or another day.
Not here: what may be written (`validation`), what stands in the sheets (`workbook`).
"""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kit.forms.fields import Field

FORMATS = {"day": "dd/mm/yyyy", "time": "hh:mm", "key": "@", "code": "@", "level": "0"}
_WIDTHS = {
    "key": 13, "text": 18, "note": 34, "code": 13, "word": 16, "queue": 15, "figure": 19, "day": 12.5, "time": 9.5,
    "number": 12, "signed": 12, "level": 5.5,
}  # fmt: skip
_LEFT = ("text", "note", "word", "queue", "figure", "key")
_DARK, _LIGHT, _LINE, _GREY = "1F4E5F", "DCE8EC", "B7C4C9", "5F6B70"
_A4 = 9
_ON_A_PAGE = 220  # widths of columns that can still be read on one
LINE = 15.5  # points
_THIN = Side(style="thin", color=_LINE)
_HEAD = Alignment(wrap_text=True, vertical="center")
BODY = Font(name="Calibri", size=11)
TITLE = Font(name="Calibri", size=16, bold=True, color=_DARK)
STRONG = Font(name="Calibri", size=11, bold=True)
EXAMPLE = Font(name="Calibri", size=11, italic=True, color=_GREY)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def head(cell, required: bool) -> None:
    """A header cell; of a column that every row must fill, bold on dark."""
    cell.font = Font(name="Calibri", size=11, bold=required, color="FFFFFF" if required else _DARK)
    cell.fill = PatternFill("solid", fgColor=_DARK if required else _LIGHT)
    cell.alignment = _HEAD
    cell.border = Border(bottom=_THIN, right=_THIN)


def column(sheet: Worksheet, at: int, field: Field) -> None:
    """The width of a column and the format of its cells, also of those that nobody has touched yet."""
    dimension = sheet.column_dimensions[get_column_letter(at)]
    dimension.width = _WIDTHS[field.kind]
    dimension.number_format = FORMATS.get(field.kind, "General")
    dimension.alignment = aligned(field)
    dimension.font = BODY


def aligned(field: Field) -> Alignment:
    """Texts to the left and wrapped, days and figures in the middle."""
    left = field.kind in _LEFT
    return Alignment(
        wrap_text=field.kind in ("note", "text", "key"), vertical="top", horizontal="left" if left else "center"
    )


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    return 1 + int(len(text) / (1.12 * width))


def row_height(shown: list[Field], texts: list[str]) -> float:
    """The height, in points, of a row whose cells are wrapped."""
    return LINE * max(lines(text, 0.75 * _WIDTHS[field.kind]) for field, text in zip(shown, texts, strict=True))


def paper(sheet: Worksheet, shown: list[Field] | None = None) -> None:
    """A4, landscape, as wide as the page, with the page's number.

    shown: the columns of a list: where they are many, it is two pages wide; its head is repeated on each page.
    """
    wide = sum(_WIDTHS[field.kind] for field in shown or ())
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 2 if wide > _ON_A_PAGE else 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.75, 0.4
    footer = sheet.oddFooter  # openpyxl gives every sheet one, with its three parts
    footer.left.text, footer.right.text = "&A", "&P / &N"  # type: ignore[union-attr]
    sheet.print_options.gridLines = bool(shown)
    if shown:
        sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
