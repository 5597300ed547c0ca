"""Takes a list of a register in: its rows beside those of the lists before it, and what it changes.

In:   the rows of one list, the rows of the register as they stand in its files.
Out:  SQL for the rows of one file, and `ListChange`: how many rows are new, changed, unchanged, absent.
Why:  every list is kept whole, a file for each source and week of receipt. Had only changed rows been kept, a list that
      is loaded afterwards, between two others, would be taken for the last word on a row that the later one confirmed.
Not here: which files there are (`merge`), reading a register (`registers`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb
import pandas as pd

from kit import schema
from kit.schema import Table
from kit.store import registers, relation
from kit.store.snapshot import Delivery


@dataclass(frozen=True)
class ListChange:
    """What a list does to its register, against what stood when it was received.

    new: rows whose key no list had held; changed: rows that differ from the last revision of their key, withdrawn:
    those of new and changed that are withdrawn; unchanged: the others. absent: rows that lists of its source had held,
    not withdrawn, that it does not hold, not even set aside: they stay as they were; absent_open: the open ones.
    late: keys of changed rows that are no longer open, whose frozen columns are not those that were written while they
    were.
    """

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    absent: int = 0
    absent_open: int = 0
    late: tuple[str, ...] = ()


def stamped(frame: pd.DataFrame | None, delivery: Delivery, number: int) -> pd.DataFrame | None:
    """The rows with when and by whom they were said."""
    if frame is None:
        return None
    came = pd.Timestamp(delivery.came.astimezone(dt.UTC).replace(tzinfo=None))
    return frame.assign(received_at=came, side=delivery.owed_by, list_number=number)


def merged(table: Table, delivery: Delivery, held: str) -> str:
    """A query for the rows of a file once the list in temp table `incoming` is in it. held: query for its rows so far.

    The same list read again, with another mapping, takes the place of what was read before.
    """
    names, order = relation.columns(table), ", ".join((*registers.ORDER, *table.key, "row_number"))
    kept = f"select {names} from ({held}) where not {_same_list(delivery)}"
    return f"select {names} from ({kept} union all select {names} from incoming) order by {order}"


def change(con: duckdb.DuckDBPyConnection, table: Table, delivery: Delivery, number: int, held: str) -> ListChange:
    """What the list in temp table `incoming` changes; `aside`: keys of its rows that were left out or set aside.

    held: query for every row of the register.
    """
    key, source = table.key[0], relation.text(delivery.source)
    before = f"not {_same_list(delivery)} and ({', '.join(registers.ORDER)}) < "
    before += f"({registers.moment(delivery.came)}, {source}, {number})"
    con.execute(f"create or replace temp table stood as {registers.standing(table, held, before)}")
    known = f"select distinct key_scope, {key} from ({held}) where {before} and source = {source}"
    con.execute(f"create or replace temp table known as {known}")
    _match(con, table)
    is_withdrawn = registers.is_state(table, schema.WITHDRAWN)
    new, changed, withdrawn, unchanged = con.execute(
        f"""
        select count(*) filter (is_new), count(*) filter (differs and not is_new),
            count(*) filter (differs and {is_withdrawn}), count(*) filter (not differs)
        from matched
        """
    ).fetchall()[0]
    absent, absent_open = con.execute(
        f"""
        select count(*), count(*) filter ({registers.is_state(table, schema.OPEN)})
        from stood semi join known using (key_scope, {key}) anti join incoming using (key_scope, {key})
            anti join aside using (key_scope, {key})
        where not {is_withdrawn}
        """
    ).fetchall()[0]
    late = con.execute("select row_key from matched where is_late order by row_key").fetchall()
    keys = tuple(one for (one,) in late)
    return ListChange(new, changed, withdrawn, unchanged, absent, absent_open, keys)


def _match(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Temp table `matched`: each row of the list beside the last revision of its key."""
    key = table.key[0]
    content, stood = (", ".join(f"{of}.{name}" for name in table.content) for of in ("i", "s"))
    frozen = ", ".join(f"i.{name}" for name in table.frozen)
    is_open = registers.is_state(table, schema.OPEN, "i")
    late = f"not {is_open} and row({frozen}) is distinct from s.beforehand" if frozen else "false"
    differs = f"row({content}) is distinct from row({stood})"
    con.execute(
        f"""
        create or replace temp table matched as
        select i.{key} as row_key, i.status, s.{key} is null as is_new, s.{key} is null or {differs} as differs,
            s.{key} is not null and {differs} and {late} as is_late
        from incoming i left join stood s using (key_scope, {key})
        """
    )


def _same_list(delivery: Delivery) -> str:
    """The rows of the very receipt of this list."""
    same = f"source = {relation.text(delivery.source)} and delivery = {relation.text(delivery.sha256)}"
    return f"({same} and received_at = {registers.moment(delivery.came)})"
