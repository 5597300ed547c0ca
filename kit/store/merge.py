"""Which Parquet files the tables consist of once some deliveries are taken in.

In:   the present snapshot; deliveries with their rows by table.
Out:  finished temporary files, the list of all files, and the weeks that a re-delivery changed.
Why:  a delivery replaces whole local days of its source, so that rows it no longer holds disappear with them; where
      its source delivers parts or records, only those (`replace`).
Not here: giving the files their names and making them current (`commit`).

Rows are written in one order by one thread: the same rows always give the same bytes, hence the same name.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from kit import calendar, schema
from kit.period import Period
from kit.schema import Table
from kit.store import change, disk, lists, relation, replace
from kit.store.change import Change
from kit.store.disk import Place
from kit.store.relation import Staged
from kit.store.snapshot import Delivery, File, Snapshot, verified

Key = tuple[str, str, str]  # table, source, ISO week
_MEMORY = "256MB"  # a week of the busiest line takes a tenth of it; what does not fit goes to the disk
_MORE_MEMORY = "2GB"
_NEAR = dt.timedelta(weeks=8)  # how far from a file's days the old rows of its calls are looked for


@dataclass
class Batch:
    """What intake made of one delivered file.

    frames: rows by table name, columns of `kit.schema`; "exclusions" beside the delivery's own table.
    quarantine: row_number, column, value, reason; one row per row that was set aside.
    key: columns of the delivery's table that make a row one row, those of the schema where empty. keyed: whether the
    source itself names its rows, so that a row is recognised on another day. withdrawn: the key columns of rows that
    the file holds and that were left out: where they stood as rows, they go (of a register they stay).
    confirms: whether a list of a register that came before and says nothing new is a delivery of its own all the same.
    """

    delivery: Delivery
    frames: dict[str, pd.DataFrame | Staged]
    quarantine: pd.DataFrame = field(default_factory=pd.DataFrame)
    key: tuple[str, ...] = ()
    keyed: bool = False
    withdrawn: pd.DataFrame | Staged | None = None
    confirms: bool = False


_State = tuple[dict[Key, File], dict[Key, Path], list[Delivery], set[tuple[str, str]]]  # before the last delivery


class Merge:
    """The tables in the making; a context manager that leaves no temporary file behind.

    scratch: folder for the temporary files where nothing is to be published; `.tmp/` of the place otherwise.
    """

    def __init__(self, at: Place, parent: Snapshot | None, scratch: Path | None = None) -> None:
        self.files: dict[Key, File] = {file.key: file for file in parent.files} if parent else {}
        self.accepted: list[Delivery] = []
        self._at = at
        self._old = dict(self.files)
        self._known = list(parent.deliveries) if parent else []
        self._temps: dict[Key, Path] = {}
        self._made: list[Path] = []
        self._robbed: set[tuple[str, str]] = set()  # source, week: rows went from there to another day
        self._scratch = scratch
        self._undo: _State = dict(self.files), {}, [], set()
        self._con = relation.connect((scratch or at.base) / ".spill", threads=1, memory=_MEMORY)

    def __enter__(self) -> Merge:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()
        for temp in self._made:  # those that were published have left their temporary name
            temp.unlink(missing_ok=True)

    def take(self, batch: Batch) -> Change | None:
        """Merges one delivery and tells what that changes; None where it is known and changes nothing."""
        delivery, frames = batch.delivery, batch.frames
        self._undo = dict(self.files), dict(self._temps), list(self.accepted), set(self._robbed)
        if delivery.is_list:
            return self._take_list(batch)
        key = batch.key or schema.TABLES[delivery.table].key
        moves = self._load(batch, key)
        changed = [self._merge(batch, schema.TABLES[delivery.table], key, moves)]
        for name in sorted({schema.EXCLUSIONS.name, *frames} - {delivery.table}):
            relation.load(self._con, "incoming", schema.TABLES[name], frames.get(name))
            changed.append(self._merge(batch, schema.TABLES[name], key, False))
        if not any(changed) and any(_same(delivery, known) for known in self._known + self.accepted):
            return None
        self.accepted.append(delivery)
        return self._change(delivery, key)

    def _take_list(self, batch: Batch) -> Change | None:
        """Merges one list of a register: beside the lists of its source that came in the same week."""
        delivery, table = batch.delivery, schema.TABLES[batch.delivery.table]
        number = 1 + sum((one.table, one.source) == _of(table, delivery) for one in self.deliveries)
        frame = batch.frames.get(table.name)
        assert not isinstance(frame, Staged), "lists are small: they come as frames"
        if frame is not None and len(frame):
            _check_provenance(frame, delivery)
        relation.load(self._con, "incoming", table, lists.stamped(frame, delivery, number))
        relation.load(self._con, "aside", table, batch.withdrawn, partly=True)
        paths = [path for key in self.files if key[0] == table.name for path in self._paths(key)]
        changes = lists.change(self._con, table, delivery, number, relation.select(table, paths))
        same = [one for one in self.deliveries if _same(delivery, one)]
        again = any(one.came == delivery.came for one in same)  # the very receipt, typed twice
        if same and not batch.confirms and (again or not (changes.new or changes.changed)):
            return None
        [week] = delivery.stands_in
        key = (*_of(table, delivery), week)
        self._write(table, key, lists.merged(table, delivery, relation.select(table, self._paths(key))))
        self.accepted.append(delivery)
        return Change(of_list=changes)

    def put_back(self) -> None:
        """Takes the delivery that was merged last out again."""
        self.files, self._temps, self.accepted, self._robbed = self._undo

    @property
    def deliveries(self) -> list[Delivery]:
        """Those of the present snapshot and those that were merged, oldest first."""
        return self._known + self.accepted

    def _change(self, delivery: Delivery, key: Sequence[str]) -> Change:
        files, temps, *_ = self._undo
        return self._between(delivery, key, files, temps)

    def net(self, batch: Batch) -> Change:
        """What all deliveries merged so far change of the source of one of them, against the present snapshot.

        Of a register nothing: no list takes anything away.
        """
        if batch.delivery.is_list:
            return Change()
        key = batch.key or schema.TABLES[batch.delivery.table].key
        return self._between(batch.delivery, key, self._old, {})

    def _between(
        self, delivery: Delivery, key: Sequence[str], files: dict[Key, File], temps: dict[Key, Path]
    ) -> Change:
        of = delivery.table, delivery.source
        differ = [one for one in files | self.files if one[:2] == of and files.get(one) != self.files.get(one)]
        was, became = (
            [path for one in differ for path in self._at_hand(one, listed, finished)]
            for listed, finished in ((files, temps), (self.files, self._temps))
        )
        return change.between(self._con, schema.TABLES[delivery.table], key, was, became)

    def new_files(self) -> list[tuple[File, Path]]:
        """Files that are not on disk under their name yet, with their finished temporary file."""
        return [(self.files[key], temp) for key, temp in self._temps.items()]

    def restated(self) -> list[str]:
        """Weeks in which a delivery changed what an earlier one of its source had said.

        A day that nobody had spoken of is new, not restated, unless the earlier file came when the week was over:
        then the week had been handed in as whole.
        """
        listed = self.files | self._old
        daily = [key for key, one in listed.items() if one.is_daily and not schema.TABLES[one.table].lives]
        keys = [key for key in daily if self.files.get(key) != self._old.get(key)]
        return sorted({week for table, source, week in keys if self._is_restated(table, source, week)})

    def _load(self, batch: Batch, key: Sequence[str]) -> bool:
        """Puts the delivery's rows into `incoming`, the keys that it speaks of into `incoming_keys`.

        Returns whether its keys move rows between days.
        """
        table, delivery = schema.TABLES[batch.delivery.table], batch.delivery
        relation.load(self._con, "incoming", table, batch.frames.get(table.name))
        if not self._weeks(table, delivery.source):  # nothing stands that a key could name
            self._con.execute("create or replace temp table incoming_keys (row_key hugeint)")
            return False
        selects = [f"select {replace.row_key(key)} as row_key from incoming"]
        if batch.withdrawn is not None and len(batch.withdrawn):
            relation.load(self._con, "withdrawn", table, batch.withdrawn, partly=True)
            selects.append(f"select {replace.row_key(key)} from withdrawn")
        self._con.execute(f"create or replace temp table incoming_keys as {' union '.join(selects)}")
        if delivery.replaces == "records":
            return True
        return batch.keyed and self._never_twice(table, delivery, key)

    def _never_twice(self, table: Table, delivery: Delivery, key: Sequence[str]) -> bool:
        """Whether the source's keys name one row for good. Some platforms begin again at 1 every day."""
        paths = [path for week in self._near(table, delivery) for path in self._paths((*_of(table, delivery), week))]
        rows = f"select {replace.row_key(key)} as row_key from ({relation.select(table, paths)})"
        rows += f" union all select {replace.row_key(key)} from incoming" if not paths else ""
        counts = self._con.execute(f"select count(*), count(distinct row_key) from ({rows})").fetchall()[0]
        return bool(counts[0] == counts[1])

    def _near(self, table: Table, delivery: Delivery) -> list[str]:
        """Weeks of the source in which a corrected moment may have put a row: any for records, else near its days."""
        weeks = self._weeks(table, delivery.source)
        if delivery.replaces == "records" or not delivery.first_date:
            return weeks
        first, last = (dt.date.fromisoformat(day) for day in (delivery.first_date, delivery.last_date))
        around = calendar.week_of(first - _NEAR), calendar.week_of(last + _NEAR)
        return [week for week in weeks if around[0] <= week <= around[1]]

    def _merge(self, batch: Batch, table: Table, key: Sequence[str], moves: bool) -> bool:
        delivery, frame = batch.delivery, batch.frames.get(table.name)
        # A week without a single row in the file is not spoken of: dates gone wrong must not empty good weeks.
        spoken = _spoken_of(delivery) or set(self._weeks(table, delivery.source))
        weeks = {week for week in self._weeks(table, delivery.source) if delivery.covers(*_span(week))} & spoken
        if delivery.replaces == "records":
            weeks = set()
        if frame is not None and len(frame):
            _check_provenance(frame, delivery)
            weeks |= self._weeks_that_come()
        if moves:
            holding = self._holding(table, delivery, key)
            self._robbed |= {(delivery.source, week) for week in holding if not delivery.covers(*_span(week))}
            weeks |= holding
        return any([self._rewrite(table, batch, key, moves, week) for week in sorted(weeks)])

    def _weeks_that_come(self) -> set[str]:
        days = self._con.execute("select distinct local_date from incoming").fetchall()
        return {calendar.week_of(day) for (day,) in days}

    def _holding(self, table: Table, delivery: Delivery, key: Sequence[str]) -> set[str]:
        """Weeks in which rows stand whose keys the delivery speaks of."""
        found = set()
        for week in self._near(table, delivery):
            rows = relation.select(table, self._paths((*_of(table, delivery), week)))
            held = f"select 1 from ({rows}) where {replace.row_key(key)} in (select row_key from incoming_keys) limit 1"
            if self._con.execute(held).fetchall():
                found.add(week)
        return found

    def _weeks(self, table: Table, source: str) -> list[str]:
        return [key[2] for key in self.files if key[:2] == (table.name, source)]

    def _rewrite(self, table: Table, batch: Batch, row_key: Sequence[str], moves: bool, week: str) -> bool:
        """Writes one week's file anew; False where it comes out as it was."""
        key = (*_of(table, batch.delivery), week)
        return self._write(table, key, self._merged(table, batch.delivery, key, row_key, moves))

    def _write(self, table: Table, key: Key, query: str) -> bool:
        """Writes the rows of a query as the file of a key; False where it comes out as it was."""
        temp = self._temp()
        self._materialise(query, table)
        stood = key in self.files
        if stood and self._is_as_before(table, self._paths(key)):
            return False
        copy = f"copy merged to {relation.text(temp)} (format parquet, compression zstd)"
        rows = self._con.execute(copy).fetchall()[0][0]
        self._drop(key)
        if rows:
            self._keep(key, File(*key, disk.sha256_of(temp), temp.stat().st_size, rows), temp)
        return bool(rows) or stood

    def _materialise(self, query: str, table: Table) -> None:
        """The rows as a table of their own: a file's bytes then follow from its rows, not from the query's plan."""
        typed = ", ".join(f'"{name}" {column.type}' for name, column in table.columns.items())
        self._con.execute(f"create or replace temp table merged ({typed})")
        self._roomy(f"insert into merged {query}")

    def _roomy(self, statement: str) -> None:
        """Runs a statement again with more memory where its rows do not fit: notes of 30,000 characters each."""
        try:
            self._con.execute(statement)
        except duckdb.OutOfMemoryException:
            self._con.execute(f"set memory_limit = '{_MORE_MEMORY}'")
            self._con.execute(statement)

    def _is_as_before(self, table: Table, paths: list[Path]) -> bool:
        old = f"select {relation.columns(table)} from ({relation.select(table, paths)})"
        differ = f"(from merged except all {old}) union all ({old} except all from merged) limit 1"
        return not self._con.execute(differ).fetchall()

    def _temp(self) -> Path:
        temp = self._scratch / f"{len(self._made)}.tmp" if self._scratch else disk.temp_file(self._at)
        self._made.append(temp)
        return temp

    def _drop(self, key: Key) -> None:
        self.files.pop(key, None)
        self._temps.pop(key, None)  # its file stays until the end: the delivery may be taken out again

    def _keep(self, key: Key, file: File, temp: Path) -> None:
        self.files[key] = file
        if (self._at.tables / file.name).exists() and file == self._old.get(key):
            temp.unlink()  # back to what the present snapshot holds
            return
        disk.flush(temp)
        self._temps[key] = temp

    def _merged(self, table: Table, delivery: Delivery, key: Key, row_key: Sequence[str], moves: bool) -> str:
        first, last = _span(key[2])
        names, order = relation.columns(table), _order(table)
        old = relation.select(table, self._paths(key))
        comes = replace.comes(table, delivery, old)
        within = f"n.local_date between {replace.day(first)} and {replace.day(last)}"
        new = f"select {names} from incoming n where {within} and {comes}"
        goes = replace.gone(table, delivery, row_key, moves, self._same_part(delivery))
        kept = f"select {names} from ({old}) o where not coalesce({goes}, false)"
        return f"select {names} from ({kept} union all {new}) order by {order}"

    def _same_part(self, delivery: Delivery) -> list[str]:
        """Deliveries of the same parts of the source, and the file itself."""
        parts = set(delivery.profile.get("parts", {}).get("values", ()))
        same = [
            known.sha256
            for known in self.deliveries
            if known.source == delivery.source and set(known.profile.get("parts", {}).get("values", ())) <= parts
        ]
        return [*same, delivery.sha256]

    def _paths(self, key: Key) -> list[Path]:
        return self._at_hand(key, self.files, self._temps)

    def _at_hand(self, key: Key, files: dict[Key, File], temps: dict[Key, Path]) -> list[Path]:
        """Where the rows of a key lie in that state: a finished temporary file, else a verified one of the tables."""
        if key in temps:
            return [temps[key]]
        return [verified(self._at, files[key])] if key in files else []

    def _is_restated(self, table: str, source: str, week: str) -> bool:
        robbed = (source, week) in self._robbed
        earlier = [old for old in self._known if old.source == source and (robbed or self._spoken_again(old, week))]
        if not earlier:
            return False
        changed = self._changed_days(schema.TABLES[table], (table, source, week))
        sunday = _span(week)[1]
        if robbed:
            return bool(changed)
        return any(
            old.came.date() > sunday and changed or any(old.covers(day, day) for day in changed) for old in earlier
        )

    def _spoken_again(self, old: Delivery, week: str) -> bool:
        """Whether a delivery taken in now covers a day of the week that `old` had covered."""
        days = [day for day in Period.week(week).days if old.covers(day, day)] if old.covers(*_span(week)) else []
        return any(new.source == old.source and new.covers(day, day) for day in days for new in self.accepted)

    def _changed_days(self, table: Table, key: Key) -> list[dt.date]:
        """Local days whose rows differ, whichever file and row they come from."""
        old = [self._at.tables / self._old[key].name] if key in self._old else []
        names = ", ".join(f'"{name}"' for name in table.columns if name not in ("delivery", "row_number"))
        was, now = (f"select {names} from ({relation.select(table, paths)})" for paths in (old, self._paths(key)))
        differing = f"({was} except all {now}) union all ({now} except all {was})"
        return [row[0] for row in self._con.execute(f"select distinct local_date from ({differing})").fetchall()]


def _span(week: str) -> tuple[dt.date, dt.date]:
    held = Period.week(week)
    return held.first, held.last


def _of(table: Table, delivery: Delivery) -> tuple[str, str]:
    return table.name, delivery.source


def _order(table: Table) -> str:
    first = [table.time, *table.key, "delivery", "row_number"]
    return ", ".join(f'"{name}"' for name in dict.fromkeys([*first, *table.columns]))


def _same(delivery: Delivery, known: Delivery) -> bool:
    """The same file, read to the same end, whenever it came and under whatever name."""
    aside = {name: getattr(known, name) for name in ("received_at", "stated", "file", "profile")}
    aside |= {} if known.mapping else {"mapping": ""}  # an older kit did not record it
    return dataclasses.replace(delivery, **aside) == known


def _spoken_of(delivery: Delivery) -> set[str]:
    """The weeks of which the file holds at least one row, whatever became of it; empty where that is not told."""
    counts = delivery.by_week.items()
    return {week for week, count in counts if any([*count.get("excluded", {}).values(), *_rows(count)])}


def _rows(count: dict[str, int]) -> tuple[int, int]:
    return count.get("received", 0), count.get("quarantined", 0)


def _check_provenance(frame: pd.DataFrame | Staged, delivery: Delivery) -> None:
    if isinstance(frame, Staged):
        return  # whose query names the delivery itself
    if set(frame["source"]) != {delivery.source} or set(frame["delivery"]) != {delivery.sha256}:
        raise ValueError(f"{delivery.file}: rows of another source or file among those of {delivery.source}")
