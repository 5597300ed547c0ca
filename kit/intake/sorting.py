"""Every row of a file to one of three places: a table, the excluded, the quarantine; and the counts that prove it.

In:   the cells of a delivered file whose source is known.
Out:  `Sorted`: frames for the store, quarantine, counts in total and by ISO week.
Why:  rows read = accepted + excluded + quarantined, for every file, whatever it holds.
Not here: keeping and committing (`receive`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kit import calendar, schema
from kit.errors import EmptyFile, TooManyRejects
from kit.intake import (
    checks,
    coarse,
    doubts,
    ends,
    gaps,
    handle,
    hours,
    legs,
    mapping,
    newest,
    persons,
    profile,
    spans,
    sums_refused,
    swapped,
    totals,
    unpivot,
)
from kit.intake.delivered import Delivered
from kit.intake.grid import SHEET_ROWS, Grid
from kit.intake.mapping import Mapped
from kit.language.later import Later, later
from kit.params import Source

TOTALS = "totals_row"
# Left out because another row of the file speaks for the same call.
_SAME_CALL = ("duplicate", "superseded", legs.MERGED)


@dataclass
class Sorted:
    """What became of a file's rows. `by_week` adds up to the totals: rows without a moment count in the last week.

    aside: rows in quarantine by ISO local day; whole_aside: days of which no row was taken in; undated: rows in
    quarantine whose day cannot be read; file_rows: rows of the file where columns became rows, else 0.
    """

    frames: dict[str, pd.DataFrame]
    quarantine: pd.DataFrame
    rows_read: int
    accepted: int
    excluded: dict[str, int]
    quarantined: int
    first_date: str
    last_date: str
    weeks: tuple[str, ...]
    by_week: dict[str, dict]
    repaired: dict[str, dict[str, int]]
    gaps: dict[str, list[str]]
    doubts: list[Later]
    touched: tuple[str, ...] = ()
    withdrawn: pd.DataFrame | None = None
    profile: dict = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    whole_aside: tuple[str, ...] = ()
    undated: int = 0
    formats: dict[str, dict[str, int]] = field(default_factory=dict)
    file_rows: int = 0


def sort_rows(file: Delivered, grid: Grid, key_of: Callable[[int], bytes]) -> Sorted:
    """Maps and checks one file. Raises what refuses it as a whole (errors 20 to 33)."""
    foot = ends.footers(grid)
    apart = [ends.FOOTER] * int(foot.sum())
    grid = grid.rows(~foot) if apart else grid
    if not len(grid):
        raise file.refuse(EmptyFile, what=later("intake.header_only"))
    sums = totals.rows_of_sums(file, grid)
    totals.check(file, grid, sums)
    apart += [TOTALS] * int(sums.sum())
    rows = grid.rows(~sums) if sums.any() else grid
    if not len(rows):
        raise file.refuse(EmptyFile, what=later("intake.header_only"))
    rows = unpivot.unpivoted(file, rows)
    mapped = mapping.map_rows(file, rows, key_of)
    handle.settle(file.source, mapped)
    persons.clear(file, mapped, key_of)
    _name_calls(file, mapped)
    coarse.check(file, mapped)
    swapped.check(file, mapped.frame["local_date"][mapped.usable()])
    newest.supersede(file, rows, mapped)
    hours.refuse_twelve(file, mapped)
    sums_refused.check(file, mapping.filled(file, rows), mapped)
    checks.run(file, rows, mapped)
    if file.source.counting_unit == "leg":
        legs.merge(mapped)
    return _sorted(file, rows, mapped, apart)


def _name_calls(file: Delivered, mapped: Mapped) -> None:
    """A call's key from the stated columns, where the export has no identifier."""
    if file.source.table == "calls" and "call_key" not in mapped.frame:
        mapped.frame["call_key"] = checks.joined(mapped.frame, file.source.row_key)


def _sorted(file: Delivered, rows: Grid, mapped: Mapped, apart: list[str]) -> Sorted:
    left_out = mapped.excluded != None  # noqa: E711 - elementwise
    quarantine = with_sheets(rows, mapped.faults.table(rows.row_numbers, left_out))
    usable = mapped.usable()
    bad = ~usable & ~left_out
    most = _most_quarantined(file, mapped) * (len(rows) + len(apart))
    if bad.sum() > most or (bad.any() and not (usable | left_out).any()):  # a file of faults alone is not an empty one
        raise too_many(file, quarantine, int(bad.sum()), len(rows) + len(apart))
    frame = mapped.frame.assign(source=file.source.name, delivery=file.sha256, row_number=rows.row_numbers)
    table = frame[usable].reset_index(drop=True)
    outside = frame[left_out].assign(reason_left_out=mapped.excluded[left_out])
    covered = frame["local_date"][usable | left_out].dropna()
    if covered.empty:
        raise file.refuse(EmptyFile, what=later("intake.no_dated_row"))
    by_day = covered.dt.date.value_counts().sort_index()
    touched = spans.touched(file.source, by_day)
    first, last = (pick(day for day in by_day.index if day not in touched) for pick in (min, max))
    weeks = _weeks(file, first, last, by_day.index)
    reasons = [str(reason) for reason in mapped.excluded[left_out]] + apart
    aside = _by_day(frame["local_date"][bad])
    return Sorted(
        frames={file.source.table: table, schema.EXCLUSIONS.name: _exclusions(file, outside)},
        quarantine=quarantine,
        rows_read=len(rows) + len(apart),
        accepted=len(table),
        excluded=counts(reasons),
        quarantined=int(bad.sum()),
        first_date=first.isoformat(),
        last_date=last.isoformat(),
        weeks=weeks,
        by_week=_by_week(frame, usable, bad, mapped.excluded, apart, weeks),
        repaired=mapped.repaired,
        gaps=gaps.of(file, table, gaps.seeming(file, mapped)[bad], outside),
        doubts=[*rows.asides, *doubts.of(file, mapped, table, frame[usable | left_out])],
        touched=tuple(day.isoformat() for day in touched),
        withdrawn=_withdrawn(file, outside),
        profile=profile.of(file, table),
        aside=aside,
        whole_aside=tuple(sorted(aside.keys() - _by_day(table["local_date"]).keys())),
        formats=mapped.formats,
        file_rows=0 if rows.of is None else len(apart) + int(rows.of.max()) + 1,
        undated=int(frame["local_date"][bad].isna().sum()),
    )


def _weeks(file: Delivered, first: dt.date, last: dt.date, held: Iterable[dt.date]) -> tuple[str, ...]:
    """The weeks that the file speaks of; corrected records speak of no day between them."""
    days = [] if file.source.delivers == "records" else [day.date() for day in pd.date_range(first, last, freq="D")]
    return tuple(dict.fromkeys(calendar.week_of(day) for day in sorted({*days, *held})))


def _by_day(days: pd.Series) -> dict[str, int]:
    """Rows by ISO local day; a row whose date cannot be read is on no day."""
    counts = days.dropna().dt.date.value_counts().sort_index()
    return {day.isoformat(): int(rows) for day, rows in counts.items()}


def _withdrawn(file: Delivered, outside: pd.DataFrame) -> pd.DataFrame:
    """The keys of rows that are left out for what they are: where an earlier file had brought them, they go."""
    kept = outside[~outside["reason_left_out"].isin(_SAME_CALL)]
    key = [name for name in key_of_rows(file.source) if name in kept]
    return kept[key].dropna(how="all").reset_index(drop=True)


def key_of_rows(source: Source) -> tuple[str, ...]:
    """Canonical columns that make a row one row in the tables."""
    named = schema.TABLES[source.table].key if source.table == "calls" and "call_key" not in source.columns else ()
    return tuple(named or source.row_key)


def with_sheets(rows: Grid, quarantine: pd.DataFrame) -> pd.DataFrame:
    """The faults with their sheet before the column ("Mardi!Début"), where several sheets were read."""
    if not rows.sheets:
        return quarantine
    places = zip(quarantine["row_number"], quarantine["column"], strict=True)
    columns = [f"{rows.sheet_of(number)}!{column}" for number, column in places]
    return quarantine.assign(column=columns)


def _most_quarantined(file: Delivered, mapped: Mapped) -> float:
    """The share of rows that the contract lets a file lose, by the terms of its last day."""
    days = mapped.frame["local_date"].dropna()
    terms = file.contract.terms_on(days.max().date()) if len(days) else file.contract.terms[-1]
    return terms.data.most_quarantined


def too_many(file: Delivered, quarantine: pd.DataFrame, bad: int, rows: int) -> TooManyRejects:
    """The error for a file of so many rows at fault, with its commonest fault."""
    # The commonest fault describes the mistake best.
    common = quarantine.groupby(["column", "reason"])["row_number"].transform("size")
    first = quarantine.loc[common.idxmax()]
    return file.refuse(
        TooManyRejects,
        rejected=bad,
        rows=rows,
        row=first["row_number"] % SHEET_ROWS,
        column=first["column"],
        reason=later(f"intake.{first['reason']}"),
    )


def _exclusions(file: Delivered, outside: pd.DataFrame) -> pd.DataFrame:
    """Excluded rows by quarter-hour (calls, events) or interval, and reason; rows without a moment have no place."""
    names = ["slot_id", "reason"]
    dated = outside[outside["slot_id"] >= 0].drop(columns="reason", errors="ignore")
    dated = dated.rename(columns={"reason_left_out": "reason"})
    if schema.TABLES[file.source.table].of_moments:
        dated = _on_quarter_hours(schema.TABLES[file.source.table], dated)
    if not file.source.interval:
        dated = dated.assign(minutes=schema.SLOT_S // 60)
    else:
        names = ["start", "reason"]
    sizes = dated.groupby(names, sort=True).size().rename("rows").astype("float64")
    first = dated.drop_duplicates(names).set_index(names).sort_index()
    listed = first.join(sizes).reset_index().assign(of_table=file.source.table)
    return listed[list(schema.EXCLUSIONS.columns)]


def _on_quarter_hours(table: schema.Table, rows: pd.DataFrame) -> pd.DataFrame:
    start = pd.to_datetime(rows["slot_id"] * schema.SLOT_S, unit="s").astype("datetime64[us]")
    offset = rows[table.time] - start
    return rows.assign(start=start, start_local=rows[table.local_time] - offset)


def counts(reasons: list[str]) -> dict[str, int]:
    """How many rows were left out, by reason."""
    return {reason: reasons.count(reason) for reason in sorted(set(reasons))}


def _by_week(
    frame: pd.DataFrame,
    usable: np.ndarray,
    bad: np.ndarray,
    excluded: np.ndarray,
    apart: list[str],
    weeks: tuple[str, ...],
) -> dict[str, dict]:
    days = {day: calendar.week_of(day.date()) for day in frame["local_date"].dropna().unique()}
    week = frame["local_date"].map(days).where(frame["local_date"].notna(), weeks[-1]).to_numpy(dtype=object)
    week = np.array([name if name in weeks else weeks[-1] for name in week], dtype=object)
    counted = {}
    for name in weeks:
        of = week == name
        reasons = [str(reason) for reason in excluded[of] if reason is not None]
        reasons += apart if name == weeks[-1] else []
        counted[name] = {
            "received": int((usable & of).sum()),
            "excluded": counts(reasons),
            "quarantined": int((bad & of).sum()),
        }
    return counted
