"""What is kept of a run tells nothing of the machine, and equal runs keep equal files."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kit import errors, params
from kit.run import kept, report
from kit.run.plan import plan

WEEK = "2026-W47"
NOISE = "\\x1b[31mred\\x1b[0m \\x1b]8;;http://a.example\\x07link\\x1b]8;;\\x07 \\x07bell \\u202etfel"
TELLS = f"""import os, sys, tempfile, warnings
from pathlib import Path
home = Path(os.environ["KIT_HOME"])
print(home / "params", home.resolve(), os.getcwd() if False else "", "file://" + str(home))
print(tempfile.gettempdir() + "/x", sys.prefix, Path.home() / "x", "{NOISE}", file=sys.stderr)
warnings.warn("careful")
(home / "params" / "line", "{NOISE}")
"""
RAISES = (
    TELLS
    + """
import pandas as pd
pd.read_csv(home / "data" / "gone.csv")
"""
)


@pytest.fixture
def telling(toy_home):
    """The toy notebook with a cell that tells where everything lies; call with the cell's source."""

    def write(source: str) -> Path:
        path = toy_home / "notebooks/toy_review.ipynb"
        nb = json.loads(path.read_text(encoding="utf-8"))
        next(cell for cell in nb["cells"] if cell["id"] == "act")["source"] = source
        path.write_text(json.dumps(nb), encoding="utf-8")
        return toy_home

    return write


def files(place: Path) -> dict[str, str]:
    return {str(path): path.read_text(encoding="utf-8") for path in place.rglob("*") if path.is_file()}


def strings(value: object) -> list[str]:
    """Every text of a JSON file."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    return [text for part in value for text in strings(part)] if isinstance(value, list) else [str(value)]


def machine(home: Path) -> list[str]:
    """Folders that nobody but the owner of the machine needs to know."""
    found = [home, home.resolve(), params.PROJECT, tempfile.gettempdir(), sys.prefix, Path.home()]
    return [str(place) for place in found if len(str(place)) > 2]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["inproc", "kernel"])
@pytest.mark.parametrize("source", [TELLS, RAISES], ids=["good", "failed"])
def test_no_file_of_a_report_tells_a_folder_of_the_machine(telling, engine, source):
    """The stopped notebook is sent to whoever maintains the kit, the good one to the other side."""
    home = telling(source)

    try:
        report.run(plan("toy_review", "sample", WEEK, engine=engine))
    except errors.NotebookFailed as failed:
        assert "FileNotFoundError" in failed.fields["error"]

    texts = files(home / "reports")
    assert len(texts) > 2
    for path, text in texts.items():
        assert [place for place in machine(home) if place in text] == [], path
        said = strings(json.loads(text)) if path.endswith((".ipynb", ".json")) else [text]
        assert [mark for mark in "\x1b\x07\x00\u202e" for one in said if mark in one] == [], path
    assert any("~home/params" in text for text in texts.values()), "it says which file, and of which folder"


@pytest.mark.parametrize("act", ["segfault", "hang"])
def test_a_notebook_that_was_stopped_tells_none_either(toy_home, fails, act):
    """It was saved before the cell began, as papermill has it: with the paths of both notebooks."""
    failed, *_ = fails(act)

    text = (failed.fields["path"].parent / "report.ipynb").read_text(encoding="utf-8")
    assert str(toy_home) not in text and json.loads(text)["metadata"]["papermill"]["output_path"] == "report.ipynb"


def test_a_lock_that_a_killed_command_left_tells_none(tmp_path, monkeypatch):
    """It lies beside the pages."""
    from kit.locking import lock

    monkeypatch.setattr(
        sys, "argv", ["/opt/x/bin/kit", f"--home={tmp_path}", "--home", "/srv/a b/line", "report", "a/b"]
    )
    with lock(tmp_path / "report"):
        command = json.loads((tmp_path / "report/.lock").read_text(encoding="utf-8"))["command"]

    assert command == f"kit --home={tmp_path.name} --home line report a/b"


def test_a_path_given_as_a_parameter_is_kept_relative_to_the_home(toy_home):
    """Parameters stand in the footer of the page."""
    from kit.run.plan import Parameter, _setting

    known = {"note": Parameter("note", str, "")}

    assert _setting("toy", known, "note", str(toy_home / "params/a.yml"), taken={}) == "params/a.yml"
    assert _setting("toy", known, "note", "params/a.yml", taken={}) == "params/a.yml"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{home}/params/x.yml:3", "~home/params/x.yml:3"),
        ("'{home}'", "'~home'"),
        ("{home}2/x", "{home}2/x"),
        ("file://{home}/x", "file://~home/x"),
        ("a{home}/x", "a{home}/x"),
        ("/tmp/ipykernel_4711/12.py", "~temp/ipykernel/12.py"),
        ("50 % \t of\n12\r", "50 % \t of\n12\r"),
        ("\udce9t\u00e9", "\ufffdt\u00e9"),
    ],
)
def test_a_folder_is_named_by_what_it_is(monkeypatch, text, told):
    """A name that only begins like the home is another one."""
    monkeypatch.setenv("KIT_HOME", "/srv/vigie")
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")

    assert kept.clean(text.format(home="/srv/vigie")) == told.format(home="/srv/vigie")


def test_a_home_below_the_users_own_is_known_by_its_short_form_too(monkeypatch):
    """Tracebacks write folders below the user's own with a tilde."""
    monkeypatch.setenv("HOME", "/home/a")
    monkeypatch.setenv("KIT_HOME", "/home/a/line")

    assert kept.clean("~/line/params, /home/a/line, /home/a/x, ~/x") == "~home/params, ~home, ~/x, ~/x"


@given(st.text())
@example("\x1b]unfinished")
@example("\ud800")
def test_what_is_kept_can_always_be_written_and_cleaned_again(text):
    """An error's text may hold anything; cleaning twice is cleaning once."""
    once = kept.clean(text)

    assert once.encode("utf-8").decode("utf-8") == once and "\x1b" not in once


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


MAKES = """
from kit.run import report
from kit.run.plan import plan
from kit.run.sample_home import Wanted, ready
ready(Wanted(3), "en")
print(report.run(plan("weekly_kpi_review", "sample", "2026-W47")).folder)
"""


def fresh_home(place: Path, now: str) -> Path:
    """Three weeks of the sample in a home of its own, reported at that moment by a process of its own."""
    place.mkdir(parents=True)
    stated = os.environ | {"KIT_HOME": str(place), "KIT_NOW": now}
    ran = subprocess.run([sys.executable, "-c", MAKES], env=stated, capture_output=True, text=True, check=True)
    return Path(ran.stdout.strip()) / "versions/1"


@pytest.mark.slow
def test_two_fresh_homes_make_the_same_files_of_the_same_data(tmp_path):
    """Whoever checks a page runs it again on a machine of their own: the hashes must agree.

    One thing differs, in run.json alone: the moment at which the version was made.
    """
    one = fresh_home(tmp_path / "one", "2026-11-23T09:30:00+01:00")
    two = fresh_home(tmp_path / "another/place", "2026-11-25T17:00:00+01:00")

    here, there = digest(one), digest(two)
    assert {name for name in here | there if here.get(name) != there.get(name)} == {"run.json"}
    records = [json.loads((place / "run.json").read_text(encoding="utf-8")) for place in (one, two)]
    assert [record.pop("made_at") for record in records] == ["2026-11-23T09:30:00+01:00", "2026-11-25T17:00:00+01:00"]
    assert records[0] == records[1]


@pytest.mark.slow
def test_a_run_at_the_same_moment_gives_the_same_bytes(toy_home, tmp_path, monkeypatch):
    """With the clock stated nothing at all differs."""
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:30:00+01:00")
    one = digest(report.run(plan("toy_review", "sample", WEEK)).folder / "versions/1")
    shutil.move(toy_home / "reports", tmp_path / "before")

    assert digest(report.run(plan("toy_review", "sample", WEEK)).folder / "versions/1") == one
    assert os.environ["KIT_NOW"]
