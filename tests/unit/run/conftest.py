"""A home with the sample's params and the toy notebook, for every test of `kit.run`."""

from __future__ import annotations

import faulthandler
import shutil
from pathlib import Path

import pytest

TOY = Path(__file__).resolve().parents[2] / "data" / "notebooks" / "toy_review.ipynb"


@pytest.fixture
def toy_home(new_home):
    """A home that has the toy notebook and the sample's params, and nothing received."""
    home = new_home("sample")
    (home / "notebooks").mkdir()
    shutil.copy(TOY, home / "notebooks")
    return home


@pytest.fixture(autouse=True)
def _quiet_crashes():
    """These tests crash child processes on purpose: pytest's stack dumps would bury what matters."""
    faulthandler.disable()
    yield
    faulthandler.enable()
