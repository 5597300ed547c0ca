"""One parameter file as plain content, under bounds that no honest file comes near.

In:   a path.
Out:  `Document`: the content and its nodes, which know their lines; or BadParams with file and line.
Why:  a few kilobytes of YAML can name a billion values (aliases of aliases) or nest deeper than any parser's stack.
      So the parser's events are counted first, without a recursion and without building anything.
      YAML 1.1 guesses (`open: 12:30` is 750, `no` is False, `010` is 8); here only null, true, false and plain numbers
      are typed, and the model does the rest.
Not here: what the file must hold (`kit.params.reader`), how a syntax error is told (`kit.params.syntax`).
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import yaml

from kit.errors import BadParams
from kit.language.later import Later, later
from kit.language.numbers import Count
from kit.params import syntax
from kit.params.wrong import shown

if TYPE_CHECKING:
    from yaml._yaml import Mark as ParserMark

    Mark = yaml.Mark | ParserMark
    _Parser = yaml.SafeLoader
else:
    _Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The project's largest parameter file, the glossary, has 19 kB, 3,000 values and 4 levels; the deepest mapping 9.
MOST_BYTES = 1 << 20
MOST_VALUES = 100_000
MOST_LEVELS = 30
LONGEST_TEXT = 10_000

# What YAML allows in a file: everything printable, and the ends of lines.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Loader(_Parser):
    """YAML 1.2's core types only, no key twice; parsed by libyaml where it is there (ten times faster)."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


# More than 18 digits are no count: they stay text, such as a long key of a call.
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]{0,17})$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]{1,40}|(?:0|[1-9][0-9]{0,40})\.[0-9]{0,40})(?:[eE][-+]?[0-9]{1,3})?$",
     list("-+0123456789.")),
):  # fmt: skip
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


class Unacceptable(yaml.MarkedYAMLError):
    """Sound YAML that is not read here; `told` says why."""

    def __init__(self, mark: Mark | None, told: Later) -> None:
        super().__init__(None, None, str(told), cast(yaml.Mark | None, mark))  # libyaml's has the same attributes
        self.told = told
        self.line = mark.line + 1 if mark else None


def _mapping(loader: Loader, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
    seen: dict[object, object] = {}
    lines: dict[object, int] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise Unacceptable(key_node.start_mark, later("params.key_not_text"))
        if key_node.value == "<<" and not key_node.style:
            raise Unacceptable(key_node.start_mark, later("params.merge_key"))
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            fields = {"key": shown(key), "first": lines[key]}
            raise Unacceptable(key_node.start_mark, later("params.duplicate_key", **fields))
        lines[key] = key_node.start_mark.line + 1
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


@dataclass(frozen=True)
class Document:
    """The content of a file, None where it is empty, and its nodes."""

    content: object = None
    node: yaml.Node | None = None


def load(path: Path) -> Document:
    """The content of a parameter file. Raises BadParams where it is missing, unreadable or beyond the bounds."""
    text = _text(path)
    try:
        parse(text)
        loader = Loader(text)
        node = loader.get_single_node()
        return Document(loader.construct_document(node) if node else None, node)
    except Unacceptable as error:
        raise _bad(path, error.told, error.line) from None
    except yaml.YAMLError as error:
        raise _bad(path, *syntax.complaint(error, text)) from None


def parse(text: str) -> None:
    """Goes through a YAML text without building anything. Raises Unacceptable for what is beyond the bounds."""
    if found := _CONTROL.search(text):
        mark = yaml.Mark("", 0, text.count("\n", 0, found.start()), 0, None, 0)
        raise Unacceptable(mark, later("params.control_character", code=f"U+{ord(found[0]):04X}"))
    counting = _Counting()
    for event in yaml.parse(text, Loader=Loader):
        counting.take(event)


@dataclass
class _Open:
    """A mapping or list whose end is not reached yet."""

    anchor: str | None
    before: int
    height: int = 1


@dataclass
class _Counting:
    """How many values a text holds and how deep they lie, each alias counted as what it stands for."""

    values: int = 0
    stack: list[_Open] = field(default_factory=list)
    anchored: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()

    def _alias(self, event: yaml.AliasEvent) -> None:
        if any(outer.anchor == event.anchor for outer in self.stack):
            raise Unacceptable(event.start_mark, later("params.alias_cycle", name=shown(event.anchor)))
        values, height = self.anchored.get(event.anchor or "", (1, 1))
        self._add(event, values, height)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        _refuse_tag(event)
        if len(event.value) > LONGEST_TEXT:
            fields = {"limit": Count(LONGEST_TEXT), "length": Count(len(event.value))}
            raise Unacceptable(event.start_mark, later("params.long_text", **fields))
        if event.anchor:
            self.anchored[event.anchor] = (1, 1)
        self._add(event, 1, 1)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        _refuse_tag(event)
        self.stack.append(_Open(event.anchor, self.values))
        self._add(event, 1, 1)

    def _end(self) -> None:
        ended = self.stack.pop()
        if ended.anchor:
            self.anchored[ended.anchor] = (self.values - ended.before, ended.height)
        if self.stack:
            self.stack[-1].height = max(self.stack[-1].height, ended.height + 1)

    def _add(self, event: yaml.Event, values: int, height: int) -> None:
        self.values += values
        if self.values > MOST_VALUES:
            raise Unacceptable(event.start_mark, later("params.too_many_values", limit=Count(MOST_VALUES)))
        if len(self.stack) + height > MOST_LEVELS:
            raise Unacceptable(event.start_mark, later("params.too_deep", limit=MOST_LEVELS))
        if self.stack:
            self.stack[-1].height = max(self.stack[-1].height, height + 1)


def _refuse_tag(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
    """`!!python/…`, `!!timestamp`, `!mine`: what a value is, its place says."""
    if event.tag is not None:
        raise Unacceptable(
            event.start_mark, later("params.tag", tag=shown(event.tag.replace("tag:yaml.org,2002:", "!!")))
        )


def _text(path: Path) -> str:
    """The file's text. A folder in its place is no fault of a parameter and keeps its own error."""
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise _bad(path, later("params.not_a_file"))
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _bad(path, later("params.no_file")) from None
    if len(content) > MOST_BYTES:
        raise _bad(path, later("params.too_large", limit=f"{MOST_BYTES >> 20} MB"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(path, later("params.not_utf8"), content.count(b"\n", 0, error.start) + 1) from None


def _bad(path: Path, what: Later, line: int | None = None) -> BadParams:
    return BadParams(where=f"{path}:{line}" if line else path, what=what, fix=later("params.fix"))
