"""Every check of the training sources, in one list of findings.

In:   the sources as read; the day; the modules asked for.
Out:  findings by file and line.
Why:  `kit training check`, the site's build and the tests say the same things.
Not here: the single rules (`module_rules`, `quiz_rules`, `lint`, `parity`, `paths`, `facts`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from kit.training.rules import module_rules, parity, path_rules, quiz_rules, wording
from kit.training.site.remembered import Remembered
from kit.training.sources.finding import LANGUAGES, Finding, Place, error, in_order
from kit.training.sources.house import Style
from kit.training.sources.load import ModuleSource, Sources
from kit.training.text import facts, shared, variables
from kit.training.text.passages import Piece, of_document, of_module


def check(
    sources: Sources, today: dt.date, *, only: Iterable[str] = (), remembered: Remembered | None = None
) -> list[Finding]:
    """Findings of all sources; with `only`, of these modules and of nothing else.

    remembered: modules that it knows to be clean are not looked at again.
    """
    wanted = set(only)
    modules = [source for name, source in sources.modules.items() if not wanted or name in wanted]
    linter = wording.Linter(sources)
    found = [one for module in modules for one in _known(sources, module, linter, remembered)]
    found += [*sources.found, *path_rules.check(sources), *shared.check(sources)]
    if wanted:
        folders = tuple(f"training/{module.folder}/" for module in modules)
        return in_order(one for one in found if one.place.file.startswith(folders))
    found += [*facts.check(sources, today), *_pages(sources, linter), *_house(sources, linter)]
    return in_order(found)


def _known(
    sources: Sources, module: ModuleSource, linter: wording.Linter, remembered: Remembered | None
) -> list[Finding]:
    if remembered is None:
        return list(_module(sources, module, linter))
    if remembered.clean(module):
        return []
    found = list(_module(sources, module, linter))
    if not found:
        remembered.add(module)
    return found


def _module(sources: Sources, module: ModuleSource, linter: wording.Linter) -> Iterator[Finding]:
    yield from module_rules.check(sources, module)
    yield from quiz_rules.check(module)
    yield from parity.check(module)
    if module.meta:
        pieces = of_module(module)
        yield from linter.check(pieces, module.meta.scope)
        if module.quiz and len(module.texts) == len(LANGUAGES):
            held = [*pieces, *shared.pieces(sources, module.texts)]
            yield from facts.check_use(sources, module, _facts_in(held))


def _facts_in(pieces: Iterable[Piece]) -> Iterator[tuple[str, Place]]:
    for piece in pieces:
        for offset, name in variables.used(piece.text):
            if name.startswith("fact."):
                yield name.removeprefix("fact."), piece.place_of(offset)


def _pages(sources: Sources, linter: wording.Linter) -> Iterator[Finding]:
    for page in (*sources.sheets.values(), *sources.shared.values(), *sources.pages.values()):
        pieces = [piece for lang in LANGUAGES for piece in of_document(page.texts[lang], lang)]
        yield from linter.check(pieces, page.meta.scope)
        yield from parity.of_documents(page.texts["fr"], page.texts["en"])


def _house(sources: Sources, linter: wording.Linter) -> Iterator[Finding]:
    for scope in ("common", *(f"client:{name}" for name in sources.styles)):
        yield from linter.check(wording.house_pieces(sources, scope), scope)
    for name, term in sources.terms.items():
        for at, other in enumerate(term.see):
            if other not in sources.terms and other not in sources.figures:
                yield error(sources.at("glossary.yml", "terms", name, "see", at), "unknown_term", id=other)
    for name, reason in sources.reasons.items():
        for at, module in enumerate(reason.modules):
            if module not in sources.modules:
                yield error(sources.at("reasons.yml", "reasons", name, "modules", at), "unknown_module", id=module)


def fitting(sources: Sources, style: Style) -> dict[str, ModuleSource]:
    """The modules that a style teaches, the common ones and its own; one that is not whole yet is left out."""
    return {
        name: source
        for name, source in sources.modules.items()
        if source.meta and len(source.texts) == len(LANGUAGES) and source.meta.client in ("", style.id)
    }
