"""The sample partnership, made once for all golden tests in a home of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kit.run import sample_home

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory) -> tuple[Path, dict]:
    """The home of the whole sample as `kit demo` makes it, and what was planted in it."""
    home = tmp_path_factory.mktemp("sample_home")
    shutil.copytree(ROOT / "params" / "sample", home / "params" / "sample")
    before = os.environ.get("KIT_HOME")
    os.environ["KIT_HOME"] = str(home)
    try:
        planted = sample_home.ready(sample_home.Wanted(104), "en")
    finally:
        os.environ.pop("KIT_HOME") if before is None else os.environ.update(KIT_HOME=before)
    return home, planted


@pytest.fixture
def sample(sample_folder, monkeypatch) -> dict:
    """What was planted; the home is set to the sample's."""
    home, planted = sample_folder
    monkeypatch.setenv("KIT_HOME", str(home))
    return planted
