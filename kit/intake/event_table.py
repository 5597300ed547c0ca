"""Events of calls in a table on disk, and the calls that the rules make of them.

In:   the events of a file, some at a time: row, call, kind, moment, the cells that the rules take.
Out:  the calls in the order of their first events: row number, state, cells too few or too many, a cell for each rule.
Why:  what the file holds must not stand in memory. Calls are made of one part of them at a time, parted by the hash of
      the call's name, because an aggregate that holds texts does not spill; DuckDB's buffer is small and fixed.
      Events hold callers' numbers: the folder can be read by its owner only, goes with the run, and is swept after a
      kill.
Not here: reading the events (`eventful`), the statements (`kit.params.events`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from kit.intake.coded import Coded
from kit.intake.delivered import Delivered
from kit.params.events import IGNORED, NO_CALL, UNBEGUN, UNFINISHED, Events, Rule
from kit.store import disk

# A column's numbers, and which of its cells hold something that is none.
Numbers = Callable[[Coded], tuple[np.ndarray, np.ndarray]]
WHOLE = "whole"
_MEMORY = "48MB"
_PART = 100_000  # events of which calls are made at a time
_FETCHED = 5_000  # calls
_SECOND = 1e6  # microseconds
# -1 where an event of the call has too few cells, else 1 where one has too many.
_LENGTH = "case when min(length) < 0 then -1 else max(length) end"


class EventTable:
    """The events of one file. `add` them, `close_in` once, then `calls`; `close` removes the folder.

    taken: of each rule that takes cells, which of the added columns it takes. numbers: reads a column that is summed.
    """

    def __init__(self, file: Delivered, events: Events, taken: list[int], numbers: Numbers) -> None:
        self.file, self.events, self.numbers, self.count = file, events, numbers, 0
        self.rules = list(events.columns.values())
        taking = [rule for rule in self.rules if rule.column]
        self.place = {id(rule): at for rule, at in zip(taking, taken, strict=True)}
        self.sums = sorted({self.place[id(rule)] for rule in taking if rule.sum})
        self.folder = tempfile.TemporaryDirectory(prefix="events-", suffix=".tmp", dir=_place(file.path))
        try:
            self.con = duckdb.connect(str(Path(self.folder.name) / "events.duckdb"))
            self._prepare(max(taken, default=-1) + 1)
        except BaseException:
            self.folder.cleanup()
            raise

    def _prepare(self, cells: int) -> None:
        self.con.execute(f"set memory_limit='{_MEMORY}'; set threads=1; set preserve_insertion_order=false")
        self.con.execute("set temp_directory=?", [str(Path(self.folder.name) / "spilled")])
        taken = "".join(f", c{at} varchar" for at in range(cells))
        taken += "".join(f", v{at} double, lost_v{at} boolean" for at in self.sums)
        fixed = "n bigint, at_row bigint, call varchar, kind varchar, moment bigint, length tinyint"
        self.con.execute(f"create table event ({fixed}{taken})")

    def add(self, fixed: dict[str, Any], cells: list[Coded]) -> None:
        """Keeps some events. fixed: row, call (None for none), kind, moment (UTC), length."""
        size = len(fixed["row"])
        moments = np.asarray(fixed["moment"], dtype="datetime64[us]")
        frame = pd.DataFrame({"n": np.arange(self.count, self.count + size), "at_row": fixed["row"]})
        frame["call"] = pd.Series(fixed["call"], dtype="object")
        frame["kind"] = pd.Series(fixed["kind"], dtype="object")
        frame["moment"] = pd.Series(moments.astype("int64")).mask(np.isnat(moments)).astype("Int64")
        frame["length"] = fixed["length"]
        for at, listed in enumerate(cells):
            frame[f"c{at}"] = pd.Series(listed.cells(), dtype="object")
        for at in self.sums:
            frame[f"v{at}"], frame[f"lost_v{at}"] = self.numbers(cells[at])
        self.count += size
        self.con.register("arriving", frame)
        self.con.execute("insert into event select * from arriving")
        self.con.unregister("arriving")

    def close_in(self) -> None:
        """Makes the calls, part by part."""
        if self.events.order == "at":
            # Events whose moment cannot be read come first, in the file's order: nothing says where they belong.
            self.con.execute("create sequence following")
            self.con.execute(
                "create table in_order as select nextval('following') as n, * exclude n "
                "from (select * from event order by moment nulls first, n)"
            )
            self.con.execute("drop table event; alter table in_order rename to event")
        parts = self.count // _PART + 1
        made = "".join(f", m{at} {_type(rule)}" for at, rule in enumerate(self.rules))
        self.con.execute(f"create table made (n bigint, at_row bigint, state varchar, length tinyint{made})")
        for part in range(parts):
            self.con.execute(f"insert into made {self._query(parts, part)}")
        empty = "".join(", null" for _ in self.rules)
        self.con.execute(f"insert into made select n, at_row, '{NO_CALL}', length{empty} from event where call is null")
        self.con.execute("drop table event")

    def calls(self) -> Iterator[tuple[int, str, int, tuple]]:
        """Row number of the first event, state, -1 or 1 where a row has too few or too many cells, the cells that the
        rules make."""
        found = self.con.execute("select * exclude n from made order by n")
        while rows := found.fetchmany(_FETCHED):
            for at_row, state, length, *cells in rows:
                yield at_row, state, length, tuple(cells)

    def close(self) -> None:
        """Removes the table."""
        self.con.close()
        self.folder.cleanup()

    # SQL

    def _query(self, parts: int, part: int) -> str:
        """The calls of one part. What a `between` needs is found before: its first event, or its spans."""
        between = [(at, rule, rule.between) for at, rule in enumerate(self.rules) if rule.between]
        starts = "".join(f", min(n) {_where(_is(kinds[0]))} as s{at}" for at, _, kinds in between)
        made = "".join(f", {self._made(at, rule)} as m{at}" for at, rule in enumerate(self.rules))
        spans = [(at, kinds) for at, rule, kinds in between if rule.each]
        tables = "".join(f", spans{at} as ({_spans(*kinds)})" for at, kinds in spans)
        joins = "".join(f" left join spans{at} using (call)" for at, _ in spans)
        return (
            f"with part as (select * from event where call is not null and hash(call) % {parts} = {part}), "
            f"starting as (select call{starts} from part group by call){tables} "
            f"select min(n), arg_min(at_row, n), {self._state()}, {_LENGTH}{made} "
            f"from part join starting using (call){joins} group by call"
        )

    def _state(self) -> str:
        """Whether the first of what begins and ends a call begins it, and the last ends it."""
        either = _where(_is([*self.events.begin, *self.events.end]))
        first, last = f"arg_min(kind, n) {either}", f"arg_max(kind, n) {either}"
        begun = _is(self.events.begin, first) if self.events.begin else "true"
        ended = _is(self.events.end, last) if self.events.end else "true"
        ignored = _is(self.events.ignored) if self.events.ignored else "false"
        return (
            f"case when bool_and({ignored}) then '{IGNORED}' "
            f"when not coalesce({begun}, false) then '{UNBEGUN}' "
            f"when not coalesce({ended}, false) then '{UNFINISHED}' else '{WHOLE}' end"
        )

    def _made(self, at: int, rule: Rule) -> str:
        if rule.count:
            return f"count(*) {_where(_is(rule.count))}"
        if rule.any:
            return f"case when count(*) {_where(_is(rule.any))} > 0 then 'true' else 'false' end"
        if rule.between:
            return f"any_value(spans{at}.lasts)" if rule.each else self._between(at, rule.between[1], rule.else_)
        cell = f"c{self.place[id(rule)]}"
        if rule.sum:
            return self._sum(rule, cell, f"v{self.place[id(rule)]}")
        return f"arg_{'min' if rule.first else 'max'}({cell}, n) {_where(_is(rule.of))}"

    def _between(self, at: int, until: Sequence[str], otherwise: Sequence[str]) -> str:
        """Seconds; where the end's moment is not known, they are not known either, whatever came later."""
        begin = f"arg_min(moment, n) {_where(f'n = s{at}')}"
        end = f"arg_min(moment, n) {_where(f'n > s{at} and ' + _is(until))}"
        if otherwise:
            last = f"arg_max(moment, n) {_where(f'n > s{at} and ' + _is(otherwise))}"
            end = f"case when count(*) {_where(f'n > s{at} and ' + _is(until))} > 0 then {end} else {last} end"
        return f"(({end}) - ({begin})) / {_SECOND}"

    def _sum(self, rule: Rule, cell: str, value: str) -> str:
        """A sum; where a cell is no number, that cell, so that the row is set aside with it."""
        bad = f"arg_min({cell}, n) {_where(f'lost_{value} and ' + _is(rule.of))}"
        mark = "'.', ','" if self.file.source.file.decimal == "," else "'.', '.'"
        total = f"replace((round(sum({value}) {_where(_is(rule.of))} * {rule.factor}, 6))::varchar, {mark})"
        return f"coalesce({bad}, {total})"


def _spans(begin: Sequence[str], end: Sequence[str]) -> str:
    """Of each call, the seconds from every event that begins something to the next, if that ends it; null where one of
    the moments is not known."""
    within = "window following as (partition by call order by n)"
    pairs = (
        "select call, kind, moment, lead(kind) over following as then_kind, lead(moment) over following as then_moment "
        f"from part where {_is([*begin, *end])} {within}"
    )
    unknown = "bool_or(then_moment is null or moment is null)"
    lasts = f"case when not {unknown} then sum(then_moment - moment) / {_SECOND} end"
    return f"select call, {lasts} as lasts from ({pairs}) where {_is(begin)} and {_is(end, 'then_kind')} group by call"


def _is(kinds: Sequence[str], of: str = "kind") -> str:
    """A condition on the kind of an event; every event where no kind is named."""
    listed = ", ".join("'" + kind.replace("'", "''") + "'" for kind in kinds)
    return f"{of} in ({listed})" if kinds else "true"


def _where(condition: str) -> str:
    return f"filter (where {condition})"


def _type(rule: Rule) -> str:
    return "bigint" if rule.count else "double" if rule.between else "varchar"


def _place(path: Path) -> Path | None:
    """Where a partnership's unfinished files lie, and are swept after a kill. None (the system's own place) where the
    file is no kept raw file: a dry run writes nothing below the home."""
    at = disk.Place(path.parent.parent)
    return disk.private(at.temp) if path.parent == at.received else None
