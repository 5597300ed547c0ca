"""A home with the sample's params and the toy notebook, for every test of `kit.run`."""

from __future__ import annotations

import faulthandler
import shutil
from pathlib import Path

import pytest

from kit import errors
from kit.run import report
from kit.run.plan import plan

TOY = Path(__file__).resolve().parents[2] / "data" / "notebooks" / "toy_review.ipynb"


@pytest.fixture
def toy_home(new_home):
    """A home that has the toy notebook and the sample's params, and nothing received."""
    home = new_home("sample")
    (home / "notebooks").mkdir()
    shutil.copy(TOY, home / "notebooks")
    return home


@pytest.fixture
def fails(toy_home):
    """Runs a report whose cell fails by an act; its error, the limit (s) and how many runs it took to come to the cell.

    A cell that hangs is waited for until the limit: the shortest in which a run comes that far on this machine.
    """

    def run(act: str) -> tuple[errors.NotebookFailed, int, int]:
        for count, limit in enumerate((2, 4, 8, 16, 32), start=1):
            with pytest.raises(errors.NotebookFailed) as failed:
                report.run(plan("toy_review", "sample", "2026-W47", settings={"act": act}, timeout_s=limit))
            if "import os, signal, time" in failed.value.text("en"):
                return failed.value, limit, count
        raise AssertionError("it never came to its cell")

    return run


@pytest.fixture(autouse=True)
def _quiet_crashes():
    """These tests crash child processes on purpose: pytest's stack dumps would bury what matters."""
    faulthandler.disable()
    yield
    faulthandler.enable()
