"""Facts: dated statements with a source. One that is past its date says so wherever it is shown.

In:   the facts read, the scope and the texts of the modules, today's date.
Out:  findings; the value as shown.
Why:  an amount that changed last month is the most expensive thing an adviser can say.
Not here: the facts (`training/facts/*.yml`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kit.params.contract import Words
from kit.training.sources.finding import Finding, Place, error, warning
from kit.training.sources.house import Fact
from kit.training.sources.load import ModuleSource, Sources
from kit.training.text.words import text as said


def doubtful(fact: Fact, today: dt.date) -> bool:
    """Whether the fact is past its date, or nobody of the client has confirmed it."""
    return not fact.confirmed or fact.valid_until < today


def shown(fact: Fact, lang: str, today: dt.date) -> str:
    """Its value, followed by « (à confirmer) » where it is doubtful."""
    value = fact.value[lang]
    return f"{value} {said(lang, 'page.to_confirm')}" if doubtful(fact, today) else value


def check(sources: Sources, today: dt.date) -> list[Finding]:
    """Facts past their date or unconfirmed: warnings, errors in a release."""
    found = []
    for name, source in sources.facts.items():
        if source.fact.valid_until < today:
            found.append(warning(source.place, "fact_expired", id=name, day=source.fact.valid_until))
        elif not source.fact.confirmed:
            found.append(warning(source.place, "fact_unconfirmed", id=name))
        if source.awaits:
            found.append(warning(Place(source.place.file, 1, "awaits"), "facts_await"))
    return found


def awaited(sources: Sources, names: Iterable[str]) -> list[Words]:
    """Who must still confirm some of these facts, each note once."""
    notes = [sources.facts[name].awaits for name in names if name in sources.facts]
    return [note for at, note in enumerate(notes) if note and note not in notes[:at]]


def check_use(sources: Sources, module: ModuleSource, used: Iterable[tuple[str, Place]]) -> list[Finding]:
    """The facts that a module names are those that its texts insert, and it may use them."""
    found, seen = [], set()
    for name, place in used:
        seen.add(name)
        source = sources.facts.get(name)
        if source and source.scope not in ("common", module.meta.scope):
            found.append(error(place, "fact_scope", id=name, scope=source.scope))
        if name not in module.meta.facts and name in sources.facts:
            found.append(error(place, "fact_not_named", id=name))
    for at, name in enumerate(module.meta.facts):
        if name not in sources.facts:
            found.append(error(module.at("module.yml", "facts", at), "unknown_fact", id=name))
        elif name not in seen:
            found.append(error(module.at("module.yml", "facts", at), "fact_not_used", id=name))
    return found
