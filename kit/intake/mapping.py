"""A grid of cells to the columns of a canonical table, by the mapping of its source alone.

In:   the grid of a delivered file, its source.
Out:  `Mapped`: a frame of canonical columns with one row per row of the file, which rows are excluded and why,
      and every fault found.
Why:  nothing is dropped here: every row of the file is accounted for afterwards (`kit.intake.sorting`).
Not here: checks of rows against each other (`checks`), the header (`header`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from kit import schema
from kit.errors import AmbiguousDates, AmbiguousUnits
from kit.intake import addition, cells, coarse_names, ends, masks, mixed_dates, rejects, rounded, times, unpivot
from kit.intake.cells import Values
from kit.intake.conditions import by_rules, rows_where
from kit.intake.delivered import Delivered
from kit.intake.durations import duration_reader, mixed_reader
from kit.intake.faults import Faults
from kit.intake.grid import SHEET_ROWS, Grid, tidy
from kit.intake.interval_names import midnights_of_their_date
from kit.intake.local_days import ON_THE_WALL, day_column
from kit.intake.mapped import Mapped
from kit.intake.pseudonym import e164, pseudonym
from kit.params.columns import Column, Part

_HOUR = 60  # minutes
_KINDS = {"VARCHAR": "text", "DOUBLE": "number", "BOOLEAN": "flag", "TIMESTAMP": "time", "DATE": "time"}


def map_rows(file: Delivered, grid: Grid, key_of: Callable[[int], bytes]) -> Mapped:
    """Reads every mapped column. Raises AmbiguousDates, AmbiguousUnits, TruncatedFile, RoundedNumbers."""
    return _Mapping(file, filled(file, grid), key_of).run()


def kind_of(table: str, name: str, column: Column) -> str:
    """How the cells of a canonical column are read: what the mapping says, else what the schema implies."""
    spec = schema.TABLES[table].columns[name]
    if column.as_:
        return column.as_
    if name == "caller":
        return "phone"
    return "duration" if spec.unit in ("s", "s of calls") else _KINDS[spec.type]


def filled(file: Delivered, grid: Grid) -> Grid:
    """The grid with merged cells filled down."""
    nulls = frozenset(file.source.file.nulls)
    columns = dict(grid.columns)
    for name in file.source.file.forward_fill:
        column, held, sheet = [], None, 0
        for cell, on in zip(columns[tidy(name)], grid.row_numbers // SHEET_ROWS, strict=True):
            held, sheet = (held if on == sheet else None), on
            held = held if cells.is_null(cell, nulls) else cell
            column.append(held)
        columns[tidy(name)] = column
    return replace(grid, columns=columns)


class _Mapping:
    """One file being mapped."""

    def __init__(self, file: Delivered, grid: Grid, key_of: Callable[[int], bytes]) -> None:
        self.file, self.source, self.grid, self.key_of = file, file.source, grid, key_of
        self.shape = file.source.file
        self.nulls = frozenset(self.shape.nulls)
        self.number = cells.number_reader(self.shape.decimal, self.shape.thousands)
        self.faults = Faults(len(grid), masks.known_words(self.source), grid.named)
        self.repaired: dict[str, dict[str, int]] = {}
        self.labels: dict[str, str] = {}
        self.written: dict[str, list] = {}
        self.formats: dict[str, dict[str, int]] = {}
        self.frame: dict[str, np.ndarray] = {}

    def run(self) -> Mapped:
        self.excluded = self._excluded()
        self._check_lengths()
        self.seems = np.array([], dtype="datetime64[us]")
        if self.source.time_column:
            self._map_time()
        for name, column in self.source.columns.items():
            if name != self.source.time_column:
                self._map(name, column)
        for name, column in self.source.columns.items():
            if column.times:
                self._multiply(name, column.times)
        frame = pd.DataFrame(self.frame)
        of = self.grid.of if self.grid.rest is not None and self.grid.rest.any() else None
        return Mapped(
            frame, self.excluded, self.faults, self.repaired, self.labels, self.written, self.formats, of, self.seems
        )

    def _excluded(self) -> np.ndarray:
        excluded = cells.objects([None] * len(self.grid))
        for exclusion in reversed(self.source.exclude):  # the first rule that holds gives the name
            excluded[rows_where(self.grid, exclusion.where, self.nulls, self.source.named)] = exclusion.name
        return excluded

    def _kept(self) -> np.ndarray:
        return self.excluded == None  # noqa: E711 - elementwise

    def _check_lengths(self) -> None:
        lengths = np.where(self._kept(), self.grid.lengths, 0)
        ends.check_last_row(self.file, self.grid, lengths)
        self.faults.add(np.flatnonzero(lengths < 0), "", None, "short_row")
        self.faults.add(np.flatnonzero(lengths > 0), "", None, "long_row")

    # Time

    def _map_time(self) -> None:
        name, column = self.source.time_column, self.source.columns[self.source.time_column]
        zone = self.source.time.zone or self.file.contract.time_zone
        if column.number_rows_from:
            label, listed, moments = "", [""] * len(self.grid), self._numbered(column)
        else:
            label, listed = self._cells(column)
            mixed_dates.check(self.file, self.grid, self._kept(), column)
            moments = times.read_moments(listed, column.format, self.nulls | frozenset(column.nulls))
            coarse_names.check(self.file, self._unread(listed, moments.reasons))
            self._refuse_ambiguous_dates(name, column, listed, moments.reasons)
        groups = self._groups()
        self._end_dates(label, moments, groups)
        late = self._name_by_start(moments)
        strict = self.source.table != "calls"
        # Longer than an hour, an interval that starts within the doubled one starts with its first pass.
        ambiguous = "first" if self._longer_than_an_hour() else self.source.time.ambiguous
        utc, reasons = times.to_utc(moments, zone, ambiguous, groups, strict)
        twice = (reasons == "ambiguous_time").any()
        seems = times.to_utc(moments, zone, "in_order", groups, strict)[0] if twice else utc
        self._start_after_gap(label, moments, zone, utc, reasons)
        utc, self.seems = utc - late, seems - late
        self.labels[name], self.written[name] = label or name, listed
        empty = np.isnat(moments.local) & np.isnat(moments.zoned) & (moments.reasons == None)  # noqa: E711
        reasons = np.where(empty, "missing_value", cells.only(np.isnat(utc), reasons))
        unread = moments.reasons != None  # noqa: E711 - elementwise
        refused = cells.only(~unread, reasons)
        self.faults.add_reasons(label, listed, moments.reasons, masks.FIGURE)
        self.faults.add_reasons(label, self.written[name], refused, masks.MOMENT)
        self._set_clock(name, utc, moments.local)

    def _name_by_start(self, moments: times.Moments) -> np.timedelta64:
        """How much earlier than their names the intervals begin; those longer than an hour are moved at once.

        Hours are counted in UTC, where each is an hour; a day that ends at midnight begins at midnight, though it had
        23 hours.
        """
        interval = self.source.interval
        late = np.timedelta64(interval.minutes if interval and interval.named_by == "end" else 0, "m")
        if self._longer_than_an_hour():
            moments.local, moments.zoned = moments.local - late, moments.zoned - late
            return np.timedelta64(0, "m")
        return late

    def _longer_than_an_hour(self) -> bool:
        return bool(self.source.interval and self.source.interval.minutes > _HOUR)

    def _start_after_gap(
        self, label: str, moments: times.Moments, zone: str, utc: np.ndarray, reasons: np.ndarray
    ) -> None:
        """Intervals longer than the hour that spring takes away begin after it: only their first hour is missing."""
        if self._longer_than_an_hour():
            late = reasons == "nonexistent_time"
            utc[late], reasons[late] = times.after_gap(moments.local[late], zone), None
            self._repair("start_after_gap", label, late)

    def _end_dates(self, label: str, moments: times.Moments, groups: pd.Series) -> None:
        """Midnights that end the date they are written with, moved to where that is."""
        interval = self.source.interval
        if interval and interval.named_by == "end":
            kept = np.where(self._kept(), moments.local, times.NAT)
            late = midnights_of_their_date(kept, groups, interval.minutes, interval.midnight)
            moments.local[late] += np.timedelta64(1, "D")
            if interval.midnight is None:
                self._repair("midnight_of_date", label, late)

    def _set_clock(self, name: str, utc: np.ndarray, written: np.ndarray) -> None:
        """The row's moment on both clocks. A row whose moment comes twice, or never, still has the day it is written
        with: what is set aside is set aside on a day."""
        local = times.local_clock(utc, self.file.contract.time_zone)
        self.frame[name] = utc
        self.frame["arrived_local" if name == "arrived_at" else "start_local"] = local
        day = np.where(np.isnat(local), written, local)
        self.frame["local_date"] = day.astype("datetime64[D]").astype("datetime64[us]")
        seconds = utc.astype("datetime64[s]").astype("int64")
        self.frame["slot_id"] = np.where(np.isnat(utc), -1, seconds // schema.SLOT_S)
        if self.source.interval:
            self.frame["minutes"] = np.full(len(utc), self.source.interval.minutes, dtype="int64")

    def _numbered(self, column: Column) -> times.Moments:
        """Undated rows, one interval after the other from the stated day on; excluded rows take no number."""
        minutes = self.source.interval.minutes if self.source.interval else 1440
        order = np.cumsum(self._kept()) - 1
        if self.grid.of is not None:  # what columns became is of one row, and of one day
            order = np.searchsorted(np.unique(self.grid.of[self._kept()]), self.grid.of)
        local = np.datetime64(column.number_rows_from, "us") + order * np.timedelta64(minutes, "m")
        local[~self._kept()] = times.NAT
        self._repair("numbered_rows", "", np.ones(len(self.grid), dtype=bool))
        none = cells.objects([None] * len(local))
        return times.Moments(local, np.full(len(local), times.NAT), none)

    def _groups(self) -> pd.Series:
        """Rows whose clocks run on their own: those of one queue or number."""
        for name in ("queue", "number"):
            column = self.source.columns.get(name)
            if column and column.from_ and self.source.table != "calls":
                return pd.Series(cells.read_each(self._cells(column)[1], cells.text).values)
        return pd.Series("", index=range(len(self.grid)))

    def _unread(self, listed: list, reasons: np.ndarray) -> list[str]:
        """The cells of a time column, where not a single one could be read."""
        at = [row for row in np.flatnonzero(self._kept()) if not cells.is_null(listed[row], self.nulls)]
        return [cells.text(listed[row]) for row in at] if all(reasons[row] is not None for row in at) else []

    def _refuse_ambiguous_dates(self, name: str, column: Column, listed: list, reasons: np.ndarray) -> None:
        unclear = np.flatnonzero((reasons == "format_not_stated") & self._kept())
        if len(unclear):
            texts = list(dict.fromkeys(cells.text(listed[at]) for at in unclear[:500]))
            # Days up to 12 are the ones that can be misread: show those.
            told, written = times.readings(sorted(texts, key=lambda text: not times.is_unclear(text))[:2], masks.shown)
            raise self.file.refuse(AmbiguousDates, examples=told, line=column.line(name, f'format: "{written}"'))

    # Other columns

    def _cells(self, column: Column) -> tuple[str, list]:
        """The name of a mapped column in the file, and its cells."""
        if column.from_:
            name = self._name(column.from_)
            return name, self._extracted(name, column.extract, self.grid.columns[name])
        joined = column.join or []
        names = [self._name(part.from_) for part in joined]
        parts = [
            self._extracted(name, part.extract, self.grid.columns[name])
            for name, part in zip(names, joined, strict=True)
        ]
        nulls = self.nulls | frozenset(column.nulls)
        return " + ".join(names), times.join_texts(parts, column.format, nulls)

    def _name(self, names: Sequence[str]) -> str:
        """The file's name of a column that the mapping needs; `header.check` has refused a file without it."""
        found = self.grid.first_of(names)
        assert found is not None, names
        return found

    def _extracted(self, name: str, pattern: str | None, listed: list) -> list:
        if pattern is None:
            return listed
        found = cells.read_each(listed, cells.extractor(pattern), self.nulls)
        found.reasons[~self._kept()] = None
        self.faults.add_reasons(name, listed, found.reasons)
        return list(found.values)

    def _map(self, name: str, column: Column) -> None:
        if column.constant is not None:
            self.frame[name] = self._constant(name, column)
            return
        if column.add:
            label, listed, found = self._added(name, column, column.add)
        elif column.rules:
            label, listed = name, [""] * len(self.grid)
            found = by_rules(self.grid, column.rules, self.nulls)
        else:
            label, listed = self._cells(column)
            found = self._read(name, column, label, listed)
        self._settle(name, column, label, listed, found)

    def _added(self, name: str, column: Column, added: list[Part]) -> tuple[str, list, Values]:
        """The label, the cells and the values of a sum of columns; a part that cannot be read is a fault of its own."""
        labels = [self._name(part.from_) for part in added]
        parts = [
            self._extracted(label, part.extract, self.grid.columns[label])
            for label, part in zip(labels, added, strict=True)
        ]
        read = [self._read(name, column, label, listed) for label, listed in zip(labels, parts, strict=True)]
        for label, listed, found in zip(labels, parts, read, strict=True):
            self._refuse_negative(column, label, found)
            reasons = cells.only(self._kept(), found.reasons)
            self.faults.add_reasons(label, listed, reasons, masks.kind_of(self.source, name))
        return " + ".join(labels), list(zip(*parts, strict=True)), addition.summed(read, column.empty == "zero")

    def _refuse_negative(self, column: Column, label: str, found: Values) -> None:
        """A negative part is a fault, or empty where the mapping says so: in a sum it would only make it smaller."""
        negative = found.floats() < 0
        if column.negative == "null":
            self._repair("negative_cell", label, negative)
        else:
            found.reasons[negative] = "negative"
        found.values[negative] = None

    def _read(self, name: str, column: Column, label: str, listed: list) -> Values:
        """What the cells of one column say. Raises AmbiguousUnits."""
        nulls = self.nulls | frozenset(column.nulls)
        if on_the_wall := ON_THE_WALL.get(schema.TABLES[self.source.table].columns[name].type):
            mixed_dates.check(self.file, self.grid, self._kept(), column)
            found = on_the_wall(listed, column, nulls, self.file.contract.time_zone)
            self._refuse_ambiguous_dates(name, column, listed, found.reasons)
            return found
        found = cells.read_each(listed, self._reader(name, column), nulls)
        self._refuse_unstated_unit(name, column, listed, found.reasons)
        if column.unit and len(column.unit) > 1:
            reader = mixed_reader(column.unit, self.number, self.grid.excel_1904)
            told = self._kept() & ~unpivot.by_right_empty(self.source, column, self.grid)
            self.formats[label] = addition.counted(cells.read_each(listed, reader, nulls).values[told])
        return found

    def _constant(self, name: str, column: Column) -> np.ndarray:
        value = column.constant
        if schema.TABLES[self.source.table].columns[name].type == "VARCHAR":
            value = str(value)
        return np.full(len(self.grid), value)

    def _reader(self, name: str, column: Column) -> Callable[[object], object]:
        if column.values is not None:
            return cells.vocabulary(column.values, column.unknown)
        known = schema.TABLES[self.source.table].columns[name].known
        if known:  # the file's own words must be those of the table: any other outcome would answer no call
            return cells.vocabulary({word: word for word in known}, column.unknown)
        kind = kind_of(self.source.table, name, column)
        readers = {
            "text": lambda: cells.text,
            "free_text": lambda: cells.text,
            "number": lambda: self.number,
            "percent": lambda: cells.percent_reader(self.number),
            "duration": lambda: duration_reader(column.unit, self.number, self.grid.excel_1904),
            "flag": lambda: cells.flag,
            "phone": lambda: self._caller_reader(column),
        }
        return readers[kind]()

    def _caller_reader(self, column: Column) -> Callable[[object], str | None]:
        withheld = {mark.casefold() for mark in column.withheld}
        return lambda cell: None if cells.text(cell).casefold() in withheld else e164(cell, column.country)

    def _refuse_unstated_unit(self, name: str, column: Column, listed: list, reasons: np.ndarray) -> None:
        unclear = np.flatnonzero((reasons == "unit_not_stated") & self._kept())
        if len(unclear):
            texts = list(dict.fromkeys(cells.text(listed[at]) for at in unclear[:500]))
            unit = '"mm:ss"' if ":" in texts[0] else "s"
            examples = ", ".join(f'"{masks.shown(text)}"' for text in texts[:2])
            raise self.file.refuse(AmbiguousUnits, examples=examples, line=column.line(name, f"unit: {unit}"))

    def _settle(self, name: str, column: Column, label: str, listed: list, found: Values) -> None:
        """Takes a column's values into the frame: what is negative, empty or unreadable as the mapping says."""
        spec = schema.TABLES[self.source.table].columns[name]
        self.labels[name], self.written[name] = label, listed
        rounded.check(self.file, name, label, listed, found, self._kept(), self.grid)
        if name == "caller":
            found = self._pseudonyms(label, found)
        if spec.type == "DOUBLE":
            values = found.floats()
            negative = (values < 0) & (not spec.signed)
            if column.negative == "null":
                self._repair("negative_cell", label, negative)
            else:
                found.reasons[negative] = "negative"
            values[negative] = np.nan
            empty = np.isnan(values) & (found.reasons == None)  # noqa: E711 - elementwise
            values[empty & ~negative] = 0.0 if column.empty == "zero" else np.nan
            over = unpivot.settle(self.source, column, self.grid, values)
            self.faults.add(np.flatnonzero(over & self._kept()), label, listed, "parts_over_whole", masks.FIGURE)
            self.frame[name] = values
        else:
            empty = (found.values == None) & (found.reasons == None)  # noqa: E711 - elementwise
            self.frame[name] = day_column(found) if spec.type in ON_THE_WALL else found.values
        if (spec.required or column.empty == "quarantine") and column.empty != "zero":
            found.reasons[empty & ~unpivot.by_right_empty(self.source, column, self.grid)] = "missing_value"
        reasons = cells.only(self._kept(), found.reasons)
        self.faults.add_reasons(label, listed, reasons, masks.kind_of(self.source, name))
        rejects.check(self.file, self.grid, self.faults)

    def _pseudonyms(self, label: str, found: Values) -> Values:
        """Numbers to pseudonyms, by the year of the call; an unreadable number costs the cell, not the call."""
        for slug in ("unreadable_caller", rounded.CALLER, rounded.SAME):
            self._repair(slug, label, found.reasons == slug)
        years = self.frame[self.source.time_column].astype("datetime64[Y]").astype("int64") + 1970
        known, values = {}, cells.objects([None] * len(years))
        for at, number in enumerate(found.values):
            if number is None or self.frame["slot_id"][at] < 0:
                continue
            who = (number, years[at])
            if who not in known:
                known[who] = pseudonym(number, self.key_of(int(years[at])))
            values[at] = known[who]
        return Values(values, cells.objects([None] * len(years)))

    def _repair(self, slug: str, label: str, rows: np.ndarray) -> None:
        count = int((rows & self._kept()).sum())
        if count:
            of = self.repaired.setdefault(slug, {})
            of[label] = of.get(label, 0) + count

    def _multiply(self, name: str, count: str) -> None:
        """An average times its count is a sum; nothing counted is nothing, whatever the average cell holds."""
        counted, mean = self.frame[count], self.frame[name]
        self.frame[name] = np.where(counted == 0, 0.0, counted * mean)
