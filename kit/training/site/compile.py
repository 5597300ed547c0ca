"""Compiles the training sources into plain Markdown pages for one style, edition and language.

In:   `Sources`, the id of a style, "learner" or "facilitator", "fr" or "en", a day for the facts.
Out:  `Site`: pages by path, and their order; `Tree`: with what a builder must know besides. Nothing is read or written.
Why:  MkDocs, Zensical or any other builder gets the same pages, and two compilations are equal to the byte.
Not here: HTML of whole pages, search, addresses of a server (`hook`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from kit.language.typography import say, typeset
from kit.training.pages import cards_page, guide, home, lesson, notebook_page, path_page, quiz_page, reference_pages
from kit.training.pages.writer import Writer, number
from kit.training.site import editions
from kit.training.site.tree import STYLESHEET, Nav, Tree
from kit.training.sources.learning_path import LearningPath
from kit.training.sources.records import ModuleSource, NotebookSource, PageSource, Sources
from kit.training.sources.style import Style
from kit.training.text import markup, tips, variables

PageMaker = Callable[[Writer], str]


@dataclass(frozen=True)
class Site:
    """The pages of one build: {"modules/m02-…/index.md": Markdown}, and the navigation over them."""

    pages: dict[str, str]
    nav: Nav


def compile_site(sources: Sources, style: str, edition: str, lang: str, today: dt.date) -> Site:
    """The site of a style in one edition and language. The sources must be free of errors (`check`)."""
    chosen = sources.styles[style]
    modules = {name: editions.cut(one, edition) for name, one in editions.fitting(sources, chosen).items()}
    values = variables.values(sources, chosen, lang, today)
    writer = Writer(sources, chosen, edition, lang, today, values, modules, tips=_tips(sources, lang, values))
    makers = dict(sorted(_makers(writer).items()))
    writer = replace(writer, pages=frozenset(makers))
    return Site({path: make(writer) for path, make in makers.items()}, _nav(writer))


def compile_tree(sources: Sources, style: str, edition: str, lang: str, today: dt.date) -> Tree:
    """The site with all that a builder must know besides its pages. The sources must be free of errors."""
    made, chosen = compile_site(sources, style, edition, lang, today), sources.styles[style]
    names = chosen.names
    return Tree(
        style=style,
        edition=edition,
        lang=lang,
        site_name=typeset(variables.capitalised(names.line[lang]), lang),
        copyright=typeset(f"{names.client[lang]} · {names.provider[lang]}", lang),
        epoch=_epoch(sources),
        labels={
            "edition": say(f"training.page.edition_{edition}", lang),
            "search": say("training.page.search_label", lang),
        },
        nav=made.nav,
        pages={**made.pages, STYLESHEET: stylesheet(chosen)},
    )


def _epoch(sources: Sources) -> int:
    """The second that builds are dated with: the last review of any module. The clock would make each build differ."""
    days = [one.meta.reviewed_on for one in sources.modules.values() if one.read]
    day = max(days, default=dt.date(2000, 1, 1))
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def _tips(sources: Sources, lang: str, values: dict[str, str]) -> tips.Tips:
    meanings: dict[str, str] = {}
    forms: dict[str, str] = {}
    for key, figure in sources.figures.items():
        meanings[key] = tips.meaning(typeset(figure.note(lang), lang))
        forms[figure[lang].lower()] = key
    for key, term in sources.terms.items():
        meanings[key] = tips.meaning(typeset(variables.fill(term.says[lang], values), lang))
        others = [form for of, listed in term.forms.items() if of == lang for form in listed]
        forms |= dict.fromkeys((form.lower() for form in (term.name[lang], *others)), key)
    return tips.Tips(meanings, {form: key for form, key in forms.items() if meanings[key]})


def _makers(writer: Writer) -> dict[str, PageMaker]:
    """Every page of the build and what makes it."""
    sources = writer.sources
    makers: dict[str, PageMaker] = {
        "index.md": home.page,
        "house-style.md": reference_pages.style_page,
        "glossary.md": reference_pages.glossary_page,
        "grids/listening.md": reference_pages.grid_page,
        "reasons.md": reference_pages.reasons_page,
        "sheets/index.md": reference_pages.sheets_index,
        "modules/index.md": lambda own: reference_pages.modules_index(own, micro=False),
        "micro/index.md": lambda own: reference_pages.modules_index(own, micro=True),
    }
    for path in sources.paths.values():
        makers[f"paths/{path.id}.md"] = partial(_path_page, path)
    for sheet in reference_pages.fitting(writer):
        makers[f"sheets/{sheet.id}.md"] = partial(_sheet_page, sheet)
    for name in ("profiles", "about", *(("trainer-notes",) if writer.facilitator else ())):
        if name in sources.pages:
            makers[f"{name}.md"] = partial(_text_page, name)
    for source in sources.notebooks.values():
        makers[f"lessons/{source.id}.md"] = partial(_notebook_page, source)
    for module in writer.modules.values():
        makers |= _module_makers(writer, module)
    return makers


def _path_page(path: LearningPath, writer: Writer) -> str:
    return path_page.page(writer, path)


def _sheet_page(sheet: PageSource, writer: Writer) -> str:
    return reference_pages.sheet_page(writer, sheet)


def _notebook_page(source: NotebookSource, writer: Writer) -> str:
    return notebook_page.page(writer, source)


def _text_page(name: str, writer: Writer) -> str:
    foot = [reference_pages.versions(writer, f"{name}.md")] if name == "about" else []
    return reference_pages.text_page(writer, writer.sources.pages[name].texts[writer.lang], f"{name}.md", foot)


def _module_makers(writer: Writer, module: ModuleSource) -> dict[str, PageMaker]:
    makers: dict[str, PageMaker] = {f"{module.folder}/index.md": lambda own: lesson.page(own, module)}
    if any(not question.certification for question in module.questions):
        makers[f"{module.folder}/quiz.md"] = lambda own: quiz_page.page(own, module)
    if module.cards:
        makers[f"{module.folder}/role-play.md"] = lambda own: cards_page.page(own, module)
    if writer.facilitator:
        makers[f"{module.folder}/guide.md"] = lambda own: guide.page(own, module)
    return makers


def _nav(writer: Writer) -> Nav:
    """The navigation: path, modules, micro-modules, reference."""
    sources = writer.sources
    paths: Nav = [{_plain(writer, one.title[writer.lang]): f"paths/{one.id}.md"} for one in _in_order(sources)]
    sheets: Nav = [
        {_plain(writer, one.texts[writer.lang].title): f"sheets/{one.id}.md"} for one in reference_pages.fitting(writer)
    ]
    reference: Nav = [{writer.say("sheets_nav"): ["sheets/index.md", *sheets]}]
    keys = {
        "house-style.md": "style_nav",
        "grids/listening.md": "grid_nav",
        "reasons.md": "reasons_nav",
        "glossary.md": "glossary_nav",
        "profiles.md": "profiles_nav",
        "trainer-notes.md": "notes_nav",
        "about.md": "about_nav",
    }
    reference += [{one.title(writer.lang): f"lessons/{one.id}.md"} for one in sources.notebooks.values()]
    reference += [{writer.say(key): page} for page, key in keys.items() if page in writer.pages]
    return [
        {writer.say("home_nav"): "index.md"},
        {writer.say("paths_nav"): paths},
        {writer.say("modules_nav"): ["modules/index.md", *_module_nav(writer, micro=False)]},
        {writer.say("micro_nav"): ["micro/index.md", *_module_nav(writer, micro=True)]},
        {writer.say("reference_nav"): reference},
    ]


def _in_order(sources: Sources) -> list[LearningPath]:
    """The paths, the initial one first."""
    return sorted(sources.paths.values(), key=lambda one: (one.id != home.INITIAL, one.id))


def _module_nav(writer: Writer, *, micro: bool) -> Nav:
    entries: Nav = []
    for module in writer.in_order():
        if module.meta.micro == micro:
            pages: Nav = [f"{module.folder}/index.md"]
            for file, key in (("quiz", "quiz"), ("role-play", "cards_nav"), ("guide", "guide_nav")):
                page = f"{module.folder}/{file}.md"
                if page in writer.pages:
                    pages.append({writer.say(key, id=number(module.id)): page})
            entries.append({markup.plain(writer.numbered(module)): pages})
    return entries


def _plain(writer: Writer, text: str) -> str:
    return markup.plain(writer.set(text))


def stylesheet(style: Style) -> str:
    """The colours of a style as CSS variables, one set per scheme."""
    band = style.colours
    lines = [f"/* The colours of the style {style.id}, made from its file. */"]
    dark = style.dark or style.colours
    # Paper is never dark: ink is for words.
    for opened, colours, closed in (
        ("[data-md-color-scheme] {", style.colours, "}"),
        ('@media screen { [data-md-color-scheme="slate"] {', dark, "} }"),
    ):
        pairs = {name: getattr(colours, name) for name in type(colours).model_fields}
        pairs |= {"band": band.primary, "on_band": band.on_primary}
        lines.append(opened)
        lines += [f"  --kit-{name.replace('_', '-')}: {value};" for name, value in pairs.items()]
        lines.append(closed)
    return "\n".join(lines) + "\n"
