"""On a system without forks and kernel locks the kit says so, in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kit import machine

# What native Windows lacks, as Python starts; its own name for itself.
WINDOWS = """
import os, platform, sys
sys.modules["fcntl"] = None
del os.fork
platform.system, platform.release = (lambda: "Windows"), (lambda: "11")
"""
SAID = {
    "en": "The kit does not run on Windows: it needs forked processes",
    "fr": "Le kit ne fonctionne pas sous Windows\u00a0: il lui faut la duplication de processus",
}


@pytest.fixture
def on_windows(tmp_path):
    """Runs Python there."""
    (tmp_path / "sitecustomize.py").write_text(WINDOWS, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "KIT_HOME": str(tmp_path)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    return run


KIT = ("-c", "from kit.cli import main; main(prog_name='kit')")


@pytest.mark.parametrize("lang", SAID)
@pytest.mark.parametrize("verb", [["check", "sample"], ["report", "weekly_kpi_review", "sample", "2026-W47"]])
def test_a_verb_is_refused_in_the_readers_language(on_windows, verb, lang):
    """A traceback about a missing module tells nobody that WSL would do."""
    done = on_windows(*KIT, "--messages", lang, *verb)

    assert (done.returncode, done.stderr.count("\n")) == (60, 1)
    assert SAID[lang] in done.stderr
    assert "wsl --install" in done.stderr


def test_the_help_is_shown_all_the_same(on_windows):
    """One may want to read what the kit does before installing another system."""
    assert on_windows(*KIT, "--help").returncode == 0


def test_the_doctor_names_the_system_and_goes_on(on_windows):
    """It is what a user is told to type; it must not fall over the very thing that it is to find."""
    done = on_windows(*KIT, "--messages", "en", "doctor")

    assert done.returncode == 1
    assert "TO DO       Windows cannot fork runs or lock folders" in done.stdout
    assert "Python 3.11 or newer" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("module", ["kit.store", "kit.run.shell"])
def test_a_notebook_is_told_the_same(on_windows, module):
    """Its first cell imports the store; papermill alone, without a verb, runs it in the shell of the kit."""
    done = on_windows("-c", f"import {module}")

    assert done.stderr.strip().splitlines()[-1].startswith("kit.errors.UnsupportedSystem: The kit does not run on")


@pytest.mark.parametrize(
    ("system", "release", "name"),
    [
        ("Linux", "6.8.0-generic", "Linux"),
        ("Linux", "5.15.153.1-microsoft-standard-WSL2", "WSL"),
        ("Darwin", "24.1.0", "macOS"),
        ("Windows", "11", "Windows"),
        ("", "", "?"),
    ],
)
def test_systems_have_the_names_that_people_use(monkeypatch, system, release, name):
    """Nobody knows his machine as Darwin."""
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr("platform.release", lambda: release)

    assert machine.system() == name
