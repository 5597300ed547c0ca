"""The hook of the documentation: lists of shapes and their navigation, from the catalogue.

In:   `mkdocs.docs.yml`, `kit.params.catalogue`, the assets of the training site.
Out:  the navigation; in `docs/shapes/index.md` the list of each kind in place of `<!-- shapes: KIND -->`.
Why:  a page list typed by hand forgets the shape that was added last.
Not here: what a page says (`docs/`).
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from kit.params import catalogue

_ASSETS = Path(__file__).resolve().parents[2] / "training" / "site"
_SHARED = ("assets/favicon.svg", "assets/vendor/iframe-worker.js")  # the search of a site that is opened from a folder
_TITLES = {catalogue.PLATFORMS: "Platforms", catalogue.CARRIERS: "Carriers", catalogue.BACK_OFFICE: "Back office"}
_PLACE = re.compile(r"<!-- shapes: (\w+) -->")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Puts every page of docs/ into the navigation: those that are no shape, then the shapes by kind."""
    folder = Path(config.docs_dir)
    plain = sorted(path.name for path in folder.glob("*.md") if path.name != "index.md")
    kinds = [{_TITLES[kind]: pages} for kind in catalogue.KINDS if (pages := _pages(kind))]
    config.nav = ["index.md", *plain, {"Shapes of exports": ["shapes/index.md", *kinds]}]
    return config


def _pages(kind: str) -> list[str]:
    return [f"shapes/{one.name}.md" for one in catalogue.shapes(kind)]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what both sites share."""
    for name in _SHARED:
        files.append(File.generated(config, name, abs_src_path=str(_ASSETS / name)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Writes the shapes of a kind where a page asks for them."""
    return _PLACE.sub(lambda found: _listed(found[1]), markdown)


def _listed(kind: str) -> str:
    lines = [f"- [{one.title}]({one.name}.md) (`{one.name}`)" for one in catalogue.shapes(kind)]
    return "\n".join(lines) or "None yet: see [any other export](index.md#any-other-export)."
