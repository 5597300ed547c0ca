"""Columns of delivered files: twice in a header, by position, and which of them may be shown."""

from __future__ import annotations

import pytest

from kit import params
from kit.errors import BadParams

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: Attente, unit: s}
  reason: {from: Motif}
"""
TWICE = "id;at;issue;Attente;Motif;Attente\nc1;16/11/2026 08:00;A;5;x;12\nc2;16/11/2026 08:05;B;6;y;14\n"


def refused(desk, content, name="file.csv"):
    return desk.receive(desk.deliver(content, name))[0].error


# Twice in the header


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_a_column_that_stands_twice_is_refused_with_both_to_choose_from(desk, workbook, shape):
    """One is the wait in the menu, one in the queue: the first one is no better guess than the second."""
    desk.sources(calls=SOURCE.replace("format: csv", f"format: {shape}"))
    content = workbook([line.split(";") for line in TWICE.splitlines()]) if shape == "xlsx" else TWICE

    error = refused(desk, content, f"file.{shape}")

    assert (error.slug, error.exit_code) == ("repeated_column", 22)
    for text in (error.text("en"), error.text("fr").replace("\u00a0", " ").replace("« ", '"').replace(" »", '"')):
        assert '"Attente #1"' in text and "5, 6" in text and '"Attente #2"' in text and "12, 14" in text


@pytest.mark.parametrize(("name", "waits"), [("Attente #1", [5, 6]), ("Attente #2", [12, 14])])
def test_either_of_two_columns_can_be_named(desk, name, waits):
    """What the message says to write works."""
    desk.sources(calls=SOURCE.replace("from: Attente", f'from: "{name}"'))

    desk.take(TWICE)

    assert desk.rows("calls")["wait_s"].tolist() == waits


@pytest.mark.slow
def test_a_match_by_header_knows_repeated_columns_too(desk):
    """The header that recognises a file may name one of them, plainly or by its number."""
    for name in ("Attente", "Attente #1", "Attente #2"):
        text = SOURCE.replace('name: "*.*"', f'name: "*.*", header: [id, "{name}"]')
        desk.sources(calls=text.replace("from: Attente", 'from: "Attente #2"'))
        assert desk.take(TWICE).accepted == 2
        desk.sources(calls=text)
        assert refused(desk, TWICE).slug == ("repeated_column")


@pytest.mark.parametrize(
    "extra",
    ["exclude: [{name: none, where: {Motif: z}}]", "file: {format: csv, separator: ';', forward_fill: [Motif]}"],
)
def test_conditions_and_filled_columns_are_refused_too(desk, extra):
    """Whatever reads the column must know which."""
    text = SOURCE.replace("  reason: {from: Motif}\n", "")
    desk.sources(
        calls=(text if extra.startswith("exclude") else text.replace('file: {format: csv, separator: ";"}\n', ""))
        + extra
    )
    content = "id;at;issue;Attente;Motif;Motif\nc1;16/11/2026 08:00;A;5;x;Mme Exemple\n"

    error = refused(desk, content)

    assert error.slug == "repeated_column"
    assert "Exemple" not in error.text("en") + error.text("fr"), "a text may name a person"


def test_two_columns_of_the_same_cells_are_one(desk):
    """Either gives the same figures."""
    desk.sources(calls=SOURCE)

    assert desk.take(TWICE.replace(";12\n", ";5\n").replace(";14\n", ";6\n")).accepted == 2


def test_repeated_columns_that_no_mapping_reads_do_not_matter(desk):
    """Exports repeat "Durée" and "%" for each group of columns."""
    desk.sources(calls=SOURCE.replace("Attente", "wait"))

    assert desk.take("id;at;issue;wait;Motif;%;%;;\nc1;16/11/2026 08:00;A;5;x;1;2;;\n").accepted == 1


# By position


POSITIONS = """
table: calls
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: csv, header_row: 0}
columns:
  call_key: {from: "#4"}
  arrived_at: {from: "#2", format: "%Y-%m-%d %H:%M:%S"}
  outcome: {from: "#3", values: {ANSWERED: answered, NO ANSWER: abandoned}}
  wait_s: {from: "#1", unit: s}
exclude:
  - {name: test_call, where: {"#3": FAILED}}
"""
ROWS = ["5,2026-11-16 08:00:00,ANSWERED,u1", "9,2026-11-16 08:05:00,NO ANSWER,u2", "1,2026-11-16 08:06:00,FAILED,u3"]


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_an_export_without_a_header_is_read_by_position(desk, workbook, shape):
    """Asterisk's call records have no header at all; their first row is a call."""
    desk.sources(calls=POSITIONS.replace("format: csv", f"format: {shape}"))
    content = workbook([row.split(",") for row in ROWS]) if shape == "xlsx" else "\n".join(ROWS)

    receipt = desk.take(content, f"file.{shape}")

    assert (receipt.rows_read, receipt.accepted, receipt.excluded) == (3, 2, {"test_call": 1})
    rows = desk.rows("calls")
    assert rows["call_key"].tolist() == ["u1", "u2"] and rows["row_number"].tolist() == [1, 2]


def test_a_file_with_fewer_columns_than_the_mapping_counts_is_refused(desk):
    """Another version of the export: positions would silently mean other columns."""
    desk.sources(calls=POSITIONS)

    error = refused(desk, "\n".join(row.rpartition(",")[0] for row in ROWS))

    assert (error.slug, error.exit_code) == ("no_such_position", 22)
    assert 'have 3 columns, but source "calls" reads column "#4"' in error.text("en")


def test_a_headerless_file_with_another_separator_is_told_as_such(desk):
    """Its rows have one column then."""
    desk.sources(calls=POSITIONS)

    error = refused(desk, "\n".join(ROWS).replace(",", ";"))

    assert error.slug == "wrong_separator" and "semicolons" in error.text("en")


def test_a_row_that_is_cut_or_too_long_is_told_without_a_header_too(desk):
    """The first row says how many columns there are."""
    desk.sources(calls=POSITIONS)

    receipt = desk.take("\n".join([ROWS[0], "1,2026-11-16 08:01:00,ANSWERED", ROWS[1] + ",x", ROWS[2]]))

    assert set(receipt.rejects["reason"]) == {"short_row", "missing_value", "long_row"}
    assert set(receipt.rejects["row_number"]) == {2, 3}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('from: "#2"', "from: calldate", 'write positions, as from: "#3"'),
        ('from: "#1"', "from: 1", 'write positions, as from: "#3"'),
        ('name: "*.*"', 'name: "*.*", header: [calldate]', "match: header: there is none"),
        ("header_row: 0", "header_row: [0, 1]", "write it alone"),
        ("format: csv", "format: parquet", "write it alone"),
        ('"#3": FAILED', "disposition: FAILED", 'write positions, as from: "#3"'),
    ],
)
def test_a_mapping_that_cannot_be_meant_without_a_header_is_refused(desk, old, new, told):
    """The message gives the notation, so that nobody has to look it up."""
    desk.sources(calls=POSITIONS.replace(old, new))

    with pytest.raises(BadParams) as caught:
        params.sources("line")

    assert told in caught.value.text("en")


# What is shown


PERSONS = "c1;16/11/2026 08:00;A;0612345678;Mme Exemple\nc2;16/11/2026 08:05;B;0612345679;M. Exemple\n"


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_row_of_persons_in_the_headers_place_is_never_shown(desk, mark):
    """The export lost its header: its first call would be printed as "columns found"."""
    desk.sources(calls=SOURCE)

    error = refused(desk, PERSONS.replace(";", mark))

    told = error.text("en") + error.text("fr")
    assert error.slug == "missing_column"
    assert not any(word in told for word in ("Exemple", "0612", "c1", "16/11"))


def test_a_cell_like_a_wanted_column_is_not_proposed_from_a_row_of_persons(desk):
    """ "Motif" looks like "Motin": a name must not be proposed as a column."""
    desk.sources(calls=SOURCE)

    error = refused(desk, "c1;16/11/2026 08:00;A;Motin;ids\nc2;16/11/2026 08:05;B;x;y\n")

    assert error.slug == "missing_column" and "Motin" not in error.text("en") and "ids" not in error.text("fr")


def test_only_the_mappings_own_columns_are_listed(desk):
    """Other headers of the file may be anybody's; how many there are is enough."""
    desk.sources(calls=SOURCE)

    error = refused(desk, "id;at;issue;Motif;Mme Exemple;x\nc1;16/11/2026 08:00;A;x;y;z\n")

    assert error.slug == "missing_column"
    assert "Columns found: 6, of which the mapping knows id, at, issue, Motif." in error.text("en")
    assert "Exemple" not in error.text("en") + error.text("fr")
