"""A column that is read in some rows only: what a cell means depends on whose leg the row is."""

from __future__ import annotations

import pytest

from kit.errors import BadParams, MissingColumn

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
counting_unit: leg
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M:%S"}
  outcome:
    rules: [{where: {adviser: {empty: false}}, value: answered}, {where: {adviser: {empty: true}}, value: ivr_exit}]
  talk_s: {from: lasted, unit: s, where: {adviser: {empty: false}}}
  ivr_s: {from: lasted, unit: s, where: {adviser: {empty: true}}}
"""
FILE = """id;at;adviser;lasted
a;16/11/2026 09:00:00;;12
a;16/11/2026 09:00:12;x;60
b;16/11/2026 09:05:00;;7
"""


def test_the_menus_seconds_are_no_talk(desk):
    """Both legs state how long they lasted; taken together, the menu would be talk of an adviser."""
    desk.sources(calls=SOURCE)
    desk.take(FILE)

    calls = desk.rows("calls").set_index("call_key")
    assert calls["talk_s"].fillna(-1).to_dict() == {"a": 60, "b": -1}
    assert calls["ivr_s"].to_dict() == {"a": 12, "b": 7}
    assert calls["outcome"].to_dict() == {"a": "answered", "b": "ivr_exit"}


def test_a_cell_that_is_not_read_is_no_fault(desk):
    """What the menu's leg holds in a column of advisers is nobody's error."""
    desk.sources(calls=SOURCE.replace("  ivr_s: {from: lasted, unit: s, where: {adviser: {empty: true}}}\n", ""))

    receipt = desk.take(FILE.replace(";;12", ";;none"))

    assert (receipt.quarantined, receipt.accepted) == (0, 2)


def test_what_an_added_column_holds_elsewhere_is_not_added(desk):
    """The same rows count for each part of a sum."""
    desk.sources(calls=SOURCE.replace("talk_s: {from: lasted,", "talk_s: {add: [lasted, lasted],"))
    desk.take(FILE)

    assert desk.rows("calls").set_index("call_key")["talk_s"].fillna(-1).to_dict() == {"a": 120, "b": -1}


def test_a_column_that_chooses_rows_must_be_in_the_file(desk):
    """Without it every row would be meant, or none."""
    desk.sources(calls=SOURCE.replace("where: {adviser: {empty: true}}}\n", "where: {role: {empty: true}}}\n"))

    with pytest.raises(MissingColumn, match="role"):
        desk.take(FILE)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("arrived_at: {from: at,", "arrived_at: {from: at, where: {adviser: x},", "every row needs its moment"),
        ("call_key: {from: id}", "call_key: {from: id}\n  queue: {constant: q, where: {adviser: x}}", "chooses rows"),
    ],
)  # fmt: skip
def test_where_is_for_columns_that_are_read_and_not_for_the_moment(desk, old, new, told):
    """Elsewhere the statement would be passed over in silence."""
    desk.sources(calls=SOURCE.replace(old, new))

    with pytest.raises(BadParams, match=told):
        desk.receive(desk.deliver(FILE))
