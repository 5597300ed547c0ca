"""How much a module holds: words for learners and facilitators, exercises, tasks, dialogues, cards.

In:   one module as read.
Out:  counts; findings where a module is too thin for its minutes.
Why:  an hour with ten lines of text is an hour of improvisation.
Not here: whether the text is good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kit.training.sources.block_lines import tasks
from kit.training.sources.document import Block, Document
from kit.training.sources.finding import Finding, error
from kit.training.sources.records import ModuleSource
from kit.training.text.variables import VARIABLE

TASK_EVERY, EXERCISE_EVERY = 10, 45  # minutes
LONG, MEDIUM = 200, 120  # minutes of a module from which more is due
WORDS = {"long": (1400, 600), "medium": (1000, 450), "micro": (350, 120)}
_WORD = re.compile(r"\w[\w'’-]*")


@dataclass(frozen=True)
class Size:
    """What a module holds in one language."""

    learner: int
    facilitator: int
    exercises: int
    tasks: int
    dialogues: int


def words(text: str) -> int:
    return len(_WORD.findall(VARIABLE.sub("x", text)))


def of(document: Document) -> Size:
    """The counts of a document."""
    learner = facilitator = 0
    for part in document.parts:
        title = part.title if isinstance(part, Block) else ""
        count = words(f"{title} {part.text}")
        if isinstance(part, Block) and part.kind == "facilitator":
            facilitator += count
        else:
            learner += count
    exercises = document.blocks("exercise")
    done = sum(len(tasks(block)) for block in exercises)
    return Size(learner, facilitator, len(exercises), done, len(document.blocks("dialogue")))


def check(module: ModuleSource) -> Iterator[Finding]:
    """Whatever is missing for the module's minutes."""
    meta = module.meta
    kind = "micro" if meta.micro else "long" if meta.minutes >= LONG else "medium" if meta.minutes >= MEDIUM else ""
    for document in module.texts.values():
        held = of(document)
        if kind:
            for name, count, wanted in zip(
                ("learner", "facilitator"), (held.learner, held.facilitator), WORDS[kind], strict=True
            ):
                if count < wanted:
                    yield error(document.place, f"few_{name}_words", count=count, wanted=wanted)
        if not meta.micro and meta.minutes >= MEDIUM and held.dialogues < 2:
            yield error(document.place, "few_dialogues", count=held.dialogues, wanted=2)
        if held.exercises < meta.minutes // EXERCISE_EVERY:
            yield error(document.place, "few_exercises", count=held.exercises, wanted=meta.minutes // EXERCISE_EVERY)
        done = held.tasks + len(module.questions) + len(module.cards)
        if module.quiz and done < meta.minutes / TASK_EVERY:
            yield error(document.place, "few_tasks", count=done, wanted=-(-meta.minutes // TASK_EVERY))
