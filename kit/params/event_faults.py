"""Whether a mapping with events reads what they make, and nothing else.

In:   a source with `events:`.
Out:  `Wrong` complaints, each with what to write.
Why:  a column of the file that is read beside the rules would belong to no event in particular: nobody could say which
      of a call's rows it came from.
Not here: the model (`events`), the calls (`kit.intake.eventful`).
"""

from __future__ import annotations

import difflib

from kit.params.events import STATE, Events
from kit.params.fileshape import FileShape
from kit.params.stated import Stated
from kit.params.wrong import Wrong, shown

# Statements about the rows of a table, of which a file of events has none.
_OF_TABLES = ("totals_row", "footer", "forward_fill")


def faults(source: Stated, read: list[list[str]]) -> list[Wrong]:
    """Every statement that does not go with events. read: columns that the source reads from what the events make."""
    events, cap = source.events, source.file.cap
    if events is None:
        return [Wrong("cap_calls", ("file", "cap"))] if cap and cap.calls else []
    if source.table != "calls":
        return [Wrong("events_calls", ("events",), table=source.table)]
    apart = [name for name in _OF_TABLES if getattr(source.file, name)]
    return [
        *[Wrong("events_table", ("file", name), name=name) for name in apart],
        *_of_stream(source.file, events),
        *_strangers(events, read),
        *_unread(events, read),
    ]


def _of_stream(shape: FileShape, events: Events) -> list[Wrong]:
    """Files whose lines cannot be put one after the other."""
    whole = shape.format == "csv" and not any(name.startswith("utf-16") for name in shape.encoding)
    return [] if whole or events.files == "apart" else [Wrong("events_stream", ("events", "files"))]


def _strangers(events: Events, read: list[list[str]]) -> list[Wrong]:
    """Columns that are read and that no rule makes."""
    found = [names[0] for names in read if not set(names) & set(events.names)]
    known = ", ".join(events.columns)
    near = {name: difflib.get_close_matches(name, events.columns, n=1) for name in found}
    return [Wrong("events_not_made", ("columns",), name=shown(name), known=shown([*near[name], known][0])) for name in
            dict.fromkeys(found)]  # fmt: skip


def _unread(events: Events, read: list[list[str]]) -> list[Wrong]:
    """Columns that the rules make and nothing reads."""
    used = {name for names in read for name in names} | {STATE}
    return [
        Wrong("events_unread", ("events", "columns", name), name=shown(name))
        for name in events.columns
        if name not in used
    ]
