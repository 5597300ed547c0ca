"""Two thousand and more spoilt files: each is refused with a message, held back, or accounted for row by row."""

from __future__ import annotations

import mutations
import pytest

from kit import store
from kit.errors import KitError

pytestmark = pytest.mark.slow

SOURCE = """
table: calls
owed_by: provider
every: week
counting_unit: UNIT
match: {name: "*.*"}
file: {format: SHAPE, separator: ";", decimal: ",", encoding: [utf-8-sig, cp1252]}
time: {ambiguous: in_order}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  queue: {from: queue}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: "h:mm:ss"}
  caller: {from: number, as: phone}
  reason: {from: reason}
"""
COUNTS = """
table: carrier_counts
owed_by: client
every: week
match: {name: "*.*"}
file: {format: SHAPE, separator: ";", decimal: ",", encoding: [utf-8-sig, cp1252]}
time: {ambiguous: in_order}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  number: {from: queue}
  presented: {from: id}
"""
FILES = {"csv": 900, "xlsx": 600, "parquet": 600}
PARTS = 6  # so that two workers can share them, and a failure names a few hundred files


def numbers() -> list[tuple[str, int]]:
    return [(shape, part) for shape in FILES for part in range(PARTS)]


@pytest.mark.parametrize("shape, part", numbers())
def test_every_spoilt_file_is_refused_with_a_message_or_accounted_for(desk, tmp_path, shape, part):
    """Whatever people and transfers do to a file: no traceback, no row that ends nowhere, both languages."""
    source = [SOURCE.replace("UNIT", "call"), SOURCE.replace("UNIT", "leg"), COUNTS][part % 3]
    desk.sources(rows=source.replace("SHAPE", shape))
    paths = {}
    for number in range(part, FILES[shape], PARTS):
        paths[number] = desk.deliver(mutations.spoilt(number, shape, tmp_path), f"{number}.{shape}")

    wrong = [(number, fault) for number, receipt in received(desk, paths) if (fault := fault_of(receipt))]

    assert wrong == []


def received(desk, paths: dict) -> list[tuple]:
    """Each file's receipt, or what was raised instead of one. All in one call; one by one where that raises."""
    try:
        return list(zip(paths, desk.receive(*paths.values(), dry_run=True, accept_change=True), strict=True))
    except Exception:  # whatever it is: the numbers of the files are what helps
        return [(number, alone(desk, path)) for number, path in paths.items()]


def alone(desk, path):
    try:
        return desk.receive(path, dry_run=True, accept_change=True)[0]
    except Exception as error:
        return error


def fault_of(receipt) -> str:
    if isinstance(receipt, Exception):
        return repr(receipt)
    if receipt.error:
        return "" if receipt.error.text("fr") and receipt.error.text("en") else "no message"
    same = receipt.rejects["row_number"].nunique() == receipt.quarantined
    return "" if same else "quarantine and receipt disagree"


def test_what_spoilt_files_leave_in_the_tables_is_what_their_receipts_say(desk, tmp_path):
    """A file that is taken in for good holds exactly the rows that its receipt counts, and no call twice."""
    desk.sources(calls=SOURCE.replace("SHAPE", "csv").replace("UNIT", "call"))
    taken = 0
    for number in range(0, 150):
        content = mutations.spoilt(number, "csv", tmp_path)
        before = store.current("line")
        receipt = desk.receive(desk.deliver(content), accept_change=True)[0]
        if receipt.error:
            assert isinstance(receipt.error, KitError) and store.current("line") == before, number
            continue
        table = desk.rows("calls")
        taken += 1
        if not receipt.already:
            mine = table[table["delivery"] == receipt.sha256] if len(table) else table
            assert len(mine) == receipt.accepted, number
        assert not len(table) or not table["call_key"].duplicated().any(), number

    assert taken > 30  # the mutations must not be so wild that nothing gets in
