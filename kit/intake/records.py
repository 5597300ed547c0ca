"""Makes the records of deliveries again whose file is lost, as far as the tables and the raw files tell.

In:   snapshots that name a record which cannot be read; the rows of the tables, which name their delivery.
Out:  a new record each, dated by the first snapshot that names the lost one; snapshots that name it instead.
Why:  one lost small file makes every later snapshot unreadable.
Not here: snapshots that are lost themselves (`chain`).

The sender's file name is lost with the record: the raw file's own name stands for it, and the moment counts as stated.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field

import duckdb

from kit import params
from kit.errors import DamagedStore
from kit.intake.replay import Raw
from kit.store import Delivery, disk, raw, rebuild
from kit.store.disk import Place
from kit.store.left import file_names, numbers
from kit.store.snapshot import record


@dataclass
class Restored:
    """made: records that were made again; lost: how many could not be, as no row of theirs is left in the tables."""

    made: list[Delivery] = field(default_factory=list)
    lost: int = 0


def restore(files: Raw, *, dry_run: bool) -> Restored:
    """Makes what records it can; every snapshot is rewritten to name them, and the rest no more."""
    contents = _contents(files.at)
    known: dict[str, Delivery] = {}
    lost: dict[str, dict] = {}  # name of the record: the first snapshot that names it
    for content in contents:
        for name in content["deliveries"]:
            with contextlib.suppress(DamagedStore):
                known[name] = record(files.at, name)
            if name not in known:
                lost.setdefault(name, content)
    if not lost:
        return Restored()
    made = _made(files, lost, {one.sha256 for one in known.values()})
    if not dry_run:
        _rewrite(files.at, contents, {name: made.get(name) for name in lost})
    return Restored(list(made.values()), len(lost) - len(made))


def _contents(at: Place) -> list[dict]:
    found = []
    for number in reversed(numbers(at)):
        with contextlib.suppress(DamagedStore):
            found.append(disk.read_checked(at, at.snapshot(number)))
    return found


def _made(files: Raw, lost: dict[str, dict], known: set[str]) -> dict[str, Delivery]:
    made: dict[str, Delivery] = {}
    for name, content in lost.items():
        taken = known | {one.sha256 for one in made.values()}
        for source, sha256 in _rows_of(files.at, content):
            if sha256 not in taken and (found := _read(files, source, sha256, content["at"])):
                made[name] = found
                break
    return made


def _rows_of(at: Place, content: dict) -> list[tuple[str, str]]:
    """Source and hash of every delivery of which a snapshot's tables hold a row."""
    paths = [str(at.tables / name) for name in file_names(content)]
    found: set[tuple[str, str]] = set()
    with duckdb.connect() as con:
        for path in paths:
            with contextlib.suppress(duckdb.Error):
                found.update(con.execute("select distinct source, delivery from read_parquet(?)", [path]).fetchall())
    return sorted(found)


def _read(files: Raw, source: str, sha256: str, at: str) -> Delivery | None:
    known = params.sources(files.partnership).sources
    path = raw.whole(raw.kept_by_hash(files.at).get(sha256, []), sha256)
    if source not in known or path is None:
        return None
    mapped = known[source]
    stub = Delivery(sha256, path.name, source, mapped.table, mapped.owed_by, at, 0, 0, stated=True)
    batch = files.batch(stub)
    return batch.delivery if batch else None


def _rewrite(at: Place, contents: list[dict], instead: dict[str, Delivery | None]) -> None:
    for one in filter(None, instead.values()):
        rebuild.write_record(at, one)
    for content in contents:
        names = content["deliveries"]
        if instead.keys() & set(names):
            new = [disk.fingerprint(other.record) if (other := instead.get(name)) else name for name in names]
            kept = [name for name, old in zip(new, names, strict=True) if old not in instead or instead[old]]
            body = {key: value for key, value in content.items() if key != "check"} | {"deliveries": kept}
            disk.settle(disk.write_temp(at, disk.checked(body)), at.snapshot(content["id"]))
