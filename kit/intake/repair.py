"""Rebuilds what is missing or damaged in the store from the raw files, by the records of the deliveries.

In:   the store of a partnership, its raw files, today's mapping.
Out:  `Repair`: what was put back, what was made anew, and which deliveries must be delivered again.
Why:  the raw files hold everything; whoever lost a table's file must not have to receive two years again by hand.
Not here: finding the faults (`kit.store.verify`), the sentences (`kit.cli.repair`).

A file that comes out with the hash that its snapshot names is simply put back. Where it does not, the mapping or the
kit has changed since: then the weeks concerned are made anew, together with every week that the same deliveries touch,
in a new snapshot with reason `rebuilt`. Snapshots that are lost are made again one by one (`chain`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from kit import calendar, store
from kit.errors import KitError
from kit.intake import chain, records
from kit.intake.replay import Raw, replay
from kit.intake.workroom import workroom
from kit.store import Delivery, Snapshot, disk, rebuild, verify
from kit.store.merge import Key
from kit.store.snapshot import File


@dataclass
class Repair:
    """What a repair found and did.

    faults: what was wrong. put_back: table files that are again what they were. rebuilt: weeks by source that were read
    anew; mappings: by source, the marks of the mappings that had read them ("" not recorded) and today's. recovered:
    numbers of lost snapshots that were made again. current: whether CURRENT was written again. records: deliveries
    whose record was lost. missing: deliveries whose raw file is missing or damaged; unreadable: those that today's
    mapping cannot read, with the error. left: table files of the newest snapshot that are still missing; given_up:
    those of older states, which cannot be shown any more.
    """

    faults: list[verify.Fault] = field(default_factory=list)
    put_back: list[Path] = field(default_factory=list)
    rebuilt: dict[str, list[str]] = field(default_factory=dict)
    mappings: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    recovered: list[int] = field(default_factory=list)
    current: bool = False
    records: records.Restored = field(default_factory=records.Restored)
    missing: list[Delivery] = field(default_factory=list)
    unreadable: list[tuple[Delivery, KitError]] = field(default_factory=list)
    left: list[Path] = field(default_factory=list)
    given_up: list[Path] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return not (self.missing or self.unreadable or self.left)


def repair(partnership: str, *, dry_run: bool = False) -> Repair:
    """Repairs the store; dry_run: only finds out what could be. Raises UnknownPartnership, HomeBusy, BadParams."""
    with store.lock(partnership), workroom(partnership, dry_run) as room:
        at = disk.place(partnership)
        return _Work(Raw(partnership, at, room), dry_run).done()


@dataclass
class _Next:
    """The snapshot in the making: files by table, source and week; records; temporary files of what is new."""

    files: dict[Key, File]
    records: list[Delivery]
    made: list[tuple[File, Path]]


class _Work:
    def __init__(self, raw: Raw, dry_run: bool) -> None:
        self.at = raw.at
        self.dry_run = dry_run
        self.raw = raw
        self.report = Repair()

    def done(self) -> Repair:
        found = verify.health(self.at)
        self.report.faults = found.faults
        if not found.faults:
            return self.report
        self.report.records = records.restore(self.raw, dry_run=self.dry_run)
        lost = self._put_back(chain.readable(self.at))
        if found.of("snapshot") or found.of("current"):
            self.report.recovered = chain.recover(self.raw, dry_run=self.dry_run)
            self.report.current = True
        stand = chain.readable(self.at)
        if stand:
            self._rebuild(stand, lost)
            self._raw(stand[0])
        return self.report

    def _put_back(self, stand: list[Snapshot]) -> set[Path]:
        """Puts back what comes out as it was; the table files that are missing still."""
        files = {self.at.tables / file.name: file for snapshot in stand for file in snapshot.files}
        lost = {path for path, file in files.items() if not verify.is_whole(self.at, file)}
        done: list[list[Delivery]] = []
        for snapshot in stand:
            for source in sorted({file.source for file in self._missed(snapshot, lost)}):
                mine = [one for one in snapshot.deliveries if one.source == source]
                if not any(longer[: len(mine)] == mine for longer in done):
                    done.append(mine)
                    _drop(replay(self.raw, None, mine, lambda file, temp: self._seen(file, temp, lost)).files)
        return lost

    def _seen(self, file: File, temp: Path, lost: set[Path]) -> None:
        path = self.at.tables / file.name
        if path in lost:
            lost.remove(path)
            self.report.put_back.append(path)
            if not self.dry_run:
                rebuild.put_back(self.at, file, rebuild.copy_of(self.at, temp))

    def _missed(self, snapshot: Snapshot, lost: set[Path]) -> list[File]:
        return [file for file in snapshot.files if self.at.tables / file.name in lost]

    def _rebuild(self, stand: list[Snapshot], lost: set[Path]) -> None:
        """A new snapshot whose weeks that could not be put back are made by today's mapping."""
        newest = stand[0]
        missed = self._missed(newest, lost)
        self.report.given_up = sorted(lost.difference(self.at.tables / file.name for file in missed))
        new = _Next({file.key: file for file in newest.files}, list(newest.deliveries), [])
        for source in sorted({file.source for file in missed}):
            self._source(source, [file for file in missed if file.source == source], new)
        if self.dry_run or not (self.report.rebuilt or self.report.given_up):
            for _, temp in new.made:
                temp.unlink()
            return
        whole = {one.id for one in stand if not self._missed(one, lost)}
        self._publish(newest, new, {week: number for week, number in newest.before.items() if number in whole})

    def _source(self, source: str, missed: list[File], new: _Next) -> None:
        """The weeks of one source that could not be put back, and all that go with them."""
        weeks = _together({file.week for file in missed}, source, new.records)
        where = [at for at, one in enumerate(new.records) if one.source == source]
        before = [new.records[at] for at in where]
        outcome = replay(self.raw, None, before)
        if any(weeks & one.stands_in for one in outcome.unread):
            _drop(outcome.files)
            self.report.left += [self.at.tables / file.name for file in missed]
            return
        self._note(source, weeks, before, list(outcome.records.values()))
        new.files = {key: file for key, file in new.files.items() if not (key[1] == source and key[2] in weeks)}
        for key, (file, temp) in outcome.files.items():
            if key[2] not in weeks:
                _drop({key: (file, temp)})
                continue
            new.files[key] = file
            if temp:
                new.made.append((file, temp))
        for at, record in outcome.records.items():
            if weeks & record.stands_in:
                new.records[where[at]] = record

    def _note(self, source: str, weeks: set[str], before: list[Delivery], after: list[Delivery]) -> None:
        self.report.rebuilt[source] = sorted(weeks)
        was = sorted({one.mapping for one in before if weeks & one.stands_in})
        self.report.mappings[source] = was, after[-1].mapping

    def _publish(self, newest: Snapshot, new: _Next, before: dict[str, int]) -> None:
        made = Snapshot(
            id=newest.id + 1,
            at=max(calendar.now().astimezone(dt.UTC), newest.at),
            reason=verify.REBUILT,
            files=tuple(new.files.values()),
            deliveries=new.records,
            before=before,
            follows=newest.at.isoformat(),
        )
        rebuild.publish(self.at, made, new.made)

    def _raw(self, newest: Snapshot) -> None:
        """Every delivery whose raw file is not there, whether a table needs it or not."""
        for one in newest.deliveries:
            if not self.raw.path(one):
                self.raw.missing.append(one)
        unique = {(one.sha256, one.source): one for one in reversed(self.raw.missing)}
        self.report.missing = sorted(unique.values(), key=lambda one: one.came)
        self.report.unreadable = self.raw.unreadable


def _together(weeks: set[str], source: str, deliveries: list[Delivery]) -> set[str]:
    """These weeks and all that the same deliveries touch, so that no delivery is half read in another way."""
    while True:
        mine = [one.stands_in for one in deliveries if one.source == source]
        more = weeks.union(*(one for one in mine if weeks & one))
        if more == weeks:
            return weeks
        weeks = more


def _drop(files: dict) -> None:
    for _, temp in files.values():
        if temp:
            temp.unlink(missing_ok=True)
