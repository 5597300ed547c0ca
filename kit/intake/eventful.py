"""Rows of events to rows of calls, by the rules of a source's `events:`.

In:   the header and the numbered rows (or split lines) of a file in which each row is an event; the source.
Out:  a header with the columns that the rules make, a row for each call, numbered by the call's first event, in the
      order in which calls begin; `Told`: how many events there were, and what is to be said of them.
Why:  a call's events lie anywhere between others'. Kept in memory they would grow with the file, so they are put into a
      table on disk, and calls are made of a part of them at a time. Calls that end at once could be handed on at once;
      but a call that left one queue may enter the next a minute later, and only the file's end tells.
Not here: the statements (`kit.params.events`), what the cells mean (`mapping`), the table on disk (`event_table`).

A row with too few or too many cells costs its call: what it said, nobody knows. The call is handed on with too few or
too many cells, and set aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, zip_longest
from typing import Any

import numpy as np
import pandas as pd

from kit.errors import RepeatedColumn, TruncatedFile
from kit.intake import times
from kit.intake.blocks import Lines
from kit.intake.cells import number_reader, read_each, text
from kit.intake.coded import Coded, objects
from kit.intake.delivered import Delivered
from kit.intake.event_table import EventTable
from kit.intake.grid import Header, is_empty, tidy
from kit.intake.masks import shown
from kit.intake.name_words import FIRST_NAMES, folded
from kit.language.later import Later, later
from kit.params.events import Events

Row = tuple[int, Sequence]
_BATCH = 10_000  # events
_KIND = re.compile(r"[^\W\d_][^\W\d]*")
_SHOWN = 5  # kinds of events
_POSITION = "#"
_LAST = "end of the call"  # a column of its own, that a row which is cut does not reach


@dataclass
class Told:
    """What is known of the events once all are read. unknown: kinds that the mapping never names; unread: moments that
    could not be read, with the row of the first. cut: the file's last row and its cells, where they are too few."""

    events: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    first_unread: int = 0
    cut: tuple[int, int] | None = None

    def doubts(self) -> tuple[Later, ...]:
        """What is worth a look, as sentences."""
        found: list[Later] = []
        if self.unknown:
            listed = self.unknown.most_common(_SHOWN)
            kinds = ", ".join(f"{_shown_kind(kind)} ({count})" for kind, count in listed)
            more = "…" if len(self.unknown) > _SHOWN else ""
            found.append(later("intake.unknown_events", count=self.unknown.total(), kinds=kinds + more))
        if self.unread:
            found.append(later("intake.unread_moments", count=self.unread, row=self.first_unread))
        return tuple(found)


def calls(file: Delivered, head: Header, rows: Iterable[Row | Lines]) -> tuple[Header, Iterator[Row | Lines], Told]:
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
        _check_end(file, head, told)
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


@dataclass(frozen=True)
class _Batch:
    """Some rows of the file by column. widths: cells of each row, up to the last filled one; extent: of the widest."""

    numbers: np.ndarray
    widths: np.ndarray
    columns: list[Coded]

    def column(self, at: int | None) -> Coded:
        """A column as texts; what no row reaches is empty."""
        assert at is not None
        if at >= len(self.columns):
            return Coded.alike("", len(self.numbers))
        coded = self.columns[at]
        held = [cell.strip() if isinstance(cell, str) else text(cell) for cell in coded.held]
        codes = np.where(coded.codes < 0, len(held), coded.codes)
        return Coded(codes.astype("int32"), objects([*held, ""]))


def _batches(rows: Iterable[Row | Lines]) -> Iterator[_Batch]:
    """Rows that hold anything, some at a time."""
    held: list[Row] = []
    for item in rows:
        if not isinstance(item, Lines):
            held.append(item)
            if len(held) < _BATCH:
                continue
        yield from _of_rows(held)
        held = []
        if isinstance(item, Lines):
            yield from _of_lines(item)
    yield from _of_rows(held)


def _shown_kind(kind: object) -> str:
    """A kind of event as the mapping would name it: one word, and no first name. Else its shape: a row that is shifted
    may hold a person there."""
    word = str(kind)
    return word if _KIND.fullmatch(word) and folded(word) not in FIRST_NAMES else shown(kind)


def _of_rows(rows: list[Row]) -> Iterator[_Batch]:
    filled = [(number, row) for number, row in rows if not all(is_empty(cell) for cell in row)]
    if filled:
        numbers = np.array([number for number, _ in filled], dtype="int64")
        widths = np.array([_filled(row) for _, row in filled], dtype="int64")
        columns = [Coded.of(cells) for cells in zip_longest(*(row for _, row in filled))]
        yield _Batch(numbers, widths, columns)


def _filled(row: Sequence) -> int:
    """How many cells a row has: those that it was cut after, though they may be empty; but no empty ones too many."""
    return len(row) if not is_empty(row[-1]) else -len(row)


def _of_lines(lines: Lines) -> Iterator[_Batch]:
    for start in range(0, len(lines.split), _BATCH):
        part = lines.split.part(slice(start, start + _BATCH))
        numbers = np.arange(lines.first + start, lines.first + start + len(part), dtype="int64")
        filled = part.filled()
        part, numbers = (part, numbers) if filled.all() else (part.part(filled), numbers[filled])
        if len(part):
            columns = [part.column(at) for at in range(part.width)]
            filled_end = columns[-1].where(lambda cell: not is_empty(cell))
            yield _Batch(numbers, np.where(filled_end, part.width, -part.width), columns)


def _staged(
    file: Delivered, events: Events, head: Header, batch: _Batch, places: _Places, told: Told
) -> tuple[dict[str, Any], list[Coded]]:
    """What the table on disk keeps of some events: row, call, kind, moment, cells too few or too many; and the cells
    that the rules take."""
    none = {*events.no_call, "", *file.source.file.nulls}
    by, kinds = batch.column(places.by), batch.column(places.event)
    named = Coded(by.codes, objects([None if cell in none else cell for cell in by.held]))
    told.events += len(batch.numbers)
    counts = kinds.seen(~by.where(none.__contains__))
    told.unknown.update({
        kind: int(count) for kind, count in zip(kinds.held, counts, strict=True) if count and kind not in events.known
    })  # fmt: skip
    lengths = _lengths(file, head, batch, told)
    moments = _moments(file, events, batch, places, told)
    fixed = {"row": batch.numbers, "call": named.cells(), "kind": kinds.cells(), "length": lengths, "moment": moments}
    return fixed, [batch.column(at) for at in places.distinct]


def _lengths(file: Delivered, head: Header, batch: _Batch, told: Told) -> np.ndarray:
    """Of each row -1 for too few cells, 1 for too many, 0 for as many as the header has. Without a header, an event has
    as many as it needs."""
    shape = file.source.file
    if head.row == 0 or shape.format != "csv":
        return np.zeros(len(batch.numbers), dtype="int8")
    width, cells = len(head.names), np.abs(batch.widths)
    short = (cells < width) if shape.short_rows == "fault" else np.zeros(len(cells), dtype=bool)
    told.cut = (int(batch.numbers[-1]), int(cells[-1])) if short[-1] else None
    return np.where(short, -1, np.where(batch.widths > width, 1, 0)).astype("int8")


def _check_end(file: Delivered, head: Header, told: Told) -> None:
    """Refuses a file whose last row has too few cells: it lost its end. Raises TruncatedFile."""
    if told.cut:
        row, found = told.cut
        what = later("intake.last_row_short", found=found, expected=len(head.names), count=0)
        raise file.refuse(TruncatedFile, place=later("intake.at_row", row=row), what=what)


def _moments(file: Delivered, events: Events, batch: _Batch, places: _Places, told: Told) -> np.ndarray:
    """The moments of some events in UTC; NaT where one cannot be read, or comes twice in autumn."""
    if events.at is None:
        return np.full(len(batch.numbers), times.NAT)
    read = times.read_moments(batch.column(places.at), events.at.format, frozenset(file.source.file.nulls))
    zone = file.source.time.zone or file.contract.time_zone
    ambiguous = "first" if file.source.time.ambiguous == "first" else "refuse"
    utc, _ = times.to_utc(read, zone, ambiguous, pd.Series("", index=range(len(batch.numbers))), strict=False)
    unread = np.flatnonzero(read.reasons != None)  # noqa: E711 - elementwise
    if len(unread) and not told.unread:
        told.first_unread = int(batch.numbers[unread[0]])
    told.unread += len(unread)
    return utc


def _numbers(file: Delivered, cells: Coded) -> tuple[np.ndarray, np.ndarray]:
    """A column's numbers as its source writes them, NaN for an empty cell; and which cells hold none."""
    shape = file.source.file
    found = read_each(cells, number_reader(shape.decimal, shape.thousands), frozenset(shape.nulls))
    return found.floats(), found.unread()


def _handed_on(table: EventTable, width: int, made: int) -> Iterator[Row]:
    """A row for each call, and for each event of no call; one too short or too long where a row of its events is."""
    rest = [None] * (width - made - 1)
    ends = {-1: [], 0: [""], 1: ["", "…"]}
    with closing(table):
        for number, state, length, cells in table.calls():
            yield number, [state, *cells, *rest, *ends[length]]
