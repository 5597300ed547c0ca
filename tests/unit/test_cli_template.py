"""`kit template`: a workbook to fill, in the language of whoever fills it."""

from __future__ import annotations

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kit import forms, params, store
from kit.cli import main
from kit.cli.template import NAMES
from tests.unit.intake.conftest import CONTRACT

QUEUES = """    queues:
      Aides: {opening_hours: {mon: ["08:00-10:00"]}}
      Droits: {opening_hours: {tue: ["08:00-10:00"]}}
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A partnership of `kit new`, whose contract names two queues; we stand in its home."""
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    monkeypatch.setenv("KIT_NOW", "2026-11-30T09:00:00+01:00")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params").mkdir()
    assert kit("new", "acme").exit_code == 0
    contract = CONTRACT.replace("QUARANTINED", "1") + QUEUES
    (tmp_path / "params" / "acme" / "contract.yml").write_text(contract, encoding="utf-8")
    return tmp_path


def kit(*arguments: object, lang: str = "en") -> Result:
    return CliRunner().invoke(main, ["--messages", lang, *(str(argument) for argument in arguments)])


def test_every_table_that_people_fill_has_a_workbook():
    """A table that the verb does not know is filled on an empty sheet."""
    assert tuple(forms.TABLES) == NAMES


@pytest.mark.parametrize(
    ("lang", "name", "header"), [("fr", "questions.xlsx", "Nature"), ("en", "unresolved.xlsx", "Kind")]
)
def test_a_workbook_is_written_under_a_name_that_is_recognised(home, lang, name, header):
    """Its language is that of the messages, unless another is asked for."""
    done = kit("template", "unresolved", lang=lang)

    assert done.exit_code == 0 and done.stdout.strip() == name
    assert header in [cell.value for cell in openpyxl.load_workbook(home / name).worksheets[0][1]]
    assert "kit receive" in done.stderr


def test_the_language_of_the_workbook_may_be_another_than_that_of_the_messages(home):
    """The analyst reads English, the floor French."""
    assert kit("template", "campaigns", "--lang", "fr", "-o", "c.xlsx").exit_code == 0
    assert openpyxl.load_workbook(home / "c.xlsx").worksheets[0]["A1"].value == "Campagne"


def test_nothing_is_ever_overwritten(home):
    """The file under that name may hold a year of incidents."""
    (home / "incidents.xlsx").write_text("a year")
    done = kit("template", "incidents")

    assert (
        done.exit_code == 12 and "incidents.xlsx" in done.stderr and (home / "incidents.xlsx").read_text() == "a year"
    )
    assert kit("template", "incidents", "-o", "no/such/folder/i.xlsx").exit_code == 12


def test_a_dry_run_writes_nothing(home):
    """One looks before one leaps."""
    before = sorted(home.rglob("*"))
    done = kit("template", "incidents", "--dry-run")

    assert done.exit_code == 0 and sorted(home.rglob("*")) == before


def test_the_queues_of_a_partnership_are_offered_and_a_missing_mapping_is_told(home):
    """A workbook that nothing can read would be found out when it comes back filled."""
    done = kit("template", "incidents", "--partnership", "acme")

    assert done.exit_code == 0 and "No mapping in sources.yml (acme)" in done.stderr and "incidents.yml" in done.stderr
    book = openpyxl.load_workbook(home / "incidents.xlsx")
    offered = [cell.value for row in book.worksheets[2].iter_rows() for cell in row]
    assert "Aides" in offered and "Droits" in offered
    assert kit("template", "incidents", "--partnership", "nobody", "-o", "n.xlsx").exit_code == 11


def test_an_unknown_table_is_told_with_those_that_there_are(home):
    """ "question" is near enough to be helped."""
    done = kit("template", "questions")
    assert done.exit_code == 2 and "unresolved" in done.stderr


def commented_out(home) -> list[str]:
    """The names of the mappings that `kit new` offers as comments."""
    lines = (home / "params" / "acme" / "sources.yml").read_text(encoding="utf-8").splitlines()
    names = [line.removeprefix("  # ").removesuffix(":") for line in lines]
    return [
        name
        for name, line in zip(names, lines, strict=True)
        if line == f"  # {name}:" and name.islower() and " " not in name
    ]


def take_over(home, *wanted: str) -> None:
    """Takes the comment marks of mappings away, as their comment says."""
    path = home / "params" / "acme" / "sources.yml"
    offered, taking, kept = commented_out(home), False, []
    for line in path.read_text(encoding="utf-8").splitlines():
        name = line.removeprefix("  # ").removesuffix(":")
        if line == f"  # {name}:" and name in offered:
            taking = name in wanted
        elif not line.startswith("  # "):
            taking = False
        kept.append("  " + line[4:] if taking else line)
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def test_a_list_that_is_taken_over_from_kit_new_reads_the_workbook(home):
    """From `kit new` to a register: two comment marks and one command each."""
    lists = [table for table in forms.TABLES if table != "staffing"]
    take_over(home, *lists)
    assert set(lists) <= set(params.sources("acme").sources)

    for table in lists:
        written = kit("template", table, "--partnership", "acme")
        assert "No mapping" not in written.stderr, table
        done = kit("receive", "acme", forms.file_name(table, "en"))
        assert done.exit_code == 0 and "example rows only" in " ".join(done.stdout.split()), done.output
    assert {one.table for one in store.current("acme").deliveries} == set(lists)


def test_staffing_in_a_workbook_is_offered_instead_of_its_export(home):
    """Two mappings of one table would both be owed every week."""
    assert "staffing_workbook" in commented_out(home) and "staffing_workbook" not in params.sources("acme").sources


def test_an_empty_list_is_told_in_both_languages(home):
    """The floor that had no open question must read that this is what it said."""
    take_over(home, "unresolved")
    kit("template", "unresolved", "--lang", "fr")
    book = openpyxl.load_workbook(home / "questions.xlsx")
    book.worksheets[0].delete_rows(2, 5)
    book.save(home / "questions.xlsx")

    done = kit("receive", "acme", "questions.xlsx", "--dry-run")
    assert done.exit_code == 0 and "the list has no row" in " ".join(done.stdout.split())
    assert "la liste est vide" in " ".join(kit("receive", "acme", "questions.xlsx", lang="fr").stdout.split())
