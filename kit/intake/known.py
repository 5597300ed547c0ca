"""What the store already knows of a file that is delivered: its name, and the mapping that read it before.

In:   the present snapshot, a delivered file.
Out:  the name to match it by; whether it is the same file again, and read in another way than before.
Why:  a raw file under its hash must be receivable again; a changed mapping must not look like a new delivery.
Not here: what its rows become (`sorting`), reading everything again (`repair`).
"""

from __future__ import annotations

from pathlib import Path

from kit import store
from kit.intake.delivered import Delivered
from kit.intake.receipt import Desk
from kit.store import Delivery, Snapshot

REMAPPED = "remapped"  # reason of a snapshot: a known file was read again, with another mapping


def name_of(partnership: str, path: Path, sha256: str) -> str:
    """The file's name; of a raw file that is named by its hash, the one under which it was delivered.

    Raises DamagedStore where such a file's name cannot be looked up.
    """
    if path.name.split(".")[0] != sha256:
        return path.name
    snapshot = store.current(partnership)
    names = [one.file for one in snapshot.deliveries if one.sha256 == sha256] if snapshot else []
    return names[-1] if names else path.name


def _same_file(snapshot: Snapshot | None, delivery: Delivery) -> list[Delivery]:
    """The deliveries of the same file to the same source, oldest first."""
    known = snapshot.deliveries if snapshot else []
    return [one for one in known if (one.sha256, one.source) == (delivery.sha256, delivery.source)]


def _earlier(snapshot: Snapshot | None, delivery: Delivery) -> Delivery | None:
    """The newest delivery of the same file to the same source."""
    same = _same_file(snapshot, delivery)
    return same[-1] if same else None


def confirms(desk: Desk, file: Delivered, delivery: Delivery) -> bool:
    """Whether the same list again, with nothing new in it, is the delivery of a period of its own.

    Then its side has delivered and is not late; within one period it is a command that was typed twice.
    """
    earlier = _same_file(store.current(desk.partnership), delivery)
    if file.source.every is None:
        return False
    periods = [file.source.period_of(one.came.astimezone(desk.contract.zone).date()) for one in (*earlier, delivery)]
    return periods[-1] not in periods[:-1]


def is_remapped(snapshot: Snapshot | None, delivery: Delivery) -> bool:
    """Whether the same file was read before, with a mapping that is known to be another one."""
    earlier = _earlier(snapshot, delivery)
    return bool(earlier and earlier.mapping and earlier.mapping != delivery.mapping)


def remapped(snapshot: Snapshot | None, deliveries: list[Delivery]) -> str:
    """The reason of the snapshot where every delivery is a known file that was read in another way, else "".

    Where an older kit did not record the mapping, a known file that changes a table was read in another way, too.
    """
    earlier = [(_earlier(snapshot, one), one) for one in deliveries]
    return REMAPPED if earlier and all(old and old.mapping != one.mapping for old, one in earlier) else ""
