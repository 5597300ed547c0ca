"""The training notebook keeps its outputs: they must be those of today's formulas.

In:   training/notebooks/*.ipynb and their English prose.
Why:  a floor manager learns on these figures; on a stripped notebook a strict comparison would prove nothing.
"""

import subprocess
import sys

import nbformat
import pytest
import yaml

from kit import params
from kit.exercises import weekly_page
from kit.present.page.contents import fingerprint

FOLDER = params.PROJECT / "training" / "notebooks"
NOTEBOOK = FOLDER / "lire_une_page_hebdo.ipynb"


@pytest.fixture
def nb():
    return nbformat.read(NOTEBOOK, 4)


def test_its_outputs_are_those_of_todays_formulas():
    """A changed definition must not leave a lesson that teaches the old one."""
    command = [sys.executable, "-m", "pytest", "--nbval", str(NOTEBOOK), "-q", "-p", "no:cacheprovider"]

    done = subprocess.run(command, cwd=params.PROJECT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-2000:]


def test_it_shows_something_in_every_cell_but_the_first(nb):
    """Strict comparison of nothing passes."""
    shown = [cell.outputs for cell in nb.cells if cell.cell_type == "code"]
    assert shown[0] == [] and len(shown) == 7
    assert all("text/html" in outputs[0]["data"] for outputs in shown[1:])


def test_its_english_prose_is_that_of_todays_french(nb):
    """A translation of last year's question is a wrong question."""
    english = yaml.safe_load((FOLDER / "locale" / f"{NOTEBOOK.stem}.en.yml").read_text(encoding="utf-8"))
    french = {cell.id: fingerprint(cell.source) for cell in nb.cells if cell.cell_type == "markdown"}
    assert french == {name: one["hash"] for name, one in english.items()}


def test_the_week_can_be_worked_out_on_paper():
    """The figures told are those a trainer finds with a pencil."""
    week = weekly_page.read()
    total = week.total

    assert (total["offered"], total["answered"]) == (1100, 985)
    assert weekly_page.rates(week).payload["figures"]["week"] == pytest.approx(985 / 1100)
    assert weekly_page.rates(week).payload["figures"]["mean"] == pytest.approx(0.924619, abs=1e-6)
    assert weekly_page.shortfall(week).payload["figures"]["short"] == pytest.approx(5)
    assert weekly_page.path(week).payload["figures"] == {"gap": 14, "ghost": 11, "left": 3}
    assert total["answered"] + total["abandoned"] + total["overflow"] == total["offered"]


def test_one_week_is_noise_and_the_other_a_signal():
    """The lesson stands on this difference."""
    figures = weekly_page.usual(weekly_page.read()).payload["figures"]
    assert figures["lower"] < figures["was"] < figures["aim"]
    assert figures["other"] < figures["lower"]
