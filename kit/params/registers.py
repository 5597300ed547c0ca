"""What a source of a register may state, and what it may not.

In:   a source of `sources.yml`.
Out:  `Wrong` complaints, each at its key.
Why:  `interval:` or `totals_row:` of a list of actions would be read over silently, and its owner would trust it.
Not here: the model (`sources`), reading the list (`kit.intake.lists`), which lists are owed (`kit.store.owed_lists`).
"""

from __future__ import annotations

from kit import schema
from kit.params.stated import Stated
from kit.params.wrong import Wrong

# What speaks of days, intervals and counts.
_OF_DAYS = (
    "interval", "counting_unit", "attribution", "delivers", "parts", "zero_rows", "identities", "events",
    "sums_among_rows", "lone_days", "on",
)  # fmt: skip
_OF_REGISTERS = ("withdrawn", "shared_keys")


def faults(source: Stated) -> list[Wrong]:
    """Every statement that the table's shape has no use for; a daily table that does not say when it is owed."""
    if not source.is_register:
        found = [_wrong("register_only", name, source) for name in _OF_REGISTERS if name in source.model_fields_set]
        return found if source.every else [*found, Wrong("missing", ("every",))]
    found = [_wrong("daily_only", name, source) for name in _OF_DAYS if name in source.model_fields_set]
    if source.file.totals_row:
        found.append(Wrong("daily_only", ("file", "totals_row"), name="totals_row", table=source.table))
    key = list(schema.TABLES[source.table].key)
    if source.key not in ([], key):
        found.append(Wrong("register_key", ("key",), name=key[0]))
    return [*found, *_columns(source)]


def _columns(source: Stated) -> list[Wrong]:
    """Columns that cannot be read as the mapping says: a sum of texts, a day from a rule."""
    columns = schema.TABLES[source.table].columns
    days = [name for name in source.columns if name in columns and columns[name].type in ("DATE", "TIMESTAMP")]
    return [
        Wrong("day_column", ("columns", name), name=name)
        for name in days
        if not (source.columns[name].from_ or source.columns[name].join)
    ]


def _wrong(key: str, name: str, source: Stated) -> Wrong:
    return Wrong(key, (name,), name=name, table=source.table)
