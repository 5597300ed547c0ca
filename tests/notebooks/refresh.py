"""Runs the training notebook again and writes its outputs, nothing else of it.

In:   `training/notebooks/lire_une_page_hebdo.ipynb`.
Out:  the same file, with the outputs of today's page; how many cells changed, on standard output.
Why:  nbconvert's own execution also writes times and versions, so that every refresh would change every cell.
Not here: comparing it (`test_training_notebook`).
"""

from __future__ import annotations

import copy
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "training" / "notebooks" / "lire_une_page_hebdo.ipynb"


def refresh(path: Path = NOTEBOOK) -> int:
    """Writes fresh outputs into the notebook; returns how many cells changed."""
    kept = nbformat.read(path, nbformat.NO_CONVERT)
    fresh = copy.deepcopy(kept)
    NotebookClient(fresh, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    changed = 0
    for cell, run in zip(kept.cells, fresh.cells, strict=True):
        if cell.cell_type == "code" and cell.outputs != run.outputs:
            cell.outputs, changed = run.outputs, changed + 1
    nbformat.write(kept, path)
    return changed


if __name__ == "__main__":
    sys.stdout.write(f"{refresh()} cells changed\n")
