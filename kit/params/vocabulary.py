"""Whether a mapping's own words become words that the tables know: outcomes, sides, states, true and false.

In:   the columns of a source.
Out:  `Wrong` complaints at the word, with the nearest known one.
Why:  `values: {Y: anwsered}` receives every call and answers none: the page would say 0.0 %.
Not here: the words of delivered cells (`kit.intake.cells`), how columns are mapped (`kit.params.columns`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from kit import schema
from kit.language.later import Later, later
from kit.params.columns import Column
from kit.params.wrong import Wrong, shown

_YES = ("true", "yes", "y", "oui", "o", "vrai", "1")
_NO = ("false", "no", "n", "non", "faux", "0")


def closed(table: str, name: str) -> tuple[object, ...]:
    """The only values that a canonical column may have; empty where any may be."""
    column = schema.TABLES[table].columns[name]
    return (True, False) if column.type == "BOOLEAN" else column.known


def faults(table: str, columns: Mapping[str, Column]) -> list[Wrong]:
    """Every word of a mapping that its column does not know. Columns that the table does not have are passed over."""
    found = []
    for name, column in columns.items():
        known = closed(table, name) if name in schema.TABLES[table].columns else ()
        if known:
            found += [_wrong(name, at, value, known) for at, value in _stated(column) if not _is_one(value, known)]
            found += _kept(name, column, known)
    return found


def _stated(column: Column) -> Iterator[tuple[tuple[object, ...], object]]:
    """What the mapping itself writes into the column, and where it says so."""
    for word, value in (column.values or {}).items():
        yield ("values", word), value
    for at, rule in enumerate(column.rules or []):
        yield ("rules", at, "value"), rule.value
    if column.constant is not None:
        yield ("constant",), column.constant


def _is_one(value: object, known: tuple[object, ...]) -> bool:
    """1 equals True and is no answer to yes or no."""
    return any(type(value) is type(one) and value == one for one in known)


def _wrong(name: str, at: tuple[object, ...], value: object, known: tuple[object, ...]) -> Wrong:
    loc = ("columns", name, *at)
    if known == (True, False):
        return Wrong("unknown_flag", loc, name=name, value=shown(value), hint=_flag_meant(value))
    words = [str(one) for one in known]
    near = difflib.get_close_matches(str(value).strip().casefold(), words, n=1, cutoff=0.6)
    hint = later("params.nearest", name=near[0]) if near else ""
    return Wrong("unknown_word", loc, name=name, value=shown(value), known=", ".join(words), hint=hint)


def _flag_meant(value: object) -> Later | str:
    word = str(value).strip().casefold()
    meant = "true" if word in _YES else "false" if word in _NO else ""
    return later("params.flag_meant", write=meant) if meant else ""


def _kept(name: str, column: Column, known: tuple[object, ...]) -> list[Wrong]:
    """`unknown: keep` takes the file's own word, which the table does not know."""
    if column.unknown != "keep":
        return []
    listed = ", ".join("true" if one is True else "false" if one is False else str(one) for one in known)
    return [Wrong("keep_unknown", ("columns", name, "unknown"), name=name, known=listed)]
