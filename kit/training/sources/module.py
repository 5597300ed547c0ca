"""What `module.yml` holds: the facts about a module.

In:   the content of the file.
Out:  frozen models; a value that cannot be is refused with its line (`yamlfile`).
Why:  facts about a module stand once, language-free; words stand once per language.
Not here: its quiz (`quiz`), its cards (`cards`), its texts (`document`), rules across files (`kit.training.rules`).
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args

from pydantic import Field, model_validator

from kit.params.reader import Strict

Step = Literal[
    "opening", "explain", "exercise", "roleplay", "listening", "quiz", "assessment", "break", "debrief", "floor"
]

STEPS: tuple[str, ...] = get_args(Step)
EXPLAIN_MAX = 15
MODULE_ID, MICRO_ID = r"^m\d{2}-[a-z0-9-]+$", r"^u\d{2}-[a-z0-9-]+$"


class Half(Strict):
    """Half a day of the initial path."""

    day: int = Field(ge=1, le=60)
    half: Literal["am", "pm"]


class Objective(Strict):
    id: str = Field(pattern=r"^o\d+$")
    verb: str
    criteria: tuple[str, ...]


class PlanStep(Strict):
    """One line of the minute-by-minute plan."""

    minutes: int = Field(gt=0, le=240)
    step: Step
    section: str = ""
    exercise: str = ""
    cards: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _stated(self) -> PlanStep:
        if self.step == "explain" and self.minutes > EXPLAIN_MAX:
            raise ValueError(f"nobody listens longer than {EXPLAIN_MAX} minutes: split the step")
        if self.step == "exercise" and not self.exercise:
            raise ValueError("name the exercise of the step")
        return self


class Assessment(Strict):
    kind: tuple[Literal["quiz", "roleplay", "exercise", "listening", "writing", "floor"], ...] = Field(min_length=1)
    pass_mark: float = Field(alias="pass", gt=0, le=1)
    eliminatory: bool = False
    gate: bool = False
    criteria: tuple[str, ...] = ()


class Trigger(Strict):
    """What a micro-module answers to: a signal of the weekly report, or an event of `training/triggers.yml`."""

    signal: str
    when: Literal["above_usual", "below_usual", "above_target", "below_target", "happened", "planned"]


class Module(Strict):
    """`module.yml`."""

    id: str = Field(pattern=r"^[mu]\d{2}-[a-z0-9-]+$")
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    reviewed_on: dt.date
    owner: Literal["client", "provider"]
    scope: str = Field(pattern=r"^(common|client:[a-z0-9_-]+)$")
    when: tuple[Half, ...] = ()
    minutes: int = Field(gt=0)
    group_max: int = Field(gt=0)
    setting: Literal["classroom", "floor", "remote"]
    prerequisites: tuple[str, ...] = ()
    objectives: tuple[Objective, ...] = Field(min_length=1)
    plan: tuple[PlanStep, ...] = Field(min_length=1)
    assessment: Assessment
    triggers: tuple[Trigger, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def micro(self) -> bool:
        return self.id.startswith("u")

    @property
    def folder(self) -> str:
        """Where its sources and its pages stand: `modules/<id>` or `micro/<id>`."""
        return f"{'micro' if self.micro else 'modules'}/{self.id}"

    @property
    def client(self) -> str:
        """The style that it belongs to, or "" where it is common."""
        return self.scope.removeprefix("client:") if self.scope != "common" else ""
