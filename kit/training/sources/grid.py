"""What `grids/listening.yml` holds: criteria with their weights and what is heard at each level.

In:   the content of the file.
Out:  frozen models; weights that do not add up to 100 are refused.
Why:  both parties score a call by the same grid, and modules name its criteria.
Not here: the grid's page (`kit.training.pages.reference_pages`).
"""

from __future__ import annotations

import datetime as dt

from pydantic import Field, field_validator, model_validator

from kit.params.reader import Strict
from kit.training.sources.texts import Text


class Anchors(Strict):
    """What is heard at each level; the levels are words as YAML keys 0, 1, 2 would be numbers."""

    zero: Text = Field(alias="0")
    one: Text = Field(alias="1")
    two: Text = Field(alias="2")


class Criterion(Strict):
    id: str = Field(pattern=r"^C\d+$")
    weight: int = Field(gt=0)
    may_be_na: bool = False
    name: Text
    anchors: Anchors

    @field_validator("anchors", mode="before")
    @classmethod
    def _numbers(cls, anchors: object) -> object:
        return {str(key): value for key, value in anchors.items()} if isinstance(anchors, dict) else anchors


class Eliminatory(Strict):
    id: str = Field(pattern=r"^E\d+$")
    name: Text
    anchor: Text


class Phase(Strict):
    id: str
    title: Text
    criteria: tuple[str, ...]


class Grid(Strict):
    """`grids/listening.yml`."""

    id: str
    version: str
    reviewed_on: dt.date | None = None
    title: Text
    intro: Text | None = None
    criteria: tuple[Criterion, ...]
    eliminatory: tuple[Eliminatory, ...]
    phases: tuple[Phase, ...] = ()
    pass_mark: int | None = Field(None, gt=0, le=100)
    rules: tuple[Text, ...] = ()

    @property
    def everything(self) -> tuple[Criterion | Eliminatory, ...]:
        """All that a call is scored by: the criteria, then what fails it at once."""
        return (*self.criteria, *self.eliminatory)

    @model_validator(mode="after")
    def _hundred(self) -> Grid:
        total = sum(criterion.weight for criterion in self.criteria)
        if total != 100:
            raise ValueError(f"the weights add up to {total}, not to 100")
        phased = sorted(name for phase in self.phases for name in phase.criteria)
        if self.phases and phased != sorted(criterion.id for criterion in self.criteria):
            raise ValueError("each criterion must stand in one phase, once")
        return self
