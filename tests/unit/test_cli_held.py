"""`kit receive` on a delivery that is held back, `--accept-change`, `--undo`; `kit check` on what waits."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kit import params, present, sample, store
from kit.analysis import weekly
from kit.cli import main
from kit.present.voice import plain

pytestmark = pytest.mark.slow

MONDAY, TUESDAY = "2026-11-23T07:30:00+01:00", "2026-11-24T09:00:00+01:00"


def kit(*arguments: object, lang: str = "en") -> Result:
    return CliRunner().invoke(main, ["--messages", lang, *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """The sample's file of calls of one week."""
    folder = tmp_path_factory.mktemp("delivered")
    sample.generate(folder, first_week="2026-W47", last_week="2026-W47")
    return folder / "2026-W47" / "appels_2026-S47.csv"


@pytest.fixture
def tenth(whole, tmp_path) -> Path:
    """The same export with a filter on: one call in ten."""
    lines = whole.read_bytes().splitlines(keepends=True)
    path = tmp_path / "appels_2026-S47_filtre.csv"
    path.write_bytes(lines[0] + b"".join(lines[1::10]))
    return path


@pytest.fixture
def home(new_home, monkeypatch, whole):
    """The sample's home on the Monday after its last week, its file of calls received."""
    monkeypatch.setenv("KIT_NOW", MONDAY)
    place = new_home("sample")
    assert kit("receive", "sample", whole).exit_code == 0
    return place


def test_a_held_file_is_told_with_its_reason_and_the_command_that_takes_it(home, tenth):
    """Whoever reads it must see what would go and what to type, without opening a manual."""
    done = kit("receive", "sample", tenth)

    assert done.exit_code == 37
    assert "HELD BACK: nothing was taken from it" in done.stdout
    assert (
        "it would take away" in done.stderr
        and f"kit --home {home} receive sample {tenth} --accept-change" in done.stderr
    )
    assert "2026-11-16: " in done.stderr and "2026-11-20: " in done.stderr
    assert len(store.snapshots("sample")) == 1


def test_a_held_file_is_told_in_french(home, tenth):
    """The correspondents are French; the reason must be as plain as the rest."""
    done = kit("receive", "sample", tenth, lang="fr")

    assert "MIS EN ATTENTE" in done.stdout
    assert "il retirerait" in done.stderr and "lignes présentes" in done.stderr


def test_a_confirmed_file_says_what_went(home, tenth):
    """Even a right change is never silent."""
    kit("receive", "sample", tenth)

    done = kit("receive", "sample", tenth, "--accept-change")

    assert done.exit_code == 0
    assert "earlier rows are no longer there: 2026-11-16 (" in " ".join(done.stdout.split())


def test_undo_takes_the_last_receive_back_and_says_which(home, tenth):
    """Raw files stay: what was accepted by mistake is withdrawn with one word."""
    before = store.current("sample").files
    kit("receive", "sample", tenth, "--accept-change")

    tried = kit("receive", "sample", "--undo", "--dry-run")
    assert tried.exit_code == 0 and store.current("sample").files != before
    done = kit("receive", "sample", "--undo")

    assert done.exit_code == 0 and store.current("sample").files == before
    assert "appels_2026-S47_filtre.csv (acd_calls, 2026-W47)" in done.stdout
    assert "kit report weekly_kpi_review sample 2026-W47" in done.stdout


def test_undo_with_files_and_receive_without_are_refused(home, whole):
    """Half of a command must not be guessed."""
    for arguments in ((whole, "--undo"), ()):
        done = kit("receive", "sample", *arguments)
        assert done.exit_code == 2 and "--undo" in done.stderr


def test_nothing_to_take_back_is_said(home):
    """A second undo of a single receive finds nothing."""
    assert kit("receive", "sample", "--undo").exit_code == 0
    done = kit("receive", "sample", "--undo")
    assert done.exit_code == 0 and "nothing to take back" in done.stdout


def test_a_file_that_waits_is_not_missing(new_home, monkeypatch, whole, tmp_path):
    """The provider sent its file in time; that it waits for a word must not make it owe one."""
    monkeypatch.setenv("KIT_NOW", MONDAY)
    new_home("sample")
    old = whole.read_text(encoding="utf-8-sig").replace("/11/2026", "/11/2025")
    path = tmp_path / "appels_2026-S47.csv"
    path.write_text(old, encoding="utf-8-sig")
    assert kit("receive", "sample", path).exit_code == 37
    monkeypatch.setenv("KIT_NOW", TUESDAY)

    done = kit("check", "sample", "2025-W47")

    assert "Waiting for a confirmation since 2026-11-23 07:30: appels_2026-S47.csv (acd_calls)" in done.stdout
    assert "its name says 2026-11-16 … 2026-11-22, its rows go from 2025-11-16" in done.stdout
    line = next(line for line in done.stdout.splitlines() if "acd_calls " in line and " 2025-W47 " in line)
    assert "held back, waiting for --accept-change (appels_2026-S47.csv)" in line


def test_the_page_of_a_week_whose_file_waits_blames_nobody(new_home, monkeypatch, whole, tmp_path):
    """The carrier's counts stand, the calls wait for a word: the page must not say that the provider sent nothing."""
    monkeypatch.setenv("KIT_NOW", MONDAY)
    new_home("sample")
    carrier = whole.with_name("operateur_2026-S47.csv")
    assert kit("receive", "sample", carrier).exit_code == 0
    misnamed = tmp_path / "appels_2024-S47.csv"
    misnamed.write_bytes(whole.read_bytes())
    assert kit("receive", "sample", misnamed).exit_code == 37
    monkeypatch.setenv("KIT_NOW", TUESDAY)

    review = weekly.review(store.tables("sample", "2026-W47"), params.contract("sample"))

    calls = review.deliveries.set_index("source").loc["acd_calls"]
    assert (calls["status"], calls["file"]) == ("held", misnamed.name) and review.data["complete"] is False
    kinds = {(finding.kind, finding.fields.get("source")) for finding in review.findings}
    assert ("delivery_held", "acd_calls") in kinds and ("delivery_missing", "acd_calls") not in kinds
    assert "days_missing" not in {kind for kind, _ in kinds}
    said = {part: plain(getattr(present, part)(review).html["en"]) for part in ("headline", "deliveries", "sources")}
    told = said["headline"].replace("\u00a0", " ")
    assert "Week 47 cannot be judged yet: some of the provider’s calls came and wait for a confirmation" in told
    assert "staffing did not come" in told and "calls did not come" not in told and "file did not come" not in told
    assert "nothing is missing from its side" in said["headline"]
    assert "to be confirmed" in said["deliveries"] and "came and wait for a confirmation" in said["sources"]
