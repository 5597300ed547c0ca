"""What a cell's output holds for machines: read in one place, by processes that load nothing heavy."""

import subprocess
import sys

import pytest

from kit import present
from kit.present.page import payload

PART = {"part": "scorecard", "html": {"fr": "…", "en": "…"}}


def test_the_parts_of_a_notebook_come_in_its_order_and_nothing_else_does():
    """An analyst's table between two parts is no part."""
    outputs = [{"data": {payload.MIME: PART}}, {"data": {"text/plain": "42"}}, {"output_type": "error", "ename": "x"}]
    nb = {"cells": [{"cell_type": "markdown"}, {"outputs": outputs}, {"outputs": [{"data": {payload.MIME: {}}}]}]}

    assert payload.parts(nb) == [PART, {}]


def test_reading_payloads_loads_no_chart():
    """The process that publishes a run holds the lock: what it does not import cannot fail in it."""
    code = "import sys, kit.present.page.payload; print(sorted({'pandas', 'matplotlib', 'seaborn'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_every_part_that_notebooks_may_call_exists():
    """A part is imported when it is asked for: a wrong home would only be found on the Monday that needs it."""
    for name in present.__all__:
        assert callable(getattr(present, name)), name
    with pytest.raises(AttributeError, match="no attribute 'chart'"):
        present.chart  # noqa: B018
