"""What `paths/<id>.yml` and `this_week.yml` hold: weeks, days, gates, occasions, what a review asked for.

In:   the content of a file.
Out:  frozen models; unknown keys are refused with their line (`yamlfile`).
Why:  another client orders the same modules otherwise by changing a path only.
Not here: whether the order is possible (`kit.training.rules.path_rules`).
"""

from __future__ import annotations

from pydantic import Field, field_validator

from kit.params.reader import Strict
from kit.training.sources.texts import Text


class Day(Strict):
    day: int = Field(ge=1)
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()


class Floor(Strict):
    minutes: int = Field(gt=0)
    what: Text


class Week(Strict):
    week: int = Field(ge=1)
    title: Text
    days: tuple[Day, ...] = ()
    modules: tuple[str, ...] = ()
    floor: tuple[Floor, ...] = ()
    gate: str = ""
    load: float | None = Field(None, gt=0, le=1)
    listens: int | None = Field(None, ge=0)

    @field_validator("floor", mode="before")
    @classmethod
    def _one(cls, floor: object) -> object:
        return [floor] if isinstance(floor, dict) else floor


class Gate(Strict):
    id: str
    title: Text
    modules: tuple[str, ...]
    note: Text | None = None


class Occasion(Strict):
    """When a micro-module is given, in words."""

    module: str
    when: Text


class LearningPath(Strict):
    """`paths/<id>.yml`: which modules, in which order."""

    id: str
    version: str = ""
    title: Text
    intro: Text
    weeks: tuple[Week, ...] = ()
    gates: tuple[Gate, ...] = ()
    modules: tuple[str, ...] = ()
    occasions: tuple[Occasion, ...] = ()


class Due(Strict):
    module: str
    why: Text


class ThisWeek(Strict):
    """`this_week.yml` (optional): the micro-modules that the weekly review asked for."""

    week: str = Field(pattern=r"^\d{4}-W\d{2}$")
    due: tuple[Due, ...]
