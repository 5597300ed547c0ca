"""Shared by all tests: tables written as text, homes of their own, and a closing word on what was skipped.

In:   HYPOTHESIS_PROFILE (`quick`, `deep`) and CI of the environment.
Out:  fixtures; `once`: a folder that one process of a run makes and all others find; `sample_folder`: the whole sample.
Why:  the tests run in several processes: what is dear to make would be made by each.
Not here: what only one suite needs (its own conftest.py).
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings

from kit.run import sample_home

ROOT = Path(__file__).resolve().parents[1]
REAL_DATA = ROOT.parent / "shared" / "data"

# A failing example is kept in .hypothesis/: `deep` finds it again at once and makes it small. A test whose examples are
# dear or cheap takes a part or a multiple of the profile's number. Time is no measure: processes share the cores.
PATIENT = {"deadline": None, "derandomize": False, "suppress_health_check": [HealthCheck.too_slow]}
QUICK = settings(max_examples=100, phases=(Phase.explicit, Phase.reuse, Phase.generate), **PATIENT)
settings.register_profile("quick", QUICK)
settings.register_profile("deep", max_examples=1000, phases=tuple(Phase), **PATIENT)
# The same examples on every run, or a change that is not to blame turns red.
settings.register_profile("ci", QUICK, derandomize=True, database=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))


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


@pytest.fixture(scope="session")
def once(request, tmp_path_factory) -> Callable[[str, Callable[[Path], None]], Path]:
    """`once(name, make)`: the folder of that name, which `make(folder)` filled in one process of the run; read only."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base  # the parent is the same for all workers

    def folder(name: str, make: Callable[[Path], None]) -> Path:
        place, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(place, ignore_errors=True)  # what one process left half made, another makes again
                place.mkdir()
                make(place)
                done.touch()
        return place

    return folder


@pytest.fixture(scope="session")
def sample_folder(once) -> Path:
    """The home of the whole sample as `kit demo` makes it; read only."""

    def make(home: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KIT_HOME", str(home))
            sample_home.ready(sample_home.Wanted(104), "en")

    return once("sample_home", make)


@pytest.fixture(scope="session")
def sample_copy(sample_folder) -> Callable[[Path], Path]:
    """Copies the sample's home into a folder that may be written to; what was delivered stays behind."""

    def copy(home: Path) -> Path:
        left = shutil.ignore_patterns("delivered", "reports", ".lock")
        return shutil.copytree(sample_folder, home, dirs_exist_ok=True, ignore=left)

    return copy


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
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple | list) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    terminalreporter.write_line(f"skipped: {sum(reasons.values())}")
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"  {count} × {reason}")
