"""The mapping that reads a package back on the other side.

In:   the parts of a package, the mappings by which they were received here.
Out:  the text of a `sources.yml` for `kit receive`.
Why:  whoever receives the package must get the same tables without writing a mapping, and without a second hash over
      pseudonyms. Its rows were checked when they were received: what adds up or stands alone is not judged again.
Not here: the rows (`content`).
"""

from __future__ import annotations

from typing import Any

import duckdb
import yaml

from kit.exchange.content import Part
from kit.exchange.written import CSV, DECIMAL, PLAIN, SEPARATOR
from kit.params import Sources
from kit.params.sources import Source
from kit.schema import Column

_HEAD = """\
# Reads this package back: copy these sources to params/<partnership>/sources.yml of the other side, then
#   kit receive PARTNERSHIP {files}
# Later packages of the same partnership are read by the same lines.
"""
_MOST_WORDS = 200  # words of a list that the mapping states; longer ones are read as any text


def text(parts: list[Part], sources: Sources, con: duckdb.DuckDBPyConnection, form: str) -> str:
    """The mapping of all parts."""
    read = {_name(part): _source(part, sources.sources.get(part.source), con, form) for part in parts}
    head = _HEAD.format(files=" ".join(f"{part.stem}.*.{form}" for part in parts))
    return head + yaml.safe_dump({"sources": read}, sort_keys=False, allow_unicode=True, width=120)


def _name(part: Part) -> str:
    """The source's own name; where one delivered several tables or lengths, what tells them apart behind it."""
    return part.source if part.stem == f"{part.table.name}-{part.source}" else part.stem[:63]


def _source(part: Part, former: Source | None, con: duckdb.DuckDBPyConnection, form: str) -> dict[str, Any]:
    required = [name for name in part.columns if part.table.columns[name].required]
    found: dict[str, Any] = {
        "table": part.table.name,
        "owed_by": former.owed_by if former else part.table.owed_by or "provider",
        **_rhythm(part, former),
        "match": {"name": f"{part.stem}.*.{form}", "header": required},
        "file": _file(form),
    }
    if part.table.is_register:
        found |= {"shared_keys": True} if former and former.shared_keys else {}
    else:
        found |= {"time": {"zone": "UTC"}} | ({"interval": {"minutes": part.minutes}} if part.minutes else {})
        found |= {"identities": "off", "sums_among_rows": "keep", "lone_days": "keep"}
        found |= {"zero_rows": former.zero_rows, "attribution": former.attribution} if former else {}
    given = [name for name in part.columns if name not in _derived(part)]
    found["columns"] = {name: _column(part, name, former, con, form) for name in given}
    return found


def _rhythm(part: Part, former: Source | None) -> dict[str, Any]:
    """When the files are owed: as they were owed here."""
    every = former.every if former else None if part.table.is_register else "week"
    return {"every": every} if every else {}


def _file(form: str) -> dict[str, Any]:
    plain = {"format": form, "nulls": [""]}
    if form != CSV:
        return plain
    return plain | {"encoding": "utf-8-sig", "separator": SEPARATOR, "decimal": DECIMAL}


def _derived(part: Part) -> set[str]:
    """Columns that the kit makes of the others when it receives them."""
    if part.table.is_register:
        return set()
    clock = {name for name in part.columns if part.table.columns[name].unit == "local time"}
    return {"local_date", "minutes", *clock}


def _column(part: Part, name: str, former: Source | None, con: duckdb.DuckDBPyConnection, form: str) -> dict[str, Any]:
    spec, found = part.table.columns[name], {"from": name}
    if name == "caller":
        return found | {"as": "pseudonym"}
    if spec.type in ("TIMESTAMP", "DATE"):
        return found | ({"format": "iso"} if form == CSV else {})
    if spec.unit in ("s", "s of calls"):
        return found | {"unit": "s"}
    if spec.type != "VARCHAR" or spec.known:
        return found
    return found | ({"extract": PLAIN} if form == CSV else {}) | _words(part, name, spec, former, con)


def _words(
    part: Part, name: str, spec: Column, former: Source | None, con: duckdb.DuckDBPyConnection
) -> dict[str, Any]:
    """What the mapping of this side says of a text: that it is what people type, or which words it may be."""
    column = former.columns.get(name) if former else None
    if spec.free or name in part.table.key[:1]:
        return {}
    if column and column.as_ == "free_text":
        return {"as": "free_text"}
    query = f'select distinct "{name}" from ({part.query}) where "{name}" is not null order by 1'
    words = [str(word) for (word,) in con.execute(f"{query} limit {_MOST_WORDS + 1}").fetchall()]
    if len(words) > _MOST_WORDS:
        return {}
    return {"values": {word: word for word in words}, "unknown": "keep"}
