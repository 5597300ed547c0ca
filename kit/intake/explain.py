"""One row of a delivered file, from its cells to where it ends.

In:   the partnership, the path of a delivered file, the number of a row as the receipt tells it.
Out:  `Explained`, one for each sheet that has such a row: cell by cell what is written, how it is read and what it
      becomes; exclusion rules that hold; faults; the end: table, excluded, quarantine, or refused with its file.
Why:  "row 4,117 is in quarantine" sends people into the code; here mapping and row lie side by side.
Not here: how a mapping reads (`mapping`), where rows go (`sorting`): both are asked, nothing is computed a second time.

Nothing is written. A text is shown as it stands only where the tables would hold it; of a caller, its shape.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd

from kit import schema
from kit.errors import InputError, KitError
from kit.intake import cells, mapping, masks, unpivot
from kit.intake.conditions import rows_where
from kit.intake.delivered import Delivered
from kit.intake.ends import FOOTER, footers
from kit.intake.grid import SHEET_ROWS, Grid
from kit.intake.mapped import Mapped
from kit.intake.receipt import Desk, Receipt
from kit.intake.receive import _desk, _keep, _opened
from kit.intake.receive import _sorted as sort_file
from kit.intake.sorting import TOTALS, Sorted
from kit.intake.totals import rows_of_sums
from kit.language.later import Later, later
from kit.params.columns import Column

TABLE, EXCLUDED, QUARANTINE, REFUSED = "table", "excluded", "quarantine", "refused"
# Why another row of the file speaks in a row's place.
_FOR_ANOTHER = ("duplicate", "superseded", "merged_leg")


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
    desk = _desk(partnership, source, None, False, dry_run=True, accept_change=False)
    receipt = Receipt(path.name)
    receipt.sha256, kept = _keep(desk, path)
    file, grid = _opened(desk, path.name, kept, receipt, source)
    at = np.flatnonzero(grid.row_numbers % SHEET_ROWS == row)
    if not len(at):
        raise _no_row(path, grid, row)
    outcome = _sorted(desk, file, grid)
    apart = _apart(file, grid)
    found: list[Explained] = []
    for position in at:
        if apart[position] is not None:
            found.append(_excluded(file, grid, int(position), str(apart[position])))
    rows = grid.rows(apart == None)  # noqa: E711 - elementwise
    kept_at = np.flatnonzero(rows.row_numbers % SHEET_ROWS == row)
    return [*found, *_mapped(desk, file, rows, kept_at, outcome)] if len(kept_at) else found


def _no_row(path: Path, grid: Grid, row: int) -> InputError:
    """The error for a row that is none of the file's, with where its rows begin and end."""
    numbers = grid.row_numbers % SHEET_ROWS
    first, last = int(numbers.min()), int(numbers.max())
    key = "row_header" if row <= grid.header_row and row > 0 else "row_between" if first < row < last else "row_outside"
    what = later(f"intake.{key}", row=row)
    return InputError(where=path, what=what, fix=later("intake.fix_row", first=first, last=last))


def _sorted(desk: Desk, file: Delivered, grid: Grid) -> Sorted | KitError:
    """What becomes of all rows, or what refuses the file."""
    try:
        return sort_file(desk, file, grid)
    except KitError as error:
        return error


def _apart(file: Delivered, grid: Grid) -> np.ndarray:
    """Of each row, whether it is a footer or a totals row; None for the table's."""
    apart = cells.objects([None] * len(grid))
    foot = footers(grid)
    apart[np.flatnonzero(~foot)[rows_of_sums(file, grid.rows(~foot))]] = TOTALS
    apart[foot] = FOOTER
    return apart


def _excluded(file: Delivered, grid: Grid, at: int, reason: str) -> Explained:
    number = int(grid.row_numbers[at])
    told = Explained(file.source.name, file.source.table, number % SHEET_ROWS, grid.sheet_of(number))
    told.end, told.reasons = EXCLUDED, [reason]
    return told


def _mapped(
    desk: Desk, file: Delivered, rows: Grid, positions: np.ndarray, outcome: Sorted | KitError
) -> list[Explained]:
    """Rows of the table. Where columns become rows, each of the rows that one row became."""
    numbers = rows.row_numbers[positions]
    if not file.source.is_register:
        rows = unpivot.unpivoted(file, rows)
    mapped = mapping.map_rows(file, rows, desk.key_of)
    return [
        _Row(file, rows, mapped, outcome, int(at)).explained()
        for at in np.flatnonzero(np.isin(rows.row_numbers, numbers))
    ]


class _Row:
    """One mapped row."""

    def __init__(self, file: Delivered, rows: Grid, mapped: Mapped, outcome: Sorted | KitError, at: int) -> None:
        self.file, self.rows, self.mapped, self.outcome, self.at = file, rows, mapped, outcome, at
        self.number = int(rows.row_numbers[at])
        self.known = masks.known_words(file.source)

    def explained(self) -> Explained:
        """What became of it."""
        source = self.file.source
        told = Explained(source.name, source.table, self.number % SHEET_ROWS, self.rows.sheet_of(self.number))
        told.rules = self._rules()
        told.faults = self._faults()
        told.end, told.reasons, told.error = self._end(told)
        taken = self._taken() if told.end == TABLE else None
        told.steps = [self._step(name, column, taken) for name, column in source.columns.items()]
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
        if told.faults:
            return QUARANTINE, [], None
        if told.rules:
            return EXCLUDED, told.rules[:1], None
        if self._taken() is not None:
            return TABLE, [], None
        return EXCLUDED, [reason for reason in _FOR_ANOTHER if reason in self.outcome.excluded], None

    def _taken(self) -> pd.Series | None:
        """The row as the table would hold it."""
        frame = cast(Sorted, self.outcome).frames[self.file.source.table]
        mine = frame[frame["row_number"] == self.number]
        if len(mine) > 1:  # of the rows that one row became, that of its place
            place = int(np.sum(self.rows.row_numbers[: self.at] == self.number))
            mine = mine.iloc[place : place + 1]
        return mine.iloc[0] if len(mine) else None

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
