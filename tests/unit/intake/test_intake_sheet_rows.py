"""The rows of a worksheet: every form of XML that says the same gives the same cells, and openpyxl agrees."""

from __future__ import annotations

import datetime as dt
import io
import re
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import MAC_EPOCH

from kit.intake import bookparts, grid, sheetrows

SHEET = "xl/worksheets/sheet1.xml"


def book(rows: list[list], formats: dict[str, str] | None = None, epoch: dt.datetime | None = None) -> bytes:
    """A workbook of one sheet; formats by place."""
    made = openpyxl.Workbook()
    if epoch:
        made.epoch = epoch
    for row in rows:
        made.active.append(row)
    for place, written in (formats or {}).items():
        made.active[place].number_format = written
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(data: bytes, change) -> bytes:
    """The workbook with the XML of its sheet changed, which is handed over and taken back as bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == SHEET else old.read(name))
    return out.getvalue()


def with_cell(xml: str, data: bytes | None = None) -> list:
    """The cells of the row of a workbook whose second cell has this XML."""
    place = re.compile(rb'<c r="B1"[^>]*>.*?</c>')
    return read(changed(data or book([["a", 1, "z"]]), lambda sheet: place.sub(xml.encode(), sheet)))[1]


def read(data: bytes) -> dict[int, list]:
    """The filled rows by their number."""
    with bookparts.opened(io.BytesIO(data)) as parts:  # a path or a file: both are what zipfile takes
        title = next(iter(parts.sheets))
        rows = {number: row for number, row in sheetrows.rows(lambda: parts.opened(title), title, parts.cells) if row}
    return rows


def as_openpyxl_reads(data: bytes) -> dict[int, list]:
    """The same, read by openpyxl."""
    opened = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    sheet = opened.worksheets[0]
    sheet.reset_dimensions()
    found = {}
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [grid.plain(cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if row:
            found[number] = row
    return found


# Two readers agree

TEXTS = st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=("Cs", "Cc")), max_size=9)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    TEXTS,
    st.sampled_from(["0123", "=1+1", "#DIV/0!", "a & b", "<c>", "]]>", "</row>", "x\ny", " x ", "_x000D_"]),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(dt.datetime(1905, 1, 1), dt.datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
    st.timedeltas(dt.timedelta(), dt.timedelta(days=90)).map(
        lambda span: dt.timedelta(seconds=span.total_seconds() // 1)
    ),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=6), min_size=1, max_size=6), st.sampled_from([None, MAC_EPOCH]))
def test_every_cell_is_what_openpyxl_reads(rows, epoch):
    """A second reader that nobody of this house wrote: whatever a sheet holds, both find the same."""
    data = book(rows, epoch=epoch)

    assert read(data) == as_openpyxl_reads(data)


FORMATS = ["0.00", "0%", "dd/mm/yyyy", "hh:mm", "[h]:mm:ss", "mm:ss", "[mm]:ss", "[Yellow]0.0", '0" days"', "mm:ss.0",
           "[$-40C]dd mmmm yyyy", "@", "General"]  # fmt: skip


@pytest.mark.parametrize("epoch", [None, MAC_EPOCH], ids=["1900", "1904"])
@pytest.mark.parametrize("written", FORMATS)
def test_numbers_are_dates_and_durations_by_their_format(written, epoch):
    """The same 1.5 is a number, half a day past the first one, or 36 hours; half of the exports have day 0 in 1904."""
    numbers = [0, 0.5, 1.5, 59, 60, 46342.354166666664, 1e10, -1]
    places = {f"{letter}1": written for letter in "ABCDEFGH"}
    data = book([numbers], places, epoch)

    assert read(data) == as_openpyxl_reads(data)


# One content, several forms of XML

ROWS = [["id", "n & m", None, "x < y"], ["é€", 1.5, True], [], ["c", 7, None, None, dt.datetime(2026, 11, 16, 8)]]


def prefixed(sheet: bytes) -> bytes:
    text = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", sheet)
    return text.replace(b"xmlns=", b"xmlns:x=")


def reordered(sheet: bytes) -> bytes:
    return re.sub(rb'<c (r="[^"]*")((?: \w="[^"]*")+)', rb"<c\2 \1", sheet)


def in_utf_16(sheet: bytes) -> bytes:
    text = re.sub(r"^<\?xml[^>]*\?>", "", sheet.decode())
    return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


def in_latin_1(sheet: bytes) -> bytes:
    text = re.sub(r"^<\?xml[^>]*\?>", "", sheet.decode())
    return f'<?xml version="1.0" encoding="iso-8859-1"?>{text}'.encode("latin-1", "xmlcharrefreplace")


FORMS = {
    "prefixes": prefixed,
    "attributes in another order": reordered,
    "UTF-16": in_utf_16,
    "Latin 1": in_latin_1,
    "a line for each element": lambda sheet: sheet.replace(b"><", b">\n  <"),
    "apostrophes for quotes": lambda sheet: re.sub(rb'<c r="(\w+)"', rb"<c r='\1'", sheet),
    "a comment with an end in it": lambda sheet: sheet.replace(b"</row>", b"</row><!-- </sheetData> -->", 2),
    "a comment with a table in it": lambda sheet: sheet.replace(b"<sheetData>", b"<!--<sheetData/>--><sheetData>"),
    "an instruction": lambda sheet: sheet.replace(b"<row ", b"<?x <row?><row "),
    "CDATA": lambda sheet: re.sub(rb"<v>(\d+)</v>", rb"<v><![CDATA[\1]]></v>", sheet),
    "numbers of characters": lambda sheet: re.sub(rb"<v>1", rb"<v>&#49;", sheet),
    "an attribute that no cell needs": lambda sheet: sheet.replace(b"<c ", b'<c cm="0" '),
    "an element that no cell needs": lambda sheet: sheet.replace(b"</c>", b"<x><v>9</v></x></c>", 1),
    "rows without numbers, cells without places": lambda sheet: re.sub(
        rb'<c r="[AB]\d+"', rb"<c", re.sub(rb'<row r="1"', rb"<row", sheet)
    ),
    "a byte order mark": lambda sheet: b"\xef\xbb\xbf" + sheet,
}  # fmt: skip


@pytest.mark.parametrize("change", FORMS.values(), ids=FORMS)
def test_the_form_of_the_xml_changes_no_cell(change):
    """Each is allowed and somebody's exporter writes it: none may cost a row or move a cell."""
    data = book(ROWS)
    other = changed(data, change)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(other)) as new:
        assert old.read(SHEET) != new.read(SHEET), "the form is another one"

    assert read(other) == read(data) == as_openpyxl_reads(data)


def test_an_unusual_cell_far_below_costs_no_row_and_gives_none_twice():
    """The reader begins again with another tool: rows that were handed on already must not come again."""
    data = book([[f"c{at}", at] for at in range(1, 9_001)])
    other = changed(data, lambda sheet: sheet.replace(b'<row r="8000"', b'<!-- here --><row r="8000"'))

    with bookparts.opened(io.BytesIO(other)) as parts:
        rows = list(sheetrows.rows(lambda: parts.opened("Sheet"), "Sheet", parts.cells))

    assert [number for number, _ in rows] == list(range(1, 9_001))
    assert rows == [(at, [f"c{at}", at]) for at in range(1, 9_001)]


# What a cell says

CELL = {
    "an id above 2 to the power of 53": ('<c r="B1"><v>9007199254740993</v></c>', 9007199254740993),
    "a formula without a value": ('<c r="B1"><f>1+1</f><v></v></c>', "=1+1"),
    "a formula with the value that it had": ('<c r="B1"><f>1+1</f><v>2</v></c>', "=1+1"),
    "a formula told in another cell": ('<c r="B1"><f t="shared" si="0"/><v>2</v></c>', "="),
    "a formula that gives a text": ('<c r="B1" t="str"><f>A1&amp;"b"</f><v>ab</v></c>', '=A1&"b"'),
    "an error": ('<c r="B1" t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
    "a number as text": ('<c r="B1" t="inlineStr"><is><t>0123</t></is></c>', "0123"),
    "a text in several runs": ('<c r="B1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
    "a text with its sound": ('<c r="B1" t="inlineStr"><is><t>a</t><rPh sb="0"><t>b</t></rPh></is></c>', "a"),
    "a moment in ISO 8601": ('<c r="B1" t="d"><v>2026-11-16T08:30:00</v></c>', dt.datetime(2026, 11, 16, 8, 30)),
    "a number with an exponent": ('<c r="B1"><v>3.3E10</v></c>', 3.3e10),
    "yes or no": ('<c r="B1" t="b"><v>0</v></c>', "false"),
    "nothing": ('<c r="B1" t="str"><v></v></c>', None),
    "a line break of another system": ('<c r="B1" t="str"><v>a\r\nb</v></c>', "a\nb"),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "expected"), CELL.values(), ids=CELL)
def test_a_cell_says_what_was_delivered(xml, expected):
    """No value is computed, rounded or taken for another kind; an error is not an empty cell."""
    assert with_cell(xml) == ["a", expected, "z"]


def test_runs_of_a_shared_text_are_one_text():
    """Somebody made one word bold."""
    data = book([[CellRichText("a", TextBlock(InlineFont(b=True), "bold"), " z")]])

    assert read(data) == {1: ["abold z"]}


def test_the_first_of_merged_cells_has_the_value_and_the_others_none():
    """`forward_fill` says where a heading holds on; the reader does not guess."""
    made = openpyxl.Workbook()
    made.active.append(["queue", 1])
    made.active.append([None, 2])
    made.active.merge_cells("A1:A2")
    out = io.BytesIO()
    made.save(out)

    assert read(out.getvalue()) == {1: ["queue", 1], 2: [None, 2]}


def test_a_cell_that_stands_twice_is_the_later_one():
    """As every spreadsheet opens it."""
    assert with_cell('<c r="B1"><v>1</v></c><c r="B1"><v>2</v></c>') == ["a", 2, "z"]


@pytest.mark.parametrize(
    "xml",
    ['<c r="B1" t="s"><v>99</v></c>', '<c r="B1" t="s"><v>-1</v></c>', '<c r="B1"><v>1,5</v></c>',
     '<c r="B1" s="x"><v>1</v></c>', '<c r="?"><v>1</v></c>'],
    ids=["a shared text that is not there", "one before the first", "no number", "no style", "no place"],
)  # fmt: skip
def test_what_no_spreadsheet_writes_is_an_error(xml):
    """A cell that is dropped or taken for its neighbour would be silently wrong."""
    with pytest.raises((ValueError, IndexError)):
        with_cell(xml)


def test_a_sheet_without_rows_has_none():
    """An empty "Feuil2" is in most workbooks."""
    data = book([])

    assert read(changed(data, lambda sheet: sheet.replace(b"<sheetData></sheetData>", b"<sheetData/>"))) == {}
    assert read(changed(data, lambda sheet: sheet.replace(b"<sheetData/>", b"<sheetData></sheetData>"))) == {}
    assert read(changed(data, lambda sheet: re.sub(rb"<sheetData ?/>|<sheetData></sheetData>", b"", sheet))) == {}


@pytest.mark.parametrize("cut", [0.3, 0.9, 0.999])
def test_a_part_that_ends_too_early_is_an_error(cut):
    """Half of the rows would pass for all."""
    data = book([[f"c{at}", at] for at in range(3_000)])

    with pytest.raises(Exception, match="no element found|unclosed token|not well-formed"):
        read(changed(data, lambda sheet: sheet[: int(len(sheet) * cut)]))


def test_memory_does_not_grow_with_the_sheet(tmp_path):
    """A sheet may have a million rows; what is held is the rows of one piece."""
    peaks = []
    for count in (5_000, 40_000):
        path = Path(tmp_path, f"{count}.xlsx")
        made = openpyxl.Workbook(write_only=True)
        sheet = made.create_sheet("a")
        for at in range(count):
            sheet.append([at, at + 0.5, at * 2, at * 3])
        made.save(path)
        with bookparts.opened(path) as parts:
            tracemalloc.start()
            assert sum(1 for _ in sheetrows.rows(lambda p=parts: p.opened("a"), "a", parts.cells)) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()

    assert peaks[1] < 1.5 * peaks[0]
