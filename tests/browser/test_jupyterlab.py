"""The notebook in JupyterLab, as an analyst opens it with `make lab`: "Run all" gives every part and no error."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from kit.params import PROJECT

pytestmark = pytest.mark.browser

NOTEBOOK = PROJECT / "notebooks" / "weekly_kpi_review.ipynb"
TOKEN = "only-for-this-test"
STARTED_S, RUN_MS = 120, 120_000
PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(one => one.textContent.trim())"
OUTPUTS = "[...document.querySelectorAll('.jp-OutputArea-output')].map(one => one.dataset.mimeType)"
# Its question whether it may fetch news is left out: it would stand over the page.
QUIET = '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}'


@pytest.fixture(scope="module")
def lab(tmp_path_factory, sample_folder):
    """Address of a JupyterLab on a copy of the notebook, in a folder of its own, and with the sample's home."""
    if importlib.util.find_spec("jupyterlab") is None:
        pytest.skip("jupyterlab is not installed (extra `lab`)")
    home = tmp_path_factory.mktemp("lab")
    (home / "notebooks").mkdir()
    shutil.copy(NOTEBOOK, home / "notebooks")
    with _serving(home, sample_folder) as address:
        yield address


@contextlib.contextmanager
def _serving(home: Path, sample: Path):
    settings = home / "config" / "labconfig"
    settings.mkdir(parents=True)
    (settings / "default_setting_overrides.json").write_text(QUIET, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={home}",
    ]  # fmt: skip
    environment = _own_folders(home) | {"KIT_HOME": str(sample)}
    with (home / "lab.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home)
        try:
            _wait_until_it_answers(server, f"http://127.0.0.1:{port}/api", home / "lab.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def _own_folders(home: Path) -> dict[str, str]:
    """The environment of `make lab`: a developer's own settings and extensions must not decide the test."""
    names = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data-jupyter", "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
    }  # fmt: skip
    return {**os.environ, **{name: str(home / folder) for name, folder in names.items()}}


def _wait_until_it_answers(server: subprocess.Popen, address: str, log: Path) -> None:
    last = time.monotonic() + STARTED_S
    while server.poll() is None and time.monotonic() < last:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


@pytest.fixture
def tab(browser, lab):
    """A window on the notebook, with its kernel ready; every address it asked for is in `asked`."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.asked = []
    page.on("request", lambda one: page.asked.append(one.url))
    page.goto(f"{lab}/lab/tree/notebooks/{NOTEBOOK.name}?token={TOKEN}")
    # The name stands there before the kernel does: only "Idle" says that cells can run.
    page.get_by_text("| Idle").wait_for(timeout=RUN_MS)
    yield page
    context.close()


def test_run_all_in_jupyterlab_shows_every_part(tab, lab):
    """The analyst of either side questions a figure here; nothing of it may fail or ask the network."""
    shown = [cell for cell in nbformat.read(NOTEBOOK, 4).cells if cell.source.startswith("present.")]

    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_text("Run All Cells", exact=True).click()
    tab.wait_for_function(f"{PROMPTS}.every(one => /^\\[\\d+\\]:$/.test(one))", timeout=RUN_MS)

    assert tab.evaluate(OUTPUTS) == ["text/html"] * len(shown)
    tab.evaluate(
        "document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0"
    )  # the notebook draws what is in view
    tab.locator(".jp-OutputArea-output").get_by_text("Ce qui mérite une minute").wait_for(timeout=RUN_MS)
    assert [address for address in tab.asked if not address.startswith((lab, "data:", "blob:"))] == []
