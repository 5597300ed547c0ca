"""Reports that were printed to a file: pages, repeated headers, columns by their place, what a page says once."""

from __future__ import annotations

import pytest

from kit import params
from kit.errors import BadParams

SEPARATED = """
table: carrier_counts
owed_by: client
every: week
match: {name: "*.txt"}
file:
  format: printed
  separator: ";"
  header_row: 3
  page_lines:
    - {matches: "^Report"}
    - {matches: "^Day: (.*)", column: Day}
interval: {minutes: 30}
columns:
  start: {join: [Day, Time], format: "%d/%m/%Y %H:%M"}
  presented: {from: Calls}
"""
LAID = """
table: carrier_counts
owed_by: client
every: week
match: {name: "*.txt"}
file:
  format: printed
  layout: {Time: 1-6, Calls: 7-12}
  page_lines:
    - {matches: "^Report"}
    - {matches: "^Day: (.*)", column: Day}
    - {matches: "^Time"}
interval: {minutes: 30}
columns:
  start: {join: [Day, Time], format: "%d/%m/%Y %H:%M"}
  presented: {from: Calls}
"""
FIRST = "Report, page 1\nDay: 16/11/2026\nTime;Calls\n08:00;5\n08:30;7\n"
SECOND = "\fReport, page 2\nDay: 17/11/2026\nTime;Calls\n\n08:00;9\n"
IN_PLACE = (
    "Report, page 1\nDay: 16/11/2026\nTime  Calls\n08:00     5\n08:30  1207\n\fReport\nDay: 17/11/2026\n08:00     9\n"
)


def take(desk, source: str, content: str):
    desk.sources(counts=source)
    receipt = desk.take(content, "file.txt")
    return receipt, desk.rows("carrier_counts") if receipt.accepted else None


def test_what_a_page_says_once_holds_for_its_rows(desk):
    """The day stands above the table: without it, Tuesday's calls would be Monday's."""
    receipt, rows = take(desk, SEPARATED, FIRST + SECOND)

    assert [str(at)[:16] for at in rows["start_local"]] == ["2026-11-16 08:00", "2026-11-16 08:30", "2026-11-17 08:00"]
    assert list(rows["presented"]) == [5, 7, 9]
    assert list(rows["row_number"]) == [4, 5, 10]
    assert (receipt.excluded, receipt.quarantined) == ({"page_header": 3}, 0)


def test_columns_by_their_place_need_no_separator(desk):
    """Blanks separate columns of a printer; an empty cell among them has no width of its own."""
    receipt, rows = take(desk, LAID, IN_PLACE)

    assert list(rows["presented"]) == [5, 1207, 9]
    assert (receipt.rows_read, receipt.excluded) == (8, {"page_header": 5})


@pytest.mark.parametrize(
    ("source", "content", "line"),
    [
        (LAID, IN_PLACE.replace("08:30  1207", "08:30   12070"), 5),
        (LAID, IN_PLACE.replace("08:30  1207", "08:30  1207 *"), 5),
        (SEPARATED, FIRST.replace("08:30;7", "08:30;7;12"), 5),
    ],
    ids=["a figure beyond its place", "a mark beside it", "a cell more"],
)
def test_text_beside_the_columns_sets_its_row_aside(desk, source, content, line):
    """12070 cut to 1207 is a figure that nobody would doubt."""
    receipt, _ = take(desk, source, content)

    assert list(receipt.rejects["row_number"]) == [line]
    assert list(receipt.rejects["reason"]) == ["beside_columns"]


def test_a_line_that_nobody_stated_is_set_aside_and_counted(desk):
    """A remark below the table is no page line until the mapping says so."""
    receipt, _ = take(desk, SEPARATED, FIRST + "End of report\n")

    assert (receipt.rows_read, receipt.accepted, receipt.quarantined) == (3, 2, 1)


def test_rows_before_the_first_title_belong_to_no_day(desk):
    """The first page lost its title: its rows are set aside, and not those of the next page's day."""
    receipt, rows = take(desk, LAID, IN_PLACE.replace("Day: 16/11/2026\n", ""))

    assert receipt.quarantined == 2 and len(rows) == 1


def test_a_report_of_titles_alone_is_empty(desk):
    """A table without a row is told, not taken for a day without calls."""
    desk.sources(counts=SEPARATED)

    for content in ("Report\n", "Report\nDay: 16/11/2026\nTime;Calls\n"):
        error = desk.receive(desk.deliver(content, "file.txt"))[0].error
        assert error is not None and error.slug == "empty_file", content


def test_a_renamed_column_is_told(desk):
    """The header is the file's own, whatever page it stands on."""
    desk.sources(counts=SEPARATED)

    error = desk.receive(desk.deliver(FIRST.replace("Calls", "Call"), "file.txt"))[0].error

    assert error is not None and error.slug == "renamed_column" and '"Call"' in error.text("en")


WRONG = {
    "a bracket is missing": ("(.*)", ".*", "brackets"),
    "page lines of a csv": ("format: printed", "format: csv", "printed"),
    "columns that overlap": ("7-12", "6-12", "in common"),
    "a place backwards": ("7-12", "12-7", "first and the last"),
    "a layout and a header": ("format: printed", "format: printed, header_row: 2", "layout"),
}


@pytest.mark.parametrize(("old", "new", "words"), WRONG.values(), ids=WRONG)
def test_a_statement_that_cannot_hold_is_refused(desk, old, new, words):
    """It would be found out in the figures, weeks later."""
    desk.sources(counts=LAID.replace(old, new.replace(", ", "\n  ")))

    with pytest.raises(BadParams, match=words):
        params.sources("line")
