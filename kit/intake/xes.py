"""An event log (XES) to a grid: one row per event, the attributes of its trace before it.

In:   a delivered .xes file, plain or packed.
Out:  a `Stream`; a row's number is that of its event in the file, from 1. UnreadableFile, TruncatedFile, EmptyFile,
      OversizedFile, TooMuch.
Why:  a tree of ten million events takes tens of gigabytes; expat tells each element as it passes, and what is kept is
      one piece of the file. Entities can make gigabytes of a kilobyte, so a file that declares any is refused.
Not here: what the cells mean (`kit.intake.mapping`), the bytes (`packed`).

Columns: an event's attribute by its key ("concept:name", "time:timestamp", "lifecycle:transition", "org:resource"), a
trace's with "case:" before it ("case:concept:name"). Values are the texts of the file; attributes of attributes,
lists and what the log says of itself are not read.

XES writes no empty values. So a column that the table can do without may be missing from the whole file, and is empty
then; the receipt says so (`column_without_values`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any, BinaryIO
from xml.parsers import expat

from kit import schema
from kit.errors import KitError, TruncatedFile, UnreadableFile
from kit.intake import header, packed
from kit.intake.assembly import Rows, assembled
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid, tidy
from kit.intake.limits import MAX_CELL, MAX_COLUMNS, TooMuch
from kit.intake.stream import Stream
from kit.language.later import later

CASE = "case:"
_PIECE = 2**18
_MAX_DEPTH = 64  # elements within each other; a log has three, and one more for each attribute of an attribute
_MAX_TAG = 2**20  # bytes of one element's own tag, or of a comment: expat holds it whole
_LOOK = 1_000  # events whose attributes are looked at, before the rest of the file is asked for a missing one
_CUT = [
    expat.errors.codes[fault] for fault in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
]


class _Wrong(Exception):
    """What no event log holds. `what` is told in the reader's language."""

    def __init__(self, slug: str, **fields: object) -> None:
        self.slug, self.fields = slug, fields
        super().__init__(slug)


class _Declared(Exception):
    """A document type: with it come entities."""


def read(file: Delivered) -> Stream:
    """The cells of an event log, a row for each event."""
    # The header counts as row 1 of a file, so that the first event comes as row 2.
    stream = assembled(file, _rows(file), header_rows=[1])
    stream.head, stream.rest = _numbered(stream.head), _from_one(stream.rest)
    return stream


def _from_one(grids: Iterator[Grid]) -> Iterator[Grid]:
    with closing(grids):  # type: ignore[type-var]  # a generator, which lets the file go
        yield from map(_numbered, grids)


def _numbered(grid: Grid) -> Grid:
    return replace(grid, row_numbers=grid.row_numbers - 1)


def _rows(file: Delivered) -> Rows:
    names = _names(file)
    yield 1, names
    log = _Events(names)
    number = 1
    for _ in _parsed(file, log):
        for row in log.taken():
            number += 1
            yield number, row


def _names(file: Delivered) -> list[str]:
    """The attributes that the log's events and traces have, by a look at its beginning.

    One that the mapping needs and that is not there is looked for to the end of the file; so is one of several names
    that it may have. One name that may be missing is a column in any case.
    """
    look = _Names()
    read, may_lack = _asked(file)
    sought = [names for names in read if names not in may_lack or len(names) > 1]
    for _ in _parsed(file, look):
        if look.events >= _LOOK and all(any(name in look.names for name in names) for names in sought):
            break
    absent = [names[0] for names in may_lack if not any(name in look.names for name in names)]
    return [*look.names, *dict.fromkeys(absent)]


def _asked(file: Delivered) -> tuple[list[list[str]], list[list[str]]]:
    """Names of each column that the source reads; and of those that may be missing from a whole file."""
    source, columns = file.source, schema.TABLES[file.source.table].columns
    read = [[tidy(name) for name in names] for names in header.needed(source)]
    optional = [column for name, column in source.columns.items() if not columns[name].required]
    may_lack = [[tidy(name) for name in names] for column in optional for names in column.alternatives]
    must = {tidy(name) for name in source.match.header}
    must |= {name for names in read if names not in may_lack for name in names}
    return read, [names for names in may_lack if not must & set(names)]


def _parsed(file: Delivered, log: _Log) -> Iterator[None]:
    """Hands the file to `log` piece by piece; stops between two. Raises what refuses the file."""
    try:
        with packed.opened(file) as data:
            yield from _pieces(file, log, data)
    except expat.ExpatError as error:
        raise _broken(file, log, error) from None
    except _Declared:
        raise file.refuse(UnreadableFile, what=later("intake.has_doctype")) from None
    except _Wrong as wrong:
        raise file.refuse(UnreadableFile, what=later(f"intake.{wrong.slug}", **wrong.fields)) from None


def _pieces(file: Delivered, log: _Log, data: BinaryIO) -> Iterator[None]:
    parser, fed = log.parser, 0
    while piece := data.read(_PIECE):
        parser.Parse(piece, False)
        fed += len(piece)
        if fed - parser.CurrentByteIndex > _MAX_TAG + _PIECE:
            raise TooMuch("long_tag", _MAX_TAG, row=log.events + 1)
        yield
    parser.Parse(b"", True)
    yield


def _broken(file: Delivered, log: _Log, error: expat.ExpatError) -> KitError:
    """Where the XML breaks: cut off at its end, or wrong at a line."""
    place = later("intake.at_event", event=log.events, line=error.lineno)
    if error.code in _CUT and log.depth:
        return file.refuse(TruncatedFile, place=place, what=later("intake.xes_cut"))
    detail = expat.ErrorString(error.code)
    what = later("intake.xes_broken", line=error.lineno, column=error.offset + 1, event=log.events, detail=detail)
    return file.refuse(UnreadableFile, what=what)


class _Log:
    """Follows the elements of a log: a trace's attributes, its events, theirs.

    events: how many have begun. depth: elements that are open.
    """

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        # Within an event every element passes here, so that two lean functions take over from one event to its end.
        self._around, self._within = (self._start, self._end), (self._attribute, self._close)
        self._hand_to(self._around)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.depth = self.events = self._event_at = self._trace_at = self._inner = 0
        self._globals = ""

    def _hand_to(self, handlers: tuple[Any, Any]) -> None:
        self.parser.StartElementHandler, self.parser.EndElementHandler = handlers

    def _doctype(self, *_: object) -> None:
        raise _Declared

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self._trace_at and self.depth == 3:
            self._in_trace(tag, attributes)
        elif self.depth <= 2:
            self._in_log(tag, attributes)
        elif self._globals and self.depth == 3:
            self.declared(self._globals, attributes)
        if self.depth > _MAX_DEPTH:
            raise TooMuch("deep_xml", _MAX_DEPTH, row=self.events)

    def _in_log(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if self.depth == 1 and name != "log":
            raise _Wrong("no_log", tag=name[:40])
        if name == "trace":
            self._trace_at, self._began = 2, False
            self.begin_trace()
        elif name == "event":
            self._begin_event()
        self._globals = attributes.get("scope", "event") if name == "global" else ""

    def _in_trace(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "event":
            self._began = True
            self._begin_event()
        elif self._began:
            raise _Wrong("trace_after_events", line=self.parser.CurrentLineNumber, event=self.events)
        else:
            self.of_trace(attributes)

    def _begin_event(self) -> None:
        self.events += 1
        self._event_at = self.depth
        self._hand_to(self._within)
        self.begin_event()

    def _attribute(self, _: str, attributes: dict[str, str]) -> None:
        if not self._inner:
            self.of_event(attributes)
        self._inner += 1
        if self._inner > _MAX_DEPTH:
            raise TooMuch("deep_xml", _MAX_DEPTH, row=self.events)

    def _close(self, _: str) -> None:
        if self._inner:
            self._inner -= 1
            return
        self._event_at, self.depth = 0, self.depth - 1
        self._hand_to(self._around)

    def _end(self, _: str) -> None:
        if self.depth == self._trace_at:
            self._trace_at = 0
            self.end_trace()
        self.depth -= 1

    # What a reader makes of it

    def begin_trace(self) -> None: ...
    def end_trace(self) -> None: ...
    def begin_event(self) -> None: ...
    def of_trace(self, attributes: dict[str, str]) -> None: ...
    def of_event(self, attributes: dict[str, str]) -> None: ...
    def declared(self, scope: str, attributes: dict[str, str]) -> None: ...


class _Names(_Log):
    """The names of the attributes, in the order in which they come."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def of_trace(self, attributes: dict[str, str]) -> None:
        self._take(CASE, attributes)

    def of_event(self, attributes: dict[str, str]) -> None:
        self._take("", attributes)

    def declared(self, scope: str, attributes: dict[str, str]) -> None:
        self._take(CASE if scope == "trace" else "", attributes)

    def _take(self, before: str, attributes: dict[str, str]) -> None:
        if "value" in attributes and "key" in attributes:
            self.names[tidy(before + attributes["key"])] = None
            if len(self.names) > MAX_COLUMNS:
                raise TooMuch("columns", MAX_COLUMNS, count=len(self.names))


class _Events(_Log):
    """The rows of the events that have passed, until they are taken."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._of_event = {name: at for at, name in enumerate(names) if not name.startswith(CASE)}
        self._of_trace = {name.removeprefix(CASE): at for at, name in enumerate(names) if name.startswith(CASE)}
        self._empty: list[str | None] = [None] * len(names)
        self._trace, self._row = self._empty, self._empty
        self._rows: list[list[str | None]] = []

    def taken(self) -> list[list[str | None]]:
        """The rows that are whole, once: of an event that is still open, later."""
        whole = len(self._rows) - bool(self._event_at)
        rows, self._rows = self._rows[:whole], self._rows[whole:]
        return rows

    def begin_trace(self) -> None:
        self._trace = [*self._empty]

    def end_trace(self) -> None:
        self._trace = self._empty

    def begin_event(self) -> None:
        self._row = [*self._trace]
        self._rows.append(self._row)

    def of_trace(self, attributes: dict[str, str]) -> None:
        self._put(self._trace, self._of_trace, attributes)

    def of_event(self, attributes: dict[str, str]) -> None:
        # Fifty million attributes pass here: what is as it should be goes the short way.
        at, value = self._of_event.get(attributes.get("key", "")), attributes.get("value")
        if at is None or value is None or self._row[at] is not None or len(value) > MAX_CELL:
            self._put(self._row, self._of_event, attributes)
        else:
            self._row[at] = value

    def _put(self, row: list[str | None], known: dict[str, int], attributes: dict[str, str]) -> None:
        # One without a value is a list, one of no column is not read.
        at, value = known.get(attributes.get("key", "")), attributes.get("value")
        if at is None or value is None:
            return
        if len(value) > MAX_CELL:
            raise TooMuch("long_cell", MAX_CELL, row=self.events, count=len(value))
        if row[at] is not None and row[at] != value:
            raise _Wrong("attribute_twice", key=attributes["key"][:80], line=self.parser.CurrentLineNumber)
        row[at] = value
