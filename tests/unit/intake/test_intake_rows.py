"""Rows of a file whose other rows are sound: each ends in the table, among the excluded, or in quarantine."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd
import pytest

HEADER = "id;at;issue;wait\n"
GOOD = "1;16/11/2026 08:00;A;12\n"


def reasons(receipt) -> list[tuple]:
    """(row, column, value, reason) of what is in quarantine."""
    return [tuple(row) for row in receipt.rejects.itertuples(index=False)]


QUARANTINED = [
    ("text in a number", "2;16/11/2026 08:01;A;douze", ("wait", "a (5)", "bad_duration")),
    ("a negative time", "2;16/11/2026 08:01;A;-3", ("wait", "-3", "negative")),
    ("a formula", "2;16/11/2026 08:01;A;=cmd|' /C calc'!A0", ("wait", "=a|' /A a'!A9 (18)", "formula")),
    ("a wait of three hours", "2;16/11/2026 08:01;A;10800", ("wait", "10800", "wait_too_long")),
    ("an unknown outcome", "2;16/11/2026 08:01;Z;1", ("issue", "A (1)", "unknown_value")),
    ("no outcome", "2;16/11/2026 08:01;;1", ("issue", "", "missing_value")),
    ("no date", "2;;A;1", ("at", "", "missing_value")),
    ("a date in another format", "2;2026-11-16 08:01;A;1", ("at", "2026-11-16 08:01", "bad_time")),
    ("an hour that does not exist", "2;29/03/2026 02:30;A;1", ("at", "29/03/2026 02:30", "nonexistent_time")),
    ("an hour that comes twice", "2;25/10/2026 02:30;A;1", ("at", "25/10/2026 02:30", "ambiguous_time")),
    ("a day to come", "2;01/12/2026 08:00;A;1", ("at", "01/12/2026 08:00", "future")),
    ("a cell too few", "2;16/11/2026 08:01;A", ("", "", "short_row")),
    ("a cell too many", "2;16/11/2026 08:01;A;1;x", ("", "", "long_row")),
    ("HTML, a shape like any other", "2;16/11/2026 08:01;<b>A</b>;1", ("issue", "<a>A</a> (8)", "unknown_value")),
    ("a caller's number in a wrong column", "2;16/11/2026 08:01;A;06 12 34 56 78", ("wait", "(10)", "bad_duration")),
]


@pytest.mark.parametrize(("row", "told"), [case[1:] for case in QUARANTINED], ids=[case[0] for case in QUARANTINED])
def test_a_bad_row_goes_to_quarantine_with_row_column_value_and_reason(calls, row, told):
    """The person who fixes the export must find the cell; the other rows count meanwhile."""
    receipt = calls.take(f"{HEADER}{GOOD}{row}\n3;16/11/2026 09:00;A;1\n")

    assert reasons(receipt) == [(3, *told)]
    assert (receipt.rows_read, receipt.accepted, receipt.quarantined) == (3, 2, 1)
    assert calls.rows("calls")["call_key"].tolist() == ["1", "3"]


def test_a_row_with_several_faults_counts_once_and_tells_all(calls):
    """Mending one fault after the other, week after week, is how people give up."""
    receipt = calls.take(HEADER + GOOD + "2;yesterday;Z;x\n3;16/11/2026 09:00;A;1\n")

    assert receipt.quarantined == 1
    assert {reason for *_, reason in reasons(receipt)} == {"bad_time", "unknown_value", "bad_duration"}


def test_an_excluded_row_is_counted_under_its_name_whatever_its_cells_hold(calls):
    """Ghost records are often broken records: they are ghosts, not faults."""
    receipt = calls.take(HEADER + GOOD + "2;16/11/2026 08:20;G;-999\n3;16/11/2026 08:21;G;\n4;;G;\n")

    assert (receipt.accepted, receipt.excluded, receipt.quarantined) == (1, {"ghost": 3}, 0)
    rows = calls.rows("exclusions")
    assert rows[["reason", "rows", "of_table", "minutes"]].values.tolist() == [["ghost", 2.0, "calls", 15]]
    assert rows["start_local"].astype(str).tolist() == ["2026-11-16 08:15:00"], "by quarter-hour, so a gap is explained"


def test_a_row_that_stands_twice_counts_once_and_a_key_with_two_contents_is_quarantined(calls):
    """Overlapping exports repeat rows; two different rows of one call cannot both be true."""
    again = "2;16/11/2026 08:05;A;3\n"
    receipt = calls.take(HEADER + GOOD + again + again + "3;16/11/2026 08:06;A;1\n3;16/11/2026 08:06;B;9\n")

    assert (receipt.accepted, receipt.excluded, receipt.quarantined) == (2, {"duplicate": 1}, 2)
    assert reasons(receipt) == [(5, "id", "3", "key_conflict"), (6, "id", "3", "key_conflict")]


def test_calls_without_an_identifier_are_told_apart_by_stated_columns(desk):
    """Some platforms export no identifier: two calls of one moment and queue are then a duplicate row."""
    desk.sources(
        calls=RULES.replace("  call_key: {from: id}\n", "  queue: {from: next}\n") + "key: [arrived_at, queue]\n"
    )
    rows = "16/11/2026 08:00;1;q;\n16/11/2026 08:00;1;q;\n16/11/2026 08:00;1;;\n16/11/2026 08:01;1;q;\n"

    receipt = desk.take("at;agent_time;next;left\n" + rows)

    assert (receipt.accepted, receipt.excluded) == (3, {"duplicate": 1})
    assert desk.rows("calls")["call_key"].is_unique


def test_a_key_conflict_with_an_empty_part_is_told(counts):
    """The key of a count is its start and number; a carrier's line without a number is one too."""
    text = (counts.params / "sources.yml").read_text(encoding="utf-8")
    (counts.params / "sources.yml").write_text(text + "      number: {from: no}\n", encoding="utf-8")

    receipt = counts.take("at;n;no\n16/11/2026 08:00;10;\n16/11/2026 08:00;11;\n16/11/2026 08:00;11;x\n")

    assert [(row, reason) for row, *_, reason in reasons(receipt)] == [(2, "key_conflict"), (3, "key_conflict")]
    assert receipt.accepted == 1


def test_a_lone_date_far_from_all_others_is_set_aside(calls):
    """Taken in, it would make the file replace every day between: a mistyped year would erase two years."""
    rows = "".join(f"{at};16/11/2026 08:{at:02d};A;1\n" for at in range(2, 50))
    receipt = calls.take(HEADER + "1;16/11/2024 08:00;A;12\n" + rows)

    assert reasons(receipt) == [(2, "at", "16/11/2024 08:00", "stray_day")]
    assert receipt.weeks == ["2026-W47"]


def test_blank_lines_are_no_rows_and_row_numbers_are_the_editors(calls):
    """Quarantine says row 6: that must be where an editor shows it."""
    text = '\n\nid;at;issue;wait\n1;16/11/2026 08:00;"A";1\n\n2;16/11/2026 08:01;A;x\n;;;\n3;16/11/2026 08:02;A;1\n'
    body = (calls.params / "sources.yml").read_text(encoding="utf-8")
    (calls.params / "sources.yml").write_text(body.replace('separator: ";"', 'separator: ";", header_row: 3'))

    receipt = calls.take(text)

    assert (receipt.rows_read, reasons(receipt)[0][0]) == (3, 6)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(calls, end):
    """Old Macs wrote a lone return."""
    receipt = calls.take((HEADER + GOOD + "2;16/11/2026 08:01;A;1").replace("\n", end))

    assert receipt.accepted == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_stated_encoding_is_read_accents_and_all(desk, encoding):
    """Accents decide whether Décroché is an outcome or a fault."""
    desk.sources(calls=QUIRKS.replace("ENCODING", encoding))

    receipt = desk.take("N°;Début;Issue\n1;16/11/2026 08:00;Décroché\n".encode(encoding))

    assert receipt.accepted == 1


def test_an_empty_count_stays_empty_and_a_dash_too(counts):
    """Missing is not zero: an outage would look like a quiet hour. Where a count must be there, the row is no row."""
    text = (counts.params / "sources.yml").read_text(encoding="utf-8")
    (counts.params / "sources.yml").write_text(text + "      busy: {from: b}\n", encoding="utf-8")

    receipt = counts.take("at;n;b\n16/11/2026 08:00;10;-\n16/11/2026 08:30;0;0\n16/11/2026 09:00;-;1\n")

    assert reasons(receipt) == [(4, "n", "-", "missing_value")]
    assert pd.isna(counts.rows("carrier_counts")["busy"]).tolist() == [True, False]


@pytest.mark.parametrize(
    ("row", "faulty"),
    [
        ("10;1;1;8;8", False),
        ("10;1;1;7;7", True),
        ("10;1;1;8;9", True),
        ("10;1;1;9;9", True),
        ("10;;1;8;8", False),
    ],
)
def test_counts_that_contradict_each_other_are_shown(desk, row, faulty):
    """presented = busy + closed + delivered, and no more picked up than delivered: else one of them is wrong."""
    desk.sources(counts=PARTS)

    receipt = desk.take(f"at;n;b;c;d;t\n16/11/2026 08:00;10;1;1;8;8\n16/11/2026 08:30;{row}\n")

    assert (receipt.quarantined == 1) is faulty


def test_a_platform_that_counts_at_the_calls_end_is_not_held_to_identities(desk):
    """Answered at 08:31, offered at 08:29: by interval the sums cannot match, and that is stated in the mapping."""
    desk.sources(counts=PARTS.replace("every: week", "every: week\nattribution: completion"))

    assert desk.take("at;n;b;c;d;t\n16/11/2026 08:00;10;1;1;7;9\n").accepted == 1


def test_rules_tell_an_outcome_from_several_columns(desk):
    """Many platforms export no outcome: answered has a time with an adviser, overflow is who went to another queue."""
    desk.sources(calls=RULES)

    receipt = desk.take(
        "id;at;agent_time;next;left\n"
        "1;16/11/2026 08:00;12;;\n2;16/11/2026 08:01;0;mailbox;\n3;16/11/2026 08:02;0;;caller\n4;16/11/2026 08:03;0;;\n"
    )

    assert desk.rows("calls")["outcome"].tolist() == ["answered", "overflow", "abandoned"]
    assert reasons(receipt) == [(5, "outcome", "", "no_rule")]


def test_legs_become_one_contact(desk):
    """A transferred call is two rows at many platforms; counted twice it inflates what was offered."""
    desk.sources(calls=LEGS)
    rows = [
        # id, at, issue, wait, talk, queue
        "1;16/11/2026 08:00;A;10;60;first",
        "1;16/11/2026 08:02;A;30;90;second",
        "2;16/11/2026 08:05;B;40;;first",
        "2;16/11/2026 08:06;A;20;50;second",
        "3;16/11/2026 08:07;B;15;;first",
    ]

    receipt = desk.take("id;at;issue;wait;talk;queue\n" + "\n".join(rows) + "\n")

    assert (receipt.accepted, receipt.excluded) == (3, {"merged_leg": 2})
    calls = desk.rows("calls").set_index("call_key")
    assert calls["outcome"].to_dict() == {"1": "answered", "2": "answered", "3": "abandoned"}
    assert calls["wait_s"].to_dict() == {"1": 10, "2": 60, "3": 15}, "until the first answer, no longer"
    assert calls["talk_s"].to_dict()["1"] == 150
    assert calls["queue"].unique().tolist() == ["first"]
    assert [bool(value) for value in calls["transferred"].fillna(False)] == [True, False, False]


def test_the_last_leg_tells_reason_and_result(desk):
    """Whoever ended the call knows what it was about."""
    more = "  reason: {from: why}\n  resolved: {from: ok}\n"
    desk.sources(calls=LEGS + more)
    rows = "1;16/11/2026 08:00;A;1;1;q;Aide;non\n1;16/11/2026 08:02;A;1;1;q;Prêt;oui\n1;16/11/2026 08:03;B;1;1;q;;\n"

    desk.take("id;at;issue;wait;talk;queue;why;ok\n" + rows)

    assert desk.rows("calls")[["reason", "resolved"]].values.tolist() == [["Prêt", True]]


def test_a_mapping_may_keep_or_drop_what_its_list_does_not_name(desk):
    """Reasons change with the floor's lists; that must not cost calls."""
    kept = (
        "  reason: {from: why, values: {A: Aide}, unknown: keep}\n  queue: {from: why, values: {A: q}, unknown: null}\n"
    )
    desk.sources(calls=QUIRKS.replace("ENCODING", "utf-8") + kept)

    desk.take("N°;Début;Issue;why\n1;16/11/2026 08:00;Décroché;A\n2;16/11/2026 08:01;Décroché;Z\n")

    rows = desk.rows("calls")
    assert rows["reason"].tolist() == ["Aide", "Z"]
    assert rows["queue"].isna().tolist() == [False, True]


def test_a_cell_without_what_is_to_be_extracted_is_quarantined(desk):
    """An interval that is not named by its start cannot be placed."""
    desk.sources(counts=PLAIN.replace("{from: at,", "{from: at, extract: '^(.{16}) -',"))

    receipt = desk.take("at;n\n16/11/2026 08:00 - 08:30;4\nlater;4\n")

    assert (receipt.accepted, reasons(receipt)) == (1, [(3, "at", "a (5)", "no_match")])


def test_cells_that_a_mapping_may_lose_are_counted(desk):
    """A negative menu time costs the cell, not the call, where the mapping says so; and the receipt tells."""
    desk.sources(calls=QUIRKS.replace("ENCODING", "utf-8") + "  ivr_s: {from: menu, unit: s, negative: null}\n")

    receipt = desk.take("N°;Début;Issue;menu\n1;16/11/2026 08:00;Décroché;-192\n2;16/11/2026 08:01;Décroché;7\n")

    assert (receipt.accepted, receipt.repaired) == (2, {"negative_cell": {"menu": 1}})
    assert desk.rows("calls")["ivr_s"].isna().tolist() == [True, False]


def test_a_separator_at_the_end_of_each_line_is_no_column(calls):
    """Many exports end each line with one."""
    receipt = calls.take("id;at;issue;wait;\n1;16/11/2026 08:00;A;12;\n2;16/11/2026 08:01;A;1\n")

    assert receipt.accepted == 2


def test_a_file_of_excluded_rows_alone_covers_its_days(calls):
    """A day of ghost calls only was delivered: nothing is missing, nothing counts."""
    receipt = calls.take(HEADER + "1;16/11/2026 08:00;G;12\n")

    assert (receipt.accepted, receipt.excluded, receipt.weeks) == (0, {"ghost": 1}, ["2026-W47"])


def test_days_and_hours_of_a_typed_format_are_joined(desk):
    """A warehouse keeps day and time of day apart."""
    path = desk.inbox / "file.parquet"
    with duckdb.connect() as con:
        con.execute(f"copy (select date '2026-11-16' as at, time '08:30:00' as h, 4 as n) to '{path}' (format parquet)")
    parquet = PLAIN.replace('csv, separator: ";"', "parquet").replace("*.csv", "*.parquet")
    desk.sources(counts=parquet.replace('{from: at, format: "%d/%m/%Y %H:%M"}', "{join: [at, h], format: iso}"))

    assert desk.receive(path)[0].error is None
    assert str(desk.rows("carrier_counts")["start_local"].iloc[0]) == "2026-11-16 08:30:00"


def test_a_header_in_two_rows_with_units_below(desk):
    """Reports made for reading put "Appels" over "présentés" and the unit under both."""
    shape = 'separator: ";", header_row: [2, 3], skip_after_header: 1'
    desk.sources(counts=PLAIN.replace('separator: ";"', shape).replace("from: n}", "from: Appels présentés}"))

    receipt = desk.take("Rapport\n;Appels;\nat;présentés;aboutis\n;nb;nb\n16/11/2026 08:00;10;9\n")

    assert receipt.accepted == 1
    assert desk.rows("carrier_counts")["presented"].tolist() == [10]


def test_intervals_named_by_their_end(desk):
    """Some exports write 08:30 for 08:00 to 08:30: half an hour's shift would misplace every peak."""
    desk.sources(counts=PLAIN.replace("minutes: 30", "minutes: 30, named_by: end"))

    desk.take("at;n\n16/11/2026 08:30;10\n17/11/2026 24:00;1\n")

    assert desk.rows("carrier_counts")["start_local"].astype(str).tolist() == [
        "2026-11-16 08:00:00", "2026-11-17 23:30:00",
    ]  # fmt: skip


def test_a_file_on_another_clock_comes_out_on_the_partnerships(desk):
    """A platform that exports UTC must not shift the week's Monday."""
    desk.sources(counts=PLAIN + "time: {zone: UTC}\n")

    desk.take("at;n\n15/11/2026 23:30;10\n")

    row = desk.rows("carrier_counts").iloc[0]
    assert (str(row["start"]), str(row["start_local"])) == ("2026-11-15 23:30:00", "2026-11-16 00:30:00")
    assert str(row["local_date"])[:10] == "2026-11-16"


def test_open_days_and_half_hours_without_rows_are_told(counts):
    """Missing is not zero, and whoever reads the page must know what is missing."""
    receipt = counts.take("at;n\n16/11/2026 08:00;10\n16/11/2026 08:30;10\n16/11/2026 09:30;10\n24/11/2026 08:00;1\n")

    assert receipt.gaps["days_without_rows"] == ["2026-11-17", "2026-11-23"]
    assert receipt.gaps["intervals_without_rows"][0] == "2026-11-16 09:00"


def test_a_workbook_formula_is_refused_in_a_number_and_text_elsewhere(desk, workbook):
    """What a spreadsheet would compute was not delivered; and text is never run."""
    desk.sources(
        counts=PLAIN.replace('csv, separator: ";"', "xlsx").replace("*.csv", "*.xlsx") + "  number: {from: no}\n"
    )
    evil = "=cmd|' /C calc'!A0"
    rows = [["at", "n", "no"], ["16/11/2026 08:00", "=1+1", "x"], ["16/11/2026 08:30", 3, evil]]

    receipt = desk.take(workbook(rows), "file.xlsx")

    assert reasons(receipt) == [(2, "n", "=9+9 (4)", "formula")]
    assert desk.rows("carrier_counts")["number"].tolist() == [evil], "shown as text; who writes a sheet makes it inert"


def test_typed_formats_need_no_date_format(desk, workbook):
    """Excel's own dates are what they are, whatever the cell's format shows."""
    desk.sources(counts=PLAIN.replace('csv, separator: ";"', "xlsx").replace("*.csv", "*.xlsx")
                 .replace(', format: "%d/%m/%Y %H:%M"', ""))  # fmt: skip

    desk.take(workbook([["at", "n"], [dt.datetime(2026, 11, 16, 8), 4]]), "file.xlsx")

    assert str(desk.rows("carrier_counts")["start_local"].iloc[0]) == "2026-11-16 08:00:00"


def test_parquet_with_zoned_moments_and_typed_numbers(desk):
    """Data warehouses deliver Parquet, with moments in UTC."""
    path = desk.inbox / "file.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"copy (select '2026-11-16 07:00:00+00'::timestamptz as at, 4::hugeint as n, [1, 2] as extra, true as flag "
            f"union all select null, null, null, null) to '{path}' (format parquet)"
        )
    desk.sources(counts=PLAIN.replace('csv, separator: ";"', "parquet").replace("*.csv", "*.parquet")
                 .replace(', format: "%d/%m/%Y %H:%M"', ""))  # fmt: skip

    receipt = desk.receive(path)[0]

    assert (receipt.error, receipt.accepted) == (None, 1)
    assert str(desk.rows("carrier_counts")["start_local"].iloc[0]) == "2026-11-16 08:00:00"


PLAIN = """
table: carrier_counts
owed_by: client
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  presented: {from: n}
"""
PARTS = (
    PLAIN
    + """  busy: {from: b}
  closed: {from: c}
  delivered: {from: d}
  network_answered: {from: t}
"""
)
QUIRKS = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";", encoding: ENCODING}
columns:
  call_key: {from: N°}
  arrived_at: {from: Début, format: "%d/%m/%Y %H:%M"}
  outcome: {from: Issue, values: {Décroché: answered}}
"""
RULES = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome:
    rules:
      - {where: {agent_time: {not: [0, ""]}}, value: answered}
      - {where: {next: {empty: false}}, value: overflow}
      - {where: {left: {matches: "^call"}}, value: abandoned}
"""
LEGS = """
table: calls
owed_by: provider
every: week
counting_unit: leg
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  talk_s: {from: talk, unit: s}
  queue: {from: queue}
  transferred: {from: queue, values: {}, unknown: null}
"""
