"""Takes delivered files in: kept by hash, read, mapped, checked, sorted, committed as one snapshot.

In:   the partnership, paths of delivered files.
Out:  one `Receipt` per file; the tables, the quarantine and the raw files of `kit.store`.
Why:  whatever is delivered, nothing is lost and nothing is silently wrong: a refused file is kept and explained, and
      does not stop the others.
Not here: what a report says of it (`kit.analysis`, `kit.present`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from kit import calendar, params, store
from kit.errors import ChangeHeld, DamagedStore, DiskFull, InputError, KitError
from kit.intake import guard, guards, header, known, match, pseudonym, readers, told
from kit.intake.delivered import Delivered, Words, words
from kit.intake.grid import Grid
from kit.intake.sorting import Sorted, key_of_rows, sort_rows
from kit.params import Contract, Source, Sources
from kit.store import disk, quarantine
from kit.store.commit import Review
from kit.visible import visible_line


@dataclass
class Receipt:
    """What became of one file. rows_read = received + excluded + quarantined; all 0 where `error` refuses it.

    rejects: row_number, column, value, reason of what is in quarantine; quarantine: the file that keeps them, None in
    a dry run. repaired: cells or rows taken in otherwise than they stood (negative times set to null, unreadable
    callers, numbered rows), counted by kind and column of the file ("" for whole rows). gaps: open days and intervals
    without rows. doubts: sentences about what was taken in and is worth a look, each to be called with a language.
    already: the same file, read to the same end, was there; nothing changed. remapped: the same file was there, read
    with another mapping. touched: ISO days that the file only touches. change: what it changed of the rows that stood,
    also where the file is held back (error is a ChangeHeld).
    """

    file: str
    sha256: str = ""
    source: str = ""
    table: str = ""
    rows_read: int = 0
    received: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    weeks: list[str] = field(default_factory=list)
    restated_weeks: list[str] = field(default_factory=list)
    remapped: bool = False
    already: bool = False
    error: KitError | None = None
    rejects: pd.DataFrame = field(default_factory=pd.DataFrame)
    quarantine: Path | None = None
    repaired: dict[str, dict[str, int]] = field(default_factory=dict)
    gaps: dict[str, list[str]] = field(default_factory=dict)
    doubts: list[Callable[[str], str]] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    change: store.Change = field(default_factory=store.Change)

    def hold(self, error: KitError) -> None:
        """Nothing of the file is taken in; its counts are those of a refused one."""
        self.error = error
        self.rows_read = self.received = self.quarantined = 0
        self.excluded = {}


@dataclass(frozen=True)
class _Desk:
    """What all files of one call share."""

    partnership: str
    contract: Contract
    sources: Sources
    where: Path
    now: dt.datetime
    stated: bool
    dry_run: bool
    accept_change: bool
    key_of: Callable[[int], bytes]


@dataclass
class _Taken:
    """One file on its way: its receipt; its batch and source unless it was refused."""

    path: Path
    receipt: Receipt
    batch: store.Batch | None = None
    source: Source | None = None


def receive(
    partnership: str,
    files: Iterable[Path | str],
    *,
    source: str | None = None,
    now: dt.datetime | None = None,
    stated: bool = False,
    dry_run: bool = False,
    accept_change: bool = False,
) -> list[Receipt]:
    """One receipt per file, in the order given; all files that can be read make one snapshot.

    source: name of the mapping; without it exactly one must match. now: zone-aware moment of receipt. stated: somebody
    told that moment afterwards, it was not measured: the snapshot's `reason` ends in `_as_stated`. dry_run: writes
    nothing, not even the raw files. accept_change: a file that takes away much of what stood, or does not look like its
    source's past, is taken in all the same; without it, it is held back (ChangeHeld) and changes nothing.
    Raises UnknownSource, UnknownPartnership, BadParams, HomeBusy, DamagedStore; a receipt holds what refuses its file.
    """
    desk = _desk(partnership, source, now, stated, dry_run, accept_change)
    with contextlib.nullcontext() if dry_run else store.lock(partnership):
        taken = [_take(desk, Path(path), source) for path in files]
        if any(one.batch for one in taken):
            _foresee(desk, taken) if dry_run else _commit(desk, taken)
    return [one.receipt for one in taken]


def _desk(
    partnership: str, source: str | None, now: dt.datetime | None, stated: bool, dry_run: bool, accept_change: bool
) -> _Desk:
    contract, sources = params.contract(partnership), params.sources(partnership)
    where = params.folder("params", partnership) / "sources.yml"
    if source is not None:
        match.must_be_known(source, sources, where)
    keys = pseudonym.keys(partnership, keep=not dry_run)
    return _Desk(partnership, contract, sources, where, now or calendar.now(), stated, dry_run, accept_change, keys)


def _take(desk: _Desk, path: Path, source: str | None) -> _Taken:
    receipt = Receipt(visible_line(path.name))
    try:
        receipt.sha256, kept = _keep(desk, path)
        name = visible_line(known.name_of(desk.partnership, path, receipt.sha256))
        file, grid = _opened(desk, name, kept, receipt, source)
        found = sort_rows(file, grid, desk.key_of)
    except (DamagedStore, DiskFull):
        raise  # not a fault of the file
    except KitError as error:
        receipt.error = error
        return _Taken(path, receipt)
    for name in ("rows_read", "received", "excluded", "quarantined", "repaired", "gaps", "doubts"):
        setattr(receipt, name, getattr(found, name))
    receipt.weeks, receipt.rejects, receipt.touched = list(found.weeks), found.quarantine, list(found.touched)
    return _Taken(path, receipt, _batch(desk, file, found), file.source)


def _batch(desk: _Desk, file: Delivered, found: Sorted) -> store.Batch:
    return store.Batch(
        _delivery(desk, file, found),
        found.frames,
        found.quarantine,
        key=key_of_rows(file.source),
        keyed="call_key" in file.source.columns,
        withdrawn=found.withdrawn,
    )


def _keep(desk: _Desk, path: Path) -> tuple[str, Path]:
    """The hash of a delivered file and where its bytes lie from now on. Raises InputError, OversizedFile."""
    try:
        guards.check_kept(path)
        with path.open("rb") as data:
            sha256 = hashlib.file_digest(data, "sha256").hexdigest()
        return sha256, path if desk.dry_run else store.keep_raw(desk.partnership, path, sha256)
    except OSError as error:
        raise InputError(where=path, what=error.strerror, mend=words("mend_path")) from None


def _opened(desk: _Desk, name: str, kept: Path, receipt: Receipt, source: str | None) -> tuple[Delivered, Grid]:
    """The file under the source that it belongs to, with its cells."""
    sources = desk.sources.sources
    named = {
        candidate: Delivered(kept, name, receipt.sha256, sources[candidate], desk.contract, desk.where, desk.now)
        for candidate in ([source] if source else match.by_name(sources, name))
    }
    if len(named) == 1:
        receipt.source = next(iter(named))
    if source:
        file, grid = named[source], readers.read(named[source])
        header.check(file, grid)
    else:
        file, grid = match.opened(list(named.values()), name, sources, desk.where)
    receipt.source, receipt.table = file.source.name, file.source.table
    return file, grid


def _delivery(desk: _Desk, file: Delivered, found: Sorted) -> store.Delivery:
    delivery = store.Delivery(
        sha256=file.sha256,
        file=file.name,
        source=file.source.name,
        table=file.source.table,
        owed_by=file.source.owed_by,
        received_at=desk.now.astimezone(dt.UTC).isoformat(),
        stated=desk.stated,
        mapping=params.mapping_mark(file.source, file.contract.time_zone),
        rows_read=found.rows_read,
        received=found.received,
        excluded=found.excluded,
        quarantined=found.quarantined,
        first_date=found.first_date,
        last_date=found.last_date,
        weeks=found.weeks,
        by_week=found.by_week,
        replaces="parts" if file.source.parts else file.source.delivers,
        touched=found.touched,
        profile=found.profile,
    )
    waited = None if desk.stated or desk.dry_run else store.held.first_came(desk.partnership, delivery)
    # A file that waited for a confirmation came when it first came.
    return replace(delivery, received_at=waited.received_at, stated=waited.stated) if waited else delivery


def again(partnership: str, delivery: store.Delivery, kept: Path) -> store.Batch:
    """What today's mapping makes of the raw file of a known delivery. Raises KitError where it cannot be read any more.

    The moment of receipt, the name and the source are those of the delivery; nothing is written but, where it is
    missing, the pseudonym key.
    """
    desk = _desk(partnership, delivery.source, delivery.came, delivery.stated, dry_run=False, accept_change=True)
    receipt = Receipt(delivery.file, delivery.sha256)
    file, grid = _opened(desk, delivery.file, kept, receipt, delivery.source)
    return _batch(desk, file, sort_rows(file, grid, desk.key_of))


def _commit(desk: _Desk, taken: list[_Taken]) -> None:
    before = store.current(desk.partnership)
    batches = [one.batch for one in taken if one.batch]
    restated = "restated" if _weeks_spoken_of(before, batches) else "received"
    usual = known.remapped(before, [batch.delivery for batch in batches]) or restated
    reason = usual + ("_as_stated" if desk.stated else "")
    after = store.commit(desk.partnership, batches, reason=reason, at=desk.now, review=_review(desk, taken))
    parent = before.id if before else 0
    changed = {week for week, number in after.before.items() if number == parent and after.id != parent}
    new = after.deliveries[len(before.deliveries) if before else 0 :]
    for one in taken:
        if one.batch:
            one.receipt.remapped = known.is_remapped(before, one.batch.delivery)
            _settle(desk, one, new, changed)


def _settle(desk: _Desk, one: _Taken, new: list[store.Delivery], changed: set[str]) -> None:
    """What the receipt of one file says once all are committed. new: deliveries of this command, used up one by one."""
    receipt, delivery = one.receipt, one.batch.delivery
    if isinstance(receipt.error, ChangeHeld):
        return
    if delivery in new:
        new.remove(delivery)
        receipt.restated_weeks = sorted(changed.intersection(receipt.weeks))
    else:
        receipt.already = True
    store.held.drop(desk.partnership, delivery)
    if receipt.quarantined:
        receipt.quarantine = quarantine.path(disk.place(desk.partnership), delivery)


def _foresee(desk: _Desk, taken: list[_Taken]) -> None:
    """What a commit would say."""
    before = store.current(desk.partnership)
    would, restated = store.foresee(desk.partnership, [one.batch for one in taken if one.batch], _review(desk, taken))
    for one in taken:
        if one.batch and not one.receipt.error:
            one.receipt.remapped = known.is_remapped(before, one.batch.delivery)
            one.receipt.already = not any(one.batch is batch for batch in would)
            spoken = _weeks_spoken_of(before, [one.batch])
            one.receipt.restated_weeks = [week for week in restated if week in spoken and not one.receipt.already]


def _review(desk: _Desk, taken: list[_Taken]) -> Review:
    """Asked of each file once its rows are merged: notes what it changes, and which files to hold back."""

    def review(batch: store.Batch, change: store.Change, merge: store.Merge) -> list[store.Batch]:
        one = _of(taken, batch)
        one.receipt.change = change
        if desk.accept_change:
            return []
        before = [delivery for delivery in merge.deliveries if delivery is not batch.delivery]
        why = guard.reasons(one.source, batch.delivery, change, before)
        if not why:
            return []
        # Files of one command that take each other's rows away: nobody said which of them is right.
        others = [
            other
            for other in taken
            if other.batch and other is not one and not other.receipt.error and other.receipt.sha256 in change.gone_from
        ]
        for held in [one, *others]:
            _hold(desk, held, why, change)
        return [held.batch for held in [one, *others]]

    return review


def _of(taken: list[_Taken], batch: store.Batch) -> _Taken:
    return next(one for one in taken if one.batch is batch)


def _hold(desk: _Desk, one: _Taken, why: list[Words], change: store.Change) -> None:
    days = guard.days_told(change)
    one.receipt.hold(
        ChangeHeld(
            file=one.receipt.file,
            source=one.source.name,
            why=told.sentences(why),
            days=told.days(days),
            way=words("way_parts" if len(days) else "way_look", where=desk.where, source=one.source.name),
            partnership=desk.partnership,
            path=visible_line(one.path),
        )
    )
    if not desk.dry_run:
        store.held.note(desk.partnership, one.batch.delivery, why)


def _weeks_spoken_of(before: store.Snapshot | None, batches: list[store.Batch]) -> list[str]:
    """Weeks of which an earlier delivery of the same source had covered a day that these cover again."""
    weeks = set()
    for batch in batches:
        new = batch.delivery
        first, last = dt.date.fromisoformat(new.first_date), dt.date.fromisoformat(new.last_date)
        for old in before.deliveries if before else []:
            if old.source == new.source and old.covers(first, last):
                weeks |= set(old.weeks) & set(new.weeks)
    return sorted(weeks)
