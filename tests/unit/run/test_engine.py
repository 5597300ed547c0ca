"""The engine without a kernel gives what a kernel gives."""

from __future__ import annotations

import re
import subprocess
import sys

import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytestmark = pytest.mark.slow

ANSI = re.compile(r"\x1b\[[0-9;]*m")
PYTHON = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}

# What a notebook may do, each as one cell; a line that fails stands last.
TORTURE = {
    "a stream": "print('a', end=''); print('b')",
    "the other stream": "import sys; print('careful', file=sys.stderr)",
    "a result": "6 * 7",
    "a silenced result": "x = 3\nx;",
    "the result before": "_ + 1",
    "what was typed": "In[3], __name__",
    "displays with an id": "from IPython.display import HTML, clear_output, display\n"
    "shown = display(HTML('<b>1</b>'), display_id='k'); display({'a': 1})",
    "an update from a later cell": "shown.update(HTML('<b>2</b>'))",
    "output cleared": "print('gone'); clear_output(); print('stays')",
    "output cleared by the next": "print('gone'); clear_output(wait=True); print('stays')",
    "output cleared by nothing": "print('stays too'); clear_output(wait=True)",
    "a shell line": "!echo from the shell",
    "a shell cell": "%%bash\necho from bash",
    "await": "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "capture": "%%capture kept\nprint('hidden')",
    "what was captured": "kept.stdout",
    "a figure that is not shown": "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "a figure that is shown": "plt.plot([2, 1]); plt.show(); print('after')",
    "a figure as result": "figure, axes = plt.subplots(); axes.plot([3, 1]); figure",
    "a table": "import pandas as pd\npd.DataFrame({'a': [1]})",
    "a mime bundle": "class Shown:\n    def _repr_mimebundle_(self, **kwargs):\n"
    "        return {'text/plain': 'shown', 'application/vnd.kit+json': {'figures': {'asa': 1}}}\nShown()",
    "a pickled class": "import pickle\nclass Here: pass\ntype(pickle.loads(pickle.dumps(Here()))).__name__",
    "a thread": "import threading\nt = threading.Thread(target=print, args=('thread',)); t.start(); t.join()",
    "a child process": "import multiprocessing as mp\n"
    "with mp.get_context('fork').Pool(1) as pool: print(pool.map(abs, [-1]))",
    "an error that is shown": "try:\n    1 / 0\nexcept ZeroDivisionError as error: print(repr(error))",
    "a question": "try:\n    input('?')\nexcept Exception as error: print(type(error).__name__)",
    # matplotlib calls it "inline" or by its module, according to what was imported before.
    "the backend": "import matplotlib; matplotlib.get_backend().rpartition('_')[-1]",
    "nothing": "   ",
    "an error": "def fails(): raise ValueError('boom é')\nfails()",
    "never reached": "print('never')",
}


def run(nb, engine: str):
    """The notebook as papermill leaves it, failed or not."""
    nb = papermill.execute.prepare_notebook_metadata(nb, "-", "-")
    return papermill.engines.papermill_engines.get_engine(engine).execute_notebook(nb, "python3", progress_bar=False)


def notebook(*sources: str, **metadata):
    return new_notebook(
        cells=[new_markdown_cell("# Title"), *map(new_code_cell, sources)],
        metadata={**PYTHON, "papermill": {"parameters": {}}, **metadata},
    )


@pytest.fixture(scope="module")
def both():
    """The same cells through a kernel and without one."""
    return run(notebook(*TORTURE.values()), "nbclient"), run(notebook(*TORTURE.values()), "kit-inproc")


def told(output: dict) -> dict:
    """An output without what may differ: colours of a traceback, and the context lines that follow them."""
    if output["output_type"] == "error":
        return {**output, "traceback": ANSI.sub("", output["traceback"][-1])}
    return output


@pytest.mark.parametrize("at", range(len(TORTURE)), ids=list(TORTURE))
def test_a_cell_gives_the_outputs_of_a_kernel(both, at):
    """Whoever opens the notebook in JupyterLab must see what the page showed."""
    kernel, ours = (nb.cells[at + 1] for nb in both)

    assert [told(output) for output in ours.outputs] == [told(output) for output in kernel.outputs]
    assert ours.execution_count == kernel.execution_count
    assert ours.metadata.papermill.status == kernel.metadata.papermill.status
    assert ours.metadata.papermill.exception == kernel.metadata.papermill.exception


def test_the_notebook_carries_the_metadata_of_a_kernels_run(both):
    """papermill's and nbconvert's readers look there."""
    kernel, ours = both

    assert ours.metadata.language_info == kernel.metadata.language_info
    assert ours.metadata.papermill.exception is kernel.metadata.papermill.exception is True
    assert set(ours.metadata.papermill) == set(kernel.metadata.papermill)


def test_streams_keep_the_order_in_which_they_were_written():
    """A kernel groups them; a warning must stand beside the line that it is about."""
    ours = run(notebook("import sys; print('a'); print('b', file=sys.stderr); print('c')"), "kit-inproc")

    assert [(output.name, output.text) for output in ours.cells[1].outputs] == [
        ("stdout", "a\n"),
        ("stderr", "b\n"),
        ("stdout", "c\n"),
    ]


def test_figures_appear_in_every_run_of_one_process():
    """The inline backend registers itself with one shell: from the second run on, all figures vanished silently."""
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"

    runs = [run(notebook(draw), "kit-inproc") for _ in range(2)]

    assert [["image/png" in output.data for output in nb.cells[1].outputs] for nb in runs] == [[True], [True]]


def test_two_runs_share_no_variable_and_leave_the_process_as_it_was():
    """A value left over from the report before would be a wrong figure that nobody can explain."""
    before = sys.modules["__main__"], sys.stdout, sys.displayhook, list(sys.path)
    run(notebook("left_over = 1"), "kit-inproc")

    after = run(notebook("'left_over' in globals()"), "kit-inproc")

    assert after.cells[1].outputs[0].data["text/plain"] == "False"
    assert (sys.modules["__main__"], sys.stdout, sys.displayhook, list(sys.path)) == before


DRAWS = "import random, numpy\nrandom.random(), float(numpy.random.random())"


def drawn(source: str = DRAWS, **parameters) -> str:
    nb = run(notebook(source, papermill={"parameters": parameters}), "kit-inproc")
    return nb.cells[1].outputs[0].data["text/plain"]


def test_the_same_report_draws_the_same_numbers():
    """A bootstrapped interval that moves on every run is a difference that the other side must ask about."""
    assert drawn(week="2026-W47") == drawn(week="2026-W47")


@pytest.mark.parametrize(
    ("source", "parameters"),
    [(DRAWS, {"week": "2026-W46"}), (DRAWS + "  # another notebook", {"week": "2026-W47"})],
)
def test_another_report_draws_other_numbers(source, parameters):
    """One seed for all would repeat one and the same accident on every page."""
    assert drawn(source, **parameters) != drawn(week="2026-W47")


@pytest.mark.parametrize(
    ("tag", "reached"),
    [("raises-exception", True), ("skip-execution", True), ("", False)],
)
def test_tags_decide_whether_a_failing_cell_stops_the_run(tag, reached):
    """The same tags as with a kernel, or a notebook would run to another end."""
    nb = notebook("1 / 0", "'reached'")
    nb.cells[1].metadata["tags"] = [tag]

    ours = run(nb, "kit-inproc")

    assert bool(ours.cells[2].outputs) is reached


def test_the_running_cell_is_told_before_it_runs():
    """After a crash this is all there is to name the cell."""
    told_cells = []
    engine = papermill.engines.papermill_engines.get_engine("kit-inproc")
    nb = papermill.execute.prepare_notebook_metadata(notebook("a = 1", "1 / 0"), "-", "-")
    errors = []

    engine.execute_notebook(
        nb,
        "python3",
        progress_bar=False,
        on_cell=lambda nb, index: told_cells.append((index, nb.cells[index].metadata.papermill.status)),
        on_error=errors.append,
    )

    assert told_cells == [(1, "running"), (2, "running")]
    assert [type(error) for error in errors] == [ZeroDivisionError]


@pytest.mark.parametrize("first", ["papermill", "kit.run.engine"])
def test_papermill_can_be_imported_whatever_comes_first(first):
    """papermill loads the engine while it is itself half imported; a cycle would break papermill itself."""
    code = f"import {first}, papermill; print(papermill.engines.papermill_engines.get_engine('kit-inproc').__name__)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (done.stdout.strip(), done.stderr) == ("InProcessEngine", "")


def test_the_engine_is_found_by_the_command_of_papermill(tmp_path):
    """`papermill --engine kit-inproc` is one of the commands that users type."""
    import nbformat

    nbformat.write(notebook("6 * 7"), tmp_path / "in.ipynb")
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--engine",
        "kit-inproc",
        "--no-progress-bar",
        "in.ipynb",
        "out.ipynb",
    ]

    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    done = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert done.cells[1].outputs[0].data["text/plain"] == "42"
