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
from kit.cli.receipts import counted
from kit.cli.speaker import Speaker

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


SUMS = r"([\d,]+) rows? read = ([\d,]+) accepted \+ ([\d,]+) excluded \+ ([\d,]+) in quarantine"


def receipts(done: Result) -> dict[str, list[int]]:
    """Rows read, received, excluded, quarantined by file, as they are printed."""
    return {
        name: [int(number.replace(",", "")) for number in numbers]
        for name, *numbers in re.findall(rf"^(\S+) \(.+\)\n  {SUMS}$", done.stdout, re.M)
    }


def unwrapped(text: str) -> str:
    """A receipt without its line breaks and indents."""
    return " ".join(text.split())


@pytest.mark.slow
def test_rows_read_are_accepted_excluded_or_quarantined(home, delivered):
    """A row that is nowhere would be a call that nobody can find again."""
    done = kit("receive", "sample", *sorted(delivered.glob("*.csv")))

    found = receipts(done)
    assert done.exit_code == 0
    assert set(found) == {path.name for path in delivered.glob("*.csv")}
    assert all(read == received + excluded + quarantined for read, received, excluded, quarantined in found.values())
    assert found["appels_2026-S47.csv"][0] > 4000


@pytest.mark.slow
def test_a_dry_run_keeps_nothing(home, delivered):
    """A new export is tried before it is taken in."""
    done = kit("receive", "sample", *delivered.glob("*.csv"), "--dry-run")

    assert done.exit_code == 0
    assert len(receipts(done)) == 3
    assert store.current("sample") is None


@pytest.mark.slow
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


@pytest.mark.slow
def test_quarantined_rows_are_told_by_code_and_place(home, delivered, tmp_path):
    """They are the provider's to fix before the page is signed."""
    done = kit("receive", "sample", spoilt(next(delivered.glob("appels*")), tmp_path))

    assert done.exit_code == 3
    assert receipts(done)["appels_2026-S47.csv"][3] == 1
    said = unwrapped(done.stdout)
    assert 'In quarantine: row 6, column "Début", "31/02/2026 08:0' in said
    assert "not a date in the stated format" in said
    (kept,) = (home / "data/sample/quarantine").iterdir()
    assert f"All of it: {kept}" in said


@pytest.mark.slow
def test_the_first_quarantined_rows_stand_on_the_receipt_and_no_folder_in_a_dry_run(home, delivered, tmp_path):
    """Who has just exported the file can fix it now; a folder that was not written would be looked for in vain."""
    calls = next(delivered.glob("appels*"))
    lines = calls.read_bytes().split(b"\r\n")
    for at in (3, 5, 8, 13):
        lines[at] = re.sub(rb"\d\d/\d\d/2026", b"31/02/2026", lines[at], count=1)
    path = tmp_path / calls.name
    path.write_bytes(b"\r\n".join(lines))

    tried, done = kit("receive", "sample", path, "--dry-run"), kit("receive", "sample", path)

    assert (tried.exit_code, done.exit_code) == (3, 3)
    for said in (unwrapped(tried.stdout), unwrapped(done.stdout)):
        assert "In quarantine, the first 3 rows of 4:" in said
        assert re.findall(r"row (\d+), column", said) == ["4", "6", "9"]
    assert "data/sample" not in tried.output and "data/sample/quarantine/" in done.stdout
    french = CliRunner().invoke(main, ["--messages", "fr", "receive", "sample", str(path), "--dry-run"])
    assert "En quarantaine, les 3 premières lignes sur 4\u00a0:" in french.stdout


@pytest.mark.slow
def test_a_receipt_tells_what_was_repaired_where_rows_lack_and_what_looks_wrong(home, delivered, tmp_path):
    """All of it would be found on Monday by the other side."""
    calls = next(delivered.glob("appels*"))
    header, *rows = calls.read_text(encoding="utf-8-sig").splitlines()
    names = header.split(";")
    cells = [row.split(";") for row in rows if "17/11/2026" not in row]
    for at, row in enumerate(cells):
        row[names.index("Motif")] = ""
        row[names.index("Menu")] = "-0:00:05" if at < 20 else row[names.index("Menu")]
        row[names.index("Numéro appelant")] = "?" if at < 3 else row[names.index("Numéro appelant")]
    cut = [row for row in cells if row[1] < "20/11/2026 11" or not row[1].startswith("20/11")]
    path = tmp_path / calls.name
    path.write_text("\n".join([header, *(";".join(row) for row in cut if row[1] < "21")]) + "\n", encoding="utf-8")

    done = kit("receive", "sample", path)

    said = unwrapped(done.stdout)
    assert 'Repaired: 20 × negative duration left empty (column "Menu")' in said
    assert '3 × unreadable caller number left empty (column "Numéro appelant")' in said
    assert "1 open day without any row: 2026-11-17" in said
    assert 'To check: column "Motif" gives no `reason` on any row' in said
    assert "last row of the file is of 2026-11-20 10:5" in said and "expected until 18:00" in said
    assert re.search(r"Excluded: \d+ × ghost call", said)
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def test_a_quiet_receipt_is_two_lines_a_file(home, delivered):
    """Where there is nothing to tell, nothing is told; the sums of all files stand last."""
    done = kit("receive", "sample", next(delivered.glob("effectifs*")), next(delivered.glob("operateur*")))

    lines = done.stdout.splitlines()
    assert lines[:2] == [
        "effectifs_2026-S47.csv (staffing, 2026-W47)",
        "  100 rows read = 100 accepted + 0 excluded + 0 in quarantine",
    ]
    assert lines[4:] == [
        "  Excluded: 1 × totals row",
        "",
        "2 files: 437 rows read = 436 accepted + 1 excluded + 0 in quarantine",
    ]


PLURALS = [
    ("en", 0, "0 sources"),
    ("en", 1, "1 source"),
    ("en", 1234, "1,234 sources"),
    ("fr", 0, "0 source"),
    ("fr", 1, "1 source"),
    ("fr", 1234, "1\u202f234 sources"),
]


@pytest.mark.parametrize(("lang", "count", "told"), PLURALS)
def test_numbers_agree_with_their_nouns(lang, count, told):
    """ "1 sources" makes people doubt the number, too."""
    assert counted(Speaker(lang), "sources", count) == told


def test_a_name_that_holds_a_bar_does_not_break_a_plural():
    """The bar parts singular and plural in the texts; a firm may have one in its name."""
    assert counted(Speaker("en"), "owes", 2, side="A | {B}") == "A | {B} owes 2 overdue files."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stated", "came"),
    [
        ("2026-11-23T07:30", "2026-11-23T06:30:00+00:00"),
        ("2026-11-23T07:30Z", "2026-11-23T07:30:00+00:00"),
        ("2026-11-23", "2026-11-22T23:00:00+00:00"),
    ],
)
def test_history_is_recorded_as_received_when_it_is_stated_to_have_come(home, delivered, monkeypatch, stated, came):
    """Who brings two years of files has not been two years late: the page would accuse the provider each week."""
    monkeypatch.setenv("KIT_NOW", "2028-11-23T09:00:00+01:00")

    done = kit("receive", "sample", next(delivered.glob("appels*")), "--received-at", stated)
    again = kit("check", "sample", "2026-W47")

    assert done.exit_code == 0
    assert "stated, not measured" in done.stderr
    assert store.current("sample").deliveries[0].received_at == came
    assert ("on time" in again.stdout) == (not stated.endswith("Z")), "07:30 UTC is 08:30 there, due at 08:00"
    assert again.stdout.count("moment stated, not measured") == 1  # of the one file that came


@pytest.mark.parametrize(
    ("stated", "told"), [("2026-11-23T09:01", "still to come (it is 2026-11-23 09:00)"), ("Monday", "ISO 8601"),
                         ("0001-01-01T00:00+09:00", "ISO 8601")]
)  # fmt: skip
def test_a_moment_to_come_or_none_at_all_is_refused(home, delivered, stated, told):
    """A file cannot have come tomorrow."""
    done = kit("receive", "sample", next(delivered.glob("appels*")), "--received-at", stated)

    assert done.exit_code == 12
    assert told in done.stderr and f"--received-at {stated}" in done.stderr
    assert store.current("sample") is None


@pytest.mark.slow
def test_a_dry_run_foresees_a_change_and_states_none(home, delivered, tmp_path):
    """ "Has changed" would send people to run a report on rows that are not there."""
    calls = next(delivered.glob("appels*"))
    kit("receive", "sample", spoilt(calls, tmp_path))

    done = kit("receive", "sample", calls, "--dry-run")

    assert "2026-W47 would change" in done.stdout and "has changed" not in done.stdout


def test_an_unknown_source_is_told_with_the_nearest_one(home, delivered):
    """A letter is quickly mistyped."""
    done = kit("receive", "sample", next(delivered.glob("appels*")), "--source", "acd_cals")

    assert done.exit_code == 27
    assert 'Unknown source: "acd_cals"' in done.stderr and 'Did you mean "acd_calls"?' in done.stderr


@pytest.mark.slow
def test_a_week_that_changes_names_the_report_to_run_again(home, delivered, tmp_path):
    """A restated figure that nobody publishes is a figure on which both sides will disagree."""
    calls = next(delivered.glob("appels*"))
    kit("receive", "sample", spoilt(calls, tmp_path))

    done = kit("receive", "sample", calls)

    assert "kit report weekly_kpi_review sample 2026-W47" in done.stdout


@pytest.mark.slow
def test_the_same_file_again_changes_nothing(home, delivered):
    """Whoever is unsure sends the file once more."""
    calls = next(delivered.glob("appels*"))
    kit("receive", "sample", calls)
    before = store.current("sample").id

    done = kit("receive", "sample", calls)

    assert "already received" in done.stdout
    assert store.current("sample").id == before


@pytest.mark.slow
def test_a_check_tells_which_side_owes_what(home, delivered):
    """ "The data are not there" is nobody's fault; "the carrier's file, due Monday 08:00" is somebody's."""
    kit("receive", "sample", next(delivered.glob("appels*")))

    done = kit("check", "sample", "2026-W47")

    assert done.exit_code == 4
    assert re.search(r"client +carrier_freephone +2026-W47 +2026-11-23 08:00 +MISSING, due 1 h ago", done.stdout)
    assert re.search(r"provider +acd_calls .* 1 h late \(appels_2026-S47.csv\)", done.stdout)
    assert "Temporary Workers' Social Fund owes 1" in done.stdout


@pytest.mark.slow
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


@pytest.mark.slow
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
