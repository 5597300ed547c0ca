"""What `facts/*.yml` hold: dated statements with their source.

In:   the content of a file.
Out:  frozen models; a fact that ends before it was seen is refused.
Why:  an amount without a date and a source cannot be confirmed by anybody.
Not here: how a fact is shown (`kit.training.text.facts`), whether it is still valid (`kit.training.rules.fact_rules`).
"""

from __future__ import annotations

import datetime as dt

from pydantic import Field, model_validator

from kit.params.reader import Strict
from kit.training.sources.texts import Name, Text


class Fact(Strict):
    """A dated statement with its source. Unconfirmed or past its date, it is shown as to be confirmed."""

    value: Name
    says: Text
    source: Name
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    seen_on: dt.date
    valid_from: dt.date | None = None
    valid_until: dt.date
    confirmed: bool = False
    confirmed_by: str = ""

    @model_validator(mode="after")
    def _lasting(self) -> Fact:
        if self.valid_until <= self.seen_on:
            raise ValueError("valid_until must be later than seen_on")
        return self


class Facts(Strict):
    """One file of `facts/`."""

    scope: str = Field(pattern=r"^(common|client:[a-z0-9_-]+)$")
    awaits: Text | None = None  # who must still confirm them all; shown beside them, and a release is refused
    facts: dict[str, Fact]
