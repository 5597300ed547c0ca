"""One row of a delivered file, from its cells to where it ends.

In:   the partnership, the path of a delivered file, the number of a row as the receipt tells it.
Out:  `Explained`, one for each sheet that has such a row: cell by cell what is written, how it is read and what it
      becomes; exclusion rules that hold; faults; the end: table, excluded, quarantine, or refused with its file.
Why:  "row 4,117 is in quarantine" sends people into the code; here mapping and row lie side by side.
Not here: how a mapping reads (`mapping`), where rows go (`sorting`): both are asked, nothing is computed a second time.

Nothing is written. A text is shown as it stands only where the tables would hold it; of a caller, its shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from kit import schema
from kit.errors import InputError, KitError
from kit.intake import cells, mapping, masks, readers, unpivot
from kit.intake.conditions import rows_where
from kit.intake.delivered import Delivered
from kit.intake.ends import FOOTER, footers
from kit.intake.grid import SHEET_ROWS, Grid
from kit.intake.lists import sort_list
from kit.intake.mapped import Mapped
from kit.intake.mapping import Mapper
from kit.intake.pipeline import TOTALS, _blocks
from kit.intake.receipt import Desk, Receipt
from kit.intake.receive import _desk, _keep, _opened
from kit.intake.sorting import Sorted, sort_rows
from kit.intake.stage import USABLE, Stage
from kit.intake.stream import Stream
from kit.intake.totals import Totals
from kit.intake.workroom import workroom
from kit.language.later import Later, later
from kit.params.columns import Column

TABLE, EXCLUDED, QUARANTINE, REFUSED = "table", "excluded", "quarantine", "refused"


@dataclass(frozen=True)
class Step:
    """One canonical column: the file's column, its cell as it may be shown, how it is read, the value."""

    column: str
    written: str
    read_as: str
    canonical: str
    value: str


@dataclass
class Explained:
    """What became of one row. rules: names of the exclusions that hold; faults: column, cell, reason; reasons: why it
    is excluded; error: what refuses the file as a whole."""

    source: str
    table: str
    row: int
    sheet: str = ""
    steps: list[Step] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    end: str = TABLE
    reasons: list[str] = field(default_factory=list)
    error: KitError | None = None


def explain(partnership: str, path: Path, row: int, *, source: str | None = None) -> list[Explained]:
    """What becomes of a row of a file. Writes nothing.

    Raises InputError where the file has no such row, with those that it has; and whatever refuses the file before its
    rows are read.
    """
    with workroom(partnership, True) as room:
        desk = _desk(partnership, source, None, False, dry_run=True, accept_change=False, room=room)
        receipt = Receipt(path.name)
        receipt.sha256, kept = _keep(desk, path)
        file, stream = _opened(desk, path.name, kept, receipt, source)
        stage = room.stage(schema.TABLES[file.source.table])
        outcome = _Outcome(_sorted(desk, file, stream, stage), stage)
        return _found(desk, file, outcome, path, row)


@dataclass(frozen=True)
class _Outcome:
    """What became of all rows: the receipt's counts, or what refuses the file; and where each row is."""

    of_all: Sorted | KitError
    stage: Stage

    def of(self, number: int, place: int) -> pd.Series | None:
        """One row as it was decided about; place: among those that one row of the file became."""
        rows = self.stage.ask(f"*, {USABLE} as usable", f"row_number = {number}", "order by n")
        return rows.iloc[place] if len(rows) > place else None


def _sorted(desk: Desk, file: Delivered, stream: Stream, stage: Stage) -> Sorted | KitError:
    """What becomes of all rows, or what refuses the file."""
    sort = sort_list if file.source.is_register else sort_rows
    try:
        with stream:
            return sort(file, stream, desk.key_of, stage)
    except KitError as error:
        return error


def _found(desk: Desk, file: Delivered, outcome: _Outcome, path: Path, row: int) -> list[Explained]:
    """The row in each block that has it. Raises InputError where none has."""
    found: list[Explained] = []
    first = last = header = 0
    mapper = Mapper(file, desk.key_of)
    for block, apart in _apart(file):
        numbers = block.row_numbers % SHEET_ROWS if block.sheets else block.row_numbers
        if len(numbers):
            first, last = first or int(numbers.min()), max(last, int(numbers.max()))
        header = block.header_row
        for at in np.flatnonzero((numbers == row) & (apart != None)):  # noqa: E711 - elementwise
            found.append(_excluded(file, block, int(at), str(apart[at])))
        kept = apart == None  # noqa: E711 - elementwise
        rows = block.rows(kept) if file.source.is_register else unpivot.unpivoted(file, block.rows(kept))
        if row in numbers[kept] or not found:  # the blocks before it tell what it is held against
            mapped = mapper.map(rows)
            meant = np.flatnonzero(np.isin(rows.row_numbers, block.row_numbers[kept & (numbers == row)]))
            found += [_Row(file, rows, mapped, outcome, int(at)).explained() for at in meant]
    if not found:
        raise _no_row(path, row, first, last, header)
    return found


def _no_row(path: Path, row: int, first: int, last: int, header: int) -> InputError:
    """The error for a row that is none of the file's, with where its rows begin and end."""
    key = "row_header" if 0 < row <= header else "row_between" if first < row < last else "row_outside"
    what = later(f"intake.{key}", row=row)
    return InputError(where=path, what=what, fix=later("intake.fix_row", first=first, last=last))


def _apart(file: Delivered) -> Iterator[tuple[Grid, np.ndarray]]:
    """The blocks of a file, and of each row whether it is a footer or a totals row; None for the table's."""
    totals = Totals(file)
    with readers.read(file) as stream:
        for block in _blocks(file, stream):
            apart = cells.objects([None] * len(block))
            foot = footers(block)
            apart[np.flatnonzero(~foot)[totals.apart(block.rows(~foot))]] = TOTALS
            apart[foot] = FOOTER
            yield block, apart


def _excluded(file: Delivered, grid: Grid, at: int, reason: str) -> Explained:
    told = _explained(file, grid, int(grid.row_numbers[at]))
    told.end, told.reasons = EXCLUDED, [reason]
    return told


def _explained(file: Delivered, grid: Grid, number: int) -> Explained:
    shown = number % SHEET_ROWS if grid.sheets else number
    return Explained(file.source.name, file.source.table, shown, grid.sheet_of(number))


class _Row:
    """One mapped row."""

    def __init__(self, file: Delivered, rows: Grid, mapped: Mapped, outcome: _Outcome, at: int) -> None:
        self.file, self.rows, self.mapped, self.at = file, rows, mapped, at
        self.outcome = outcome.of_all
        self.number = int(rows.row_numbers[at])
        self.decided = outcome.of(self.number, int(np.sum(rows.row_numbers[:at] == self.number)))
        self.known = masks.known_words(file.source)

    def explained(self) -> Explained:
        """What became of it."""
        told = _explained(self.file, self.rows, self.number)
        told.rules = self._rules()
        told.faults = self._faults()
        told.end, told.reasons, told.error = self._end(told)
        taken = self.decided if told.end == TABLE else None
        told.steps = [self._step(name, column, taken) for name, column in self.file.source.columns.items()]
        return told

    def _rules(self) -> list[str]:
        """The exclusions whose conditions the row meets."""
        one = np.zeros(len(self.rows), dtype=bool)
        one[self.at] = True
        alone = self.rows.rows(one)
        nulls = frozenset(self.file.source.file.nulls)
        return [rule.name for rule in self.file.source.exclude if rows_where(alone, rule.where, nulls)[0]]

    def _faults(self) -> list[tuple[str, str, str]]:
        if isinstance(self.outcome, Sorted):
            table = self.outcome.quarantine
        else:
            table = self.mapped.faults.table(self.rows.row_numbers, self.mapped.excluded != None)  # noqa: E711
        mine = table[table["row_number"] == self.number]
        return [(row.column, row.value, row.reason) for row in mine.itertuples()]

    def _end(self, told: Explained) -> tuple[str, list[str], KitError | None]:
        if not isinstance(self.outcome, Sorted):
            return REFUSED, [], self.outcome
        if self.decided is None or not pd.isna(self.decided["excluded"]):
            return EXCLUDED, [] if self.decided is None else [str(self.decided["excluded"])], None
        return TABLE if self.decided["usable"] else QUARANTINE, [], None

    def _step(self, name: str, column: Column, taken: pd.Series | None) -> Step:
        label = self.mapped.labels.get(name, "")
        written = self.mapped.cells[name][self.at] if name in self.mapped.cells else None
        kind = masks.kind_of(self.file.source, name)
        value = self._value(name, taken)
        known = self.known
        if kind == "" and taken is not None and written is not None and value == cells.text(written):
            known = known | {value.casefold()}  # it stands in the table as it is
        shown = masks.shown(written, known, kind) if label else ""
        return Step(label or "-", shown, read_as(self.file, name, column), name, value)

    def _value(self, name: str, taken: pd.Series | None) -> str:
        """The value in the table; of a row that is not taken in, what its cell was read as, texts masked."""
        spec = schema.TABLES[self.file.source.table].columns[name]
        value = self.mapped.frame[name].iloc[self.at] if name in self.mapped.frame else None
        if taken is not None and name in taken:
            value = taken[name]
        if value is None or pd.isna(value):
            return ""
        if name == "caller":
            return "…" + str(value)[-4:]  # of a key that is thrown away: it only shows that there is one
        if spec.type == "VARCHAR" and taken is None:
            return masks.shown(value, self.known | set(spec.known))
        return _told(value, spec.unit)


def _told(value: object, unit: str) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M:%S}" + (" UTC" if unit == "UTC" else "")
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.12g}" + (" s" if unit in ("s", "s of calls") else "")
    return str(value)


def read_as(file: Delivered, name: str, column: Column) -> str:
    """How the mapping reads a column, in its own words: "format: %d/%m/%Y", "unit: s", "values"."""
    if column.constant is not None:
        return "constant"
    if column.rules:
        return "rules"
    if column.number_rows_from:
        return f"number_rows_from: {column.number_rows_from}"
    stated = [word for word in ("join", "add", "extract", "values") if getattr(column, word) is not None]
    if column.format:
        stated.append(f"format: {column.format}")
    if column.unit:
        stated.append(f"unit: {', '.join(column.unit)}")
    if column.times:
        stated.append(f"times: {column.times}")
    kind = mapping.kind_of(file.source.table, name, column)
    return ", ".join(stated) or kind


def ending(told: Explained) -> Later:
    """Where the row ends, in a sentence."""
    if told.end == TABLE:
        return later("intake.ends_in_table", table=told.table)
    if told.end == QUARANTINE:
        return later("intake.ends_in_quarantine")
    if told.end == REFUSED:
        return later("intake.ends_refused")
    return later("intake.ends_excluded")
