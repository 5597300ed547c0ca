"""Every row of a file to one of three places: a table, the excluded, the quarantine; and the counts that prove it.

In:   the stream of a delivered file whose source is known.
Out:  `Sorted`: rows for the store, quarantine, counts in total and by ISO week.
Why:  rows read = accepted + excluded + quarantined, for every file, whatever it holds.
Not here: keeping and committing (`receive`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pandas as pd

from kit import calendar, schema
from kit.errors import EmptyFile, TooManyRejects
from kit.intake import (
    absurd,
    coarse,
    doubts,
    gaps,
    hours,
    late_counts,
    late_keys,
    late_numbers,
    legs,
    profile,
    spans,
    stray,
    swapped,
)
from kit.intake.assembly import is_streamed
from kit.intake.delivered import Delivered
from kit.intake.grid import SHEET_ROWS
from kit.intake.mapped import Mapped
from kit.intake.newest import STAMP, SUPERSEDED, newest_of
from kit.intake.pipeline import Passed, frame_of, passed
from kit.intake.stage import ASIDE, USABLE, Stage
from kit.intake.stream import Stream
from kit.language.later import Later, later
from kit.params import Source
from kit.params.contract import DataTerms
from kit.store.relation import Staged, text

# Left out because another row of the file speaks for the same call.
_SAME_CALL = ("duplicate", SUPERSEDED, legs.MERGED)


@dataclass
class Sorted:
    """What became of a file's rows. `by_week` adds up to the totals: rows without a moment count in the last week.

    aside: rows in quarantine by ISO local day; whole_aside: days of which no row was taken in; undated: rows in
    quarantine whose day cannot be read; file_rows: rows of the file where columns became rows, else 0. stamp: newest of
    its rows (`newest`).
    """

    frames: dict[str, pd.DataFrame | Staged]
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
    withdrawn: pd.DataFrame | Staged | None = None
    profile: dict = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    whole_aside: tuple[str, ...] = ()
    undated: int = 0
    formats: dict[str, dict[str, int]] = field(default_factory=dict)
    file_rows: int = 0
    stamp: float | None = None


def sort_rows(file: Delivered, stream: Stream, key_of: Callable[[int], bytes], stage: Stage) -> Sorted:
    """Maps and checks one file. Raises what refuses it as a whole (errors 20 to 33)."""
    found = passed(file, stream, key_of, stage)
    if found.handle.withdraw(found.last) and stage.holds("handle_s"):
        stage.replace("handle_s", "null::double")
    found.persons.settle(stage, found.last)
    late_numbers.settle(file, found)
    counts = None if is_streamed(file) else frame_of(found)
    if counts:
        coarse.check(file, counts)
    swapped.check(file, stage.by_day("excluded is null and not bad"))
    stage.replace(STAMP, found.stamps.expression())
    late_keys.supersede(file, stage)
    hours.refuse_twelve(file, stage, found.late)
    if counts:
        late_counts.check(file, found, counts)
    elif file.source.table == "calls":
        absurd.of_calls(file, stage, found.late, _terms(file, stage))
    late_keys.duplicates(file, stage, found.late)
    stray.set_aside(file, stage, found.late)
    if file.source.counting_unit == "leg":
        side_by_side = late_keys.merge_legs(stage)
        if side_by_side:
            found.mapper.repaired[legs.OVERLAPPING] = {found.mapper.labels.get("call_key", ""): side_by_side}
    return _sorted(file, found, counts)


def _terms(file: Delivered, stage: Stage) -> DataTerms:
    """What the contract says of data, by its terms of the file's last day."""
    last = stage.one("max(local_date)")[0]
    terms = file.contract.terms_on(last) if last is not None else file.contract.terms[0]
    return terms.data


def _sorted(file: Delivered, found: Passed, counts: Mapped | None) -> Sorted:
    stage, mapper = found.stage, found.mapper
    quarantine = quarantined(found, counts)
    counts_of = f"count(*) filter (where {USABLE}), count(excluded), count(*) filter (where {ASIDE})"
    accepted, left_out, bad = map(int, stage.one(counts_of))
    if bad > _most_quarantined(file, stage) * found.rows or (bad and not accepted and not left_out):
        raise too_many(file, quarantine, bad, found.rows)  # a file of faults alone is not an empty one
    by_day = stage.by_day("excluded is not null or not (bad or worse)")
    if by_day.empty:
        raise file.refuse(EmptyFile, what=later("intake.no_dated_row"))
    by_day.index = pd.Index([day.date() for day in by_day.index], dtype=object)
    touched = spans.touched(file.source, by_day)
    first, last = (pick(day for day in by_day.index if day not in touched) for pick in (min, max))
    weeks = _weeks(file, first, last, by_day.index)
    aside, dated = _by_day(stage, ASIDE), _by_day(stage, USABLE)
    told = ", ".join([*(f'"{name}"' for name in stage.columns), "row_number"])
    source = f"{text(file.source.name)} as source, {text(file.sha256)} as delivery"
    rows = stage.staged(f"{told}, {source}", USABLE)
    table = stage.ask("*", USABLE, "order by n") if counts else None
    return Sorted(
        frames={file.source.table: rows, schema.EXCLUSIONS.name: _exclusions(file, stage)},
        quarantine=quarantine,
        rows_read=found.rows,
        accepted=accepted,
        excluded=_excluded(found),
        quarantined=bad,
        first_date=first.isoformat(),
        last_date=last.isoformat(),
        weeks=weeks,
        by_week=_by_week(found, weeks),
        repaired=mapper.repaired,
        gaps=gaps.of(file, stage),
        doubts=[*found.asides, *doubts.of(file, found, counts, table)],
        touched=tuple(day.isoformat() for day in touched),
        withdrawn=_withdrawn(file, stage),
        profile=profile.of(file, stage),
        aside=aside,
        whole_aside=tuple(sorted(aside.keys() - dated.keys())),
        formats=mapper.formats,
        file_rows=found.file_rows,
        undated=int(stage.one("count(*)", f"{ASIDE} and local_date is null")[0]),
        stamp=newest_of(stage),
    )


def quarantined(found: Passed, counts: Mapped | None) -> pd.DataFrame:
    """The faults of all rows that are not left out: row_number, column, value, reason, in the file's order."""
    stage, tables = found.stage, list(found.faults)
    if counts is not None:
        tables = [counts.faults.table(found.grid.row_numbers, counts.excluded != None)]  # noqa: E711 - elementwise
    whole = pd.concat([*tables, found.late.table()], ignore_index=True)
    gone = stage.ask("row_number", "excluded is not null and (bad or worse)")["row_number"]
    if len(gone) and found.grid.of is None:
        whole = whole[~whole["row_number"].isin(gone)]
    whole = whole.sort_values("row_number", kind="stable", ignore_index=True)
    return with_sheets(found.sheets, whole.astype({"row_number": "int64"}))


def _weeks(file: Delivered, first: dt.date, last: dt.date, held: Iterable[dt.date]) -> tuple[str, ...]:
    """The weeks that the file speaks of; corrected records speak of no day between them."""
    days = [] if file.source.delivers == "records" else [day.date() for day in pd.date_range(first, last, freq="D")]
    return tuple(dict.fromkeys(calendar.week_of(day) for day in sorted({*days, *held})))


def _by_day(stage: Stage, where: str) -> dict[str, int]:
    """Rows by ISO local day; a row whose date cannot be read is on no day."""
    return {f"{day:%Y-%m-%d}": int(rows) for day, rows in stage.by_day(where).items()}


def _withdrawn(file: Delivered, stage: Stage) -> Staged:
    """The keys of rows that are left out for what they are: where an earlier file had brought them, they go."""
    key = [f'"{name}"' for name in key_of_rows(file.source) if stage.holds(name)]
    same = ", ".join(map(text, _SAME_CALL))
    filled = " or ".join(f"{name} is not null" for name in key) or "false"
    return stage.staged(", ".join(key) or "row_number", f"excluded not in ({same}) and ({filled})")


def key_of_rows(source: Source) -> tuple[str, ...]:
    """Canonical columns that make a row one row in the tables."""
    named = schema.TABLES[source.table].key if source.table == "calls" and "call_key" not in source.columns else ()
    return tuple(named or source.row_key)


def with_sheets(sheets: tuple[str, ...], quarantine: pd.DataFrame) -> pd.DataFrame:
    """The faults with their sheet before the column ("Mardi!Début"), where several sheets were read."""
    if not sheets:
        return quarantine
    places = zip(quarantine["row_number"], quarantine["column"], strict=True)
    columns = [f"{sheets[int(number) // SHEET_ROWS]}!{column}" for number, column in places]
    return quarantine.assign(column=columns)


def _most_quarantined(file: Delivered, stage: Stage) -> float:
    """The share of rows that the contract lets a file lose, by the terms of its last day."""
    last = stage.one("max(local_date)")[0]
    terms = file.contract.terms_on(last) if last is not None else file.contract.terms[-1]
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
        row=first["row_number"] % SHEET_ROWS if "!" in first["column"] else first["row_number"],
        column=first["column"],
        reason=later(f"intake.{first['reason']}"),
    )


def _exclusions(file: Delivered, stage: Stage) -> pd.DataFrame:
    """Excluded rows by quarter-hour (calls) or interval, and reason; rows without a moment have no place here."""
    names = list(schema.EXCLUSIONS.columns)
    local = "arrived_local" if stage.holds("arrived_local") else "start_local"
    time = file.source.time_column
    start, started, minutes = f'"{time}"', local, "minutes"
    if not file.source.interval:
        start = f"make_timestamp(slot_id * {schema.SLOT_S} * 1000000)"
        started = f'{local} - ("{time}" - {start})'
        minutes = str(schema.SLOT_S // 60)
    firsts = ", ".join(
        f"arg_min({expression}, n) as {name}"
        for name, expression in (("start_local", started), ("local_date", "local_date"), ("slot_id", "slot_id"),
                                 ("minutes", minutes), ("row_number", "row_number"))
    )  # fmt: skip
    rows = stage.ask(
        f"{start} as start, excluded as reason, {firsts}, count(*)::double as rows",
        "excluded is not null and slot_id >= 0",
        "group by 1, 2 order by 1, 2",
    )
    told = rows.assign(of_table=file.source.table, source=file.source.name, delivery=file.sha256)
    return told[names]


def counted(reasons: Iterable[str]) -> dict[str, int]:
    """How many rows were left out, by reason."""
    return dict(sorted(Counter(reasons).items()))


def _excluded(found: Passed) -> dict[str, int]:
    reasons = found.stage.ask("excluded as reason, count(*) as rows", "excluded is not null", "group by 1")
    return _added(dict(zip(reasons["reason"], reasons["rows"], strict=True)), Counter(found.apart))


def _added(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {name: int(one.get(name, 0) + other.get(name, 0)) for name in sorted(one.keys() | other.keys())}


def _by_week(found: Passed, weeks: tuple[str, ...]) -> dict[str, dict]:
    """What became of the rows of each week; rows of no day, or of one beside, count in the last."""
    rows = found.stage.ask(
        "local_date, excluded, (bad or worse) and excluded is null as aside, count(*) as rows", tail="group by all"
    )
    counts: dict[str, dict] = {week: {"received": 0, "excluded": {}, "quarantined": 0} for week in weeks}
    for day, reason, aside, count in rows.itertuples(index=False):
        week = weeks[-1] if pd.isna(day) else calendar.week_of(day.date())
        of = counts[week if week in counts else weeks[-1]]
        if not pd.isna(reason):
            of["excluded"] = _added(of["excluded"], {reason: count})
        else:
            of["quarantined" if aside else "received"] += int(count)
    if found.apart:
        counts[weeks[-1]]["excluded"] = _added(counts[weeks[-1]]["excluded"], Counter(found.apart))
    return counts
