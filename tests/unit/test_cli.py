"""The command line: names, languages, exit codes; every mistake gets a way out."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kit.cli import main
from kit.cli.receipts import span
from kit.cli.speaker import usual_language

ROOT = Path(__file__).resolve().parents[2]
TOY = ROOT / "tests" / "data" / "notebooks" / "toy_review.ipynb"


def kit(*arguments: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def home(new_home):
    """A home with the sample's params and the toy notebook."""
    place = new_home("sample")
    (place / "notebooks").mkdir()
    shutil.copy(TOY, place / "notebooks")
    return place


MISTAKES = {
    "partnership": (
        ["report", "toy_review", "sampel", "2026-W47"], 11,
        'Did you mean "sample"?', "Vouliez-vous «\u00a0sample\u00a0»"),
    "notebook": (["report", "toy_revue", "sample", "2026-W47"], 16, "Known: toy_review.", "Connus"),
    "period": (["report", "toy_review", "sample", "2025-W53"], 15, "2025-W52", "Écrire par exemple"),
    "moment": (
        ["report", "toy_review", "sample", "2026-W47", "--set", "as_of=yesterday"], 15,
        "Unreadable moment: \"yesterday\"", "Moment illisible\u00a0: «\u00a0yesterday\u00a0»"),
    "parameter": (
        ["report", "toy_review", "sample", "2026-W47", "--set", "oferred=1"], 11,
        'Did you mean "offered"?', "Vouliez-vous «\u00a0offered\u00a0»\u202f?"),
    "not a setting": (
        ["report", "toy_review", "sample", "2026-W47", "--set", "offered"], 11, "NAME=VALUE", "NOM=VALEUR"),
    "path in a setting": (
        ["report", "toy_review", "sample", "2026-W47", "--set", "as_of=../../etc"], 14,
        "leaves the home", "sort du dossier"),
    "path as partnership": (["check", "../../etc"], 11, "cannot be the name", "ne peut pas être le nom"),
    "path as new name": (["new", "../../etc"], 12, "cannot be used", "ne peut pas"),
    "period of a check": (["check", "sample", "2026-W99"], 15, "2026-W53", "2026-W53"),
    "month for a weekly notebook": (
        ["report", "toy_review", "sample", "2026-11"], 15,
        "is not the kind of period", "n'est pas le genre de période"),
    "campaign of a check": (
        ["check", "sample", "rentree.after"], 15,
        "the dates of this campaign are not known", "les dates de cette campagne ne sont pas connues"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "code", "english", "french"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_told_in_the_chosen_language_with_its_exit_code(home, typed, code, english, french):
    """A script stops on the code, a person fixes from the text; neither reads a traceback."""
    for lang, says in (("en", english), ("fr", french)):
        done = kit("--messages", lang, *typed)

        assert done.exit_code == code
        assert says in done.stderr
        assert "Traceback" not in done.output
        assert done.stdout == "" or typed[0] == "check"


@pytest.mark.parametrize(
    ("period", "first", "last", "count"),
    [("2026-11", "2026-W44", "2026-W49", 6), ("2026-Q4", "2026-W40", "2026-W53", 14),
     ("2026-11-16..2026-11-22", "2026-W47", "2026-W47", 1)],
)  # fmt: skip
def test_a_check_tells_what_is_owed_for_any_kind_of_period(home, monkeypatch, period, first, last, count):
    """Before a monthly or a quarterly committee, too, somebody must know whose files are missing."""
    monkeypatch.setenv("KIT_NOW", "2027-01-11T09:00:00+01:00")

    done = kit("--messages", "en", "check", "sample", period)

    owed = re.findall(r"acd_calls +(2026-W[0-9]{2}) ", done.stdout)
    assert (owed[0], owed[-1], len(owed)) == (first, last, count)
    assert f"Deliveries owed for {period}:" in done.stdout
    assert done.exit_code == 4


def test_a_bug_keeps_its_traceback(home, monkeypatch):
    """What a user cannot fix must reach whoever can."""
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+01:00")
    (home / "params/sample/contract.yml").unlink()
    (home / "params/sample/contract.yml").mkdir()

    assert isinstance(kit("check", "sample").exception, IsADirectoryError)


@pytest.mark.slow
def test_without_data_a_report_says_how_to_get_some(home):
    """The first thing that a newcomer types."""
    done = kit("--messages", "fr", "report", "toy_review", "sample", "2026-W47", "--set", "act=no_data")

    assert done.exit_code == 17
    assert "make demo" in done.stderr


@pytest.mark.slow
def test_a_report_prints_its_pages_and_nothing_else(home):
    """`kit report … | xargs open`."""
    done = kit("report", "toy_review", "sample", "2026-W47", "--lang", "en,fr")

    assert done.exit_code == 0, done.output
    folder = home.resolve() / "reports/sample/2026-W47/toy_review"
    assert done.stdout.splitlines() == [f"{folder}/report.en.html", f"{folder}/report.fr.html"]
    assert "version 1" in done.stderr


@pytest.mark.slow
def test_a_report_that_changes_nothing_says_so(home):
    """Otherwise one looks for the difference."""
    kit("report", "toy_review", "sample", "2026-W47")

    again = kit("--messages", "fr", "report", "toy_review", "sample", "2026-W47")

    assert "inchangé, version 1" in again.stderr


def test_a_dry_run_of_a_report_checks_and_writes_nothing(home):
    """One tries a setting before one lets it run."""
    done = kit("report", "toy_review", "sample", "2026-W47", "--set", "offered=12", "--dry-run")

    assert done.exit_code == 0
    assert "offered = 12" in done.stdout
    assert not (home / "reports").exists()


@pytest.mark.slow
def test_a_failed_notebook_names_its_cell_and_where_it_is_kept(home):
    """From the message to the stopped notebook in one step."""
    done = kit("report", "toy_review", "sample", "2026-W47", "--set", "act=raise")

    assert done.exit_code == 13
    assert 'cell [4] "import os, signal, time": ValueError' in done.stderr
    assert "failed-1/failure.html" in done.stderr


@pytest.mark.slow
def test_results_of_a_notebook_that_papermill_ran(home, tmp_path):
    """Both sides may use plain papermill and still compare figures."""
    kit("report", "toy_review", "sample", "2026-W47")
    notebook = next(home.rglob("reports/sample/2026-W47/toy_review/report.ipynb"))

    printed = kit("results", notebook)
    written = kit("results", notebook, "--output", tmp_path / "results.json")

    assert json.loads(printed.stdout)["figures"] == {"vol.answered": {"value": 93, "unit": "calls"}}
    assert written.stdout == ""
    assert (tmp_path / "results.json").read_text(encoding="utf-8") == printed.stdout


LANGUAGES = [
    ({"LANG": "fr_FR.UTF-8"}, "fr"),
    ({"LANG": "en_GB.UTF-8"}, "en"),
    ({"LANG": "de_DE.UTF-8"}, "en"),
    ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_CA.UTF-8"}, "fr"),
    ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
    ({}, "en"),
]


@pytest.mark.parametrize(("environment", "lang"), LANGUAGES)
def test_messages_come_in_the_language_of_the_machine(monkeypatch, environment, lang):
    """A French partner should not have to ask for French."""
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert usual_language() == lang


def test_the_home_can_be_named(tmp_path, monkeypatch):
    """Two lines of one provider are two homes on one machine."""
    monkeypatch.setenv("KIT_HOME", "elsewhere")  # put back after the test: the option writes it
    done = kit("--home", tmp_path, "report", "weekly_kpi_review", "sample", "2026-W47")

    assert done.exit_code in (11, 16)
    assert os.environ["KIT_HOME"] == str(tmp_path)


@pytest.mark.parametrize(
    ("weeks", "shown"),
    [((), "-"), (["2026-W47"], "2026-W47"), (["2026-W47", "2026-W45", "2026-W46"], "2026-W45…2026-W47")],
)
def test_weeks_are_told_in_short(weeks, shown):
    """A year's file would fill the screen."""
    assert span(weeks) == shown


def test_a_new_partnership_passes_its_check_and_is_never_overwritten(new_home, monkeypatch):
    """The first step of whoever brings their own line."""
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+01:00")
    home = new_home()

    made = kit("new", "acme")
    names = sorted(path.name for path in (home / "params/acme").iterdir())
    (home / "params/acme/contract.yml").write_text("mine", encoding="utf-8")
    again = kit("new", "acme")

    assert (made.exit_code, names) == (0, ["calendar.yml", "contract.yml", "sources.yml"])
    assert again.exit_code == 12
    assert (home / "params/acme/contract.yml").read_text(encoding="utf-8") == "mine"


def test_the_templates_are_valid_and_keep_their_comments(new_home):
    """A template that `kit check` refuses teaches the wrong thing."""
    from kit import params

    home = new_home()
    kit("new", "acme")

    assert set(params.sources("acme").sources) == {"acd_calls", "carrier_freephone", "staffing"}
    assert params.contract("acme").terms
    text = (home / "params/acme/sources.yml").read_text(encoding="utf-8")
    for template in (ROOT / "kit/templates/sources").glob("*.yml"):
        for line in template.read_text(encoding="utf-8").splitlines():
            if line != "sources:":
                assert line.strip() in text


def test_the_mapping_that_is_taken_instead_is_there_as_comments(new_home):
    """Owed beside the calls it would be missing every week; uncommented alone it is sound."""
    from kit import params

    home = new_home()
    kit("new", "acme")
    path = home / "params/acme/sources.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("  #   acd_intervals:".replace("#   ", "# "))

    path.write_text("sources:\n" + "".join(f"  {line[4:]}\n" for line in lines[start:]), encoding="utf-8")

    assert set(params.sources("acme").sources) == {"acd_intervals", "staffing_workbook"}


def test_a_home_that_cannot_be_written_is_told_without_a_traceback(new_home, tmp_path):
    """A read-only share is the commonest mistake of a first day."""
    file = tmp_path / "a_file"
    file.write_text("")

    done = kit("--messages", "en", "--home", str(file), "new", "acme")

    assert done.exit_code == 34
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr


def test_a_dry_run_of_new_writes_nothing(new_home):
    """One may look first."""
    home = new_home()

    done = kit("--messages", "en", "new", "acme", "--dry-run")

    assert done.stdout.splitlines()[0].endswith("params/acme/contract.yml")
    assert done.stderr.splitlines() == ["Dry run: nothing was written."]
    assert not (home / "params/acme").exists()


# What works in a home that must be there, and what begins one.
READING = {
    "report": ["report", "weekly_kpi_review", "sample", "2026-W47"],
    "check": ["check", "sample"],
    "receive": ["receive", "sample", __file__],
    "results": ["results", TOY],
}


@pytest.mark.parametrize("typed", READING.values(), ids=list(READING))
def test_a_home_that_does_not_exist_is_refused_and_not_made(tmp_path, monkeypatch, typed):
    """A mistyped home would look like a line that has lost its data, and be there the next time."""
    monkeypatch.setenv("KIT_HOME", "elsewhere")  # put back after the test: the option writes it
    (tmp_path / "home").mkdir()

    done = kit("--messages", "en", "--home", tmp_path / "hoem", *typed)

    assert done.exit_code == 11
    assert f"{tmp_path.resolve()}/hoem: there is no such folder" in done.stderr
    assert f"Did you mean {tmp_path.resolve()}/home?" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


@pytest.mark.parametrize("typed", [["report", "--help"], ["check", "--help"]])
def test_help_needs_no_home(tmp_path, monkeypatch, typed):
    """One asks for help exactly when something is mistyped."""
    monkeypatch.setenv("KIT_HOME", str(tmp_path / "nowhere"))

    assert kit(*typed).exit_code == 0


def test_a_new_home_is_told_on_one_line(tmp_path, monkeypatch):
    """Who did not mean to begin one sees it at once."""
    monkeypatch.setenv("KIT_HOME", "elsewhere")

    tried = kit("--messages", "fr", "--home", tmp_path / "mine", "new", "acme", "--dry-run")
    made = kit("--messages", "en", "--home", tmp_path / "mine", "new", "acme")
    again = kit("--messages", "en", "--home", tmp_path / "mine", "new", "other")

    place = tmp_path.resolve() / "mine"
    assert tried.stderr.splitlines() == [
        f"{place} n'existe pas encore\u00a0: un nouveau dossier de travail y commence avec le premier fichier écrit.",
        "Essai à blanc\u00a0: rien n'a été écrit.",
    ]
    assert made.stderr.splitlines()[0].startswith(f"{place} does not exist yet: a new home begins there")
    assert "does not exist" not in again.stderr


SLIPS = {
    "nothing": (["report"], "l'argument NOTEBOOK manque."),
    "one more": (["check", "a", "b", "c"], "un argument de trop (c)."),
    "two more": (["check", "a", "b", "c", "d"], "des arguments de trop (c d)."),
    "a verb like another": (["chek"], "la commande chek n'existe pas. Vouliez-vous 'check'\u202f?"),
    "a verb like three others": (
        ["reprt"],
        "la commande reprt n'existe pas. Vouliez-vous l'une de celles-ci\u00a0: 'export', 'repair', 'report'\u202f?",
    ),
    "a verb like no other": (["zzz"], "la commande zzz n'existe pas."),
    "an option like another": (
        ["report", "--lnag", "fr"], "l'option --lnag n'existe pas. Vouliez-vous '--lang'\u202f?"),
    "an option of kit": (["--mesages", "en"], "l'option --mesages n'existe pas. Vouliez-vous '--messages'\u202f?"),
    "an option behind the verb": (["check", "sample", "--home", "x"], "Écrire\u00a0: kit --home … check …"),
    "a choice": (["report", "a", "b", "c", "--engine", "x"],
                 "valeur refusée pour --engine\u00a0: «\u00a0x\u00a0» n'est pas l'un de 'inproc', 'kernel'."),
    "no number": (["report", "a", "b", "c", "--timeout", "x"], "«\u00a0x\u00a0» n'est pas un nombre."),
    "no whole number": (["demo", "--weeks", "x"], "«\u00a0x\u00a0» n'est pas un nombre entier."),
    "out of range": (["demo", "--weeks", "999"], "999 n'est pas dans l'intervalle 1<=x<=104."),
    "no file": (["results", "/nowhere/x"], "le fichier «\u00a0/nowhere/x\u00a0» n'existe pas."),
    "a folder": (["results", "/"], "«\u00a0/\u00a0» est un dossier, il faut un fichier."),
    "no value": (["report", "a", "b", "c", "--lang"], "l'option --lang veut une valeur."),
    "a value too many": (["demo", "--fresh=1"], "l'option --fresh ne prend pas de valeur."),
}  # fmt: skip
ENGLISH = re.compile(r"\b(Missing|No such|Got|Invalid|Error|Try|requires|does not|is not)\b")


@pytest.mark.parametrize(("typed", "says"), SLIPS.values(), ids=list(SLIPS))
@pytest.mark.parametrize("how", ["option", "machine"])
def test_a_slip_of_the_keyboard_is_told_in_french_too(monkeypatch, typed, says, how):
    """Most messages that anybody ever sees are these."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8" if how == "machine" else "C")

    done = kit(*(["--messages", "fr"] if how == "option" else []), *typed)

    assert done.exit_code == 2
    assert says in done.stderr
    assert not ENGLISH.search(done.stderr), done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("typed", [typed for typed, _ in SLIPS.values()], ids=list(SLIPS))
def test_a_slip_is_told_in_english_as_click_tells_it(typed):
    """The library's own words are known to whoever uses a terminal."""
    done = kit("--messages", "en", *typed)

    assert done.exit_code == 2
    assert ENGLISH.search(done.stderr)
