"""Former names of columns and of their words: a mapping or a glossary that says one of them means today's.

In:   what a source of `sources.yml`, or a glossary, states, before it is validated; what a mapping's mark is made of.
Out:  the same under today's names; for the mark, under the first ones.
Why:  a column was renamed, its meaning was not. To refuse the former name would stop a partnership's Monday; a mark
      that followed the new name would tell that every week was read with another mapping. The cost: two spellings
      are read for good, and a home's files need not be touched.
Not here: which names were changed (`kit.schema`), Parquet files with former names (`kit.store.relation`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kit import schema
from kit.params.wrong import Wrong, shown
from kit.schema import Table

_SYMBOL = re.compile(r"[a-z_]+")
_SYMBOLS = {then: now for table in schema.TABLES.values() for then, now in table.formerly.items()}


def today(source: object) -> object:
    """What a source states, under today's names. Raises Wrong where both names of one column are mapped."""
    if not isinstance(source, dict):
        return source
    table, columns = schema.TABLES.get(str(source.get("table"))), source.get("columns")
    if table is None or not isinstance(columns, dict):
        return source
    for then, now in table.formerly.items():
        if then in columns and now in columns:
            raise Wrong("former_name", ("columns", then), name=shown(then), now=now)
    key = source.get("key")
    renamed = {"columns": {table.formerly.get(name, name): _column(table, name, one) for name, one in columns.items()}}
    return source | renamed | ({"key": [_word(one, table.formerly) for one in key]} if isinstance(key, list) else {})


def first(columns: Mapping[str, object], table: Table) -> dict[str, object]:
    """Columns of a mapping, as they are dumped, under the first names they ever had."""
    names = {now: then for then, now in table.formerly.items()}
    return {names.get(name, name): _named(one, names, _first_words(table, name)) for name, one in columns.items()}


def names(name: object) -> list[str]:
    """The former names of a column or symbol: where a file that still says them has it."""
    return [then for then, now in _SYMBOLS.items() if now == name]


def glossary(stated: object) -> object:
    """What a glossary states, with today's symbols. Raises Wrong where it holds both names of one symbol."""
    if not isinstance(stated, dict):
        return stated
    symbols, figures = stated.get("symbols"), stated.get("figures")
    if not (isinstance(symbols, dict) and isinstance(figures, dict)):
        return stated
    for then, now in _SYMBOLS.items():
        if then in symbols and now in symbols:
            raise Wrong("former_name", ("symbols", then), name=shown(then), now=now)
    return stated | {
        "symbols": {_SYMBOLS.get(name, name): symbol for name, symbol in symbols.items()},
        "figures": {name: _figure(figure) for name, figure in figures.items()},
    }


def _column(table: Table, name: str, column: object) -> object:
    spec = table.columns.get(name)
    return _named(column, table.formerly, dict(spec.words_formerly) if spec else {})


def _first_words(table: Table, name: str) -> dict[str, str]:
    return {now: then for then, now in table.columns[name].words_formerly}


def _named(column: object, names: dict[str, str], words: dict[str, str]) -> object:
    """One column with other names for the column in `times` and for the words in `values`, `rules` and `constant`."""
    if not isinstance(column, dict):
        return column
    found = dict(column)
    if isinstance(column.get("times"), str):
        found["times"] = names.get(column["times"], column["times"])
    if isinstance(column.get("constant"), str):
        found["constant"] = words.get(column["constant"], column["constant"])
    if isinstance(column.get("values"), dict):
        found["values"] = {cell: _word(value, words) for cell, value in column["values"].items()}
    if isinstance(column.get("rules"), list):
        found["rules"] = [_rule(rule, words) for rule in column["rules"]]
    return found


def _rule(rule: object, words: dict[str, str]) -> object:
    return rule | {"value": _word(rule["value"], words)} if isinstance(rule, dict) and "value" in rule else rule


def _word(value: object, words: dict[str, str]) -> object:
    return words.get(value, value) if isinstance(value, str) else value


def _figure(figure: object) -> object:
    if not isinstance(figure, dict):
        return figure
    formulas = {key: figure[key] for key in ("numerator", "denominator") if isinstance(figure.get(key), str)}
    return figure | {key: _SYMBOL.sub(_symbol, formula) for key, formula in formulas.items()}


def _symbol(match: re.Match[str]) -> str:
    return _SYMBOLS.get(match[0], match[0])
