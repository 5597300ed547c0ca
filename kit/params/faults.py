"""What one complaint about a parameter says: the value, and the line to write instead.

In:   pydantic's faults (and the `Wrong` ones of our own validators).
Out:  sentences in both languages.
Why:  whoever keeps a contract is no programmer: "unable to parse string as a number" does not say that a decimal
      comma must be a point.
Not here: the lines of the file (`kit.params.reader`), YAML that cannot be parsed (`kit.params.syntax`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from kit.language.later import Later, later
from kit.params.wrong import Wrong, shown

Fault = dict[str, Any]  # what pydantic tells of one value (`ErrorDetails`), and what we add to it

_COMMA = re.compile(r"([-+]?[0-9]+),([0-9]+)")
_PERCENT = re.compile(r"([-+]?[0-9]+(?:[.,][0-9]+)?)\s*%")
_SECONDS = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(?:s|sec|secs|seconde?s?|seconds?)", re.IGNORECASE)
_MINUTES = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
_BOUNDS = {
    "greater_than_equal": ("at_least_bound", "ge"),
    "greater_than": ("above_bound", "gt"),
    "less_than_equal": ("at_most_bound", "le"),
    "less_than": ("below_bound", "lt"),
}
_NUMBERS = (
    "float_parsing", "float_type", "int_parsing", "int_type", "int_from_float", "int_parsing_size", "finite_number",
)  # fmt: skip


def sentence(fault: Fault, model: type[BaseModel]) -> Later:
    """What a complaint says, with the nearest known key or the value to write."""
    kind, value = fault["type"], fault["input"]
    context = fault.get("ctx", {})
    error = context.get("error")
    if isinstance(error, Wrong):
        return error.later
    if kind == "missing":
        return later("params.missing")
    if kind in ("extra_forbidden", "invalid_key"):
        return _unknown_key(fault["loc"][-1], model)
    return _of_value(kind, value, context, fault["msg"])


def nearest(name: object, known: list[str]) -> Later | str:
    """`(did you mean …?)` with the name that is spelt most like it, "" where none is."""
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.6)
    return later("params.nearest", name=near[0]) if near else ""


def decimal(text: str) -> str:
    """How a number with a decimal comma is written here: "0,90" is "0.90"; "1,000" may be either."""
    whole, _, part = text.partition(",")
    either = len(part) == 3 and whole.lstrip("+-0")
    return f"{whole}.{part} / {whole}{part}" if either else f"{whole}.{part}"


def _unknown_key(key: object, model: type[BaseModel]) -> Later:
    if key is None or not isinstance(key, str):
        return later("params.key_in_quotes", write=f'"{shown(key)}"')
    return later("params.extra_forbidden", hint=nearest(key, sorted(_keys(model))))


def _of_value(kind: str, value: object, context: Mapping[str, Any], message: str) -> Later:
    if kind == "literal_error":
        return _one_of(value, re.findall(r"'([^']*)'", context.get("expected", "")))
    if kind in _NUMBERS:
        return _number(value)
    if kind in _BOUNDS:
        key, bound = _BOUNDS[kind]
        return later(f"params.{key}", value=shown(value), bound=context[bound])
    if kind == "string_type":
        return (
            later("params.write_text", value=shown(value), write=f'"{shown(value)}"')
            if _scalar(value)
            else later("params.one_text")
        )
    if kind == "list_type":
        return later("params.write_list", write=f'["{shown(value)}"]') if _scalar(value) else later("params.one_list")
    if kind in ("bool_type", "bool_parsing"):
        return later("params.write_flag", value=shown(value))
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return later("params.write_keys", value=shown(value))
    if kind == "too_short":
        return later("params.too_few", least=context["min_length"])
    return later("params.other", value=shown(repr(value)), detail=context.get("error") or message)


def _scalar(value: object) -> bool:
    return value is not None and not isinstance(value, list | dict)


def _one_of(value: object, known: list[str]) -> Later:
    hint = nearest(value, known)
    return later("params.one_of", value=shown(value), known=", ".join(known), hint=hint)


def _number(value: object) -> Later:
    """A number that is written as a spreadsheet or a letter would write it."""
    text = value.strip() if isinstance(value, str) else ""
    if _COMMA.fullmatch(text):
        return later("params.decimal_comma", write=decimal(text), value=shown(text))
    if found := _PERCENT.fullmatch(text):
        return later("params.write_number", value=shown(text), write=f"{float(found[1].replace(',', '.')) / 100:g}")
    if found := _MINUTES.fullmatch(text):
        return later("params.write_seconds", value=shown(text), write=int(found[1]) * 60 + int(found[2]))
    if found := _SECONDS.fullmatch(text):
        return later("params.write_number", value=shown(text), write=found[1].replace(",", "."))
    return later("params.no_number", value=shown(value))


def _keys(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> set[str]:
    """Every key that the model or a model inside it knows."""
    seen = seen if seen is not None else set()
    if model in seen:
        return set()
    seen.add(model)
    found = set()
    for name, info in model.model_fields.items():
        found.add(info.alias or name)
        for part in _models_in(info.annotation):
            found |= _keys(part, seen)
    return found


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]
