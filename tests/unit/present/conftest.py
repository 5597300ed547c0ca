"""Fixtures of the page's tests: hand-made weeks, and the notebook as a run leaves it.

In:   `weeks.WEEKS`.
Out:  `week` (name, review), `executed(review)` (the notebook with its outputs), `exported(review, lang)` (the page).
Why:  rendering needs no store, no intake and no kernel.
Not here: running notebooks (`tests/unit/run`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode puts no test folder on the path

import pages
import weeks


@pytest.fixture(params=weeks.WEEKS)
def name(request) -> str:
    """The name of each hand-made week."""
    return request.param


@pytest.fixture
def review(name):
    """Each hand-made week."""
    return pages.week(name)


@pytest.fixture(params=("fr", "en"))
def lang(request) -> str:
    """Each language."""
    return request.param


@pytest.fixture(scope="session")
def exported():
    """The page of a week by name and language, made once per session."""
    return pages.exported
