"""A column less what it holds of another: a wait that counts from the menu on, in the mapping's own words."""

from __future__ import annotations

import pytest

from kit.errors import BadParams

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
  wait_s: {from: waited, LESS, unit: s}
"""


@pytest.fixture
def waits(desk):
    """The waits of the calls of a file, empty ones as None; rows are waited;menu."""

    def take(less: str, *rows: str):
        desk.sources(calls=SOURCE.replace("LESS", less))
        lines = [f"c{at};16/11/2026 09:0{at};A;{row}" for at, row in enumerate(rows)]
        receipt = desk.take("\n".join(["id;at;issue;waited;menu", *lines]) + "\n")
        frame = desk.rows("calls")
        return [None if wait != wait else wait for wait in frame["wait_s"]] if len(frame) else [], receipt

    return take


def test_the_menu_is_taken_off_a_wait_that_holds_it(waits):
    """A wait that begins in the menu makes every caller look as if advisers had let them wait."""
    assert waits("less: [menu]", "40;12", "12;12")[0] == [28, 0]


def test_an_empty_part_leaves_nothing_known_unless_it_is_said_to_be_none(waits):
    """Where the export leaves the menu's cell empty for want of a menu, the whole is wait; where it lost it, nobody
    knows."""
    assert waits("less: [menu]", "40;")[0] == [None]
    assert waits("less: [{from: menu, empty: zero}]", "40;")[0] == [40]


def test_an_empty_whole_stays_empty(waits):
    """What was not delivered is no wait of zero seconds."""
    assert waits("less: [{from: menu, empty: zero}]", ";12")[0] == [None]


def test_a_part_that_cannot_be_read_is_told_with_its_own_column(waits):
    """The cell to correct is the menu's."""
    kept, receipt = waits("less: [menu]", "40;12", "30;soon")

    assert kept == [28]
    told = receipt.rejects[["row_number", "column", "reason"]].to_numpy().tolist()
    assert told == [[3, "menu", "bad_duration"]]


def test_a_part_larger_than_its_whole_is_a_fault_unless_the_mapping_says_otherwise(waits):
    """Twelve seconds of menu in a wait of ten is a clock that went back, or the wrong column."""
    assert waits("less: [menu]", "40;12", "10;12")[1].rejects["reason"].tolist() == ["negative"]
    assert waits("less: [menu], negative: null", "40;12", "10;12")[0] == [28, None]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("outcome: {from: issue,", "outcome: {from: issue, less: [menu],", "is for counts or durations"),
        ("wait_s: {from: waited, LESS", "wait_s: {add: [waited, menu], less: [menu]", "read with from:"),
    ],
)
def test_only_numbers_that_are_read_from_a_column_can_be_made_less(desk, old, new, told):
    """Elsewhere the statement would be passed over in silence."""
    desk.sources(calls=SOURCE.replace(old, new).replace("LESS, ", ""))

    with pytest.raises(BadParams, match=told):
        desk.receive(desk.deliver("id;at;issue;waited;menu\n"))
