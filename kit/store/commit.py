"""Takes deliveries into the tables: new files, then a new snapshot, then CURRENT.

In:   `Batch`es: a delivery's record, its rows by table, its quarantine.
Out:  the new `Snapshot`, or the present one where nothing changes.
Why:  whoever reads, or kills this process, at any moment finds the old state or the new one, both whole.
Not here: reading delivered files (`kit.intake`), which file holds which rows afterwards (`merge`).

A delivery replaces its source's rows, and its exclusions, on every local day that it covers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from kit.store import disk, journal, quarantine
from kit.store.disk import Place
from kit.store.lock import lock
from kit.store.merge import Merge
from kit.store.snapshot import Delivery, Snapshot, body, newest


@dataclass
class Batch:
    """What intake made of one delivered file.

    frames: rows by table name, columns of `kit.schema`; "exclusions" beside the delivery's own table.
    quarantine: row_number, column, value, reason; one row per row that was set aside.
    """

    delivery: Delivery
    frames: dict[str, pd.DataFrame]
    quarantine: pd.DataFrame = field(default_factory=pd.DataFrame)


def commit(partnership: str, batches: list[Batch], *, reason: str, at: dt.datetime) -> Snapshot:
    """The snapshot that holds these deliveries; the present one where they change nothing (same file again).

    reason: slug of why the tables change ("received", "restated", ...). at: zone-aware; never before the snapshot
    that it follows, so that each moment sees one state.
    Raises UnknownPartnership, PathOutsideHome, HomeBusy, DamagedStore.
    """
    if at.tzinfo is None:
        raise ValueError("at: a moment without a zone names no moment")
    with lock(partnership):
        where = disk.place(partnership)
        parent = newest(where)
        with Merge(where, parent) as merge:
            taken = [batch for batch in batches if merge.take(batch.delivery, batch.frames)]
            if parent and not taken:
                return parent
            snapshot = _next(parent, merge, reason, at.astimezone(dt.UTC))
            return _publish(where, merge, snapshot, taken)


def _next(parent: Snapshot | None, merge: Merge, reason: str, at: dt.datetime) -> Snapshot:
    files = tuple(merge.files.values())
    if parent is None:
        return Snapshot(1, at, reason, files, merge.accepted)
    return Snapshot(
        id=parent.id + 1,
        at=max(at, parent.at),
        reason=reason,
        files=files,
        deliveries=parent.deliveries + merge.accepted,
        before=parent.before | dict.fromkeys(merge.restated(), parent.id),
        follows=parent.at.isoformat(),
    )


def _publish(at: Place, merge: Merge, snapshot: Snapshot, taken: list[Batch]) -> Snapshot:
    """Files first, the snapshot that names them after them, CURRENT last: that is the moment of the change."""
    content = body(snapshot)
    check = disk.fingerprint(content)
    _settle(at, snapshot.id, [*_moves(at, merge, taken), _move(at, content, at.snapshot(snapshot.id))])
    disk.settle(disk.write_temp(at, disk.checked({"id": snapshot.id, "snapshot": check})), at.current)
    disk.flush(at.tables)
    journal.end(at, snapshot.id)
    for batch in taken:
        if not len(batch.quarantine):
            quarantine.path(at, batch.delivery).unlink(missing_ok=True)
    return replace(snapshot, check=check)


def _moves(at: Place, merge: Merge, taken: list[Batch]) -> list[tuple[Path, Path]]:
    """Finished temporary files and the names they get."""
    moves = [(temp, at.tables / file.name) for file, temp in merge.new_files()]
    for batch in taken:
        record = batch.delivery.record
        moves.append(_move(at, record, at.delivery(disk.fingerprint(record))))
        if len(batch.quarantine):
            rejects = disk.write_temp(at, quarantine.content(batch.quarantine))
            moves.append((rejects, quarantine.path(at, batch.delivery)))
    return moves


def _move(at: Place, content: dict, final: Path) -> tuple[Path, Path]:
    return disk.write_temp(at, disk.checked(content)), final


def _settle(at: Place, number: int, moves: list[tuple[Path, Path]]) -> None:
    journal.begin(at, number, [final for _, final in moves])
    for temp, final in moves:
        disk.settle(temp, final)
    for folder in {final.parent for _, final in moves}:
        disk.flush(folder)
