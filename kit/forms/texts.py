"""What a workbook explains, in the language of its headers.

In:   a table, a language; `kit/language/locale/forms.*.yml`.
Out:  its title, who fills it, the rules, what each column means, example rows.
Why:  whoever fills a list has never read the manual: what is not said in the workbook is not known.
Not here: headers and words: they are the mapping's (`fields`).
"""

from __future__ import annotations

from kit import schema
from kit.forms.fields import Field, pattern, word
from kit.language.texts import has, text, texts

_RULES = ("header", "rows", "dates", "persons", "examples")
_OF_LISTS = ("key", "revised", "withdrawn")
_OF_DAYS = ("replaced",)


def said(key: str, lang: str, /, **given: object) -> str:
    """A text that all workbooks share."""
    return text(f"forms.{key}", lang, **given)


def of(table: str, key: str, lang: str) -> str:
    """A text of one table's workbook: sheet, title, row, who."""
    return text(f"forms.{table}.{key}", lang)


def meaning(table: str, field: Field, lang: str) -> str:
    """What is to be written into a column; what many tables have stands once."""
    own = f"forms.{table}.columns.{field.name}"
    return text(own if has(own, lang) else f"forms.columns.{field.name}", lang)


def rules(table: str, lang: str) -> list[str]:
    """What holds for every row."""
    is_list = schema.TABLES[table].is_register
    names = [*_RULES[:2], *(_OF_LISTS if is_list else _OF_DAYS), *_RULES[2:]]
    gone = schema.TABLES[table].words(schema.WITHDRAWN) if is_list else ()
    given = {"withdrawn": word(table, "status", gone[0], lang)} if gone else {}
    return [said(f"rules.{name}", lang, files=pattern(table, lang), **given) for name in names]


def examples(table: str, lang: str) -> list[dict[str, str]]:
    """Example rows: what each field holds, as it is typed."""
    rows: list[dict[str, str]] = []
    begins = f"{table}.examples."
    for key, value in texts("forms", lang).items():
        if key.startswith(begins):
            number, _, name = key.removeprefix(begins).partition(".")
            rows += [{} for _ in range(int(number) + 1 - len(rows))]
            rows[int(number)][name] = value
    return rows
