"""Builds the site: MkDocs, once per edition and language; or writes the compiled tree for another builder.

In:   a style, editions, languages, a folder.
Out:  `<folder>/<style>/<edition>/<lang>/`; or Markdown, assets and a `mkdocs.yml` that needs no hook.
Why:  each build runs in a process of its own, as MkDocs keeps state, and so that two run side by side.
Not here: what is built (`compile`), the hook (`hook`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import yaml
from mkdocs.utils.yaml import yaml_load

from kit import params
from kit.errors import SiteNotBuilt
from kit.training.site import project
from kit.training.site.compile import compile_site, stylesheet
from kit.training.sources.records import Sources
from kit.training.text.typography import typeset
from kit.training.text.variables import capitalised

CONFIG = {"fr": "mkdocs.yml", "en": "mkdocs.en.yml"}
_QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


@dataclass(frozen=True)
class Wanted:
    """One site to build."""

    style: str
    edition: str
    lang: str
    folder: Path

    @property
    def place(self) -> Path:
        return self.folder / self.style / self.edition / self.lang

    @property
    def home(self) -> Path:
        return self.place / "index.html"


def wanted(style: str, editions: list[str], langs: list[str], folder: Path) -> list[Wanted]:
    """Every pair of edition and language."""
    return [Wanted(style, edition, lang, folder) for edition, lang in product(editions, langs)]


def build(sites: list[Wanted]) -> Iterator[Wanted]:
    """Builds the sites strictly, two at a time, and gives each in its order. Raises SiteNotBuilt."""
    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        yield from pool.map(_build, sites)


def _build(site: Wanted) -> Wanted:
    command = [*_mkdocs("build", site.lang), "--strict", "--quiet", "--site-dir", str(site.place)]
    done = subprocess.run(command, cwd=params.PROJECT, env=_environment(site.style, site.edition), text=True,
                          encoding="utf-8", capture_output=True, check=False)  # fmt: skip
    if done.returncode:
        lines = (done.stderr or done.stdout).strip()
        raise SiteNotBuilt(edition=site.edition, lang=site.lang, what=f"\n{lines}")
    return site


def serve(style: str, edition: str, lang: str, address: str) -> None:
    """Serves one site and rebuilds it when a source changes. MkDocs takes this process's place: signals reach it."""
    command = [*_mkdocs("serve", lang), "--dev-addr", address]
    os.chdir(params.PROJECT)
    os.execve(sys.executable, command, {**_environment(style, edition), "KIT_DRAFT": "1"})


def _mkdocs(verb: str, lang: str) -> list[str]:
    return [sys.executable, "-m", "mkdocs", verb, "-f", str(params.PROJECT / CONFIG[lang])]


def _environment(style: str, edition: str) -> dict[str, str]:
    return {**os.environ, **_QUIET, "KIT_STYLE": style, "KIT_EDITION": edition}


def write_tree(sources: Sources, site: Wanted) -> Path:
    """The compiled pages below `docs/`, the assets, and a `mkdocs.yml` without hook; its path."""
    made = compile_site(sources, site.style, site.edition, site.lang, project.today())
    docs = site.place / "docs"
    shutil.rmtree(site.place, ignore_errors=True)
    shutil.copytree(project.folder() / "site", docs, ignore=shutil.ignore_patterns("overrides"))
    for path, content in {**made.pages, "assets/style.css": stylesheet(sources.styles[site.style])}.items():
        file = docs / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="\n")
    config = _plain_config(site, sources, made.nav)
    place = site.place / "mkdocs.yml"
    text = yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=120)
    place.write_text(text, encoding="utf-8", newline="\n")
    return place


def _plain_config(site: Wanted, sources: Sources, nav: list) -> dict:
    """The project's configuration without what only MkDocs' hook understands."""
    with (params.PROJECT / CONFIG[site.lang]).open(encoding="utf-8") as file:
        config = yaml_load(file, yaml.SafeLoader)  # follows INHERIT
    for key in ("hooks", "watch"):
        config.pop(key, None)
    theme = dict(config["theme"], language=site.lang)
    theme.pop("custom_dir", None)
    extra = {key: value for key, value in config.get("extra", {}).items() if key != "alternate"}
    extra |= dict(lang=site.lang, style=site.style, edition=site.edition)
    css = ["assets/style.css", *(one for one in config.get("extra_css", []) if one != "assets/style.css")]
    return config | {
        "site_name": typeset(capitalised(sources.styles[site.style].names.line[site.lang]), site.lang),
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": theme,
        "extra": extra,
        "extra_css": css,
        "nav": nav,
    }
