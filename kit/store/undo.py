"""Takes an acceptance back: the tables as they were before the last delivery that is still in force.

In:   a partnership.
Out:  a new snapshot with the files and deliveries of the one before; nothing is deleted but quarantine.
Why:  raw files stay, so whatever was accepted by mistake can be withdrawn, and received again later.
Not here: taking deliveries in (`commit`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kit.store import disk, quarantine
from kit.store.commit import publish
from kit.store.lock import lock
from kit.store.snapshot import Delivery, File, Snapshot, newest, read

UNDONE = "undone"
_TRANSPARENT = ("rebuilt",)  # the same deliveries, put on disk again


@dataclass(frozen=True)
class Undone:
    """deliveries: what was taken back; at: when it had been taken in; weeks: those that are as they were before."""

    deliveries: list[Delivery]
    at: dt.datetime
    weeks: list[str]


def undo(partnership: str, at: dt.datetime, *, dry_run: bool = False) -> Undone | None:
    """Takes back the last receive that is in force; None where there is none. at: zone-aware moment.

    Raises UnknownPartnership, PathOutsideHome, HomeBusy, DamagedStore.
    """
    with lock(partnership):
        place = disk.place(partnership)
        parent = newest(place)
        standing = _standing(place, parent)
        if parent is None or not standing:
            return None
        last, before = standing[-1], standing[-2] if len(standing) > 1 else None
        files, deliveries = (before.files, before.deliveries) if before else ((), [])
        weeks = _differing(parent, files)
        snapshot = Snapshot(
            id=parent.id + 1,
            at=max(at.astimezone(dt.UTC), parent.at),
            reason=UNDONE,
            files=files,
            deliveries=deliveries,
            before=parent.before | dict.fromkeys(weeks, parent.id),
            follows=parent.at.isoformat(),
        )
        gone = [one for one in last.deliveries if one not in deliveries]
        if not dry_run:
            publish(place, snapshot, [])
            for one in gone:
                quarantine.forget(place, one, only_unnamed=False)
        return Undone(gone, last.at, weeks)


def _standing(at: disk.Place, last: Snapshot | None) -> list[Snapshot]:
    """The snapshots whose deliveries are in force, oldest first: each undoing takes the newest one off."""
    stack: list[Snapshot] = []
    for number in range(1, last.id + 1 if last else 1):
        one = read(at, number)
        if one.reason == UNDONE:
            stack.pop()
        elif one.reason in _TRANSPARENT and stack:
            stack[-1] = one
        else:
            stack.append(one)
    return stack


def _differing(parent: Snapshot, files: tuple[File, ...]) -> list[str]:
    was, becomes = ({file.key: file for file in listed} for listed in (parent.files, files))
    differ = [file for file in {*was.values()} ^ {*becomes.values()} if file.is_daily]
    return sorted({file.week for file in differ})
