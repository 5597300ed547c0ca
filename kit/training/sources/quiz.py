"""What `quiz.yml` holds.

In:   the content of the file.
Out:  frozen models; a value that cannot be is refused with its line (`yamlfile`).
Why:  each choice carries its own feedback, so that each mistake gets its own hint.
Not here: what makes a quiz fair (`kit.training.rules.quiz_rules`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from kit.params.reader import Strict
from kit.training.sources.texts import Text


class Choice(Strict):
    id: str = Field(pattern=r"^[a-z]$")
    right: bool
    text: Text
    feedback: Text


class Question(Strict):
    id: str = Field(pattern=r"^[a-z]{1,2}\d+$")
    objective: str
    kind: Literal["single", "multiple"]
    certification: bool = False
    stem: Text
    choices: tuple[Choice, ...] = Field(min_length=1)  # 3 or 4: `kit.training.rules.quiz_rules`

    @field_validator("choices")
    @classmethod
    def _ids_once(cls, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        if len({choice.id for choice in choices}) < len(choices):
            raise ValueError("two choices have the same id")
        return choices


class Quiz(Strict):
    """`quiz.yml`."""

    questions: tuple[Question, ...] = Field(min_length=1)
