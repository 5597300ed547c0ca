"""Which Parquet files the tables consist of once some deliveries are taken in.

In:   the present snapshot; deliveries with their rows by table.
Out:  finished temporary files, the list of all files, and the weeks that a re-delivery changed.
Why:  a delivery replaces whole local days of its source, so that rows it no longer holds disappear with them.
Not here: giving the files their names and making them current (`commit`).

Rows are written in one order by one thread: the same rows always give the same bytes, hence the same name.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd

from kit import calendar, schema
from kit.schema import Table
from kit.store import disk, relation
from kit.store.disk import Place
from kit.store.snapshot import Delivery, File, Snapshot, verified

Key = tuple[str, str, str]  # table, source, ISO week


class Merge:
    """The tables in the making; a context manager that leaves no temporary file behind."""

    def __init__(self, at: Place, parent: Snapshot | None) -> None:
        self.files: dict[Key, File] = {file.key: file for file in parent.files} if parent else {}
        self.accepted: list[Delivery] = []
        self._at = at
        self._old = dict(self.files)
        self._known = list(parent.deliveries) if parent else []
        self._temps: dict[Key, Path] = {}
        self._con = relation.connect(at.base / ".spill", threads=1)

    def __enter__(self) -> Merge:
        return self

    def __exit__(self, *_) -> None:
        self._con.close()
        for temp in self._temps.values():
            temp.unlink(missing_ok=True)

    def take(self, delivery: Delivery, frames: dict[str, pd.DataFrame]) -> bool:
        """Merges one delivery; False where it is known and changes nothing."""
        names = sorted({delivery.table, schema.EXCLUSIONS.name, *frames})
        changed = [self._merge(delivery, schema.TABLES[name], frames.get(name)) for name in names]
        if not any(changed) and any(_same(delivery, known) for known in self._known + self.accepted):
            return False
        self.accepted.append(delivery)
        return True

    def new_files(self) -> list[tuple[File, Path]]:
        """Files that are not on disk under their name yet, with their finished temporary file."""
        return [(self.files[key], temp) for key, temp in self._temps.items()]

    def restated(self) -> list[str]:
        """Weeks in which a delivery changed what an earlier one of its source had said.

        A day that nobody had spoken of is new, not restated, unless the earlier file came when the week was over:
        then the week had been handed in as whole.
        """
        keys = [key for key in self.files | self._old if self.files.get(key) != self._old.get(key)]
        return sorted({week for table, source, week in keys if self._is_restated(table, source, week)})

    def _merge(self, delivery: Delivery, table: Table, frame: pd.DataFrame | None) -> bool:
        # A week without a single row in the file is not spoken of: dates gone wrong must not empty good weeks.
        spoken = _spoken_of(delivery) or set(self._weeks(table, delivery.source))
        weeks = {week for week in self._weeks(table, delivery.source) if delivery.covers(*_span(week))} & spoken
        if frame is not None and len(frame):
            _check_provenance(frame, delivery)
            weeks |= {calendar.week_of(day) for day in pd.to_datetime(frame["local_date"]).dt.date.unique()}
        if not weeks:
            return False
        relation.load(self._con, "incoming", table, frame)
        return any([self._rewrite(table, delivery, week) for week in sorted(weeks)])

    def _weeks(self, table: Table, source: str) -> list[str]:
        return [key[2] for key in self.files if key[:2] == (table.name, source)]

    def _rewrite(self, table: Table, delivery: Delivery, week: str) -> bool:
        """Writes one week's file anew; False where it comes out as it was."""
        key = table.name, delivery.source, week
        temp = disk.temp_file(self._at)
        rows = self._con.execute(
            f"copy ({self._merged(table, delivery, key)}) to {relation.text(temp)} (format parquet, compression zstd)"
        ).fetchall()[0][0]
        file = File(*key, disk.sha256_of(temp), temp.stat().st_size, rows) if rows else None
        if file == self.files.get(key):
            temp.unlink()
            return False
        self._drop(key)
        if file is None:
            temp.unlink()
        else:
            self._keep(key, file, temp)
        return True

    def _drop(self, key: Key) -> None:
        self.files.pop(key, None)
        if key in self._temps:
            self._temps.pop(key).unlink()

    def _keep(self, key: Key, file: File, temp: Path) -> None:
        self.files[key] = file
        if (self._at.tables / file.name).exists() and file == self._old.get(key):
            temp.unlink()  # back to what the present snapshot holds
            return
        disk.flush(temp)
        self._temps[key] = temp

    def _merged(self, table: Table, delivery: Delivery, key: Key) -> str:
        first, last = _span(key[2])
        names, order = relation.columns(table), _order(table)
        new = f"select {names} from incoming where local_date between {_day(first)} and {_day(last)}"
        covered = "local_date in (select local_date from incoming)"
        if delivery.first_date:
            days = _day(dt.date.fromisoformat(delivery.first_date)), _day(dt.date.fromisoformat(delivery.last_date))
            covered += f" or local_date between {days[0]} and {days[1]}"
        kept = f"select {names} from ({relation.select(table, self._paths(key))}) where not ({covered})"
        return f"select {names} from ({kept} union all {new}) order by {order}"

    def _paths(self, key: Key) -> list[Path]:
        if key in self._temps:
            return [self._temps[key]]
        return [verified(self._at, self.files[key])] if key in self.files else []

    def _is_restated(self, table: str, source: str, week: str) -> bool:
        earlier = [old for old in self._known if old.source == source and self._spoken_again(old, week)]
        if not earlier:
            return False
        changed = self._changed_days(schema.TABLES[table], (table, source, week))
        sunday = _span(week)[1]
        return any(
            old.came.date() > sunday and changed or any(old.covers(day, day) for day in changed) for old in earlier
        )

    def _spoken_again(self, old: Delivery, week: str) -> bool:
        """Whether a delivery taken in now covers a day of the week that `old` had covered."""
        days = [day for day in calendar.week_days(week) if old.covers(day, day)] if old.covers(*_span(week)) else []
        return any(new.source == old.source and new.covers(day, day) for day in days for new in self.accepted)

    def _changed_days(self, table: Table, key: Key) -> list[dt.date]:
        """Local days whose rows differ, whichever file and row they come from."""
        old = [self._at.tables / self._old[key].name] if key in self._old else []
        names = ", ".join(f'"{name}"' for name in table.columns if name not in ("delivery", "row_number"))
        was, now = (f"select {names} from ({relation.select(table, paths)})" for paths in (old, self._paths(key)))
        differing = f"({was} except all {now}) union all ({now} except all {was})"
        return [row[0] for row in self._con.execute(f"select distinct local_date from ({differing})").fetchall()]


def _span(week: str) -> tuple[dt.date, dt.date]:
    first = calendar.monday(week)
    return first, first + dt.timedelta(days=6)


def _day(day: dt.date) -> str:
    return f"date '{day.isoformat()}'"


def _order(table: Table) -> str:
    first = [table.time, *table.key, "delivery", "row_number"]
    return ", ".join(f'"{name}"' for name in dict.fromkeys([*first, *table.columns]))


def _same(delivery: Delivery, known: Delivery) -> bool:
    """The same file, read to the same end, whenever it came and under whatever name."""
    aside = {name: getattr(known, name) for name in ("received_at", "stated", "file", "profile")}
    return replace(delivery, **aside) == known


def _spoken_of(delivery: Delivery) -> set[str]:
    """The weeks of which the file holds at least one row, whatever became of it; empty where that is not told."""
    counts = delivery.by_week.items()
    return {week for week, count in counts if any([*count.get("excluded", {}).values(), *_rows(count)])}


def _rows(count: dict) -> tuple[int, int]:
    return count.get("received", 0), count.get("quarantined", 0)


def _check_provenance(frame: pd.DataFrame, delivery: Delivery) -> None:
    if set(frame["source"]) != {delivery.source} or set(frame["delivery"]) != {delivery.sha256}:
        raise ValueError(f"{delivery.file}: rows of another source or file among those of {delivery.source}")
