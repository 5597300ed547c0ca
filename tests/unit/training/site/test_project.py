"""`kit training`: what is checked, built and refused, through the command a trainer types."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from click.testing import CliRunner
from training_home import LESSON, change, kit

from kit.cli import main
from kit.training.site import build, tree
from kit.training.site.compile import compile_tree


def test_a_clean_tree_says_so(home):
    """Silence would leave a doubt."""
    done = kit("check")

    assert (done.exit_code, done.stdout) == (0, "3 modules checked: nothing to fix.\n")


def test_an_error_is_told_with_file_and_line_and_exits_with_40(home):
    """CI and authors read the same lines."""
    change(home, f"{LESSON}/module.yml", "minutes: 60", "minutes: 65")

    done = kit("check", "--only", "m01-greeting")

    assert done.exit_code == 40
    assert "training/modules/m01-greeting/module.yml\n  error 14: plan: the plan adds up to 60 minutes" in done.stdout
    assert done.stdout.endswith("Errors: 1; warnings: 0; files: 1.\n")


def test_a_warning_becomes_an_error_in_a_release(home, monkeypatch):
    """An expired amount may stand in a draft, not in a hand-over."""
    monkeypatch.setenv("KIT_NOW", "2028-01-01T09:00:00+00:00")

    assert kit("check").exit_code == 0
    assert kit("check", "--release").exit_code == 40


def test_only_tells_of_nothing_else(home):
    """Six authors work at once; each reads her own."""
    change(home, "micro/u01-hold/module.yml", "minutes: 15", "minutes: 16")

    assert kit("check", "--only", "m01-greeting").exit_code == 0


def test_a_style_is_checked_without_the_others_modules(home):
    """Another client's mistake is not this one's."""
    change(home, "modules/m02-local-rules/module.yml", "minutes: 45", "minutes: 46")

    assert kit("check", "--style", "beta").exit_code == 0
    assert kit("check", "--style", "alpha").exit_code == 40


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("check", "--only", "m01-greting"), 41, "nearest one: m01-greeting"),
        (("check", "--style", "gamma"), 41, "alpha, beta"),
        (("build", "--style", "gamma"), 41, "alpha, beta"),
        (("build", "--lang", "de"), 2, "fr, en"),
        (("build", "--edition", "teacher"), 2, "learner, facilitator"),
    ],
)
def test_a_mistyped_name_is_told_with_those_that_are_known(home, words, code, told):
    """Nobody knows all ids by heart."""
    done = kit(*words)

    assert done.exit_code == code
    assert told in done.output


BROKEN = {
    "syntax": ("id: alpha\n", "id: alpha\nnames: [client\n", r"alpha\.yml\n  error \d+: unreadable YAML \(.*\); check"),
    "unknown key": ("id: alpha\n", "id: alpha\nmotto: none\n", r"alpha\.yml\n  error \d+: motto: "),
    "missing key": ("id: alpha\n", "", r"alpha\.yml\n  error 1: id: "),
    "empty": (None, "", r"alpha\.yml\n  error 1: the file is empty; fill in its keys"),
    "comments only": (None, "# to be written\n", r"alpha\.yml\n  error 1: the file is empty"),
    "no keys": (None, "- client\n", r"alpha\.yml\n  error 1: the file holds no keys"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_style_that_cannot_be_read_is_told_with_its_own_fault(home, case):
    """ "Unknown style" sends the author looking for a file that is there."""
    old, new, told = BROKEN[case]
    path = home / "training" / "styles" / "alpha.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(new if old is None else text.replace(old, new, 1), encoding="utf-8")

    for words in (["check", "--style", "alpha"], ["check", "--style", "alpha", "--only", "m01-greeting"]):
        done = kit(*words)
        assert done.exit_code == 40, done.output
        assert re.search(told, done.output), done.output
        assert "nknown style" not in done.output

    assert re.search(told, kit("build", "--style", "alpha", "--dry-run").output)


def test_a_broken_style_is_told_in_french_too(home):
    """The provider's trainer reads the same lines in her language."""
    (home / "training" / "styles" / "alpha.yml").write_text("names: [client\n", encoding="utf-8")

    done = CliRunner().invoke(main, ["--messages", "fr", "training", "check", "--style", "alpha"])

    assert done.exit_code == 40
    assert re.search(r"styles/alpha\.yml\n  erreur \d+ ?: YAML illisible \(.*\)\s;\svérifier le retrait", done.output)
    assert "inconnu" not in done.output


def test_another_clients_broken_style_is_not_this_ones(home):
    """Alpha's fault is told too, as every check of the house does; beta is known all the same."""
    (home / "training" / "styles" / "alpha.yml").write_text("", encoding="utf-8")

    assert "nknown style" not in kit("check", "--style", "beta").output


def test_nothing_is_built_from_sources_with_errors(home):
    """The same lines as the check, and no site."""
    change(home, f"{LESSON}/module.yml", "minutes: 60", "minutes: 65")

    done = kit("build", "--style", "alpha", "--lang", "en", "--edition", "learner")

    assert done.exit_code == 40
    assert "error 14: plan: the plan adds up" in done.output
    assert not (home / "site").exists()


def test_a_dry_run_writes_nothing(home):
    """It says where things would go."""
    for verb in ("build", "compile"):
        done = kit(verb, "--style", "alpha", "--dry-run")
        assert done.exit_code == 0
        assert done.stdout.count("alpha") == 4
    assert sorted(path.name for path in home.iterdir()) == ["training"]


def test_a_tree_is_read_as_it_was_written(sources, tmp_path):
    """Navigation, dates and pages cross from one process to the other."""
    made = compile_tree(sources, "beta", "facilitator", "fr", dt.date(2026, 11, 23))

    assert tree.read(tree.write(made, tmp_path)) == made
    assert (tmp_path / "docs" / LESSON / "guide.md").read_text(encoding="utf-8") == made.pages[f"{LESSON}/guide.md"]


def test_the_folder_of_a_site_follows_style_and_edition_only_where_it_is_the_usual_one():
    """`mkdocs build -d elsewhere` goes elsewhere."""
    from kit.training.site.hook import _site_dir

    assert _site_dir("/p/site/sample/learner/fr", "beta", "facilitator") == "/p/site/beta/facilitator/fr"
    assert _site_dir("/tmp/elsewhere", "beta", "facilitator") == "/tmp/elsewhere"


def test_sites_are_wanted_per_edition_and_language(tmp_path):
    """Four of them, each in its folder."""
    sites = build.wanted("alpha", ["learner", "facilitator"], ["fr", "en"], tmp_path)

    assert [site.place.relative_to(tmp_path).as_posix() for site in sites] == [
        "alpha/learner/fr", "alpha/learner/en", "alpha/facilitator/fr", "alpha/facilitator/en",
    ]  # fmt: skip


def test_each_verb_says_what_it_reads_writes_and_exits_with():
    """The help is the reference."""
    for verb in ("check", "build", "serve", "compile"):
        text = kit(verb, "--help").stdout
        assert all(word in text for word in (f"Example: kit training {verb}", "Reads:", "Writes:", "Exits:")), verb
