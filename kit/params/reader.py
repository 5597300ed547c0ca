"""Reads a YAML file into a pydantic model, with the line in every complaint.

In:   a path and a model.
Out:  the model, or BadParams naming file, line, key, what is wrong and what to write, in both languages.
Why:  a typing error must stop a report, not change its figures. Unknown keys are refused with the nearest known one.
Not here: the YAML itself and its bounds (`document`, `syntax`), how a complaint is worded (`faults`), what the models
      mean (`contract`, `sources`, `glossary`, `house`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator

from kit.errors import BadParams
from kit.language.later import Later, later
from kit.language.numbers import Count
from kit.params import former
from kit.params.document import Loader, load
from kit.params.faults import Fault, decimal, sentence
from kit.params.wrong import Place, Wrong, Wrongs, shown

__all__ = ["Loader", "Loc", "Strict", "place", "read", "read_yaml", "refusal"]

Loc = tuple[object, ...]  # keys and indexes down to a value
Model = TypeVar("Model", bound=BaseModel)
_TOLD = 20  # complaints of one file; the others are counted
_NUMBERS: tuple[object, ...] = (int, float, int | None, float | None)


class Strict(BaseModel):
    """Base of every parameter model: frozen, unknown keys refused, no number that is none."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, defer_build=True, allow_inf_nan=False
    )  # fmt: skip

    @field_validator("*", mode="before", check_fields=False)
    @classmethod
    def _no_flag_for_a_number(cls, value: object, info: ValidationInfo) -> object:
        """`at_least: true` would be read as 1: a rate that must always be perfect."""
        if isinstance(value, bool) and cls.model_fields[info.field_name or ""].annotation in _NUMBERS:
            raise Wrong("no_number", value=shown(value))
        return value


def read_yaml(path: Path) -> object:
    """The plain content of a YAML file. Raises BadParams where it is missing or unreadable."""
    return load(path).content


def read(path: Path, model: type[Model]) -> Model:
    """The model that a YAML file holds. Raises BadParams with every complaint and its line."""
    document = load(path)
    content = document.content if document.content is not None else {}
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise _complaints(path, document.node, content, error, model) from None


def refusal(path: Path, loc: Loc, key: str, *, near: str = "", **fields: object) -> BadParams:
    """The error for a value that only another file shows to be wrong, with the line where it stands.

    loc: keys and indexes down to the value. near: a known name that may be meant.
    """
    hint = later("params.nearest", name=near) if near else ""
    fix = "fix_figure" if key in _ABOUT_FIGURES else "fix"
    where = f"{path}:{_line(load(path).node, loc)}: {_dotted(loc)}"
    return BadParams(where=where, what=later(f"params.{key}", hint=hint, **fields), fix=later(f"params.{fix}"))


def place(path: Path, loc: Loc) -> str:
    """File and line of a value. loc: keys and indexes down to it, as far as they stand there."""
    return f"{path}:{_line(load(path).node, loc)}"


_ABOUT_FIGURES = ("unknown_figure", "unknown_variant", "no_variant", "percent", "bound_of_nothing")


def _complaints(
    path: Path, node: yaml.Node | None, content: object, error: ValidationError, model: type[BaseModel]
) -> BadParams:
    faults = [part for fault in error.errors(include_url=False) for part in _parts(dict(fault))]
    told = [(fault["loc"], _sentence(fault, node, content, model)) for fault in _first_of(node, faults)]
    where = f"{path}:{_line(node, told[0][0])}: {_dotted(told[0][0])}"
    rest = [(f"{path}:{_line(node, loc)}: {_dotted(loc)}", what) for loc, what in told[1:]]
    return BadParams(where=where, what=_listed(told[0][1], rest, len(faults) - _TOLD), fix=later("params.fix"))


def _listed(first: Later, rest: list[tuple[str, Later]], more: int) -> tuple[Later | str, ...]:
    """The first complaint, the others below it with their places, and how many more there are."""
    others: list[Later | str] = [part for place, what in rest for part in (f"\n  {place}", later("params.colon"), what)]
    return (first, *others, *(("\n  ", later("params.more_faults", count=Count(more))) if more > 0 else ()))


def _parts(fault: Fault) -> list[Fault]:
    """The faults that a validator of ours found together, each at its own place."""
    error = fault.get("ctx", {}).get("error")
    found = error.faults if isinstance(error, Wrongs) else [error] if isinstance(error, Wrong) else []
    return [
        {**fault, "loc": (*fault["loc"], *one.at), "above": fault["loc"], "ctx": {"error": one}} for one in found
    ] or [fault]


def _first_of(node: yaml.Node | None, faults: list[Fault]) -> list[Fault]:
    """The first complaints, one for each value: pydantic makes one for each type that a value may have."""
    kept: list[Fault] = []
    seen: set[Loc] = set()
    for fault in faults:
        reached = _reached(node, fault["loc"])
        whole = reached == fault["loc"] or fault["type"] in ("missing", "extra_forbidden", "invalid_key")
        if whole or reached not in seen:
            kept.append(fault)
        if not whole:
            seen.add(reached)
        if len(kept) == _TOLD:
            break
    return kept


def _sentence(fault: Fault, node: yaml.Node | None, content: object, model: type[BaseModel]) -> Later:
    if fault["type"] in ("extra_forbidden", "invalid_key"):
        split = _split_number(fault["loc"], content)
        if split:
            return later("params.decimal_comma", value=split, write=decimal(split))
    what = sentence(fault, model)
    lines = {
        name: _line(node, (*fault.get("above", ()), *value.loc))
        for name, value in what.fields.items()
        if isinstance(value, Place)
    }
    return later(what.key, **{**what.fields, **lines})


def _split_number(loc: Loc, content: Any) -> str:
    """`{at_least: 0,90}` is the number 0 and a key 90 without a value: "0,90"; "" where it is nothing of the kind."""
    try:
        for part in loc[:-1]:
            content = content[part]
        items = list(content.items())
    except (KeyError, IndexError, TypeError, AttributeError):
        return ""
    for (_, before), (key, value) in pairwise(items):
        if str(key) == str(loc[-1]) and value is None and str(key).isdecimal() and str(before).isdecimal():
            return f"{before},{key}"
    return ""


def _reached(node: yaml.Node | None, loc: Loc) -> Loc:
    return loc[: len(list(_walk(node, loc)))]


def _line(node: yaml.Node | None, loc: Loc) -> int:
    """The line of the innermost node that `loc` reaches."""
    lines: list[int] = [node.start_mark.line + 1 if node else 1, *_walk(node, loc)]
    return lines[-1]


def _walk(node: yaml.Node | None, loc: Loc) -> Iterator[int]:
    """The line of each node on the way that `loc` names, as far as there are nodes."""
    for part in loc:
        line, node = _child(node, part)
        if node is None:
            return
        yield line


def _child(node: yaml.Node | None, part: object) -> tuple[int, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        names = ("" if part is None else str(part), *former.names(part))
        for key, value in reversed(node.value):
            if key.value in names:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return 0, None


def _dotted(loc: Loc) -> str:
    return ".".join(shown(part, 40) for part in loc) or "(top)"
