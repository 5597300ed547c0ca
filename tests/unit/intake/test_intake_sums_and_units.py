"""Several columns as one count, several units in one column: as exports write them, and never half of it."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from kit.errors import AmbiguousUnits, BadParams, CountsDisagree, MissingColumn
from kit.params import sources as read_sources
from kit.params.columns import DURATION_UNITS, Column

COUNTS = """
table: intervals
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: csv, separator: ";", decimal: ","}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
"""
SLOTS = [f"{day}/11/2026 {clock}" for day in (16, 17) for clock in ("08:00", "08:30", "09:00", "09:30")]


def csv(header: str, *rows: str) -> str:
    """Rows behind the half-hours of the line, one after the other."""
    return "\n".join([f"at;{header}", *(f"{slot};{row}" for slot, row in zip(SLOTS, rows, strict=False))]) + "\n"


def told(receipt) -> list[tuple]:
    return [(row.row_number, row.column, row.value, row.reason) for row in receipt.rejects.itertuples()]


# Units

MIXED = "  talk_s: {from: d, unit: [h:mm:ss, days]}\n"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_each_duration_is_read_by_the_first_unit_that_fits(desk, workbook, form):
    """Half of the cells were turned into fractions of a day by a spreadsheet: each is 134 s."""
    stated = COUNTS.replace("csv", form) + MIXED
    desk.sources(counts=stated)
    fraction = 134 / 86400
    if form == "csv":
        content = csv("d", "0:02:14", str(fraction).replace(".", ","), "0:02:14", "")
    else:
        cells = ["0:02:14", fraction, dt.time(0, 2, 14), None]
        content = workbook([["at", "d"], *[list(row) for row in zip(SLOTS, cells, strict=False)]])

    receipt = desk.take(content, f"file.{form}")

    assert desk.rows("intervals")["talk_s"].round(6).tolist()[:3] == [134, 134, 134]
    units = {"h:mm:ss": 2, "days": 1} if form == "csv" else {"h:mm:ss": 1, "days": 1, "excel": 1}
    assert receipt.formats == {"d": units} and receipt.quarantined == 0


def test_a_cell_that_no_unit_fits_is_set_aside_as_it_is_written(desk):
    """A list of units is no licence to guess."""
    desk.sources(counts=COUNTS + MIXED)

    receipt = desk.take(csv("d", "0:02:14", "12:30", "0,001"))

    assert told(receipt) == [(3, "d", "12:30", "bad_duration")]
    assert receipt.formats == {"d": {"h:mm:ss": 1, "days": 1}}


def test_one_unit_is_read_as_before_and_counted_by_nobody(desk):
    """The receipt of an ordinary export is as short as it was."""
    desk.sources(counts=COUNTS + "  talk_s: {from: d, unit: s}\n")

    assert desk.take(csv("d", "134")).formats == {}


def test_an_average_in_several_units_becomes_a_sum(desk):
    """DMT is a mean, whatever it is written in."""
    desk.sources(counts=COUNTS + "  answered: {from: n}\n  talk_s: {from: d, unit: [mm:ss, s], times: answered}\n")

    desk.take(csv("n;d", "10;02:14", "10;134"))

    assert desk.rows("intervals")["talk_s"].tolist() == [1340, 1340]


BARE, CLOCKS = ("h", "min", "s", "ms", "days"), ("mm:ss", "hh:mm")


@pytest.mark.parametrize("units", list(itertools.permutations(DURATION_UNITS, 2)), ids=" ".join)
def test_units_that_read_one_cell_in_two_ways_are_refused(units):
    """90 s beside 90 ms, 12:30 beside 12:30: the order of a list must not decide what a call took."""
    clash = set(units) <= set(BARE) or set(units) == set(CLOCKS)
    stated = {"from": "d", "unit": list(units)}

    if clash:
        with pytest.raises(ValueError, match="could be read in both ways"):
            Column.model_validate(stated)
    else:
        assert Column.model_validate(stated).unit == list(units)


@pytest.mark.parametrize("units", ["[s, s]", "[]", "[s, seconds]"])
def test_a_list_of_units_holds_each_once_and_only_units(desk, units):
    """A slip is told where it stands."""
    desk.sources(counts=COUNTS + f"  talk_s: {{from: d, unit: {units}}}\n")

    with pytest.raises(BadParams, match="unit"):
        read_sources("line")


# Sums

BANDS = "  answered_within_threshold: {add: [a, {from: [b, B]}]}\n"


def test_columns_are_added(desk):
    """Answered within 10 s and within 20 s stand in bands, and are one count of the contract's."""
    desk.sources(counts=COUNTS + BANDS)

    receipt = desk.take(csv("a;B", "3;4", "0;0", "1,5;2"))

    assert desk.rows("intervals")["answered_within_threshold"].tolist() == [7, 0, 3.5]
    assert receipt.quarantined == 0


@pytest.mark.parametrize(
    ("empty", "values", "reasons"),
    [("null", [7, None, None], []), ("zero", [7, 4, 0], []), ("quarantine", [7], ["missing_value"] * 2)],
)
def test_half_a_sum_is_no_sum(desk, empty, values, reasons):
    """A missing band would be a lower count, and nobody would see it."""
    desk.sources(counts=COUNTS + BANDS.replace("]}]", f"]}}], empty: {empty}"))

    receipt = desk.take(csv("a;b", "3;4", ";4", ";"))

    kept = desk.rows("intervals")["answered_within_threshold"].astype(object)
    assert [None if value != value else value for value in kept] == values
    assert receipt.rejects["reason"].tolist() == reasons
    assert [row[2] for row in told(receipt)] == [" + 4", " + "][: len(reasons)]


@pytest.mark.parametrize(("row", "fault"), [("3;x", ("b", "a (1)", "bad_number")), ("5;-2", ("b", "-2", "negative"))])
def test_a_part_that_cannot_be_counted_is_told_by_its_own_column(desk, row, fault):
    """3, for 5 and -2, would look like any other count."""
    desk.sources(counts=COUNTS + BANDS)

    assert told(desk.take(csv("a;b", "3;4", row))) == [(3, *fault)]


def test_a_negative_part_may_cost_the_sum_instead_of_the_row(desk):
    """As it may with a single column, and it is counted on the receipt."""
    desk.sources(counts=COUNTS + BANDS.replace("]}]", "]}], negative: null"))

    receipt = desk.take(csv("a;b", "3;4", "5;-2"))

    assert desk.rows("intervals")["answered_within_threshold"].isna().tolist() == [False, True]
    assert receipt.repaired == {"negative_cell": {"b": 1}}


def test_durations_are_added_each_by_its_unit(desk):
    """Talk by two channels, one in h:mm:ss and one that a spreadsheet made a fraction."""
    desk.sources(counts=COUNTS + "  talk_s: {add: [a, b], unit: [h:mm:ss, days]}\n")

    receipt = desk.take(csv("a;b", "0:01:00;0,5", "1:00:00;0:00:01"))

    assert desk.rows("intervals")["talk_s"].tolist() == [43260, 3601]
    assert receipt.formats == {"a": {"h:mm:ss": 2}, "b": {"days": 1, "h:mm:ss": 1}}


def test_the_parts_of_a_fault_stand_as_they_are_written(desk):
    """ "21 037 + 27" is found in the file, 21064 is not; and no pair of counts is a telephone number."""
    stated = COUNTS.replace('decimal: ","', 'decimal: ",", thousands: [space]')
    desk.sources(counts=stated + "  offered: {from: n}\n  answered: {add: [a, b]}\n")

    receipt = desk.take(csv("n;a;b", "10;5;5", "21 027;21 037;27"))

    assert told(receipt) == [(3, "a + b / n", "21 037 + 27 / 21 027", "identity")]


def test_the_row_of_sums_is_held_against_each_part(desk):
    """A file cut within its second band must not pass by its first."""
    stated = COUNTS.replace('decimal: ","', 'decimal: ",", totals_row: {column: at}') + BANDS
    desk.sources(counts=stated)

    assert desk.take(csv("a;b", "3;4", "1;1") + "Total;4;5\n").accepted == 2
    assert isinstance(desk.receive(desk.deliver(csv("a;b", "3;4", "1;1") + "Total;4;6\n"))[0].error, CountsDisagree)


def test_each_part_must_be_in_the_file(desk):
    """A part that is renamed is told by name."""
    desk.sources(counts=COUNTS + BANDS)

    assert isinstance(desk.receive(desk.deliver(csv("a;c", "3;4")))[0].error, MissingColumn)


def test_a_sum_of_durations_without_a_unit_is_asked_for_it(desk):
    """90 and 90 are 180 of what?"""
    desk.sources(counts=COUNTS + "  talk_s: {add: [a, b]}\n")

    error = desk.receive(desk.deliver(csv("a;b", "90;90")))[0].error
    assert isinstance(error, AmbiguousUnits) and "talk_s: {add: […], unit: s}" in error.text("fr")


@pytest.mark.parametrize("column", ["queue: {add: [a, b]}", "offered: {add: [a]}", "offered: {add: [a, b], from: c}"])
def test_only_counts_and_durations_are_added_and_two_of_them_at_least(desk, column):
    """Two names are joined, not added."""
    desk.sources(counts=COUNTS + f"  {column}\n")

    with pytest.raises(BadParams):
        read_sources("line")


def test_a_list_under_from_still_names_one_column(desk):
    """Mappings that know a column by two names must not begin to add them up."""
    desk.sources(counts=COUNTS + "  offered: {from: [Offerts, Offered]}\n")

    desk.take(csv("Offered", "7"))
    assert desk.rows("intervals")["offered"].tolist() == [7]
