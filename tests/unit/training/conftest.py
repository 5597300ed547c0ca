"""Training trees for the tests: a copy of tests/data/training in which one thing is changed."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kit import params
from kit.training.rules.check import check
from kit.training.site.compile import Site, compile_site
from kit.training.sources.finding import Finding
from kit.training.sources.load import load
from kit.training.sources.records import Sources

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode puts no test folder on the path
ROOT = Path(__file__).resolve().parents[3]
FIXTURE = ROOT / "tests" / "data" / "training"
TODAY = dt.date(2026, 11, 23)


class Tree:
    """A training folder that a test may change."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def edit(self, file: str, old: str, new: str) -> Tree:
        """Replaces a text that must be there, everywhere in a file."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def add(self, file: str, text: str) -> Tree:
        """Puts text at the end of a file."""
        path = self.root / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        return self

    def line(self, file: str, text: str) -> int:
        """The line that a text stands on."""
        lines = (self.root / file).read_text(encoding="utf-8").split("\n")
        return next(at for at, line in enumerate(lines, start=1) if text in line)

    def load(self) -> Sources:
        return load(self.root, figures=params.glossary().figures)

    def findings(self, today: dt.date = TODAY) -> list[Finding]:
        return check(self.load(), today)

    def slugs(self) -> set[str]:
        return {one.slug for one in self.findings()}


@pytest.fixture
def tree(tmp_path) -> Tree:
    """A tree that checks clean."""
    root = tmp_path / "training"
    shutil.copytree(FIXTURE, root)
    return Tree(root)


@pytest.fixture(scope="session")
def sources() -> Sources:
    """The sources of the fixture, as they are."""
    return load(FIXTURE, figures=params.glossary().figures)


@pytest.fixture(scope="session")
def real_sources() -> Sources:
    """The project's own training folder."""
    return load(ROOT / "training", figures=params.glossary().figures)


@pytest.fixture(scope="session")
def real_site(real_sources) -> Callable[[str, str, str], Site]:
    """The project's own site of a style, edition and language, compiled once for all tests that read it."""
    return cache(lambda style, edition, lang: compile_site(real_sources, style, edition, lang, TODAY))
