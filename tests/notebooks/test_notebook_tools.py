"""The tools that people type: nbconvert gives the kit's page; without data the notebook says what to run."""

import subprocess
import sys

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from kit import params
from kit.errors import NoData, UnknownPartnership

NOTEBOOK = params.PROJECT / "notebooks" / "weekly_kpi_review.ipynb"


def _cells(nb) -> str:
    """The source of the parameters and load cells."""
    return "\n".join(cell.source for cell in nb.cells if cell.cell_type == "code" and "present." not in cell.source[:8])


def test_nbconvert_exports_the_kits_page(tmp_path):
    """`jupyter nbconvert --to kit out.ipynb` works from any folder, with the template inside the package."""
    out = tmp_path / "out.ipynb"
    out.write_text(NOTEBOOK.read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "kit", "--KitHTMLExporter.language=en", out.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page and "Content-Security-Policy" in page and "<script" not in page


def test_without_data_the_load_cell_says_what_to_run(new_home):
    """The first thing a newcomer does is to run the notebook before the demo."""
    new_home("sample")
    with pytest.raises(NoData) as stopped:
        exec(_cells(nbformat.read(NOTEBOOK, 4)), {})
    assert "make demo" in stopped.value.text("en") and "make demo" in stopped.value.text("fr")


def test_a_misspelt_partnership_is_named(new_home):
    """A typing error must not show another partnership's week."""
    new_home("sample")
    source = _cells(nbformat.read(NOTEBOOK, 4)).replace('"sample"', '"sampel"')
    with pytest.raises(UnknownPartnership):
        exec(source, {})


@pytest.mark.parametrize("engine", ["kit-inproc", "nbclient"])
@pytest.mark.parametrize(
    ("given", "told"), [({"weeek": "2026-W40"}, 'Did you mean "week"?'), ({"week": 202640}, "202640")]
)
def test_papermill_stops_on_a_parameter_that_the_notebook_does_not_have(tmp_path, engine, given, told):
    """It only logs an unknown name: another week's page would be read under the week that was asked for."""
    with pytest.raises(PapermillExecutionError) as stopped:
        papermill.execute_notebook(NOTEBOOK, tmp_path / "out.ipynb", given, engine_name=engine, progress_bar=False)

    assert stopped.value.ename in ("UnknownParameter", "BadParams") and told in stopped.value.evalue
