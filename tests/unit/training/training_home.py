"""`kit training` typed in a home, and changes of that home's sources."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from kit.cli import main

LESSON = "modules/m01-greeting"


def kit(*words: str):
    return CliRunner().invoke(main, ["--messages", "en", "training", *words])


def change(home: Path, file: str, old: str, new: str) -> None:
    path = home / "training" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
