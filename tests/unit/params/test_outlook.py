"""What is sound file by file and goes wrong together is told by `kit check`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kit import params
from kit.cli import main

NOW = "2026-11-23T09:00:00+01:00"
SECOND = """
  other:
    table: calls
    owed_by: provider
    every: week
    match: {name: NAME, header: HEADER}
    file: {format: csv, separator: ";"}
    columns:
      call_key: {from: Identifiant}
      arrived_at: {from: Début, format: "%d/%m/%Y %H:%M:%S"}
      outcome: {from: Issue, values: {A: answered}}
"""


def check(*typed: str, now: str = NOW):
    return CliRunner().invoke(main, ["--messages", "en", "check", "sample", *typed], env={"KIT_NOW": now})


@pytest.mark.parametrize(
    ("name", "header", "told"),
    [
        ('"*APPELS*.csv"', "[Identifiant, Début, File, Issue]", "--source acd_calls"),
        ('"*appels*.csv"', "[Issue, Identifiant]", "each file of acd_calls fits other, too"),
        ('["*appels*.csv", "x.csv"]', "[Identifiant, Début, File, Issue, Motif]", "each file of other fits acd_calls"),
        ('"*appels*.csv"', "[Motif]", ""),
        ('"*other*.csv"', "[Identifiant, Début, File, Issue]", ""),
    ],
)
def test_two_sources_that_no_file_can_tell_apart_are_told(new_home, name, header, told):
    """Each of their files would be refused, week after week, until someone reads the mapping."""
    path = new_home("sample") / "params/sample/sources.yml"
    text = path.read_text(encoding="utf-8") + SECOND.replace("NAME", name).replace("HEADER", header)
    path.write_text(text, encoding="utf-8")

    done = check()

    assert done.exit_code == 4, "whatever is owed, as before"
    assert told in done.stdout
    assert ("Sources " in done.stdout) == bool(told)


def test_the_shipped_sources_are_told_apart(new_home):
    """A false alarm at the first check would be the last one that is read."""
    new_home("sample")

    assert params.outlook.twins(params.sources("sample").sources) == []


def test_a_check_says_which_files_it_read(new_home):
    """ "Fine" about what?"""
    new_home("sample")

    assert "Read and checked: contract.yml, calendar.yml, sources.yml, glossary.yml, house.yml." in check().stdout


@pytest.mark.parametrize(
    ("old", "new", "line"), [("2024-11-25", "2062-11-25", None), ("2025-12-01", "2052-12-01", 28), ("x", "x", 0)]
)
def test_terms_that_begin_in_decades_are_a_typing_error(new_home, old, new, line):
    """Nothing would be judged until then, and no page would say why."""
    path = new_home("sample").resolve() / "params/sample/contract.yml"
    text = path.read_text(encoding="utf-8").replace(old, new)
    if line is None:
        text = text.replace("2025-12-01", "2063-12-01")
    path.write_text(text, encoding="utf-8")

    done = check()

    assert done.exit_code == (4 if line == 0 else 11)
    if line != 0:
        assert f"valid_from {new} is years ahead of 2026-11-23" in done.stderr
        assert f"{path}:" in done.stderr


def test_steps_laid_down_for_the_years_of_a_contract_are_no_typing_error(new_home):
    """An objective that rises each year is agreed when the contract is signed."""
    path = new_home("sample") / "params/sample/contract.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("2025-12-01", "2031-12-01"), encoding="utf-8")

    assert check().exit_code == 4
