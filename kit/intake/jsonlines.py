"""JSON lines, or a JSON array of objects, to a stream of blocks: a row for each object, nested fields by dotted names.

In:   a delivered file, plain or packed; the fields that its source names ("Queue.Duration" is Duration in Queue).
Out:  a `Stream`; its rows are numbered by the line on which the object begins. EmptyFile, UnreadableFile, TooMuch.
Why:  objects say what they have and leave out the rest, so that no row tells which fields the file knows: fields are
      looked for until each that is needed was seen. Only where none has it is it missing, not empty.
Not here: finding the objects (`jsonvalues`), what the fields mean (`kit.intake.mapping`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.errors import EmptyFile, UnreadableFile
from kit.intake import header, jsonvalues, packed
from kit.intake.assembly import Rows, assembled, reading
from kit.intake.delivered import Delivered
from kit.intake.grid import is_empty, tidy
from kit.intake.limits import MAX_CELL, TooMuch
from kit.intake.stream import Stream
from kit.language.later import later

_LOOK = 200  # objects whose fields are listed, to tell a renamed field by its new name
_MOST, _DEEPEST = 500, 8  # names that are listed, levels that are looked into
_LONE = re.compile("[\ud800-\udfff]")
Path = tuple[str, ...]


def read(file: Delivered) -> Stream:
    """The records of a file of JSON objects."""
    return assembled(file, _rows(file, _Fields(file)), header_rows=[1], first=1)


class _Fields:
    """Which fields the file has: those of its first objects, and those that are needed, wherever they come first."""

    def __init__(self, file: Delivered) -> None:
        self.named: dict[str, Path] = {}
        aliases = [*header.needed(file.source), *([name] for name in file.source.match.header)]
        self.needed = [[_path(name) for name in names] for names in aliases]
        self.hollow: set[Path] = set()  # named objects that are null or without a field
        self.filled: set[Path] = set()
        self.count = self.objects = 0
        with packed.opened(file) as stream:
            self._look(value for _, value in jsonvalues.objects(file, stream))
        if not self.count:
            raise file.refuse(EmptyFile, what=later("intake.no_bytes"))
        if not self.objects:
            raise file.refuse(UnreadableFile, what=later("intake.no_json", row=1))
        self._take_hollow()

    def _look(self, objects: Iterator[dict | None]) -> None:
        missing = self.needed
        for found in objects:
            self.count += 1
            if found is not None:
                self.objects += 1
                if self.count <= _LOOK:
                    self._list(found, ())
                missing = [paths for paths in missing if not any(self._has(found, path) for path in paths)]
            if self.count >= _LOOK and not missing:
                return

    def _list(self, found: dict, above: Path) -> None:
        for name, value in found.items():
            if isinstance(value, dict) and value and len(above) < _DEEPEST:
                self._list(value, (*above, name))
            elif len(self.named) < _MOST:
                self._name((*above, name))

    def _name(self, path: Path) -> None:
        if name := tidy(".".join(path)):
            self.named.setdefault(name, path)

    def _has(self, found: dict, path: Path) -> bool:
        """Whether the object has the field, be it null; notes on the way which objects hold nothing."""
        for at, name in enumerate(path):
            if not isinstance(found, dict) or name not in found:
                return False
            inner = found[name]
            if at + 1 < len(path):
                (self.filled if inner else self.hollow).add(path[: at + 1])
            found = inner
        self._name(path)
        return True

    def _take_hollow(self) -> None:
        """Fields of objects that are null throughout are there, and empty: on a day without an answer, no adviser."""
        for paths in self.needed:
            if not any(tidy(".".join(path)) in self.named for path in paths):
                for path in [one for one in paths if self._is_hollow(one)][:1]:
                    self._name(path)

    def _is_hollow(self, path: Path) -> bool:
        """Whether one of the objects around a field is there, and never holds anything."""
        return any(path[:at] in self.hollow - self.filled for at in range(1, len(path)))


def _path(name: str) -> Path:
    return tuple(name.split("."))


def _rows(file: Delivered, fields: _Fields) -> Rows:
    """The names of the fields, those that are read before the others; then a row of the former for each object."""
    wanted = reading(file).wanted
    read = [(name, path) for name, path in fields.named.items() if name in wanted]
    names = [*dict(read), *(name for name in fields.named if name not in wanted)]
    yield 1, names
    # One cell more than the header has names: a row that is no record, which must not pass for an empty one.
    broken = [*[None] * len(names), "!"]
    with packed.opened(file) as stream:
        for number, found in jsonvalues.objects(file, stream):
            cells = [_cell(file, number, name, _value(found, path)) for name, path in read] if found else []
            yield number, broken if all(map(is_empty, cells)) or _is_broken(cells) else cells


def _value(found: object, path: Path) -> object:
    for name in path:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found


def _cell(file: Delivered, number: int, name: str, value: object) -> object:
    """A field's value as a cell: its text, its digits, true or false."""
    if isinstance(value, str):
        if len(value) > MAX_CELL:
            raise TooMuch("long_cell", MAX_CELL, row=number, count=len(value))
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list) and value:
        kind = later("intake.json_object" if isinstance(value, dict) else "intake.json_list")
        raise file.refuse(UnreadableFile, what=later("intake.nested_column", column=name, kind=kind))
    return None


def _is_broken(row: list) -> bool:
    """Whether a cell holds half a character, as bytes in another encoding than UTF-8 leave it."""
    return any(isinstance(cell, str) and not cell.isascii() and _LONE.search(cell) for cell in row)
