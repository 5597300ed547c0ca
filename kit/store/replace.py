"""Which rows of a source go when one of its deliveries is taken in.

In:   a canonical table, a delivery and what makes its rows unique; temp tables `incoming` and `incoming_keys`.
Out:  SQL conditions on the rows that stood, and on the rows that come.
Why:  what is not delivered is not zero: a file may replace whole days, the days of some queues, or single records,
      and a day that it only touches keeps every row of which it says nothing.
Not here: writing the files (`merge`), whether a delivery may take away so much (`kit.intake.guard`).

`incoming_keys` has one column `row_key`: the keys of the rows that come, and of those that the file withdraws.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from kit import schema
from kit.schema import Table
from kit.store import relation
from kit.store.snapshot import Delivery

_KNOWN = "(select row_key from incoming_keys)"


def row_key(key: Sequence[str]) -> str:
    """The columns of a key as one value that only this key has, whatever their length; an empty cell is nothing.

    Its 128-bit hash: of ten million keys of six columns, the texts alone would take a gigabyte. That two different keys
    of so many share one happens less than once in 10^24 files.
    """
    parts = ", ".join(f"""coalesce(cast("{name}" as varchar), '')""" for name in key)
    return f"md5_number(concat_ws(chr(31), {parts}))"


def gone(table: Table, delivery: Delivery, key: Sequence[str], moves: bool, same_part: Iterable[str]) -> str:
    """The rows that stood and go.

    moves: rows of the same key go from whatever day they stand on. same_part: SHA-256 of the deliveries whose
    exclusions this one replaces, where its source is delivered in parts.
    """
    known = f"{row_key(key)} in {_KNOWN}"
    if table.name == schema.EXCLUSIONS.name:
        return _gone_exclusions(delivery, same_part)
    if delivery.replaces == "records":
        return known
    whole = _whole_days(delivery)
    if delivery.replaces == "parts":
        parts = delivery.profile.get("parts", {"by": "source", "values": ()})  # no row, no part
        of_part = _within(f"coalesce({parts['by']}, '')", parts["values"])
        whole = f"({whole}) and {of_part}"
    records = known if moves else f"{_touched(delivery)} and {known}"
    return f"({whole}) or ({records})"


def comes(table: Table, delivery: Delivery, old: str) -> str:
    """The rows that come and are written; `old` is a query for the rows that stand.

    An exclusion has no key of its own: of a day that is not replaced as a whole, the larger count of a moment stays.
    """
    if table.name != schema.EXCLUSIONS.name:
        return "true"
    partly = "true" if delivery.replaces == "records" else _touched(delivery)
    return f"not ({partly} and exists (select 1 from ({old}) o where {_same_exclusion('o', 'n')} and o.rows >= n.rows))"


def _gone_exclusions(delivery: Delivery, same_part: Iterable[str]) -> str:
    larger = f"exists (select 1 from incoming i where {_same_exclusion('i', 'o')} and i.rows > o.rows)"
    if delivery.replaces == "records":
        return larger
    whole = _whole_days(delivery)
    if delivery.replaces == "parts":
        whole = f"({whole}) and {_within('delivery', same_part)}"
    return f"({whole}) or ({_touched(delivery)} and {larger})"


def _same_exclusion(one: str, other: str) -> str:
    return f"{one}.start = {other}.start and {one}.source = {other}.source and {one}.reason = {other}.reason"


def _whole_days(delivery: Delivery) -> str:
    covered = "local_date in (select local_date from incoming)"
    if delivery.first_date:
        first, last = (day(dt.date.fromisoformat(one)) for one in (delivery.first_date, delivery.last_date))
        covered += f" or local_date between {first} and {last}"
    return f"({covered}) and not {_touched(delivery)}"


def _touched(delivery: Delivery) -> str:
    return _within("cast(local_date as varchar)", delivery.touched)


def _within(expression: str, values: Iterable[str]) -> str:
    """SQL `in` that also holds for an empty list."""
    listed = ", ".join(relation.text(value) for value in values)
    return f"({expression} in ({listed}))" if listed else "false"


def day(one: dt.date) -> str:
    """A SQL date."""
    return f"date '{one.isoformat()}'"
