"""A file that holds exactly as much as its platform exports at once.

In:   the rows of a file on their way to its grid; the `cap:` that its source states.
Out:  the same rows; CappedExport at their end where there are just so many.
Why:  such an export stops without a word, and its last day looks like a quiet one. It is refused and not held back: a
      confirmation would take half a day for a whole one, while two exports of half the period always help, and a line
      that had exactly so many calls loses nothing by them.
Not here: the limits of this kit (`limits`), files that end in the middle of a row (`ends`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kit.errors import CappedExport
from kit.intake.blocks import Lines
from kit.intake.delivered import Delivered
from kit.intake.eventful import Told
from kit.intake.grid import is_empty
from kit.language.later import later
from kit.params.events import NO_CALL

Row = tuple[int, Sequence]


def watched(file: Delivered, rows: Iterable[Row | Lines], told: Told | None) -> Iterator[Row | Lines]:
    """The rows; told: where they are calls that were made of events. Raises CappedExport at their end."""
    cap = file.source.file.cap
    if cap is None:
        yield from rows
        return
    found = 0
    for item in rows:
        found += _counted(item, told)
        yield item
    if cap.calls is not None and found == cap.calls:
        raise file.refuse(CappedExport, what=later("intake.calls", count=found))
    if cap.rows is not None and (told.events if told else found) == cap.rows:
        raise file.refuse(CappedExport, what=later("intake.rows", count=cap.rows))


def _counted(item: Row | Lines, told: Told | None) -> int:
    """Rows that hold anything; of calls, those that are some: an event of no call says so in its first cell."""
    if isinstance(item, Lines):
        return int(item.split.filled().sum())
    return any(not is_empty(cell) for cell in item[1]) if told is None else item[1][0] != NO_CALL
