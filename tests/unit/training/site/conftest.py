"""A home whose training folder is the small tree."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kit.training.site import project

FIXTURE = Path(__file__).resolve().parents[3] / "data" / "training"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A home whose training folder is the small tree."""
    place = tmp_path / "home"
    shutil.copytree(FIXTURE, place / "training")
    shutil.copytree(project.params.PROJECT / "training" / "site", place / "training" / "site")
    monkeypatch.setenv("KIT_HOME", str(place))
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+00:00")
    return place
