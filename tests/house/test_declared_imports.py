"""The linter of `make lint` refuses an import whose distribution the project does not declare."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def deptry(folder: Path, module: str) -> subprocess.CompletedProcess[str]:
    """The linter on a project that has our declarations and one module."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "kit").mkdir()
    (folder / "kit" / "__init__.py").write_text(module, encoding="utf-8")
    command = [sys.executable, "-m", "deptry", "kit", "--no-ansi", "--ignore", "DEP002"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_an_import_that_only_comes_with_another_package_is_refused(tmp_path):
    """The day nbconvert drops its template engine, an import that nobody declared would break every install."""
    result = deptry(tmp_path, "import jinja2\n")

    assert (result.returncode, "'jinja2' imported but it is a transitive dependency" in result.stderr) == (1, True)


def test_a_developers_package_is_refused_in_the_kit(tmp_path):
    """Users install the kit without pytest: a verb that imported it would fail on their machine alone."""
    result = deptry(tmp_path, "import pytest\n")

    assert (result.returncode, "DEP004" in result.stderr) == (1, True)


def test_a_declared_import_passes(tmp_path):
    """A linter that refuses everything proves nothing."""
    assert deptry(tmp_path, "import duckdb\nimport mistune\n").returncode == 0
