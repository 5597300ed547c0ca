"""The pages of reference: charter, glossary, grid, sheets, reasons, profiles, about, trainer notes.

In:   the house's own files, a press.
Out:  Markdown of each page.
Why:  during a call one needs a sentence, a word or a number within seconds, and the same ones as in class.
Not here: the modules' pages, the home.
"""

from __future__ import annotations

from kit.training.pages import lesson
from kit.training.pages.press import Press, number
from kit.training.rules.path_rules import later_week
from kit.training.sources import house
from kit.training.sources.blocks import Document
from kit.training.sources.load import ModuleSource, PageSource
from kit.training.text import markup
from kit.training.text.addresses import slug
from kit.training.text.passages import of_document

_CHARTER = ("tone", "writing")


def style_page(press: Press) -> str:
    """The charter: what is said word for word, which words, how one writes."""
    name, style = "house-style.md", press.style
    parts = [f"# {press.say('style_title')}", press.say("style_intro")]
    parts += [f"## {press.say('formulas')} {{ #formulas }}", press.say("formulas_intro")]
    quoted = "« {} »" if press.lang == "fr" else "“{}”"
    rows = [
        (press.say(f"formula_{key}"), press.set(quoted.format("{{formula." + key + "}}")))
        for key in house.Formulas.model_fields
    ]
    parts.append(markup.table((press.say("when_said"), press.say("what_said")), rows))
    for key in _CHARTER:
        rules = getattr(style, key)
        if rules:
            parts += [
                f"## {press.say(f'style_{key}')} {{ #{key} }}",
                markup.bullets(press.md(one[press.lang], name) for one in rules),
            ]
    parts += [f"## {press.say('words')} {{ #words }}", press.say("words_intro"), _words(press)]
    return markup.front_matter(title=press.say("style_nav")) + markup.join(parts)


def _words(press: Press) -> str:
    rows = [(press.set(one.avoid), press.set(one.say), press.set(one.why)) for one in press.style.words[press.lang]]
    inner = markup.table((press.say("avoid"), press.say("rather"), press.say("why")), rows)
    return f'<div class="kit-say" markdown="1">\n\n{inner}\n</div>'


def glossary_page(press: Press) -> str:
    """The words of the floor, then the figures of the reports, each with an anchor."""
    name, lang = "glossary.md", press.lang
    parts = [f"# {press.say('glossary_title')}", press.say("glossary_intro")]
    for key, term in sorted(press.sources.terms.items(), key=lambda item: fold(item[1].name[lang])):
        see = ", ".join(f"[{term_name(press, one)}](#{slug(one)})" for one in term.see)
        parts.append(f"## {press.set(term.name[lang])} {{ #{slug(key)} .kit-entry }}")
        parts.append(press.md(term.says[lang], name) + (f"\n\n{press.say('see', terms=see)}" if see else ""))
    figures = sorted(press.sources.figures.items(), key=lambda item: fold(item[1][lang]))
    if figures:
        parts += [f"## {press.say('figures')} {{ #figures }}", press.say("figures_intro")]
        for key, figure in figures:
            parts.append(f"### {press.set(figure[lang])} {{ #{slug(key)} }}\n\n{press.set(figure.note(lang))}")
    return markup.front_matter(title=press.say("glossary_nav")) + markup.join(parts)


def term_name(press: Press, key: str) -> str:
    named = press.sources.terms.get(key)
    return press.set(named.name[press.lang] if named else press.sources.figures[key][press.lang])


def fold(text: str) -> str:
    """A text as it sorts: without case and accents."""
    from kit.training.site.search import folded

    return folded(text.lower())


def grid_page(press: Press) -> str:
    """The listening grid: criteria by phase, weights, what is heard at each level."""
    name, grid = "grids/listening.md", press.sources.grid
    title = press.set(grid.title[press.lang])
    parts = [f"# {title}", press.md(grid.intro[press.lang], name) if grid.intro else ""]
    parts.append(_weights(press, grid))
    if grid.rules:
        rules = markup.bullets(press.md(one[press.lang], name) for one in grid.rules)
        parts += [f"## {press.say('grid_rules')} {{ #rules }}", rules]
    phased = grid.phases or (house.Phase.model_construct(id="all", title=grid.title, criteria=tuple(_ids(grid))),)
    for phase in phased:
        parts.append(f"## {press.set(phase.title[press.lang])} {{ #phase-{slug(phase.id)} }}")
        parts += [_criterion(press, one, name) for one in grid.criteria if one.id in phase.criteria]
    parts.append(f"## {press.say('grid_eliminatory')} {{ #eliminatory }}\n\n{press.say('grid_eliminatory_intro')}")
    parts += [
        f"### {one.id} · {press.set(one.name[press.lang])} {{ #{one.id} }}\n\n{press.md(one.anchor[press.lang], name)}"
        for one in grid.eliminatory
    ]
    parts.append(press.say("grid_version", version=grid.version))
    return markup.front_matter(title=press.say("grid_nav")) + markup.join(parts)


def _ids(grid: house.Grid) -> list[str]:
    return [one.id for one in grid.criteria]


def _weights(press: Press, grid: house.Grid) -> str:
    rows = [(f"[{one.id}](#{one.id})", press.set(one.name[press.lang]), str(one.weight)) for one in grid.criteria]
    table = markup.table((press.say("criterion"), press.say("criterion_name"), press.say("weight")), rows)
    passed = press.say("grid_pass", mark=grid.pass_mark) if grid.pass_mark else ""
    return markup.join([table, passed])


def _criterion(press: Press, one: house.Criterion, name: str) -> str:
    anchors = (one.anchors.zero, one.anchors.one, one.anchors.two)
    rows = [(press.say(f"level_{at}"), press.md(text[press.lang], name)) for at, text in enumerate(anchors)]
    weight = press.say("criterion_weight", weight=one.weight) + (press.say("may_be_na") if one.may_be_na else "")
    table = markup.table((press.say("level"), press.say("heard")), rows)
    return f"### {one.id} · {press.set(one.name[press.lang])} {{ #{one.id} }}\n\n{weight}\n\n{table}"


def reasons_page(press: Press) -> str:
    """The reason codes, and the modules that speak of each."""
    name = "reasons.md"
    parts = [f"# {press.say('reasons_title')}", press.say("reasons_intro")]
    for key, reason in press.sources.reasons.items():
        if press.scope_fits(reason.scope):
            linked = ", ".join(press.module_link(one, name) for one in reason.modules if one in press.modules)
            says = press.md(reason.says[press.lang], name) if reason.says else ""
            more = press.say("reason_modules", modules=linked) if linked else ""
            parts += [f"## {key} · {press.set(reason.name[press.lang])} {{ #{key} .kit-entry }}", says, more]
    return markup.front_matter(title=press.say("reasons_nav")) + markup.join(parts)


def sheets_index(press: Press) -> str:
    """The list of quick-reference sheets."""
    name = "sheets/index.md"
    lines = [press.link(press.set(one.texts[press.lang].title), name, f"sheets/{one.id}.md") for one in fitting(press)]
    head = markup.front_matter(title=press.say("sheets_nav"))
    return head + markup.join([f"# {press.say('sheets_title')}", press.say("sheets_intro"), markup.bullets(lines)])


def fitting(press: Press) -> list[PageSource]:
    """The sheets that a style has: common ones and its own."""
    return [one for one in press.sources.sheets.values() if press.scope_fits(one.meta.scope)]


def sheet_page(press: Press, sheet: PageSource) -> str:
    """One sheet, with the modules it comes from."""
    name = f"sheets/{sheet.id}.md"
    document = sheet.texts[press.lang]
    linked = [press.module_link(one, name) for one in sheet.meta.modules if one in press.modules]
    foot = [] if document.blocks("include") else lesson.awaited(press, of_document(document, press.lang))
    foot += [press.say("sheet_modules", modules=", ".join(linked))] if linked else []
    if sheet.meta.reviewed_on:
        foot.append(press.say("reviewed", day=press.day(sheet.meta.reviewed_on)))
    return text_page(press, document, name, foot)


def text_page(press: Press, document: Document, name: str, foot: list[str] | None = None) -> str:
    """A page that is nothing but its text."""
    if press.tips:
        press.tips.turn()
    parts = [lesson.part_of(press, part, name) for part in document.parts]
    head = markup.front_matter(title=markup.plain(press.set(document.title)))
    return head + markup.join([*parts, *(foot or [])])


def versions(press: Press, name: str) -> str:
    """The modules with their versions and the day of their last review: what was handed over."""
    rows = [
        (
            press.link(press.numbered(one), name, f"{one.folder}/index.md"),
            one.meta.version,
            press.day(one.meta.reviewed_on),
        )
        for one in press.in_order()
    ]
    head = [press.say(key) for key in ("module", "version", "reviewed_on")]
    stated = press.say("style_version", style=press.style.id, version=press.style.version)
    return f"## {press.say('versions')} {{ #versions }}\n\n{stated}\n\n" + markup.table(head, rows)


def modules_index(press: Press, *, micro: bool) -> str:
    """The list of modules, or of micro-modules, with their minutes."""
    name = "micro/index.md" if micro else "modules/index.md"
    title, intro, nav = ("micro_title", "micro_intro", "micro_nav")
    if not micro:
        title, intro, nav = ("modules_title", "modules_intro", "modules_nav")
    rows = [_module_row(press, one, name) for one in press.in_order() if one.meta.micro == micro]
    header = [
        press.say(key) for key in ("number", "module", "minutes", *(() if micro else ("when_taught", "assessed")))
    ]
    table = markup.table(header, rows)
    return markup.front_matter(title=press.say(nav)) + markup.join([f"# {press.say(title)}", press.say(intro), table])


def _module_row(press: Press, module: ModuleSource, name: str) -> list[str]:
    """Number, title and minutes of a module; for one of the path, its days and what it must be passed for."""
    meta = module.meta
    link = press.link(press.title(module), name, f"{module.folder}/index.md")
    row = [number(module.id), link, press.duration(meta.minutes)]
    if meta.micro:
        return row
    days = dict.fromkeys(half.day for half in sorted(meta.when, key=lambda one: one.day))
    when = [press.say("day", day=day) for day in days]
    week = later_week(press.sources, module.id)
    when += [press.say("week_short", week=week)] if week else []
    return [*row, ", ".join(when) or "–", press.say("to_pass") if meta.assessment.gate else "–"]
