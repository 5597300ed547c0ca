"""Variables `{{name}}` of the texts: which are known, what they stand for, their substitution.

In:   a text with `{{client_short}}`, `{{fact.hold_max|cap}}`; a style, a language, a day.
Out:  the text with their values; the names used, with their place in the text.
Why:  a module is re-branded by data; no template language, so that the sources stay safe to hand over and readable.
Not here: who may use what (`kit.training.rules.wording`), dates of facts (`facts`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from pydantic import BaseModel

from kit.language.typography import say
from kit.training.sources.records import Sources
from kit.training.sources.style import Formulas, Names, Services, Style
from kit.training.text import facts

VARIABLE = re.compile(r"\{\{\s*([a-z][A-Za-z0-9_.]*)\s*(\|\s*cap\s*)?\}\}")
_GROUPS = ("public", "job", "agency", "employer")
SERVICE_LEVEL = "sl.T"  # the contract picks its variant; its name is the same for all


def used(text: str) -> Iterator[tuple[int, str]]:
    """(offset, name) of each variable of a text."""
    for match in VARIABLE.finditer(text):
        yield match.start(), match[1]


def facts_in(texts: Iterable[str]) -> list[str]:
    """The ids of the facts that some texts insert, in their order, each once."""
    names = (name for text in texts if "fact." in text for _, name in used(text))
    return list(dict.fromkeys(name.removeprefix("fact.") for name in names if name.startswith("fact.")))


def stray(text: str) -> list[int]:
    """Offsets of braces that are no variable: `{{Client}}`, `{{ x`."""
    rest = VARIABLE.sub(lambda match: " " * len(match[0]), text)
    return [match.start() for match in re.finditer(r"\{\{|\}\}", rest)]


def family(name: str) -> str:
    """What a translation may choose within: `client_of` and `client_short` are both the client."""
    head = name.partition(".")[0]
    return head if head in _GROUPS else re.sub(r"_(short|of|to)$", "", name)


def known(sources: Sources) -> set[str]:
    """Every name that a text may use, whatever the style."""
    names = set(Names.model_fields)
    for group in _GROUPS:
        kind = cast(type[BaseModel], Style.model_fields[group].annotation)
        names |= {f"{group}.{key}" for key in kind.model_fields}
    names |= {f"service.{key}" for key in Services.model_fields}
    names |= {f"formula.{key}" for key in Formulas.model_fields}
    names |= {f"fact.{key}" for key in sources.facts}
    return names | {f"term.{key}" for key in (*sources.figures, SERVICE_LEVEL)}


def values(sources: Sources, style: Style, lang: str, today: dt.date) -> dict[str, str]:
    """What each name stands for in a style and a language; formulas have their own variables filled."""
    plain = _fields(style.names, lang)
    for group in _GROUPS:
        plain |= _fields(getattr(style, group), lang, f"{group}.")
    plain |= _fields(style.services, lang, "service.")
    for name, source in sources.facts.items():
        plain[f"fact.{name}"] = facts.shown(source.fact, lang, today)
    plain |= {f"term.{name}": words[lang] for name, words in sources.figures.items()}
    plain[f"term.{SERVICE_LEVEL}"] = say("training.page.service_level", lang)
    formulas = _fields(style.formulas, lang, "formula.")
    return plain | {name: fill(sentence, plain) for name, sentence in formulas.items()}


def _fields(model: BaseModel, lang: str, prefix: str = "") -> dict[str, str]:
    return {prefix + name: getattr(model, name)[lang] for name in type(model).model_fields}


def fill(text: str, known_values: Mapping[str, str]) -> str:
    """`text` with its variables replaced. One that is unknown stays as typed: `wording` refuses it before any build."""

    def replaced(match: re.Match) -> str:
        value = known_values.get(match[1], match[0])
        return capitalised(value) if match[2] else value

    return VARIABLE.sub(replaced, text)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
