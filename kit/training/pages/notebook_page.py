"""A training notebook as a page: its prose and the outputs it keeps, without code.

In:   a `NotebookSource`, a writer.
Out:  Markdown of `lessons/<id>.md`.
Why:  floor managers read the exercise on the site; its figures are those that were run, never typed again.
Not here: reading notebooks (`kit.training.sources.notebook`), running them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.training.text import markup

if TYPE_CHECKING:
    from kit.training.pages.writer import Writer
from kit.training.sources.records import NotebookSource


def page(writer: Writer, notebook: NotebookSource) -> str:
    """The page of a notebook: its prose and its outputs, without code."""
    parts = []
    for kind, texts in notebook.cells:
        text = texts[writer.lang]
        parts.append(text if kind == "prose" else f'<div class="kit-output">\n{text}\n</div>')
    return markup.front_matter(title=notebook.title(writer.lang)) + markup.join(parts)
