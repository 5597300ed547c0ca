"""Texts that several pages include: `training/shared/<id>/{fr,en}.md`, put in by `::: include <id>`.

In:   the sources as read; a document that includes.
Out:  the texts included, their pieces; findings of includes that lead nowhere and of shared texts unfit to be shared.
Why:  an emergency sequence that stands on three pages is soon three sequences; a copy is never the same for long.
Not here: how a shared text looks on a page (`lesson`).

A shared text stands in both editions and on pages that learners read, so it holds none of the facilitator's blocks;
it is set without tips and links, so that it is the same to the letter wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kit.training.sources.blocks import Block, Document, Heading, Part
from kit.training.sources.finding import Finding, error
from kit.training.sources.load import PageSource, Sources
from kit.training.text.passages import Piece, of_document

FIT = ("say", "tip", "warning")  # blocks that may stand in a shared text


def included(sources: Sources, document: Document) -> list[PageSource]:
    """The shared texts that a document includes, in its order; one that does not exist is left out."""
    return [sources.shared[block.id] for block in document.blocks("include") if block.id in sources.shared]


def parts(text: Document) -> tuple[Part, ...]:
    """What a page shows of a shared text: all but its title, which is for authors."""
    return text.parts[1:]


def pieces(sources: Sources, texts: dict[str, Document]) -> list[Piece]:
    """The pieces that the documents of a page take in from shared texts."""
    return [
        piece
        for lang, document in texts.items()
        for one in included(sources, document)
        for piece in of_document(one.texts[lang], lang)
    ]


def check(sources: Sources) -> Iterator[Finding]:
    """Includes that lead nowhere or hold text of their own; shared texts that may not be shared or nobody includes."""
    used: set[str] = set()
    for document in _documents(sources):
        for block in document.blocks("include"):
            used.add(block.id)
            place = document.place.at(block.line)
            if block.id not in sources.shared:
                yield error(place, "unknown_shared", id=block.id, known=", ".join(sources.shared) or "-")
            if block.text.strip():
                yield error(place, "include_text", id=block.id)
    whole = all(module.texts for module in sources.modules.values())  # not so where only some were asked for
    for name, one in sources.shared.items():
        for document in one.texts.values():
            yield from _fit(document)
        if whole and name not in used:
            yield error(one.texts["fr"].place, "shared_unused", id=name)


def _documents(sources: Sources) -> Iterable[Document]:
    holders = (*sources.modules.values(), *sources.sheets.values(), *sources.pages.values())
    return [document for holder in holders for document in holder.texts.values()]


def _fit(document: Document) -> Iterator[Finding]:
    for part in parts(document):
        place = document.place.at(part.line)
        if isinstance(part, Block) and part.kind not in FIT:
            yield error(place, "shared_block", kind=part.kind, known=", ".join(FIT))
        if isinstance(part, Heading):
            yield error(place, "shared_heading")
    for piece in of_document(document, ""):
        if "](" in piece.text:
            yield error(piece.place, "shared_link")
