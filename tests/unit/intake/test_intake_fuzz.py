"""Whatever is delivered: an error that says what is wrong, or every row accounted for; never anything else."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.errors import KitError

pytestmark = pytest.mark.slow

PATIENT = settings(
    max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CELLS = st.one_of(
    st.sampled_from(
        ["", "-", "12", "1 234", "12,5", "-3", "00:12", "1:02:03", "24:00", "16/11/2026", "16/11/2026 08:00", "oui",
         "29/03/2026 02:30", "25/10/2026 02:30", "A", "B", "G", "Total", "=1+1", "#DIV/0!", "06 12 34 56 78", "Masqué",
         "\ufeff", "\x00", '"', "é", "٣", "1e400", "nan", "0001-01-01T00:00:00+05:00", "31/12/9999 24:00"]
    ),
    st.text(max_size=12),
)  # fmt: skip
TYPED = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2400, 1, 1)),
    st.times(),
    st.timedeltas(dt.timedelta(0), dt.timedelta(days=400)),
    CELLS.filter(lambda text: not any(ord(character) < 32 for character in text)),
)
COLUMNS = ["id", "at", "issue", "wait", "menu", "no", "ok", "n"]
SOURCE = """
table: calls
owed_by: provider
every: week
counting_unit: UNIT
match: {name: "*.*"}
file:
  format: FORMAT
  separator: ";"
  decimal: ","
  thousands: [space, dot]
  forward_fill: [queue]
  totals_row: {column: id, optional: true}
time: {ambiguous: in_order}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}, empty: quarantine}
  wait_s: {from: wait, unit: "h:mm:ss", empty: 0}
  ivr_s: {from: menu, unit: s, negative: null}
  caller: {from: no, withheld: [Masqué]}
  resolved: {from: ok}
  queue: {from: queue, extract: "^(.)"}
  talk_s: {from: n, unit: s, times: wait_s}
exclude:
  - {name: ghost, where: {issue: G}}
  - {name: odd, where: {id: {empty: true}, no: {matches: "^0"}}}
"""
HEADER = [*COLUMNS, "queue"]
# A sound row at the end: the file as a whole can then be read, and the odd rows before it must be accounted for.
SOUND = ["last", "16/11/2026 09:00", "A", "0:00:12", "3", "0612345678", "oui", "1", "q"]
PLAUSIBLE = [
    st.integers(1, 40).map(str),
    st.sampled_from(
        ["16/11/2026 08:00", "25/10/2026 02:30", "25/10/2026 02:10", "16/11/2026 24:00", "01/01/2020 08:00"]
    ),
    st.sampled_from("ABG"),
    st.sampled_from(["0:00:12", "", "9:00:00"]),
    st.sampled_from(["3", "-4", ""]),
    st.sampled_from(["0612345678", "Masqué", "?"]),
    st.sampled_from(["oui", "non", ""]),
    st.sampled_from(["1", "1 234,5", ""]),
    st.sampled_from(["q", "rest", ""]),
]


def rows_of(odd: st.SearchStrategy) -> st.SearchStrategy:
    """Rows of plausible cells with odd ones among them."""
    cells = [st.one_of(plausible, plausible, plausible, odd) for plausible in PLAUSIBLE]
    return st.lists(st.one_of(st.tuples(*cells).map(list), st.lists(odd, min_size=1, max_size=11)), max_size=12)


def accounted_for(desk, content: bytes, name: str) -> None:
    """The receipt tells of an error or of every row (`Desk.receive` adds them up); nothing else is raised."""
    receipt = desk.receive(desk.deliver(content, name), dry_run=True)[0]
    if receipt.error:
        assert isinstance(receipt.error, KitError)
        assert receipt.error.text("fr") and receipt.error.text("en")
    else:
        assert receipt.rejects["row_number"].nunique() == receipt.quarantined
        weeks = [receipt.accepted, sum(receipt.excluded.values()), receipt.quarantined]
        assert sum(weeks) == receipt.rows_read > 0


@pytest.mark.parametrize("unit", ["call", "leg"])
@PATIENT
@given(rows=rows_of(CELLS))
def test_any_cells_of_a_text_export_are_accounted_for(desk, unit, rows):
    """One odd cell must never cost the file without a word, nor crash on a Monday morning."""
    desk.sources(calls=SOURCE.replace("FORMAT", "csv").replace("UNIT", unit))
    text = "\n".join(";".join(row) for row in [HEADER, *rows, SOUND])

    accounted_for(desk, text.encode("utf-8", errors="replace"), "file.csv")


@PATIENT
@given(content=st.binary(max_size=400))
@pytest.mark.parametrize("shape", ["csv", "xlsx", "parquet"])
def test_any_bytes_are_refused_or_read(desk, shape, content):
    """People deliver pictures, web pages and half a download under the right name."""
    desk.sources(calls=SOURCE.replace("FORMAT", shape).replace("UNIT", "call"))
    starts = {"csv": ";".join(HEADER).encode() + b"\n", "xlsx": b"PK\x03\x04", "parquet": b"PAR1"}

    for data in (content, starts[shape] + content, starts[shape] + content + starts[shape]):
        accounted_for(desk, data, f"file.{shape}")


@PATIENT
@given(rows=rows_of(TYPED))
def test_any_cells_of_a_workbook_are_accounted_for(desk, rows):
    """A column of a spreadsheet holds whatever somebody typed there."""
    desk.sources(calls=SOURCE.replace("FORMAT", "xlsx").replace("UNIT", "call"))
    book = openpyxl.Workbook()
    for row in [HEADER, *rows, SOUND]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)

    accounted_for(desk, out.getvalue(), "file.xlsx")


@PATIENT
@given(at=st.integers(0, 5000), to=st.integers(0, 255))
def test_a_workbook_with_one_byte_changed_is_refused_or_read(desk, workbook, at, to):
    """Transfers damage files; a parser's own exception is no message."""
    desk.sources(calls=SOURCE.replace("FORMAT", "xlsx").replace("UNIT", "call"))
    data = bytearray(workbook([HEADER, ["1", "16/11/2026 08:00", "A", "0:00:12", "3", "", "oui", "1", "q"]]))
    data[at % len(data)] = to

    accounted_for(desk, bytes(data), "file.xlsx")
