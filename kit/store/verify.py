"""Whether every file of the store is there, and holds what was written.

In:   the store of a partnership.
Out:  `Health`: what was looked at, and one `Fault` per file that is missing or was changed.
Why:  a missing file is told when somebody checks, not on the Monday on which the page needs it.
Not here: building anything anew (`kit.intake.repair`), what each side owes (`ledger`).

Everything is read and hashed: two years of a line are 70 MB in received/ and 14 MB in tables/, a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from kit.errors import DamagedStore
from kit.language.later import Later, later
from kit.store import disk, raw
from kit.store.disk import Place
from kit.store.snapshot import Delivery, File, Snapshot, newest, read, verified

REBUILT = "rebuilt"  # reason of a snapshot that gave up what could not be put back: what came before is not looked at


@dataclass(frozen=True)
class Fault:
    """One file that is not as it was written. kind: "current", "snapshot", "table" or "raw"; what: to be called with a
    language."""

    path: Path
    what: Later
    kind: str


@dataclass
class Health:
    """What was looked at. snapshots: those that can be read, newest first; tables: files of the tables; raw: deliveries
    whose file was looked for."""

    snapshots: list[Snapshot] = field(default_factory=list)
    tables: int = 0
    raw: int = 0
    faults: list[Fault] = field(default_factory=list)

    def of(self, kind: str) -> list[Fault]:
        """The faults of one kind."""
        return [fault for fault in self.faults if fault.kind == kind]


def health(at: Place) -> Health:
    """The state of the store; nothing is looked at where nothing was ever taken in."""
    found = Health()
    last = _last(at, found)
    if last is None:
        return found
    found.snapshots = list(_chain(at, last, found))
    files = {file.name: file for snapshot in found.snapshots for file in snapshot.files}
    found.tables = len(files)
    found.faults += [fault for file in files.values() if (fault := _table_fault(at, file))]
    deliveries = {one.sha256: one for snapshot in found.snapshots for one in snapshot.deliveries}
    found.raw = len(deliveries)
    found.faults += _raw_faults(at, list(deliveries.values()))
    return found


def _last(at: Place, found: Health) -> Snapshot | None:
    """The newest snapshot, with the fault that hides it where there is one."""
    try:
        last = newest(at)
        if last is not None:
            disk.read_checked(at, at.current)
        return last
    except DamagedStore as error:
        kind = "current" if error.fields["path"] == at.current else "snapshot"
        found.faults.append(_fault(error, kind))
    try:
        return newest(at)
    except DamagedStore:
        return None


def _chain(at: Place, last: Snapshot, found: Health) -> Iterator[Snapshot]:
    """The readable snapshots from the newest back to the last one that was rebuilt, and those it is compared with."""
    yield last
    first = last.id if last.reason.startswith(REBUILT) else 1
    compared = set(last.before.values())
    for number in range(last.id - 1, 0, -1):
        if number < first and number not in compared:
            continue
        try:
            one = read(at, number)
        except DamagedStore as error:
            found.faults.append(_fault(error, "snapshot"))
            continue
        yield one
        if one.reason.startswith(REBUILT):
            first = max(first, number)


def is_whole(at: Place, file: File) -> bool:
    """Whether a file of the tables holds what was written."""
    return _table_fault(at, file) is None


def _table_fault(at: Place, file: File) -> Fault | None:
    try:
        verified(at, file)
    except DamagedStore as error:
        return _fault(error, "table")
    return None


def _fault(error: DamagedStore, kind: str) -> Fault:
    return Fault(cast(Path, error.fields["path"]), cast(Later, error.fields["what"]), kind)


def _raw_faults(at: Place, deliveries: list[Delivery]) -> list[Fault]:
    kept, faults = raw.kept_by_hash(at), []
    for one in deliveries:
        paths = kept.get(one.sha256, [])
        if not raw.whole(paths, one.sha256):
            path = paths[0] if paths else at.received / f"{one.sha256}{Path(one.file).suffix.lower()}"
            what = later("store.raw_changed" if paths else "store.raw_missing", file=one.file, source=one.source)
            faults.append(Fault(path, what, "raw"))
    return faults
