"""Reads a YAML file of the training sources, with the line of every key.

In:   a path and a model.
Out:  the model (or None) and the findings; `Located` has the line of each key for later checks.
Why:  an author fixes ten faults in one go, so every fault is a finding with its line; none stops the reading.
Not here: what the models mean (`module`, `style`, …).
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kit.params import faults, reader
from kit.training.sources.finding import Finding, Place, error
from kit.training.sources.located import Located

Model = TypeVar("Model", bound=BaseModel)


def read(path: Path, name: str, model: type[Model]) -> tuple[Model | None, Located, list[Finding]]:
    """The model of a file, its lines, and what is wrong with it; `name` is how findings call the file."""
    located, found = load(path, name)
    if found:
        return None, located, found
    if located.content is None and any(info.is_required() for info in model.model_fields.values()):
        return None, located, [error(located.place, "empty_file")]
    if located.content is not None and not isinstance(located.content, dict):
        return None, located, [error(located.place, "no_keys")]
    try:
        return model.model_validate(located.content if located.content is not None else {}), located, []
    except ValidationError as fault:
        return None, located, [_finding(dict(one), located, model) for one in fault.errors()]


def load(path: Path, name: str) -> tuple[Located, list[Finding]]:
    """The plain content of a file with its lines. An unreadable one gives a finding at the line of the fault."""
    place = Place(name)
    try:
        node_loader = reader.Loader(path.read_text(encoding="utf-8-sig"))
        node = node_loader.get_single_node()
        content = node_loader.construct_document(node) if node else None
    except FileNotFoundError:
        return Located(place), [error(place, "no_file")]
    except UnicodeDecodeError:
        return Located(place), [error(place, "not_utf8")]
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return Located(place), [error(place.at(line), "yaml_syntax", detail=getattr(fault, "problem", None) or fault)]
    lines: dict[tuple, int] = {}
    _walk(node, (), lines)
    return Located(place, content, lines), []


def _walk(node: yaml.Node | None, loc: tuple, lines: dict[tuple, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            lines[(*loc, key.value)] = key.start_mark.line + 1
            _walk(value, (*loc, key.value), lines)
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            lines[(*loc, at)] = value.start_mark.line + 1
            _walk(value, (*loc, at), lines)


def _finding(fault: dict, located: Located, model: type[BaseModel]) -> Finding:
    return error(located.at(*fault["loc"]), "refused", what=faults.sentence(fault, model))
