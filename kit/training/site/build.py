"""Builds the site: one compiled tree per edition and language, and MkDocs on each.

In:   sources without errors; a style, editions, languages, a folder.
Out:  `<folder>/<style>/<edition>/<lang>/`.
Why:  the sources are read and checked once for all sites. Each MkDocs runs in a process of its own, as it keeps
      state, and so that two run side by side; had each to compile, it would read and check everything again.
Not here: what is built (`compile`), the hook (`hook`), a tree for another builder (`export`).
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from kit import params
from kit.errors import SiteNotBuilt
from kit.training.site import project, tree
from kit.training.site.compile import compile_tree
from kit.training.sources.records import Sources

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


def build(sources: Sources, sites: list[Wanted]) -> Iterator[Wanted]:
    """Builds the sites strictly, two at a time, and gives each in its order. Raises SiteNotBuilt."""
    day = project.today()
    with TemporaryDirectory(prefix="kit-training-") as place, ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        yield from pool.map(partial(_build, sources, day, Path(place)), sites)


def _build(sources: Sources, day: dt.date, place: Path, site: Wanted) -> Wanted:
    made = compile_tree(sources, site.style, site.edition, site.lang, day)
    folder = tree.write(made, place / site.style / site.edition / site.lang)
    command = [*_mkdocs("build", site.lang), "--strict", "--quiet", "--site-dir", str(site.place)]
    done = subprocess.run(command, cwd=params.PROJECT, env={**os.environ, **_QUIET, "KIT_TREE": str(folder)}, text=True,
                          encoding="utf-8", capture_output=True, check=False)  # fmt: skip
    if done.returncode:
        lines = (done.stderr or done.stdout).strip()
        raise SiteNotBuilt(edition=site.edition, lang=site.lang, what=f"\n{lines}")
    return site


def serve(style: str, edition: str, lang: str, address: str) -> None:
    """Serves one site and rebuilds it when a source changes. MkDocs takes this process's place: signals reach it."""
    command = [*_mkdocs("serve", lang), "--dev-addr", address]
    os.chdir(params.PROJECT)
    asked = {"KIT_STYLE": style, "KIT_EDITION": edition, "KIT_DRAFT": "1"}
    os.execve(sys.executable, command, {**os.environ, **_QUIET, **asked})


def _mkdocs(verb: str, lang: str) -> list[str]:
    return [sys.executable, "-m", "mkdocs", verb, "-f", str(params.PROJECT / CONFIG[lang])]
