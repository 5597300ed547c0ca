"""The two languages compared: the same headings, blocks, ids, attributes, variables, links and tables.

In:   the French and the English document of a module; the texts of its YAML files.
Out:  findings, at the English place (the French one is the source).
Why:  a certificate earned in one language must mean the same in the other.
Not here: whether a translation is good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from kit.training.sources.block_lines import items, pairs, tasks, turns
from kit.training.sources.document import Block, Document, Heading, Part, Prose
from kit.training.sources.finding import Finding, Place, error
from kit.training.sources.records import ModuleSource
from kit.training.text import addresses, variables
from kit.training.text.passages import of_document, words_of

SAME_WORDS = 6  # as many words alike are a paragraph left untranslated


def check(module: ModuleSource) -> list[Finding]:
    """Every difference of form between the two languages of a module."""
    found = list(of_documents(module.texts["fr"], module.texts["en"])) if len(module.texts) == 2 else []
    for file, model in (("quiz.yml", module.quiz), ("roleplay.yml", module.roleplay)):
        if model:
            found += _of_words(module, file, model)
    return found


def of_documents(french: Document, english: Document) -> Iterator[Finding]:
    """Differences of form of two documents; the first one of structure ends the comparison of parts."""
    ours, theirs = _frame(french), _frame(english)
    for ours_part, theirs_part in zip(ours, theirs, strict=False):
        if _form(ours_part) != _form(theirs_part):
            place = english.place.at(theirs_part.line)
            there, here = _described(ours_part), _described(theirs_part)
            yield error(place, "parity_part", there=there, line=ours_part.line, here=here)
            return
    if len(ours) != len(theirs):
        longer, where = (ours, "fr") if len(ours) > len(theirs) else (theirs, "en")
        first = longer[min(len(ours), len(theirs))]
        yield error(english.place, "parity_more", lang=where, line=first.line, part=_described(first))
        return
    for one, other in _runs(french, english):
        yield from _contents(one, other, english.place)
    yield from _untranslated(french, english)


def _frame(document: Document) -> list[Heading | Block]:
    return [part for part in document.parts if not isinstance(part, Prose)]


def _form(part: Heading | Block) -> tuple:
    if isinstance(part, Heading):
        return ("heading", part.level, part.id)
    return (part.kind, part.id, part.minutes, part.mode, tuple(sorted(part.flags)), bool(part.title))


def _described(part: Heading | Block) -> str:
    if isinstance(part, Heading):
        return f"{'#' * part.level}{' {#' + part.id + '}' if part.id else ''}"
    words = (part.kind, part.id, str(part.minutes or ""), part.mode, *sorted(part.flags))
    return "::: " + " ".join(word for word in words if word)


def _runs(french: Document, english: Document) -> list[tuple[Part, Part]]:
    """The parts side by side: each heading and block, and the prose that follows each."""

    def runs(document: Document) -> list[Part]:
        found: list[Part] = []
        for part in document.parts:
            if isinstance(part, Prose):
                found.append(part)
            else:
                if found and not isinstance(found[-1], Prose):
                    found.append(Prose(found[-1].line, ()))
                found.append(part)
        return found

    return list(zip(runs(french), runs(english), strict=False))


def _contents(one: Part, other: Part, place: Place) -> Iterator[Finding]:
    """Variables, links, tables and counted items of two parts that stand for each other."""
    ours, theirs = _text(one), _text(other)
    where = place.at(other.line)
    for slug, ours_has, theirs_has in (
        ("parity_variables", _families(ours), _families(theirs)),
        ("parity_links", _targets(ours), _targets(theirs)),
    ):
        if ours_has != theirs_has:
            missing, more = ours_has - theirs_has, theirs_has - ours_has
            yield error(where, slug, missing=_listed(missing), more=_listed(more), line=one.line)
    if _tables(ours) != _tables(theirs):
        yield error(where, "parity_tables", there=_tables(ours) or "-", here=_tables(theirs) or "-", line=one.line)
    if isinstance(one, Block) and isinstance(other, Block):
        yield from _counts(one, other, where)


def _text(part: Part) -> str:
    if isinstance(part, Heading):
        return part.text
    return part.text if isinstance(part, Prose) else f"{part.title}\n{part.text}"


def _families(text: str) -> set[str]:
    return {variables.family(name) for _, name in variables.used(text)} if "{{" in text else set()


def _targets(text: str) -> set[str]:
    return {target for _, target in addresses.used(text)}


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "-"


def _tables(text: str) -> str:
    """The shapes of the tables of a text, as "4×3, 6×2" (rows with their header × columns)."""
    shapes, rows, columns = [], 0, 0
    for line in [*text.split("\n"), ""]:
        if line.lstrip().startswith("|"):
            rows, columns = rows + 1, len(re.findall(r"(?<!\\)\|", line.strip().strip("|"))) + 1
        elif rows:
            shapes.append(f"{rows}×{columns}")
            rows = 0
    return ", ".join(shapes)


def _counts(one: Block, other: Block, where: Place) -> Iterator[Finding]:
    for what, count in (
        ("tasks", lambda block: len(tasks(block))),
        ("items", lambda block: len(items(block)) if block.kind != "dialogue" else 0),
        ("turns", lambda block: [who for _, who, _ in turns(block)] if block.kind == "dialogue" else []),
        ("pairs", lambda block: len(pairs(block)) if block.kind == "say" else 0),
    ):
        ours, theirs = count(one), count(other)
        if ours != theirs:
            there, here = (_number(ours), _number(theirs))
            yield error(where, f"parity_{what}", there=there, here=here, line=one.line)


def _number(count: int | list) -> str:
    return "".join(count) if isinstance(count, list) else str(count)


def _untranslated(french: Document, english: Document) -> Iterator[Finding]:
    ours = {_bare(passage.text) for passage in of_document(french, "fr")}
    for passage in of_document(english, "en"):
        if _bare(passage.text) in ours and _same(passage.text):
            yield error(passage.place, "untranslated", begin=" ".join(passage.text.split()[:SAME_WORDS]))


def _bare(text: str) -> str:
    return " ".join((variables.VARIABLE.sub(" ", text) if "{{" in text else text).split())


def _same(text: str) -> bool:
    """Whether a text has words enough to be in a language."""
    return len(re.findall(r"[^\W\d_]{2,}", variables.VARIABLE.sub(" ", text))) >= SAME_WORDS


def _of_words(module: ModuleSource, file: str, model: BaseModel) -> Iterator[Finding]:
    for loc, words in words_of(model):
        if _bare(words.fr) == _bare(words.en) and _same(words.fr):
            place = module.at(file, *loc, "en")
            yield error(place, "untranslated", begin=" ".join(words.en.split()[:SAME_WORDS]))
        ours, theirs = _families(words.fr), _families(words.en)
        if ours != theirs:
            place = module.at(file, *loc, "en")
            missing, more = ours - theirs, theirs - ours
            yield error(place, "parity_variables", missing=_listed(missing), more=_listed(more), line=place.line)
