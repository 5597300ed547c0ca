"""What `verbs.yml`, `glossary.yml`, `reasons.yml` and `triggers.yml` hold.

In:   the content of a file.
Out:  frozen models; unknown keys are refused with their line (`yamlfile`).
Why:  words of the floor, reason codes and signals stand once, and modules name them by id.
Not here: the names of figures (`params/glossary.yml`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kit.params.reader import Strict
from kit.training.sources.texts import Text


class Verbs(Strict):
    """`verbs.yml`: what an objective may ask for."""

    verbs: dict[str, Text]


class Term(Strict):
    """A word of the floor."""

    name: Text
    forms: dict[Literal["fr", "en"], tuple[str, ...]] = Field(default_factory=dict)
    says: Text
    see: tuple[str, ...] = ()


class Glossary(Strict):
    terms: dict[str, Term]


class Reason(Strict):
    name: Text
    says: Text | None = None
    scope: str = "common"
    modules: tuple[str, ...] = ()


class Reasons(Strict):
    reasons: dict[str, Reason]


class Event(Strict):
    """A signal that no figure of the glossary tells."""

    name: Text
    says: Text


class Triggers(Strict):
    triggers: dict[str, Event]
