"""Snapshots: which files made up the tables at which moment.

In:   `data/<partnership>/tables/`: `_snapshots/<n>.json`, `_deliveries/<hash>.json`, `CURRENT`.
Out:  `Snapshot` with its `File`s and `Delivery`s; the newest one, or the one that a moment saw.
Why:  files never change under their name, so an old report keeps its figures, and two states can be compared.
Not here: making a new one (`commit`), the rows (`tables`).

Snapshots are numbered from 1 without gaps and their moments never go back; each carries the hash of itself.
"""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from kit import calendar, schema
from kit.errors import DamagedStore
from kit.period import Period
from kit.store import disk, left
from kit.store.disk import Place

_TRIES = 3  # times that CURRENT is read before a later snapshot counts as a fault


@dataclass(frozen=True)
class Delivery:
    """One delivered file and what became of its rows.

    received_at: ISO 8601, UTC. first_date, last_date: ISO local days that the file covers, "" where it covers none.
    rows_read = accepted + the sum of excluded + quarantined; by_week holds the same three counts per ISO week, the
    accepted rows under the word "received", as the record does.
    stated: whether somebody told `received_at` afterwards instead of the kit measuring it.
    mapping: fingerprint of the source's mapping that read the file, "" where it was not recorded.
    replaces: what of its source it replaced: "days" (whole local days), "parts" (those days of the values of
    `parts` that it holds), "records" (rows of the same key) or "nothing" (a list of a register); touched: ISO days
    that it only touched, on which it replaced rows of the same key alone. aside: rows in quarantine by ISO local day,
    as far as their date can be read.
    profile: what the file looked like, see `kit.intake.profile`.
    """

    sha256: str
    file: str
    source: str
    table: str
    owed_by: str
    received_at: str
    rows_read: int
    accepted: int
    excluded: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    first_date: str = ""
    last_date: str = ""
    weeks: tuple[str, ...] = ()
    by_week: dict[str, dict[str, Any]] = field(default_factory=dict)
    stated: bool = False
    mapping: str = ""
    replaces: str = "days"
    touched: tuple[str, ...] = ()
    aside: dict[str, int] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)

    @property
    def record(self) -> disk.Content:
        """Its fields, as they are written: the name of a record is its hash, so its words stay what they were."""
        return {"received" if name == "accepted" else name: value for name, value in vars(self).items()}

    def covers(self, first: dt.date, last: dt.date) -> bool:
        """Whether the file speaks of any day of that span. Corrected records speak of the weeks they stand in alone."""
        if self.replaces == "records" and not set(Period.span(first, last).weeks) & set(self.weeks):
            return False
        return bool(self.first_date) and self.first_date <= last.isoformat() and first.isoformat() <= self.last_date

    @property
    def is_list(self) -> bool:
        """Whether it is a list of a register: it speaks of keys, not of days."""
        return self.table in schema.REGISTERS

    @property
    def stands_in(self) -> set[str]:
        """Weeks of the table files that hold its rows; of a list, the ISO week (UTC) of its receipt."""
        if self.is_list:
            return {calendar.week_of(self.came.astimezone(dt.UTC).date())}
        return {*self.weeks, *(calendar.week_of(dt.date.fromisoformat(day)) for day in self.touched)}

    @property
    def came(self) -> dt.datetime:
        """When it was received, zone-aware."""
        moment = dt.datetime.fromisoformat(self.received_at)
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class File:
    """One Parquet file: all rows of one source in one table and ISO week, as of its snapshot.

    week: that of the rows; of a register, the week (UTC) in which the lists were received that hold them.
    """

    table: str
    source: str
    week: str
    sha256: str
    bytes: int
    rows: int

    @property
    def key(self) -> tuple[str, str, str]:
        """Table, source and ISO week: of each there is one file."""
        return self.table, self.source, self.week

    @property
    def is_daily(self) -> bool:
        """Whether its rows are of the days of its week."""
        return self.table not in schema.REGISTERS

    @property
    def name(self) -> str:
        """Path below `tables/`."""
        return disk.table_file(self.table, self.week, self.sha256)


@dataclass(frozen=True)
class Snapshot:
    """The tables at one moment.

    before: for each restated week, the number of the last snapshot before it changed. follows: moment of the snapshot
    before this one (ISO 8601), "" for the first. check: hash of the snapshot's own file.
    """

    id: int
    at: dt.datetime
    reason: str
    files: tuple[File, ...]
    deliveries: list[Delivery]
    before: dict[str, int] = field(default_factory=dict)
    follows: str = ""
    check: str = ""

    def holds(self, week: str) -> bool:
        """Whether any daily table has rows of that week."""
        return any(file.is_daily and file.week == week and file.rows for file in self.files)


def current(partnership: str, as_of: dt.datetime | None = None) -> Snapshot | None:
    """The newest snapshot, or the newest one that was there at `as_of` (zone-aware); None where there was none.

    Raises UnknownPartnership, DamagedStore.
    """
    at = disk.place(partnership)
    last = newest(at)
    if last is None or as_of is None or last.at <= as_of:
        return last
    number = bisect.bisect_right(range(1, last.id), as_of, key=lambda number: _moment(at, number))
    return read(at, number) if number else None


def snapshots(partnership: str) -> list[Snapshot]:
    """Every snapshot, oldest first. Raises UnknownPartnership, DamagedStore."""
    at = disk.place(partnership)
    last = newest(at)
    return [read(at, number) for number in range(1, last.id)] + [last] if last else []


def newest(at: Place) -> Snapshot | None:
    """The snapshot that CURRENT names; where CURRENT is lost, the newest one, if nothing shows that there was more.

    None where nothing was ever taken in. Raises DamagedStore.
    """
    for _ in range(_TRIES):
        try:
            pointer = disk.read_checked(at, at.current)
        except DamagedStore as error:
            number = left.newest_number(at, error)
            if at.current.is_file() and _readable(at):
                continue  # the first commit has just ended
            return read(at, number) if number else None
        found = read(at, pointer["id"])
        if found.check != pointer["snapshot"]:
            raise at.damaged(at.snapshot(found.id), "changed")
        if not left.later_snapshot(at, found.id):
            return found
        # Another commit may have ended in between: then CURRENT names it now.
    raise at.damaged(at.current, "older", snapshot=at.snapshot(found.id + 1).name)


def _readable(at: Place) -> bool:
    try:
        disk.read_checked(at, at.current)
    except DamagedStore:
        return False
    return True


def verified(at: Place, file: File) -> Path:
    """The path of a file whose content is what was written. Raises DamagedStore."""
    path = at.tables / file.name
    try:
        if path.stat().st_size != file.bytes or disk.sha256_of(path) != file.sha256:
            raise at.damaged(path, "changed")
    except FileNotFoundError:
        raise at.damaged(path, "missing") from None
    except OSError as error:
        raise at.damaged(path, "unreadable", detail=error.strerror) from None
    return path


def read(at: Place, number: int) -> Snapshot:
    """One snapshot by its number. Raises DamagedStore."""
    content = disk.read_checked(at, at.snapshot(number))
    return Snapshot(
        id=content["id"],
        at=dt.datetime.fromisoformat(content["at"]),
        reason=content["reason"],
        files=tuple(
            File(table, source, week, *entry)
            for table, sources in content["files"].items()
            for source, weeks in sources.items()
            for week, entry in weeks.items()
        ),
        deliveries=[record(at, name) for name in content["deliveries"]],
        before=content["before"],
        follows=content["follows"],
        check=content["check"],
    )


def body(snapshot: Snapshot) -> disk.Content:
    """What a snapshot's file holds: a few bytes per file, deliveries by the hash of their record."""
    files: dict[str, dict[str, dict[str, list[object]]]] = {}
    for file in sorted(snapshot.files, key=lambda file: file.key):
        weeks = files.setdefault(file.table, {}).setdefault(file.source, {})
        weeks[file.week] = [file.sha256, file.bytes, file.rows]
    return {
        "id": snapshot.id,
        "at": snapshot.at.isoformat(),
        "reason": snapshot.reason,
        "files": files,
        "deliveries": [disk.fingerprint(delivery.record) for delivery in snapshot.deliveries],
        "before": snapshot.before,
        "follows": snapshot.follows,
    }


def _moment(at: Place, number: int) -> dt.datetime:
    """When a snapshot was made; of a damaged one the snapshot that follows it tells."""
    try:
        said = disk.read_checked(at, at.snapshot(number))["at"]
    except DamagedStore:
        said = disk.read_checked(at, at.snapshot(number + 1))["follows"]
    return dt.datetime.fromisoformat(said)


def record(at: Place, name: str) -> Delivery:
    """The delivery whose record has this hash. Raises DamagedStore."""
    return _delivery_at(at.base, name)


@lru_cache(maxsize=8192)
def _delivery_at(base: Path, name: str) -> Delivery:
    # Records never change under their name, so each is read once per process.
    at = Place(base)
    content = disk.read_checked(at, at.delivery(name))
    if content.pop("check") != name:
        raise at.damaged(at.delivery(name), "changed")
    content["accepted"] = content.pop("received")
    return Delivery(**{**content, "weeks": tuple(content["weeks"]), "touched": tuple(content.get("touched", ()))})
