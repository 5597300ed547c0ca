"""`kit receive` and `kit check`: receipts that add up, and what is still owed."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kit import sample, store
from kit.cli import main

AFTER = "2026-11-23T09:00:00+01:00"


def kit(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--messages", "en", *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module")
def delivered(tmp_path_factory) -> Path:
    """The files of the sample's last week."""
    folder = tmp_path_factory.mktemp("delivered")
    sample.generate(folder, first_week="2026-W47", last_week="2026-W47")
    return folder / "2026-W47"


@pytest.fixture
def home(new_home, monkeypatch):
    """A home with the sample's params, on the Monday after its last week."""
    monkeypatch.setenv("KIT_NOW", AFTER)
    return new_home("sample")


def receipts(done: Result) -> dict[str, list[int]]:
    """Rows read, received, excluded, quarantined by file, as the table says."""
    found = {}
    for line in done.stdout.splitlines()[1:]:
        match = re.match(r"(\S+)  +\S+ +(\d+) +(\d+) +(\d+)[^\d].*? +(\d+)  +\S", line)
        if match:
            found[match[1]] = [int(number) for number in match.groups()[1:]]
    return found


def test_rows_read_are_received_excluded_or_quarantined(home, delivered):
    """A row that is nowhere would be a call that nobody can find again."""
    done = kit("receive", "sample", *sorted(delivered.glob("*.csv")))

    found = receipts(done)
    assert done.exit_code == 0
    assert set(found) == {path.name for path in delivered.glob("*.csv")}
    assert all(read == received + excluded + quarantined for read, received, excluded, quarantined in found.values())
    assert found["appels_2026-S47.csv"][0] > 4000


def test_a_dry_run_keeps_nothing(home, delivered):
    """A new export is tried before it is taken in."""
    done = kit("receive", "sample", *delivered.glob("*.csv"), "--dry-run")

    assert done.exit_code == 0
    assert len(receipts(done)) == 3
    assert store.current("sample") is None


def test_a_refused_file_gives_its_code_and_the_others_are_taken_in(home, delivered, tmp_path):
    """One spoilt export of the carrier must not hold the provider's back."""
    stranger = tmp_path / "holidays.csv"
    stranger.write_text("name;days\nx;3\n", encoding="utf-8")
    calls = next(delivered.glob("appels*"))

    done = kit("receive", "sample", stranger, calls)

    assert done.exit_code == 27
    assert "REFUSED" in done.stdout
    assert "holidays.csv: no source" in done.stderr
    assert [one.file for one in store.current("sample").deliveries] == [calls.name]


def spoilt(calls: Path, folder: Path) -> Path:
    """The calls with a date that does not exist in one row."""
    lines = calls.read_bytes().split(b"\n")
    lines[5] = re.sub(rb"\d\d/\d\d/2026", b"31/02/2026", lines[5], count=1)
    path = folder / calls.name
    path.write_bytes(b"\n".join(lines))
    return path


def test_quarantined_rows_are_told_by_code_and_place(home, delivered, tmp_path):
    """They are the provider's to mend before the page is signed."""
    done = kit("receive", "sample", spoilt(next(delivered.glob("appels*")), tmp_path))

    assert done.exit_code == 3
    assert receipts(done)["appels_2026-S47.csv"][3] == 1
    assert "data/sample/quarantine/" in done.stderr


def test_a_week_that_changes_names_the_report_to_run_again(home, delivered, tmp_path):
    """A restated figure that nobody publishes is a figure on which both sides will disagree."""
    calls = next(delivered.glob("appels*"))
    kit("receive", "sample", spoilt(calls, tmp_path))

    done = kit("receive", "sample", calls)

    assert "kit report weekly_kpi_review sample 2026-W47" in done.stdout


def test_the_same_file_again_changes_nothing(home, delivered):
    """Whoever is unsure sends the file once more."""
    calls = next(delivered.glob("appels*"))
    kit("receive", "sample", calls)
    before = store.current("sample").id

    done = kit("receive", "sample", calls)

    assert "already received" in done.stdout
    assert store.current("sample").id == before


def test_a_check_tells_which_side_owes_what(home, delivered):
    """ "The data are not there" is nobody's fault; "the carrier's file, due Monday 08:00" is somebody's."""
    kit("receive", "sample", next(delivered.glob("appels*")))

    done = kit("check", "sample", "2026-W47")

    assert done.exit_code == 4
    assert re.search(r"client +carrier_freephone +2026-W47 +2026-11-23 08:00 +MISSING, due 1 h ago", done.stdout)
    assert re.search(r"provider +acd_calls .* 1 h late \(appels_2026-S47.csv\)", done.stdout)
    assert "Temporary Workers' Social Fund owes 1" in done.stdout


def test_a_check_of_a_whole_week_is_quiet(home, delivered):
    """On the usual Monday there is nothing to ask for."""
    kit("receive", "sample", *delivered.glob("*.csv"))

    done = kit("check", "sample")

    assert done.exit_code == 0
    assert "2026-W47" in done.stdout
    assert "Nothing overdue" in done.stdout


def test_before_anything_came_a_check_asks_for_everything(home):
    """It must not need data to say that they are missing."""
    done = kit("check", "sample", "2026-W47")

    assert done.exit_code == 4
    assert done.stdout.count("MISSING") == 3


def test_nothing_is_owed_before_it_is_due(home, monkeypatch):
    """A Friday's check must not accuse anybody of Monday's file."""
    monkeypatch.setenv("KIT_NOW", "2026-11-20T17:00:00+01:00")

    done = kit("check", "sample", "2026-W47")

    assert done.exit_code == 0
    assert "not due yet" in done.stdout


def test_a_kill_at_any_moment_of_receive_leaves_the_old_tables_or_the_new_ones(home, delivered):
    """A laptop that is closed on Monday morning must not leave half a week in the figures."""
    rng = random.Random(47)
    files = [str(path) for path in sorted(delivered.glob("*.csv"))]
    command = [sys.executable, "-c", "from kit.cli import main; main()", "receive", "sample", *files]
    for _ in range(5):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.3, 2.0))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

        snapshot = store.current("sample")

        assert snapshot is None or len(snapshot.deliveries) == 3

    done = kit("receive", "sample", *files)

    assert done.exit_code == 0
    assert sum(one.rows_read for one in store.current("sample").deliveries) == sum(
        receipt[0] for receipt in receipts(done).values()
    )
