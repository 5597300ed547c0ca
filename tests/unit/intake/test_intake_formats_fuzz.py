"""JSON lines and printed reports, spoilt at random: an error that says what is wrong, or every row accounted for."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.errors import KitError
from kit.intake.jsonvalues import objects

pytestmark = pytest.mark.slow

PATIENT = settings(
    max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
JSONL = """
table: calls
owed_by: provider
every: week
match: {name: "*"}
file: {format: jsonl}
newest: {by: Stamp}
columns:
  call_key: {from: First, else: Id}
  arrived_at: {from: Times.Start, format: iso}
  outcome: {from: Issue, values: {A: answered, B: abandoned}}
  wait_s: {from: Queue.Duration, unit: s}
"""
PRINTED = """
table: intervals
owed_by: provider
every: week
match: {name: "*"}
file:
  format: printed
  encoding: [utf-8-sig, cp1252]
  SHAPE
  page_lines:
    - {matches: "^Report"}
    - {matches: "^Day: (.*)", column: Day}
    - {matches: "^Time"}
interval: {minutes: 30}
columns:
  start: {join: [Day, Time], format: "%d/%m/%Y %H:%M"}
  offered: {from: Calls}
"""
LINES = "".join(
    json.dumps({"Id": f"c{at}", "First": None if at % 3 else "c0", "Times": {"Start": f"2026-11-16T08:{at:02d}:00Z"},
                "Issue": "AB"[at % 2], "Queue": {"Duration": at} if at % 4 else None, "Stamp": 2**53 + at}) + "\n"
    for at in range(12)
).encode()  # fmt: skip
PAGES = "\f".join(
    f"Report, page {day}\nDay: {16 + day}/11/2026\nTime  Calls\n08:00     5\n08:30  1207\n" for day in range(3)
).encode()
SPOILT = [
    b"",
    b"\0",
    b"\n",
    b"\f",
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b",",
    b"\\ud800",
    b"\xff",
    b"null",
    b"1e999",
    b" ",
    b"\xef\xbb\xbf",
]
EDITS = st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 40), st.sampled_from(SPOILT)), min_size=1, max_size=4)


def spoilt(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, length, put in edits:
        at %= len(data) + 1
        data = data[:at] + put + data[at + length :]
    return data


def accounted(desk, content: bytes) -> None:
    """`Desk.receive` compares the sums; an error must be one of ours, in both languages."""
    for receipt in desk.receive(desk.deliver(content, "file"), dry_run=True):
        if receipt.error:
            assert isinstance(receipt.error, KitError) and receipt.error.text("fr") and receipt.error.text("en")


@PATIENT
@given(edits=EDITS, packed=st.booleans(), array=st.booleans())
def test_spoilt_records_are_refused_or_accounted_for(desk, edits, packed, array):
    """A traceback at eight on a Monday stops the review; a row that vanishes spoils it."""
    desk.sources(calls=JSONL)
    data = b"[" + b",".join(LINES.splitlines()) + b"]" if array else LINES
    data = spoilt(data, edits)

    accounted(desk, spoilt(gzip.compress(data), edits[:1]) if packed and array else data)


@PATIENT
@given(edits=EDITS, laid=st.booleans())
def test_spoilt_reports_are_refused_or_accounted_for(desk, edits, laid):
    """Pages lose their titles, columns their places: each row is a row all the same, or the file is refused."""
    shape = "layout: {Time: 1-6, Calls: 7-12}" if laid else 'separator: ","\n  header_row: 3'
    desk.sources(counts=PRINTED.replace("SHAPE", shape))

    accounted(desk, spoilt(PAGES if laid else PAGES.replace(b"  ", b","), edits))


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=8,
)


class _Bytes:
    """A stream that gives few bytes at a time, as a slow archive does."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size

    def read(self, _: int) -> bytes:
        piece, self.data = self.data[: self.size], self.data[self.size :]
        return piece


@given(
    found=st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=6),
    size=st.integers(1, 64),
    form=st.sampled_from(["lines", "stream", "array", "indented"]),
    escaped=st.booleans(),
)
def test_objects_are_those_that_were_written_wherever_pieces_end(found, size, form, escaped):
    """An object cut by the end of a piece is read as it was written, digits included."""
    written = [json.dumps(one, ensure_ascii=escaped) for one in found]
    text = {
        "lines": "".join(one + "\n" for one in written),
        "stream": "".join(written),
        "array": f"[{', '.join(written)}]",
        "indented": json.dumps(found, ensure_ascii=escaped, indent=1),
    }[form]

    read = [one for _, one in objects(None, _Bytes(text.encode("utf-8", "surrogateescape"), size))]

    assert read == [json.loads(one, parse_int=str, parse_float=str) for one in written]
