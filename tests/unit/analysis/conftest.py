"""A line of its own for each test: text tables become the canonical tables on a DuckDB connection."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest

from kit import calendar, params, schema
from kit.period import Period
from kit.store import Delivery, Tables

WEEKDAYS = calendar.DAYS[:5]
DELIVERY_FIELDS = list(Delivery.__dataclass_fields__)
LEDGER = [
    *("source", "owed_by", "table", "period", "due_at", "received_at", "status", "hours_late"),
    *("version", "file", "sha256", "rows", "stated"),
]
WORDS = {"fr": "x", "en": "x"}
OBJECTIVES = (
    {"figure": "answer_rate.agent", "at_least": 0.90},
    {"figure": "sl.T", "variant": "v3", "at_least": 0.75},
    {"figure": "asa", "at_most": 30},
)


def contract(zone: str = "Europe/Paris", hours: str = "08:00-18:00", days=WEEKDAYS, **terms) -> params.Contract:
    """A contract in force since 2020; `terms` replaces parts of it."""
    base = {
        "valid_from": dt.date(2020, 1, 1),
        "opening_hours": {day: [hours] for day in days},
        "objectives": list(OBJECTIVES),
        "followed": ["vol.offered", "aht"],
    }
    names = dict.fromkeys(("line", "client", "provider", "carrier"), WORDS)
    return params.Contract.model_validate({"partnership": "test", **names, "time_zone": zone, "terms": [base | terms]})


def rows(text: str) -> list[dict]:
    """Rows of a text table, cells two or more blanks apart; "-" is null."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]
    return [dict(zip(lines[0], [None if cell == "-" else cell for cell in line], strict=True)) for line in lines[1:]]


def placed(table: str, given: list[dict], zone: str, before: int) -> pd.DataFrame:
    """Rows of a table with all that `at` and `fold` say of them, numbered after the `before` rows of the line."""
    return pd.DataFrame([_placed(table, row, zone, number) for number, row in enumerate(given, start=before + 1)])


def _placed(table: str, row: dict, zone: str, number: int) -> dict:
    row = dict(row)
    moment, local, day, slot = _moment(row.pop("at"), int(row.pop("fold", 0)), zone)
    clock = schema.TABLES[table].time
    found = {
        clock: moment,
        "arrived_local" if clock == "arrived_at" else "start_local": local,
        "local_date": day,
        "slot_id": slot,
        "source": "file",
        "delivery": "a" * 64,
        "row_number": number,
    }
    if table == "calls":
        found["call_key"] = str(number)
    return found | row


@cache
def _moment(at: str, fold: int, zone: str) -> tuple[dt.datetime, dt.datetime, dt.date, int]:
    """A local time in UTC, as it was written, its day and its slot."""
    local = dt.datetime.fromisoformat(at).replace(fold=fold)
    utc = local.replace(tzinfo=ZoneInfo(zone)).timestamp()
    moment = dt.datetime.fromtimestamp(utc, dt.UTC).replace(tzinfo=None)
    return moment, local.replace(fold=0), local.date(), int(utc) // schema.SLOT_S


class Line:
    """Canonical tables of one line, empty at first."""

    def __init__(self, terms: params.Contract, weeks: list[str]) -> None:
        self.contract, self.weeks = terms, weeks
        self.con = duckdb.connect(config={"threads": 1})
        for table in schema.TABLES.values():
            columns = ", ".join(f'"{name}" {column.type}' for name, column in table.columns.items())
            self.con.execute(f"create table {table.name} ({columns})")
        self._slots()
        self.deliveries: list[Delivery] = []
        self.owed: list[dict] = []
        self.rows = 1

    def _slots(self) -> None:
        days = [day for week in self.weeks for day in Period.week(week).days]
        kinds = ("bigint", "timestamp", "date", "varchar", "integer", "integer", "integer", "boolean", "varchar")
        typed = zip(params.SLOT_COLUMNS, (*kinds, "boolean", "double", "double"), strict=True)
        self.con.execute(f"create table slots ({', '.join(f'{name} {kind}' for name, kind in typed)})")
        slots = self.contract.slots(days)
        self._insert("slots", pd.DataFrame.from_records(slots, columns=params.SLOT_COLUMNS))
        self.con.execute("create or replace table queue_slots (queue varchar, slot_id bigint, is_open boolean)")
        apart = self.contract.queue_slots(slots)
        if apart:
            self._insert("queue_slots", pd.DataFrame.from_records(apart, columns=params.QUEUE_SLOT_COLUMNS))

    def _insert(self, table: str, frame: pd.DataFrame) -> None:
        self.con.register("handed_in", frame)
        self.con.execute(f"insert into {table} by name select * from handed_in")
        self.con.unregister("handed_in")

    def deliver(self, table: str, content: str | list[dict], **defaults) -> None:
        """Adds rows. Each has `at` (local, "2026-11-16 09:05"; `fold` 1 for the second of a doubled hour)."""
        given = rows(content) if isinstance(content, str) else content
        if given:
            given = [defaults | row for row in given]
            self.add(table, placed(table, given, self.contract.time_zone, self.rows))

    def add(self, table: str, frame: pd.DataFrame) -> None:
        """Adds rows that are whole."""
        self._insert(table, frame)
        self.rows += len(frame)

    def declared(self) -> tuple[dict, ...]:
        """The sources whose rows there are, and those that owe a file."""
        found = {}
        for name, table in schema.TABLES.items():
            if table.owed_by:
                length = "minutes" if "minutes" in table.columns else "null"
                sql = f"select source, max({length}) from {name} group by source"
                found |= {(source, name): minutes for source, minutes in self.con.execute(sql).fetchall()}
        found = {(row["source"], row["table"]): None for row in self.owed} | found
        return tuple(
            {"source": source, "table": table, "owed_by": schema.TABLES[table].owed_by, "every": "week", "minutes": at}
            for (source, table), at in found.items()
        )

    def tables(self, week: str | None = None, **more) -> Tables:
        """What a review reads, as of the Monday after."""
        week = week or self.weeks[-1]
        more = {"declared": self.declared()} | more
        base = {
            "partnership": "test", "period": Period.week(week), "snapshot": 1,
            "as_of": Period.week(week).meeting(self.contract.time_zone), "con": self.con,
            "deliveries": pd.DataFrame([vars(one) for one in self.deliveries], columns=DELIVERY_FIELDS),
            "ledger": pd.DataFrame([{"stated": False} | row for row in self.owed], columns=LEDGER), "later": [],
        }  # fmt: skip
        return Tables(**(base | more))


@pytest.fixture
def new_line():
    """A line with a contract of its own over some weeks; weekdays 08:00 to 18:00 in Paris unless told otherwise.

    of: its whole contract, instead of terms.
    """

    def make(last: str = "2026-W47", back: int = 0, of: params.Contract | None = None, **terms) -> Line:
        return Line(of or contract(**terms), Period.week(last).names_back(back))

    return make


@pytest.fixture
def new_contract():
    """`contract`: one with parts replaced."""
    return contract


def steady_day(day: dt.date, answered: int = 19, abandoned: int = 1, wait: float = 10.0, **more) -> list[dict]:
    """Calls of a usual day: the same in every half-hour from 08:00 to 18:00."""
    found = []
    for half_hour in range(480, 1080, 30):
        for n in range(answered + abandoned):
            minute = half_hour + n * 29 // (answered + abandoned)
            base = {"at": f"{day} {minute // 60:02d}:{minute % 60:02d}", "wait_s": wait, "outcome": "answered"}
            spoken = {"talk_s": 200.0, "hold_s": 10.0, "acw_s": 30.0}
            lost = {"outcome": "abandoned", "wait_s": 60.0}
            found.append(base | (spoken if n < answered else lost) | more)
    return found


@pytest.fixture
def steady():
    """`steady_day`: the calls of a usual day."""
    return steady_day


@cache
def _steady(
    days: tuple[dt.date, ...], zone: str, before: int, carrier: bool, staffing: bool, without: tuple[str, ...]
) -> list[tuple[str, pd.DataFrame]]:
    """The rows of `steady_line`, made once: most tests begin with the same ten weeks."""
    halves = [f"{day} {at // 60:02d}:{at % 60:02d}" for day in days for at in range(480, 1080, 30)]
    given = [("calls", [row for day in days if str(day) not in without for row in steady_day(day)])]
    if carrier:
        counts = {"presented": 20.0, "busy": 0.0, "closed": 0.0, "delivered": 20.0}
        given.append(("carrier_counts", [{"at": at, "minutes": 30, "number": "0800"} | counts for at in halves]))
    if staffing:
        given.append(("staffing", [{"at": at, "minutes": 30, "planned": 10.0, "present": 10.0} for at in halves]))
    found = []
    for table, its in given:
        if its:
            found.append((table, placed(table, its, zone, before)))
            before += len(its)
    return found


def steady_line(line: Line, *, carrier: bool = True, staffing: bool = True, without: tuple[str, ...] = ()) -> Line:
    """Fills every open day with steady calls, carrier counts that agree, and all advisers there.

    without: days ("2026-11-18") of which the provider delivers nothing.
    """
    days = tuple(day for week in line.weeks for day in Period.week(week).days if line.contract.open_spans(day))
    for table, frame in _steady(days, line.contract.time_zone, line.rows, carrier, staffing, tuple(without)):
        line.add(table, frame)
    return line


@pytest.fixture
def fill():
    """`steady_line`: a line where nothing happens."""
    return steady_line


@pytest.fixture
def delivery():
    """One file of calls of the week 2026-W47, its fields replaced."""

    def make(**more) -> Delivery:
        base = {
            "sha256": "a" * 64, "file": "calls.csv", "source": "file", "table": "calls", "owed_by": "provider",
            "received_at": "2026-11-23T07:00:00+00:00", "rows_read": 2000, "accepted": 2000,
            "first_date": "2026-11-16", "last_date": "2026-11-22", "weeks": ("2026-W47",),
        }  # fmt: skip
        return Delivery(**(base | more))

    return make
