"""JSON lines: each object is a row, each row is accounted for, whatever is missing, nested, doubled or cut."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pytest

from kit import params
from kit.errors import BadParams

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.jsonl"}
file: {format: jsonl}
columns:
  call_key: {from: Id}
  arrived_at: {from: Times.Start, format: iso}
  outcome: {from: Issue, values: {A: answered, B: abandoned}}
  wait_s: {from: Queue.Duration, unit: s}
"""
NAME = "file.jsonl"


@pytest.fixture
def records(desk):
    """A desk with one source of calls as JSON lines."""
    desk.sources(calls=SOURCE)
    return desk


def record(key: object = "c1", **fields: object) -> dict:
    usual = {"Id": key, "Times": {"Start": "2026-11-16T08:00:00Z"}, "Issue": "A", "Queue": {"Duration": 12}}
    return {name: value for name, value in (usual | fields).items() if value != "-"}


def lines(*found: object) -> str:
    return "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in found)


def refused(desk, content: str | bytes) -> tuple[str, str]:
    error = desk.receive(desk.deliver(content, NAME))[0].error
    assert error is not None, "taken in"
    return error.slug, error.text("en")


FORMS = {
    "lines": lines(record("c1"), record("c2")),
    "without a last line break": lines(record("c1"), record("c2")).rstrip("\n"),
    "Windows line breaks and a mark": "\ufeff" + lines(record("c1"), record("c2")).replace("\n", "\r\n"),
    "empty lines": "\n\n" + lines(record("c1"), "", record("c2"), "  "),
    "no line breaks at all": json.dumps(record("c1")) + json.dumps(record("c2")),
    "an array": json.dumps([record("c1"), record("c2")]),
    "an array of many lines": json.dumps([record("c1"), record("c2")], indent=2),
    "objects of many lines": json.dumps(record("c1"), indent=2) + "\n" + json.dumps(record("c2"), indent=2) + "\n",
    "a comma behind each line": lines(json.dumps(record("c1")) + ",", record("c2")),
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_objects_are_rows_however_they_are_set(records, content, packed):
    """A platform's stream sets no line break, a portal sets an array: the calls are the same."""
    data = gzip.compress(content.encode()) if packed else content

    receipt = records.take(data, NAME)

    assert (receipt.rows_read, receipt.accepted) == (2, 2)
    rows = records.rows("calls")
    assert list(rows["call_key"]) == ["c1", "c2"]
    assert list(rows["wait_s"]) == [12, 12]


def test_a_row_is_numbered_by_its_line(records):
    """Whoever looks for a row in quarantine opens the file at that line."""
    receipt = records.take(lines("", record("c1"), "", record("c2", Issue="Z"), record("c3")), NAME)

    assert list(records.rows("calls")["row_number"]) == [2, 5]
    assert list(receipt.rejects["row_number"]) == [4]


def test_objects_of_one_line_are_counted_on(records):
    """Two rows with one number could not be told apart in the quarantine."""
    records.take("".join(json.dumps(record(f"c{at}")) for at in range(4)), NAME)

    assert list(records.rows("calls")["row_number"]) == [1, 2, 3, 4]


BROKEN = {
    "no JSON": "id;at;issue",
    "cut in the middle": '{"Id": "c9", "Times": {"Sta',
    "no object": '["c9", 12]',
    "a text": '"c9"',
    "no number": '{"Id": NaN}',
    "a name twice": '{"Id": "c9", "Id": "c8"}',
    "another record": '{"Heartbeat": true}',
    "nothing in it": "{}",
    "nested without end": "[" * 100_000,
    "another encoding": '{"Id": "appel nº 9", "Issue": "A"}'.encode("cp1252").decode("latin-1"),
    "half a character": '{"Id": "\\ud800"}',
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_line_that_is_no_record_is_set_aside_with_its_number(records, line):
    """It is read, so it is counted: a line that vanished would be a call that vanished."""
    content = lines(record("c1"), line, record("c3")).encode("latin-1")

    receipt = records.take(content, NAME)

    assert (receipt.rows_read, receipt.accepted, receipt.quarantined) == (3, 2, 1)
    assert set(receipt.rejects["row_number"]) == {2}
    assert "no_record" in set(receipt.rejects["reason"])
    assert list(records.rows("calls")["row_number"]) == [1, 3]


def test_numbers_keep_their_digits(records):
    """As a floating-point number, 9007199254740993 is its neighbour, and two calls are one."""
    big = (2**53 + 1, 2**53 + 2, 2**70)

    records.take("".join(f"{json.dumps(record(key))}\n" for key in big), NAME)

    assert list(records.rows("calls")["call_key"]) == [str(key) for key in big]


def test_a_decimal_number_is_read_exactly(records):
    """1.10 s and 1e2 s are what they say."""
    written = lines(record("a", Queue={"Duration": 7}), record("b", Queue={"Duration": 8}))

    records.take(written.replace(": 7}", ": 1.10}").replace(": 8}", ": 1e2}"), NAME)

    assert list(records.rows("calls")["wait_s"]) == [1.1, 100]


def test_fields_that_the_mapping_does_not_name_are_ignored(records):
    """Platforms add fields without notice; none may stop a Monday."""
    odd = {
        "New": {"A": [1, {"B": 2}]},
        "Attributes": {f"k{at}": "v" for at in range(3_000)},
        "": 1,
        "Note": "x" * 50_000,
    }

    assert records.take(lines(record("c1", **odd), record("c2")), NAME).accepted == 2


def test_a_field_that_a_record_does_not_have_is_empty(records):
    """Objects leave out what they do not know; that is no fault, and no zero."""
    content = lines(record("c1", Queue="-"), record("c2", Queue=None), record("c3", Queue={}), record("c4"))

    receipt = records.take(content, NAME)

    assert receipt.accepted == 4
    assert records.rows("calls")["wait_s"].isna().tolist() == [True, True, True, False]


def test_a_needed_field_may_come_late(records):
    """The first call that queued may be the thousandth of the day."""
    content = lines(*(record(f"c{at}", Queue="-") for at in range(1_000)), record("last"))

    receipt = records.take(content, NAME)

    assert receipt.accepted == 1_001
    assert records.rows("calls")["wait_s"].notna().sum() == 1


def test_an_object_that_is_null_throughout_is_empty_and_not_missing(records):
    """A night without a queued call must not be refused for want of a field."""
    receipt = records.take(lines(record("c1", Queue=None), record("c2", Queue=None)), NAME)

    assert receipt.accepted == 2


def test_a_field_that_no_record_has_is_a_missing_column(records):
    """Empty throughout would give waits that nobody delivered."""
    slug, text = refused(records, lines(record("c1", Queue={"Length": 3}), record("c2", Queue=None)))

    assert slug in ("missing_column", "renamed_column")
    assert "Queue.Duration" in text


def test_a_renamed_field_is_told_by_its_new_name(records):
    """The next line of the mapping is in the message."""
    slug, text = refused(records, lines(record("c1", Queue={"Durations": 3})))

    assert (slug, "Queue.Durations" in text) == ("renamed_column", True), text


def test_a_field_that_holds_an_object_is_refused_by_name(records):
    """A mapping that stops one level too high would store a queue's whole description."""
    slug, text = refused(records, lines(record("c1", Issue={"Code": "A"})))

    assert (slug, '"Issue"' in text) == ("unreadable_file", True), text


WHOLE = {
    "a CSV": ("id;at\n1;2\n", "unreadable_file", "line 1"),
    "nothing": ("\n  \n", "empty_file", ""),
    "an empty array": ("[]", "empty_file", ""),
    "a last line cut": (lines(record("c1")) + json.dumps(record("c2"))[:40], "truncated_file", "row 2"),
    "a last object of many lines cut": (lines(record("c1")) + json.dumps(record("c2"), indent=1)[:40], "truncated_file",
                                        "row 2"),
    "an array cut between objects": ("[" + json.dumps(record("c1")) + ",\n", "truncated_file", "row 2"),
    "an array cut in an object": (json.dumps([record("c1"), record("c2")], indent=1)[:150], "truncated_file", ""),
    "a damaged array": ("[\n" + json.dumps(record("c1")) + ",\nx]", "unreadable_file", "line 3"),
    "something behind the array": (json.dumps([record("c1")]) + "\n{}", "unreadable_file", "line 2"),
    "UTF-16": (lines(record("c1")).encode("utf-16"), "unreadable_file", "UTF-8"),
    "UTF-16 without its mark": (lines(record("c1")).encode("utf-16-le"), "unreadable_file", "UTF-8"),
    "a PDF": (b"%PDF-1.7\n", "unreadable_file", "PDF"),
    "a line without end": ('{"Id": "' + "x" * (5 * 2**20), "oversized_file", ""),
    "an object without end in an array": ('[{"Id": "' + "x" * (6 * 2**20), "oversized_file", ""),
    "a huge cell": (lines(record("x" * 40_000)), "oversized_file", "row 1"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "slug", "words"), WHOLE.values(), ids=WHOLE)
def test_what_is_no_whole_file_of_records_is_refused(records, content, slug, words):
    """Half an export must not pass for a quiet week, nor damage for a few bad rows."""
    found, text = refused(records, content)

    assert (found, words in text) == (slug, True), text


def test_objects_at_the_edge_of_a_piece_are_read_whole(records):
    """Files are read a megabyte at a time, and an object knows nothing of that."""
    padded = [record(f"c{at}", Note="é" * (700 + at % 13)) for at in range(2_600)]
    content = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in padded)
    assert len(content.encode()) > 3 * 2**20

    receipt = records.take(content, NAME)

    assert (receipt.accepted, receipt.quarantined) == (2_600, 0)
    assert list(records.rows("calls")["row_number"]) == list(range(1, 2_601))


@pytest.mark.parametrize("header", [["Id", "Times.Start"], ["Ident"]], ids=["its own", "another's"])
def test_a_source_is_matched_by_the_fields_of_its_records(desk, header):
    """Two streams of a platform come under one name; their fields tell which is which."""
    mine = SOURCE.replace('{name: "*.jsonl"}', f'{{name: "*.jsonl", header: {header}}}')
    other = SOURCE.replace('{name: "*.jsonl"}', '{name: "*.jsonl", header: [AgentEvent]}')
    desk.sources(calls=mine, events=other)

    receipt = desk.receive(desk.deliver(lines(record("c1")), NAME))[0]

    if header == ["Ident"]:
        assert receipt.error.slug in ("no_source_matches", "missing_column")
    else:
        assert (receipt.error, receipt.source) == (None, "calls")


@pytest.mark.parametrize("stated", ["header_row: 2", "header_row: 0", "skip_after_header: 1"])
def test_a_header_row_is_not_stated_for_objects(desk, stated):
    """It would be ignored, and whoever wrote it would believe that it holds."""
    desk.sources(calls=SOURCE.replace("format: jsonl", f"format: jsonl, {stated}"))

    with pytest.raises(BadParams, match="jsonl"):
        params.sources("line")


CHILD = r"""
import re, sys, datetime as dt
from pathlib import Path
from types import SimpleNamespace
from kit.intake import jsonvalues, packed
from kit.intake.delivered import Delivered

source = SimpleNamespace(name="calls", owed_by="client", file=SimpleNamespace(format="jsonl"))
file = Delivered(Path(sys.argv[1]), "file.jsonl", "", source, None, Path("sources.yml"), None)
with packed.opened(file) as stream:
    count = sum(found is not None for _, found in jsonvalues.objects(file, stream))
peak = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
print(count, peak)
"""


@pytest.mark.parametrize("array", [False, True], ids=["lines", "array"])
def test_a_large_file_is_read_in_the_memory_of_a_piece(tmp_path, array):
    """80 MB of records come by, and the process stays as small as it began."""
    path, one = tmp_path / "file.jsonl", json.dumps(record("c1", Note="x" * 2_000)).encode()
    with path.open("wb") as out:
        out.write(b"[" if array else b"")
        out.write((one + (b"," if array else b"\n")) * 40_000)
        out.write(one + (b"]" if array else b"\n"))

    done = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr[-2000:]
    count, peak = done.stdout.split()
    assert (count, int(peak) < 200) == ("40001", True), done.stdout
