"""Reads a YAML file into a pydantic model, with the line in every complaint.

In:   a path and a model.
Out:  the model, or BadParams naming file, line, key, what is wrong and how to mend it, in both languages.
Why:  YAML 1.1 guesses (`open: 12:30` is 750, `no` is False, `010` is 8); here only null, true, false and plain
      numbers are typed, and the model does the rest. Unknown keys are refused with the nearest known one.
Not here: what the models mean (`contract`, `sources`, `glossary`, `house`).
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kit.errors import BadParams

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """Base of every parameter model: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML 1.2's core types only, no key twice; parsed by libyaml where it is there (ten times faster)."""

    yaml_implicit_resolvers: dict = {}


for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)\.[0-9]*)(?:[eE][-+]?[0-9]+)?$", list("-+0123456789.")),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


def _reject_duplicates(loader: Loader, node: yaml.MappingNode, deep: bool = False) -> dict:
    seen: dict = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"duplicate key: {key}", key_node.start_mark)
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


Loader.add_constructor("tag:yaml.org,2002:map", _reject_duplicates)

_MESSAGES = {
    "fr": {
        "missing": "la clé manque",
        "extra_forbidden": "clé inconnue{hint}",
        "syntax": "YAML illisible ({detail})",
        "other": "valeur {value} refusée ({detail})",
        "unknown_figure": "chiffre inconnu, « {name} »{hint}",
        "unknown_variant": "« {name} » n'a pas de variante « {variant} »{hint} ; variantes : {known}",
        "no_variant": "« {name} » se juge sur une variante ; ajouter `variant:`, l'une de : {known}",
        "percent": "{name} est un taux de 0 à 1 : écrire 0.90 pour 90 %, et non {value}",
        "mend": "Corriger le fichier puis relancer `kit check`.",
        "mend_figure": "Les chiffres sont dans params/glossary.yml. Corriger le fichier puis relancer `kit check`.",
        "colon": "\u00a0: ",
        "nearest": " (vouliez-vous « {name} » ?)",
    },
    "en": {
        "missing": "the key is missing",
        "extra_forbidden": "unknown key{hint}",
        "syntax": "unreadable YAML ({detail})",
        "other": "value {value} refused ({detail})",
        "unknown_figure": 'unknown figure "{name}"{hint}',
        "unknown_variant": '"{name}" has no variant "{variant}"{hint}; variants: {known}',
        "no_variant": '"{name}" is judged by a variant; add `variant:`, one of: {known}',
        "percent": "{name} is a rate from 0 to 1: write 0.90 for 90 %, not {value}",
        "mend": "Mend the file, then run `kit check` again.",
        "mend_figure": "The figures stand in params/glossary.yml. Mend the file, then run `kit check` again.",
        "colon": ": ",
        "nearest": ' (did you mean "{name}"?)',
    },
}


def read_yaml(path: Path) -> object:
    """The plain content of a YAML file. Raises BadParams where it is missing or unreadable."""
    return _load(path)[0]


def read(path: Path, model: type[Model]) -> Model:
    """The model that a YAML file holds. Raises BadParams with every complaint and its line."""
    content, node = _load(path)
    try:
        return model.model_validate(content if content is not None else {})
    except ValidationError as error:
        raise _complaints(path, node, error, model) from None


def refusal(path: Path, loc: tuple, key: str, *, near: str = "", **fields: object) -> BadParams:
    """The error for a value that only another file shows to be wrong, with the line where it stands.

    loc: keys and indexes down to the value. near: a known name that may be meant.
    """

    def what(lang: str) -> str:
        hint = _MESSAGES[lang]["nearest"].format(name=near) if near else ""
        return _MESSAGES[lang][key].format(hint=hint, **fields)

    where = f"{path}:{_line(_load(path)[1], loc)}: {_dotted(loc)}"
    return BadParams(where=where, what=what, mend=_both("mend_figure"))


def _load(path: Path) -> tuple[object, yaml.Node | None]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        loader = Loader(text)
        node = loader.get_single_node()
        return (loader.construct_document(node) if node else None), node
    except FileNotFoundError:
        raise BadParams(where=path, what=_both("syntax", detail="no such file"), mend=_both("mend")) from None
    except UnicodeDecodeError as error:
        raise BadParams(where=path, what=_both("syntax", detail=f"UTF-8: {error.reason}"), mend=_both("mend")) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise BadParams(where=where, what=_both("syntax", detail=error.problem), mend=_both("mend")) from None
    except yaml.YAMLError as error:
        raise BadParams(where=path, what=_both("syntax", detail=error), mend=_both("mend")) from None


def _complaints(path: Path, node: yaml.Node | None, error: ValidationError, model: type[BaseModel]) -> BadParams:
    faults = error.errors()
    first = faults[0]
    where = f"{path}:{_line(node, first['loc'])}: {_dotted(first['loc'])}"
    return BadParams(where=where, what=_both_texts(faults, path, node, model), mend=_both("mend"))


def _both_texts(faults: list[dict], path: Path, node: yaml.Node | None, model: type[BaseModel]):
    def words(lang: str) -> str:
        texts = [wording(fault, model, lang) for fault in faults]
        rest = [
            f"\n  {path}:{_line(node, fault['loc'])}: {_dotted(fault['loc'])}{_MESSAGES[lang]['colon']}{text}"
            for fault, text in zip(faults[1:], texts[1:], strict=True)
        ]
        return texts[0] + "".join(rest)

    return words


def _both(key: str, **fields: object):
    return lambda lang: _MESSAGES[lang][key].format(**fields)


def wording(fault: dict, model: type[BaseModel], lang: str) -> str:
    """What one of pydantic's complaints says in a language, with the nearest known key."""
    if fault["type"] == "missing":
        return _MESSAGES[lang]["missing"]
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(fault["loc"][-1]), sorted(_keys(model)), n=1, cutoff=0.6)
        hint = _MESSAGES[lang]["nearest"].format(name=near[0]) if near else ""
        return _MESSAGES[lang]["extra_forbidden"].format(hint=hint)
    context = fault.get("ctx", {}).get("error")
    return _MESSAGES[lang]["other"].format(value=repr(fault["input"])[:60], detail=context or fault["msg"])


def _keys(model: type[BaseModel], seen: set | None = None) -> set[str]:
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


def _line(node: yaml.Node | None, loc: tuple) -> int:
    """The line of the innermost node that `loc` reaches."""
    line = node.start_mark.line + 1 if node else 1
    for part in loc:
        child = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, child = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            child = node.value[part]
            line = child.start_mark.line + 1
        if child is None:
            break
        node = child
    return line


def _dotted(loc: tuple) -> str:
    return ".".join(str(part) for part in loc) or "(top)"
