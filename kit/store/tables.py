"""The tables as a report sees them: one period and the weeks before it, as of a moment.

In:   a partnership, a period, a moment, how far back the report looks.
Out:  `Tables`: a DuckDB connection with one view per canonical table and the calendar table `slots`; what was
      delivered, what was owed; and the same just before a re-delivery changed the period.
Why:  a report that is run again speaks of the same rows, whatever has been received since.
Not here: figures (`kit.analysis`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from kit import calendar, params, schema
from kit.errors import NoData, NoSuchWeek, NotYetReceived
from kit.params import Contract, Sources
from kit.period import Period
from kit.store import disk, held, relation
from kit.store.disk import Place
from kit.store.ledger import ledger
from kit.store.registers import Registers
from kit.store.snapshot import Delivery, Snapshot, current, newest, read, verified

LATEST = "latest"
LOOK_BACK = 104  # weeks: the two years by which the weekly review tells what is usual
_SLOT_TYPES = (
    "BIGINT", "TIMESTAMP", "DATE", "VARCHAR", "INTEGER", "INTEGER", "INTEGER", "BOOLEAN", "VARCHAR", "BOOLEAN",
    "DOUBLE", "DOUBLE",
)  # fmt: skip
_QUEUE_SLOT_TYPES = ("VARCHAR", "BIGINT", "BOOLEAN")


@dataclass
class Tables:
    """What a report reads.

    con: views calls, intervals, carrier_counts, staffing, exclusions (all columns of `kit.schema`, possibly no row) of
        the whole weeks that the period touches and of the `look_back` before them; table slots (`params.SLOT_COLUMNS`,
        every quarter-hour of those weeks) and beside it queue_slots (`params.QUEUE_SLOT_COLUMNS`, where a queue's own
        hours differ from those of the line).
    as_of: zone-aware, on the contract's clock. deliveries: one row per `Delivery` known then, oldest first.
    ledger: see `kit.store.ledger`. later: names of files that touch the period and came after as_of.
    declared: what the sources of `sources.yml` that are in force in the period deliver: {"source", "table", "owed_by",
        "every", "minutes": length of an interval, None for calls, "zero_rows": whether
        intervals without calls are "written" or "left_out"}.
    before: the tables just before the last re-delivery that changed this period; None where there was none.
    lists: the ledger of what is owed as lists of registers; `ledger` holds files of days alone.
    """

    partnership: str
    period: Period
    snapshot: int
    as_of: dt.datetime
    con: duckdb.DuckDBPyConnection
    deliveries: pd.DataFrame
    ledger: pd.DataFrame
    later: list[str]
    declared: tuple[dict[str, Any], ...] = ()
    before: Tables | None = None
    lists: pd.DataFrame | None = None
    registers: Registers | None = None

    def register(self, name: str, *, withdrawn: bool = False) -> pd.DataFrame:
        """A register as it stood at `as_of`, by what this state had received; read when asked for. See `Registers`."""
        assert self.registers is not None  # `tables` always hands them in
        return self.registers.state(name, withdrawn=withdrawn)

    def history(self, name: str, key: str, scope: str | None = None) -> pd.DataFrame:
        """Every revision of a register's key by `as_of`. See `Registers`."""
        assert self.registers is not None
        return self.registers.history(name, key, scope)


@dataclass(frozen=True)
class _Wanted:
    """What a caller asked for, with the parameters it is read with."""

    partnership: str
    period: Period
    weeks: tuple[str, ...]
    contract: Contract
    sources: Sources
    slots: list[calendar.Row]
    at: Place


def tables(partnership: str, period: str | Period, as_of: str = "", look_back: int = LOOK_BACK) -> Tables:
    """The tables of a period and of the `look_back` weeks before it, with what was known at `as_of`.

    period: its name; a campaign's as a `Period` that has its dates. as_of: "" the period's own meeting, the Monday
    09:00 after it, or, where nothing of the period had come by then, the newest snapshot; "latest" the newest
    snapshot; else ISO 8601, on the contract's clock unless it has an offset.
    Raises NoData, BadPeriod, UndatedCampaign, UnknownPartnership, BadParams, DamagedStore.
    """
    period = Period.parse(period)
    contract, at = params.contract(partnership), disk.place(partnership)
    seen, moment = _seen(partnership, period, as_of, contract.time_zone)
    first, *more = period.weeks
    weeks = (*Period.week(first).names_back(look_back), *more)
    last = newest(at) or seen
    slots = contract.slots(_days(weeks))
    wanted = _Wanted(partnership, period, weeks, contract, params.sources(partnership), slots, at)
    found = _build(wanted, seen, moment, last)
    changed = [seen.before[week] for week in period.weeks if week in seen.before]
    if not changed:
        return found
    old = read(at, max(changed))
    return replace(found, before=_build(wanted, old, old.at.astimezone(contract.zone), last))


def _seen(partnership: str, period: Period, as_of: str, zone: str) -> tuple[Snapshot, dt.datetime]:
    """The snapshot that the report speaks of, and its moment on the contract's clock. Raises NoData."""
    moment: dt.datetime | None
    if as_of == LATEST:
        seen = current(partnership)
        moment = seen.at if seen else None
    elif as_of:
        moment = calendar.moment(as_of, zone)
        seen = current(partnership, moment)
    else:
        moment = period.meeting(zone)
        seen = current(partnership, moment)
        if not _holds(seen, period):
            # An old week that was loaded after its Monday: it is told from what there is now.
            seen = current(partnership)
            moment = seen.at if seen else None
    if seen is None or moment is None or not _holds(seen, period):
        raise _nothing(partnership, period, moment)
    return seen, moment.astimezone(ZoneInfo(zone))


def _holds(seen: Snapshot | None, period: Period) -> bool:
    """Whether any table has rows of a week that the period touches."""
    return seen is not None and any(seen.holds(week) for week in period.weeks)


def _nothing(partnership: str, period: Period, moment: dt.datetime | None) -> NoData:
    """Why there is nothing to show, with the weeks that there are."""
    last = current(partnership)
    weeks = sorted({file.week for file in last.files if file.rows and file.is_daily}) if last else []
    if last is None or moment is None or not weeks:
        return NoData(partnership=partnership, period=period)
    if set(period.weeks) & set(weeks):
        came = min(one.came for one in last.deliveries if set(period.weeks) & set(one.weeks)).astimezone(moment.tzinfo)
        shown = {"as_of": f"{moment:%Y-%m-%d %H:%M}", "came": f"{came:%Y-%m-%d %H:%M}"}
        return NotYetReceived(partnership=partnership, period=period, **shown)
    nearest = min(weeks, key=lambda one: abs(Period.week(one).first - period.first))
    return NoSuchWeek(
        partnership=partnership, period=period, weeks=len(weeks), first=weeks[0], last=weeks[-1], nearest=nearest
    )


def _days(weeks: tuple[str, ...]) -> list[dt.date]:
    return [day for week in weeks for day in Period.week(week).days]


def _build(wanted: _Wanted, seen: Snapshot, moment: dt.datetime, last: Snapshot) -> Tables:
    contract = wanted.contract
    owed = ledger(
        wanted.sources,
        seen.deliveries,
        period=wanted.period,
        as_of=moment,
        zone=contract.time_zone,
        closed=lambda day: not contract.open_spans(day),
        waiting=held.waiting(wanted.partnership),
    )
    return Tables(
        partnership=wanted.partnership,
        period=wanted.period,
        snapshot=seen.id,
        as_of=moment,
        con=_connection(wanted, seen),
        deliveries=_frame(seen.deliveries),
        ledger=_of_shape(owed, schema.DAILY),
        lists=_of_shape(owed, schema.REGISTER),
        registers=Registers(wanted.at, seen.files, moment),
        later=_later(seen, last, wanted.period),
        declared=_declared(wanted.sources, wanted.period),
    )


def _connection(wanted: _Wanted, seen: Snapshot) -> duckdb.DuckDBPyConnection:
    con = relation.connect(wanted.at.base / ".spill")
    for table in (table for table in schema.TABLES.values() if not table.is_register):
        files = [file for file in seen.files if file.table == table.name and file.week in wanted.weeks]
        paths = [verified(wanted.at, file) for file in files]
        con.execute(f'create view "{table.name}" as {relation.select(table, paths)}')
    _hand_in(con, "slots", wanted.slots, params.SLOT_COLUMNS, _SLOT_TYPES)
    apart = wanted.contract.queue_slots(wanted.slots)
    _hand_in(con, "queue_slots", apart, params.QUEUE_SLOT_COLUMNS, _QUEUE_SLOT_TYPES)
    return con


def _hand_in(
    con: duckdb.DuckDBPyConnection,
    table: str,
    rows: list[calendar.Row],
    columns: tuple[str, ...],
    types: tuple[str, ...],
) -> None:
    """A table of its own on the connection."""
    typed = ", ".join(f'"{name}" {kind}' for name, kind in zip(columns, types, strict=True))
    con.execute(f"create table {table} ({typed})")
    if rows:
        con.register("handed_in", pd.DataFrame.from_records(rows, columns=columns))
        con.execute(f"insert into {table} select * from handed_in")
        con.unregister("handed_in")


def _frame(deliveries: list[Delivery]) -> pd.DataFrame:
    return pd.DataFrame([vars(one) for one in deliveries])


def _declared(sources: Sources, period: Period) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "source": name,
            "table": source.table,
            "owed_by": source.owed_by,
            "every": source.every,
            "minutes": source.interval.minutes if source.interval else None,
            "zero_rows": source.zero_rows,
        }
        for name, source in sources.sources.items()
        if source.in_force(period.first, period.last) and not source.is_register
    )


def _of_shape(owed: pd.DataFrame, shape: str) -> pd.DataFrame:
    """The rows of a ledger whose table has that shape."""
    tables = [name for name, table in schema.TABLES.items() if table.shape == shape]
    rows: pd.DataFrame = owed[owed["table"].isin(tables)]
    return rows.reset_index(drop=True)


def _later(seen: Snapshot, last: Snapshot, period: Period) -> list[str]:
    known, weeks = seen.deliveries, set(period.weeks)
    return [one.file for one in last.deliveries if weeks & set(one.weeks) and one not in known]
