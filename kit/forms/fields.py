"""What a person sees of a table: one field per column of its workbook.

In:   the shipped mapping of a table, `kit.schema`, the language of the headers.
Out:  `Field`s in the order of the mapping.
Why:  the mapping says under which names and words a workbook is read; of two the first is French, the second English.
Not here: what is explained of a field (`texts`), how it looks (`workbook`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import kit
from kit import params, schema
from kit.language.texts import LANGUAGES
from kit.params import Source, Sources
from kit.params.columns import Column

# Tables that people fill, and the shipped mapping of each.
TABLES: dict[str, str] = {
    "staffing": "staffing_workbook",
    "incidents": "incidents",
    "unresolved": "unresolved",
    "campaigns": "campaigns",
    "actions": "actions",
    "partner_reports": "partner_reports",
    "sessions": "sessions",
    "attendance": "attendance",
    "listening": "listening",
}
_PLACE = Path(kit.__file__).parent / "templates" / "sources"
_SHORT = ("owner", "partner", "theme", "place", "audience", "modules", "team")  # a few words of free text
_BY_TYPE = {"DATE": "day", "DOUBLE": "number", "VARCHAR": "text"}


@dataclass(frozen=True)
class Field:
    """One column of a workbook.

    name: of its explanation and its examples. kind: key, text, note, code, word, queue, figure, day, time, number,
    signed or level. words: what its drop-down list offers.
    """

    name: str
    header: str
    kind: str
    required: bool
    words: tuple[str, ...] = ()


@cache
def source(table: str) -> Source:
    """The shipped mapping of a table that people fill."""
    name = TABLES[table]
    return params.read(mapping(table), Sources).sources[name]


def mapping(table: str) -> Path:
    """Where the shipped mapping of a table stands, to be taken over."""
    return _PLACE / f"{TABLES[table]}.yml"


def pattern(table: str, lang: str) -> str:
    """What the name of a filled workbook must hold to be recognised."""
    return _in(source(table).match.name, lang)


def file_name(table: str, lang: str) -> str:
    """A name under which the workbook is recognised."""
    return pattern(table, lang).replace("*", "")


def is_read_by(table: str, lang: str, partnership: str) -> bool:
    """Whether one of a partnership's own mappings reads the workbook. Raises UnknownPartnership, BadParams."""
    headers = {field.header for field in fields(table, lang)}
    own = params.sources(partnership).sources.values()
    mine = [one for one in own if one.table == table and one.file.format == "xlsx"]
    return any(all(headers & set(names) for names in one.read_columns) for one in mine)


def fields(table: str, lang: str) -> list[Field]:
    """The columns of a table's workbook; a column that is read twice stands once."""
    seen: dict[str, Field] = {}
    for name, column in source(table).columns.items():
        for field in _of_column(table, name, column, lang):
            seen.setdefault(field.header, field)
            if field.kind != "key":  # a key may be made of several columns: what each of them holds says more
                seen[field.header] = replace(field, required=seen[field.header].required or field.required)
    return list(seen.values())


def word(table: str, name: str, value: str, lang: str) -> str:
    """How a workbook writes one of the words of `kit.schema`."""
    return _words(source(table).columns[name].values or {}, lang)[value]


def _of_column(table: str, name: str, column: Column, lang: str) -> Iterator[Field]:
    spec, unpivot = schema.TABLES[table].columns[name], source(table).unpivot
    if unpivot and column.from_ == [unpivot.into]:
        return  # it is a header, not a column
    if unpivot and column.from_ and column.from_[0] in unpivot.cell_names:
        for header in unpivot.columns:
            yield Field(name, header, "level", False)
    elif column.join and spec.type == "TIMESTAMP":
        for part, kind in zip(column.join, ("day", "time"), strict=True):
            yield Field(f"{name}_{kind}", _in(part.from_, lang), kind, spec.required)
    elif column.join:
        for part in column.join:
            if not unpivot or part.from_ != [unpivot.into]:
                yield Field(name, _in(part.from_, lang), "key", spec.required)
    elif column.from_:
        words = tuple(_words(column.values or {}, lang).values())
        yield Field(name, _in(column.from_, lang), _kind(table, name, spec), spec.required, words)


def _kind(table: str, name: str, spec: schema.Column) -> str:
    if name in ("queue", "figure"):
        return name
    if name in schema.TABLES[table].key:
        return "key"
    named = {
        "word": bool(spec.known),
        "note": spec.free and name not in _SHORT,
        "code": spec.coded,
        "signed": spec.signed,
    }
    return next((kind for kind, holds in named.items() if holds), _BY_TYPE[spec.type])


def _in(names: list[str], lang: str) -> str:
    """The name in one language; one that both languages share stands alone."""
    return names[min(LANGUAGES.index(lang), len(names) - 1)]


def _words(values: Mapping[str, object], lang: str) -> dict[object, str]:
    """By the schema's word: the workbook's."""
    each: dict[object, list[str]] = {}
    for written, meant in values.items():
        each.setdefault(meant, []).append(written)
    return {meant: _in(written, lang) for meant, written in each.items()}
