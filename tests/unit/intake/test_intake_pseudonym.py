"""Callers' numbers: one caller is one pseudonym, and nobody gets the number back."""

from __future__ import annotations

import datetime as dt
import os
import re
import stat

import pytest

from kit.errors import BadParams
from kit.intake.cells import Reject
from kit.intake.pseudonym import e164, keys, pseudonym

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {constant: answered}
  caller: {from: no, withheld: [Masqué]}
"""


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("0612345678", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("06\u00a012\u202f34-56 78", "+33612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("+33 06 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("tel:+33612345678", "+33612345678"),
        (612345678, "+33612345678"),
        (612345678.0, "+33612345678"),
        ("+44 20 7946 0000", "+442079460000"),
        ("3949", "3949"),
    ],
)
def test_one_caller_is_one_number_however_it_is_written(cell, number):
    """A repeat call is only seen if both exports of the number become one."""
    assert e164(cell, "33") == number


@pytest.mark.parametrize("cell", ["anonymous", "=HYPERLINK(1)", "sip:poste12", "+", "12345678901234567890"])
def test_what_is_no_number_is_not_made_one(cell):
    """A pseudonym of "anonymous" would be one caller who calls all day."""
    with pytest.raises(Reject):
        e164(cell, "33")


def test_the_pseudonym_depends_on_the_key():
    """Without its key a hash of a French number is undone in under an hour."""
    one, other = pseudonym("+33612345678", b"1" * 32), pseudonym("+33612345678", b"2" * 32)

    assert re.fullmatch("[0-9a-f]{16}", one)
    assert one != other
    assert one == pseudonym("+33612345678", b"1" * 32)


def test_the_key_is_made_once_for_a_year_and_readable_by_its_owner_only(desk):
    """A key that others can read protects nobody; a new key for each file would hide every repeat call."""
    first = keys("line", keep=True)(2026)
    second = keys("line", keep=True)(2026)
    path = desk.home / "params" / "local" / "line" / "caller-2026.key"

    assert first == second != keys("line", keep=True)(2027)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(path.parent).st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir() if file.name.startswith(".")] == []


def test_a_damaged_key_is_refused_instead_of_replaced(desk):
    """A fresh key would silently cut every caller in two."""
    folder = desk.home / "params" / "local" / "line"
    folder.mkdir(parents=True)
    (folder / "caller-2026.key").write_text("short")

    with pytest.raises(BadParams) as error:
        keys("line", keep=True)(2026)
    assert "caller-2026.key" in error.value.text("fr")


def test_a_dry_run_makes_no_key(desk):
    """A dry run writes nothing."""
    desk.sources(calls=SOURCE)

    desk.take("id;at;no\n1;16/11/2026 08:00;0612345678\n", dry_run=True)

    assert not (desk.home / "params" / "local").exists()
    assert not (desk.home / "data").exists()


def test_callers_are_linked_within_a_year_and_across_files_and_not_beyond(desk):
    """Who called again this week must be seen; nobody is followed from one year to the next."""
    desk.sources(calls=SOURCE)
    now = dt.datetime(2027, 1, 10, tzinfo=dt.UTC)
    december = "1;21/12/2026 08:00;0612345678\n2;21/12/2026 08:01;Masqué\n3;21/12/2026 08:02;\n"
    new_year = "4;30/12/2026 08:00;+33612345678\n5;02/01/2027 08:00;0612345678\n6;02/01/2027 08:01;?\n"
    desk.take("id;at;no\n" + december, "a.csv", now=now)
    receipt = desk.take("id;at;no\n" + new_year, "b.csv", now=now)

    caller = desk.rows("calls").set_index("call_key")["caller"]
    assert caller["1"] == caller["4"] != caller["5"]
    assert caller[["2", "3", "6"]].isna().all(), "withheld, empty, unreadable"
    assert receipt.repaired == {"unreadable_caller": {"no": 1}}
    assert receipt.accepted == 3, "an unreadable number costs the cell, not the call"
