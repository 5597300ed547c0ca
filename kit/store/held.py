"""Deliveries that came and wait for somebody to say that they are right.

In:   a delivery's record and the reasons why it was held back, in both languages.
Out:  `data/<partnership>/held/<sha><source>.json`, folder 0700, file 0600; the list of them.
Why:  a file that came in time and waits for a confirmation is not missing, and is not late once it is confirmed.
Not here: why it is held back (`kit.intake.guard`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.errors import DamagedStore
from kit.language.texts import LANGUAGES
from kit.store import disk
from kit.store.disk import Place
from kit.store.snapshot import Delivery


@dataclass(frozen=True)
class Held:
    """One delivery that waits. received_at: ISO 8601, UTC, when it first came. why: reasons by language."""

    sha256: str
    file: str
    source: str
    owed_by: str
    received_at: str
    stated: bool
    first_date: str
    last_date: str
    why: dict[str, list[str]]

    @property
    def came(self) -> dt.datetime:
        """When it first came, zone-aware."""
        return dt.datetime.fromisoformat(self.received_at)

    def covers(self, first: dt.date, last: dt.date) -> bool:
        """Whether the file speaks of any day of that span."""
        return self.first_date <= last.isoformat() and first.isoformat() <= self.last_date


def note(partnership: str, delivery: Delivery, why: Sequence[Callable[[str], str]]) -> None:
    """Remembers a delivery that is held back; one that waits already keeps the moment at which it first came.

    why: sentences, each to be called with a language. Only for holders of the lock.
    """
    at = disk.place(partnership)
    path = _path(at, delivery.sha256, delivery.source)
    told = {lang: [one(lang) for one in why] for lang in LANGUAGES}
    known = first_came(partnership, delivery)
    fields = {name: getattr(known or delivery, name) for name in ("received_at", "stated")}
    for name in ("sha256", "file", "source", "owed_by", "first_date", "last_date"):
        fields[name] = getattr(delivery, name)
    disk.private(path.parent)
    disk.settle(disk.write_temp(at, disk.checked({**fields, "why": told})), path)


def first_came(partnership: str, delivery: Delivery) -> Held | None:
    """The same file when it first came and was held back; None where it was not."""
    return next((one for one in waiting(partnership) if _same(one, delivery)), None)


def drop(partnership: str, delivery: Delivery) -> None:
    """That delivery is taken in: it waits no longer, nor does what it replaces, another file of the same days."""
    at = disk.place(partnership)
    for one in waiting(partnership):
        within = delivery.first_date <= one.first_date and one.last_date <= delivery.last_date
        if one.source == delivery.source and (one.sha256 == delivery.sha256 or within):
            _path(at, one.sha256, one.source).unlink(missing_ok=True)


def waiting(partnership: str) -> list[Held]:
    """What waits for a confirmation, in the order in which it came. A damaged note is none."""
    at = disk.place(partnership)
    found = []
    for path in sorted((at.base / "held").glob("*.json")):
        try:
            content = disk.read_checked(at, path)
        except DamagedStore:
            continue
        content.pop("check")
        found.append(Held(**content))
    return sorted(found, key=lambda one: one.received_at)


def _same(one: Held, delivery: Delivery) -> bool:
    return (one.sha256, one.source) == (delivery.sha256, delivery.source)


def _path(at: Place, sha256: str, source: str) -> Path:
    return at.base / "held" / f"{sha256[:16]}-{source}.json"
