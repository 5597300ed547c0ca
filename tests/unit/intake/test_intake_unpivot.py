"""Columns that are rows: each call is counted once, and every cell is found again in the file."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.errors import BadParams, ForbiddenColumn, MissingColumn, OversizedFile, SumsAmongRows
from kit.intake import unpivot
from kit.params import sources as read_sources

SOURCE = """
table: intervals
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
unpivot: {into: Motif, cells: Traités, columns: [A, B, C]}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  reason: {from: Motif}
  answered: {from: Traités}
"""
TOTAL = SOURCE.replace("[A, B, C]}", "[A, B, C], total: Tous}")
HEADER = "at;A;B;C\n"


def rows(desk) -> list[tuple]:
    table = desk.rows("intervals")
    table["reason"] = table["reason"].fillna("-")
    return sorted(table[["row_number", "reason", "answered"]].itertuples(index=False, name=None))


def told(receipt) -> list[tuple]:
    return [(row.row_number, row.column, row.value, row.reason) for row in receipt.rejects.itertuples()]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_columns_of_reasons_become_rows(desk, workbook, form):
    """One row of a half-hour with three reasons is three counts, each at the row where it stands in the file."""
    desk.sources(counts=SOURCE.replace("csv", form))
    cells = [["at", "A", "B", "C"], ["16/11/2026 08:00", 3, 0, 4], ["16/11/2026 08:30", 1, 2, 0]]
    text = "".join(";".join(map(str, row)) + "\n" for row in cells)

    receipt = desk.take(workbook(cells) if form == "xlsx" else text, f"file.{form}")

    assert rows(desk) == [(2, "A", 3), (2, "B", 0), (2, "C", 4), (3, "A", 1), (3, "B", 2), (3, "C", 0)]
    assert (receipt.rows_read, receipt.file_rows, receipt.accepted) == (6, 2, 6)


def test_what_no_column_explains_is_a_row_without_a_reason(desk):
    """The day's total counts once: 10 calls, 7 of them with a reason."""
    desk.sources(counts=TOTAL)

    desk.take("at;A;B;C;Tous\n16/11/2026 08:00;3;0;4;10\n16/11/2026 08:30;1;;;1\n")

    assert rows(desk)[:4] == [(2, "-", 3), (2, "A", 3), (2, "B", 0), (2, "C", 4)]
    assert desk.rows("intervals")["answered"].sum() == 11
    assert rows(desk)[4] == (3, "-", 0), "an empty column takes nothing from the total"


def test_counts_that_stand_once_count_once(desk):
    """Offered and lost are known by half-hour only; read with each reason, they would be three times as many."""
    stated = SOURCE + "  offered: {from: Reçus}\n  abandoned: {from: Perdus}\n"
    desk.sources(counts=stated + "  talk_s: {from: Durée, unit: [s, mm:ss]}\n")

    receipt = desk.take("at;A;B;C;Reçus;Perdus;Durée\n16/11/2026 08:00;300;0;400;800;100;120000\n")

    table = desk.rows("intervals")
    assert table[["offered", "answered", "abandoned", "talk_s"]].sum().tolist() == [800, 700, 100, 120000]
    assert receipt.formats == {"Durée": {"s": 1}}, "one cell of the file"
    assert table["offered"].isna().sum() == 3 and receipt.quarantined == 0, "171 s a call, not 120,000 s for none"


@pytest.mark.slow
@given(
    counts=st.lists(
        st.tuples(*[st.one_of(st.none(), st.integers(0, 50))] * 3, st.integers(0, 30)), min_size=1, max_size=4
    )
)
@settings(max_examples=settings.default.max_examples // 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sums_over_the_rows_are_the_files_own(desk, counts):
    """Whatever the columns hold, nothing is lost and nothing counts twice."""
    desk.sources(counts=TOTAL + "  offered: {from: Reçus}\nidentities: off\nsums_among_rows: keep\n")
    lines = [
        ";".join("" if cell is None else str(cell) for cell in (*parts, sum(filter(None, parts)) + rest, 7))
        for *parts, rest in counts
    ]
    slots = ["16/11/2026 08:00", "16/11/2026 08:30", "16/11/2026 09:00", "16/11/2026 09:30"]
    content = "at;A;B;C;Tous;Reçus\n" + "".join(f"{at};{line}\n" for at, line in zip(slots, lines, strict=False))

    desk.take(content, accept_change=True)

    table = desk.rows("intervals")
    assert table["answered"].sum() == sum(sum(filter(None, parts)) + rest for *parts, rest in counts)
    assert table["offered"].sum() == 7 * len(counts)
    for at, name in enumerate("ABC"):
        assert table.loc[table["reason"] == name, "answered"].sum() == sum(row[at] or 0 for row in counts)


def test_reasons_beyond_their_total_set_the_whole_row_aside(desk):
    """105 of 100: which of the four cells is wrong, nobody can say."""
    desk.sources(counts=TOTAL)

    receipt = desk.take("at;A;B;C;Tous\n16/11/2026 08:00;3;0;4;10\n16/11/2026 08:30;3;0;4;6\n")

    assert receipt.accepted == 4 and receipt.quarantined == 4
    assert {(row, column, reason) for row, column, _, reason in told(receipt)} == {
        (3, name, "parts_over_whole") for name in ("A", "B", "C", "Tous")
    }
    assert ("Tous", "6") in {(column, value) for _, column, value, _ in told(receipt)}


def test_a_cell_that_cannot_be_counted_is_told_by_the_files_own_column(desk):
    """ "Traités" stands nowhere in the file; B of row 2 does, and the other reasons of the row count."""
    desk.sources(counts=SOURCE)

    receipt = desk.take(HEADER + "16/11/2026 08:00;3;x;4\n")

    assert told(receipt) == [(2, "B", "a (1)", "bad_number")]
    assert (receipt.rows_read, receipt.accepted, receipt.quarantined) == (3, 2, 1)


def test_a_fault_of_the_whole_row_is_told_once(desk):
    """Three reasons share one bad date: one cell to correct."""
    desk.sources(counts=SOURCE)

    receipt = desk.take(HEADER + "16/11/2026 08:00;3;1;4\n38/11/2026 08:00;3;1;4\n")

    assert told(receipt) == [(3, "at", "38/11/2026 08:00", "bad_time")] and receipt.quarantined == 3


def test_the_kits_identities_hold_for_the_row_of_the_file(desk):
    """7 answered with a reason and 1 lost are not 9 offered; 8 would be, though no single row says so."""
    stated = SOURCE + "  offered: {from: Reçus}\n  abandoned: {from: Perdus}\n  overflow: {constant: 0}\n"
    desk.sources(counts=stated.replace("  overflow: {constant: 0}\n", "  overflow: {from: Débordés}\n"))

    receipt = desk.take("at;A;B;C;Reçus;Perdus;Débordés\n16/11/2026 08:00;3;0;4;8;1;0\n16/11/2026 08:30;3;0;4;9;1;0\n")

    assert receipt.accepted == 4
    assert told(receipt) == [(3, "Traités + Perdus + Débordés / Reçus", "7 + 1 + 0 / 9", "identity")]


QUEUES = """
table: TABLE
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
unpivot:
  into: File
  columns:
    Accueil: {Reçus: [R1, "Reçus accueil"], Traités: T1}
    Suivi: {Reçus: R2, Traités: T2}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  queue: {from: File}
  offered: {from: Reçus}
  answered: {from: Traités}
""".replace("TABLE", "intervals")


def test_columns_of_queues_become_rows_with_several_counts_each(desk):
    """Two columns per queue, under the names that the mapping's owner gives them."""
    desk.sources(counts=QUEUES)

    receipt = desk.take("at;Reçus accueil;T1;R2;T2\n16/11/2026 08:00;10;9;5;4\n16/11/2026 08:30;1;1;4;5\n")

    table = desk.rows("intervals")
    assert table[["queue", "offered", "answered"]].values.tolist() == [
        ["Accueil", 10, 9],
        ["Suivi", 5, 4],
        ["Accueil", 1, 1],
    ]
    assert [row[:2] for row in told(receipt)] == [(3, "Traités / Reçus")]


def test_numbers_of_a_carrier_become_rows(desk):
    """A portal with a column per freephone number."""
    desk.sources(
        counts="""
table: carrier_counts
owed_by: client
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
unpivot: {into: Ligne, cells: Appels, columns: {"3601": "0 800", "3602": "0 801"}}
columns: {start: {from: at, format: "%d/%m/%Y %H:%M"}, number: {from: Ligne}, presented: {from: Appels}}
"""
    )

    desk.take("at;0 800;0 801\n16/11/2026 08:00;10;9\n")

    assert desk.rows("carrier_counts")[["number", "presented"]].values.tolist() == [["3601", 10], ["3602", 9]]


def test_a_column_that_is_the_sum_of_the_others_is_no_reason(desk):
    """Among the columns, "Total" would double every call."""
    desk.sources(counts=SOURCE.replace("[A, B, C]", "[A, B, Total]"))
    counts = [(31, 17), (45, 12), (28, 33), (52, 9), (19, 41), (37, 26), (44, 8), (23, 35)]
    slots = [f"{day}/11/2026 {clock}" for day in (16, 17) for clock in ("08:00", "08:30", "09:00", "09:30")]
    lines = [f"{slot};{a};{b};{a + b}\n" for slot, (a, b) in zip(slots, counts, strict=True)]

    error = desk.receive(desk.deliver("at;A;B;Total\n" + "".join(lines)))[0].error

    assert isinstance(error, SumsAmongRows)


def test_rows_of_sums_are_held_against_each_column(desk):
    """The totals row of such a file is taken off before its columns become rows."""
    desk.sources(counts=SOURCE.replace('separator: ";"', 'separator: ";", totals_row: {column: at}'))

    receipt = desk.take(HEADER + "16/11/2026 08:00;3;0;4\nTotal;3;0;4\n")
    refused = desk.receive(desk.deliver(HEADER + "16/11/2026 08:00;3;0;4\nTotal;3;1;4\n"))[0]

    assert (receipt.excluded, receipt.rows_read, receipt.file_rows) == ({"totals_row": 1}, 4, 2)
    assert refused.error is not None and '"B"' in refused.error.text("en")


@pytest.mark.slow
def test_a_redelivery_replaces_its_days_reasons_included(desk):
    """Corrected counts must not stand beside the old ones."""
    desk.sources(counts=TOTAL)
    desk.take("at;A;B;C;Tous\n16/11/2026 08:00;3;0;4;10\n")

    desk.take("at;A;B;C;Tous\n16/11/2026 08:00;3;1;4;10\n", "again.csv", accept_change=True)

    assert rows(desk) == [(2, "-", 2), (2, "A", 3), (2, "B", 1), (2, "C", 4)]


def test_a_column_that_is_not_in_the_file_is_told_by_its_name(desk):
    """A reason that is renamed must not vanish."""
    desk.sources(counts=SOURCE)

    assert isinstance(desk.receive(desk.deliver("at;A;B\n16/11/2026 08:00;3;0\n"))[0].error, MissingColumn)


def test_as_many_cells_as_rows_can_be(desk, monkeypatch):
    """The limit of rows is one of memory, and holds for the cells that become rows."""
    monkeypatch.setattr(unpivot, "MAX_ROWS", 5)
    desk.sources(counts=SOURCE)

    error = desk.receive(desk.deliver(HEADER + "16/11/2026 08:00;3;0;4\n16/11/2026 08:30;3;0;4\n"))[0].error
    assert isinstance(error, OversizedFile)


def test_the_names_of_columns_are_the_mappings_own_words(desk):
    """They are stated by its owner: nobody is asked whether "Marie" and "Paul" are persons."""
    desk.sources(counts=SOURCE.replace("[A, B, C]", "{Paris Nord: A, Lyon: B, Marie: C}"))

    receipt = desk.take(HEADER + "16/11/2026 08:00;3;0;4\n")

    assert receipt.doubts == [] and receipt.repaired == {}


WRONG = {
    "cells that nothing reads": ("answered: {from: Traités}", "answered: {from: Autre}", "nothing reads"),
    "a name that nothing reads": ("reason: {from: Motif}", "reason: {from: Autre}", "nothing reads"),
    "a column read twice": (
        "answered: {from: Traités}", "answered: {from: Traités}\n  offered: {from: A}", "counted twice"),
    "an average of another row": (
        "answered: {from: Traités}", "answered: {from: Traités}\n  talk_s: {from: DMT, unit: s, times: answered}",
        "is an average"),
    "cells without a name": ("into: Motif, cells: Traités, ", "into: Motif, ", "columns"),
    "an unknown word": ("into: Motif", "intoo: Motif", "intoo"),
    "calls": ("table: intervals", "table: calls", "call"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG)
def test_a_mapping_that_would_count_wrongly_is_refused(desk, old, new, message):
    """Before any file is read: what is counted twice looks like a good week."""
    desk.sources(counts=SOURCE.replace(old, new))

    with pytest.raises(BadParams, match=message):
        read_sources("line")


def test_a_total_of_averages_is_refused(desk):
    """The mean of all calls less the means of some is no mean of the rest."""
    stated = """
  into: Motif
  columns: {A: {Traités: A, DMT: DA}}
  total: {DMT: Tous}
"""
    text = SOURCE.replace(" {into: Motif, cells: Traités, columns: [A, B, C]}", stated.rstrip())
    desk.sources(counts=text + "  talk_s: {from: DMT, unit: s, times: answered}\n")

    with pytest.raises(BadParams, match="is an average"):
        read_sources("line")


def test_no_count_stands_once_where_each_row_needs_one(desk):
    """A carrier's row without presented calls is no row of its table."""
    desk.sources(
        counts="""
table: carrier_counts
owed_by: client
every: week
match: {name: "*.csv"}
file: {format: csv}
interval: {minutes: 30}
unpivot: {into: Ligne, cells: Occ, columns: [X, Y]}
columns: {start: {from: at, format: iso}, number: {from: Ligne}, presented: {from: n}, busy: {from: Occ}}
"""
    )

    with pytest.raises(BadParams, match="presented would be counted once"):
        read_sources("line")


def test_an_advisers_column_stays_out_by_its_label(desk):
    """A total by adviser is a figure of a person, whatever it is read as."""
    desk.sources(counts=SOURCE.replace("[A, B, C]", '["Agent 12", B, C]'))

    error = desk.receive(desk.deliver("at;Agent 12;B;C\n16/11/2026 08:00;3;0;4\n"))[0].error
    assert isinstance(error, ForbiddenColumn)


def test_reasons_of_an_ordinary_export_need_no_unpivot(desk):
    """One row per half-hour, queue and reason: the three are the row's key."""
    stated = SOURCE.replace("unpivot: {into: Motif, cells: Traités, columns: [A, B, C]}\n", "")
    desk.sources(counts=stated)

    receipt = desk.take("at;Motif;Traités\n16/11/2026 08:00;A;3\n16/11/2026 08:00;B;3\n16/11/2026 08:00;B;4\n")

    assert receipt.accepted == 1 and receipt.rejects["reason"].tolist() == ["key_conflict"] * 2
    assert pd.isna(receipt.rejects["value"]).sum() == 0
