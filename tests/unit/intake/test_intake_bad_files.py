"""Files that must be refused as a whole: with what, where, how to fix, in both languages, and nothing taken."""

from __future__ import annotations

import gzip
import io
import os
import zipfile

import duckdb
import pytest

from kit import store
from kit.intake import guards

HEADER = "id;at;issue;wait\n"
ROW = "1;16/11/2026 08:00;A;12\n"


def _zip_of(content: bytes, *names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
    return out.getvalue()


REFUSED = [
    # why, content, slug, words that the message must hold
    ("no byte", b"", "empty_file", ["file.csv"]),
    ("blanks only", b"  \r\n \n", "empty_file", ["file.csv"]),
    ("header only", HEADER, "empty_file", ["provider"]),
    ("an open quote", HEADER + ROW + '2;16/11/2026 08:01;"A;12\n', "truncated_file", ["row 3"]),
    ("a last row cut", HEADER + ROW + "2;16/11/2026 08:01;A", "truncated_file", ["row 3", "3 cells of 4"]),
    ("gzip cut", gzip.compress((HEADER + ROW * 500).encode())[:-20], "truncated_file", ["gzip"]),
    ("a last letter cut", (HEADER + "1;16/11/2026 08:00;é").encode()[:-1], "truncated_file", ["character"]),
    ("cp1252 for UTF-8", HEADER.encode() + "1;16/11/2026 08:00;Décroché;1\n".encode("cp1252"), "wrong_encoding",
     ["byte 37", "cp1252", "encoding: cp1252", "calls"]),
    ("UTF-16 for UTF-8", (HEADER + ROW).encode("utf-16"), "wrong_encoding", ["utf-16"]),
    ("no encoding at all", HEADER.encode() + b"\x81\xfe;;;\n", "wrong_encoding", ["file.csv"]),
    ("a column missing", "id;at;issue\n1;16/11/2026 08:00;A\n", "missing_column", ['"wait"', "id, at, issue"]),
    ("a column renamed", "id;at;issue;waits\n1;16/11/2026 08:00;A;1\n", "renamed_column",
     ['"wait"', '"waits"', "from: [wait, waits]"]),
    ("commas for semicolons", HEADER.replace(";", ",") + ROW.replace(";", ","), "wrong_separator",
     ["header row 1", "commas (,)", "semicolons (;)", 'separator: ","', "sources.yml"]),
    ("tabs for semicolons", HEADER.replace(";", "\t") + '"1"\t"a"\t"b"\t2\n', "wrong_separator",
     ["tabs", "separator: tab"]),
    ("a title with commas for a header", "calls, week 47, 4 columns\n" + ROW, "missing_column",
     ["none of which the mapping knows"]),
    ("a web page", "\n<!DOCTYPE html><html><body>Login</body></html>", "unreadable_file", ["web page"]),
    ("a PDF", b"%PDF-1.7\n\xe2\xe3", "unreadable_file", ["PDF"]),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "unreadable_file", ["(.xls)"]),
    ("an archive of two", _zip_of((HEADER + ROW).encode(), "a.csv", "b.csv"), "unreadable_file", ["zip archive"]),
    ("an archive of a header", _zip_of(HEADER.encode(), "file.csv"), "empty_file", ["provider"]),
    ("Parquet", b"PAR1" + b"\0" * 40, "unreadable_file", ["Parquet", "calls", "sources.yml"]),
    ("a stray quote", HEADER + '1;"16/11/2026" 08:00;A;12\n' + ROW, "unreadable_file", ["row 2"]),
    ("a huge field", HEADER + "1;16/11/2026 08:00;A;" + "9" * 140_000 + "\n" + ROW, "oversized_file",
     ["row 2", "32767"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "slug", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_bad_file_is_refused_whole_and_kept(calls, content, slug, words):
    """The correspondent must know what to ask for again; nothing of the file may stand in a table."""
    path = calls.deliver(content)

    receipt = calls.receive(path)[0]

    assert receipt.error.slug == slug
    assert all(word in receipt.error.text("en") for word in words), receipt.error.text("en")
    assert receipt.error.text("fr") != receipt.error.text("en")
    assert (receipt.rows_read, receipt.accepted) == (0, 0)
    assert store.current("line") is None
    kept = list((calls.home / "data" / "line" / "received").iterdir())
    assert [file.read_bytes() for file in kept] == [path.read_bytes()]


def test_dates_without_a_format_are_refused_with_two_examples_and_the_line_to_add(calls):
    """03/12/2026 is 3 December or 12 March: a guess would move nine months of calls without a word."""
    text = _source("calls", calls).replace(', format: "%d/%m/%Y %H:%M"', "")
    (calls.params / "sources.yml").write_text(text, encoding="utf-8")
    rows = "1;25/11/2026 08:00;A;1\n2;03/12/2026 08:00;A;1\n3;04/12/2026 08:05;A;1\n"

    error = calls.receive(calls.deliver(HEADER + rows))[0].error

    assert error.slug == "ambiguous_dates"
    told = error.text("en")
    assert '"03/12/2026 08:00" = 2026-12-03, 2026-03-12' in told
    assert '"04/12/2026 08:05" = 2026-12-04, 2026-04-12' in told
    assert 'arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}' in told
    assert "sources.yml" in told


def test_iso_dates_need_no_format(calls):
    """The year stands first: there is no other way to read it."""
    text = _source("calls", calls).replace(', format: "%d/%m/%Y %H:%M"', "")
    (calls.params / "sources.yml").write_text(text, encoding="utf-8")

    receipt = calls.take(HEADER + "1;2026-11-16 08:00;A;1\n2;2026-11-16T08:05:00+00:00;A;1\n")

    assert receipt.accepted == 2
    assert calls.rows("calls")["arrived_local"].astype(str).tolist() == ["2026-11-16 08:00:00", "2026-11-16 09:05:00"]


@pytest.mark.parametrize(("cells", "unit"), [(["00:12", "01:30"], '"mm:ss"'), (["90", "12"], "s")])
def test_durations_without_a_unit_are_refused_with_the_line_to_add(calls, cells, unit):
    """00:12 is 12 seconds or 12 minutes, 90 is seconds or minutes."""
    text = _source("calls", calls).replace(", unit: s}", "}")
    (calls.params / "sources.yml").write_text(text, encoding="utf-8")
    rows = "".join(f"{at};16/11/2026 08:0{at};A;{cell}\n" for at, cell in enumerate(cells))

    error = calls.receive(calls.deliver(HEADER + rows))[0].error

    assert error.slug == "ambiguous_units"
    assert f'"{cells[0]}"' in error.text("en") and f"wait_s: {{from: wait, unit: {unit}}}" in error.text("en")


def test_a_sum_that_is_none_is_refused(counts):
    """The file contradicts itself: one of its rows, or its end, is not what was exported."""
    _totals(counts)

    error = counts.receive(counts.deliver("at;n\n16/11/2026 08:00;10\n16/11/2026 08:30;12\nTotal;25\n"))[0].error

    assert error.slug == "counts_disagree"
    assert "25" in error.text("en") and "22" in error.text("en") and "row 4" in error.text("en")


def test_sums_by_day_and_of_all_are_both_checked_and_left_out(counts):
    """Exports with sub-totals would count every call twice or three times."""
    _totals(counts)
    text = """\
        at;n
        16/11/2026 08:00;10
        16/11/2026 08:30;12
        Total 16/11;22
        17/11/2026 08:00;1 005
        Total 17/11;1 005
        TOTAL;1 027
        """.replace("        ", "")

    receipt = counts.take(text)

    assert (receipt.rows_read, receipt.accepted, receipt.excluded) == (6, 3, {"totals_row": 3})
    assert counts.rows("carrier_counts")["presented"].sum() == 1027


def test_a_file_that_its_mapping_does_not_describe_is_refused(calls):
    """Two rows in three unreadable is no dirty file but the wrong mapping: nothing of it may count."""
    calls.contract(most_quarantined=0.05)
    rows = "1;16/11/2026 08:00;A;12\n2;16.11.2026 08:01;A;12\n3;17.11.2026 08:01;A;x\n"

    error = calls.receive(calls.deliver(HEADER + rows))[0].error

    assert error.slug == "too_many_rejects"
    assert "2 rows of 3" in error.text("en") and 'column "at"' in error.text("en") and "row 3" in error.text("en")


@pytest.mark.parametrize(
    ("column", "what"),
    [
        ("Conseiller", "adviser"),
        ("server", "adviser"),
        ("agent_id", "adviser"),
        ("Fichier enregistrement", "recording"),
    ],
)
def test_advisers_and_recordings_are_refused_even_when_mapped(desk, column, what):
    """A mapping written in haste must not bring names or recordings into a joint report."""
    desk.sources(calls=CALLS_WITH_QUEUE.replace("QUEUE", column))
    content = f"id;at;issue;wait;{column}\n1;16/11/2026 08:00;A;1;x\n"

    error = desk.receive(desk.deliver(content))[0].error

    assert error.slug == "forbidden_column"
    assert column in error.text("en") and what in error.text("en")


def test_a_column_of_sound_files_is_refused_whatever_its_name(desk):
    """The path of a recording names the call, its hour and often the adviser."""
    desk.sources(calls=CALLS_WITH_QUEUE.replace("QUEUE", "ref"))

    error = desk.receive(desk.deliver("id;at;issue;wait;ref\n1;16/11/2026 08:00;A;1;/srv/rec/1611-0800.wav\n"))[0].error

    assert error.slug == "forbidden_column"


# Workbooks and Parquet


@pytest.fixture
def book(desk):
    desk.sources(counts=BOOK)
    return desk


def test_a_workbook_that_would_unpack_beyond_measure_is_not_opened(book):
    """A file of 100 KB can fill the memory of the machine that opens it."""
    bomb = _zip_of(b" " * (40 * 2**20), "xl/worksheets/sheet1.xml")
    assert len(bomb) < 2**17

    error = book.receive(book.deliver(bomb, "file.xlsx"))[0].error

    assert error.slug == "oversized_file"
    assert "40 MB" in error.text("en")


def test_a_gzip_that_would_unpack_beyond_measure_is_not_read(calls):
    """The same, for text exports that come packed."""
    error = calls.receive(calls.deliver(gzip.compress(b" " * (40 * 2**20)), "file.csv"))[0].error

    assert error.slug == "oversized_file"


def test_entities_in_a_workbook_are_not_expanded(book, workbook):
    """Ten lines of XML can expand to gigabytes."""
    entities = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 9))
    evil = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet>&l8;</worksheet>'
    good, out = zipfile.ZipFile(io.BytesIO(workbook([["at", "n"], ["16/11/2026 08:00", 1]]))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in good.namelist():
            packed.writestr(name, evil if name == "xl/worksheets/sheet1.xml" else good.read(name))

    error = book.receive(book.deliver(out.getvalue(), "file.xlsx"))[0].error

    assert error.slug == "unreadable_file"


@pytest.mark.parametrize(
    ("cut", "slug"), [(lambda data: data[:-30], "truncated_file"), (lambda data: b"<html>" + data, "unreadable_file")]
)
def test_a_broken_workbook_is_told_from_none(book, workbook, cut, slug):
    """Cut off: ask for it again. Another format under that name: ask for the right export."""
    data = workbook([["at", "n"], ["16/11/2026 08:00", 1]])
    data = cut(data) if slug == "truncated_file" else b"<html></html>"

    assert book.receive(book.deliver(data, "file.xlsx"))[0].error.slug == slug


def test_a_workbook_is_told_under_a_csvs_name_and_a_csv_under_a_workbooks(desk, calls, workbook):
    """ "Not in utf-8" or "no zip file" has people look for a fault that is not there."""
    as_csv = calls.receive(calls.deliver(workbook([["id"], ["1"]]), "file.csv"))[0].error
    desk.sources(counts=BOOK)
    as_book = desk.receive(desk.deliver(HEADER + ROW, "file.xlsx"))[0].error

    assert [as_csv.slug, as_book.slug] == ["unreadable_file", "unreadable_file"]
    assert "not a readable csv file (it is an Excel workbook (.xlsx), whatever its name)" in as_csv.text("en")
    assert "c'est un classeur Excel" in as_csv.text("fr")
    assert "not a readable xlsx file (it is a text file such as a CSV, whatever its name)" in as_book.text("en")


def test_what_a_cut_workbook_lacks_is_told_without_a_row(book, workbook):
    """Its end is missing, where the list of its parts stands: no row is known."""
    error = book.receive(book.deliver(workbook([["at", "n"], ["16/11/2026 08:00", 1]])[:-30], "file.xlsx"))[0].error

    assert error.text("en").startswith("file.xlsx: the file is cut off (the workbook stops before its end).")
    assert error.text("fr").startswith("file.xlsx\u00a0: le fichier est coupé")


def test_a_fault_that_all_candidates_share_is_told(desk):
    """Two sources await this name, and the file is cut: that none matches would be half the truth."""
    desk.sources(first=COUNTS_WITH_HEADER, second=COUNTS_WITH_HEADER)

    assert desk.receive(desk.deliver('at;n\n"16/11/2026 08:00;4\n'))[0].error.slug == "truncated_file"


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(desk, workbook):
    """Platforms rename sheets with the language of whoever exports."""
    desk.sources(counts=BOOK.replace("format: xlsx", "format: xlsx, sheet: Intervalles"))

    error = desk.receive(desk.deliver(workbook([["at", "n"]], sheet="Intervals"), "file.xlsx"))[0].error

    assert error.slug == "missing_sheet"
    assert 'sheet "Intervalles" is missing. Sheets of the workbook: Intervals.' in error.text("en")
    assert "`sheet: Intervals`" in error.text("en") and "« Intervalles » manque" in error.text("fr").replace(
        "\u00a0", " "
    )


@pytest.mark.parametrize(("data", "slug"), [(b"PAR1xxxx", "truncated_file"), (b"at;n\n1;2\n", "unreadable_file")])
def test_a_broken_parquet_file_is_told_from_none(desk, data, slug):
    """The end of a Parquet file says where everything is."""
    desk.sources(counts=BOOK.replace("format: xlsx", "format: parquet"))

    assert desk.receive(desk.deliver(data, "file.parquet"))[0].error.slug == slug


@pytest.mark.slow
def test_a_parquet_file_that_would_unpack_beyond_measure_is_not_read(desk):
    """Equal values pack 10,000 to 1."""
    desk.sources(counts=BOOK.replace("format: xlsx", "format: parquet"))
    path = desk.inbox / "file.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"copy (select repeat('a', 10000) || range // 10 as at, 1 as n from range(60000)) to '{path}' "
            "(format parquet, compression zstd, parquet_version v1, dictionary_size_limit 1)"
        )
    assert path.stat().st_size < 2**24

    assert desk.receive(path)[0].error.slug == "oversized_file"


def test_a_file_larger_than_any_export_is_not_even_kept(calls):
    """A wrong path must not fill the disk of the home."""
    path = calls.inbox / "file.csv"
    with path.open("wb") as huge:
        huge.truncate(guards.MAX_FILE + 1)  # of zeros that take no room

    assert calls.receive(path)[0].error.slug == "oversized_file"
    assert not (calls.home / "data" / "line" / "received").exists()


def test_a_workbook_of_thousands_of_parts_is_not_opened(book):
    """No report needs them; a parser would open each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for part in range(2_001):
            packed.writestr(f"{part}.xml", "")

    assert book.receive(book.deliver(out.getvalue(), "file.xlsx"))[0].error.slug == "oversized_file"


@pytest.mark.slow
def test_many_parts_that_add_up_beyond_measure_are_not_opened(book):
    """Each part is modest in itself."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for part in range(33):
            packed.writestr(f"{part}.xml", b" " * (16 * 2**20))

    assert book.receive(book.deliver(out.getvalue(), "file.xlsx"))[0].error.slug == "oversized_file"


def test_a_damaged_gzip_is_told_from_a_cut_one(calls):
    """Cut off: send it again. Damaged: export it again."""
    data = bytearray(gzip.compress((HEADER + ROW * 500).encode()))
    data[20] ^= 0xFF

    assert calls.receive(calls.deliver(bytes(data)))[0].error.slug == "unreadable_file"


@pytest.mark.parametrize("content", ["title\n", HEADER + ROW + "\n;;;\n"])
def test_a_header_that_is_not_on_its_row_is_refused(desk, content):
    """Title lines come and go with the portal's version."""
    desk.sources(
        calls=CALLS_WITH_QUEUE.replace("QUEUE", "q").replace('separator: ";"', 'separator: ";", header_row: 4')
    )

    assert desk.receive(desk.deliver(content))[0].error.slug == "empty_file"


def test_a_file_of_sums_alone_is_empty(counts):
    """A total of nothing is no quiet week."""
    _totals(counts)

    assert counts.receive(counts.deliver("at;n\nTotal;0\n"))[0].error.slug == "empty_file"


def test_a_sum_that_is_a_formula_is_not_held_against_the_rows(desk, workbook):
    """People add the sum by hand; nothing is computed here."""
    desk.sources(counts=BOOK.replace("format: xlsx", "format: xlsx, totals_row: {column: at}"))
    rows = [["at", "n", None], ["16/11/2026 08:00", 3, None], ["Total", "=SUM(B2:B2)", None]]

    receipt = desk.take(workbook(rows), "file.xlsx")

    assert (receipt.accepted, receipt.excluded) == (1, {"totals_row": 1})


# Which source


def test_a_file_with_the_name_and_another_header_is_refused(desk):
    """Its columns would all be found, yet `match: header` says that this is another export."""
    desk.sources(counts=COUNTS_WITH_HEADER.replace("header: [n]", "header: [n, Détail]"))

    error = desk.receive(desk.deliver("at;n\n16/11/2026 08:00;4\n"))[0].error

    assert error.slug == "no_source_matches"


def test_a_candidate_that_cannot_read_the_file_is_no_candidate(desk):
    """Two sources share a name pattern, one of them in another encoding."""
    desk.sources(
        utf16=COUNTS_WITH_HEADER.replace("format: csv", "format: csv, encoding: utf-16"), utf8=COUNTS_WITH_HEADER
    )

    assert desk.receive(desk.deliver("at;n\n16/11/2026 08:00;4\n"))[0].source == "utf8"


def test_a_file_that_no_source_knows_is_refused_with_the_candidates(calls):
    """The person who delivers must see which names and headers are expected."""
    error = calls.receive(calls.deliver(HEADER + ROW, "notes.txt"))[0].error

    assert error.slug == "no_source_matches"
    assert "calls (*.csv)" in error.text("en")


def test_two_sources_of_one_name_are_told_apart_by_their_headers(desk):
    """Both sides call their file export.csv."""
    desk.sources(
        calls=CALLS_WITH_QUEUE.replace('name: "*.csv"', 'name: "*.csv", header: [issue]').replace("QUEUE", "q"),
        counts=COUNTS_WITH_HEADER,
    )

    receipts = desk.receive(
        desk.deliver("id;at;issue;wait;q\n1;16/11/2026 08:00;A;1;x\n", "a.csv"),
        desk.deliver("at;n\n16/11/2026 08:00;4\n", "b.csv"),
        desk.deliver("at;m\n16/11/2026 08:00;4\n", "c.csv"),
    )

    assert [receipt.source for receipt in receipts[:2]] == ["calls", "counts"]
    assert receipts[2].error.slug == "no_source_matches"


def test_a_file_that_several_sources_match_is_refused(desk):
    """Read by the wrong mapping it would give plausible figures."""
    desk.sources(first=COUNTS_WITH_HEADER, second=COUNTS_WITH_HEADER)
    path = desk.deliver("at;n\n16/11/2026 08:00;4\n")

    assert desk.receive(path)[0].error.slug == "several_sources_match"
    assert desk.receive(path, source="second")[0].source == "second"


def test_a_path_that_is_no_file_is_told(calls):
    """A mistyped path must not look like an empty delivery."""
    receipts = calls.receive(calls.inbox / "none.csv", calls.inbox)
    assert "none.csv" in receipts[0].error.text("fr") and "introuvable" in receipts[0].error.text("fr")

    assert [receipt.error.slug for receipt in receipts] == ["input_error", "input_error"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(calls):
    """Shared folders have rights of their own."""
    path = calls.deliver(HEADER + ROW)
    path.chmod(0)

    assert calls.receive(path)[0].error.slug == "input_error"


def test_a_refused_file_does_not_stop_the_others(calls):
    """Monday morning: nine good files must not wait for the tenth."""
    receipts = calls.receive(calls.deliver(b"", "a.csv"), calls.deliver(HEADER + ROW, "b.csv"))

    assert [bool(receipt.error) for receipt in receipts] == [True, False]
    assert len(calls.rows("calls")) == 1


def _source(name: str, desk) -> str:
    return (desk.params / "sources.yml").read_text(encoding="utf-8")


def _totals(desk) -> None:
    text = _source("counts", desk).replace("nnbsp, dot]", "nnbsp, dot], totals_row: {column: at}")
    (desk.params / "sources.yml").write_text(text, encoding="utf-8")


CALLS_WITH_QUEUE = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered}}
  wait_s: {from: wait, unit: s}
  queue: {from: QUEUE}
"""
COUNTS_WITH_HEADER = """
table: carrier_counts
owed_by: client
every: week
match: {name: "*.csv", header: [n]}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  presented: {from: n}
"""
BOOK = """
table: carrier_counts
owed_by: client
every: week
match: {name: "file.*"}
file: {format: xlsx}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  presented: {from: n}
"""
