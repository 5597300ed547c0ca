"""Reads raw files again, in the order in which they came, and merges them as they were merged then.

In:   the records of deliveries, the raw files in `received/`.
Out:  the files of the tables that they give today, as temporary files; what could not be read again.
Why:  the same rows always give the same bytes, so a file that was lost can be made again and proved by its hash.
Not here: which files are missed, and what stands afterwards (`repair`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kit.errors import KitError
from kit.intake.receive import again
from kit.intake.workroom import Workroom
from kit.store import Batch, Delivery, Snapshot, raw, rebuild
from kit.store.disk import Place
from kit.store.merge import Key, Merge
from kit.store.snapshot import File


@dataclass
class Outcome:
    """What a replay gave. files: the tables' files at its end, with a temporary file of each that was made; records:
    what each delivery's record is today; unread: deliveries whose raw file is missing or cannot be read any more."""

    files: dict[Key, tuple[File, Path | None]] = field(default_factory=dict)
    records: dict[int, Delivery] = field(default_factory=dict)
    unread: list[Delivery] = field(default_factory=list)
    restated: list[str] = field(default_factory=list)


class Raw:
    """The raw files of a partnership, and which of them cannot be used. room: where their rows lie meanwhile."""

    def __init__(self, partnership: str, at: Place, room: Workroom) -> None:
        self.at, self.room = at, room
        self.missing: list[Delivery] = []
        self.unreadable: list[tuple[Delivery, KitError]] = []
        self.partnership = partnership
        self._kept = raw.kept_by_hash(at)

    def path(self, delivery: Delivery) -> Path | None:
        """Where the whole raw file lies."""
        return raw.whole(self._kept.get(delivery.sha256, []), delivery.sha256)

    def batch(self, delivery: Delivery) -> Batch | None:
        """What today's mapping makes of it; None, and remembered, where that cannot be told."""
        path = self.path(delivery)
        if path is None:
            if delivery not in self.missing:
                self.missing.append(delivery)
            return None
        try:
            return again(self.partnership, delivery, path, self.room)
        except KitError as error:
            if delivery not in [one for one, _ in self.unreadable]:
                self.unreadable.append((delivery, error))
            return None


def replay(
    files: Raw,
    parent: Snapshot | None,
    deliveries: list[Delivery],
    seen: Callable[[File, Path], None] = lambda file, temp: None,
) -> Outcome:
    """Merges deliveries on top of a snapshot, or of nothing; `seen` is told each file that is made on the way.

    The temporary files of the outcome are the caller's to publish or to remove.
    """
    outcome = Outcome()
    with Merge(files.at, parent) as merge:
        told: set[Path] = set()
        for at, delivery in enumerate(deliveries):
            batch = files.batch(delivery)
            if batch is None:
                outcome.unread.append(delivery)
                continue
            outcome.records[at] = batch.delivery
            merge.take(batch)
            files.room.clear()  # its rows are in the merge's own files
            for file, temp in merge.new_files():
                if temp not in told:
                    told.add(temp)
                    seen(file, temp)
        made = {file.key: temp for file, temp in merge.new_files()}
        for key, file in merge.files.items():
            outcome.files[key] = file, rebuild.copy_of(files.at, made[key]) if key in made else None
        outcome.restated = merge.restated() if parent else []
    return outcome
