"""The two editions: what a learner gets is cut out of the sources before Markdown is.

In:   a module as read, "learner" or "facilitator".
Out:  the module as that edition may know it.
Why:  what is merely hidden on a page is found by search, by the page's source, by a curious pupil.
Not here: how facilitator notes look (`kit.training.pages`).
"""

from __future__ import annotations

from dataclasses import replace

from kit.training.sources.cards import Roleplay
from kit.training.sources.document import Block, Document, Part
from kit.training.sources.finding import LANGUAGES
from kit.training.sources.quiz import Quiz
from kit.training.sources.records import ModuleSource, Sources
from kit.training.sources.style import Style


def cut(module: ModuleSource, edition: str) -> ModuleSource:
    """The module without what its edition may not know."""
    if edition == "facilitator":
        return module
    texts = {lang: learner_text(document) for lang, document in module.texts.items()}
    quiz, roleplay = _learner_quiz(module.quiz), _learner_cards(module.roleplay)
    return replace(module, texts=texts, quiz=quiz, roleplay=roleplay, located={})


def learner_text(document: Document) -> Document:
    """The document without facilitator blocks and the answers that only facilitators may have."""
    kept_back = {block.id for block in document.blocks("exercise") if "facilitator_only" in block.flags}
    return replace(document, parts=tuple(part for part in document.parts if not _for_facilitators(part, kept_back)))


def _for_facilitators(part: Part, kept_back: set[str]) -> bool:
    if not isinstance(part, Block):
        return False
    return part.kind == "facilitator" or (part.kind == "answer" and part.id in kept_back)


def _learner_quiz(quiz: Quiz | None) -> Quiz | None:
    open_ones = tuple(question for question in quiz.questions if not question.certification) if quiz else ()
    return quiz.model_copy(update={"questions": open_ones}) if quiz and open_ones else None


def _learner_cards(roleplay: Roleplay | None) -> Roleplay | None:
    open_ones = tuple(card for card in roleplay.cards if not card.certification) if roleplay else ()
    return roleplay.model_copy(update={"cards": open_ones}) if roleplay and open_ones else None


def fitting(sources: Sources, style: Style) -> dict[str, ModuleSource]:
    """The modules that a style teaches, the common ones and its own; one that is not whole yet is left out."""
    return {
        name: source
        for name, source in sources.modules.items()
        if source.read and len(source.texts) == len(LANGUAGES) and source.meta.client in ("", style.id)
    }
