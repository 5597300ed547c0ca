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
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kit import calendar, params, schema, store
from kit.errors import ChangeHeld, DamagedStore, DiskFull, InputError, KitError
from kit.intake import guards, header, kinds, known, match, one_stream, pseudonym, readers, review
from kit.intake.delivered import Delivered
from kit.intake.lists import sort_list
from kit.intake.newest import in_order
from kit.intake.receipt import Desk, Receipt, Taken
from kit.intake.scrub import scrubbed
from kit.intake.sorting import Sorted, key_of_rows, sort_rows
from kit.intake.stream import Stream
from kit.intake.workroom import Workroom, workroom
from kit.language.later import later
from kit.store import disk, quarantine
from kit.visible import visible_line

# What a receipt takes over from the sorted rows as it is.
_COUNTED = (
    "rows_read", "accepted", "excluded", "quarantined", "repaired", "gaps", "doubts", "aside", "undated", "formats",
    "file_rows", "event_rows",
)  # fmt: skip


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

    Files that are parts of one log (`events: files: one_stream`) are one file, with one receipt.

    source: name of the mapping; without it exactly one must match. now: zone-aware moment of receipt. stated: somebody
    told that moment afterwards, it was not measured: the snapshot's `reason` ends in `_as_stated`. dry_run: writes
    nothing, not even the raw files. accept_change: a file that takes away much of what stood, or does not look like its
    source's past, is taken in all the same; without it, it is held back (ChangeHeld) and changes nothing.
    Raises UnknownSource, UnknownPartnership, BadParams, HomeBusy, DamagedStore; a receipt holds what refuses its file.
    """
    with contextlib.ExitStack() as held:
        desk = _desk(
            partnership, source, now, stated, dry_run, accept_change, held.enter_context(workroom(partnership, dry_run))
        )
        held.enter_context(contextlib.nullcontext() if dry_run else store.lock(partnership))
        with one_stream.of(desk, files, source) as parts:
            taken = [_take(desk, path, of) for path, of in parts]
        desk.room.rest()
        if any(one.batch for one in taken):
            _foresee(desk, in_order(taken)) if dry_run else _commit(desk, in_order(taken))
    return [one.receipt for one in taken]


def _desk(
    partnership: str,
    source: str | None,
    now: dt.datetime | None,
    stated: bool,
    dry_run: bool,
    accept_change: bool,
    room: Workroom,
) -> Desk:
    contract, sources = params.contract(partnership), params.sources(partnership)
    where = params.folder("params", partnership) / "sources.yml"
    if source is not None:
        match.must_be_known(source, sources, where)
    keys = pseudonym.keys(partnership, keep=not dry_run)
    came = now or calendar.now()
    return Desk(partnership, contract, sources, where, came, stated, dry_run, accept_change, bool(source), keys, room)


def _take(desk: Desk, path: Path, source: str | None) -> Taken:
    receipt = Receipt(visible_line(scrubbed(path.name)))
    try:
        receipt.sha256, kept = _keep(desk, path)
        name = visible_line(known.name_of(desk.partnership, path, receipt.sha256))
        file, stream = _opened(desk, name, kept, receipt, source)
        file = replace(file, name=scrubbed(file.name))  # recorded without a person's name or number
        found = _sorted(desk, file, stream)
    except (DamagedStore, DiskFull):
        raise  # not a fault of the file
    except KitError as error:
        receipt.error = error
        return Taken(path, receipt)
    for name in _COUNTED:
        setattr(receipt, name, getattr(found, name))
    receipt.weeks, receipt.rejects, receipt.touched = list(found.weeks), found.quarantine, list(found.touched)
    receipt.whole_aside = list(found.whole_aside)
    return Taken(path, receipt, _batch(desk, file, found), file.source, found.stamp)


def _sorted(desk: Desk, file: Delivered, stream: Stream) -> Sorted:
    sort = sort_list if file.source.is_register else sort_rows
    with stream:
        return sort(file, stream, desk.key_of, desk.room.stage(schema.TABLES[file.source.table]))


def _batch(desk: Desk, file: Delivered, found: Sorted) -> store.Batch:
    if file.source.is_register:
        delivery = _delivery(desk, file, found)
        confirms = known.confirms(desk, file, delivery)
        return store.Batch(delivery, found.frames, found.quarantine, withdrawn=found.withdrawn, confirms=confirms)
    return store.Batch(
        _delivery(desk, file, found),
        found.frames,
        found.quarantine,
        key=key_of_rows(file.source),
        keyed="call_key" in file.source.columns or file.source.table == "cases",
        withdrawn=found.withdrawn,
    )


def _keep(desk: Desk, path: Path) -> tuple[str, Path]:
    """The hash of a delivered file and where its bytes lie from now on. Raises InputError, OversizedFile."""
    try:
        guards.check_kept(path)
        with path.open("rb") as data:
            sha256 = hashlib.file_digest(data, "sha256").hexdigest()
        return sha256, path if desk.dry_run else store.keep_raw(desk.partnership, path, sha256)
    except OSError as error:
        raise InputError(where=path, what=error.strerror, fix=later("intake.fix_path")) from None


def _opened(desk: Desk, name: str, kept: Path, receipt: Receipt, source: str | None) -> tuple[Delivered, Stream]:
    """The file under the source that it belongs to, with its rows to come."""
    sources = desk.sources.sources
    named = {
        candidate: Delivered(kept, name, receipt.sha256, sources[candidate], desk.contract, desk.where, desk.now)
        for candidate in ([source] if source else match.by_name(sources, name))
    }
    if len(named) == 1:
        receipt.source = next(iter(named))
    if source:
        file, stream = named[source], readers.read(named[source])
        header.check(file, stream.head)
    else:
        file, stream = match.opened(
            list(named.values()), name, sources, desk.where, is_pdf=kinds.kind_of(kept) == "is_pdf"
        )
    receipt.source, receipt.table = file.source.name, file.source.table
    return file, stream


def _delivery(desk: Desk, file: Delivered, found: Sorted) -> store.Delivery:
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
        accepted=found.accepted,
        excluded=found.excluded,
        quarantined=found.quarantined,
        first_date=found.first_date,
        last_date=found.last_date,
        weeks=found.weeks,
        by_week=found.by_week,
        replaces="nothing" if file.source.is_register else "parts" if file.source.parts else file.source.delivers,
        touched=found.touched,
        profile=found.profile,
        aside=found.aside,
    )
    waited = None if desk.stated or desk.dry_run else store.held.first_came(desk.partnership, delivery)
    # A file that waited for a confirmation came when it first came.
    return replace(delivery, received_at=waited.received_at, stated=waited.stated) if waited else delivery


def again(partnership: str, delivery: store.Delivery, kept: Path, room: Workroom) -> store.Batch:
    """What today's mapping makes of the raw file of a known delivery. Raises KitError where it cannot be read any more.

    The moment of receipt, the name and the source are those of the delivery; nothing is written but, where it is
    missing, the pseudonym key. room: where the batch's rows lie until they are in the tables.
    """
    desk = _desk(partnership, delivery.source, delivery.came, delivery.stated, False, True, room)
    receipt = Receipt(delivery.file, delivery.sha256)
    file, stream = _opened(desk, delivery.file, kept, receipt, delivery.source)
    # A list that says nothing new was taken in as a delivery of its own, or it would have no record.
    return replace(_batch(desk, file, _sorted(desk, file, stream)), confirms=True)


def _commit(desk: Desk, taken: list[Taken]) -> None:
    before = store.current(desk.partnership)
    batches = [one.batch for one in taken if one.batch]
    restated = "restated" if _weeks_spoken_of(before, batches) else "received"
    usual = known.remapped(before, [batch.delivery for batch in batches]) or restated
    reason = usual + ("_as_stated" if desk.stated else "")
    after = store.commit(desk.partnership, batches, reason=reason, at=desk.now, review=review.of(desk, taken))
    parent = before.id if before else 0
    changed = {week for week, number in after.before.items() if number == parent and after.id != parent}
    new = after.deliveries[len(before.deliveries) if before else 0 :]
    for one in taken:
        if one.batch:
            one.receipt.remapped = known.is_remapped(before, one.batch.delivery)
            _settle(desk, one, new, changed)


def _settle(desk: Desk, one: Taken, new: list[store.Delivery], changed: set[str]) -> None:
    """What the receipt of one file says once all are committed. new: deliveries of this command, used up one by one."""
    receipt, delivery = one.receipt, one.read[1].delivery
    if isinstance(receipt.error, ChangeHeld):
        return
    if delivery in new:
        new.remove(delivery)
        lost = {calendar.week_of(day.date()) for day in receipt.change.lost["local_date"]}
        receipt.restated_weeks = sorted(changed & {*receipt.weeks, *lost})
    else:
        receipt.already = True
    store.held.drop(desk.partnership, delivery)
    if receipt.quarantined:
        receipt.quarantine = quarantine.path(disk.place(desk.partnership), delivery)


def _foresee(desk: Desk, taken: list[Taken]) -> None:
    """What a commit would say."""
    before = store.current(desk.partnership)
    would, restated = store.foresee(desk.partnership, [one.batch for one in taken if one.batch], review.of(desk, taken))
    for one in taken:
        if one.batch and not one.receipt.error:
            one.receipt.remapped = known.is_remapped(before, one.batch.delivery)
            one.receipt.already = not any(one.batch is batch for batch in would)
            spoken = _weeks_spoken_of(before, [one.batch])
            one.receipt.restated_weeks = [week for week in restated if week in spoken and not one.receipt.already]


def _weeks_spoken_of(before: store.Snapshot | None, batches: list[store.Batch]) -> list[str]:
    """Weeks of which an earlier delivery of the same source had covered a day that these cover again."""
    weeks = set()
    for batch in batches:
        new = batch.delivery
        if new.is_list or schema.TABLES[new.table].lives:
            continue
        first, last = dt.date.fromisoformat(new.first_date), dt.date.fromisoformat(new.last_date)
        for old in before.deliveries if before else []:
            if old.source == new.source and old.covers(first, last):
                weeks |= set(old.weeks) & set(new.weeks)
    return sorted(weeks)
