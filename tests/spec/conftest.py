"""The spec tests read the worked examples from one module, and write the definitions page when all of them hold."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def _examples():
    spec = importlib.util.spec_from_file_location("worked_examples", HERE / "examples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pytest_addoption(parser):
    parser.addoption(
        "--definitions",
        metavar="FOLDER",
        default=None,
        help="write definitions.fr.html and definitions.en.html there when every spec test has passed",
    )


def pytest_generate_tests(metafunc):
    """Tests that ask for `example` or `reference` run once for each row of the tables."""
    data = _examples()
    if "example" in metafunc.fixturenames:
        names = [f"{one['figure']} {at}" for at, one in enumerate(data.EXAMPLES)]
        metafunc.parametrize("example", data.EXAMPLES, ids=names)
    if "reference" in metafunc.fixturenames:
        metafunc.parametrize("reference", data.rows(data.REFERENCE), ids=lambda row: row[0])


@pytest.fixture(scope="session")
def worked():
    """The module `examples`."""
    return _examples()


def pytest_sessionfinish(session, exitstatus):
    folder = session.config.getoption("--definitions", default=None)
    if not folder or exitstatus != pytest.ExitCode.OK:
        return
    from kit.present import definitions

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for lang in ("fr", "en"):
        page = definitions.page(_examples().EXAMPLES, lang)
        place.joinpath(f"definitions.{lang}.html").write_text(page, encoding="utf-8", newline="\n")
