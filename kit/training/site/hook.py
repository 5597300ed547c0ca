"""The hook of MkDocs: hands it the compiled pages, and puts right what a site on a folder needs.

In:   `mkdocs.yml` (`hooks: [kit/training/site/hook.py]`, `extra.lang`), `KIT_STYLE` and `KIT_EDITION` (else `extra`);
      `KIT_DRAFT`: errors are told but do not stop the build, what is not whole is left out.
Out:  generated pages, navigation, colours; pages that lead to their twin in the other language; a search that folds
      accents; two builds equal to the byte.
Why:  `mkdocs build --strict` works by itself; everything that can be tested without MkDocs is elsewhere.
Not here: the pages (`compile`), the looks (`training/site`).
"""

from __future__ import annotations

import gc
import json
import logging
import os
import re
from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from kit.errors import KitError
from kit.training.site import project, search
from kit.training.site.compile import Site, compile_site, stylesheet
from kit.training.sources.finding import EDITIONS
from kit.training.text.typography import typeset
from kit.training.text.variables import capitalised
from kit.training.text.words import text

log = logging.getLogger("mkdocs.hooks.kit")

STYLESHEET = "assets/style.css"
_USUAL = Path("sample") / "learner"  # what mkdocs.yml's site_dir names
_made: dict[str, Site | str] = {}
_OTHER = {"fr": "en", "en": "fr"}
# A part of the navigation is labelled by an icon where its section has a page of its own; its title stands inside.
_NAMELESS = re.compile(
    r'(<nav class="md-nav" data-md-level="[1-9]") aria-labelledby="[^"]*"'
    r'([^>]*>\s*<label class="md-nav__title"[^>]*>\s*<span class="md-nav__icon md-icon"></span>\s*)([^<"]*[^<"\s])'
)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Compiles the sources; stops with the findings where there are errors."""
    extra = config.extra
    lang = extra.get("lang", "fr")
    style = os.environ.get("KIT_STYLE") or extra.get("style", "sample")
    edition = os.environ.get("KIT_EDITION") or extra.get("edition", "learner")
    if lang not in _OTHER or edition not in EDITIONS:
        raise PluginError(f"extra.lang is one of {list(_OTHER)}, KIT_EDITION one of {list(EDITIONS)}")
    # What is read here lives as long as the process: the collector would look through it in vain, again and again.
    gc.disable()
    try:
        sources = project.clean_sources(
            style, told=log.info, lang=lang, draft=bool(os.environ.get("KIT_DRAFT")), remember=True
        )
    except KitError as fault:
        raise PluginError(fault.text(lang)) from None
    finally:
        gc.freeze()
        gc.enable()
    day = project.today()
    _made["site"] = compile_site(sources, style, edition, lang, day)
    _made["css"] = stylesheet(sources.styles[style])
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(project.epoch(sources)))
    config.nav = _made["site"].nav
    names = sources.styles[style].names
    config.site_name = typeset(capitalised(names.line[lang]), lang)
    config.copyright = typeset(f"{names.client[lang]} · {names.provider[lang]}", lang)
    config.site_dir = _site_dir(config.site_dir, style, edition)
    extra |= {"lang": lang, "style": style, "edition": edition}
    if STYLESHEET not in config.extra_css:
        config.extra_css.insert(0, STYLESHEET)
    return config


def _site_dir(stated: str, style: str, edition: str) -> str:
    """`…/sample/learner/fr` of mkdocs.yml for the style and the edition asked for; any other folder stays."""
    folder = Path(stated)
    if folder.parts[-3:-1] != _USUAL.parts:
        return stated
    return str(folder.parents[2] / style / edition / folder.name)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The compiled pages and the colours, in the order of their paths."""
    for path, content in {**_made["site"].pages, STYLESHEET: _made["css"]}.items():
        there = files.get_file_from_path(path)
        if there:
            files.remove(there)
        files.append(File.generated(config, path, content=content))
    return files


def on_serve(server, config: MkDocsConfig, builder):
    """A change of a source rebuilds the site."""
    server.watch(str(project.folder()))
    return server


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The headings beside the page get back the unbreakable blanks that MkDocs' table of contents takes away."""
    _typeset(page.toc, config.extra["lang"])
    return html


def _typeset(headings: Iterable[AnchorLink], lang: str) -> None:
    for one in headings:
        one.title = typeset(one.title, lang)
        _typeset(one.children, lang)


def on_page_context(context: dict, page: Page, config: MkDocsConfig, nav) -> dict:
    """What the theme's own parts show: the twin in the other language, the edition, the style."""
    lang = config.extra["lang"]
    other = _OTHER[lang]
    up = "../" * (page.url.count("/") + 1)
    context["kit"] = {
        "lang": lang,
        "style": config.extra["style"],
        "edition": config.extra["edition"],
        "edition_name": text(lang, f"page.edition_{config.extra['edition']}"),
        "other_lang": other,
        "other_name": {"fr": "Français", "en": "English"}[other],
        "other_href": f"{up}{other}/{page.url}",
    }
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """A page with the names that the theme leaves out."""
    output = output.replace("<th></th>", "<td></td>")  # an empty corner of a table heads nothing
    return _named(output, config)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """A server's page for missing pages has the same dialogue and the same navigation."""
    return _named(output, config) if template_name.endswith(".html") else output


def _named(output: str, config: MkDocsConfig) -> str:
    """The search dialogue and the parts of the navigation with their names."""
    label = text(config.extra["lang"], "page.search_label")
    output = re.sub(r'role="dialog"(?![^>]*aria-label)', f'role="dialog" aria-label="{label}"', output)
    return _NAMELESS.sub(r'\1 aria-label="\3"\2\3', output)


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """After the theme's own: words added to the search index; files removed that nobody opens from a folder."""
    folder = Path(config.site_dir)
    index = folder / "search" / "search_index.json"
    if index.exists():
        _fold(index)
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (folder / name).unlink(missing_ok=True)
    for path in folder.rglob("*.map"):
        path.unlink()


def _fold(index: Path) -> None:
    content = json.loads(index.read_text(encoding="utf-8"))
    for entry in content["docs"]:
        words = search.added(f"{entry['title']} {entry['text']}")
        if words:
            entry["text"] += f"<span hidden> {words}</span>"
    made = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    index.write_text(made, encoding="utf-8")
    script = index.with_suffix(".js")
    if script.exists():
        script.write_text(f"var __index = {made}", encoding="utf-8")
