"""Text exports as portals and spreadsheets write them: quotes, marks, footers, rows that end early."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  reason: {from: reason}
"""
HEADER = "id;at;issue;wait;reason\n"


@pytest.fixture
def texts(desk):
    desk.sources(calls=SOURCE)
    return desk


def row(at: int, reason: str = "Info") -> str:
    return f"c{at};16/11/2026 {8 + at // 60:02}:{at % 60:02};A;12;{reason}\n"


def refused(desk, content, name="file.csv"):
    return desk.receive(desk.deliver(content, name))[0].error


# One quotation mark too many


@pytest.mark.parametrize("rows", [1, 2, 80])
def test_a_quotation_mark_that_swallows_rows_is_refused_where_it_opens(texts, rows):
    """96 of 100 calls would be read, and nothing said."""
    content = HEADER + row(0) + row(1, '"urgent') + "".join(row(at) for at in range(2, 1 + rows))
    content += row(1 + rows, 'urgent"') + row(99)

    error = refused(texts, content)

    assert (error.slug, error.exit_code) == ("swallowed_rows", 29)
    assert error.text("en").startswith("file.csv, row 3:") and 'write `quote: ""`' in error.text("en")
    assert "la ligne" in error.text("fr") and '`quote: ""`' in error.text("fr")


def test_a_quotation_mark_that_is_never_closed_again_is_refused_where_it_opens(texts):
    """Whether 20 or 20,000 rows follow: the row where it opens is the one to correct."""
    for count in (5, 20_000):
        content = HEADER + row(0) + row(1, '"urgent') + "".join(row(at % 60) for at in range(2, count))

        error = refused(texts, content)

        assert error.slug == "swallowed_rows"
        assert "row 3:" in error.text("en")


def test_the_way_out_that_the_message_names_works(desk):
    """Where quotation marks are plain characters, every row is read."""
    desk.sources(calls=SOURCE.replace('separator: ";"', "separator: \";\", quote: ''"))
    content = HEADER + row(1, '"urgent') + row(2) + row(3, 'urgent"')

    assert desk.take(content).accepted == 3
    assert desk.rows("calls")["reason"].tolist() == ['"urgent', "Info", 'urgent"']


@pytest.mark.parametrize(
    "comment",
    ['"rappeler\nvers midi"', '"a;b;c;d;e\nf;g"', '"dit ""oui""\n\nmerci"', '"a;b;c\nd;e;f\ng;h;i\n"', '"1;2;3\n4;5"'],
)
def test_a_comment_with_line_breaks_is_one_cell(texts, comment):
    """Advisers press Enter in a comment: that is no fault."""
    receipt = texts.take(HEADER + row(1) + row(2, comment) + row(3))

    assert (receipt.accepted, receipt.quarantined) == (3, 0)


COMMENTS = st.text(alphabet=st.sampled_from("ab ;\n\"é1'"), max_size=20)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(comments=st.lists(COMMENTS, min_size=1, max_size=5))
def test_any_comment_that_is_quoted_as_it_should_be_is_read(texts, comments):
    """Whatever people type, an export that doubles its quotation marks is never refused."""
    quoted = ['"' + comment.replace('"', '""') + '"' for comment in comments]

    receipt = texts.receive(texts.deliver(HEADER + "".join(map(row, range(5), quoted))), dry_run=True)[0]

    assert receipt.error is None
    assert receipt.accepted == len(comments)


# Rows that end early


def test_an_export_that_leaves_out_empty_cells_is_refused_with_the_line_to_write(texts):
    """A spreadsheet leaves out the separators of empty last columns; a cut file looks the same."""
    short = ["c3;16/11/2026 08:30;B\n", "c4;16/11/2026 08:31;B;7\n"]

    error = refused(texts, HEADER + row(1) + "".join(short))

    assert error.slug == "truncated_file"
    assert "short_rows: fill" in error.text("en") and "short_rows: fill" in error.text("fr")


def test_short_rows_are_filled_where_the_mapping_says_so(desk):
    """What the message says to write works."""
    desk.sources(calls=SOURCE.replace('separator: ";"', 'separator: ";", short_rows: fill'))

    receipt = desk.take(HEADER + row(1) + "c3;16/11/2026 08:30;B\nc4;16/11/2026 08:31;B;7\n")

    assert (receipt.accepted, receipt.quarantined) == (3, 0)
    assert desk.rows("calls")["wait_s"].isna().tolist() == [False, True, False]


# Lines below the table


@pytest.mark.parametrize("footer", ["Édité le 21/11/2026\n", "Édité le 21/11/2026 10:00;;;;\n", "\nÉdité le x\n\n"])
def test_a_footer_that_the_mapping_names_is_counted_and_left_out(desk, footer):
    """Portals sign their exports; that line is no call, and no sign of a cut."""
    desk.sources(calls=SOURCE.replace('separator: ";"', 'separator: ";", footer: {pattern: "^Édité le"}'))

    receipt = desk.take(HEADER + row(1) + row(2) + footer)

    assert (receipt.rows_read, receipt.accepted, receipt.excluded) == (3, 2, {"footer": 1})


def test_a_footer_is_looked_for_at_the_end_alone(desk):
    """Two lines of it may end a file; a row in the middle that begins so is a fault like any other."""
    desk.sources(calls=SOURCE.replace('separator: ";"', 'separator: ";", footer: {pattern: "^(Édité|Page) "}'))

    receipt = desk.take(HEADER + "Page 1;;;;\n" + row(1) + "Page 2\nÉdité le x\n")

    assert (receipt.accepted, receipt.excluded, receipt.quarantined) == (1, {"footer": 2}, 1)


def test_a_footer_may_stand_below_a_row_of_sums(desk):
    """The totals row is then the last but one."""
    text = SOURCE.replace('separator: ";"', 'separator: ";", totals_row: {column: id}, footer: {pattern: "^Édité"}')
    desk.sources(calls=text)

    receipt = desk.take(HEADER + row(1) + "Total;;;;\nÉdité le x\n")

    assert (receipt.accepted, receipt.excluded) == (1, {"footer": 1, "totals_row": 1})


def test_a_footer_of_a_workbook_is_left_out_too(desk, workbook):
    """The same portal exports both."""
    shape = 'format: xlsx, footer: {pattern: "^Édité le"}'
    desk.sources(calls=SOURCE.replace('format: csv, separator: ";"', shape).replace("*.csv", "*.xlsx"))
    rows = [HEADER.strip().split(";"), row(1).strip().split(";"), [], [None, "Édité le 21/11/2026"]]

    receipt = desk.take(workbook(rows), "file.xlsx")

    assert (receipt.accepted, receipt.excluded, receipt.quarantined) == (1, {"footer": 1}, 0)


def test_a_last_line_that_may_be_a_footer_is_refused_with_that_way_out(texts):
    """ "The file is cut off" alone would have people ask for a file that is whole."""
    error = refused(texts, HEADER + row(1) + "Édité le 21/11/2026\n")

    assert error.slug == "truncated_file"
    assert 'footer: {pattern: "^Édité le"}' in error.text("en") and "footer" in error.text("fr")


def test_a_file_of_a_footer_alone_is_empty(desk):
    """A signature under nothing is no quiet week."""
    desk.sources(calls=SOURCE.replace('separator: ";"', 'separator: ";", footer: {pattern: "^Édité le"}'))

    assert refused(desk, HEADER + "Édité le 21/11/2026\n").slug == "empty_file"


# Encodings and first lines


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("stated", ["utf-8-sig", "cp1252", "utf-16", "[utf-8-sig, cp1252]"])
def test_utf_16_without_its_mark_is_refused_with_the_line_that_works(desk, encoding, stated):
    """It passes for UTF-8 with a blank after each letter: "column missing" would have people look for columns."""
    content = (HEADER + row(1, "Décès")).encode(encoding)
    desk.sources(calls=SOURCE.replace("format: csv", f"format: csv, encoding: {stated}"))

    error = refused(desk, content)

    assert error.slug == "wrong_encoding"
    assert f"write `encoding: {encoding}`" in error.text("en") and f"`encoding: {encoding}`" in error.text("fr")
    desk.sources(calls=SOURCE.replace("format: csv", f"format: csv, encoding: {encoding}"))
    assert desk.take(content).accepted == 1
    assert desk.rows("calls")["reason"].tolist() == ["Décès"]


@pytest.mark.parametrize(
    ("stated", "written", "line"),
    [("utf-16-le", "utf-8", "utf-8-sig"), ("utf-16-be", "utf-16-le", "utf-16-le"), ("utf-16-le", "cp1252", "cp1252")],
)
def test_another_encoding_than_the_stated_utf_16_is_refused(desk, stated, written, line):
    """UTF-16 reads nearly any bytes, as Chinese."""
    desk.sources(calls=SOURCE.replace("format: csv", f"format: csv, encoding: {stated}"))

    error = refused(desk, (HEADER + row(1, "Décès")).encode(written))

    assert f"write `encoding: {line}`" in error.text("en")


def test_the_mark_may_come_with_the_stated_order(desk):
    """Some portals write it, some do not, from one version to the next."""
    desk.sources(calls=SOURCE.replace("format: csv", "format: csv, encoding: utf-16-le"))

    assert desk.take(b"\xff\xfe" + (HEADER + row(1)).encode("utf-16-le")).accepted == 1


def test_the_bytes_beside_a_fault_are_not_shown(texts):
    """They may be somebody's name."""
    error = refused(texts, HEADER.encode() + row(1, "Mme Exemplé").encode("cp1252"))

    assert error.slug == "wrong_encoding" and "Exempl" not in error.text("en") + error.text("fr")


@pytest.mark.parametrize("first", ["sep=;\n", "SEP=;\r\n"])
@pytest.mark.parametrize("stated", ["[1]", "[2]"])
def test_excels_own_first_line_is_read_over(desk, first, stated):
    """It names the separator for Excel; row numbers stay those of the file."""
    desk.sources(calls=SOURCE.replace("format: csv", f"format: csv, header_row: {stated}"))

    receipt = desk.take(first + HEADER + row(1) + "c2;x;A;1;Info\n" + row(3))

    assert (receipt.accepted, receipt.rejects["row_number"].tolist()) == (2, [4])


def test_excels_first_line_with_another_separator_is_told_as_such(texts):
    """The export was made for another country."""
    error = refused(texts, "sep=,\n" + (HEADER + row(1)).replace(";", ","))

    assert error.slug == "wrong_separator" and "header row 2" in error.text("en")


def test_excels_first_line_may_stand_above_title_lines(desk):
    """The mapping counts the lines of the portal; Excel's is not one of them."""
    desk.sources(calls=SOURCE.replace("format: csv", "format: csv, header_row: 3"))

    assert desk.take("sep=;\nAppels\n\n" + HEADER + row(1)).accepted == 1
