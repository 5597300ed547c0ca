"""The moments of a file's rows: on its own clock, in UTC, on the partnership's clock.

In:   blocks of a delivered file, what its source says of its dates and its intervals.
Out:  the columns that place a row in time; faults of rows that have no moment, or two.
Why:  hours are counted in UTC, where each is an hour; days are those on the wall.
Not here: reading single moments (`times`), the other columns (`mapping`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pandas as pd

from kit import schema
from kit.errors import AmbiguousDates
from kit.intake import cells, coarse_names, masks, times
from kit.intake.coded import Coded
from kit.intake.delivered import Delivered
from kit.intake.faults import Faults
from kit.intake.grid import Grid
from kit.intake.interval_names import midnights_of_their_date
from kit.intake.mixed_dates import MixedDatesSeen
from kit.params.columns import Column

_HOUR = 60  # minutes


class Block(Protocol):
    """What is placed in time: a block that is being mapped (`mapping.Block`)."""

    grid: Grid
    kept: np.ndarray
    nulls: frozenset[str]
    faults: Faults
    frame: dict[str, np.ndarray]
    labels: dict[str, str]
    written: dict[str, Sequence]
    seems: np.ndarray
    mixed: MixedDatesSeen

    def cells(self, column: Column) -> tuple[str, Coded]:
        """The name of a mapped column in the file, and its cells."""

    def repair(self, slug: str, label: str, rows: np.ndarray) -> None:
        """Notes rows that are taken in otherwise than they stand."""


@dataclass
class Clock:
    """Places the rows of one file in time. numbered: undated rows so far; nights: of the autumn, see `times`."""

    file: Delivered
    numbered: int = 0
    nights: times.Nights = field(default_factory=times.Nights)

    def place(self, block: Block) -> None:
        """Fills a block's columns of time. Raises AmbiguousDates, CoarseCounts, MixedDates."""
        source = self.file.source
        name, column = source.time_column, source.columns[source.time_column]
        zone = source.time.zone or self.file.contract.time_zone
        label, listed, moments = self._read(block, column)
        groups = self._groups(block)
        self._end_dates(block, label, moments, groups)
        late = self._name_by_start(moments)
        strict = source.table != "calls"
        # Longer than an hour, an interval that starts within the doubled one starts with its first pass.
        ambiguous = "first" if self._longer_than_an_hour() else source.time.ambiguous
        nights = self.nights if not source.interval else None
        utc, reasons = times.to_utc(moments, zone, ambiguous, groups, strict, nights)
        twice = (reasons == "ambiguous_time").any()
        seems = times.to_utc(moments, zone, "in_order", groups, strict)[0] if twice else utc
        self._start_after_gap(block, label, moments, zone, utc, reasons)
        utc, block.seems = utc - late, seems - late
        block.labels[name], block.written[name] = label or name, listed
        empty = np.isnat(moments.local) & np.isnat(moments.zoned) & (moments.reasons == None)  # noqa: E711
        reasons = np.where(empty, "missing_value", cells.only(np.isnat(utc), reasons))
        unread = moments.reasons != None  # noqa: E711 - elementwise
        if unread.any():
            block.faults.add_reasons(label, listed, moments.reasons, masks.FIGURE)
        block.faults.add_reasons(label, listed, cells.only(~unread, reasons), masks.MOMENT)
        self._set(block, name, utc, moments.local)

    def _read(self, block: Block, column: Column) -> tuple[str, Sequence, times.Moments]:
        if column.number_rows_from:
            return "", Coded.alike("", len(block.grid)), self._numbered(block, column)
        label, listed = block.cells(column)
        block.mixed.look(block.grid, block.kept, column)
        moments = times.read_moments(listed, column.format, block.nulls | frozenset(column.nulls))
        if self.file.source.interval:
            coarse_names.check(self.file, self._unread(block, listed, moments.reasons))
        refuse_ambiguous(self.file, block, self.file.source.time_column, column, listed, moments.reasons)
        return label, listed, moments

    def _name_by_start(self, moments: times.Moments) -> np.timedelta64:
        """How much earlier than their names the intervals begin; those longer than an hour are moved at once.

        Hours are counted in UTC, where each is an hour; a day that ends at midnight begins at midnight, though it had
        23 hours.
        """
        interval = self.file.source.interval
        late = np.timedelta64(interval.minutes if interval and interval.named_by == "end" else 0, "m")
        if self._longer_than_an_hour():
            moments.local, moments.zoned = moments.local - late, moments.zoned - late
            return np.timedelta64(0, "m")
        return late

    def _longer_than_an_hour(self) -> bool:
        interval = self.file.source.interval
        return bool(interval and interval.minutes > _HOUR)

    def _start_after_gap(
        self, block: Block, label: str, moments: times.Moments, zone: str, utc: np.ndarray, reasons: np.ndarray
    ) -> None:
        """Intervals longer than the hour that spring takes away begin after it: only their first hour is missing."""
        if self._longer_than_an_hour():
            late = reasons == "nonexistent_time"
            utc[late], reasons[late] = times.after_gap(moments.local[late], zone), None
            block.repair("start_after_gap", label, late)

    def _end_dates(self, block: Block, label: str, moments: times.Moments, groups: pd.Series) -> None:
        """Midnights that end the date they are written with, moved to where that is."""
        interval = self.file.source.interval
        if interval and interval.named_by == "end":
            kept = np.where(block.kept, moments.local, times.NAT)
            late = midnights_of_their_date(kept, groups, interval.minutes, interval.midnight)
            moments.local[late] += np.timedelta64(1, "D")
            if interval.midnight is None:
                block.repair("midnight_of_date", label, late)

    def _set(self, block: Block, name: str, utc: np.ndarray, written: np.ndarray) -> None:
        """The row's moment on both clocks. A row whose moment comes twice, or never, still has the day it is written
        with: what is set aside is set aside on a day."""
        local = times.local_clock(utc, self.file.contract.time_zone)
        frame = block.frame
        frame[name] = utc
        frame["arrived_local" if name == "arrived_at" else "start_local"] = local
        day = np.where(np.isnat(local), written, local)
        frame["local_date"] = day.astype("datetime64[D]").astype("datetime64[us]")
        seconds = utc.astype("datetime64[s]").astype("int64")
        frame["slot_id"] = np.where(np.isnat(utc), -1, seconds // schema.SLOT_S)
        if self.file.source.interval:
            frame["minutes"] = np.full(len(utc), self.file.source.interval.minutes, dtype="int64")

    def _numbered(self, block: Block, column: Column) -> times.Moments:
        """Undated rows, one interval after the other from the stated day on; excluded rows take no number."""
        minutes = self.file.source.interval.minutes if self.file.source.interval else 1440
        grid, kept = block.grid, block.kept
        order = self.numbered + np.cumsum(kept) - 1
        if grid.of is not None:  # what columns became is of one row, and of one day
            order = self.numbered + np.searchsorted(np.unique(grid.of[kept]), grid.of)
        self.numbered += int(kept.sum()) if grid.of is None else len(np.unique(grid.of[kept]))
        local = np.datetime64(column.number_rows_from, "us") + order * np.timedelta64(minutes, "m")
        local[~kept] = times.NAT
        block.repair("numbered_rows", "", np.ones(len(grid), dtype=bool))
        return times.Moments(local, np.full(len(local), times.NAT), cells.objects([None] * len(local)))

    def _groups(self, block: Block) -> pd.Series:
        """Rows whose clocks run on their own: those of one queue or number."""
        for name in ("queue", "number"):
            column = self.file.source.columns.get(name)
            if column and column.from_ and self.file.source.interval:
                return pd.Series(cells.read_each(block.cells(column)[1], cells.text).values)
        return pd.Series("", index=range(len(block.grid)))

    def _unread(self, block: Block, listed: Sequence, reasons: np.ndarray) -> list[str]:
        """The cells of a time column, where not a single one could be read."""
        at = [int(row) for row in np.flatnonzero(block.kept).tolist() if not cells.is_null(listed[row], block.nulls)]
        return [cells.text(listed[row]) for row in at] if all(reasons[row] is not None for row in at) else []


def refuse_ambiguous(
    file: Delivered, block: Block, name: str, column: Column, listed: Sequence, reasons: np.ndarray
) -> None:
    """Raises AmbiguousDates where dates have no stated format, with two examples and the line to write."""
    unclear = np.flatnonzero((reasons == "format_not_stated") & block.kept)
    if len(unclear):
        texts = list(dict.fromkeys(cells.text(listed[at]) for at in unclear[:500]))
        # Days up to 12 are the ones that can be misread: show those.
        told, written = times.readings(sorted(texts, key=lambda text: not times.is_unclear(text))[:2], masks.shown)
        raise file.refuse(AmbiguousDates, examples=told, line=column.line(name, f'format: "{written}"'))
