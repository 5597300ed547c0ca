"""A file is read in blocks: nothing that stands across two of them is lost, doubled or put on another row."""

from __future__ import annotations

import contextlib
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from kit import store
from kit.intake import limits

BLOCK = 7  # rows: so that a file of a hundred rows has fifteen edges
HEADER = "id;at;issue;wait\n"
CALLER = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  caller: {from: number, as: phone}
"""


@pytest.fixture(params=[BLOCK, 0], ids=["small blocks", "one block"])
def block(request, monkeypatch) -> int:
    """Rows of a block: a few, or as many as usual."""
    if request.param:
        monkeypatch.setattr(limits, "BLOCK_ROWS", request.param)
    return request.param


def moment(at: int) -> str:
    """Calls of one Monday, two a minute."""
    return f"16/11/2026 {8 + at // 120 % 10:02d}:{at // 2 % 60:02d}"


def line(at: int, /, **cells: str) -> str:
    held = {"id": f"c{at}", "at": moment(at), "issue": "AB"[at % 3 == 2], "wait": str(at % 50)} | cells
    return ";".join(held.values()) + "\n"


def quarantined(receipt) -> list[tuple[int, str, str]]:
    return [(row.row_number, row.column, row.reason) for row in receipt.rejects.itertuples()]


# Where a fault stands


@pytest.mark.parametrize("at", [0, 5, 6, 7, 12, 13, 14, 98, 99])
def test_a_fault_is_told_by_its_row_wherever_a_block_ends(calls, block, at):
    """The correspondent looks for that row in the file that was sent."""
    content = HEADER + "".join(line(row, wait="-5" if row == at else "9") for row in range(100))

    receipt = calls.take(content)

    assert quarantined(receipt) == [(at + 2, "wait", "negative")]
    assert list(calls.rows("calls")["row_number"]) == [row + 2 for row in range(100) if row != at]


@pytest.mark.slow
def test_a_fault_far_down_is_told_by_its_row(calls, monkeypatch):
    """Row 9,999 after nineteen blocks: a number that each block counts anew would be small."""
    monkeypatch.setattr(limits, "BLOCK_ROWS", 500)
    content = HEADER + "".join(line(row, issue="?" if row == 9_997 else "A") for row in range(10_000))

    receipt = calls.take(content)

    assert quarantined(receipt) == [(9_999, "issue", "unknown_value")]
    assert receipt.accepted == 9_999


def test_blank_lines_and_breaks_inside_cells_move_no_row_of_a_later_block(desk, block):
    """A row is named by the line that an editor shows, whatever stands above it."""
    desk.sources(calls=CALLER.replace("caller: {from: number, as: phone}", "reason: {from: note, as: free_text}"))
    rows, at, expected = ["id;at;issue;wait;note\n"], 2, []
    for row in range(60):
        note = '"one\ntwo\nthree"' if row % 5 == 1 else "x"
        bad = row % 11 == 10
        rows.append(f"c{row};{moment(row)};A;{'-1' if bad else 9};{note}\n" + ("\n" if row % 4 == 0 else ""))
        if bad:
            expected.append(at)
        at += 1 + 2 * (row % 5 == 1) + (row % 4 == 0)

    assert [row for row, *_ in quarantined(desk.take("".join(rows)))] == expected


def test_the_same_faults_are_found_in_any_blocks(calls, monkeypatch):
    """What a receipt says must not depend on how much memory a machine has."""
    chance = random.Random(4)
    odd = {"at": ["", "31/02/2026 08:00"], "issue": ["?", "G", "G"], "wait": ["-1", "x", ""], "id": ["", "c3", "c77"]}
    lines = []
    for row in range(300):
        cells = {name: chance.choice(values) for name, values in odd.items() if chance.random() < 0.05}
        lines.append(line(row, **cells))
    lines += lines[40:45] + lines[201:203]  # the same rows again, blocks away
    path = calls.deliver(HEADER + "".join(lines))

    found = []
    for rows in (5, BLOCK, 100, 1_000_000):
        monkeypatch.setattr(limits, "BLOCK_ROWS", rows)
        receipt = calls.receive(path, dry_run=True)[0]
        doubts = [doubt("en") for doubt in receipt.doubts]
        found.append((receipt.rejects.to_csv(), receipt.excluded, receipt.accepted, receipt.repaired, doubts))

    assert len({repr(one) for one in found}) == 1
    assert found[0][1]["ghost"] and found[0][1]["duplicate"] and len(found[0][0].splitlines()) > 20


# Rows that speak of each other


def test_a_row_that_stands_twice_counts_once_across_blocks(calls, block):
    """Portals repeat the last page of an export."""
    body = "".join(line(row) for row in range(50))

    receipt = calls.take(HEADER + body + line(0) + line(49))

    assert (receipt.accepted, receipt.excluded, receipt.quarantined) == (50, {"duplicate": 2}, 0)
    assert list(calls.rows("calls")["row_number"]) == list(range(2, 52))


def test_one_key_with_two_contents_is_set_aside_in_both_blocks(calls, block):
    """Nobody can say which of them is the call."""
    receipt = calls.take(HEADER + "".join(line(row) for row in range(50)) + line(3, wait="44"))

    assert quarantined(receipt) == [(5, "id", "key_conflict"), (52, "id", "key_conflict")]


def test_a_date_format_that_a_late_block_contradicts_refuses_the_whole_file(desk, block):
    """Twelve days of a month fit both ways: the thirteenth tells, however far down it stands."""
    desk.sources(
        calls=CALLER.replace(', format: "%d/%m/%Y %H:%M"', "").replace("  caller: {from: number, as: phone}\n", "")
    )
    content = HEADER + "".join(line(row, at="05/11/2026 08:00") for row in range(80))

    receipt = desk.receive(desk.deliver(content + line(80, at="11/25/2026 08:00")))[0]

    assert receipt.error and receipt.error.slug == "ambiguous_dates"
    assert store.current("line") is None


def test_a_sum_at_the_end_is_held_against_the_rows_of_all_blocks(counts, block):
    """A file that has lost rows in its middle has a sum that no longer fits."""
    counts.sources(
        counts=(counts.params / "sources.yml")
        .read_text(encoding="utf-8")
        .partition("counts:\n")[2]
        .replace('decimal: ","', 'decimal: ",", totals_row: {column: at}')
    )
    rows = [f"{16 + row // 20}/11/2026 {8 + row % 20 // 2:02d}:{row % 2 * 30:02d};{row + 1}\n" for row in range(60)]
    total = sum(range(1, 61))

    receipt = counts.take("at;n\n" + "".join(rows) + f"Total;{total}\n")
    lost = counts.receive(counts.deliver("at;n\n" + "".join(rows[:30] + rows[31:]) + f"Total;{total}\n"))[0]

    assert (receipt.accepted, receipt.excluded) == (60, {"totals_row": 1})
    assert lost.error and lost.error.slug == "counts_disagree"


# Two shapes, another shape


def test_a_second_header_in_the_middle_is_no_call(calls, block):
    """Somebody pasted two exports of one kind below each other."""
    first, second = ("".join(line(row) for row in rows) for rows in (range(20), range(20, 50)))

    receipt = calls.take(HEADER + first + HEADER + second)

    assert [row for row, *_ in quarantined(receipt)] == [22] * len(receipt.rejects)
    assert (receipt.accepted, receipt.quarantined) == (50, 1)


def test_another_shape_from_the_middle_on_is_set_aside_row_by_row_or_refused(calls, block):
    """Two exports of different kinds in one file: of the second, nothing may pass for a call."""
    first = "".join(line(row) for row in range(30))
    second = "at;queue;offered;answered\n" + "".join(f"{moment(row)};North;{row};{row}\n" for row in range(20))

    receipt = calls.receive(calls.deliver(HEADER + first + second))[0]
    calls.contract(0.05)
    strict = calls.receive(calls.deliver(HEADER + first + second))[0]

    assert receipt.error is None and receipt.accepted == 30
    assert sorted(set(receipt.rejects["row_number"])) == list(range(32, 53))
    assert strict.error and strict.error.slug == "too_many_rejects"


@pytest.mark.parametrize("width", [3, 6])
def test_rows_of_another_width_after_the_first_blocks_are_no_calls(calls, block, width):
    """A column that comes or goes half-way shifts all that follow."""
    odd = ["x", moment(1), "A", "5", "6", "7"][:width]
    content = HEADER + "".join(line(row) for row in range(40)) + ";".join(odd) + "\n"
    content += "".join(line(row) for row in range(40, 80))

    receipt = calls.receive(calls.deliver(content))[0]

    if receipt.error is None:
        assert set(receipt.rejects["row_number"]) == {42} and receipt.accepted == 80
    else:
        assert "42" in receipt.error.text("en") and store.current("line") is None


def test_the_same_week_with_a_column_less_is_refused_and_changes_nothing(calls, block):
    """A second export with other columns must not replace what the first one said."""
    calls.take(HEADER + "".join(line(row) for row in range(40)))
    before = store.current("line")
    short = "id;at;issue\n" + "".join(line(row).rpartition(";")[0] + "\n" for row in range(40))

    receipt = calls.receive(calls.deliver(short, "again.csv"), accept_change=True)[0]

    assert receipt.error and receipt.error.slug == "missing_column" and "wait" in receipt.error.text("en")
    assert store.current("line") == before


def test_the_same_week_with_a_column_more_and_in_another_order_gives_the_same_calls(calls, block):
    """Portals add columns and move them; names tell which is which."""
    calls.take(HEADER + "".join(line(row) for row in range(40)))
    before = calls.rows("calls").drop(columns=["delivery"])
    parts = [line(row).strip().split(";") for row in range(40)]
    moved = "more;wait;issue;at;id\n" + "".join(";".join(["x", *reversed(row)]) + "\n" for row in parts)

    receipt = calls.take(moved, "again.csv", accept_change=True)

    assert receipt.accepted == 40
    pd.testing.assert_frame_equal(calls.rows("calls").drop(columns=["delivery"]), before)


# Numbers beyond what a floating-point number holds


BEYOND = [2**53, 2**53 + 1, 2**53 + 2, 2**63 - 1]


def test_keys_beyond_2_to_the_53_stay_apart_in_a_text(calls, block):
    """As floating-point numbers two of them would be one call."""
    calls.take(HEADER + "".join(line(row) for row in range(20)) + "".join(line(20, id=str(key)) for key in BEYOND))

    assert list(calls.rows("calls")["call_key"])[-4:] == [str(key) for key in BEYOND]


@pytest.mark.parametrize("kind", ["BIGINT", "UBIGINT", "DECIMAL(38, 0)", "DOUBLE"])
def test_keys_beyond_2_to_the_53_stay_apart_in_parquet(desk, block, kind):
    """A column of whole numbers is read as such; where the file itself holds rounded ones, they are no keys."""
    text = CALLER.replace("csv", "parquet").replace("  caller: {from: number, as: phone}\n", "")
    desk.sources(calls=text.replace(', format: "%d/%m/%Y %H:%M"', ""))
    path = desk.inbox / "file.parquet"
    rows = "union all ".join(
        f"select {key}::{kind} as id, timestamp '2026-11-16 08:00:00' as at, 'A' as issue, 1 as wait " for key in BEYOND
    )
    with duckdb.connect() as con:
        con.execute(f"copy ({rows}) to '{path}' (format parquet)")

    receipt = desk.receive(path)[0]

    if kind in ("BIGINT", "UBIGINT") or receipt.error is None:
        assert sorted(desk.rows("calls")["call_key"]) == sorted(str(key) for key in BEYOND)
    else:
        assert receipt.error.slug == "rounded_numbers" and store.current("line") is None


def test_a_count_beyond_2_to_the_53_is_set_aside_as_it_is_written(counts, block):
    """No line has so many calls; and the quarantine shows what stands in the file, not its rounded self."""
    rows = [f"16/11/2026 {8 + row // 2:02d}:{row % 2 * 30:02d};{row + 10}\n" for row in range(19)]

    receipt = counts.take("at;n\n" + "".join(rows) + f"16/11/2026 17:30;{2**53 + 1}\n")

    assert [(row.row_number, row.value) for row in receipt.rejects.itertuples()] == [(21, str(2**53 + 1))]
    assert counts.rows("carrier_counts")["presented"].max() == 28


# Persons


def test_one_caller_in_two_spellings_at_the_top_is_not_the_caller_of_all(desk, block):
    """Somebody redials on another trunk, which writes the number otherwise: the other calls keep their callers."""
    desk.sources(calls=CALLER)
    numbers = ["06 39 98 01 74", "0639980174", "+33639980174", *(f"06399802{at:02d}" for at in range(40))]

    receipt = desk.take("id;at;issue;wait;number\n" + "".join(line(at, number=one) for at, one in enumerate(numbers)))

    assert receipt.repaired == {}
    assert desk.rows("calls")["caller"].nunique() == 41 and desk.rows("calls")["caller"].notna().all()


NAMES = ["Sandrine Karim", "Karim Nathalie", "Nathalie Mehdi", "Mehdi Samia"]  # first names twice: names of nobody


@pytest.mark.parametrize("rows", [range(80), range(20, 80), [7], [13, 14]], ids=["all", "from a row on", "one", "edge"])
def test_names_in_the_column_of_callers_are_written_nowhere(desk, block, rows):
    """A platform that knows its callers exports their names where it has them, instead of their numbers."""
    desk.sources(calls=CALLER)
    numbers = [NAMES[at % 4] if at in rows else f"06399801{at % 100:02d}" for at in range(80)]
    content = "id;at;issue;wait;number\n" + "".join(line(at, number=numbers[at]) for at in range(80))

    receipt = desk.receive(desk.deliver(content))[0]

    said = [receipt.error.text("fr"), receipt.error.text("en")] if receipt.error else []
    said += [receipt.rejects.to_csv(), repr(receipt), *(doubt("fr") for doubt in receipt.doubts)]
    found = " ".join([*said, *kept(desk.home)]).casefold()
    assert [
        one for one in [*NAMES, *{word for name in NAMES for word in name.split()}] if one.casefold() in found
    ] == []
    if not receipt.error:
        assert desk.rows("calls")["caller"].notna().sum() == 80 - len(rows) or receipt.quarantined == len(rows)


def kept(home: Path) -> Iterator[str]:
    """What stands below a home but the delivered files: each file as text, names of files too."""
    for path in home.rglob("*"):
        if not path.is_file() or {home / "inbox", home / "data" / "line" / "received"} & set(path.parents):
            continue
        yield path.name
        if path.suffix == ".parquet":
            yield str(duckdb.sql(f"select * from read_parquet('{path}')").fetchall())
        else:
            yield path.read_text(encoding="utf-8", errors="replace")


# A file that is still being written


HOOK: dict[str, object] = {}


def _watch(event: str, arguments: tuple) -> None:
    """Lets the file grow just before it is opened for the so-and-so-many-th time."""
    path = HOOK.get("path")
    if event != "open" or path is None or str(arguments[0]) != str(path) or not isinstance(arguments[2], int):
        return
    if arguments[2] & (os.O_WRONLY | os.O_RDWR):
        return
    HOOK["seen"] = int(str(HOOK["seen"])) + 1
    if HOOK["seen"] == HOOK["at"]:
        HOOK["grown"] = True
        with open(str(path), "a", encoding="utf-8") as out:
            out.write(str(HOOK["more"]))


@contextlib.contextmanager
def growing(path: Path, at: int, more: str) -> Iterator[dict[str, object]]:
    """The file, longer from its `at`-th opening on."""
    if "added" not in HOOK:
        sys.addaudithook(_watch)  # for good: nothing takes one away again
    HOOK.update(added=True, path=path, at=at, more=more, seen=0, grown=False)
    try:
        yield HOOK
    finally:
        HOOK["path"] = None


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_file_that_grows_while_it_is_read_is_refused_or_read_as_it_is_kept(calls, block, at):
    """A portal still writes the file that somebody already delivers: half of it must not become the week."""
    path = calls.deliver(HEADER + "".join(line(row) for row in range(40)))

    with growing(path, at, "".join(line(row) for row in range(40, 60))) as hook:
        receipt = calls.receive(path)[0]

    if receipt.error:
        assert receipt.error.slug == "input_error" and store.current("line") is None
        assert hook["grown"]
        return
    (raw,) = (calls.home / "data" / "line" / "received").iterdir()
    assert raw.name.startswith(receipt.sha256)
    assert receipt.accepted == len(raw.read_text(encoding="utf-8").splitlines()) - 1
    assert len(calls.rows("calls")) == receipt.accepted


def test_calls_that_are_others_again_but_for_their_key_are_counted(calls, block):
    """A portal that numbers a page anew delivers it twice: the guard asks by their share."""
    like = [row % 30 if row < 60 else row for row in range(90)]

    calls.take(HEADER + "".join(line(of, id=f"k{row}") for row, of in enumerate(like)))

    assert store.current("line").deliveries[-1].profile["twins"] == pytest.approx(2 / 3, abs=1e-4)
