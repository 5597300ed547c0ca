"""Executes the cells of a notebook in this process, as nbclient and a kernel would.

In:   papermill's execution manager; options `on_cell`, `on_error`, `allow_errors`.
Out:  outputs, execution counts and papermill's cell metadata in the manager's notebook.
Why:  80 % of the usual chain is starting up. Outputs are the same as a kernel's (tests/unit/run/test_parity.py);
      what is not: text that child processes write straight to file descriptor 1, widgets, and input().
Not here: the shell (`kit.run.shell`), isolation from a crash (`kit.run.report` forks one process per run).
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections.abc import Callable

from papermill.engines import Engine

from kit.run.shell import running_shell

LANGUAGE_INFO = {
    "name": "python",
    "version": ".".join(str(part) for part in sys.version_info[:3]),
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


class InProcess(Engine):
    """papermill engine without a kernel."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man,
        kernel_name,
        *,
        on_cell: Callable | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        allow_errors: bool = False,
        **ignored,
    ) -> None:
        """Run every code cell, in order, until one fails.

        on_cell(notebook, index): called before each code cell runs, so that a crash names its cell.
        on_error(exception): receives the exception itself, of which the notebook keeps only the text.
        Options of kernels (`start_timeout`, …) mean nothing here and are ignored.
        """
        seed(nb_man.nb)
        with running_shell() as shell:
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                error = None
                if _runs(cell):
                    if on_cell:
                        on_cell(nb_man.nb, index)
                    error = shell.execute(cell)
                fatal = None if allow_errors or "raises-exception" in _tags(cell) else error
                if fatal is not None:
                    nb_man.cell_exception(cell, cell_index=index, exception=fatal)
                    if on_error:
                        on_error(fatal)
                nb_man.cell_complete(cell, cell_index=index)
                if fatal is not None:
                    break
        nb_man.nb.metadata["language_info"] = LANGUAGE_INFO


def seed(nb) -> int:
    """Seed Python's and numpy's global generators from the notebook's cells and parameters; returns the seed.

    Two runs of one report draw the same numbers, two reports different ones. A forked process would otherwise
    inherit numpy's state, the same in every child.
    """
    import numpy as np

    parameters = nb.metadata.get("papermill", {}).get("parameters", {})
    texts = [cell.source for cell in nb.cells if "injected-parameters" not in _tags(cell)]
    said = json.dumps([texts, parameters], sort_keys=True, default=str)
    number = int.from_bytes(hashlib.sha256(said.encode()).digest()[:4], "big")
    random.seed(number)
    np.random.seed(number)
    return number


def _tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def _runs(cell) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip()) and "skip-execution" not in _tags(cell)
