"""Every check of the training sources, in one list of findings.

In:   the sources as read; the day; the modules asked for.
Out:  findings by file and line.
Why:  `kit training check`, the site's build and the tests say the same things.
Not here: the single rules (`module_rules`, `quiz_rules`, `wording`, `parity`, `path_rules`, `fact_rules`, …).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from kit.training.rules import fact_rules, module_rules, parity, path_rules, quiz_rules, shared_rules, wording
from kit.training.rules.findings import in_order
from kit.training.sources.finding import LANGUAGES, Finding, Place, error
from kit.training.sources.records import ModuleSource, Sources
from kit.training.text import shared, variables
from kit.training.text.passages import Passage, of_document, of_module


def check(sources: Sources, today: dt.date, *, only: Iterable[str] = ()) -> list[Finding]:
    """Findings of all sources; with `only`, of these modules and of nothing else."""
    wanted = set(only)
    modules = [source for name, source in sources.modules.items() if not wanted or name in wanted]
    wording_rules = wording.WordingRules(sources)
    found = [one for module in modules for one in _module(sources, module, wording_rules)]
    found += [*sources.found, *path_rules.check(sources), *shared_rules.check(sources)]
    if wanted:
        folders = tuple(f"training/{module.folder}/" for module in modules)
        return in_order(one for one in found if one.place.file.startswith(folders))
    found += [*fact_rules.check(sources, today), *_pages(sources, wording_rules), *_house(sources, wording_rules)]
    return in_order(found)


def _module(sources: Sources, module: ModuleSource, wording_rules: wording.WordingRules) -> Iterator[Finding]:
    yield from module_rules.check(sources, module)
    yield from quiz_rules.check(module)
    yield from parity.check(module)
    if module.read:
        passages = of_module(module)
        yield from wording_rules.check(passages, module.meta.scope)
        if module.quiz and len(module.texts) == len(LANGUAGES):
            held = [*passages, *shared.passages(sources, module.texts)]
            yield from fact_rules.check_use(sources, module, _facts_in(held))


def _facts_in(passages: Iterable[Passage]) -> Iterator[tuple[str, Place]]:
    for passage in passages:
        for offset, name in variables.used(passage.text) if "fact." in passage.text else ():
            if name.startswith("fact."):
                yield name.removeprefix("fact."), passage.place_of(offset)


def _pages(sources: Sources, wording_rules: wording.WordingRules) -> Iterator[Finding]:
    for page in (*sources.sheets.values(), *sources.shared.values(), *sources.pages.values()):
        passages = [passage for lang in LANGUAGES for passage in of_document(page.texts[lang], lang)]
        yield from wording_rules.check(passages, page.meta.scope)
        yield from parity.of_documents(page.texts["fr"], page.texts["en"])


def _house(sources: Sources, wording_rules: wording.WordingRules) -> Iterator[Finding]:
    for scope in ("common", *(f"client:{name}" for name in sources.styles)):
        yield from wording_rules.check(wording.house_passages(sources, scope), scope)
    for name, term in sources.terms.items():
        for at, other in enumerate(term.see):
            if other not in sources.terms and other not in sources.figures:
                yield error(sources.at("glossary.yml", "terms", name, "see", at), "unknown_term", id=other)
    for name, reason in sources.reasons.items():
        for at, module in enumerate(reason.modules):
            if module not in sources.modules:
                yield error(sources.at("reasons.yml", "reasons", name, "modules", at), "unknown_module", id=module)
