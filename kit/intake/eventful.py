"""Rows of events to rows of calls, by the rules of a source's `events:`.

In:   the header and the numbered rows of a file in which each row is an event; the source.
Out:  a header with the columns that the rules make, a row for each call, numbered by the call's first event, in the
      order in which calls begin; `Told`: how many events there were, and what is to be said of them.
Why:  a call's events lie anywhere between others'. Kept in memory they would grow with the file, so they are put into a
      table on disk, and calls are made of a part of them at a time. Calls that end at once could be handed on at once;
      but a call that left one queue may enter the next a minute later, and only the file's end tells.
Not here: the statements (`kit.params.events`), what the cells mean (`mapping`), the table on disk (`event_table`).

A row with too few cells costs its call: what the missing cells said, nobody knows. The call is handed on short, and set
aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, zip_longest
from typing import Any

import numpy as np
import pandas as pd

from kit.errors import RepeatedColumn, TruncatedFile
from kit.intake import times
from kit.intake.cells import number_reader, read_each, text
from kit.intake.delivered import Delivered
from kit.intake.event_table import EventTable
from kit.intake.grid import Header, is_empty, tidy
from kit.language.later import Later, later
from kit.params.events import Events

Rows = Iterator[tuple[int, Sequence]]
_BATCH = 20_000  # events
_SHOWN = 5  # kinds of events
_POSITION = "#"
_LAST = "end of the call"  # a column of its own, that a row which is cut does not reach


@dataclass
class Told:
    """What is known of the events once all are read. unknown: kinds that the mapping never names; unread: moments that
    could not be read, with the row of the first."""

    events: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    first_unread: int = 0

    def doubts(self) -> tuple[Later, ...]:
        """What is worth a look, as sentences."""
        found: list[Later] = []
        if self.unknown:
            kinds = ", ".join(f"{kind} ({count})" for kind, count in self.unknown.most_common(_SHOWN))
            more = "…" if len(self.unknown) > _SHOWN else ""
            found.append(later("intake.unknown_events", count=self.unknown.total(), kinds=kinds + more))
        if self.unread:
            found.append(later("intake.unread_moments", count=self.unread, row=self.first_unread))
        return tuple(found)


def calls(file: Delivered, head: Header, rows: Rows) -> tuple[Header, Rows, Told]:
    """The calls of a file of events; every event is read before the first of them is handed on.

    Where the file does not have a column that is read, its own rows are handed on: the check of its header will say so.
    Raises RepeatedColumn, TruncatedFile.
    """
    events = file.source.events
    assert events is not None
    head = head if head.row else _widened(head, events)
    places = _Places(file, head, events)
    if not places.all_found:
        return head, islice(rows, 1), Told()
    told = Told()
    table = EventTable(file, events, places.of_rules, partial(_numbers, file))
    try:
        for batch in _batches(rows):
            table.add(*_staged(file, events, head, batch, places, told))
        table.close_in()
    except BaseException:
        table.close()
        raise
    made = [tidy(name) for name in events.names]
    names = [*made, *(name for name in head.names if name not in made), _LAST]
    return Header(head.row, names), _handed_on(table, len(names), len(made)), told


def _widened(head: Header, events: Events) -> Header:
    """Without a header, an event has as many cells as it needs: what the rules take may lie beyond the first row."""
    taken = [name for rule in events.columns.values() for name in rule.column]
    width = max([int(name[1:]) for name in taken if name.startswith(_POSITION)], default=0)
    return Header(0, head.names + [f"{_POSITION}{at}" for at in range(len(head.names) + 1, width + 1)])


class _Places:
    """Where the file has the columns that are read. distinct: the columns that rules take cells of; of_rules: of each
    such rule, which of these it takes."""

    def __init__(self, file: Delivered, head: Header, events: Events) -> None:
        self.names = {name: at for at, name in enumerate(head.names)}
        self.names |= {f"{name} #1": self.names[name] for name in head.repeated}
        self.file, self.head = file, head
        self.by, self.event = self._of(events.by), self._of(events.event)
        self.at = self._of(events.at.from_) if events.at else None
        taken = [self._of(rule.column) for rule in events.columns.values() if rule.column]
        self.distinct = list(dict.fromkeys(taken))
        self.of_rules = [self.distinct.index(at) for at in taken]
        self.all_found = None not in [self.by, self.event, *taken] and not (events.at and self.at is None)

    def _of(self, names: Sequence[str]) -> int | None:
        found = next((name for one in names if (name := tidy(one)) in self.names), None)
        if found is None:
            return None
        if found in self.head.repeated:
            choices = f'"{found} #1", "{found} #2"'
            raise self.file.refuse(RepeatedColumn, row=self.head.row, column=found, count=2, choices=choices)
        return self.names[found]


def _batches(rows: Rows) -> Iterator[list[tuple[int, Sequence]]]:
    """Rows that hold anything, some at a time."""
    filled = ((number, row) for number, row in rows if not all(is_empty(cell) for cell in row))
    while batch := list(islice(filled, _BATCH)):
        yield batch


def _staged(
    file: Delivered, events: Events, head: Header, batch: list[tuple[int, Sequence]], places: _Places, told: Told
) -> tuple[dict[str, Any], list[list[str]]]:
    """What the table on disk keeps of some events: row, call, event, moment, whether cells are missing; and the cells
    that the rules take."""
    nulls = frozenset(file.source.file.nulls)
    none = {*events.no_call, "", *nulls}
    numbers, rows = [number for number, _ in batch], [row for _, row in batch]
    columns = list(zip_longest(*rows))
    by, kinds = _cells(columns, places.by), _cells(columns, places.event)
    named = [None if cell in none else cell for cell in by]
    told.events += len(batch)
    counts = Counter(kind for kind, call in zip(kinds, named, strict=True) if call)
    told.unknown.update({kind: count for kind, count in counts.items() if kind not in events.known})
    fixed: dict[str, Any] = {"row": numbers, "call": named, "kind": kinds, "lacks": _lacking(file, head, numbers, rows)}
    fixed["moment"] = _moments(file, events, columns, numbers, places, told)
    return fixed, [_cells(columns, at) for at in places.distinct]


def _cells(columns: list[tuple], at: int | None) -> list[str]:
    """A column of some rows as text; what no row reaches is empty."""
    assert at is not None
    if at >= len(columns):
        return [""] * len(columns[0])
    return [cell.strip() if type(cell) is str else "" if cell is None else text(cell) for cell in columns[at]]


def _lacking(file: Delivered, head: Header, numbers: list[int], rows: list[Sequence]) -> list[bool]:
    """Rows that have fewer cells than the header; without a header, an event has as many as it needs.

    Raises TruncatedFile where the last of them is one: the file lost its end.
    """
    shape = file.source.file
    if head.row == 0 or shape.format != "csv" or shape.short_rows == "fill":
        return [False] * len(rows)
    width = len(head.names)
    lacking = [len(row) < width for row in rows]
    if lacking[-1] and len(rows) < _BATCH:
        found = len(rows[-1])
        what = later("intake.last_row_short", found=found, expected=width, count=sum(lacking) - 1)
        raise file.refuse(TruncatedFile, place=later("intake.at_row", row=numbers[-1]), what=what)
    return lacking


def _moments(
    file: Delivered, events: Events, columns: list[tuple], numbers: list[int], places: _Places, told: Told
) -> np.ndarray:
    """The moments of some events in UTC; NaT where one cannot be read, or comes twice in autumn."""
    if events.at is None:
        return np.full(len(numbers), times.NAT)
    cells = _cells(columns, places.at)
    read = times.read_moments(cells, events.at.format, frozenset(file.source.file.nulls))
    zone = file.source.time.zone or file.contract.time_zone
    ambiguous = "first" if file.source.time.ambiguous == "first" else "refuse"
    utc, _ = times.to_utc(read, zone, ambiguous, pd.Series("", index=range(len(cells))), strict=False)
    unread = np.flatnonzero(read.reasons != None)  # noqa: E711 - elementwise
    if len(unread) and not told.unread:
        told.first_unread = numbers[unread[0]]
    told.unread += len(unread)
    return utc


def _numbers(file: Delivered, cells: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """A column's numbers as its source writes them, NaN for an empty cell; and which cells hold none."""
    shape = file.source.file
    found = read_each(cells, number_reader(shape.decimal, shape.thousands), frozenset(shape.nulls))
    return found.floats(), found.reasons != None  # noqa: E711 - elementwise


def _handed_on(table: EventTable, width: int, made: int) -> Rows:
    """A row for each call, and for each event of no call; where cells are missing, the row is short itself."""
    rest = [None] * (width - made - 1)
    with closing(table):
        for number, state, lacks, cells in table.calls():
            yield number, [state, *cells, *rest] if lacks else [state, *cells, *rest, ""]
