"""The tree for a MkDocs that was started by itself: read, checked and compiled on the spot.

In:   `extra` of mkdocs.yml (`lang`, `style`, `edition`); `KIT_STYLE`, `KIT_EDITION`, `KIT_DRAFT`.
Out:  a `Tree`. Raises PluginError with the findings, which MkDocs prints without a traceback.
Why:  `mkdocs build` and `mkdocs serve` are what some will type; they must not build another site than the kit does.
Not here: what MkDocs does with the tree (`hook`); the build of several sites (`build`).
"""

from __future__ import annotations

import gc
import logging
import os

from mkdocs.exceptions import PluginError

from kit.errors import KitError
from kit.training.site import project
from kit.training.site.compile import compile_tree
from kit.training.site.tree import Tree
from kit.training.sources.finding import EDITIONS, LANGUAGES
from kit.training.sources.records import Sources

log = logging.getLogger("mkdocs.hooks.kit")


def compiled(extra: dict) -> Tree:
    """The tree of the style, edition and language asked for."""
    lang = extra.get("lang", "fr")
    style = os.environ.get("KIT_STYLE") or extra.get("style", "sample")
    edition = os.environ.get("KIT_EDITION") or extra.get("edition", "learner")
    if lang not in LANGUAGES or edition not in EDITIONS:
        raise PluginError(f"extra.lang is one of {list(LANGUAGES)}, KIT_EDITION one of {list(EDITIONS)}")
    return compile_tree(_sources(style, lang), style, edition, lang, project.today())


def _sources(style: str, lang: str) -> Sources:
    # What is read here lives as long as the process: the collector would look through it in vain, again and again.
    gc.disable()
    try:
        return project.clean_sources(style, told=log.info, lang=lang, draft=bool(os.environ.get("KIT_DRAFT")))
    except KitError as fault:
        raise PluginError(fault.text(lang)) from None
    finally:
        gc.freeze()
        gc.enable()
