"""The training notebooks as pages: their prose and the outputs they keep.

In:   `training/notebooks/<name>.ipynb` with its outputs, the English prose of `locale/<name>.en.yml` by cell id.
Out:  `NotebookSource`; findings where English is missing or older than its French; Markdown of the page.
Why:  floor managers read the exercise on the site; its figures are those that were run, never typed again.
Not here: running notebooks; the parts of the exercise (`weekly_page`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kit.training.sources.finding import Finding, Place, error
from kit.training.sources.yamlfile import load
from kit.training.text import markup

if TYPE_CHECKING:
    from kit.training.pages.press import Press

PAYLOAD = "application/vnd.kit+json"


@dataclass(frozen=True)
class NotebookSource:
    """A notebook's cells in order: prose as Markdown, outputs as HTML, each by language."""

    id: str
    cells: tuple[tuple[str, dict[str, str]], ...]  # ("prose" | "output", {"fr": …, "en": …})

    def title(self, lang: str) -> str:
        return next(texts[lang] for kind, texts in self.cells if kind == "prose").split("\n")[0].lstrip("# ")


def read(path: Path, name: str) -> tuple[NotebookSource | None, list[Finding]]:
    """A notebook with its English prose; nothing where either cannot be read."""
    place = Place(name)
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return None, [error(place, "notebook_unreadable")]
    english, found = load(path.parent / "locale" / f"{path.stem}.en.yml", f"{name.removesuffix('.ipynb')}.en.yml")
    if found:
        return None, found
    held: list[tuple[str, dict[str, str]]] = []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            prose, faults = _prose(cell, english.content or {}, place)
            found += faults
            held.append(("prose", prose))
        held += [("output", output["data"][PAYLOAD]["html"]) for output in _outputs(cell)]
    return (None if found else NotebookSource(path.stem.replace("_", "-"), tuple(held))), found


def _outputs(cell: dict) -> list[dict]:
    return [output for output in cell.get("outputs", []) if PAYLOAD in output.get("data", {})]


def _prose(cell: dict, english: object, place: Place) -> tuple[dict[str, str], list[Finding]]:
    source = cell["source"]
    french = source if isinstance(source, str) else "".join(source)
    stated = english.get(cell["id"]) if isinstance(english, dict) else None
    if not isinstance(stated, dict) or not stated.get("en"):
        return {"fr": french, "en": ""}, [error(Place(place.file, 1, cell["id"]), "notebook_untranslated")]
    stale = str(stated.get("hash")) != hashlib.sha256(french.encode()).hexdigest()[:12]
    found = [error(Place(place.file, 1, cell["id"]), "notebook_stale")] if stale else []
    return {"fr": french, "en": stated["en"]}, found


def page(press: Press, notebook: NotebookSource) -> str:
    """The page of a notebook: its prose and its outputs, without code."""
    parts = []
    for kind, texts in notebook.cells:
        text = texts[press.lang]
        parts.append(text if kind == "prose" else f'<div class="kit-output">\n{text}\n</div>')
    return markup.front_matter(title=notebook.title(press.lang)) + markup.join(parts)
