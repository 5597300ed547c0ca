"""The package as a folder: whole or not there, with proof of what is in it; nothing in it that must not leave."""

from __future__ import annotations

import csv
import json
import subprocess

import pytest
from click.testing import CliRunner

from kit.cli import main
from kit.errors import InputError
from kit.exchange import written


def kit(*arguments: str):
    return CliRunner().invoke(main, ["--messages", "en", *map(str, arguments)])


def manifest(folder) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_the_manifest_names_every_file_with_its_rows_columns_and_units(exchange):
    """Whoever gets the folder must be able to read it without asking what a column means or on which clock it is."""
    found = exchange.export("csv")
    told = manifest(found.folder)

    assert [(file["file"], file["rows"]) for file in told["files"]] == found.files
    assert (told["partnership"], told["period"], told["snapshot"]) == ("line", "2026-W43", 1)
    calls = told["files"][0]
    assert {column["name"]: column["unit"] for column in calls["columns"]}["wait_s"] == "s"
    assert calls["sha256"] == written.sha256(found.folder / calls["file"])
    assert "hold_s" not in {column["name"] for column in calls["columns"]}, "what nobody delivered is no column"


def test_a_change_on_the_way_is_found_without_the_kit(exchange):
    """The receiver may have nothing but a shell: one figure changed in one file must be seen."""
    found = exchange.export("csv")
    path = next(found.folder.glob("carrier_counts-*"))
    check = ["sha256sum", "-c", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=found.folder, capture_output=True).returncode == 0

    path.write_text(path.read_text(encoding="utf-8").replace(";8;0", ";9;0"), encoding="utf-8")

    assert subprocess.run(check, cwd=found.folder, capture_output=True).returncode != 0


@pytest.mark.parametrize("form", ["parquet", "csv", "wfm"])
def test_a_folder_that_is_there_is_never_touched(exchange, form):
    """Half of last week's package under this week's manifest would pass for this week's."""
    place = exchange.home / "out"
    place.mkdir()
    (place / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(InputError, match="exists already"):
        exchange.export(form)

    assert [path.name for path in place.iterdir()] == ["mine.txt"]


def test_a_package_that_cannot_be_finished_leaves_nothing(exchange, monkeypatch):
    """A disk that fills up must not leave a folder that looks whole."""
    monkeypatch.setattr(written, "_BATCH", "no number")

    with pytest.raises(TypeError):
        exchange.export("csv")

    assert not (exchange.home / "out").exists()
    assert not list(exchange.home.glob(".out*"))


def test_nothing_of_what_was_received_or_set_aside_is_in_it(exchange):
    """Delivered files hold numbers, the quarantine holds whole rows, the keys undo every pseudonym."""
    found = exchange.export("csv")

    names = sorted(path.relative_to(found.folder).as_posix() for path in found.folder.rglob("*") if path.is_file())
    assert [name for name in names if not name.endswith("2026-W43.csv")] == [
        "SHA256SUMS",
        "manifest.json",
        "sources.yml",
    ]
    text = "".join((found.folder / name).read_text(encoding="utf-8") for name in names)
    digits = "".join(character for character in text if not character.isspace())
    assert "0639980001" not in digits and "33639980001" not in digits


def test_the_csv_runs_nothing_in_a_spreadsheet(exchange):
    """A reason that begins with = would be computed on the other side's desk."""
    found = exchange.export("csv")

    for name, _ in found.files:
        with (found.folder / name).open(encoding="utf-8-sig", newline="") as lines:
            cells = [cell for row in csv.reader(lines, delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
        assert not [cell for cell in cells if cell.startswith("-") and not cell[1:].replace(",", "").isdigit()]


def test_the_command_says_what_it_holds_and_where(exchange):
    """Personal data must not leave by habit: the one who types is told each time."""
    done = kit("export", "line", "2026-W43", "--format", "csv")

    folder = exchange.home / "exports" / "line" / "2026-W43.csv"
    assert done.exit_code == 0, done.output
    assert str(folder) in done.stdout and "calls-acd_calls.2026-W43.csv: 5 rows" in done.stdout
    assert "pseudonyms of callers" in done.stderr and "--without-callers" in done.stderr
    assert "holds no caller" in kit("export", "line", "2026-W43", "--table", "staffing").stderr


def test_a_dry_run_says_the_same_and_writes_nothing(exchange):
    """What would leave is looked at before it leaves."""
    done = kit("export", "line", "2026-W43", "--dry-run")

    assert done.exit_code == 0 and "staffing-plan.2026-W43.parquet: 2 rows" in done.stdout
    assert not (exchange.home / "exports").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["line", "2026-W43", "--table", "cals"], 12, "calls, intervals"),
        (["line", "2026-W50"], 17, "2026-W43"),
        (["line", "2026-W99"], 15, "2026-W53"),
        (["lien", "2026-W43"], 11, 'Did you mean "line"'),
        (["line", "2026-W43", "--format", "wfm", "--table", "calls"], 12, "Leave --table out"),
        (["line", "2026-W43", "--as-of", "2026-01-01"], 17, "2026-11-30"),
    ],
    ids=["no such table", "no such week", "no week", "no such line", "a table of the planning tool", "too early"],
)
def test_what_cannot_be_exported_is_told_with_a_way_out(exchange, arguments, code, words):
    """A mistake in one word must not end in a traceback, nor in an empty folder."""
    done = kit("export", *arguments)

    assert done.exit_code == code and words in done.stderr, done.output
    assert not list(exchange.home.glob("exports/*/*"))
