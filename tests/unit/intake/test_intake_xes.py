"""Event logs (XES): every event is one row under its own number, and nothing in the XML can hurt."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from kit import params, store
from kit.errors import (
    EmptyFile,
    KitError,
    MissingColumn,
    OversizedFile,
    RenamedColumn,
    TruncatedFile,
    UnreadableFile,
)
from kit.intake import xes
from kit.intake.delivered import Delivered

SOURCE = """
table: events
owed_by: provider
every: week
match: {name: "*.xes*"}
file: {format: xes}
lone_days: keep
columns:
  case_key: {from: "case:concept:name"}
  occurred_at: {from: "time:timestamp", format: iso}
  activity: {from: "concept:name"}
  transition: {from: "lifecycle:transition"}
  channel: {from: "case:canal"}
"""
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
LOG = (
    HEAD
    + """
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<string key="concept:name" value="the log's own name"><int key="nested" value="1"/></string>
<trace>
  <string key="concept:name" value="007"><string key="concept:name" value="of the attribute, not of the case"/></string>
  <string key="canal" value="Courrier"/>
  <list key="pages"><values><string key="concept:name" value="of a list"/></values></list>
  <event>
    <string key="concept:name" value="Réception &amp; tri"><string key="time:timestamp" value="nested"/></string>
    <date key="time:timestamp" value="2026-10-25T02:30:00.000+02:00"/>
    <string key="lifecycle:transition" value="start"/>
  </event>
  <event>
    <string key="concept:name" value="Réception &amp; tri"/>
    <date key="time:timestamp" value="2026-10-25T02:30:00.000+01:00"/>
    <string key="lifecycle:transition" value="complete"/>
  </event>
</trace>
<trace>
  <string key="concept:name" value="7"/>
  <event>
    <string key="concept:name" value="Décision"/>
    <date key="time:timestamp" value="2026-10-26T09:00:00.000+01:00"/>
    <string key="lifecycle:transition" value="complete"/>
  </event>
</trace>
</log>
"""
)


@pytest.fixture
def log(desk):
    """A desk with one source of event logs."""
    desk.sources(log=SOURCE)
    return desk


def refused(log, content: str | bytes, kind: type[KitError], name: str = "log.xes") -> str:
    """What the refusal of a file says, in English; nothing of the file was taken in."""
    receipt = log.receive(log.deliver(content, name))[0]
    assert type(receipt.error) is kind, receipt.error
    assert receipt.error.text("fr") and receipt.accepted == 0 and store.current("line") is None
    return receipt.error.text("en")


def event(at: str = "2026-10-26T09:00:00+01:00", name: str = "Tri", more: str = "") -> str:
    return (
        f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{at}"/>'
        f'<string key="lifecycle:transition" value="complete"/>{more}</event>'
    )


def trace(*events: str, key: str = "A1", canal: str = "Courrier") -> str:
    told = f'<string key="concept:name" value="{key}"/><string key="canal" value="{canal}"/>'
    return f"<trace>{told}{''.join(events)}</trace>"


def test_an_event_is_a_row_with_the_attributes_of_its_trace(log):
    """What a log says of a case holds for each of its events; what it says of an attribute is no event's."""
    receipt = log.take(LOG, "log.xes")

    assert (receipt.rows_read, receipt.accepted) == (3, 3)
    rows = log.rows("events").fillna("")
    assert rows[["case_key", "activity", "transition", "channel"]].to_numpy().tolist() == [
        ["007", "Réception & tri", "start", "Courrier"],
        ["007", "Réception & tri", "complete", "Courrier"],
        ["7", "Décision", "complete", ""],
    ]


def test_the_offset_of_a_moment_holds(log):
    """02:30 comes twice on that night: the offset says which one is meant, and one hour lies between them."""
    log.take(LOG, "log.xes")

    first, second, _ = log.rows("events")["occurred_at"]
    assert (str(first), (second - first).total_seconds()) == ("2026-10-25 00:30:00", 3600)


def test_a_row_has_the_number_of_its_event(log):
    """Who must correct event 2 counts events, not lines of XML."""
    content = HEAD + trace(event(), event("not a moment"), event("2026-10-27T09:00:00+01:00")) + "</log>"

    receipt = log.take(content, "log.xes")

    assert receipt.rejects[["row_number", "column", "reason"]].to_numpy().tolist() == [
        [2, "time:timestamp", "bad_time"]
    ]
    assert list(log.rows("events")["row_number"]) == [1, 3]


def test_a_packed_log_is_the_same_log(log):
    """Process-mining tools write .xes.gz: the table must not depend on it."""
    log.take(LOG, "log.xes")
    plain = log.rows("events").drop(columns="delivery")

    log.take(gzip.compress(LOG.encode()), "log.xes.gz")

    assert log.rows("events").drop(columns="delivery").equals(plain)


def test_an_attribute_that_comes_late_is_found(log):
    """The first cases may lack what a later one has: its values must not be lost for that."""
    early = "".join(f'<trace><string key="concept:name" value="{at}"/>{event()}</trace>' for at in range(1200))

    receipt = log.take(HEAD + early + trace(event(), key="late") + "</log>", "log.xes")

    assert receipt.accepted == 1201
    assert list(log.rows("events")["channel"].dropna()) == ["Courrier"]


def test_an_optional_attribute_that_no_event_has_is_an_empty_column_and_told(log):
    """XES writes no empty value: an open case has no closing date, and a small log may hold open cases only."""
    receipt = log.take(f'{HEAD}<trace><string key="concept:name" value="A1"/>{event()}</trace></log>', "log.xes")

    assert receipt.accepted == 1
    assert any("case:canal" in doubt("en") for doubt in receipt.doubts)


def test_a_needed_attribute_that_no_event_has_refuses_the_file_by_its_name(log):
    """Without its moment no event can be placed: who exports must hear which attribute is missing."""
    told = refused(log, LOG.replace("time:timestamp", "time:stamp"), RenamedColumn)
    assert "time:timestamp" in told and "time:stamp" in told

    told = refused(log, LOG.replace("time:timestamp", "x"), MissingColumn)
    assert "time:timestamp" in told


def test_an_event_of_no_trace_goes_to_quarantine(log):
    """The standard allows events outside of traces: they are counted, and belong to no case."""
    receipt = log.take(HEAD + trace(event()) + event() + "</log>", "log.xes")

    assert receipt.rejects[["row_number", "column", "reason"]].to_numpy().tolist() == [
        [2, "case:concept:name", "missing_value"]
    ]


def test_a_document_type_is_refused(log):
    """A kilobyte of entities unpacks to gigabytes, and an external one reads other files of the machine."""
    bomb = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    external = '<!DOCTYPE log SYSTEM "file:///etc/hostname">'
    for declared in (bomb, external):
        told = refused(log, LOG.replace("<log ", f"{declared}<log ", 1).replace("007", "&b;"), UnreadableFile)
        assert "document type" in told


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (LOG.replace("007", "&b;", 1), "line 7"),
        (LOG.replace("</event>", "</evt>", 1), "after 1 events"),
        (LOG.replace('value="7"', "value=7"), "line 22"),
        (LOG.replace('key="lifecycle:transition" value="start"', 'key="a" key="a"'), "line 13"),
        (LOG + "<log/>", "after 3 events"),
    ],
    ids=["entity", "tags", "quotes", "twice", "two roots"],
)
def test_broken_xml_says_where_it_breaks(log, broken, where):
    """Whoever repairs an export of a gigabyte needs the line."""
    assert where in refused(log, broken, UnreadableFile)


@pytest.mark.parametrize("cut", [700, 1100, len(LOG) - 8])
def test_a_log_without_its_end_is_cut_off(log, cut):
    """The events that came are a part of the week, and look like a quiet one."""
    assert "after" in refused(log, LOG[:cut], TruncatedFile)


def test_a_packed_log_that_was_cut_is_told(log):
    """A transfer that breaks off leaves half an archive."""
    refused(log, gzip.compress(LOG.encode())[:-12], TruncatedFile, "log.xes.gz")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html><body>Sign in</body></html>", "html"),
        ('<?xml version="1.0"?><mxml><trace/></mxml>', "mxml"),
        ("%PDF-1.7 rest", "PDF"),
        ("case;activity\n1;2\n", "line 1"),
    ],
    ids=["page", "other xml", "pdf", "csv"],
)
def test_what_is_no_log_is_called_by_its_name(log, content, said):
    """A login page saved as .xes sends people on a search."""
    assert said in refused(log, content, UnreadableFile)


@pytest.mark.parametrize("content", [HEAD + "</log>", HEAD + trace() + "</log>", "", "  \n"])
def test_a_log_without_an_event_is_empty(log, content):
    """No event is no week without work."""
    receipt = log.receive(log.deliver(content, "log.xes"))[0]

    assert isinstance(receipt.error, EmptyFile | TruncatedFile | UnreadableFile) and receipt.accepted == 0


def test_a_trace_that_speaks_of_itself_after_its_events_is_refused(log):
    """Its first events would already have passed without the case's name: no case may be cut in two."""
    late = f'<trace>{event()}<string key="concept:name" value="A1"/></trace>'

    assert "event 1" in refused(log, HEAD + late + "</log>", UnreadableFile)


def test_an_attribute_that_says_two_things_is_refused(log):
    """One of the two moments is wrong, and nobody here knows which."""
    twice = event(more='<date key="time:timestamp" value="2026-10-28T09:00:00+01:00"/>')

    assert "time:timestamp" in refused(log, HEAD + trace(twice) + "</log>", UnreadableFile)


@pytest.mark.parametrize(
    "content",
    [
        HEAD + trace(event(more='<string key="a" value="b">' * 80 + "</string>" * 80)) + "</log>",
        HEAD + "<!--" + "x" * (3 * 2**20) + "-->" + trace(event()) + "</log>",
        HEAD + trace(event(more=f'<string key="a" value="{"x" * 3 * 2**20}"/>')) + "</log>",
        HEAD + trace(event(name="x" * 40_000)) + "</log>",
        HEAD + trace(event(more="".join(f'<int key="k{at}" value="1"/>' for at in range(1100)))) + "</log>",
    ],
    ids=["depth", "comment", "tag", "value", "names"],
)
def test_xml_beyond_all_measure_stops_at_its_limit(log, content):
    """No log has eighty levels or a megabyte in one value: what has would fill the memory."""
    refused(log, content, OversizedFile)


def test_a_log_in_another_encoding_is_read_as_it_says(log):
    """Old tools write Latin-1, and say so in the first line."""
    log.take(LOG.replace("UTF-8", "ISO-8859-1").encode("latin-1"), "log.xes")

    assert log.rows("events")["activity"].iloc[0] == "Réception & tri"


def _peak(log, events: int) -> int:
    """Bytes of memory that reading a log takes at most, none of its rows kept."""
    path = log.inbox / f"{events}.xes"
    with path.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        out.writelines(trace(*[event(name=f"step {at % 9}")] * 10, key=str(at)) for at in range(events // 10))
        out.write("</log>")
    sources = params.sources("line")
    source = sources.sources["log"]
    file = Delivered(path, path.name, "", source, params.contract("line"), path, None)
    tracemalloc.start()
    try:
        assert sum(1 for _ in xes._rows(file)) == events + 1
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_log(log):
    """Ten million events must pass through a machine that could not hold them."""
    small, large = _peak(log, 5_000), _peak(log, 50_000)

    assert large < 1.3 * small
