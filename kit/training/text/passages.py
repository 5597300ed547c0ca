"""The sources as passages of text: whose words they are, where they stand, which rules they obey.

In:   a document, or a model read from YAML.
Out:  `Passage`s, one per paragraph, line of dialogue, cell of YAML.
Why:  a caller may say what an adviser must not; every check of wording needs to know who speaks.
Not here: the rules themselves (`kit.training.rules`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from kit.params.contract import Words
from kit.training.sources.block_lines import pairs, turns
from kit.training.sources.document import Block, Document, Heading, Part, Prose
from kit.training.sources.finding import LANGUAGES, Place
from kit.training.sources.quiz import Quiz
from kit.training.sources.records import ModuleSource

# house: said by the house; adviser: an adviser's good line; caller: anybody else's line; poor: a bad example;
# stem: a question, which may quote anybody; data: names and figures.
Role = Literal["house", "adviser", "caller", "poor", "stem", "data"]

_BEGINS = re.compile(r"\s*([-*]|\d+[.)])\s|\s*\|")  # an item of a list, a row of a table


@dataclass(frozen=True)
class Passage:
    place: Place
    lang: str
    text: str
    role: Role = "house"

    def place_of(self, offset: int) -> Place:
        """The place of a character of the text."""
        return self.place.at(self.place.line + self.text.count("\n", 0, offset))


def of_module(module: ModuleSource) -> list[Passage]:
    """Every passage of a module's texts, quiz and cards."""
    found = [passage for lang, document in module.texts.items() for passage in of_document(document, lang)]
    for file, model in (("quiz.yml", module.quiz), ("roleplay.yml", module.roleplay)):
        if model:
            found += of_words(model, module, file)
    return found


def texts_of(module: ModuleSource) -> Iterator[str]:
    """The texts of a module's passages without their places, for whom only looks for names in them."""
    for lang, document in module.texts.items():
        yield from (passage.text for passage in of_document(document, lang))
    for model in (module.quiz, module.roleplay):
        if model:
            yield from (words[lang] for _, words in words_of(model) for lang in LANGUAGES)


def of_document(document: Document, lang: str) -> list[Passage]:
    return [passage for part in document.parts for passage in of_part(part, document.place, lang)]


def of_part(part: Part, place: Place, lang: str) -> list[Passage]:
    """The passages of one part of a document."""
    if isinstance(part, Heading):
        return [Passage(place.at(part.line), lang, part.text)]
    if isinstance(part, Prose):
        return _paragraphs(part.line, part.lines, place, lang, "house")
    title = [Passage(place.at(part.line), lang, part.title, "poor" if part.poor else "house")] if part.title else []
    return title + _of_block(part, place, lang)


def _of_block(block: Block, place: Place, lang: str) -> list[Passage]:
    if block.kind == "dialogue":
        adviser: Role = "poor" if block.poor else "adviser"
        roles: dict[str, Role] = {"A": adviser, "C": "caller", "N": "poor" if block.poor else "house"}
        return [Passage(place.at(at), lang, text, roles.get(who, "house")) for at, who, text in turns(block)]
    if block.kind == "say":
        sides: list[tuple[int, str, Role]] = []
        for at, avoid, say in pairs(block):
            sides += [(at, avoid, "poor"), (at, say, "house")]
        return [Passage(place.at(at), lang, text, role) for at, text, role in sides if text]
    role: Role = "poor" if block.poor else "house"
    return _paragraphs(block.line + 1, block.lines, place, lang, role)


def _paragraphs(line: int, lines: tuple[str, ...], place: Place, lang: str, role: Role) -> list[Passage]:
    """Paragraphs, list items and rows of tables, each a passage at its line."""
    found: list[Passage] = []
    start = line
    held: list[str] = []
    for at, text in enumerate((*lines, ""), start=line):
        begins = not text.strip() or _BEGINS.match(text)
        if begins and held:
            found.append(Passage(place.at(start), lang, "\n".join(held), role))
            held = []
        if text.strip():
            start = start if held else at
            held.append(text)
    return found


def words_of(model: BaseModel, loc: tuple = ()) -> Iterator[tuple[tuple, Words]]:
    """Every text in both languages below a model, with its key."""
    for name, info in type(model).model_fields.items():
        yield from _words_in(getattr(model, name), (*loc, info.alias or name))


def _words_in(value: object, loc: tuple) -> Iterator[tuple[tuple, Words]]:
    if isinstance(value, Words):
        yield loc, value
    elif isinstance(value, BaseModel):
        yield from words_of(value, loc)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _words_in(part, (*loc, key))
    elif isinstance(value, tuple):
        for at, part in enumerate(value):
            yield from _words_in(part, (*loc, at))


def of_words(model: BaseModel, module: ModuleSource, file: str) -> list[Passage]:
    """The passages of `quiz.yml` or `roleplay.yml`."""
    return [
        Passage(module.at(file, *loc, lang), lang, words[lang], _role(model, loc))
        for loc, words in words_of(model)
        for lang in LANGUAGES
    ]


def _role(model: BaseModel, loc: tuple) -> Role:
    if isinstance(model, Quiz) and loc[0] == "questions":
        if loc[2] == "stem":
            return "stem"
        wrong = loc[2] == "choices" and loc[-1] == "text" and not model.questions[loc[1]].choices[loc[3]].right
        return "poor" if wrong else "house"
    if loc[2] == "caller":
        return "caller"
    return "poor" if "must_not" in loc else "house"
