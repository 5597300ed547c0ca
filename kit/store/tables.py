"""The tables as a report sees them: one week and the weeks before it, as of a moment.

In:   a partnership, an ISO week, a moment.
Out:  `Tables`: a DuckDB connection with one view per canonical table and the calendar table `slots`; what was
      delivered, what was owed; and the same just before a re-delivery changed the week.
Why:  a report that is run again speaks of the same rows, whatever has been received since.
Not here: figures (`kit.analysis`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import duckdb
import pandas as pd

from kit import calendar, params, schema
from kit.errors import NoData, NoSuchWeek, NotYetReceived
from kit.params import Contract, Sources
from kit.store import disk, held, relation
from kit.store.disk import Place
from kit.store.ledger import ledger
from kit.store.registers import Registers
from kit.store.snapshot import Delivery, Snapshot, current, newest, read, verified

LATEST = "latest"
_SLOT_TYPES = (
    "BIGINT", "TIMESTAMP", "DATE", "VARCHAR", "INTEGER", "INTEGER", "INTEGER", "BOOLEAN", "VARCHAR", "BOOLEAN",
    "DOUBLE", "DOUBLE",
)  # fmt: skip
_QUEUE_SLOT_TYPES = ("VARCHAR", "BIGINT", "BOOLEAN")


@dataclass
class Tables:
    """What a report reads.

    con: views calls, intervals, carrier_counts, staffing, exclusions (all columns of `kit.schema`, possibly no row) of
        [week - weeks_back, week]; table slots (`params.SLOT_COLUMNS`, every quarter-hour of those weeks) and beside
        it queue_slots (`params.QUEUE_SLOT_COLUMNS`, where a queue's own hours differ from those of the line).
    as_of: zone-aware, on the contract's clock. deliveries: one row per `Delivery` known then, oldest first.
    ledger: see `kit.store.ledger`. later: names of files that touch the week and came after as_of.
    declared: what the sources of `sources.yml` that are in force in the week deliver: {"source", "table", "owed_by",
        "every", "minutes": length of an interval, None for calls, "zero_rows": whether
        intervals without calls are "written" or "left_out"}.
    before: the tables just before the last re-delivery that changed this week; None where there was none.
    lists: the ledger of what is owed as lists of registers; `ledger` holds files of days alone.
    """

    partnership: str
    week: str
    snapshot: int
    as_of: dt.datetime
    con: duckdb.DuckDBPyConnection
    deliveries: pd.DataFrame
    ledger: pd.DataFrame
    later: list[str]
    declared: tuple[dict, ...] = ()
    before: Tables | None = None
    lists: pd.DataFrame | None = None
    registers: Registers | None = None

    def register(self, name: str, *, withdrawn: bool = False) -> pd.DataFrame:
        """A register as it stood at `as_of`, by what this state had received; read when asked for. See `Registers`."""
        return self.registers.state(name, withdrawn=withdrawn)

    def history(self, name: str, key: str, scope: str | None = None) -> pd.DataFrame:
        """Every revision of a register's key by `as_of`. See `Registers`."""
        return self.registers.history(name, key, scope)


@dataclass(frozen=True)
class _Wanted:
    """What a caller asked for, with the parameters it is read with."""

    partnership: str
    week: str
    weeks: tuple[str, ...]
    contract: Contract
    sources: Sources
    slots: list[tuple]
    at: Place


def tables(partnership: str, week: str, as_of: str = "", weeks_back: int = 104) -> Tables:
    """The tables of a week and the `weeks_back` before it, with what was known at `as_of`.

    as_of: "" the Monday 09:00 after the week, or, where nothing of the week had come by then, the newest snapshot;
    "latest" the newest snapshot; else ISO 8601, on the contract's clock unless it has an offset.
    Raises NoData, BadPeriod, UnknownPartnership, BadParams, DamagedStore.
    """
    weeks = tuple(calendar.weeks_before(week, weeks_back))
    contract, at = params.contract(partnership), disk.place(partnership)
    seen, moment = _seen(partnership, week, as_of, contract.time_zone)
    last = newest(at)
    slots = contract.slots(_days(weeks))
    wanted = _Wanted(partnership, week, weeks, contract, params.sources(partnership), slots, at)
    found = _build(wanted, seen, moment, last)
    if week not in seen.before:
        return found
    old = read(at, seen.before[week])
    return replace(found, before=_build(wanted, old, old.at.astimezone(contract.zone), last))


def _seen(partnership: str, week: str, as_of: str, zone: str) -> tuple[Snapshot, dt.datetime]:
    """The snapshot that the report speaks of, and its moment on the contract's clock. Raises NoData."""
    if as_of == LATEST:
        seen = current(partnership)
        moment = seen.at if seen else None
    elif as_of:
        moment = calendar.moment(as_of, zone)
        seen = current(partnership, moment)
    else:
        moment = calendar.default_as_of(week, zone)
        seen = current(partnership, moment)
        if seen is None or not seen.holds(week):
            # An old week that was loaded after its Monday: it is told from what there is now.
            seen = current(partnership)
            moment = seen.at if seen else None
    if seen is None or not seen.holds(week):
        raise _nothing(partnership, week, moment)
    return seen, moment.astimezone(calendar.default_as_of(week, zone).tzinfo)


def _nothing(partnership: str, week: str, moment: dt.datetime | None) -> NoData:
    """Why there is nothing to show, with the weeks that there are."""
    last = current(partnership)
    weeks = sorted({file.week for file in last.files if file.rows and file.is_daily}) if last else []
    if not weeks:
        return NoData(partnership=partnership, period=week)
    if week in weeks:
        came = min(one.came for one in last.deliveries if week in one.weeks).astimezone(moment.tzinfo)
        shown = {"as_of": f"{moment:%Y-%m-%d %H:%M}", "came": f"{came:%Y-%m-%d %H:%M}"}
        return NotYetReceived(partnership=partnership, period=week, **shown)
    asked = calendar.monday(week)
    nearest = min(weeks, key=lambda one: abs(calendar.monday(one) - asked))
    return NoSuchWeek(
        partnership=partnership, period=week, weeks=len(weeks), first=weeks[0], last=weeks[-1], nearest=nearest
    )


def _days(weeks: tuple[str, ...]) -> list[dt.date]:
    return [day for week in weeks for day in calendar.week_days(week)]


def _build(wanted: _Wanted, seen: Snapshot, moment: dt.datetime, last: Snapshot) -> Tables:
    contract = wanted.contract
    owed = ledger(
        wanted.sources,
        seen.deliveries,
        week=wanted.week,
        as_of=moment,
        zone=contract.time_zone,
        closed=lambda day: not contract.open_spans(day),
        waiting=held.waiting(wanted.partnership),
    )
    return Tables(
        partnership=wanted.partnership,
        week=wanted.week,
        snapshot=seen.id,
        as_of=moment,
        con=_connection(wanted, seen),
        deliveries=_frame(seen.deliveries),
        ledger=_of_shape(owed, schema.DAILY),
        lists=_of_shape(owed, schema.REGISTER),
        registers=Registers(wanted.at, seen.files, moment),
        later=_later(seen, last, wanted.week),
        declared=_declared(wanted.sources, wanted.week),
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


def _hand_in(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple], columns: tuple, types: tuple) -> None:
    """A table of its own on the connection."""
    typed = ", ".join(f'"{name}" {kind}' for name, kind in zip(columns, types, strict=True))
    con.execute(f"create table {table} ({typed})")
    if rows:
        con.register("handed_in", pd.DataFrame.from_records(rows, columns=columns))
        con.execute(f"insert into {table} select * from handed_in")
        con.unregister("handed_in")


def _frame(deliveries: list[Delivery]) -> pd.DataFrame:
    return pd.DataFrame([one.record for one in deliveries])


def _declared(sources: Sources, week: str) -> tuple[dict, ...]:
    days = calendar.week_days(week)
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
        if source.in_force(days[0], days[-1]) and not source.is_register
    )


def _of_shape(owed: pd.DataFrame, shape: str) -> pd.DataFrame:
    """The rows of a ledger whose table has that shape."""
    tables = [name for name, table in schema.TABLES.items() if table.shape == shape]
    return owed[owed["table"].isin(tables)].reset_index(drop=True)


def _later(seen: Snapshot, last: Snapshot, week: str) -> list[str]:
    known = seen.deliveries
    return [one.file for one in last.deliveries if week in one.weeks and one not in known]
