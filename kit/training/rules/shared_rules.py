"""Includes that lead nowhere, shared texts that are unfit to be shared or that nobody includes.

In:   the sources as read.
Out:  findings.
Why:  a shared text stands in both editions and on pages that learners read, the same to the letter.
Not here: what a page takes in of a shared text (`kit.training.text.shared`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kit.training.sources.document import Block, Document, Heading
from kit.training.sources.finding import Finding, error
from kit.training.sources.records import Sources
from kit.training.text.passages import of_document
from kit.training.text.shared import parts

FIT = ("say", "tip", "warning")  # blocks that may stand in a shared text


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
    pages = [*sources.sheets.values(), *sources.pages.values()]
    texts = [*(one.texts for one in sources.modules.values()), *(one.texts for one in pages)]
    return [document for one in texts for document in one.values()]


def _fit(document: Document) -> Iterator[Finding]:
    for part in parts(document):
        place = document.place.at(part.line)
        if isinstance(part, Block) and part.kind not in FIT:
            yield error(place, "shared_block", kind=part.kind, known=", ".join(FIT))
        if isinstance(part, Heading):
            yield error(place, "shared_heading")
    for passage in of_document(document, ""):
        if "](" in passage.text:
            yield error(passage.place, "shared_link")
