"""A file that holds exactly as much as its platform exports at once.

In:   the rows of a file on their way to its grid; the `cap:` that its source states.
Out:  the same rows; CappedExport at their end where there are just so many.
Why:  such an export stops without a word, and its last day looks like a quiet one. It is refused and not held back: a
      confirmation would take half a day for a whole one, while two exports of half the period always help, and a line
      that had exactly so many calls loses nothing by them.
Not here: the limits of this kit (`limits`), files that end in the middle of a row (`ends`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kit.errors import CappedExport
from kit.intake.delivered import Delivered
from kit.intake.eventful import Told
from kit.intake.grid import is_empty
from kit.language.later import later
from kit.params.events import NO_CALL

Rows = Iterator[tuple[int, Sequence]]


def watched(file: Delivered, rows: Rows, told: Told | None) -> Rows:
    """The rows; told: where they are calls that were made of events. Raises CappedExport at their end."""
    cap = file.source.file.cap
    if cap is None:
        yield from rows
        return
    found = 0
    for number, row in rows:
        # An event of no call is no call; its state stands first. An empty row is none.
        found += any(not is_empty(cell) for cell in row) if told is None else row[0] != NO_CALL
        yield number, row
    if cap.calls is not None and found == cap.calls:
        raise file.refuse(CappedExport, what=later("intake.calls", count=found))
    if cap.rows is not None and (told.events if told else found) == cap.rows:
        raise file.refuse(CappedExport, what=later("intake.rows", count=cap.rows))
