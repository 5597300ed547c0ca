"""A compiled site on disk: plain Markdown below `docs/`, and `site.json` with what a builder must know besides.

In:   a `Tree`, as `compile` makes it; or the folder it was written to.
Out:  the folder; or the same `Tree` again.
Why:  the sources are read, checked and compiled once, in one process; MkDocs, in another, reads pages and nothing else.
Not here: compiling (`compile`), the assets of the theme (`training/site`), a tree for other builders (`export`).

Nothing of the sources is imported here: the hook of MkDocs reads a tree without loading what checks and compiles.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

STYLESHEET = "assets/style.css"
Nav = list["str | dict[str, str | Nav]"]


@dataclass(frozen=True)
class Tree:
    """One style, edition and language, compiled.

    pages: texts by path below `docs/`, the stylesheet among them; epoch: the second that builds are dated with;
    labels: words that the theme lacks (`edition`, `search`).
    """

    style: str
    edition: str
    lang: str
    site_name: str
    copyright: str
    epoch: int
    labels: dict[str, str]
    nav: Nav
    pages: dict[str, str]


def write(tree: Tree, folder: Path) -> Path:
    """Writes the tree; its folder."""
    write_pages(tree, folder / "docs")
    stated = {name: value for name, value in asdict(tree).items() if name != "pages"}
    text = json.dumps(stated | {"pages": list(tree.pages)}, ensure_ascii=False)
    (folder / "site.json").write_text(text, encoding="utf-8", newline="\n")
    return folder


def write_pages(tree: Tree, folder: Path) -> None:
    """Writes the pages and the stylesheet below a folder."""
    for path, content in tree.pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="\n")


def read(folder: Path) -> Tree:
    """The tree that `write` wrote."""
    stated = json.loads((folder / "site.json").read_text(encoding="utf-8"))
    pages = {path: (folder / "docs" / path).read_text(encoding="utf-8") for path in stated["pages"]}
    return Tree(**stated | {"pages": pages})
