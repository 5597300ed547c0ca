"""Weeks that were read with an older mapping than today's, and how they are read again.

In:   the records of the deliveries, today's mappings, the raw files.
Out:  `Older` by source; a snapshot with reason `remapped` once they were read again.
Why:  a mapping that is fixed in March gives January's figures another meaning, or leaves them wrong without a word.
Not here: what is damaged (`repair`), new deliveries (`receive`).

Every delivery of the source that touches such a week is read again, in the order in which they came, with its own
moment of receipt: nobody becomes late by it. Weeks of an older kit, which recorded no mapping, are not told.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit import calendar, params, store
from kit.errors import ChangeHeld, RepairIncomplete
from kit.intake import guard, later_lists, match
from kit.intake.known import REMAPPED
from kit.intake.replay import Raw
from kit.intake.workroom import workroom
from kit.language.later import later
from kit.params import Sources
from kit.store import Delivery, disk


@dataclass(frozen=True)
class Older:
    """Of one source: weeks that stand as an older mapping read them (of a register, in which such lists came), and the
    deliveries that touch them."""

    weeks: list[str]
    deliveries: list[Delivery]


def read_otherwise(partnership: str, sources: Sources, zone: str) -> dict[str, Older]:
    """What stands as another mapping than today's read it, by source. Raises DamagedStore."""
    snapshot = store.current(partnership)
    found = {}
    for name, source in sources.sources.items():
        today = params.mapping_mark(source, zone)
        mine = [one for one in snapshot.deliveries if one.source == name] if snapshot else []
        newest = {place: one for one in mine for place in _places(one)}
        old = {place: one for place, one in newest.items() if one.mapping not in ("", today)}
        if old:
            weeks = sorted({week for place, one in old.items() for week in (one.stands_in if one.is_list else {place})})
            found[name] = Older(weeks, [one for one in mine if not old.keys().isdisjoint(_places(one))])
    return found


def _places(delivery: Delivery) -> tuple:
    """What an older mapping may have read: weeks; of a register, where every list is kept, the list itself."""
    return ((delivery.sha256, delivery.came),) if delivery.is_list else delivery.weeks


def read_again(partnership: str, source: str, *, dry_run: bool = False, accept_change: bool = False) -> Older | None:
    """Reads again what stands of a source as an older mapping read it; None where there is nothing.

    accept_change: also where much of what stood is taken away. Raises UnknownSource; ChangeHeld where it is not said;
    RepairIncomplete where a raw file is missing or cannot be read: then nothing is changed.
    """
    with store.lock(partnership), workroom(partnership, dry_run) as room:
        sources, zone = params.sources(partnership), params.contract(partnership).time_zone
        match.must_be_known(source, sources, params.folder("params", partnership) / "sources.yml")
        old = read_otherwise(partnership, sources, zone).get(source)
        if old is None:
            return None
        raw = Raw(partnership, disk.place(partnership), room)
        batches = [batch for one in old.deliveries if (batch := raw.batch(one))]
        for one, error in raw.unreadable:
            raise RepairIncomplete(path=one.file, todo=error.text)
        if raw.missing:
            count = len({one.sha256 for one in raw.missing})
            raise RepairIncomplete(
                path=disk.place(partnership).received,
                todo=later("store.todo_raw", file=raw.missing[0].file, count=count, partnership=partnership),
            )
        if not accept_change:
            _hold(partnership, source, batches)
        if not dry_run:
            store.commit(partnership, batches, reason=REMAPPED, at=calendar.now())
        return old


def _hold(partnership: str, source: str, batches: list[store.Batch]) -> None:
    """Raises ChangeHeld where all of them together take away much of what stood."""
    net = store.Change()

    def look(batch: store.Batch, change: store.Change, merge: store.Merge) -> list[store.Batch]:
        nonlocal net
        net = merge.net(batch)
        return []

    store.foresee(partnership, batches, look)
    why = list(guard.takes_away(net))
    if why:
        raise ChangeHeld(
            file="received/",
            source=source,
            why=later_lists.sentences(why),
            days=later_lists.days(guard.days_to_show(net)),
            command=f"kit repair {partnership} --read-again {source} --accept-change",
            way=later("intake.way_mapping"),
        )
