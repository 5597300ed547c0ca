"""The hook of MkDocs: hands it the compiled pages, and puts right what a site on a folder needs.

In:   `mkdocs.yml` (`hooks: [kit/training/site/hook.py]`, `extra.lang`); `KIT_TREE`: the folder of a tree that was
      compiled before. Without it the hook has one compiled first: `KIT_STYLE` and `KIT_EDITION` (else `extra`) say of
      what; `KIT_DRAFT`: errors are told but do not stop the build, what is not whole is left out.
Out:  generated pages, navigation, colours; pages that lead to their twin in the other language; a search that folds
      accents; two builds equal to the byte.
Why:  `mkdocs build --strict` works by itself, and gives what `kit training build` gives, as both read the same tree.
Not here: compiling (`alone`, `compile`), the looks (`training/site`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from kit.language.typography import typeset
from kit.training.site import search, tree

_USUAL = Path("sample") / "learner"  # what mkdocs.yml's site_dir names
_OTHER = {"fr": "en", "en": "fr"}
_NAMES = {"fr": "Français", "en": "English"}
_built: dict[str, tree.Tree] = {}  # MkDocs hands nothing from one event to the next
# A part of the navigation is labelled by an icon where its section has a page of its own; its title stands inside.
_NAMELESS = re.compile(
    r'(<nav class="md-nav" data-md-level="[1-9]") aria-labelledby="[^"]*"'
    r'([^>]*>\s*<label class="md-nav__title"[^>]*>\s*<span class="md-nav__icon md-icon"></span>\s*)([^<"]*[^<"\s])'
)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Takes the tree; stops with the findings where there is none yet and the sources have errors."""
    made = _built["tree"] = _tree(config)
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(made.epoch))
    config.nav = made.nav
    config.site_name = made.site_name
    config.copyright = made.copyright
    config.site_dir = _site_dir(config.site_dir, made.style, made.edition)
    config.extra |= {"lang": made.lang, "style": made.style, "edition": made.edition}
    if tree.STYLESHEET not in config.extra_css:
        config.extra_css.insert(0, tree.STYLESHEET)
    return config


def _tree(config: MkDocsConfig) -> tree.Tree:
    given = os.environ.get("KIT_TREE")
    if given:
        return tree.read(Path(given))
    from kit.training.site import alone  # reads and checks the sources: a second that a compiled tree spares

    return alone.compiled(dict(config.extra))


def _site_dir(stated: str, style: str, edition: str) -> str:
    """`…/sample/learner/fr` of mkdocs.yml for the style and the edition asked for; any other folder stays."""
    folder = Path(stated)
    if folder.parts[-3:-1] != _USUAL.parts:
        return stated
    return str(folder.parents[2] / style / edition / folder.name)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The compiled pages and the colours, in the order of their paths."""
    for path, content in _built["tree"].pages.items():
        there = files.get_file_from_path(path)
        if there:
            files.remove(there)
        files.append(File.generated(config, path, content=content))
    return files


def on_serve(server, config: MkDocsConfig, builder):
    """A change of a source rebuilds the site."""
    from kit.training.site import project

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
        "edition_name": _built["tree"].labels["edition"],
        "other_lang": other,
        "other_name": _NAMES[other],
        "other_href": f"{up}{other}/{page.url}",
    }
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """A page with the names that the theme leaves out."""
    output = output.replace("<th></th>", "<td></td>")  # an empty corner of a table heads nothing
    return _named(output)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """A server's page for missing pages has the same dialogue and the same navigation."""
    return _named(output) if template_name.endswith(".html") else output


def _named(output: str) -> str:
    """The search dialogue and the parts of the navigation with their names."""
    label = _built["tree"].labels["search"]
    output = re.sub(r'role="dialog"(?![^>]*aria-label)', f'role="dialog" aria-label="{label}"', output)
    return _NAMELESS.sub(r'\1 aria-label="\3"\2\3', output)


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """After the theme's own: words added to the search index; files removed that nobody opens from a folder."""
    folder = Path(config.site_dir)
    search.fold_index(folder / "search" / "search_index.json")
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (folder / name).unlink(missing_ok=True)
    for path in folder.rglob("*.map"):
        path.unlink()
