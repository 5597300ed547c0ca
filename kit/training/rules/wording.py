"""Wording: variables and links that exist, words the house avoids, names a common text may not hold, long sentences.

In:   passages of text, the sources they belong to.
Out:  findings.
Why:  a text that is re-branded, printed and read aloud must hold in every style; eyes tire, a check does not.
Not here: the two languages compared (`parity`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel

from kit.training.rules import elision, link_rules
from kit.training.sources.finding import LANGUAGES, Finding, error
from kit.training.sources.records import Sources
from kit.training.sources.style import Formulas, Style
from kit.training.text import variables
from kit.training.text.passages import Passage

_SENTENCE = re.compile(r"[^.!?…\n]+(?:\n(?!\s*(?:[-*|>]|\d+[.)]))[^.!?…\n]+)*", re.M)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_STRUCK = re.compile(r"~~.*?~~", re.S)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_KEY = re.compile(r"^- (?:instructions|expected|mistakes|short|ahead)\s*:")
_CODE = re.compile(r"`[^`]*`")


@cache
def rules() -> dict:
    """The rules that hold for every client: `rules.yml`."""
    return yaml.safe_load(files("kit.training.rules").joinpath("rules.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Phrases:
    """Phrases to be found, in small letters. Hardly any stands in a document: `within` leaves those that do."""

    told: tuple[str, ...]
    make: Callable[[tuple[str, ...]], re.Pattern]

    def within(self, folded: str) -> _Phrases:
        return _Phrases(tuple(phrase for phrase in self.told if phrase.lower() in folded), self.make)

    def found(self, text: str) -> Iterator[re.Match]:
        if self.told:
            yield from self.make(self.told).finditer(text)


@dataclass(frozen=True)
class _Rules:
    """What the passages of one scope are held against, by language."""

    known: set[str]
    targets: dict[str, set[str]]
    avoided: dict[str, tuple[_Phrases, dict[str, str]]]  # phrases, what to say instead of each
    own: dict[str, _Phrases]
    brands: dict[str, _Phrases]
    values: list[dict[str, str]]  # of the variables in French, for each style concerned

    def within(self, texts: dict[str, str]) -> _Rules:
        """The same rules for a document that holds these words."""
        return replace(
            self,
            avoided={lang: (phrases.within(texts[lang]), say) for lang, (phrases, say) in self.avoided.items()},
            own={lang: phrases.within(texts[lang]) for lang, phrases in self.own.items()},
            brands={lang: phrases.within(texts[lang]) for lang, phrases in self.brands.items()},
        )


class WordingRules:
    """The rules of some sources, made once for all their documents."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._held: dict[str, _Rules] = {}
        self._shared = (variables.known(sources), link_rules.targets(sources))

    def check(self, passages: Iterable[Passage], scope: str) -> list[Finding]:
        """Every fault of wording of the passages of a document. scope: "common" or "client:<style>"."""
        if scope not in self._held:
            self._held[scope] = _rules(self._sources, scope, *self._shared)
        passages = list(passages)
        words = {lang: _normal("\n".join(one.text for one in passages if one.lang == lang)) for lang in LANGUAGES}
        held = self._held[scope].within(words)
        return [fault for passage in passages for fault in _faults(self._sources, passage, held, scope)]


def check(sources: Sources, passages: Iterable[Passage], scope: str) -> list[Finding]:
    """Every fault of wording of some passages. scope: "common" or "client:<style>"."""
    return WordingRules(sources).check(passages, scope)


def _faults(sources: Sources, passage: Passage, held: _Rules, scope: str) -> Iterator[Finding]:
    if "{" in passage.text or "}" in passage.text:
        yield from _variables(passage, held.known)
        yield from elision.check(passage, held.values)
    if "](" in passage.text:
        yield from link_rules.check(sources, passage, held.targets)
    if held.avoided[passage.lang][0].told:
        yield from _avoid(passage, *held.avoided[passage.lang])
    yield from _sentences(passage)
    if scope == "common" and (held.own[passage.lang].told or held.brands[passage.lang].told):
        yield from _named(passage, held.own[passage.lang], held.brands[passage.lang])


def _rules(sources: Sources, scope: str, known: set[str], targets: dict[str, set[str]]) -> _Rules:
    return _Rules(
        known=known,
        targets=targets,
        avoided={lang: _avoided(sources, scope, lang) for lang in LANGUAGES},
        own={
            lang: _any(word for style in sources.styles.values() for word in style.own_words[lang])
            for lang in LANGUAGES
        },
        brands={lang: _brands(sources, lang) for lang in LANGUAGES},
        values=elision.values(sources, _concerned(sources, scope)),
    )


def _variables(passage: Passage, known: set[str]) -> Iterator[Finding]:
    for offset, name in variables.used(passage.text):
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
            slug = "variable_near" if near else "variable_unknown"
            yield error(passage.place_of(offset), slug, name=name, near=near[0] if near else "")
    for offset in variables.stray(passage.text):
        yield error(passage.place_of(offset), "variable_braces")


def _avoided(sources: Sources, scope: str, lang: str) -> tuple[_Phrases, dict[str, str]]:
    """What the styles concerned avoid, and what to say instead. Common texts obey every style."""
    words = {_normal(word.avoid): word.say for style in _concerned(sources, scope) for word in style.words[lang]}
    return _any(words), words


def _concerned(sources: Sources, scope: str) -> list[Style]:
    """The styles in which a text of this scope is read."""
    own = scope.removeprefix("client:")
    return [style for name, style in sources.styles.items() if scope == "common" or name == own]


def _any(phrases: Iterable[str]) -> _Phrases:
    """Any of some phrases, singular or plural."""
    return _Phrases(tuple(sorted({_normal(phrase) for phrase in phrases}, key=_longest_first)), _any_pattern)


def _longest_first(phrase: str) -> tuple[int, str]:
    return (-len(phrase), phrase)


@cache
def _any_pattern(told: tuple[str, ...]) -> re.Pattern:
    either = "|".join(re.escape(phrase).replace(r"\ ", r"\s+").replace("'", "['’]") for phrase in told)
    return re.compile(rf"(?<![\w-])({either})s?(?![\w-])", re.I)


def _normal(phrase: str) -> str:
    return " ".join(phrase.lower().replace("’", "'").split())


def _avoid(passage: Passage, phrases: _Phrases, say: dict[str, str]) -> Iterator[Finding]:
    if passage.role in ("poor", "caller"):
        return
    text = _blank(_STRUCK, passage.text) if "~~" in passage.text else passage.text
    text = _blank(_QUOTED, text) if passage.role == "stem" else text
    for match in phrases.found(text):
        words = _normal(match[1])
        yield error(passage.place_of(match.start()), "avoided", words=words, say=say[words])


def _brands(sources: Sources, lang: str) -> _Phrases:
    """The names of every style. "Appui" or "Étape" is a brand inside a sentence, an ordinary word at its start."""
    brands = {
        getattr(model, name)[lang]
        for style in sources.styles.values()
        for model in (style.names, style.services)
        for name in type(model).model_fields
        if name != "hours"
    }
    return _Phrases(tuple(sorted(brands, key=_longest_first)), _brand_pattern)


@cache
def _brand_pattern(told: tuple[str, ...]) -> re.Pattern:
    either = "|".join(f"(?<=[\\w,] ){re.escape(brand)}" if brand.isalpha() else re.escape(brand) for brand in told)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def _named(passage: Passage, *kinds: _Phrases) -> Iterator[Finding]:
    text = _blank(variables.VARIABLE, passage.text) if "{{" in passage.text else passage.text
    for phrases in kinds:
        for match in phrases.found(text):
            yield error(passage.place_of(match.start()), "client_word", words=match[0])


def _sentences(passage: Passage) -> Iterator[Finding]:
    if passage.role in ("poor", "caller", "data"):
        return
    limit = rules()["sentence_words"]
    # Most passages are shorter than any sentence that could be too long; blanks are counted faster than words.
    if passage.text.count(" ") > limit // 2 and len(_WORD.findall(passage.text)) > limit:
        yield from _long(passage, limit)
    if passage.role == "house" and "!" in passage.text:
        for match in re.finditer("!(?!\\[)", _blank(_QUOTED, _blank(_STRUCK, passage.text))):
            yield error(passage.place_of(match.start()), "exclamation")


def _long(passage: Passage, limit: int) -> Iterator[Finding]:
    text = _blank(_CODE, variables.VARIABLE.sub("x", passage.text))
    text = _KEY.sub("", re.sub(r"\]\([^)]*\)", "]", text))
    for match in _SENTENCE.finditer(text):
        place = passage.place.at(passage.place.line + text.count("\n", 0, match.start()))
        for part in match[0].split("|"):
            count = len(_WORD.findall(part))
            if count > limit:
                yield error(place, "long_sentence", count=count, limit=limit, begin=_begin(part))


def _begin(sentence: str) -> str:
    return " ".join(sentence.strip(" -*|#>").split()[:6])


def _blank(pattern: re.Pattern, text: str) -> str:
    """`text` with what the pattern finds replaced by blanks; lines and offsets stay."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def house_passages(sources: Sources, scope: str) -> list[Passage]:
    """The texts of the house files that belong to a scope."""
    from kit.training.text.passages import words_of

    models: list[tuple[str, BaseModel | None]] = [("grids/listening.yml", sources.grid)] if scope == "common" else []
    models += [(f"paths/{name}.yml", path) for name, path in sources.paths.items()] if scope == "common" else []
    found = []
    for file, model in models:
        if model:
            found += [
                Passage(sources.at(file, *loc, lang), lang, words[lang])
                for loc, words in words_of(model)
                for lang in ("fr", "en")
            ]
    if scope == "common":
        found += _terms(sources)
    style = sources.styles.get(scope.removeprefix("client:"))
    return found + (_formulas(sources, style) if style else [])


def _terms(sources: Sources) -> list[Passage]:
    return [
        Passage(sources.at("glossary.yml", "terms", name, "says", lang), lang, term.says[lang])
        for name, term in sources.terms.items()
        for lang in ("fr", "en")
    ]


def _formulas(sources: Sources, style: Style) -> list[Passage]:
    file = f"styles/{style.id}.yml"
    return [
        Passage(sources.at(file, "formulas", name, lang), lang, getattr(style.formulas, name)[lang], "adviser")
        for name in Formulas.model_fields
        for lang in ("fr", "en")
    ]
