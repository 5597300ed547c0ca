"""The doctor finds what is wrong and says what to do."""

from __future__ import annotations

import py_compile
import sys

import pytest
from click.testing import CliRunner

from kit.cli import main
from kit.cli.doctor import CHECKS, compiled, differing


def test_every_check_has_its_two_sentences_in_both_languages():
    """A check that cannot tell its advice would be a traceback on the machine that needs it."""
    from kit.language.texts import texts

    for lang in ("fr", "en"):
        for name in CHECKS:
            assert {f"doctor_{name}_ok", f"doctor_{name}_no"} <= set(texts("cli", lang))


@pytest.mark.slow
def test_a_sound_home_passes_and_keeps_nothing(new_home):
    """The doctor must leave no trace."""
    home = new_home()
    before = sorted(home.rglob("*"))

    done = CliRunner().invoke(main, ["--messages", "en", "doctor"])

    assert "the home can be written and locked" in done.stdout
    assert "registered and work" in done.stdout
    assert sorted(home.rglob("*")) == before


@pytest.mark.slow
@pytest.mark.parametrize("how", [[], ["--dry-run"]])
def test_a_missing_home_is_found(monkeypatch, tmp_path, how):
    """Nothing could be received there."""
    monkeypatch.setenv("KIT_HOME", str(tmp_path / "nowhere"))

    done = CliRunner().invoke(main, ["--messages", "en", "doctor", *how])

    assert done.exit_code == 1
    assert f"TO DO       {tmp_path.resolve()}/nowhere does not exist: check --home" in done.stdout
    assert "can be written" not in done.stdout
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.slow
def test_broken_params_are_found(new_home):
    """The doctor names the partnership; `kit check` tells the line."""
    home = new_home("sample")
    (home / "params/sample/contract.yml").write_text("line: 3\n", encoding="utf-8")

    done = CliRunner().invoke(main, ["--messages", "fr", "doctor"])

    assert done.exit_code == 1
    assert "kit check sample" in done.stdout


LOCKS = [
    ({"numpy": ["2.4.6", "2.5.5"]}, {"numpy": "2.4.6"}, None),
    ({"numpy": ["2.4.6", "2.5.5"]}, {"numpy": "2.5.5"}, None),
    ({"numpy": ["2.4.6"]}, {"numpy": "1.26.4"}, "numpy 1.26.4 (2.4.6)"),
    ({"import_linter": ["2.11"]}, {"import-linter": "2.10"}, "import_linter 2.10 (2.11)"),
    ({"winpty": ["1.0"]}, {}, None),
]


@pytest.mark.parametrize(("wanted", "installed", "says"), LOCKS)
def test_versions_are_held_against_the_lock(wanted, installed, says):
    """A figure that differs between two machines is often a version that differs."""
    found = differing(wanted, installed)

    assert (found or {}).get("packages") == says


@pytest.mark.slow
def test_a_dry_run_leaves_out_what_writes(new_home):
    """On a shared drive one may want to look first."""
    new_home()

    done = CliRunner().invoke(main, ["--messages", "en", "doctor", "--dry-run"])

    assert "can be written" not in done.stdout
    assert "Python 3.11" in done.stdout


def test_packages_without_bytecode_are_found(tmp_path, monkeypatch):
    """Every start would take twice as long, for ever, and nobody would know why."""
    (tmp_path / "bare_module_for_the_doctor.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    before = compiled("bare_module_for_the_doctor")
    py_compile.compile(str(tmp_path / "bare_module_for_the_doctor.py"))

    assert (before, compiled("bare_module_for_the_doctor")) == (False, True)


@pytest.mark.parametrize("folder", ["chromium-1234", None])
def test_a_browser_of_playwright_is_enough(tmp_path, monkeypatch, folder):
    """The tests of the pages find their Chromium there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    if folder:
        (tmp_path / folder).mkdir()

    assert (CHECKS["browser"]() is None) is bool(folder)


def test_a_package_that_is_missing_is_not_a_traceback(monkeypatch, new_home):
    """A half-installed environment is what the doctor is called for: it must go on to the check that names it."""
    new_home()
    monkeypatch.setattr(sys.modules["kit.cli.doctor"], "_HEAVY", ("pandas", "no_such_package"))

    done = CliRunner().invoke(main, ["--messages", "en", "doctor"])

    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert compiled("no_such_package")
