"""Puts files of the store back, and makes snapshots anew.

In:   finished temporary files, snapshots that are to stand from now on.
Out:  the files under their names, then the snapshots, then CURRENT.
Why:  whoever kills a repair finds the damaged store again, or the repaired one.
Not here: what the files hold (`kit.intake.replay`), what is to be repaired (`kit.intake.repair`).
"""

from __future__ import annotations

import os
from pathlib import Path

from kit.errors import DamagedStore
from kit.store import disk, journal, left
from kit.store.disk import Place
from kit.store.snapshot import Delivery, File, Snapshot, body

RECOVERED = "recovered"  # reason of a snapshot that was lost and made anew from the records and the raw files


def copy_of(at: Place, path: Path) -> Path:
    """A temporary file of its own with the same content, which stays when the other name goes."""
    temp = disk.temp_file(at)
    os.link(path, temp)
    disk.flush(temp)
    return temp


def put_back(at: Place, file: File, temp: Path) -> Path:
    """Gives a file of the tables its name again, over whatever damaged one stands there."""
    path = at.tables / file.name
    if path.is_dir():
        path.rmdir()
    disk.settle(temp, path)
    disk.flush(path.parent)
    return path


def publish(at: Place, snapshot: Snapshot, files: list[tuple[File, Path]]) -> None:
    """Makes a new snapshot current; files: those of the tables that it adds, as temporary files."""
    journal.begin(at, snapshot.id, [at.snapshot(snapshot.id), *(at.tables / file.name for file, _ in files)])
    write(at, snapshot, files)
    point_to(at, snapshot)
    journal.end(at, snapshot.id)


def write(at: Place, snapshot: Snapshot, files: list[tuple[File, Path]]) -> None:
    """Writes a snapshot and what it names, without making it current."""
    moves = [(temp, at.tables / file.name) for file, temp in files]
    moves += [_record(at, one) for one in snapshot.deliveries if not _is_whole(at, _path(at, one))]
    moves.append((disk.write_temp(at, disk.checked(body(snapshot))), at.snapshot(snapshot.id)))
    for temp, final in moves:
        disk.settle(temp, final)
    for folder in {final.parent for _, final in moves}:
        disk.flush(folder)


def point_to(at: Place, snapshot: Snapshot) -> None:
    """Writes CURRENT."""
    pointer = {"id": snapshot.id, "snapshot": disk.fingerprint(body(snapshot))}
    if at.current.is_dir():
        at.current.rmdir()
    disk.settle(disk.write_temp(at, disk.checked(pointer)), at.current)
    disk.flush(at.tables)


def drop_records(at: Place, deliveries: list[Delivery]) -> None:
    """Removes records that no snapshot names any more, as others have taken their place."""
    for one in deliveries:
        _path(at, one).unlink(missing_ok=True)


def drop_after(at: Place, number: int) -> None:
    """Removes what is left of later snapshots, so that none follows the one that is to be current."""
    for later in left.numbers(at):
        if later > number:
            at.snapshot(later).unlink()


def write_record(at: Place, delivery: Delivery) -> None:
    """Writes the record of one delivery."""
    disk.settle(*_record(at, delivery))


def _path(at: Place, delivery: Delivery) -> Path:
    return at.delivery(disk.fingerprint(delivery.record))


def _is_whole(at: Place, path: Path) -> bool:
    try:
        disk.read_checked(at, path)
    except DamagedStore:
        return False
    return True


def _record(at: Place, delivery: Delivery) -> tuple[Path, Path]:
    return disk.write_temp(at, disk.checked(delivery.record)), _path(at, delivery)
