"""The compiled tree for another builder: pages, assets and a `mkdocs.yml` that needs no hook.

In:   sources without errors; the style, edition, language and folder wanted.
Out:  `<folder>/<style>/<edition>/<lang>/`: `docs/` and `mkdocs.yml`.
Why:  the pages must outlive MkDocs' theme; Zensical builds this tree as it stands.
Not here: building it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from mkdocs.utils.yaml import yaml_load

from kit import params
from kit.training.site import project, tree
from kit.training.site.build import CONFIG, Wanted
from kit.training.site.compile import compile_tree
from kit.training.sources.records import Sources


def write(sources: Sources, site: Wanted) -> Path:
    """Writes the tree anew; the path of its `mkdocs.yml`."""
    made = compile_tree(sources, site.style, site.edition, site.lang, project.today())
    shutil.rmtree(site.place, ignore_errors=True)
    shutil.copytree(project.folder() / "site", site.place / "docs", ignore=shutil.ignore_patterns("overrides"))
    tree.write_pages(made, site.place / "docs")
    text = yaml.safe_dump(_plain_config(made), allow_unicode=True, sort_keys=False, width=120)
    place = site.place / "mkdocs.yml"
    place.write_text(text, encoding="utf-8", newline="\n")
    return place


def _plain_config(made: tree.Tree) -> dict:
    """The project's configuration without what only MkDocs' hook understands."""
    with (params.PROJECT / CONFIG[made.lang]).open(encoding="utf-8") as file:
        config = yaml_load(file, yaml.SafeLoader)  # type: ignore[arg-type]  # any loader will do; follows INHERIT
    for key in ("hooks", "watch"):
        config.pop(key, None)
    theme = dict(config["theme"], language=made.lang)
    theme.pop("custom_dir", None)
    extra = {key: value for key, value in config.get("extra", {}).items() if key != "alternate"}
    extra |= dict(lang=made.lang, style=made.style, edition=made.edition)
    css = [tree.STYLESHEET, *(one for one in config.get("extra_css", []) if one != tree.STYLESHEET)]
    return config | {
        "site_name": made.site_name,
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": theme,
        "extra": extra,
        "extra_css": css,
        "nav": made.nav,
    }
