"""Reads a register as of a moment: the last word on each key by then, or every revision of it.

In:   the files of a snapshot that hold the register's lists, a moment.
Out:  frames of rows; SQL for the rows that stand, which the taking in of a list needs, too.
Why:  "what had been agreed on the Monday of the meeting" must read the same in a year, whatever was revised since.
Not here: taking lists in (`lists`), daily tables (`tables`), which list was owed (`owed_lists`).

Lists are ordered by the moment at which they were received, then by source, then as they were taken in. A row of a list
that says what the last one said of its key is no revision. A row that later lists are missing stays as it was.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from kit import schema
from kit.schema import Table
from kit.store import disk, relation
from kit.store.disk import Place
from kit.store.snapshot import File, current, verified

ORDER = ("received_at", "source", "list_number")
STATE_COLUMNS = ("revision", "last_seen_at", "absent")
_LIST = "struct_pack(received_at, list_number)"


@dataclass(frozen=True)
class Registers:
    """The registers as they stood at a moment; their files are read when they are asked for.

    files: those of a snapshot. moment: zone-aware; what was received later is not seen, None sees all.
    """

    at: Place
    files: tuple[File, ...]
    moment: dt.datetime | None = None

    def state(self, name: str, *, withdrawn: bool = False) -> pd.DataFrame:
        """The last revision of each key, in the order of the keys.

        Columns of `kit.schema` (local days as datetime64, received_at UTC without zone mark: when, and by which list,
        this revision was first said), and: revision (from 1), last_seen_at (UTC: when the last list that holds the key
        was received), absent (whether the newest list of the row's own source is missing it). The table's `frozen`
        columns of a row that is no longer open are those of its last open revision, else of its first one.
        withdrawn: whether withdrawn rows are there, too; `status` tells them. Raises ValueError, DamagedStore.
        """
        table = _table(name)
        kept = "true" if withdrawn else f"not {is_state(table, schema.WITHDRAWN)}"
        query = state(table, self._rows(table), self._seen())
        return self._frame(f"select * from ({query}) where {kept} order by key_scope, {table.key[0]}")

    def history(self, name: str, key: str, scope: str | None = None) -> pd.DataFrame:
        """Every revision of a key, the first one first, as it was said, with its number in `revision`.

        scope: the source whose key is meant ("" for keys that sources share), any where None. Raises as `state`.
        """
        table = _table(name)
        mine = f"{table.key[0]} = {relation.text(key)}"
        mine += "" if scope is None else f" and key_scope = {relation.text(scope)}"
        query = revisions(table, self._rows(table), f"{self._seen()} and {mine}")
        names = relation.columns(table)
        return self._frame(f"select {names}, revision from ({query}) order by key_scope, revision")

    def _rows(self, table: Table) -> str:
        return relation.select(table, [verified(self.at, file) for file in self.files if file.table == table.name])

    def _seen(self) -> str:
        if self.moment is None:
            return "true"
        return f"received_at <= {moment(self.moment)}"

    def _frame(self, query: str) -> pd.DataFrame:
        with relation.connect(self.at.base / ".spill") as con:
            return con.execute(query).df()


def register(partnership: str, name: str, as_of: dt.datetime | None = None, *, withdrawn: bool = False) -> pd.DataFrame:
    """A register by all that the store holds today, as it stood at `as_of` (zone-aware; None: now). See `Registers`."""
    return registers_as_of(partnership, as_of).state(name, withdrawn=withdrawn)


def registers_as_of(partnership: str, as_of: dt.datetime | None = None) -> Registers:
    """The registers by the newest snapshot. Raises UnknownPartnership, DamagedStore."""
    last = current(partnership)
    return Registers(disk.place(partnership), last.files if last else (), as_of)


def moment(at: dt.datetime) -> str:
    """A SQL timestamp, UTC."""
    return f"timestamp '{at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(sep=' ')}'"


def is_state(table: Table, state: str, of: str = "") -> str:
    """A condition for rows whose status means `state`, one of `kit.schema.STATUSES`. of: the alias of the rows."""
    words = ", ".join(map(relation.text, table.words(state)))
    return f"({f'{of}.' if of else ''}status in ({words}))" if words else "false"


def state(table: Table, rows: str, where: str = "true") -> str:
    """A query for the rows that stand, the frozen columns as they were written beforehand."""
    changed = ", ".join(
        f"case when {is_state(table, schema.OPEN)} then {name} else beforehand.{name} end as {name}"
        for name in table.frozen
    )
    replaced = f"replace ({changed})" if changed else ""
    return f"select * exclude (beforehand) {replaced} from ({standing(table, rows, where)})"


def standing(table: Table, rows: str, where: str = "true") -> str:
    """A query for the last revision of each key as it was said; `beforehand`: its frozen columns while it was open."""
    each, names = f"partition by key_scope, {table.key[0]}", relation.columns(table)
    frozen = f"struct_pack({', '.join(table.frozen or table.key)})"
    is_open = is_state(table, schema.OPEN)
    whole = "order by revision rows between unbounded preceding and unbounded following"
    return f"""
        select {names}, revision, last_seen_at, seen < newest as absent,
            coalesce(
                last_value(case when {is_open} then {frozen} end ignore nulls) over ({each} {whole}),
                first_value({frozen}) over ({each} {whole})
            ) as beforehand
        from ({revisions(table, rows, where)})
        qualify revision = max(revision) over ({each})
    """


def revisions(table: Table, rows: str, where: str = "true") -> str:
    """A query for the rows that say something else than the list before said of their key."""
    each = f"partition by key_scope, {table.key[0]}"
    order = ", ".join(ORDER)
    names = relation.columns(table)
    return f"""
        with said as (
            select {names}, struct_pack({", ".join(table.content)}) as content,
                max(received_at) over ({each}) as last_seen_at,
                max({_LIST}) over ({each}, source) as seen, max({_LIST}) over (partition by source) as newest
            from ({rows}) where {where}
        ), placed as (
            select *, lag(content) over ({each} order by {order}) as before,
                row_number() over ({each} order by {order}) as nth
            from said
        )
        select {names}, last_seen_at, seen, newest, row_number() over ({each} order by nth) as revision
        from placed where nth = 1 or content is distinct from before
    """


def _table(name: str) -> Table:
    if name not in schema.REGISTERS:
        raise ValueError(f"{name}: no register; known: {', '.join(schema.REGISTERS)}")
    return schema.TABLES[name]
