"""Blocks of a file to the columns of a canonical table, by the mapping of its source alone.

In:   the blocks of a delivered file, its source.
Out:  `Mapped` for each: a frame of canonical columns with one row per row of the block, which rows are excluded and
      why, and every fault found.
Why:  nothing is dropped here: every row of the file is accounted for afterwards (`kit.intake.sorting`).
Not here: moments (`clock`), checks of rows against each other (`checks`), the header (`header`).

What a whole file says (a column of dates of two kinds, keys that a spreadsheet rounded) is noted block by block and
judged with the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from kit import schema
from kit.errors import AmbiguousUnits
from kit.intake import addition, cells, ends, masks, rejects, rounded, times, unpivot
from kit.intake.cells import Values
from kit.intake.clock import Clock, refuse_ambiguous
from kit.intake.coded import Coded, objects
from kit.intake.conditions import by_rules, rows_where
from kit.intake.delivered import Delivered
from kit.intake.durations import duration_reader, mixed_reader
from kit.intake.faults import Faults
from kit.intake.further_moments import read_dates
from kit.intake.grid import SHEET_ROWS, Grid, tidy
from kit.intake.local_days import day_column, read_local_moments
from kit.intake.mapped import Mapped
from kit.intake.mixed_dates import MixedDatesSeen
from kit.intake.pseudonym import KEPT, Pseudonyms, made, read_callers
from kit.params.columns import Column, Less, Part

_KINDS = {"VARCHAR": "text", "DOUBLE": "number", "BOOLEAN": "flag", "TIMESTAMP": "time", "DATE": "time"}


def kind_of(table: str, name: str, column: Column) -> str:
    """How the cells of a canonical column are read: what the mapping says, else what the schema implies."""
    spec = schema.TABLES[table].columns[name]
    if column.as_:
        return column.as_
    if name == "caller":
        return "phone"
    return "duration" if spec.unit in ("s", "s of calls") else _KINDS[spec.type]


class Mapper:
    """Maps the blocks of one file, in its order.

    repaired: cells by slug and column; labels: canonical columns that were read from the file, each with its column
    there; formats: cells by unit, per column of durations of several units. All of the blocks so far.
    """

    def __init__(self, file: Delivered, key_of: Callable[[int], bytes]) -> None:
        self.file, self.source = file, file.source
        self.repaired: dict[str, dict[str, int]] = {}
        self.labels: dict[str, str] = {}
        self.formats: dict[str, dict[str, int]] = {}
        self.clock = Clock(file)
        self.mixed = MixedDatesSeen(file)
        self.rounded = rounded.Rounded(file)
        self.pseudonyms = Pseudonyms(key_of)
        self.faults = 0
        self.rejected = rejects.Rejected()
        self.known = masks.known_words(self.source)
        self._held: dict[str, tuple[object, int]] = {}  # of merged cells: the last one, and its sheet

    def map(self, grid: Grid) -> Mapped:
        """Reads every mapped column of a block. Raises AmbiguousDates, AmbiguousUnits, MixedDates, TruncatedFile."""
        mapped = Block(self, self.filled(grid)).run()
        self.faults = mapped.faults.count()
        self.rejected.add(grid, mapped.faults)
        return mapped

    def filled(self, grid: Grid) -> Grid:
        """The block with merged cells filled down, from the block before where it begins with one."""
        nulls = frozenset(self.source.file.nulls)
        columns = dict(grid.columns)
        sheet = grid.row_numbers // SHEET_ROWS if grid.sheets else np.zeros(len(grid), dtype="int64")
        for name in map(tidy, self.source.file.forward_fill if len(grid) else []):
            column = columns[name]
            null = column.where(partial(cells.is_null, nulls=nulls), of_none=True)
            last = np.maximum.accumulate(np.where(null, -1, np.arange(len(grid))))
            own = (last >= 0) & (sheet[last] == sheet)
            before, on = self._held.get(name, (None, -1))
            none = len(column.held)
            codes = np.where(own, column.codes[last], np.where((last < 0) & (sheet == on), none, none + 1))
            columns[name] = Coded(codes.astype("int32"), objects([*column.held, before, None]))
            self._held[name] = columns[name][len(grid) - 1], int(sheet[-1])
        return replace(grid, columns=columns)


class Block:
    """One block of a file being mapped."""

    def __init__(self, mapper: Mapper, grid: Grid) -> None:
        self.mapper, self.file, self.source, self.grid = mapper, mapper.file, mapper.source, grid
        self.shape = self.source.file
        self.nulls = frozenset(self.shape.nulls)
        self.number = cells.number_reader(self.shape.decimal, self.shape.thousands)
        self.faults = Faults(len(grid), mapper.faults, mapper.known, grid.named)
        self.labels, self.mixed = mapper.labels, mapper.mixed
        self.written: dict[str, Sequence] = {}
        self.frame: dict[str, np.ndarray] = {}
        self.excluded = self._excluded()
        self.kept: np.ndarray = self.excluded == None  # noqa: E711 - elementwise
        self.seems = np.array([], dtype="datetime64[us]")

    def run(self) -> Mapped:
        """What the block's rows mean."""
        self._check_lengths()
        if self.source.time_column:
            self.mapper.clock.place(self)
        for name, column in self.source.columns.items():
            if name != self.source.time_column:
                self._map(name, column)
        for name, column in self.source.columns.items():
            if column.times:
                self._multiply(name, column.times)
        of = self.grid.of if self.grid.rest is not None and self.grid.rest.any() else None
        mapper = self.mapper
        frame = pd.DataFrame({name: _as_it_is(values) for name, values in self.frame.items()})
        return Mapped(
            frame, self.excluded, self.faults, mapper.repaired, mapper.labels, self.written,
            mapper.formats, of, self.seems,
        )  # fmt: skip

    def _excluded(self) -> np.ndarray:
        excluded = objects([None] * len(self.grid))
        for exclusion in reversed(self.source.exclude):  # the first rule that holds gives the name
            excluded[rows_where(self.grid, exclusion.where, self.nulls, self.source.named)] = exclusion.name
        return excluded

    def _check_lengths(self) -> None:
        lengths = np.where(self.kept, self.grid.lengths, 0)
        if self.grid.is_last:
            ends.check_last_row(self.file, self.grid, lengths)
        self.faults.add(np.flatnonzero(lengths < 0), "", None, "short_row")
        self.faults.add(np.flatnonzero(lengths > 0), "", None, ends.TOO_LONG.get(self.shape.format, "long_row"))

    def cells(self, column: Column) -> tuple[str, Coded]:
        """The name of a mapped column in the file, and its cells."""
        if column.from_:
            name = self._name(column.from_)
            listed = self._extracted(name, column.extract, self.grid.columns[name])
            if column.else_:
                other = self.grid.columns[self._name(column.else_)]
                listed = addition.or_else(listed, other, self.nulls | frozenset(column.nulls))
            return name, listed
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

    def _extracted(self, name: str, pattern: str | None, listed: Coded) -> Coded:
        if pattern is None:
            return listed
        found = cells.read_each(listed, cells.extractor(pattern), self.nulls)
        self.faults.add_unread(name, listed, found, self.kept)
        return Coded(np.where(found.codes < 0, len(listed.held), found.codes), found.held)

    def _of_rows(self, column: Column, listed: Coded) -> Coded:
        """The cells of the rows that the column is read in; the others are empty."""
        if not column.where:
            return listed
        meant = rows_where(self.grid, column.where, self.nulls)
        return Coded(np.where(meant, listed.codes, -1), listed.held)

    def _map(self, name: str, column: Column) -> None:
        if column.constant is not None:
            self.frame[name] = self._constant(name, column)
            return
        if column.add:
            label, listed, found = self._added(name, column, column.add)
        elif column.rules:
            label, listed = name, Coded.alike("", len(self.grid))
            found = by_rules(self.grid, column.rules, self.nulls)
        else:
            label, listed = self.cells(column)
            listed = self._of_rows(column, listed)
            found = self._read(name, column, label, listed)
            for part in column.less or []:
                found = self._less(name, column, part, found)
        self._settle(name, column, label, listed, found)

    def _added(self, name: str, column: Column, added: list[Part]) -> tuple[str, Sequence, Values]:
        """The label, the cells and the values of a sum of columns; a part that cannot be read is a fault of its own."""
        labels = [self._name(part.from_) for part in added]
        parts = [
            self._of_rows(column, self._extracted(label, part.extract, self.grid.columns[label]))
            for label, part in zip(labels, added, strict=True)
        ]
        read = [self._read(name, column, label, listed) for label, listed in zip(labels, parts, strict=True)]
        for label, listed, found in zip(labels, parts, read, strict=True):
            self._refuse_negative(column, label, found)
            self.faults.add_unread(label, listed, found, self.kept, masks.kind_of(self.source, name))
        return " + ".join(labels), _Beside(parts), addition.summed(read, column.empty == "zero")

    def _less(self, name: str, column: Column, part: Less, found: Values) -> Values:
        """What is left without a part; one that cannot be read is a fault of its own."""
        label = self._name(part.from_)
        listed = self._of_rows(column, self._extracted(label, part.extract, self.grid.columns[label]))
        read = self._read(name, column, label, listed)
        self.faults.add_unread(label, listed, read, self.kept, masks.kind_of(self.source, name))
        return addition.less(found, read, part.empty == "zero")

    def _refuse_negative(self, column: Column, label: str, found: Values) -> None:
        """A negative part is a fault, or empty where the mapping says so: in a sum it would only make it smaller."""
        negative = found.held_floats() < 0
        if column.negative == "null":
            self.repair("negative_cell", label, negative[found.codes])
        else:
            found.why[negative] = "negative"
        found.held[negative] = None

    def _read(self, name: str, column: Column, label: str, listed: Coded) -> Values:
        """What the cells of one column say. Raises AmbiguousUnits."""
        nulls = self.nulls | frozenset(column.nulls)
        if (kind := schema.TABLES[self.source.table].columns[name].type) in ("DATE", "TIMESTAMP"):
            self.mixed.look(self.grid, self.kept, column)
            if kind == "TIMESTAMP" and self.source.is_register:
                found = read_local_moments(listed, column, nulls, self.file.contract.time_zone)
            else:
                found = read_dates(self.file, name, listed, column, nulls, days=kind == "DATE")
            refuse_ambiguous(self.file, self, name, column, listed, found.reasons)
            return found
        if column.values is None and kind_of(self.source.table, name, column) == "phone":
            return read_callers(listed, column.withheld, column.country, nulls)
        found = cells.read_each(listed, self._reader(name, column), nulls)
        self._refuse_unstated_unit(name, column, listed, found)
        if column.unit and len(column.unit) > 1:
            reader = mixed_reader(column.unit, self.number, self.grid.excel_1904)
            told = self.kept & ~unpivot.by_right_empty(self.source, column, self.grid)
            units = addition.counted(cells.read_each(listed, reader, nulls).values[told])
            known = self.mapper.formats.setdefault(label, {})
            known |= {unit: known.get(unit, 0) + count for unit, count in units.items()}
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
            KEPT: lambda: made,
        }
        return readers[kind]()

    def _refuse_unstated_unit(self, name: str, column: Column, listed: Coded, found: Values) -> None:
        unclear = np.flatnonzero(found.of("unit_not_stated") & self.kept)
        if len(unclear):
            texts = list(dict.fromkeys(cells.text(listed[at]) for at in unclear[:500]))
            unit = '"mm:ss"' if ":" in texts[0] else "s"
            examples = ", ".join(f'"{masks.shown(text)}"' for text in texts[:2])
            raise self.file.refuse(AmbiguousUnits, examples=examples, line=column.line(name, f"unit: {unit}"))

    def _settle(self, name: str, column: Column, label: str, listed: Sequence, found: Values) -> None:
        """Takes a column's values into the frame: what is negative, empty or unreadable as the mapping says."""
        spec = schema.TABLES[self.source.table].columns[name]
        self.labels[name], self.written[name] = label, listed
        if name in ("caller", "call_key") and column.as_ != KEPT:
            self.frame |= self.mapper.rounded.look(name, label, listed, found, self.kept, self.grid)
        if name == "caller":
            found = self._pseudonyms(label, found, kept=column.as_ == KEPT)
        if name == "resource":
            found = self.mapper.pseudonyms.of_log(found, self.source.name)
        if spec.type == "DOUBLE":
            empty = self._take_numbers(name, column, label, listed, found)
        else:
            empty = found.empty()
            self.frame[name] = day_column(found) if spec.type in ("DATE", "TIMESTAMP") else found.values
        missing = (spec.required or column.empty == "quarantine") and column.empty != "zero"
        kind = masks.kind_of(self.source, name)
        self.faults.add_unread(label, listed, found, self.kept, kind)
        if missing and empty.any():
            at = np.flatnonzero(empty & self.kept & ~unpivot.by_right_empty(self.source, column, self.grid))
            self.faults.add(at, label, listed, "missing_value", kind)
        rejects.check(self.file, self.grid, self.faults, self.mapper.rejected)

    def _take_numbers(self, name: str, column: Column, label: str, listed: Sequence, found: Values) -> np.ndarray:
        """Takes a column of numbers into the frame; returns which rows say nothing."""
        spec = schema.TABLES[self.source.table].columns[name]
        held = found.held_floats()
        negative = (held < 0) & (not spec.signed)
        if negative.any() and column.negative == "null":
            self.repair("negative_cell", label, negative[found.codes])
        elif negative.any():
            found.why[negative] = "negative"
        held[negative] = np.nan
        empty = np.isnan(held) & (found.why == None)  # noqa: E711 - elementwise
        if column.empty == "zero":
            held[empty & ~negative] = 0.0
        values = held[found.codes]
        over = unpivot.settle(self.source, column, self.grid, values)
        self.faults.add(np.flatnonzero(over & self.kept), label, listed, "parts_over_whole", masks.FIGURE)
        self.frame[name] = values
        return empty[found.codes]

    def _pseudonyms(self, label: str, found: Values, kept: bool) -> Values:
        """Numbers to pseudonyms, by the year of the call; an unreadable number costs the cell, not the call."""
        for slug in ("unreadable_caller", rounded.CALLER, rounded.SAME):
            self.repair(slug, label, found.of(slug))
        if kept:
            return Values(found.codes, found.held, cells.objects([None] * len(found.held)))
        years = self.frame[self.source.time_column].astype("datetime64[Y]").astype("int64") + 1970
        return self.mapper.pseudonyms.of(found, np.where(self.frame["slot_id"] >= 0, years, 0))

    def repair(self, slug: str, label: str, rows: np.ndarray) -> None:
        """Notes rows that are taken in otherwise than they stand."""
        count = int((rows & self.kept).sum())
        if count:
            of = self.mapper.repaired.setdefault(slug, {})
            of[label] = of.get(label, 0) + count

    def _multiply(self, name: str, count: str) -> None:
        """An average times its count is a sum; nothing counted is nothing, whatever the average cell holds."""
        counted, mean = self.frame[count], self.frame[name]
        self.frame[name] = np.where(counted == 0, 0.0, counted * mean)


def _as_it_is(values: np.ndarray) -> pd.Series:
    """A column whose texts stay the objects that they are: made a type of their own, each would be looked at again."""
    return pd.Series(values, dtype=object) if values.dtype == object else pd.Series(values)


class _Beside(Sequence):
    """The cells of several columns of a sum, row by row."""

    def __init__(self, parts: Sequence[Coded]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return len(self.parts[0])

    def __getitem__(self, at):
        return tuple(part[at] for part in self.parts)

    def __iter__(self) -> Iterator[tuple]:
        return zip(*self.parts, strict=True)
