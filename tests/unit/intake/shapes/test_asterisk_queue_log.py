"""Asterisk's log of its queues: what its generator planted is what the shipped mapping counts."""

from __future__ import annotations

import pytest
from exported import at, by_queue

NAME = "asterisk_queue_log"


@pytest.fixture
def taken(desk):
    """The planted facts, the receipt and the calls of one week, its two files named in one command."""
    written = at(desk, NAME)
    receipt = desk.receive(*reversed(written.files))[0]
    assert receipt.error is None, receipt.error
    return written.truth, receipt, desk.rows("calls")


def altered(desk, change) -> list:
    """Receipts of the week's events as one file, its rows changed."""
    written = at(desk, NAME)
    rows = [row for path in written.files for row in path.read_text(encoding="utf-8").splitlines()]
    return desk.receive(desk.deliver("\n".join(change(rows)) + "\n", "queue_log"))


def test_calls_by_queue_and_outcome_are_those_that_were_planted(taken):
    """A call that a second queue answered stands in the queue of arrival, once, as the contract counts it."""
    truth, receipt, calls = taken

    assert by_queue(calls) == truth["by_queue"]
    assert receipt.accepted == truth["calls"] and receipt.quarantined == 0


def test_the_log_is_cut_in_the_middle_of_calls_and_none_is_lost(taken):
    """Rotation asks nobody whether somebody is waiting."""
    truth, receipt, _ = taken

    assert truth["across"] > 0
    assert receipt.excluded == {"no_call": truth["no_call"]}
    assert receipt.event_rows == truth["events"]


def test_waits_and_talks_are_those_that_were_planted(taken):
    """The milliseconds of telephones that rang in vain are in neither; a wait runs on into the second queue."""
    truth, _, calls = taken

    assert calls["wait_s"].sum() == truth["wait_s"]
    assert calls["talk_s"].sum() == truth["talk_s"]
    assert calls["ring_s"].max() <= 6 and calls["ring_s"].notna().sum() == truth["by_queue"][""]["answered"]


def test_transfers_and_withheld_numbers_are_counted(taken):
    """Neither may be read off the agent's column, which is never read."""
    truth, _, calls = taken

    assert calls["transferred"].sum() == truth["transferred"] > 3
    assert calls["caller"].isna().sum() == truth["withheld"] > 3


def test_events_that_nobody_mapped_are_told_and_take_no_call_away(taken):
    """A new version of Asterisk writes new events."""
    truth, receipt, _ = taken

    assert truth["unknown"] > 0
    assert any(f"CALLERHANGUPCAUSE ({truth['unknown']})" in told("en") for told in receipt.doubts)


def test_no_agent_and_no_number_passes(taken, desk):
    """The log names the agent in each row, and every caller in full."""
    text = taken[2].drop(columns=["call_key", "delivery"]).to_csv()

    assert "Local/" not in text and "4001@" not in text and "33639" not in text and "33199" not in text


def test_one_part_alone_tells_the_calls_that_it_cuts(desk):
    """Half a call is no call, and nobody must look for it."""
    written = at(desk, NAME)

    receipts = [desk.receive(path, accept_change=True)[0] for path in written.files]

    cut = [sum(one.excluded.get(name, 0) for name in ("unbegun_call", "unfinished_call")) for one in receipts]
    assert cut == [written.truth["across"]] * 2
    assert sum(one.accepted for one in receipts) == written.truth["calls"] - written.truth["across"]


def test_the_hour_that_comes_twice_in_autumn_is_told_apart(desk):
    """Seconds since 1970 know no summer time."""
    at(desk, NAME)
    rows = [f"{start}|{start}.1|Standard|NONE|{what}" for start in (1792888200, 1792891800) for what in (
        "ENTERQUEUE||33199001234|1", "ABANDON|1|1|0")]  # fmt: skip

    desk.take("\n".join(rows) + "\n", "queue_log")

    assert [str(one)[11:16] for one in desk.rows("calls")["arrived_local"]] == ["02:30", "02:30"]


def test_rows_with_or_without_their_last_bar_say_the_same(desk, taken):
    """Some versions end an event in a bar, others do not."""
    before = taken[2].drop(columns=["delivery", "row_number"])

    altered(desk, lambda rows: [row.rstrip("|") if at % 2 else f"{row.rstrip('|')}|" for at, row in enumerate(rows)])

    assert before.equals(desk.rows("calls").drop(columns=["delivery", "row_number"]))


def test_older_versions_say_less_and_the_calls_stand(desk):
    """Without the ring time at CONNECT and the position at ENTERQUEUE, only the ring time is unknown."""
    receipt = altered(desk, lambda rows: ["|".join(row.split("|")[:7]) for row in rows])[0]

    assert receipt.error is None and receipt.quarantined == 0
    assert desk.rows("calls")["ring_s"].isna().all() and desk.rows("calls")["wait_s"].notna().all()


@pytest.mark.parametrize("change, said", [
    (lambda rows: [row.replace("|", ";") for row in rows], "separator"),
    (lambda rows: [row.split("|", 1)[1] for row in rows], "queue_log"),
    (lambda rows: [f"{row[:10]}000{row[10:]}" for row in rows], "queue_log"),
])  # fmt: skip
def test_a_file_that_is_no_such_log_is_refused_clearly(desk, change, said):
    """Another separator, a missing column, milliseconds in the place of seconds: none becomes a plausible week."""
    receipt = altered(desk, change)[0]

    assert receipt.error is not None and receipt.accepted == 0
    assert said in receipt.error.text("en")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_writes_the_same_bytes(tmp_path, seed):
    """A figure that fails in one run must fail in the next."""
    from kit.sample.exports import asterisk_queue_log

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = (asterisk_queue_log.write(tmp_path / place, "2026-W47", seed) for place in "ab")

    assert [path.read_bytes() for path in one.files] == [path.read_bytes() for path in two.files]
    assert one.truth == two.truth
