"""Rows that are events become calls by the rules of the mapping: none is lost, none counts twice."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.errors import BadParams, CappedExport, ForbiddenColumn, MissingColumn, RepeatedColumn, TruncatedFile
from kit.intake import event_table
from kit.params import sources as read_sources

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: csv, separator: "|", header_row: 0}
events:
  by: "#2"
  event: "#4"
  at: {from: "#1", format: epoch}
  no_call: [NONE]
  begin: [ENTER]
  end: [ABANDON, COMPLETE, LEAVE]
  ignored: [PAUSE]
  columns:
    id: {first: "#2"}
    entered: {first: "#1", of: ENTER}
    queue: {first: "#3", of: ENTER}
    ended: {last: "#4", of: [ABANDON, COMPLETE, LEAVE]}
    wait: {between: [ENTER, [CONNECT, ABANDON, LEAVE]]}
    talk: {sum: "#5", of: COMPLETE}
    rang: {sum: "#5", of: RING, factor: 0.001}
    answered: {any: CONNECT}
columns:
  call_key: {from: id}
  arrived_at: {from: entered, format: epoch}
  queue: {from: queue}
  outcome:
    rules:
      - {value: answered, where: {answered: "true"}}
      - {value: overflow, where: {ended: LEAVE}}
      - {value: abandoned, where: {ended: ABANDON}}
  wait_s: {from: wait, unit: s}
  talk_s: {from: talk, unit: s}
  ring_s: {from: rang, unit: s}
"""
# A Monday at 8:00 in Paris.
START = 1763362800
NAMED = SOURCE.replace('"#1"', "at").replace('"#2"', "call").replace('"#3"', "q").replace('"#4"', "what")
NAMED = NAMED.replace('"#5"', "n").replace(", header_row: 0", "")


def lines(*events: str) -> str:
    """Events as "second call queue kind number", from 8:00 on."""
    rows = [event.split(" ") for event in events]
    return "".join(f"{START + int(row[0])}|{'|'.join(row[1:])}\n" for row in rows)


def told(desk) -> list[tuple]:
    columns = ["call_key", "queue", "outcome", "wait_s", "talk_s", "ring_s", "row_number"]
    table = desk.rows("calls")[columns].astype(object)
    return [tuple(row) for row in table.where(table.notna(), None).itertuples(index=False, name=None)]


def test_events_become_calls(desk):
    """Four people waited: one was answered after two phones rang, one gave up, one left for another line."""
    desk.sources(calls=SOURCE)

    receipt = desk.take(
        lines(
            "0 NONE NONE START",
            "0 a North ENTER",
            "5 b North ENTER",
            "9 a North RING 4000",
            "12 a North RING 2500",
            "15 a North CONNECT 15",
            "17 c South ENTER",
            "40 b North ABANDON",
            "75 a North COMPLETE 60",
            "77 c South LEAVE",
        ),
        "log.csv",
    )

    assert told(desk) == [
        ("a", "North", "answered", 15, 60, 6.5, 2),
        ("b", "North", "abandoned", 35, None, None, 3),
        ("c", "South", "overflow", 60, None, None, 7),
    ]
    assert (receipt.rows_read, receipt.event_rows, receipt.accepted) == (4, 10, 3)
    assert receipt.excluded == {"no_call": 1}


def test_a_call_that_the_file_cuts_is_left_out_by_name(desk):
    """A half call is no call: its wait or its end is not known. It is counted, or somebody would look for it."""
    desk.sources(calls=SOURCE)

    receipt = desk.take(
        lines(
            "0 a North CONNECT", "1 b North ENTER", "2 a North COMPLETE 9", "9 b North ABANDON", "20 c North ENTER",
            "22 c North CONNECT", "30 d North RING 100",
        ),
        "log.csv",
    )  # fmt: skip

    assert [row[0] for row in told(desk)] == ["b"]
    assert receipt.excluded == {"unbegun_call": 2, "unfinished_call": 1}
    assert receipt.rows_read == 4


def test_a_call_that_enters_a_second_queue_is_not_finished_by_leaving_the_first(desk):
    """It left the first queue, and the file ends while it waits in the second: nobody knows how it went."""
    desk.sources(calls=SOURCE)

    receipt = desk.take(
        lines(
            "0 a North ENTER", "0 b North ENTER", "9 a North LEAVE", "9 b North LEAVE", "9 a South ENTER",
            "9 b South ENTER", "20 b South CONNECT", "50 b South COMPLETE 30",
        ),
        "log.csv",
    )  # fmt: skip

    assert told(desk) == [("b", "North", "answered", 9, 30, None, 2)]
    assert receipt.excluded == {"unfinished_call": 1}


def test_unknown_events_are_counted_and_take_nothing_away(desk):
    """A new version of the platform writes new events: the calls stand, and somebody is told."""
    desk.sources(calls=SOURCE)

    receipt = desk.take(
        lines("0 a North ENTER", "1 a North SURPRISE", "1 NONE North PAUSE", "2 NONE North OTHER", "9 a North ABANDON"),
        "log.csv",
    )

    assert receipt.accepted == 1 and receipt.excluded == {"no_call": 2}
    assert ["SURPRISE (1)" in doubt("en") for doubt in receipt.doubts].count(True) == 1
    assert not any("PAUSE" in doubt("en") or "OTHER" in doubt("en") for doubt in receipt.doubts)


def test_a_cell_that_is_no_number_sets_its_call_aside(desk):
    """A sum of what can be read would be a shorter call than it was."""
    desk.sources(calls=SOURCE)

    receipt = desk.take(
        lines(
            "0 a North ENTER",
            "1 a North RING 100",
            "2 a North RING x",
            "3 a North ABANDON",
            "4 b N ENTER",
            "5 b N LEAVE",
        ),
        "log.csv",
    )

    assert [row[0] for row in told(desk)] == ["b"]
    assert [(row.row_number, row.reason) for row in receipt.rejects.itertuples()] == [(1, "bad_duration")]


def test_a_moment_that_cannot_be_read_leaves_the_time_between_unknown(desk):
    """The call ended; how long it waited is not said, and is not zero."""
    desk.sources(calls=SOURCE)

    receipt = desk.take(lines("0 a N ENTER") + "later|a|N|CONNECT\n" + lines("9 a N COMPLETE 3"), "log.csv")

    assert told(desk) == [("a", "N", "answered", None, 3, None, 1)]
    assert any("row 2" in doubt("en") for doubt in receipt.doubts)


WAIT = "{between: [ENTER, [CONNECT, ABANDON, LEAVE]]}"


@pytest.mark.parametrize("rule, wait", [
    (WAIT, 10),
    ("{between: [ENTER, CONNECT], else: [LEAVE, ABANDON]}", 40),
    ("{between: [ENTER, RING], else: [LEAVE, ABANDON]}", 110),
    ("{between: [ENTER, [CONNECT, LEAVE, ABANDON]], each: true}", 10 + 20 + 15),
])  # fmt: skip
def test_the_time_between_events_is_that_which_the_rule_says(desk, rule, wait):
    """Two queues, an answer, and back into a queue: from which to which, the contract says and nobody guesses."""
    desk.sources(calls=SOURCE.replace(WAIT, rule))

    desk.take(
        lines(
            "0 a N ENTER", "10 a N LEAVE", "20 a S ENTER", "40 a S CONNECT", "90 a S COMPLETE 50", "95 a N ENTER",
            "110 a N ABANDON",
        ),
        "log.csv",
    )  # fmt: skip

    assert told(desk) == [("a", "N", "answered", wait, 50, None, 1)]


def test_a_span_whose_end_is_not_known_leaves_the_sum_unknown(desk):
    """One of two talks of unknown length: their sum is not that of the other."""
    desk.sources(calls=SOURCE.replace(WAIT, "{between: [ENTER, [LEAVE, ABANDON]], each: true}"))

    desk.take(lines("0 a N ENTER") + "x|a|N|LEAVE\n" + lines("9 a N ENTER", "12 a N ABANDON"), "log.csv")

    assert told(desk) == [("a", "N", "abandoned", None, None, None, 1)]


@pytest.mark.parametrize("order, first", [("file", "North"), ("at", "South")])
def test_events_follow_each_other_as_the_mapping_says(desk, order, first):
    """An export may hold the newest event first; then its moments tell which queue came first."""
    desk.sources(calls=SOURCE.replace("no_call:", f"order: {order}\n  no_call:").replace("begin: [ENTER]", "begin: []"))

    desk.take(lines("9 a North ENTER", "20 a South LEAVE", "0 a South ENTER", "30 a North ABANDON"), "log.csv")

    assert told(desk)[0][1] == first


# With a header


HEADER = "at|call|q|what|n\n"


def test_a_file_with_a_header_is_read_by_its_names(desk):
    """The columns of the file and those that the rules make may be called the same."""
    desk.sources(calls=NAMED.replace("queue", "q").replace("q: {from: q}", "queue: {from: q}"))

    desk.take(HEADER + lines("0 a North ENTER 1", "5 a North ABANDON 1"), "log.csv")

    assert told(desk) == [("a", "North", "abandoned", 5, None, None, 2)]


def test_a_workbook_of_events_is_read_like_a_text(desk, workbook):
    """Its cells are numbers and dates of its own; the call's key is no "17.0"."""
    stated = NAMED.replace("csv", "xlsx").replace("{from: at, format: epoch}", "{from: at, format: iso}")
    desk.sources(calls=stated.replace("{from: entered, format: epoch}", "{from: entered, format: iso}"))
    moments = [dt.datetime(2026, 11, 16, 8, 0, second) for second in (0, 9, 30)]
    rows = [[moments[0], 17, "N", "ENTER", None], [moments[1], 17, "N", "CONNECT", None]]

    desk.take(workbook([HEADER.strip().split("|"), *rows, [moments[2], 17, "N", "COMPLETE", 21]]), "log.xlsx")

    assert told(desk) == [("17", "N", "answered", 9, 21, None, 2)]
    assert str(desk.rows("calls")["arrived_local"][0]) == "2026-11-16 08:00:00"


def test_a_column_that_is_missing_is_told_by_the_files_own_name(desk):
    """The rules' names stand nowhere in the file; nobody could find them there."""
    desk.sources(calls=NAMED)

    with pytest.raises(MissingColumn) as caught:
        desk.take("at|call|q|n\n" + lines("0 a North 1"), "log.csv")

    assert caught.value.fields["column"] == "what"


def test_a_column_that_is_there_twice_is_refused(desk):
    """Of two columns of events, the first is as likely as the second."""
    desk.sources(calls=NAMED)

    with pytest.raises(RepeatedColumn):
        desk.take("at|call|q|what|n|what\n" + lines("0 a North ENTER 1 ENTER"), "log.csv")


def test_a_row_with_too_few_cells_sets_its_call_aside(desk):
    """What its missing cells said, nobody knows: the call is shown, not guessed."""
    desk.sources(calls=NAMED)

    receipt = desk.take(
        HEADER + lines("0 a N ENTER 1", "1 a N RING", "5 a N ABANDON 1", "6 b N ENTER 1", "7 b N LEAVE 1"), "log.csv"
    )

    assert [row[0] for row in told(desk)] == ["b"]
    assert list(receipt.rejects["reason"]) == ["short_row"] and receipt.quarantined == 1


def test_a_file_that_ends_within_an_event_is_refused(desk):
    """It was cut off while it was copied: its last calls are missing."""
    desk.sources(calls=NAMED)

    with pytest.raises(TruncatedFile):
        desk.take(HEADER + lines("0 a N ENTER 1", "5 a N ABANDON 1", "6 b N"), "log.csv")


def test_an_advisers_column_never_passes(desk):
    """A rule could carry a name from an event to its call."""
    desk.sources(calls=NAMED.replace("q}", "agent}").replace("first: q", "first: agent"))

    with pytest.raises(ForbiddenColumn):
        desk.take(HEADER.replace("|q|", "|agent|") + lines("0 a x ENTER 1", "5 a x ABANDON 1"), "log.csv")


# The limit of an export


@pytest.mark.parametrize("cap, calls, refused", [
    ("calls: 3", 3, True), ("calls: 3", 2, False), ("calls: 3", 4, False), ("rows: 6", 3, True), ("rows: 7", 3, False),
])  # fmt: skip
def test_a_file_at_the_limit_of_its_export_is_refused(desk, cap, calls, refused):
    """Its last day may be half a day, and would look like a quiet one."""
    desk.sources(calls=SOURCE.replace("header_row: 0}", f"header_row: 0, cap: {{{cap}}}}}"))
    events = [line for at in range(calls) for line in (f"{at} {at}a N ENTER", f"{at} {at}a N ABANDON")]

    if refused:
        with pytest.raises(CappedExport):
            desk.take(lines(*events), "log.csv")
    else:
        assert desk.take(lines(*events), "log.csv").accepted == calls


# Whatever the calls, and however their events lie between each other

CALL = st.tuples(
    st.sampled_from(["abandoned", "overflow", "answered"]),
    st.integers(0, 600),  # s of wait
    st.integers(0, 900),  # s of talk
    st.lists(st.integers(0, 30_000), max_size=3),  # ms of ringing
)


def events_of(call: tuple, key: str) -> list[str]:
    outcome, wait, talk, rings = call
    rang = [f"{{0}} {key} Q RING {ring}" for ring in rings]
    if outcome == "answered":
        tail = [f"{wait} {key} Q CONNECT {wait}", f"{wait + talk} {key} Q COMPLETE {talk}"]
    else:
        tail = [f"{wait} {key} Q {'ABANDON' if outcome == 'abandoned' else 'LEAVE'}"]
    return [f"0 {key} Q ENTER", *(line.format(min(wait, 1)) for line in rang), *tail]


@given(calls=st.lists(CALL, min_size=1, max_size=12), seed=st.integers(0, 99), parts=st.integers(1, 5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_calls_written_as_events_are_read_back_as_they_were(desk, calls, seed, parts):
    """Whatever the order in which the platform writes, and however many parts the table on disk is made in."""
    desk.sources(calls=SOURCE)
    left = [events_of(call, f"k{at}") for at, call in enumerate(calls)]
    chance, mixed = random.Random(seed), []
    while left:
        one = chance.choice(left)
        mixed.append(one.pop(0))
        left = [events for events in left if events]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_table, "_PART", max(1, len(mixed) // parts))
        desk.take(lines(*mixed), "log.csv", accept_change=True)

    expected = {
        f"k{at}": (outcome, wait, talk if outcome == "answered" else None, sum(rings) / 1000 if rings else None)
        for at, (outcome, wait, talk, rings) in enumerate(calls)
    }
    found = {row[0]: (row[2], row[3], row[4], row[5]) for row in told(desk)}
    assert found == {
        key: (*said, None if rang is None else pytest.approx(rang)) for key, (*said, rang) in expected.items()
    }


def test_only_some_events_stand_in_memory_at_a_time(desk, tmp_path, monkeypatch):
    """A file of ten million events must not take more than one of a hundred thousand."""
    from kit.intake import eventful, grid
    from kit.intake.delivered import Delivered
    from kit.params import contract

    class Row(list):
        alive = most = 0

        def __init__(self, cells) -> None:
            super().__init__(cells)
            Row.alive += 1
            Row.most = max(Row.most, Row.alive)

        def __del__(self) -> None:
            Row.alive -= 1

    desk.sources(calls=SOURCE)
    monkeypatch.setattr(eventful, "_BATCH", 50)
    source, now = read_sources("line").sources["calls"], dt.datetime.now(dt.UTC)
    file = Delivered(tmp_path / "log", "log", "", source, contract("line"), tmp_path, now)
    rows = (
        (2 * at + late + 1, Row([str(START + at), f"c{at}", "N", ("ENTER", "ABANDON")[late], ""]))
        for at in range(1000)
        for late in (0, 1)
    )

    _, made, told_of = eventful.calls(file, grid.by_position(5), rows)

    assert sum(1 for _ in made) == 1000 and told_of.events == 2000
    assert Row.most < 3 * 50


# The mapping


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("queue: {from: queue}", 'queue: {from: "#3"}', "#3"),
        ("    answered: {any: CONNECT}", "    answered: {any: CONNECT}\n    more: {count: RING}", "more"),
        ("{any: CONNECT}", "{any: CONNECT, first: x}", "exactly one"),
        ("{any: CONNECT}", "{any: CONNECT, of: ENTER}", "of:"),
        ("{any: CONNECT}", "{any: CONNECT, each: true}", "each:"),
        ('  at: {from: "#1", format: epoch}\n', "", "wait: between"),
        ("header_row: 0}", "header_row: 0, footer: {pattern: x}}", "footer"),
        ("header_row: 0}", "header_row: 0, cap: {}}", "rows: number"),
        ("table: calls", "table: intervals\ninterval: {minutes: 30}", "intervals"),
    ],
)
def test_a_mapping_that_would_count_wrongly_is_refused_with_what_to_write(desk, old, new, said):
    """Each says the line and the way out."""
    text = SOURCE.replace(old, new)
    assert text != SOURCE
    if "intervals" in text:
        text = text[: text.index("columns:\n  call_key")] + "columns:\n  start: {from: entered, format: epoch}\n"
    desk.sources(calls=text)

    with pytest.raises(BadParams) as caught:
        read_sources("line")

    assert said in str(caught.value)


def test_what_a_kill_left_of_the_table_on_disk_is_swept_by_the_next_command(desk):
    """Nobody would look for callers' numbers in a folder of unfinished files."""
    desk.sources(calls=SOURCE)
    desk.take(lines("0 a N ENTER", "5 a N ABANDON"), "log.csv")
    left = event_table._place(desk.home / "data" / "line" / "received" / "file") / "events-1.tmp"
    left.mkdir()
    (left / "events.duckdb").write_text("0199001234")

    desk.take(lines("0 c N ENTER", "7 c N ABANDON"), "log.csv", accept_change=True)

    assert not left.exists()


def test_nothing_of_the_table_on_disk_stays(desk, tmp_path):
    """It held callers' numbers."""
    desk.sources(calls=SOURCE)

    desk.take(lines("0 a N ENTER", "5 a N ABANDON"), "log.csv")

    assert not list(tmp_path.rglob("*.duckdb*")) and not list(tmp_path.rglob("events-*"))
    assert dt.date(2025, 11, 17) == desk.rows("calls")["local_date"][0].date()
