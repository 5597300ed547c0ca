"""Takes deliveries into the tables: new files, then a new snapshot, then CURRENT.

In:   `Batch`es: a delivery's record, its rows by table, its quarantine.
Out:  the new `Snapshot`, or the present one where nothing changes.
Why:  whoever reads, or kills this process, at any moment finds the old state or the new one, both whole.
Not here: reading delivered files (`kit.intake`), which file holds which rows afterwards (`merge`).

A delivery replaces its source's rows, and its exclusions, on every local day that it covers, unless its source delivers
parts or records (`replace`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kit.store import disk, journal, quarantine
from kit.store.change import Change
from kit.store.disk import Place
from kit.store.lock import lock
from kit.store.merge import Batch, Merge
from kit.store.snapshot import Snapshot, body, newest

# What a caller says of a batch that was merged: which batches are to be left out. Empty: take it.
Review = Callable[[Batch, Change, Merge], list[Batch]]


def commit(
    partnership: str, batches: list[Batch], *, reason: str, at: dt.datetime, review: Review | None = None
) -> Snapshot:
    """The snapshot that holds these deliveries; the present one where they change nothing (same file again).

    reason: slug of why the tables change ("received", "restated", ...). at: zone-aware; never before the snapshot
    that it follows, so that each moment sees one state. review: is asked before each batch is taken for good.
    Raises UnknownPartnership, PathOutsideHome, HomeBusy, DamagedStore.
    """
    if at.tzinfo is None:
        raise ValueError("at: a moment without a zone names no moment")
    with lock(partnership):
        where = disk.place(partnership)
        parent = newest(where)
        with contextlib.ExitStack() as stack:
            merge, taken = _merged(stack, lambda: Merge(where, parent), batches, review)
            if not taken:
                return parent or _nothing(at)
            snapshot = _next(parent, merge, reason, at.astimezone(dt.UTC))
            return _publish(where, merge, snapshot, taken)


def foresee(partnership: str, batches: list[Batch], review: Review | None = None) -> tuple[list[Batch], list[str]]:
    """What a commit would take, and the weeks that it would restate; nothing is written below the home."""
    where = disk.place(partnership)
    parent = newest(where)
    with tempfile.TemporaryDirectory(prefix="kit-dry-run-") as scratch, contextlib.ExitStack() as stack:
        merge, taken = _merged(stack, lambda: Merge(where, parent, Path(scratch)), batches, review)
        return taken, merge.restated() if parent else []


def _merged(
    stack: contextlib.ExitStack, begin: Callable[[], Merge], batches: list[Batch], review: Review | None
) -> tuple[Merge, list[Batch]]:
    """Merges what the review lets pass. Where it rejects a batch that was taken before, all begins again without it."""
    out: list[Batch] = []
    while True:
        merge = stack.enter_context(begin())
        taken: list[Batch] = []
        for batch in batches:
            if any(batch is one for one in out):
                continue
            change = merge.take(batch)
            rejected = review(batch, change, merge) if review and change is not None else []
            if rejected:
                merge.put_back()
                out += rejected
            elif change is not None:
                taken.append(batch)
        if not any(one is batch for one in out for batch in taken):
            return merge, taken


def _nothing(at: dt.datetime) -> Snapshot:
    """The state before anything was taken in."""
    return Snapshot(0, at.astimezone(dt.UTC), "", (), [])


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


def publish(at: Place, snapshot: Snapshot, moves: list[tuple[Path, Path]]) -> Snapshot:
    """Files first, the snapshot that names them after them, CURRENT last: that is the moment of the change.

    moves: finished temporary files and the names they get. Only for holders of the lock.
    """
    content = body(snapshot)
    check = disk.fingerprint(content)
    _settle(at, snapshot.id, [*moves, _move(at, content, at.snapshot(snapshot.id))])
    disk.settle(disk.write_temp(at, disk.checked({"id": snapshot.id, "snapshot": check})), at.current)
    disk.flush(at.tables)
    journal.end(at, snapshot.id)
    return replace(snapshot, check=check)


def _publish(at: Place, merge: Merge, snapshot: Snapshot, taken: list[Batch]) -> Snapshot:
    done = publish(at, snapshot, _moves(at, merge, taken))
    for batch in taken:
        quarantine.forget(at, batch.delivery, only_unnamed=len(batch.quarantine) > 0)
    return done


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


def _move(at: Place, content: disk.Content, final: Path) -> tuple[Path, Path]:
    return disk.write_temp(at, disk.checked(content)), final


def _settle(at: Place, number: int, moves: list[tuple[Path, Path]]) -> None:
    journal.begin(at, number, [final for _, final in moves])
    for temp, final in moves:
        disk.settle(temp, final)
    for folder in {final.parent for _, final in moves}:
        disk.flush(folder)
