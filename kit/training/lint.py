"""Wording: variables and links that exist, words the house avoids, names a common text may not hold, long sentences.

In:   pieces of text, the sources they belong to.
Out:  findings.
Why:  a text that is re-branded, printed and read aloud must hold in every style; eyes tire, a check does not.
Not here: the two languages compared (`parity`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from kit.training import house, links, variables
from kit.training.finding import LANGUAGES, Finding, error
from kit.training.load import Sources
from kit.training.pieces import Piece

_SENTENCE = re.compile(r"[^.!?…\n]+(?:\n(?!\s*(?:[-*|>]|\d+[.)]))[^.!?…\n]+)*", re.M)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_STRUCK = re.compile(r"~~.*?~~", re.S)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_KEY = re.compile(r"^- (?:instructions|expected|mistakes|short|ahead)\s*:")
_CODE = re.compile(r"`[^`]*`")


@cache
def rules() -> dict:
    """The rules that hold for every client: `rules.yml`."""
    return yaml.safe_load(files("kit.training").joinpath("rules.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Phrases:
    """Phrases to be found. There are thousands of pieces, and hardly any holds one: `begin` tells that quickly."""

    pattern: re.Pattern
    begin: tuple[str, ...]
    fold: bool = True

    def found(self, text: str) -> Iterator[re.Match]:
        looked = text.lower() if self.fold else text
        if any(begin in looked for begin in self.begin):
            yield from self.pattern.finditer(text)


@dataclass(frozen=True)
class _Rules:
    """What the pieces of one scope are held against, by language."""

    known: set[str]
    targets: dict[str, set[str]]
    avoided: dict[str, tuple[_Phrases, dict[str, str]]]  # phrases, what to say instead of each
    own: dict[str, _Phrases]
    brands: dict[str, _Phrases]


def check(sources: Sources, pieces: Iterable[Piece], scope: str) -> list[Finding]:
    """Every fault of wording of some pieces. scope: "common" or "client:<style>"."""
    held = _rules(sources, scope)
    found: list[Finding] = []
    for piece in pieces:
        if "{" in piece.text or "}" in piece.text:
            found += _variables(piece, held.known)
        if "](" in piece.text:
            found += links.check(sources, piece, held.targets)
        found += _avoid(piece, *held.avoided[piece.lang])
        found += _sentences(piece)
        if scope == "common":
            found += _named(piece, held.own[piece.lang], held.brands[piece.lang])
    return found


def _rules(sources: Sources, scope: str) -> _Rules:
    return _Rules(
        known=variables.known(sources),
        targets=links.targets(sources),
        avoided={lang: _avoided(sources, scope, lang) for lang in LANGUAGES},
        own={
            lang: _any(word for style in sources.styles.values() for word in style.own_words[lang])
            for lang in LANGUAGES
        },
        brands={lang: _brands(sources, lang) for lang in LANGUAGES},
    )


def _variables(piece: Piece, known: set[str]) -> Iterator[Finding]:
    for offset, name in variables.used(piece.text):
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
            slug = "variable_near" if near else "variable_unknown"
            yield error(piece.place_of(offset), slug, name=name, near=near[0] if near else "")
    for offset in variables.stray(piece.text):
        yield error(piece.place_of(offset), "variable_braces")


def _avoided(sources: Sources, scope: str, lang: str) -> tuple[_Phrases, dict[str, str]]:
    """What the styles concerned avoid, and what to say instead. Common texts obey every style."""
    own = scope.removeprefix("client:")
    styles = [style for name, style in sources.styles.items() if scope == "common" or name == own]
    words = {_normal(word.avoid): word.say for style in styles for word in style.words[lang]}
    return _any(words), words


def _any(phrases: Iterable[str]) -> _Phrases:
    """Any of some phrases, singular or plural, the longest first."""
    told = sorted({_normal(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    either = "|".join(re.escape(phrase).replace(r"\ ", r"\s+").replace("'", "['’]") for phrase in told)
    pattern = re.compile(rf"(?<![\w-])({either})s?(?![\w-])", re.I)
    return _Phrases(pattern, tuple(sorted({re.split(r"[ ']", phrase)[0] for phrase in told})))


def _normal(phrase: str) -> str:
    return " ".join(phrase.lower().replace("’", "'").split())


def _avoid(piece: Piece, phrases: _Phrases, say: dict[str, str]) -> Iterator[Finding]:
    if piece.role in ("poor", "caller"):
        return
    text = _blank(_STRUCK, piece.text) if "~~" in piece.text else piece.text
    text = _blank(_QUOTED, text) if piece.role == "stem" else text
    for match in phrases.found(text):
        words = _normal(match[1])
        yield error(piece.place_of(match.start()), "avoided", words=words, say=say[words])


def _brands(sources: Sources, lang: str) -> _Phrases:
    """The names of every style. "Appui" or "Étape" is a brand inside a sentence, an ordinary word at its start."""
    brands = {
        getattr(model, name)[lang]
        for style in sources.styles.values()
        for model in (style.names, style.services)
        for name in type(model).model_fields
        if name != "hours"
    }
    told = sorted(brands, key=lambda brand: (-len(brand), brand))
    either = "|".join(f"(?<=[\\w,] ){re.escape(brand)}" if brand.isalpha() else re.escape(brand) for brand in told)
    return _Phrases(re.compile(rf"(?<!\w)(?:{either})(?!\w)"), tuple(told), fold=False)


def _named(piece: Piece, *kinds: _Phrases) -> Iterator[Finding]:
    text = _blank(variables.VARIABLE, piece.text) if "{{" in piece.text else piece.text
    for phrases in kinds:
        for match in phrases.found(text):
            yield error(piece.place_of(match.start()), "client_word", words=match[0])


def _sentences(piece: Piece) -> Iterator[Finding]:
    if piece.role in ("poor", "caller", "data"):
        return
    limit = rules()["sentence_words"]
    if piece.text.count(" ") > limit // 2:  # most pieces are shorter than any sentence that could be too long
        yield from _long(piece, limit)
    if piece.role == "house" and "!" in piece.text:
        for match in re.finditer("!(?!\\[)", _blank(_QUOTED, _blank(_STRUCK, piece.text))):
            yield error(piece.place_of(match.start()), "exclamation")


def _long(piece: Piece, limit: int) -> Iterator[Finding]:
    text = _blank(_CODE, variables.VARIABLE.sub("x", piece.text))
    text = _KEY.sub("", re.sub(r"\]\([^)]*\)", "]", text))
    for match in _SENTENCE.finditer(text):
        place = piece.place.at(piece.place.line + text.count("\n", 0, match.start()))
        for part in match[0].split("|"):
            count = len(_WORD.findall(part))
            if count > limit:
                yield error(place, "long_sentence", count=count, limit=limit, begin=_begin(part))


def _begin(sentence: str) -> str:
    return " ".join(sentence.strip(" -*|#>").split()[:6])


def _blank(pattern: re.Pattern, text: str) -> str:
    """`text` with what the pattern finds replaced by blanks; lines and offsets stay."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def house_pieces(sources: Sources, scope: str) -> list[Piece]:
    """The texts of the house files that belong to a scope."""
    from kit.training.pieces import words_of

    models = [("grids/listening.yml", sources.grid)] if scope == "common" else []
    models += [(f"paths/{name}.yml", path) for name, path in sources.paths.items()] if scope == "common" else []
    found = []
    for file, model in models:
        if model:
            found += [
                Piece(sources.at(file, *loc, lang), lang, words[lang])
                for loc, words in words_of(model)
                for lang in ("fr", "en")
            ]
    if scope == "common":
        found += _terms(sources)
    style = sources.styles.get(scope.removeprefix("client:"))
    return found + (_formulas(sources, style) if style else [])


def _terms(sources: Sources) -> list[Piece]:
    return [
        Piece(sources.at("glossary.yml", "terms", name, "says", lang), lang, term.says[lang])
        for name, term in sources.terms.items()
        for lang in ("fr", "en")
    ]


def _formulas(sources: Sources, style: house.Style) -> list[Piece]:
    file = f"styles/{style.id}.yml"
    return [
        Piece(sources.at(file, "formulas", name, lang), lang, getattr(style.formulas, name)[lang], "adviser")
        for name in house.Formulas.model_fields
        for lang in ("fr", "en")
    ]
