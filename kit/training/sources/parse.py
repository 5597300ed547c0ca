"""Reads a module's `fr.md` or `en.md`: headings, prose and the `:::` blocks, each with its line.

In:   a text and what findings call its file.
Out:  a `Document` of parts in order, and the findings; whatever the text, there is a document.
Why:  facilitator text, answers and dialogues must be known before Markdown is, or they could not be cut or checked.
Not here: what the parts are (`document`), what their lines mean (`block_lines`).
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace

from kit.training.sources.document import MODES, SHAPES, Block, Document, Heading, Part, Prose, Shape
from kit.training.sources.finding import Finding, Place, error

_FENCE = re.compile(r"^:::\s*(.*?)\s*$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*(?:\{#([\w-]+)\})?\s*$")
_TOKEN = re.compile(r'"([^"]*)"|(\S+)')
_CODE = re.compile(r"^\s*(```|~~~)")


@dataclass
class _Reading:
    place: Place
    parts: list[Part] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    prose_line: int = 0
    open: Block | None = None
    body: list[str] = field(default_factory=list)
    code: str = ""

    def fault(self, line: int, slug: str, /, **fields: object) -> None:
        self.found.append(error(self.place.at(line), slug, **fields))

    def end_prose(self) -> None:
        if any(line.strip() for line in self.prose):
            self.parts.append(Prose(self.prose_line, tuple(self.prose)))
        self.prose = []

    def end_block(self) -> None:
        if self.open:
            self.parts.append(replace(self.open, lines=tuple(self.body)))
        self.open, self.body = None, []


def parse(text: str, place: Place) -> tuple[Document, list[Finding]]:
    """The document of a text, and what is missing in its form."""
    reading = _Reading(place)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), start=1):
        _take(reading, number, line)
    if reading.open:
        reading.fault(reading.open.line, "block_open", kind=reading.open.kind)
    reading.end_block()
    reading.end_prose()
    document = Document(place, tuple(reading.parts))
    return document, reading.found + _form(document)


def _take(reading: _Reading, number: int, line: str) -> None:
    fence = None if reading.code else _FENCE.match(line)
    if fence:
        _take_fence(reading, number, fence[1])
        return
    code = _CODE.match(line)
    if code and (not reading.code or reading.code == code[1]):
        reading.code = "" if reading.code else code[1]
    heading = None if reading.code else _HEADING.match(line)
    if reading.open:
        if heading:
            reading.fault(number, "heading_in_block", kind=reading.open.kind)
        reading.body.append(line)
    elif heading:
        reading.end_prose()
        reading.parts.append(Heading(number, len(heading[1]), heading[2], heading[3] or ""))
    else:
        if not reading.prose:
            reading.prose_line = number
        reading.prose.append(line)


def _take_fence(reading: _Reading, number: int, header: str) -> None:
    if not header:
        if not reading.open:
            reading.fault(number, "block_not_open")
        reading.end_block()
        return
    if reading.open:
        reading.fault(number, "block_nested", kind=reading.open.kind, line=reading.open.line)
        reading.end_block()
    reading.end_prose()
    reading.open, faults = _opening(number, header)
    for slug, fields in faults:
        reading.fault(number, slug, **fields)


def _opening(number: int, header: str) -> tuple[Block, list[tuple[str, dict]]]:
    """The block that an opening line starts, and what is wrong with that line."""
    kind, _, rest = header.partition(" ")
    faults: list[tuple[str, dict]] = []
    if kind not in SHAPES:
        near = difflib.get_close_matches(kind, SHAPES, n=1)
        faults.append(("block_near" if near else "block_unknown", {"kind": kind, "near": near[0] if near else ""}))
    shape = SHAPES.get(kind, Shape(("id",), title=True))
    titles = [title for title, word in _TOKEN.findall(rest) if not word]
    words = [word for _, word in _TOKEN.findall(rest) if word]
    flags = frozenset(word for word in words if word in shape.flags)
    words = [word for word in words if word not in flags]
    faults += _header_faults(kind, shape, words, titles)
    given = dict(zip(shape.words, words, strict=False))
    minutes = int(given["minutes"]) if given.get("minutes", "").isascii() and given.get("minutes", "").isdigit() else 0
    title = titles[0] if titles else ""
    return Block(number, kind, given.get("id", ""), title, minutes, given.get("mode", ""), flags), faults


def _header_faults(kind: str, shape: Shape, words: list[str], titles: list[str]) -> list[tuple[str, dict]]:
    faults: list[tuple[str, dict]] = []
    for name in shape.words[len(words) :]:
        faults.append(("block_lacks", {"kind": kind, "what": name}))
    for word in words[len(shape.words) :]:
        faults.append(("block_word", {"kind": kind, "word": word}))
    if shape.title and not (titles and titles[0].strip()):
        faults.append(("block_lacks", {"kind": kind, "what": '"title"'}))
    given = dict(zip(shape.words, words, strict=False))
    if "minutes" in given and not re.fullmatch(r"[1-9]\d{0,2}", given["minutes"]):
        faults.append(("block_minutes", {"word": given["minutes"]}))
    if "mode" in given and given["mode"] not in MODES:
        faults.append(("block_mode", {"word": given["mode"], "known": ", ".join(MODES)}))
    return faults


def _form(document: Document) -> list[Finding]:
    """One title, first; levels without a gap; an id once per kind."""
    found, level, seen = [], 0, set()
    headings = [part for part in document.parts if isinstance(part, Heading)]
    if not headings or headings[0].level != 1 or document.parts[0] is not headings[0]:
        found.append(error(document.place, "no_title"))
    for heading in headings:
        place = document.place.at(heading.line)
        if heading.level == 1 and level:
            found.append(error(place, "second_title"))
        elif heading.level > level + 1:
            found.append(error(place, "level_skipped", level=heading.level, before=level))
        level = heading.level
        if heading.level == 2 and not heading.id:
            found.append(error(place, "heading_id"))
    for part in document.parts:
        if isinstance(part, Prose) or not part.id:
            continue
        name = (getattr(part, "kind", "heading"), part.id)
        if name in seen:
            found.append(error(document.place.at(part.line), "id_twice", id=part.id))
        seen.add(name)
    return found
