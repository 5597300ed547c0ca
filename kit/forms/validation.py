"""What a cell of a workbook takes: a word of a list, a day, a time, a number.

In:   a field; the lists of words on a sheet that is not shown.
Out:  openpyxl's data validations, each with what is asked and what is wrong in the reader's language.
Why:  a wrong cell that is told while it is typed costs a second; told on a receipt, a message between two firms.
Not here: what is told of cells that were pasted in all the same (`kit.intake`).
"""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation

from kit.forms import texts
from kit.forms.fields import Field

_FIRST_DAY, _LAST_DAY = 36526, 73050  # 2000-01-01 and 2099-12-31 as a spreadsheet counts days
_LAST_TIME = "0.999988425925926"  # 23:59:59
_TITLE, _PROMPT, _ERROR = 32, 255, 225  # characters that a spreadsheet shows
_OPEN_LISTS = ("queue", "figure")  # another word is asked about, and taken
_RULES: dict[str, dict[str, object]] = {
    "day": {"type": "date", "operator": "between", "formula1": str(_FIRST_DAY), "formula2": str(_LAST_DAY)},
    "time": {"type": "time", "operator": "between", "formula1": "0", "formula2": _LAST_TIME},
    "number": {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"},
    "signed": {"type": "decimal", "operator": "between", "formula1": "-1000000", "formula2": "1000000"},
    "level": {"type": "whole", "operator": "between", "formula1": "0", "formula2": "2"},
    "code": {"type": "textLength", "operator": "lessThanOrEqual", "formula1": "10"},
    "key": {"type": "textLength", "operator": "lessThanOrEqual", "formula1": "60"},
}


def of(table: str, field: Field, lang: str, listed: str) -> DataValidation:
    """The validation of a column. listed: the cells that hold its words, "" where it has none."""
    rule = {"type": "list", "formula1": listed} if listed else _RULES.get(field.kind, {"type": None})
    made = DataValidation(**rule, allow_blank=True, showInputMessage=True, showErrorMessage=rule["type"] is not None)
    made.promptTitle = field.header[:_TITLE]
    made.prompt = _cut(_asked(table, field, lang), _PROMPT)
    made.errorTitle = field.header[:_TITLE]
    made.error = _cut(texts.said(f"errors.{_fault(field, listed)}", lang), _ERROR)
    made.errorStyle = "warning" if field.kind in _OPEN_LISTS else "stop"
    return made


def _asked(table: str, field: Field, lang: str) -> str:
    meant = texts.meaning(table, field, lang)
    return f"{meant} {texts.said('required', lang)}" if field.required else meant


def _fault(field: Field, listed: str) -> str:
    return "open_list" if field.kind in _OPEN_LISTS else "list" if listed else _as_text(field.kind)


def _as_text(kind: str) -> str:
    return kind if kind in _RULES else "text"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
