"""Texts that several pages include: `training/shared/<id>/{fr,en}.md`, put in by `::: include <id>`.

In:   the sources as read; a document that includes.
Out:  the texts included, their passages.
Why:  an emergency sequence that stands on three pages is soon three sequences; a copy is never the same for long.
Not here: whether it may be shared (`kit.training.rules.shared_rules`), how it looks on a page (`lesson`).

A shared text stands in both editions and on pages that learners read, so it holds none of the facilitator's blocks;
it is set without tips and links, so that it is the same to the letter wherever it stands.
"""

from __future__ import annotations

from kit.training.sources.document import Document, Part
from kit.training.sources.records import PageSource, Sources
from kit.training.text.passages import Passage, of_document


def included(sources: Sources, document: Document) -> list[PageSource]:
    """The shared texts that a document includes, in its order; one that does not exist is left out."""
    return [sources.shared[block.id] for block in document.blocks("include") if block.id in sources.shared]


def parts(text: Document) -> tuple[Part, ...]:
    """What a page shows of a shared text: all but its title, which is for authors."""
    return text.parts[1:]


def passages(sources: Sources, texts: dict[str, Document]) -> list[Passage]:
    """The passages that the documents of a page take in from shared texts."""
    return [
        passage
        for lang, document in texts.items()
        for one in included(sources, document)
        for passage in of_document(one.texts[lang], lang)
    ]
