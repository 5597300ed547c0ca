"""`kit new`: the platform and the carrier in use, by option or by question, and what is written of them."""

from __future__ import annotations

import gzip
import os
import pty
import re
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kit import params
from kit.cli import main
from kit.cli.receive import EXIT_OVERDUE
from kit.errors import EXIT_QUARANTINED
from kit.params import catalogue, template

WEEK = "2026-W47"
SHAPES = catalogue.shapes()
OPTIONS = {catalogue.PLATFORMS: "--platform", catalogue.CARRIERS: "--carrier", catalogue.BACK_OFFICE: "--back-office"}
USUAL = {"acd_calls", "carrier_freephone", "staffing"}


def kit(*typed: object, lang: str = "en") -> Result:
    done = CliRunner().invoke(main, ["--messages", lang, *map(str, typed)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def home(new_home, monkeypatch):
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+01:00")
    return new_home()


def test_without_a_terminal_and_options_the_usual_mappings_are_written(home):
    """A script that made a partnership yesterday makes the same one today."""
    kit("new", "acme")

    assert set(params.sources("acme").sources) == USUAL
    assert "  # acd_intervals:" in (home / "params/acme/sources.yml").read_text(encoding="utf-8")


def test_a_chosen_platform_stands_in_place_of_the_usual_one(home):
    """The usual mapping beside it would be owed every week and never come."""
    done = kit("new", "acme", "--platform", "aircall")

    assert set(params.sources("acme").sources) == {"aircall", "carrier_freephone", "staffing"}
    text = (home / "params/acme/sources.yml").read_text(encoding="utf-8")
    assert "acd_intervals" not in text and "  # actions:" in text
    assert "docs/shapes/aircall.md" in done.stderr


def test_none_leaves_the_side_without_a_file(home):
    """A client who has no access to the carrier's counts owes none."""
    kit("new", "acme", "--platform", "other", "--carrier", "none")

    assert set(params.sources("acme").sources) == {"acd_calls", "staffing"}


@pytest.mark.parametrize("typed", ["Aircall", "AIRCALL", "aircall"])
def test_a_name_is_known_however_it_is_spelt(home, typed):
    """Platforms write their names as they like."""
    assert kit("new", "acme", "--platform", typed, "--dry-run").exit_code == 0


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "aircal: no platform of this name has a mapping. Did you mean aircall?"),
     ("fr", "aircal : aucune plateforme de ce nom n'a de description. Vouliez-vous aircall ?")],
)  # fmt: skip
def test_an_unknown_name_is_told_with_the_nearest_and_writes_nothing(home, lang, told):
    """A misspelt platform must not leave a set of the wrong one."""
    done = kit("new", "acme", "--platform", "aircal", lang=lang)

    assert done.exit_code == 12
    assert told in done.stderr.replace("\u00a0", " ").replace("\u202f", " ")
    assert not (home / "params" / "acme").exists()


def test_a_platform_that_shares_a_shape_with_others_leads_to_it(home):
    """Who types the name of the platform is not to know under which name its workbook is described."""
    done = kit("new", "acme", "--platform", "Vocalcom")

    assert done.exit_code == 12 and "Did you mean daily_sheets?" in done.stderr


def test_a_platform_is_no_carrier(home):
    """The option says whose file it is."""
    done = kit("new", "acme", "--carrier", "aircall")

    assert done.exit_code == 12 and "no carrier of this name" in done.stderr


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_list_names_every_shape_and_writes_nothing(home, lang):
    """What the kit can read is asked before a partnership is made."""
    done = kit("new", "--list", lang=lang)

    assert done.exit_code == 0
    assert [one.name for one in SHAPES if not re.search(rf"^  {one.name} ", done.stdout, re.M)] == []
    assert not (home / "params").exists() or not any((home / "params").iterdir())


def at_a_terminal(home: Path, *answers: str, lang: str = "en") -> tuple[int, str]:
    """Exit code and what is said where standard input is a terminal at which `answers` are typed."""
    ours, theirs = pty.openpty()
    code = "import sys; from kit.cli import main; main(sys.argv[1:])"
    done = subprocess.Popen(
        [sys.executable, "-c", code, "--messages", lang, "new", "acme"],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "KIT_HOME": str(home)},
    )  # fmt: skip
    os.write(ours, "".join(f"{one}\n" for one in answers).encode())
    try:
        said, _ = done.communicate(timeout=60)
    finally:
        done.kill()
        os.close(ours)
        os.close(theirs)
    return done.returncode, said


@pytest.mark.slow
def test_at_a_terminal_the_platform_and_the_carrier_are_asked_for(home):
    """Nobody reads a manual before the first command."""
    number = 1 + [one.name for one in catalogue.shapes(catalogue.PLATFORMS)].index("aircall")

    code, said = at_a_terminal(home, str(number), "none")

    assert code == 0, said
    assert re.search(rf" {number}  aircall +Aircall: call history", said)
    assert set(params.sources("acme").sources) == {"aircall", "staffing"}


@pytest.mark.slow
def test_an_answer_that_is_no_name_is_asked_again_and_enter_takes_the_usual(home):
    """A slip of the finger must not end the questions."""
    code, said = at_a_terminal(home, "aircal", "", "", lang="fr")

    assert code == 0, said
    assert "Vouliez-vous aircall" in said and "Quel opérateur compte les appels" in said
    assert set(params.sources("acme").sources) == USUAL


def test_the_catalogue_has_no_name_twice_and_every_shape_a_title():
    """A name chooses one mapping, a title one line of the list; a source that stands twice would be lost in joining."""
    names = [one.name for one in SHAPES]
    sources = [name for one in SHAPES for name in re.findall(r"^  (\w+):", one.text.partition("sources:\n")[2], re.M)]

    assert len(set(names)) == len(names)
    assert len(set(sources)) == len(sources)
    assert [one.name for one in SHAPES if len(one.title) < 10 or not one.text.startswith("# ")] == []


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.name)
def test_a_partnership_made_for_a_shape_receives_what_its_export_holds(home, tmp_path, shape):
    """From the name of the platform to a receipt, without a line typed in between."""
    made = kit("new", "acme", OPTIONS[shape.kind], shape.name)
    (tmp_path / "inbox").mkdir()
    written = import_module(f"kit.sample.exports.{shape.name}").write(tmp_path / "inbox", WEEK)
    checked = kit("check", "acme")
    received = kit("receive", "acme", *written.files)

    assert made.exit_code == 0, made.stderr
    assert checked.exit_code in (0, EXIT_OVERDUE), checked.stderr
    assert received.exit_code in (0, EXIT_QUARANTINED), received.stderr
    assert written.files and written.truth


def content(path: Path) -> object:
    """What a file holds, without the moment at which it was packed."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix not in (".xlsx", ".zip"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.name)
def test_a_generator_writes_the_same_again(tmp_path, shape):
    """A figure that fails in one run must fail in the next."""
    write = import_module(f"kit.sample.exports.{shape.name}").write
    made = []
    for place in (tmp_path / "one", tmp_path / "two"):
        place.mkdir()
        made.append(write(place, WEEK, 3))

    assert [content(path) for path in made[0].files] == [content(path) for path in made[1].files]
    assert made[0].truth == made[1].truth


def test_every_kind_but_the_usual_ones_adds_to_them():
    """A back office is chosen beside a platform, not in its place."""
    chosen = {kind: None for kind in template.USUAL}

    assert template.texts({})["sources.yml"] != template.texts(chosen)["sources.yml"]
    assert "acd_calls" not in template.texts(chosen)["sources.yml"]
