"""What the type checker of `make lint` refuses: everywhere what cannot be right, below also what is not said."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = {
    "store": "def silent(rows):\n    return rows\n",
    "params": "def bare(rows: dict) -> int:\n    return len(rows)\n",
    "present": "def silent(rows):\n    return rows\n",
    "analysis": "def missing(calls: int | None) -> int:\n    return calls + 1\n",
    "run": "def bare() -> int:\n    return None  # type: ignore\n",
    "cli": "def idle() -> int:\n    return 1  # type: ignore[return-value]\n",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[str, set[str]]:
    """The codes of complaints by room, of a small kit with our settings."""
    place = tmp_path_factory.mktemp("types")
    shutil.copy(ROOT / "pyproject.toml", place)
    for room, text in WRITTEN.items():
        (place / "kit" / room).mkdir(parents=True)
        (place / "kit" / room / "__init__.py").write_text(text, encoding="utf-8")
    (place / "kit" / "__init__.py").touch()
    command = [sys.executable, "-m", "mypy", "--no-warn-unused-configs"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    found: dict[str, set[str]] = {room: set() for room in WRITTEN}
    for room, code in re.findall(r"^kit/(\w+)/.*\[([\w-]+)\]$", done.stdout, re.M):
        found[room].add(code)
    return found


def test_a_ground_room_says_what_its_functions_take_and_give(told):
    """Everything above is checked against these hints: one that is missing switches the checker off there."""
    assert (told["store"], told["params"]) == ({"no-untyped-def"}, {"type-arg"})


def test_rooms_above_may_leave_hints_out(told):
    """Frames have no columns that a checker knows; hints for their own sake would say nothing."""
    assert told["present"] == set()


def test_what_may_be_missing_cannot_be_counted_with(told):
    """None in a sum is the traceback that a user sees."""
    assert told["analysis"] == {"operator"}


def test_an_ignore_names_what_it_ignores(told):
    """A bare one also hides the next mistake on its line; one that is not needed hides nothing yet."""
    assert (told["run"], told["cli"]) == ({"ignore-without-code"}, {"unused-ignore"})
