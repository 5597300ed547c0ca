"""Which canonical table an unknown file seems to be, and which of its columns may be which.

In:   what stands in the file's columns.
Out:  `Match` for each table: columns that are certain by name and content, columns that are asked; the likeliest table.
Why:  the same name means a state in a list of calls and a count in a report: name and content must agree.
Not here: formats and units (`fields`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kit import schema
from kit.intake.cells import _FLAGS
from kit.intake.proposal import names
from kit.intake.proposal.cells import Seen

_CLEAR = 2  # how much better the likeliest table must fit than the next
_LIST = 60  # words of a list of outcomes
COUNTS = ("intervals", "carrier_counts", "staffing")


@dataclass
class Match:
    """sure: the file's columns by canonical column; asked: canonical columns by the file's column."""

    table: str
    sure: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """How well the table fits: columns of its own weigh double, those that tell it apart three times."""
        telling = _TELLING.get(self.table, ())
        own = sum(3 if name in telling else 2 for name in self.sure)
        return own + len({tuple(of) for of in self.asked.values() if of})


_TELLING = {
    "calls": ("call_key", "caller", "outcome", "ring_s"),
    "intervals": ("answered", "abandoned", "offered"),
    "carrier_counts": ("number", "presented", "busy", "delivered", "billable_s"),
    "staffing": ("planned", "present"),
    "actions": ("what", "due_on", "effect_expected"),
}


def matches(columns: dict[str, Seen]) -> dict[str, Match]:
    """What the file could be, by table."""
    return {table: _match(table, columns) for table in schema.DELIVERABLE}


def likeliest(found: dict[str, Match]) -> tuple[str | None, list[str]]:
    """The table that the file is for sure, None where two fit nearly alike; and the candidates, the best first."""
    ranked = sorted((match for match in found.values() if match.score), key=lambda match: -match.score)
    telling = [
        match for match in ranked if set(_TELLING.get(match.table, schema.TABLES[match.table].key)) & set(match.sure)
    ]
    if not telling or telling[0].score < 2 * _CLEAR:
        return None, [match.table for match in ranked[:3]]
    best, others = telling[0], [match for match in ranked if match is not telling[0]]
    clear = not others or best.score >= others[0].score + _CLEAR
    return (best.table if clear else None), [best.table, *(match.table for match in others[:1])]


def _match(table: str, columns: dict[str, Seen]) -> Match:
    match = Match(table)
    for name, seen in columns.items():
        canonical = names.sure(table, name)
        if canonical and agrees(table, canonical, seen):
            match.sure.setdefault(canonical, []).append(name)
        elif (of := names.asked(table, name)) is not None:
            fitting = [one for one in of if one in names.columns(table) and agrees(table, one, seen)]
            if fitting or not of:
                match.asked[name] = fitting
        elif canonical and seen.filled:
            match.asked.setdefault(name, [])
    return match


def agrees(table: str, canonical: str, seen: Seen) -> bool:
    """Whether the cells of a column can be those of a canonical column."""
    spec = schema.TABLES[table].columns[canonical]
    kinds, filled = seen.kinds, seen.filled
    if not filled:
        return False
    if spec.type in ("TIMESTAMP", "DATE"):
        return is_moment(seen) or (spec.type == "TIMESTAMP" and (is_clock(seen) or is_hour(table, seen)))
    if spec.type == "BOOLEAN":
        return not seen.many and len(seen.distinct) <= 4
    if spec.type == "DOUBLE" and spec.unit in ("s", "s of calls"):
        timed = kinds["clock3"] + kinds["clock2"] + kinds["native_time"] + kinds["native_duration"] + kinds["suffixed"]
        return 2 * (timed + kinds["number"]) > filled and not kinds["percent"]
    if spec.type == "DOUBLE":
        return 2 * kinds["number"] > filled and not kinds["percent"]
    if canonical == "outcome":
        return not seen.many and len(seen.distinct) <= _LIST and kinds["word"] + _flags(seen) >= filled / 2
    return not (spec.type == "VARCHAR" and kinds["clock3"] + kinds["native_time"] > filled / 2)


def _flags(seen: Seen) -> int:
    return sum(rows for word, rows in seen.distinct.items() if word.casefold() in _FLAGS)


def is_moment(seen: Seen) -> bool:
    """Whether most cells of a column are dates, in whatever format."""
    return 2 * (seen.moments.read + seen.moments.native) > seen.filled > 0


def is_clock(seen: Seen) -> bool:
    """Whether most cells are times of a day, or spans of it."""
    kinds = seen.kinds
    clocked = kinds["clock2"] + kinds["clock3"] + kinds["range"] + kinds["native_time"]
    return 2 * clocked > seen.filled > 0 and seen.longest_clock <= 24


def is_hour(table: str, seen: Seen) -> bool:
    """Whether the cells are the hours 0 to 23 of a report."""
    reach = seen.numbers
    whole = seen.all_are("number") and reach.wholes == seen.filled and table in COUNTS
    return bool(whole and reach.least is not None and reach.least >= 0 and (reach.most or 0) <= 24)
