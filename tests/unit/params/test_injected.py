"""A notebook refuses a parameter that it does not have, however the notebook is run."""

import pytest

from kit import params
from kit.errors import BadParams, UnknownParameter

CELL = 'week: str = "2026-W47"\nlang: str = "fr"\ncount: int = 3\nrate: float = 0.5\nstrict: bool = False\n'


def names(injected: str = "", *after: str, cells: bool = True) -> dict:
    """What `globals()` holds when the load cell runs, with the cells that ran where they are kept."""
    ran = [CELL, f"# Parameters\n{injected}", *after] if injected else [CELL, *after]
    found: dict = {}
    for cell in ran:
        exec(cell, found)
    return found | ({"In": ["", *ran]} if cells else {})


@pytest.mark.parametrize("cells", [True, False])
def test_a_misspelt_parameter_is_refused_with_the_nearest_name(cells):
    """Another week's figures would be signed under the week that was asked for."""
    with pytest.raises(UnknownParameter) as refused:
        params.given(names("weeek = '2026-W40'", cells=cells))

    assert 'Did you mean "week"?' in refused.value.text("en")
    assert "ce carnet" in refused.value.text("fr") and "«\u00a0week\u00a0»" in refused.value.text("fr")


@pytest.mark.parametrize(
    "line", ["week = '2026-W40'", "count = 4", "rate = 1", "rate = 0.9", "strict = True", "week = 'x'\nlang = 'en'"]
)
def test_what_the_cell_declares_may_be_given(line):
    """An ordinary run must never be refused; 1 is a rate as much as 1.0."""
    params.given(names(line))


@pytest.mark.parametrize(
    ("line", "kind"),
    [("week = 202640", "str"), ("count = 'x'", "int"), ("count = True", "int"), ("rate = '0,9'", "float"),
     ("strict = 1", "bool"), ("week = None", "str"), ("count = 1.5", "int")],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(line, kind):
    """papermill makes 202640 a number: what comes of it is no week, or a figure that means something else."""
    with pytest.raises(BadParams) as refused:
        params.given(names(line))

    assert kind in refused.value.text("en") and line.split()[0] in refused.value.text("fr")


def test_names_of_ones_own_are_no_parameters_in_jupyterlab():
    """Whoever tries something in a cell and runs the notebook again must not be stopped for it."""
    params.given(names("week = '2026-W40'", "scratch = [1, 2]", "import os\ndef tried(): return 1"))


def test_a_corrected_cell_counts_in_jupyterlab():
    """The misspelt cell of before is still among those that ran."""
    found = names("weeek = '2026-W40'")
    found["In"] += ["# Parameters\nweek = '2026-W40'"]

    params.given(found)


def test_annotations_that_python_computes_when_asked_count_too():
    """From Python 3.14 on a cell leaves a function where its annotations were."""
    found = {"__annotate__": lambda form: {"week": str}, "week": 202640}

    with pytest.raises(BadParams):
        params.given(found)
