"""Facts: dated statements with a source. One that is past its date says so wherever it is shown.

In:   a fact, today's date.
Out:  its value as shown; who must still confirm it.
Why:  an amount that changed last month is the most expensive thing an adviser can say.
Not here: the facts (`training/facts/*.yml`), findings about them (`kit.training.rules.fact_rules`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kit.language.typography import say
from kit.params.contract import Words
from kit.training.sources.fact import Fact
from kit.training.sources.records import Sources


def doubtful(fact: Fact, today: dt.date) -> bool:
    """Whether the fact is past its date, or nobody of the client has confirmed it."""
    return not fact.confirmed or fact.valid_until < today


def shown(fact: Fact, lang: str, today: dt.date) -> str:
    """Its value, followed by « (à confirmer) » where it is doubtful."""
    value = fact.value[lang]
    return f"{value} {say('training.page.to_confirm', lang)}" if doubtful(fact, today) else value


def awaited(sources: Sources, names: Iterable[str]) -> list[Words]:
    """Who must still confirm some of these facts, each note once."""
    notes = [sources.facts[name].awaits for name in names if name in sources.facts]
    return [note for at, note in enumerate(notes) if note and note not in notes[:at]]
