"""Rows that are events of calls: part of the mapping language of `sources.yml`.

In:   the YAML under `events:` of a source.
Out:  `Events`: which column names the call, which the event, and the columns that its rules make; the exclusions that
      it brings with it.
Why:  a platform that writes a row for each thing that happens to a call has no row that says how the call went; what
      it says is told by a few rules (first, last, sum, count, between, any), so that a new export needs no code.
Not here: making the calls (`kit.intake.eventful`), whether a mapping with events holds together
          (`kit.params.event_faults`), how the made columns are read (`kit.params.columns`).
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from kit.params.columns import Texts, TimeFormat
from kit.params.reader import Strict
from kit.params.wrong import Wrong

# The made column that says what a row is, where it is no whole call; the words are the names of its exclusions.
STATE = "state of the call"
NO_CALL, IGNORED, UNBEGUN, UNFINISHED = "no_call", "ignored_call", "unbegun_call", "unfinished_call"
# They take nothing away: another file may hold the whole call.
CUT = (IGNORED, UNBEGUN, UNFINISHED)


def _kinds(value: object) -> object:
    """Two kinds of events, each a word or a list of words."""
    return [one if isinstance(one, list) else [one] for one in value] if isinstance(value, list) else value


class Rule(Strict):
    """One column that the events of a call make. Exactly one of:

    first, last: a column's cell on the first, or last, event of the kinds `of` (of any kind where nothing is stated);
    sum: of a column's numbers over the events `of`, times `factor`; count: how many events of these kinds there were;
    any: "true" where there was one, else "false"; between: seconds from the first event of one kind to the next of
    another kind, or, where none follows, to the last of the kinds `else`; with `each`, from every event of the one kind
    to the next of the other, added up.
    """

    first: Texts | None = None
    last: Texts | None = None
    sum: Texts | None = None
    count: Texts | None = Field(None, min_length=1)
    any: Texts | None = Field(None, min_length=1)
    between: Annotated[list[Texts], BeforeValidator(_kinds)] | None = Field(None, min_length=2, max_length=2)
    else_: Texts = Field([], alias="else")
    each: bool = False
    of: Texts = []
    factor: float = Field(1, gt=0, description="of a sum: 0.001 makes seconds of milliseconds")

    @model_validator(mode="after")
    def _one_statement(self) -> Rule:
        stated = [name for name in ("first", "last", "sum", "count", "any", "between") if getattr(self, name)]
        if len(stated) != 1:
            raise Wrong("event_rule")
        if (self.of and not self.column) or (self.factor != 1 and not self.sum):
            raise Wrong("event_rule_of", stated=stated[0])
        if (self.else_ or self.each) and (not self.between or (self.else_ and self.each)):
            raise Wrong("event_rule_between")
        return self

    @property
    def column(self) -> list[str]:
        """The file's column whose cells it takes, under any of these names; empty where it takes none."""
        return self.first or self.last or self.sum or []

    @property
    def kinds(self) -> list[str]:
        """The kinds of events that it names."""
        pair = [kind for kinds in self.between or [] for kind in kinds]
        return [*self.of, *(self.count or []), *(self.any or []), *pair, *self.else_]


class Moments(Strict):
    """The column of an event's moment, and how it is written (as under `columns:`)."""

    from_: Texts = Field(alias="from")
    format: TimeFormat | None = None


class Events(Strict):
    """Each row of the file is an event; what the rules make is read under `columns:` as if the file had a row per call.

    by: the column that names the call; event: the column that names the event; at: the column of its moment, needed by
    `between`, by `order: at` and by `files: one_stream`. order: events follow each other as in the file, or by their
    moments. no_call: what stands for a call where there is none. begin, end: kinds that begin and end a call: one
    without is cut, and left out as `unbegun_call` or `unfinished_call`. ignored: kinds that say nothing more; a call of
    which there is nothing else is left out as `ignored_call`. A kind that the mapping never names is counted and told.
    files: `one_stream` reads the files of one command that belong to the source as one, so that a call that begins in
    one and ends in the next is whole.
    """

    by: Texts
    event: Texts
    at: Moments | None = None
    order: Literal["file", "at"] = "file"
    no_call: Texts = []
    begin: Texts = []
    end: Texts = []
    ignored: Texts = []
    files: Literal["apart", "one_stream"] = "apart"
    columns: dict[str, Rule] = Field(min_length=1)

    @model_validator(mode="after")
    def _moments_are_told(self) -> Events:
        needs = [f"columns: {name}: between" for name, rule in self.columns.items() if rule.between]
        needs += ["order: at"] if self.order == "at" else []
        needs += ["files: one_stream"] if self.files == "one_stream" else []
        if needs and self.at is None:
            raise Wrong("events_at", needs=needs[0])
        if STATE in self.columns:
            raise Wrong("events_state", ("columns", STATE), name=STATE)
        return self

    @property
    def names(self) -> list[str]:
        """Every name that the events make: columns that are none of the file's, though one may be called the same."""
        return [STATE, *self.columns]

    @property
    def of_the_file(self) -> list[list[str]]:
        """The file's columns that are read: for each, the names that it may have."""
        listed = [self.by, self.event, *([self.at.from_] if self.at else [])]
        return listed + [rule.column for rule in self.columns.values() if rule.column]

    @cached_property
    def known(self) -> set[str]:
        """Every kind of event that the mapping names."""
        return {*self.begin, *self.end, *self.ignored, *(kind for rule in self.columns.values() for kind in rule.kinds)}


def with_exclusions(stated: object) -> object:
    """A source as it is written, with the exclusions that its events bring: they come before its own."""
    if not isinstance(stated, dict) or not isinstance(stated.get("events"), dict):
        return stated
    own = stated.get("exclude", [])
    brought = [{"name": name, "where": {STATE: name}} for name in (NO_CALL, *CUT)]
    return stated | {"exclude": [*brought, *own]} if isinstance(own, list) else stated
