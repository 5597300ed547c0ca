"""`kit demo`: from nothing to pages that can be opened."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from click.testing import CliRunner

from kit.cli import main
from kit.cli.demo import periods
from kit.language.texts import text
from kit.params import PROJECT
from kit.sample.scenario import load

PLANTED = {
    "first_week": "2026-W40",
    "last_week": "2026-W47",
    "facts": [{"kind": "outage", "week": "2026-W42"}, {"kind": "restated", "week": "2026-W44"}],
}


@pytest.mark.parametrize(
    ("changed", "weeks"),
    [
        ({}, ["2026-W42", "2026-W44", "2026-W45", "2026-W46", "2026-W47"]),
        ({"first_week": "2026-W46"}, ["2026-W46", "2026-W47"]),
        ({"first_week": "2026-W47", "facts": []}, ["2026-W47"]),
    ],
)
def test_the_demonstration_shows_the_last_weeks_and_those_where_something_happened(changed, weeks):
    """Two years of pages would take ten minutes; one page would show one thing."""
    assert periods({**PLANTED, **changed}, "week") == weeks


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_planted_fact_has_its_sentence(lang):
    """A new fact of the sample must be pointed at, in both languages."""
    assert all(text(f"cli.planted_{fact.kind}", lang) for fact in load().facts)


def shown_pages(output: str) -> list[Path]:
    return [
        Path(unquote(urlparse(line.strip()).path)) for line in output.splitlines() if line.strip().startswith("file://")
    ]


@pytest.mark.slow
def test_the_demonstration_ends_with_pages_that_are_there(new_home):
    """It is the first thing that anybody sees of the kit."""
    home = new_home()

    done = CliRunner().invoke(main, ["--messages", "fr", "demo", "--weeks", "1"])

    assert done.exit_code == 0, done.output
    pages = shown_pages(done.stdout)
    assert [page.name for page in pages[:2]] == ["report.fr.html", "report.en.html"]
    assert all(page.is_file() and page.is_relative_to(home.resolve()) for page in pages)
    assert text("cli.planted_count_gap", "fr") in done.stdout

    again = CliRunner().invoke(main, ["--messages", "fr", "demo", "--weeks", "1"])
    assert (again.stdout, again.stderr) == (done.stdout, ""), "the second time nothing is made"

    (home / "notebooks").mkdir()
    shutil.copy(PROJECT / "notebooks/weekly_kpi_review.ipynb", home / "notebooks")
    changed = CliRunner().invoke(main, ["--messages", "fr", "demo", "--weeks", "1"])
    assert "[3/3]" in changed.stderr, "another notebook makes the pages again"


def test_a_dry_run_of_the_demonstration_writes_nothing(new_home):
    """It would otherwise replace data/sample."""
    home = new_home()

    done = CliRunner().invoke(main, ["demo", "--dry-run"])

    assert "2024-W48" in done.stdout
    assert not (home / "data").exists()
