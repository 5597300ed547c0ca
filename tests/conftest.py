"""Shared by all tests: tables written as text, homes of their own, and a closing word on what was skipped."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
REAL_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture
def frame():
    """A DataFrame from a text table: columns separated by two or more blanks; numbers become numbers."""

    def make(text: str) -> pd.DataFrame:
        lines = [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]
        table = pd.DataFrame(lines[1:], columns=lines[0])
        for name in table:
            try:
                table[name] = pd.to_numeric(table[name])
            except ValueError:
                continue
        return table

    return make


@pytest.fixture
def new_home(tmp_path, monkeypatch):
    """A home of its own, with the folders of `params/` that are named copied from the project or from tests/real."""

    def make(*partnerships: str) -> Path:
        home = tmp_path / "home"
        (home / "params").mkdir(parents=True, exist_ok=True)
        for name in partnerships:
            source = ROOT / "params" / name
            if not source.exists():
                source = ROOT / "tests" / "real" / "params" / name
            shutil.copytree(source, home / "params" / name)
        monkeypatch.setenv("KIT_HOME", str(home))
        return home

    return make


@pytest.fixture(autouse=True)
def _no_stray_settings(monkeypatch):
    """A developer's own settings must not decide a test."""
    for name in [name for name in os.environ if name.startswith("KIT_")]:
        monkeypatch.delenv(name)


def real_data(*parts: str) -> Path:
    """A file of the public data beside the project; skips the test with the reason where it is not there."""
    path = REAL_DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"public data not beside the project: {'/'.join(parts)}")
    return path


@pytest.fixture(name="real_data")
def _real_data():
    return real_data


def pytest_terminal_summary(terminalreporter):
    """How many tests were skipped, and why: a skipped test proves nothing."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    terminalreporter.write_line(f"skipped: {sum(reasons.values())}")
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"  {count} × {reason}")
