"""What one side exports, the other receives: the same tables, by the mapping in the package alone."""

from __future__ import annotations

import re

import pytest

from kit import params
from kit.errors import BadParams

TABLES = ("calls", "intervals", "carrier_counts", "staffing", "actions")


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_other_side_has_the_same_tables(exchange, form):
    """Two firms that argue about figures must first have the same rows: every cell, null or 0, of every table."""
    exchange.hand_over(form)

    for table in TABLES:
        here = exchange.rows("line", table)
        assert here and exchange.rows("other", table) == here, table


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_pseudonyms_are_kept_and_not_hashed_again(exchange, keys_of, form):
    """Hashed with the other side's key, no caller would be the same as in last week's package; and no key is made."""
    exchange.hand_over(form)

    callers = [row["caller"] for row in exchange.rows("other", "calls")]
    here = [row["caller"] for row in exchange.rows("line", "calls")]
    assert sorted(filter(None, callers)) == sorted(filter(None, here))
    assert callers.count(None) == 1 and len(set(callers)) == 3
    assert keys_of("line") and not keys_of("other")


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_half_hours_that_come_twice_in_autumn_stay_two(exchange, form):
    """Written on the local clock alone, the second pass would replace the first one."""
    exchange.hand_over(form)

    starts = [row["start"] for row in exchange.rows("other", "carrier_counts")]
    local = [row["start_local"] for row in exchange.rows("other", "carrier_counts")]
    assert len(set(starts)) == 5 and len(set(local)) == 3


def test_excluded_rows_do_not_come_back_and_are_told(exchange):
    """A ghost that was left out here would be a call there; the list of what was left out is for reading."""
    receipts = exchange.hand_over("csv")

    assert sum(receipt.accepted for receipt in receipts) == 5 + 4 + 2 + 5 + 2 + 3
    told = (exchange.home / "out" / "for_information" / "exclusions.2026-W43.csv").read_text(encoding="utf-8-sig")
    assert "ghost" in told and told.count("\n") == 2


def test_without_callers_nothing_of_them_leaves(exchange):
    """Some agreements hand over counts and never persons, under whatever name."""
    found = exchange.export("csv", callers=False)

    held = [row["caller"] for row in exchange.rows("line", "calls") if row["caller"]]
    written = "".join(path.read_text(encoding="utf-8") for path in found.folder.rglob("*") if path.is_file())
    assert held and not found.callers
    assert not any(caller in written for caller in held)


def test_a_telephone_number_is_no_pseudonym(exchange):
    """A mapping that calls numbers pseudonyms by mistake must give no caller, rather than numbers in the tables."""
    found = exchange.export("csv", tables=("calls",))
    path = next(found.folder.glob("calls-*.csv"))
    text = path.read_text(encoding="utf-8-sig")
    held = [row["caller"] for row in exchange.rows("line", "calls") if row["caller"]]
    for caller in held:
        text = text.replace(f"p-{caller}", "0639980001").replace(caller, "0639980001")
    other = exchange.home / path.name
    other.write_text(text, encoding="utf-8-sig")
    exchange.mapping("other", (found.folder / "sources.yml").read_text(encoding="utf-8"))

    exchange.receive("other", [other])

    assert {row["caller"] for row in exchange.rows("other", "calls")} == {None}


@pytest.mark.parametrize(
    "column",
    [
        "queue: {from: queue, as: pseudonym}",
        "caller: {from: caller, as: pseudonym, values: {a: b}, unknown: keep}",
        'caller: {as: pseudonym, rules: [{where: {caller: {empty: false}}, value: "0639980001"}]}',
    ],
    ids=["of another column", "with words of its own", "by rules"],
)
def test_nothing_else_passes_for_a_pseudonym(exchange, column):
    """Each would let the cells of a file into the tables as they are: numbers and names among them."""
    mapping = (exchange.export("csv", tables=("calls",)).folder / "sources.yml").read_text(encoding="utf-8")
    name = column.partition(":")[0]
    stated = re.sub(rf"(?ms)^      {name}:\n(?:        .*?\n|          .*?\n)+", f"      {column}\n", mapping)
    exchange.mapping("other", stated)

    with pytest.raises(BadParams, match="as: pseudonym"):
        params.sources("other")


def test_a_second_package_is_read_by_the_same_mapping(exchange):
    """The mapping is copied once, not every week: it must not name the period."""
    exchange.hand_over("parquet")
    exchange.export("parquet", name="again", tables=("staffing",))

    mapping = (exchange.home / "params" / "other" / "sources.yml").read_text(encoding="utf-8")
    assert "2026-W43" not in mapping
