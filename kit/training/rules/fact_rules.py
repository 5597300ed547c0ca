"""Facts past their date or unconfirmed, and facts that a module uses and names.

In:   the facts read, the scope and the texts of the modules, today's date.
Out:  findings.
Why:  an amount that changed last month is the most expensive thing an adviser can say.
Not here: how a doubtful fact is shown (`kit.training.text.facts`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kit.training.sources.finding import Finding, Place, error, warning
from kit.training.sources.records import ModuleSource, Sources


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
