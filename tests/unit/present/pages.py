"""Pages of the hand-made weeks, as `kit report` would export them.

In:   a week's name, a language.
Out:  the executed notebook and the HTML, each made once per process.
Why:  unit and browser tests look at the same pages.
Not here: the weeks (`weeks`).
"""

from __future__ import annotations

import json
from functools import cache

import nbformat
import weeks

from kit import params, present
from kit.present.page.exporter import KitHTMLExporter

NOTEBOOK = params.PROJECT / "notebooks" / "weekly_kpi_review.ipynb"


def executed(review, lang: str = "fr"):
    """The notebook with the outputs that its calls give for a review; nothing is executed but `present`."""
    present.use(lang)
    nb = nbformat.read(NOTEBOOK, 4)
    for at, cell in enumerate(nb.cells):
        if cell.cell_type == "code" and cell.source.startswith("present."):
            part = cell.source.removeprefix("present.").removesuffix("(review)")
            bundle = json.loads(json.dumps(getattr(present, part)(review)._repr_mimebundle_(), allow_nan=False))
            cell.outputs = [nbformat.v4.new_output("execute_result", data=bundle, execution_count=at)]
    stated = {"partnership": review.partnership, "week": review.week, "as_of": "", "lang": lang}
    nb.metadata.papermill = {"parameters": stated}
    nb.metadata.kit = {"version": 3, "notebook": NOTEBOOK.stem, "run": {"kit": "0.1.0"}}
    present.use("fr")
    return nb


@cache
def week(name: str):
    """A hand-made week; nobody changes it."""
    return weeks.WEEKS[name]()


@cache
def part(name: str, of_week: str):
    """A part of the page of a week."""
    return getattr(present, name)(week(of_week))


@cache
def notebook(name: str):
    """The executed notebook of a week."""
    return executed(week(name))


@cache
def exported(name: str, lang: str) -> str:
    """The page of a week."""
    return export(notebook(name), lang)


def export(nb, lang: str = "", file: str = "out") -> str:
    """The page of a notebook."""
    html, _ = KitHTMLExporter(language=lang).from_notebook_node(nb, {"metadata": {"name": file}})
    return html
