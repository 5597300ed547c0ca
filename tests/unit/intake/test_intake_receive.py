"""Receiving: snapshots, versions, dry runs, two commands at once, a kill in the middle."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import signal
import subprocess
import sys
import time

import pytest

from kit import intake, store
from kit.errors import BadParams, HomeBusy, UnknownPartnership, UnknownSource

HEADER = "id;at;issue;wait\n"


def week(first_day: int, waits: list[int]) -> str:
    """One call a day from a day of November 2026 on."""
    days = enumerate(waits, start=first_day)
    return HEADER + "".join(f"{day};{day}/11/2026 08:00;A;{wait}\n" for day, wait in days)


def test_files_of_one_call_make_one_snapshot(calls):
    """A report must never see half of what came in one go."""
    calls.receive(calls.deliver(week(2, [1] * 7), "a.csv"), calls.deliver(week(9, [1] * 7), "b.csv"))

    assert [snapshot.id for snapshot in store.snapshots("line")] == [1]
    assert len(calls.rows("calls")) == 14


def test_a_delivery_is_recorded_with_what_became_of_each_row(calls):
    """Both sides check these sums on the page, in total and week by week."""
    text = week(14, [1] * 4) + "x;15/11/2026 08:00;G;1\ny;16/11/2026 08:00;Z;1\nz;;Z;1\n"
    path = calls.deliver(text)

    calls.receive(path)

    delivery = store.current("line").deliveries[0]
    assert delivery.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (delivery.source, delivery.table, delivery.owed_by) == ("calls", "calls", "provider")
    assert (delivery.rows_read, delivery.accepted, delivery.excluded, delivery.quarantined) == (7, 4, {"ghost": 1}, 2)
    assert (delivery.first_date, delivery.last_date) == ("2026-11-14", "2026-11-17")
    assert delivery.by_week == {
        "2026-W46": {"received": 2, "excluded": {"ghost": 1}, "quarantined": 0},
        "2026-W47": {"received": 2, "excluded": {}, "quarantined": 2},
    }


def test_the_same_file_again_changes_nothing(calls):
    """People send a file twice; no new version must come of it."""
    first = calls.take(week(16, [1] * 7))
    again = calls.take(week(16, [1] * 7), name="copy.csv")

    assert (first.already, again.already) == (False, True)
    assert len(store.snapshots("line")) == 1


@pytest.mark.slow
def test_a_week_delivered_again_is_a_restatement(calls):
    """What changed must be told: the page of last Monday said otherwise."""
    calls.take(week(16, [1] * 7))
    receipt = calls.take(week(16, [1, 1, 1, 1, 1, 1, 99]), now=dt.datetime(2026, 12, 1, tzinfo=dt.UTC))

    assert receipt.restated_weeks == ["2026-W47"]
    assert calls.rows("calls")["wait_s"].tolist() == [1, 1, 1, 1, 1, 1, 99]
    assert len(store.snapshots("line")) == 2


@pytest.mark.slow
def test_a_corrected_mapping_reads_the_same_file_anew(calls):
    """The file was right and the mapping wrong: receiving it again must help."""
    path = calls.deliver(week(16, [60] * 7))
    calls.receive(path)
    text = (calls.params / "sources.yml").read_text(encoding="utf-8")
    (calls.params / "sources.yml").write_text(text.replace("unit: s}", "unit: min}"), encoding="utf-8")

    receipt = calls.receive(path)[0]

    assert not receipt.already
    assert calls.rows("calls")["wait_s"].unique().tolist() == [3600]


@pytest.mark.slow
def test_a_dry_run_tells_the_same_and_writes_nothing(calls):
    """Who tries a new mapping must not fill the tables with the attempt."""
    path = calls.deliver(week(16, [1] * 6 + [-1]))

    foreseen = calls.receive(path, dry_run=True)[0]
    assert not (calls.home / "data").exists()
    assert foreseen.quarantine is None, "nothing was written there"
    real = calls.receive(path)[0]

    for name in ("sha256", "source", "table", "rows_read", "accepted", "excluded", "quarantined", "weeks", "gaps"):
        assert getattr(foreseen, name) == getattr(real, name), name
    assert calls.receive(path, dry_run=True)[0].already


def test_history_that_is_loaded_later_came_when_it_is_stated_to_have_come(calls):
    """Two years of files that were on time must not read as two years late; and that nobody measured it is kept."""
    told = dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)

    calls.take(week(16, [1] * 7), "a.csv", now=told, stated=True)
    calls.take(week(9, [1] * 7), "b.csv")

    first, second = store.snapshots("line")
    assert first.deliveries[0].came == first.at == told
    assert (first.reason, second.reason) == ("received_as_stated", "received")


def test_quarantine_is_kept_for_its_owner_only(calls):
    """It holds cells as they came."""
    receipt = calls.take(week(16, [1] * 6 + [-1]))

    folder = calls.home / "data" / "line" / "quarantine"
    files = list(folder.iterdir())
    assert oct(folder.stat().st_mode & 0o777) == "0o700" and len(files) == 1
    assert receipt.quarantine == files[0]
    assert "negative" in files[0].read_text(encoding="utf-8-sig")


def test_unknown_names_are_refused_before_anything_is_read(calls):
    """A mistyped partnership or source must not create one."""
    path = calls.deliver(week(16, [1]))

    with pytest.raises(UnknownPartnership):
        intake.receive("lien", [path])
    with pytest.raises(UnknownSource) as unknown:
        calls.receive(path, source="cals")
    told = unknown.value.text("en")
    assert 'Unknown source: "cals"' in told and 'Did you mean "calls"?' in told and "sources.yml: calls." in told
    assert "Vouliez-vous" in unknown.value.text("fr")
    with pytest.raises(UnknownSource, match=r"calls\.$"):
        calls.receive(path, source="xyz")
    (calls.params / "sources.yml").unlink()
    with pytest.raises(BadParams):
        calls.receive(path)


@pytest.mark.slow
def test_two_commands_at_once_take_turns_or_give_up_cleanly(calls, monkeypatch):
    """Each would build on a state that the other is replacing."""
    monkeypatch.setenv("KIT_LOCK_WAIT", "0.2")
    path = calls.deliver(week(16, [1]))
    held = "import sys\nfrom kit import store\nwith store.lock('line'):\n print('held', flush=True)\n sys.stdin.read()"
    environment = {**os.environ, "KIT_HOME": str(calls.home)}
    command = [sys.executable, "-c", held]
    holder = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(HomeBusy):
            calls.receive(path)
        assert store.current("line") is None
    finally:
        holder.communicate(b"")
    assert calls.receive(path)[0].accepted == 1


@pytest.mark.slow
def test_a_kill_in_the_middle_leaves_the_old_state_or_the_new_one(calls):
    """A laptop is closed while files come in: the next command must find whole tables."""
    rows = "".join(f"{at};16/11/2026 08:{at % 60:02d};A;{at % 300}\n" for at in range(20_000))
    path = calls.deliver(HEADER + rows)
    command = f"from kit import intake; intake.receive('line', [{str(path)!r}])"
    environment = {**os.environ, "KIT_HOME": str(calls.home), "KIT_NOW": "2026-11-30T09:00:00+00:00"}
    received = calls.home / "data" / "line" / "received"
    process = subprocess.Popen([sys.executable, "-c", command], env=environment)
    while process.poll() is None and not (received.is_dir() and any(received.iterdir())):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()

    seen = store.current("line")
    assert seen is None or sum(file.rows for file in seen.files) == 20_000
    assert calls.receive(path)[0].accepted == 20_000
    assert len(calls.rows("calls")) == 20_000
