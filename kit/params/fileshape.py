"""How a delivered file is written: part of the mapping language of `sources.yml`.

In:   the YAML under `file:` of a source.
Out:  `FileShape`: format, encoding, separators, header, what stands below the table.
Why:  a separator or a decimal mark that is guessed gives plausible figures; what is not stated here is not guessed.
Not here: the source around it (`kit.params.sources`), reading the files (`kit.intake`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from kit.params.columns import Regex
from kit.params.pages import PRINTED, Layout, PageLine
from kit.params.reader import Strict
from kit.params.titles import Title

Encoding = Literal["utf-8-sig", "utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
NULLS = ("", "-", "—", "–", "n/d", "N/A", "#N/A", "#DIV/0!")
_SPACES = {"space": " ", "nbsp": "\u00a0", "nnbsp": "\u202f", "dot": ".", "comma": ",", "apostrophe": "'"}


def listed(value: object) -> object:
    """One value as a list of one."""
    return value if isinstance(value, list) else [value]


def _thousands(text: str) -> str:
    mark = _SPACES.get(text, text)
    if len(mark) != 1 or mark.isdigit():
        raise ValueError(f"write one character or one of: {', '.join(_SPACES)}")
    return mark


def _separator(text: str) -> str:
    mark = {"tab": "\t"}.get(text, text)
    if len(mark) != 1 or mark in '"\r\n':
        raise ValueError("write one character, or tab")
    return mark


class TotalsRow(Strict):
    """The totals row at the end. It is checked against the rows, then counted as excluded `totals_row`."""

    column: str
    pattern: Regex = "(?i)^total"
    optional: bool = Field(False, description="false: a file without it has lost its end and is refused")


class Footer(Strict):
    """Lines at the end that are no rows, by their first filled cell ("Édité le …"); excluded as `footer`."""

    pattern: Regex


class FileShape(Strict):
    """How the file is written. What is not stated here is not guessed."""

    # jsonl: JSON objects, a line each, behind each other or in an array; inner fields by dots: "Queue.Duration".
    # printed: a report that was printed to a file, with titles on each page (`page_lines`, `layout`).
    # Text (csv, jsonl, printed) may come as .gz, or as .zip with one file in it.
    format: Literal["csv", "jsonl", "printed", "xlsx", "parquet"]
    encoding: Annotated[list[Encoding], BeforeValidator(listed)] = ["utf-8-sig"]
    separator: Annotated[str, AfterValidator(_separator)] = ","
    quote: Literal['"', "'", ""] = '"'
    decimal: Literal[".", ","] = "."
    thousands: Annotated[list[Annotated[str, AfterValidator(_thousands)]], BeforeValidator(listed)] = []
    sheet: str | None = Field(None, description='"*": all sheets that have the columns, one after the other')
    # 0: there is no header, and columns are named by their position: from: "#3"
    header_row: Annotated[list[Annotated[int, Field(ge=0)]], BeforeValidator(listed)] = [1]
    # Of a CSV: a row with too few cells is a fault (cut off, or split by a stray line break), unless the export is
    # known to leave out the empty cells at the end of its rows.
    short_rows: Literal["fault", "fill"] = "fault"
    skip_after_header: int = Field(0, ge=0, description="rows of units or notes below the header")
    # Of a report that was printed to a file: lines that are no rows, and the columns by their characters ("1-10") where
    # nothing separates them.
    page_lines: list[PageLine] = []
    layout: Layout | None = None
    # What stands once above the header, or in the sheet's name, and holds for all rows, such as the day.
    titles: list[Title] = []
    totals_row: TotalsRow | None = None
    footer: Footer | None = None
    forward_fill: list[str] = Field([], description="columns of merged cells: an empty cell repeats the one above")
    nulls: list[str] = list(NULLS)

    @model_validator(mode="after")
    def _makes_sense(self) -> FileShape:
        if self.decimal in self.thousands:
            raise ValueError("decimal and thousands are the same character: no number could be read")
        if len(self.header_row) > 2 or self.header_row != sorted(set(self.header_row)):
            raise ValueError("header_row: one row number, or the two of a header in two rows")
        if self.format == "jsonl" and (self.header_row != [1] or self.skip_after_header):
            raise ValueError("header_row and skip_after_header are not for jsonl: each of its rows names its fields")
        if (self.page_lines or self.layout) and self.format != PRINTED:
            raise ValueError("page_lines and layout are for format: printed")
        if self.layout and self.header_row != [1]:
            raise ValueError("layout names the columns: the printed header is one of its page_lines, not a header_row")
        if self.format == PRINTED and (self.header_row == [0] or self.skip_after_header):
            raise ValueError("format: printed: state header_row or layout; lines below a header are page_lines")
        if self.titles and (self.header_row == [0] or self.format not in ("csv", "xlsx")):
            raise ValueError("titles: stand above the header of a CSV or a sheet, or in the sheet's name")
        if 0 in self.header_row and (self.header_row != [0] or self.format == "parquet"):
            raise ValueError("header_row: 0 says that a CSV or a workbook has no header at all; write it alone")
        return self
