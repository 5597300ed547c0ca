"""The terms of a contract as plain values, and how two states of them differ.

In:   `Terms`; or the values that a published report kept.
Out:  flat values by key ("objectives.asa at_most": 30), a mark of them, the keys that differ.
Why:  a report keeps a copy of the terms it was published with, so that an edited term is named with both values.
Not here: which reports were published (`kit.params.published`), what a term means (`kit.params.contract`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any, TypeGuard

from kit.params.amendment import Value
from kit.params.contract import Objective, Terms
from kit.params.hours import OpeningHours

Values = dict[str, Value]


@dataclass(frozen=True)
class Difference:
    """One term in two states: None where it is not stated at all."""

    key: str
    before: Value
    after: Value


def values(terms: Terms) -> Values:
    """Every term by its key, defaults included; an objective's under the name of its figure."""
    plain = terms.model_dump(mode="json")
    found = _objectives(plain.pop("objectives")) | _queues(plain.pop("queues"))
    for key, value in plain.items():
        if isinstance(value, dict):
            found |= {f"{key}.{name}": _listed(inner) for name, inner in value.items()}
        elif key != "valid_from":
            found[key] = sorted(value) if isinstance(value, list) else value
    return found


def _queues(queues: dict[str, dict[str, Any]]) -> Values:
    """What is stated of each queue: a closed weekday, and holidays as the line's, are not."""
    found: Values = {}
    for name, stated in queues.items():
        hours = stated.pop("opening_hours")
        found |= {f"queues.{name}.opening_hours.{day}": spans for day, spans in hours.items() if spans}
        found |= {f"queues.{name}.{key}": value for key, value in stated.items() if value is not None}
    return found


def _listed(value: Value) -> Value:
    """A list of new levels as their figures and weeks: the wording of a reason is no term."""
    if not isinstance(value, list):
        return value
    return sorted(f"{one['figure'] or '*'} {one['from_']}" if isinstance(one, dict) else one for one in value)


def _objectives(objectives: list[dict[str, Any]]) -> Values:
    """A figure with two objectives has them numbered."""
    found: Values = {}
    seen: dict[str, int] = {}
    for objective in objectives:
        figure = objective.pop("figure")
        seen[figure] = seen.get(figure, 0) + 1
        name = f"objectives.{figure}" + (f" #{seen[figure]}" if seen[figure] > 1 else "")
        found |= {f"{name} {key}": value for key, value in objective.items()}
    return found


def differences(before: Values, after: Values) -> list[Difference]:
    """The terms that differ, in the order of the contract.

    What one side does not know has the usual value there: a term that a newer kit knows, with its default, is none
    that somebody changed.
    """
    keys = [*after, *(key for key in before if key not in after)]
    both = [Difference(key, before.get(key, _usual(key)), after.get(key, _usual(key))) for key in keys]
    return [one for one in both if one.before != one.after]


def mark(values: Values) -> str:
    """A short name of these values, to be written in a correction; never a number for YAML."""
    stated = {key: value for key, value in sorted(values.items()) if value != _usual(key)}
    text = json.dumps({key: float(value) if _number(value) else value for key, value in stated.items()})
    return f"terms-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _usual(key: str) -> Value:
    """The default of a term; None where it has none."""
    if key.startswith("objectives."):
        field = Objective.model_fields.get(key.rpartition(" ")[2])
        return field.default if field and not field.is_required() else None
    return _DEFAULTS.get(key)


_DEFAULTS = values(Terms(valid_from=dt.date.min, opening_hours=OpeningHours(), objectives=[]))


def shown(value: Value) -> str:
    """A value as one writes it in the contract: 0.9 is "0.90", lists in brackets; "" where nothing is stated."""
    if isinstance(value, list):
        return f"[{', '.join(str(one) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    if _number(value):
        text = f"{value:.10g}"
        return f"{value:.2f}" if 0 < abs(value) < 1 and len(text) < len("0.90") else text
    return "" if value is None else str(value)
