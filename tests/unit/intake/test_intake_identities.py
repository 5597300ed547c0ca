"""What must add up: the kit's own identities, and those that a mapping states in the file's own names."""

from __future__ import annotations

import pytest

from kit.errors import BadParams, MissingColumn
from kit.params import mapping_mark
from kit.params import sources as read_sources

SOURCE = """
table: intervals
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: csv, separator: ";", decimal: ","}
interval: {minutes: 30}
IDENTITIES
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  offered: {from: Reçus}
  answered: {from: Traités}
"""
HEADER = "at;Reçus;Traités;Perdus;Autres\n"
OWN = "identities: [{whole: Reçus, parts: [Traités, [Lost, Perdus]], exact: true}]"


@pytest.fixture
def line(desk):
    """Takes one row in beside a good one, under the stated identities: what is told of it."""

    def take(identities: str, row: str, header: str = HEADER) -> list[tuple]:
        desk.sources(counts=SOURCE.replace("IDENTITIES", identities))
        good = ";".join(["16/11/2026 08:00", "10", "8", "2", "0"][: header.count(";") + 1])
        receipt = desk.take(f"{header}{good}\n16/11/2026 08:30;{row}\n")
        return [(one.row_number, one.column, one.value, one.reason) for one in receipt.rejects.itertuples()]

    return take


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("10;7;3;0", None),
        ("10;7;2;0", ("Traités + Perdus / Reçus", "7 + 2 / 10", "identity")),
        ("10;7;4;0", ("Traités + Perdus / Reçus", "7 + 4 / 10", "identity")),
        ("10;7;;0", None),
        ("10;;11;0", ("Traités + Perdus / Reçus", " + 11 / 10", "identity")),
        (";7;3;0", None),
        ("21027;21000;37;0", ("Traités + Perdus / Reçus", "21000 + 37 / 21027", "identity")),
        ("10;7;x;0", ("Perdus", "a (1)", "bad_number")),
    ],
)
def test_an_identity_of_the_mappings_owner_is_checked_and_told_in_its_names(line, row, told):
    """ "Perdus" goes into no table, and still tells that the row contradicts itself."""
    assert line(OWN, row) == ([(3, *told)] if told else [])


@pytest.mark.parametrize(("row", "wrong"), [("10;7;2;0", False), ("10;7;4;0", True), ("10;;11;0", True)])
def test_an_identity_that_is_not_exact_bounds_its_parts(line, row, wrong):
    """Some calls are in no part; none is in two."""
    found = line(OWN.replace("exact: true", "exact: false"), row)

    assert [one[3] for one in found] == ["parts_over_whole"] * wrong


def test_the_kits_own_identities_still_hold_beside_a_list(line):
    """A list adds: 11 answered of 10 offered stay a fault, whatever else is stated."""
    own = "identities: [{whole: Reçus, parts: [Perdus], exact: false}]"

    assert line(own, "10;11;0;0") == [(3, "Traités / Reçus", "11 / 10", "identity")]


@pytest.mark.slow
def test_the_kits_own_identities_can_be_off_beside_a_list(line):
    """A platform that counts at the call's end breaks ours and keeps its own."""
    own = "identities: [off, {whole: Reçus, parts: [Autres], exact: false}]"

    assert line(own, "10;11;5;5") == []
    assert [one[1] for one in line(own, "10;11;5;12")] == ["Autres / Reçus"]


def test_what_a_platform_counts_at_the_calls_end_is_held_to_the_owners_identities(line):
    """They were stated for this very export."""
    assert line(f"attribution: completion\n{OWN}", "10;11;0;0")[0][3] == "identity"


def test_durations_are_compared_in_seconds_by_their_own_unit(desk):
    """0:02:00 and 0:01:00 make 0:03:00; each is rounded by itself, so that a second is none."""
    text = SOURCE.replace("IDENTITIES", "identities: [{whole: Tout, parts: [Conv, Garde]}]")
    text += '  handle_s: {from: Tout, unit: "h:mm:ss"}\n  talk_s: {from: Conv, unit: "h:mm:ss"}\n'
    desk.sources(counts=text + '  hold_s: {from: Garde, unit: "h:mm:ss"}\n')
    rows = ["0:03:00;0:02:00;0:01:00", "0:03:01;0:02:00;0:01:00", "0:04:00;0:02:00;0:01:00"]

    receipt = desk.take("at;Reçus;Traités;Tout;Conv;Garde\n" + "".join(
        f"16/11/2026 {8 + at // 2:02d}:{at % 2 * 30:02d};10;9;{row}\n" for at, row in enumerate(rows)))  # fmt: skip

    assert receipt.rejects[["row_number", "column", "value"]].values.tolist() == [
        [4, "Conv + Garde / Tout", "0:02:00 + 0:01:00 / 0:04:00"]
    ]


def test_a_column_of_an_identity_must_be_in_the_file(desk):
    """A check that finds nothing to check is none."""
    desk.sources(counts=SOURCE.replace("IDENTITIES", OWN))

    error = desk.receive(desk.deliver("at;Reçus;Traités\n16/11/2026 08:00;10;9\n"))[0].error
    assert isinstance(error, MissingColumn) and "Lost" in error.text("en")


@pytest.mark.parametrize(
    "stated", ["offf", "[{whole: Reçus}]", "[{parts: [A]}]", "[{whole: Reçus, parts: []}]", "[]",
               "[off, quarantaine]", "[{whole: Reçus, parts: [A], exactly: true}]"],
)  # fmt: skip
def test_identities_that_say_nothing_are_refused(desk, stated):
    """A slip would leave the check out."""
    desk.sources(counts=SOURCE.replace("IDENTITIES", f"identities: {stated}"))

    with pytest.raises(BadParams, match="identities"):
        read_sources("line")


def test_a_mapping_with_a_word_keeps_its_mark(desk):
    """Stored weeks know by it that they were read as they would be today."""
    marks = {}
    for stated in ("", "identities: quarantine", "identities: off", "identities: [off]", OWN):
        desk.sources(counts=SOURCE.replace("IDENTITIES", stated))
        marks[stated] = mapping_mark(read_sources("line").sources["counts"], "Europe/Paris")

    assert marks[""] == marks["identities: quarantine"]
    assert marks["identities: off"] == marks["identities: [off]"] != marks[""]
    assert marks[OWN] not in (marks[""], marks["identities: off"])
