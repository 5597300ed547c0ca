"""A column that speaks where another is empty: the first contact's key, else the contact's own."""

from __future__ import annotations

import pytest

from kit import params
from kit.errors import BadParams

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: first, else: own}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered}}
"""
ROW = ";16/11/2026 08:00;A\n"


def keys(desk, *rows: str, source: str = SOURCE) -> list[str]:
    desk.sources(calls=source)
    desk.take("first;own;at;issue\n" + "".join(row + ROW for row in rows))
    return list(desk.rows("calls")["call_key"])


def test_an_empty_cell_gives_way_to_the_other_column(desk):
    """A platform names the first contact on those that follow it only."""
    assert keys(desk, ";c1", "c0;c2", "-;c3", "c9;") == ["c1", "c0", "c3", "c9"]


def test_null_marks_of_the_column_are_empty_too(desk):
    """ "NONE" is what this export writes for nothing."""
    assert keys(desk, "NONE;c1", source=SOURCE.replace("else: own", "else: own, nulls: [NONE]")) == ["c1"]


def test_both_columns_must_be_there(desk):
    """An export without the second one would lose every row in which the first is empty."""
    desk.sources(calls=SOURCE)

    error = desk.receive(desk.deliver(f"first;at;issue\nc1{ROW}"))[0].error

    assert error is not None and error.slug == "missing_column" and '"own"' in error.text("en")


@pytest.mark.parametrize("origin", ["constant: x", "join: [first, own]"])
def test_it_goes_with_one_column_alone(desk, origin):
    """A constant is never empty: whoever wrote `else:` beside it meant something else."""
    desk.sources(calls=SOURCE.replace("from: first", origin))

    with pytest.raises(BadParams, match="else"):
        params.sources("line")
