"""Makes snapshots that are lost again, from the records of the deliveries and their raw files.

In:   the snapshots that can be read, the records of all deliveries, the raw files.
Out:  every snapshot from the first to the last, and CURRENT.
Why:  a report of an old Monday must speak of what was there on that Monday: one snapshot for each receipt, with its
      moment, not one of today for all.
Not here: table files that a readable snapshot names (`repair`).

A record that only an earlier state names was taken back later, and stays so. What was decided in a lost snapshot beside
receiving files cannot be known.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools

from kit.errors import DamagedStore
from kit.intake.replay import Outcome, Raw, replay
from kit.store import Delivery, Snapshot, journal, rebuild
from kit.store.disk import Place
from kit.store.left import numbers
from kit.store.snapshot import read, record


def recover(raw: Raw, *, dry_run: bool) -> list[int]:
    """Makes every unreadable snapshot again, the oldest first, then CURRENT; the numbers of those that were lost."""
    at = raw.at
    stand = {snapshot.id: snapshot for snapshot in readable(at)}
    plan = _plan(at, stand)
    if dry_run or not (stand or plan):
        return sorted(plan)
    last = None
    for number in range(1, max([*stand, *plan]) + 1):
        last = stand[number] if number in stand else _made(raw, last, number, plan[number])
    assert last is not None  # what stands or is planned gives at least one
    rebuild.drop_after(at, last.id)
    rebuild.point_to(at, last)
    return sorted(plan)


def readable(at: Place) -> list[Snapshot]:
    """Every snapshot that can be read, newest first; one that a killed commit left is none."""
    found, pending = [], journal.pending(at)
    for number in numbers(at):
        with contextlib.suppress(DamagedStore):
            if number not in pending:
                found.append(read(at, number))
    return found


def _plan(at: Place, stand: dict[int, Snapshot]) -> dict[int, list[Delivery]]:
    """What each lost snapshot took in, by number."""
    plan: dict[int, list[Delivery]] = {}
    known: list[Delivery] = []
    before = 0
    for number in sorted(stand):
        lost = range(before + 1, number)
        if lost:
            came = [one for one in stand[number].deliveries if one not in known]
            # The snapshot that stands took in what came after the one that it follows.
            mine = [one for one in came if one.came <= dt.datetime.fromisoformat(stand[number].follows)]
            plan |= _shared(mine, list(lost))
        known, before = stand[number].deliveries, number
    named = [one for snapshot in stand.values() for one in snapshot.deliveries]
    stray = sorted((one for one in _records(at) if one not in named), key=lambda one: (one.came, one.file))
    stray = [one for one in stray if one not in list(itertools.chain(*plan.values()))]
    groups = [list(group) for _, group in itertools.groupby(stray, key=lambda one: one.came)]
    return plan | {before + place: group for place, group in enumerate(groups, start=1)}


def _shared(deliveries: list[Delivery], lost: list[int]) -> dict[int, list[Delivery]]:
    """Deliveries by the receipt that brought them; what cannot be told apart stands in the last one."""
    groups = [list(group) for _, group in itertools.groupby(deliveries, key=lambda one: one.came)]
    groups += [[] for _ in range(len(lost) - len(groups))]
    head, rest = groups[: len(lost) - 1], list(itertools.chain(*groups[len(lost) - 1 :]))
    return dict(zip(lost, [*head, rest], strict=True))


def _records(at: Place) -> list[Delivery]:
    """Every record of a delivery that can be read."""
    found = []
    for path in sorted(at.delivery("").parent.glob("*.json")):
        with contextlib.suppress(DamagedStore):
            found.append(record(at, path.stem))
    return found


def _made(raw: Raw, parent: Snapshot | None, number: int, deliveries: list[Delivery]) -> Snapshot:
    """Writes one snapshot again. A delivery whose raw file is missing keeps its record, without rows."""
    outcome = _replayed(raw, parent, deliveries)
    came = [outcome.records.get(place, one) for place, one in enumerate(deliveries)]
    moments = [one.came for one in deliveries] + ([parent.at] if parent else [])
    made = Snapshot(
        id=number,
        at=max(moments),
        reason=rebuild.RECOVERED,
        files=tuple(file for file, _ in outcome.files.values()),
        deliveries=[*(parent.deliveries if parent else []), *came],
        before=(parent.before | dict.fromkeys(outcome.restated, parent.id)) if parent else {},
        follows=parent.at.isoformat() if parent else "",
    )
    rebuild.write(raw.at, made, [(file, temp) for file, temp in outcome.files.values() if temp])
    rebuild.drop_records(raw.at, [one for place, one in enumerate(deliveries) if one != came[place]])
    return read(raw.at, number)


def _replayed(raw: Raw, parent: Snapshot | None, deliveries: list[Delivery]) -> Outcome:
    try:
        return replay(raw, parent, deliveries)
    except DamagedStore:  # a table file of the parent is missing, too
        before = parent.deliveries if parent else []
        outcome = replay(raw, None, [*before, *deliveries])
        outcome.records = {place - len(before): one for place, one in outcome.records.items() if place >= len(before)}
        return outcome
