"""The commands that the README shows work as they are typed, beside `kit report`, and give the same figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "weekly_kpi_review.ipynb"
BIN = Path(sys.executable).parent


def typed(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    """A command as a person types it in the activated environment, run to its end."""
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"} | environment
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture
def reported(once, sample, sample_copy) -> dict:
    """What `kit report` says of the sample's last week."""

    def make(home: Path) -> None:
        sample_copy(home)
        typed("kit", "report", "weekly_kpi_review", "sample", sample["last_week"], KIT_HOME=str(home))

    folder = once("reported", make) / "reports/sample" / sample["last_week"] / "weekly_kpi_review"
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


def test_papermill_nbconvert_and_results_give_the_report_s_figures(sample, reported, tmp_path):
    """An analyst who knows only the usual tools must get the same page and the same figures."""
    out = tmp_path / "out.ipynb"

    typed("papermill", str(NOTEBOOK), str(out), "-f", str(ROOT / "params/sample/runs/weekly_kpi_review.yml"))
    typed("jupyter", "nbconvert", "--to", "kit", str(out))
    results = typed("kit", "results", str(out)).stdout

    figures = json.loads(results)["figures"]
    assert figures == reported["figures"]
    assert "<h1" in out.with_suffix(".html").read_text(encoding="utf-8")


def test_nbval_runs_the_notebooks(sample):
    """Every cell runs in an ordinary kernel."""
    done = typed("pytest", "--nbval-lax", "notebooks/", "-q", "-p", "no:cacheprovider")

    assert " passed" in done.stdout


def test_run_all_in_jupyterlab_s_way_gives_the_figures(reported):
    """JupyterLab starts the kernel in the notebook's own folder and passes no parameters."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)

    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()

    payloads = [
        output.data["application/vnd.kit+json"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "application/vnd.kit+json" in output.get("data", {})
    ]
    figures = {name: figure for payload in payloads for name, figure in payload.get("figures", {}).items()}
    assert figures["answer_rate.agent"]["value"] == reported["figures"]["answer_rate.agent"]["value"]
