"""A file cut at a line's end looks whole to whoever reads it alone; the week's page says what it lacks, and first."""

from __future__ import annotations

import datetime as dt

import pytest

from kit import intake, params, present, store
from kit.analysis import weekly
from kit.present.voice import plain

WEEK = "2026-W47"
CUT = b"19/11/2026 14:1"  # the first line of Thursday that goes, with all after it


@pytest.fixture
def cut(sample_folder, new_home, tmp_path, monkeypatch):
    """The review of the sample's last weeks, the last file of calls cut on Thursday at 14:10."""
    delivered = sample_folder / "data/sample/delivered"
    new_home("sample")
    monkeypatch.setenv("KIT_NOW", "2026-11-23T07:30:00+01:00")
    files = [path for week in ("2026-W45", "2026-W46", WEEK) for path in sorted((delivered / week).iterdir())]
    whole = next(path for path in files if path.name == "appels_2026-S47.csv")
    lines = whole.read_bytes().splitlines(keepends=True)
    short = tmp_path / whole.name
    short.write_bytes(b"".join(lines[: next(at for at, line in enumerate(lines) if CUT in line)]))
    intake.receive("sample", [short if path == whole else path for path in files])
    return weekly.review(store.tables("sample", WEEK), params.contract("sample"))


def test_a_cut_week_is_told_first_judged_by_nothing_and_blamed_on_no_outage(cut):
    """The carrier went on counting: read without the calendar, a cut file is the outage of the year."""
    first = cut.findings[0]
    kinds = [finding.kind for finding in cut.findings]

    assert first.kind == "days_missing"
    assert (first.fields["days"], first.fields["stop_date"]) == ([dt.date(2026, 11, 20)], dt.date(2026, 11, 19))
    assert first.fields["stop_minute"] == pytest.approx(850, abs=1)
    assert not {"outage", "objective_missed", "all_kept"} & set(kinds)
    assert set(cut.figures["status"]) == {"not_judged"} and cut.data["complete"] is False


def test_the_page_of_a_cut_week_says_so_where_it_is_read(cut):
    """The headline, the first finding, the files: none may say that all is there."""
    said = {part: plain(getattr(present, part)(cut).html["fr"]) for part in ("headline", "deliveries", "sources")}
    said = {part: text.replace("\u00a0", " ").replace("\u202f", " ") for part, text in said.items()}

    assert "Semaine 47 incomplète : 3 jours complets sur 5" in said["headline"]
    assert (
        "Les appels de vendredi n’ont pas été livrés par le prestataire ; l’opérateur en a compté" in said["headline"]
    )
    assert "Chaque fichier dû est venu, mais il y manque des jours : vendredi 20 novembre." in said["deliveries"]
    assert "Jours manquants : vendredi 20 novembre." in said["sources"]
