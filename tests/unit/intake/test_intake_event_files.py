"""A log that was cut into files between two events of one call: the call is whole, and counts once."""

from __future__ import annotations

import gzip

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import store
from kit.cli import main
from kit.errors import BadParams, OverlappingParts
from kit.params import sources as read_sources

START = 1763362800  # a Monday at 8:00 in Paris
SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "log*"}
file: {format: csv, separator: ",", SHAPE}
events:
  by: CALL
  event: KIND
  at: {from: WHEN, format: epoch}
  begin: [ENTER]
  end: [LEAVE]
  files: one_stream
  columns:
    id: {first: CALL}
    entered: {first: WHEN, of: ENTER}
    wait: {between: [ENTER, LEAVE]}
columns:
  call_key: {from: id}
  arrived_at: {from: entered, format: epoch}
  outcome: {constant: abandoned}
  wait_s: {from: wait, unit: s}
"""
PLAIN = SOURCE.replace("SHAPE", "header_row: 0").replace("WHEN", '"#1"').replace("CALL", '"#2"').replace("KIND", '"#3"')
NAMED = SOURCE.replace("SHAPE", "quote: ''").replace("WHEN", "at").replace("CALL", "call").replace("KIND", "what")
EVENTS = ["0 a ENTER", "5 b ENTER", "9 a LEAVE", "12 c ENTER", "20 b LEAVE", "31 c LEAVE"]


def lines(events: list[str]) -> str:
    rows = [event.split(" ") for event in events]
    return "".join(f"{START + int(at)},{call},{what}\n" for at, call, what in rows)


def waits(desk) -> dict[str, float]:
    calls = desk.rows("calls")
    return dict(zip(calls["call_key"], calls["wait_s"], strict=True))


@pytest.mark.parametrize("text, header", [(PLAIN, ""), (NAMED, "at,call,what\n")])
def test_a_call_that_begins_in_one_file_and_ends_in_the_next_is_one_call(desk, text, header):
    """Rotation asks nobody whether somebody is waiting. The command may name the files in any order."""
    desk.sources(log=text)
    old = desk.deliver(header + lines(EVENTS[:3]), "log.1")
    new = desk.deliver(header + lines(EVENTS[3:]), "log")

    receipts = desk.receive(new, old)

    assert waits(desk) == {"a": 9, "b": 15, "c": 19}
    assert [(one.file, one.accepted, one.excluded) for one in receipts] == [("log.1 + log", 3, {})]
    assert receipts[0].event_rows == 6


def test_a_part_may_be_packed_and_lack_its_last_line_break(desk):
    """Yesterday's log is packed by the night's job; a copied one may have lost its last byte."""
    desk.sources(log=PLAIN)
    old = desk.deliver(gzip.compress(lines(EVENTS[:3]).rstrip("\n").encode()), "log.1.gz")

    desk.receive(desk.deliver(lines(EVENTS[3:]), "log"), old)

    assert waits(desk) == {"a": 9, "b": 15, "c": 19}


def test_the_same_parts_again_are_no_new_delivery(desk):
    """Whoever is not sure sends them again; and everything can be read again from what is kept."""
    desk.sources(log=PLAIN)
    paths = [desk.deliver(lines(EVENTS[:3]), "log.1"), desk.deliver(lines(EVENTS[3:]), "log")]
    desk.receive(*paths)

    assert desk.receive(*paths)[0].already
    assert len(list((desk.home / "data" / "line" / "received").iterdir())) == 3, "the whole, and each part"


def test_parts_of_the_same_time_are_refused(desk):
    """A log and the backup of it: every event would count twice."""
    desk.sources(log=PLAIN)
    late = [event.replace("31", "400") for event in EVENTS]
    paths = [desk.deliver(lines(late), "log"), desk.deliver(lines(late[1:]), "log.bak")]

    with pytest.raises(OverlappingParts) as caught:
        desk.receive(*paths)

    assert "log.bak" in caught.value.text("en") and "twice" in caught.value.text("en")


def test_the_command_says_which_parts_overlap_and_leaves_with_their_code(desk):
    """A sentence and no traceback; nothing is kept of a command that could not be read one way."""
    desk.sources(log=PLAIN)
    paths = [desk.deliver(lines(EVENTS), "log"), desk.deliver(lines([*EVENTS[1:], "400 d ENTER"]), "log.bak")]
    late = desk.deliver(lines([*EVENTS, "300 e ENTER"]), "log")

    done = CliRunner().invoke(main, ["--messages", "en", "receive", "line", str(late), str(paths[1])])

    assert done.exit_code == 54 and "log.bak begins at 2025-11-17 07:00:05" in done.output
    assert not (desk.home / "data" / "line" / "received").exists()


def test_a_dry_run_reads_the_parts_and_keeps_nothing(desk):
    """It says what would be taken in, of the whole."""
    desk.sources(log=PLAIN)
    paths = [desk.deliver(lines(EVENTS[:3]), "log.1"), desk.deliver(lines(EVENTS[3:]), "log")]

    receipts = desk.receive(*paths, dry_run=True)

    assert [(one.file, one.accepted) for one in receipts] == [("log.1 + log", 3)]
    assert not (desk.home / "data").exists()


def test_a_table_can_be_made_again_from_the_whole_that_was_kept(desk):
    """A lost file of the tables is read again from the raw file, in which every call is whole."""
    desk.sources(log=PLAIN)
    desk.receive(desk.deliver(lines(EVENTS[:3]), "log.1"), desk.deliver(lines(EVENTS[3:]), "log"))
    name = next(file.name for file in store.current("line").files if file.table == "calls")
    lost = desk.home / "data" / "line" / "tables" / name
    before = lost.read_bytes()
    lost.unlink()

    done = CliRunner().invoke(main, ["--messages", "en", "repair", "line"])

    assert done.exit_code == 0, done.output
    assert lost.read_bytes() == before


def test_files_that_are_no_part_of_a_log_are_taken_in_by_themselves(desk):
    """A file without a single moment gives its own complaint; other sources have one receipt a file, as always."""
    desk.sources(log=PLAIN, other=PLAIN.replace("log*", "other*").replace("files: one_stream", "files: apart"))
    names = ["other", "log.1", "log", "log.2"]
    texts = [lines(EVENTS[:3]), lines(EVENTS[:3]), lines(EVENTS[3:]), "nothing,here,at all\n"]
    paths = [desk.deliver(text, name) for text, name in zip(texts, names, strict=True)]

    receipts = desk.receive(*paths)

    assert [(one.file, one.error is None) for one in receipts] == [
        ("other", True), ("log.1 + log", True), ("log.2", False),
    ]  # fmt: skip
    assert receipts[0].excluded == {"unfinished_call": 1}


def test_a_whole_call_is_not_taken_away_by_a_later_file_that_has_only_its_end(desk):
    """The next week's file begins with the last event of a call that was whole in the files of this one."""
    desk.sources(log=PLAIN)
    desk.receive(desk.deliver(lines(EVENTS), "log.1"))
    day = 86_400

    later = desk.receive(desk.deliver(lines(["31 c LEAVE", f"{day} d ENTER", f"{day + 9} d LEAVE"]), "log"))

    assert later[0].excluded == {"unbegun_call": 1}
    assert waits(desk) == {"a": 9, "b": 15, "c": 19, "d": 9}


@given(cuts=st.lists(st.integers(0, 6), max_size=3), order=st.randoms())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_a_log_is_cut_the_calls_are_the_same(desk, cuts, order):
    """No cut loses a call and none doubles one."""
    desk.sources(log=PLAIN)
    ends = sorted({0, len(EVENTS), *cuts})
    pairs = list(zip(ends, ends[1:], strict=False))
    paths = [desk.deliver(lines(EVENTS[a:b]), f"log.{9 - at}") for at, (a, b) in enumerate(pairs)]
    order.shuffle(paths)

    receipts = desk.receive(*paths, accept_change=True)

    assert [one.excluded for one in receipts] == [{}]
    assert waits(desk) == {"a": 9, "b": 15, "c": 19}


def test_a_log_of_typed_cells_cannot_be_put_together(desk):
    """Two workbooks one after the other are no workbook."""
    desk.sources(log=NAMED.replace("csv", "xlsx"))

    with pytest.raises(BadParams, match="one_stream"):
        read_sources("line")
