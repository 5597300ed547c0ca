"""Reads the training notebooks: their prose in both languages and the outputs they keep.

In:   `training/notebooks/<name>.ipynb` with its outputs, the English prose of `locale/<name>.en.yml` by cell id.
Out:  `NotebookSource`; findings where English is missing or older than its French.
Why:  floor managers read the exercise on the site; its figures are those that were run, never typed again.
Not here: running notebooks, the page (`kit.training.pages.notebook_page`).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from kit.training.sources.finding import Finding, Place, error
from kit.training.sources.records import NotebookSource
from kit.training.sources.yamlfile import load

PAYLOAD = "application/vnd.kit+json"


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
