"""`kit map` and `kit receive --explain`: what a person reads at the terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from kit.cli import main

FILE = (
    "Identifiant;Début;Issue;Attente;Conseiller\n"
    "A1;03/12/2026 09:00;Décroché;0:00:12;Camille Exemple\n"
    "A2;04/12/2026 09:00;Abandon;0:00:30;Alexandre Modele\n"
)


def kit(*arguments: object, lang: str = "en") -> Result:
    return CliRunner().invoke(main, ["--messages", lang, *map(str, arguments)])


@pytest.fixture
def delivered(tmp_path) -> Path:
    path = tmp_path / "appels.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.mark.parametrize(("lang", "word"), [("en", "QUESTION:"), ("fr", "QUESTION\u00a0:")])
def test_the_mapping_is_the_answer_and_its_sum_an_aside(delivered, lang, word):
    """`kit map FILE > mapping.yml` must hold the mapping only."""
    done = kit("map", delivered, lang=lang)

    assert done.exit_code == 0
    assert yaml.safe_load(done.stdout)["sources"]["appels"]["table"] == "calls"
    assert word in done.stdout
    assert "--source appels --dry-run" in done.stderr
    assert "sources:" not in done.stderr


def test_the_sum_tells_certain_asked_and_left_out(delivered):
    """It says at once whether minutes or an hour are needed."""
    assert "3 columns certain, 1 asked, 1 left out; " in kit("map", delivered).stderr


def test_a_home_is_not_needed(delivered, monkeypatch, tmp_path):
    """A mapping may be the first thing that a person tries."""
    monkeypatch.setenv("KIT_HOME", str(tmp_path / "nowhere"))

    assert kit("map", delivered).exit_code == 0


def test_an_output_is_written_once_and_never_over_another(delivered, tmp_path):
    """The answers of yesterday must not be lost to today's proposal."""
    out = tmp_path / "mapping.yml"
    assert kit("map", delivered, "-o", out, "--dry-run").exit_code == 0 and not out.exists()
    first = kit("map", delivered, "-o", out)
    again = kit("map", delivered, "-o", out)

    assert first.exit_code == 0 and str(out) in first.stdout
    assert yaml.safe_load(out.read_text(encoding="utf-8"))["sources"]
    assert again.exit_code == 12 and "exists already" in again.stderr


@pytest.mark.parametrize(
    ("options", "told"), [(["--table", "appels"], "no such table"), (["--table", "calls"], "columns certain")]
)
def test_a_table_is_one_that_there_is(delivered, options, told):
    """A misspelt table is told with those that are known."""
    done = kit("map", delivered, *options)

    assert told in done.stderr
    assert done.exit_code == (0 if "calls" in options else 12)


@pytest.mark.parametrize(("content", "told"), [(b"%PDF-1.4", "PDF"), (b"a;b\n", "header"), (b"PK\x03\x04 cut", "zip")])
def test_a_file_that_cannot_be_mapped_is_told_without_a_traceback(tmp_path, content, told):
    """Whoever asked for the file must know what to ask for instead."""
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    done = kit("map", path)

    assert done.exit_code in (12, 24, 29)
    assert "Traceback" not in done.output
    assert told in done.stderr


SAMPLE = (
    "Identifiant;Début;File;Issue;Attente;Menu;Sonnerie;Conversation;Mise en attente;Après-appel;"
    "Numéro appelant;Motif;Résolu;Transféré\n"
)


@pytest.fixture
def home(new_home, monkeypatch):
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+01:00")
    return new_home("sample")


def test_a_row_is_explained_as_a_table(home, tmp_path):
    """Columns are read from left to right: what stands there, how it is read, what it becomes."""
    path = tmp_path / "appels_1.csv"
    row = "k1;16/11/2026 09:00:00;Information;Décroché;0:00:03;0:00:20;0:00:03;0:01:11;0:00:00;0:00:10;"
    path.write_text(f"{SAMPLE}{row}Masqué;Logement;Oui;Non\n", encoding="utf-8")
    done = kit("receive", "sample", path, "--explain", "2")

    assert done.exit_code == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "appels_1.csv, row 2 (source acd_calls, table calls)"
    assert lines[1] == "column written read as becomes value"
    assert "Attente 0:00:03 unit: h:mm:ss wait_s 3 s" in lines
    assert lines[-1] == "It ends in the table calls."
    assert "nothing was written" in done.stderr


def test_one_row_of_one_file_is_explained(home, tmp_path):
    """Two files have two rows of a number."""
    path = tmp_path / "appels_1.csv"
    path.write_text(SAMPLE, encoding="utf-8")

    assert "one row of one file" in kit("receive", "sample", path, path, "--explain", "2").stderr


MEASURED = """
import resource, sys
from pathlib import Path
from kit.intake.proposal.proposing import proposed
proposed(Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path):
    """An export of ten million rows is looked at by the same machine as one of a thousand."""
    peaks = []
    for rows in (25_000, 150_000):
        path = tmp_path / f"{rows}.csv"
        with path.open("w", encoding="utf-8") as out:
            out.write("Identifiant;Début;Issue\n")
            out.writelines(
                f"A{at};16/11/2026 {at // 3600 % 24:02}:{at // 60 % 60:02}:{at % 60:02};Abandon\n" for at in range(rows)
            )
        done = subprocess.run([sys.executable, "-c", MEASURED, path], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout) * (1 if sys.platform == "linux" else 1 / 1024))

    assert peaks[1] - peaks[0] < 40_000, "kilobytes"
