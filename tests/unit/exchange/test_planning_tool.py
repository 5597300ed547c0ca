"""The 21 fields of a planning tool: in their order, and never a zero that passes for a count."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

from kit.cli import main

NUMBER = "1475529642"  # of "Information": the same in every file


def exported(exchange) -> tuple[list[list[str]], dict]:
    found = exchange.export("wfm")
    with (found.folder / "queues.2026-W43.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";"))
    told = json.loads((found.folder / "manifest.json").read_text(encoding="utf-8"))
    return rows, {field["name"]: field for field in told["files"][0]["fields"]}


@pytest.fixture
def of_calls(exchange):
    """The same partnership, had it delivered calls and no intervals."""
    exchange.hand_over("parquet", tables=("calls",))
    return exchange


def test_a_row_has_21_fields_in_the_order_of_the_tool(exchange):
    """One field too few, and every figure behind it is another one."""
    rows, fields = exported(exchange)

    assert {len(row) for row in rows} == {21} == {len(fields)}
    assert rows[0] == [
        *("30", "20261025", "02:00", NUMBER, "Information"),
        *("10", "0", "2", "0", "8", "0", "0", "1500", "0", "0", "0", "0", "7", "0", "0", "0"),
    ]
    assert list(fields)[5:10] == [
        "offd_direct_call_cnt", "overflow_in_call_cnt", "aband_call_cnt", "overflow_out_call_cnt", "answ_call_cnt"
    ]  # fmt: skip


def test_the_hour_that_comes_twice_is_added_up(exchange):
    """The format has no zone: two rows of one name would be one and the same for the tool, and a call lost."""
    rows, _ = exported(exchange)

    assert [row[2] for row in rows] == ["02:00", "02:30"]
    assert [row[5] for row in rows] == ["10", "2"]


def test_what_nobody_knows_is_told_as_such(exchange):
    """The format can only say 0; whoever plans by it must know that nobody measured a wait."""
    _, fields = exported(exchange)

    assert fields["queued_and_answ_call_dur"]["is"].startswith("not known")
    assert fields["avg_avail_member_cnt"]["is"].startswith("not known")
    assert fields["answ_call_cnt"]["is"] == "known"
    assert fields["talking_call_dur"]["is"] == "derived"
    done = CliRunner().invoke(main, ["--messages", "en", "export", "line", "2026-W43", "--format", "wfm"])
    assert "hold 0 because nobody knows them" in done.stderr and "queued_and_answ_call_dur" in done.stderr


def test_calls_are_counted_by_half_hour_where_there_are_no_intervals(of_calls):
    """A platform that exports calls gives the tool more: waits, the longest ones, short abandons."""
    from kit.exchange import package

    found = package.export(package.Wanted("other", "2026-W43", "wfm"), of_calls.home / "plan")
    with (found.folder / "queues.2026-W43.csv").open(encoding="utf-8", newline="") as lines:
        rows = {(row[1], row[2], row[4]): row[5:] for row in csv.reader(lines, delimiter=";")}

    first = rows["20261024", "08:00", "Information"]
    assert first == ["2", "0", "1", "0", "1", "12", "40", "180", "20", "12", "40", "0", "1", "0", "0", "0"]
    twice = rows["20261025", "02:30", "Travail"]
    assert twice[0] == "1" and twice[3] == "1"
    assert "queued_answ_longest_que_dur" not in found.unknown and "overflow_in_call_cnt" in found.unknown


def test_an_open_half_hour_without_a_call_is_a_zero_and_a_day_without_calls_is_none(of_calls):
    """Nobody called at 9: that is known. That nobody delivered Monday is not known, and is no row."""
    from kit.exchange import package

    found = package.export(package.Wanted("other", "2026-W43", "wfm"), of_calls.home / "plan")
    with (found.folder / "queues.2026-W43.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";"))

    assert {row[1] for row in rows} == {"20261024", "20261025"}
    quiet = next(row for row in rows if row[1:3] == ["20261024", "09:00"])
    assert set(quiet[5:]) == {"0"}
    assert len(rows) == 2 * 2 * 48
