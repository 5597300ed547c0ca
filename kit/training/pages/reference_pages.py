"""The pages of reference: charter, glossary, grid, sheets, reasons, profiles, about, trainer notes.

In:   the house's own files, a writer.
Out:  Markdown of each page.
Why:  during a call one needs a sentence, a word or a number within seconds, and the same ones as in class.
Not here: the modules' pages, the home.
"""

from __future__ import annotations

from kit.training.pages import lesson
from kit.training.pages.writer import Writer, number
from kit.training.sources.document import Document
from kit.training.sources.grid import Criterion, Grid, Phase
from kit.training.sources.records import ModuleSource, PageSource
from kit.training.sources.style import Formulas
from kit.training.sources.taught_order import later_week
from kit.training.text import markup
from kit.training.text.addresses import slug
from kit.training.text.passages import of_document

_CHARTER = ("tone", "writing")


def style_page(writer: Writer) -> str:
    """The charter: what is said word for word, which words, how one writes."""
    name, style = "house-style.md", writer.style
    parts = [f"# {writer.say('style_title')}", writer.say("style_intro")]
    parts += [f"## {writer.say('formulas')} {{ #formulas }}", writer.say("formulas_intro")]
    quoted = "« {} »" if writer.lang == "fr" else "“{}”"
    rows = [
        (writer.say(f"formula_{key}"), writer.set(quoted.format("{{formula." + key + "}}")))
        for key in Formulas.model_fields
    ]
    parts.append(markup.table((writer.say("when_said"), writer.say("what_said")), rows))
    for key in _CHARTER:
        rules = getattr(style, key)
        if rules:
            parts += [
                f"## {writer.say(f'style_{key}')} {{ #{key} }}",
                markup.bullets(writer.md(one[writer.lang], name) for one in rules),
            ]
    parts += [f"## {writer.say('words')} {{ #words }}", writer.say("words_intro"), _wordings(writer)]
    return markup.front_matter(title=writer.say("style_nav")) + markup.join(parts)


def _wordings(writer: Writer) -> str:
    rows = [
        (writer.set(one.avoid), writer.set(one.say), writer.set(one.why)) for one in writer.style.words[writer.lang]
    ]
    inner = markup.table((writer.say("avoid"), writer.say("rather"), writer.say("why")), rows)
    return f'<div class="kit-say" markdown="1">\n\n{inner}\n</div>'


def glossary_page(writer: Writer) -> str:
    """The words of the floor, then the figures of the reports, each with an anchor."""
    name, lang = "glossary.md", writer.lang
    parts = [f"# {writer.say('glossary_title')}", writer.say("glossary_intro")]
    for key, term in sorted(writer.sources.terms.items(), key=lambda item: fold(item[1].name[lang])):
        see = ", ".join(f"[{term_name(writer, one)}](#{slug(one)})" for one in term.see)
        parts.append(f"## {writer.set(term.name[lang])} {{ #{slug(key)} .kit-entry }}")
        parts.append(writer.md(term.says[lang], name) + (f"\n\n{writer.say('see', terms=see)}" if see else ""))
    figures = sorted(writer.sources.figures.items(), key=lambda item: fold(item[1][lang]))
    if figures:
        parts += [f"## {writer.say('figures')} {{ #figures }}", writer.say("figures_intro")]
        for key, figure in figures:
            parts.append(f"### {writer.set(figure[lang])} {{ #{slug(key)} }}\n\n{writer.set(figure.note(lang))}")
    return markup.front_matter(title=writer.say("glossary_nav")) + markup.join(parts)


def term_name(writer: Writer, key: str) -> str:
    named = writer.sources.terms.get(key)
    return writer.set(named.name[writer.lang] if named else writer.sources.figures[key][writer.lang])


def fold(text: str) -> str:
    """A text as it sorts: without case and accents."""
    from kit.training.text.accents import folded

    return folded(text.lower())


def grid_page(writer: Writer) -> str:
    """The listening grid: criteria by phase, weights, what is heard at each level."""
    name, grid = "grids/listening.md", writer.sources.grid
    assert grid is not None  # without it nothing is built
    title = writer.set(grid.title[writer.lang])
    parts = [f"# {title}", writer.md(grid.intro[writer.lang], name) if grid.intro else ""]
    parts.append(_weights(writer, grid))
    if grid.rules:
        rules = markup.bullets(writer.md(one[writer.lang], name) for one in grid.rules)
        parts += [f"## {writer.say('grid_rules')} {{ #rules }}", rules]
    phased = grid.phases or (Phase.model_construct(id="all", title=grid.title, criteria=tuple(_ids(grid))),)
    for phase in phased:
        parts.append(f"## {writer.set(phase.title[writer.lang])} {{ #phase-{slug(phase.id)} }}")
        parts += [_criterion(writer, one, name) for one in grid.criteria if one.id in phase.criteria]
    parts.append(f"## {writer.say('grid_eliminatory')} {{ #eliminatory }}\n\n{writer.say('grid_eliminatory_intro')}")
    for one in grid.eliminatory:
        heard = writer.md(one.anchor[writer.lang], name)
        parts.append(f"### {one.id} · {writer.set(one.name[writer.lang])} {{ #{one.id} }}\n\n{heard}")
    parts.append(writer.say("grid_version", version=grid.version))
    return markup.front_matter(title=writer.say("grid_nav")) + markup.join(parts)


def _ids(grid: Grid) -> list[str]:
    return [one.id for one in grid.criteria]


def _weights(writer: Writer, grid: Grid) -> str:
    rows = [(f"[{one.id}](#{one.id})", writer.set(one.name[writer.lang]), str(one.weight)) for one in grid.criteria]
    table = markup.table((writer.say("criterion"), writer.say("criterion_name"), writer.say("weight")), rows)
    passed = writer.say("grid_pass", mark=grid.pass_mark) if grid.pass_mark else ""
    return markup.join([table, passed])


def _criterion(writer: Writer, one: Criterion, name: str) -> str:
    anchors = (one.anchors.zero, one.anchors.one, one.anchors.two)
    rows = [(writer.say(f"level_{at}"), writer.md(text[writer.lang], name)) for at, text in enumerate(anchors)]
    weight = writer.say("criterion_weight", weight=one.weight) + (writer.say("may_be_na") if one.may_be_na else "")
    table = markup.table((writer.say("level"), writer.say("heard")), rows)
    return f"### {one.id} · {writer.set(one.name[writer.lang])} {{ #{one.id} }}\n\n{weight}\n\n{table}"


def reasons_page(writer: Writer) -> str:
    """The reason codes, and the modules that speak of each."""
    name = "reasons.md"
    parts = [f"# {writer.say('reasons_title')}", writer.say("reasons_intro")]
    for key, reason in writer.sources.reasons.items():
        if writer.scope_fits(reason.scope):
            linked = ", ".join(writer.module_link(one, name) for one in reason.modules if one in writer.modules)
            says = writer.md(reason.says[writer.lang], name) if reason.says else ""
            more = writer.say("reason_modules", modules=linked) if linked else ""
            parts += [f"## {key} · {writer.set(reason.name[writer.lang])} {{ #{key} .kit-entry }}", says, more]
    return markup.front_matter(title=writer.say("reasons_nav")) + markup.join(parts)


def sheets_index(writer: Writer) -> str:
    """The list of quick-reference sheets."""
    name = "sheets/index.md"
    lines = [
        writer.link(writer.set(one.texts[writer.lang].title), name, f"sheets/{one.id}.md") for one in fitting(writer)
    ]
    head = markup.front_matter(title=writer.say("sheets_nav"))
    return head + markup.join([f"# {writer.say('sheets_title')}", writer.say("sheets_intro"), markup.bullets(lines)])


def fitting(writer: Writer) -> list[PageSource]:
    """The sheets that a style has: common ones and its own."""
    return [one for one in writer.sources.sheets.values() if writer.scope_fits(one.meta.scope)]


def sheet_page(writer: Writer, sheet: PageSource) -> str:
    """One sheet, with the modules it comes from."""
    name = f"sheets/{sheet.id}.md"
    document = sheet.texts[writer.lang]
    linked = [writer.module_link(one, name) for one in sheet.meta.modules if one in writer.modules]
    foot = [] if document.blocks("include") else lesson.awaited(writer, of_document(document, writer.lang))
    foot += [writer.say("sheet_modules", modules=", ".join(linked))] if linked else []
    if sheet.meta.reviewed_on:
        foot.append(writer.say("reviewed", day=writer.day(sheet.meta.reviewed_on)))
    return text_page(writer, document, name, foot)


def text_page(writer: Writer, document: Document, name: str, foot: list[str] | None = None) -> str:
    """A page that is nothing but its text."""
    if writer.tips:
        writer.tips.turn()
    parts = [lesson.part_of(writer, part, name) for part in document.parts]
    head = markup.front_matter(title=markup.plain(writer.set(document.title)))
    return head + markup.join([*parts, *(foot or [])])


def versions(writer: Writer, name: str) -> str:
    """The modules with their versions and the day of their last review: what was handed over."""
    rows = [
        (
            writer.link(writer.numbered(one), name, f"{one.folder}/index.md"),
            one.meta.version,
            writer.day(one.meta.reviewed_on),
        )
        for one in writer.in_order()
    ]
    head = [writer.say(key) for key in ("module", "version", "reviewed_on")]
    stated = writer.say("style_version", style=writer.style.id, version=writer.style.version)
    return f"## {writer.say('versions')} {{ #versions }}\n\n{stated}\n\n" + markup.table(head, rows)


def modules_index(writer: Writer, *, micro: bool) -> str:
    """The list of modules, or of micro-modules, with their minutes."""
    name = "micro/index.md" if micro else "modules/index.md"
    title, intro, nav = ("micro_title", "micro_intro", "micro_nav")
    if not micro:
        title, intro, nav = ("modules_title", "modules_intro", "modules_nav")
    rows = [_module_row(writer, one, name) for one in writer.in_order() if one.meta.micro == micro]
    header = [
        writer.say(key) for key in ("number", "module", "minutes", *(() if micro else ("when_taught", "assessed")))
    ]
    table = markup.table(header, rows)
    return markup.front_matter(title=writer.say(nav)) + markup.join(
        [f"# {writer.say(title)}", writer.say(intro), table]
    )


def _module_row(writer: Writer, module: ModuleSource, name: str) -> list[str]:
    """Number, title and minutes of a module; for one of the path, its days and what it must be passed for."""
    meta = module.meta
    link = writer.link(writer.title(module), name, f"{module.folder}/index.md")
    row = [number(module.id), link, writer.duration(meta.minutes)]
    if meta.micro:
        return row
    days = dict.fromkeys(half.day for half in sorted(meta.when, key=lambda one: one.day))
    when = [writer.say("day", day=day) for day in days]
    week = later_week(writer.sources, module.id)
    when += [writer.say("week_short", week=week)] if week else []
    return [*row, ", ".join(when) or "–", writer.say("to_pass") if meta.assessment.gate else "–"]
