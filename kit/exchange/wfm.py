"""Interval figures in the order in which a planning tool imports the history of its queues: 21 fields.

In:   the tables of a period: intervals of up to an hour, or else calls, counted by half-hour here.
Out:  one row for each queue and interval: no header, `;`, UTF-8, whole numbers, in the order of time.
Why:  Calabrio WFM (Teleopti) documents the order in public: "Queue data file format",
      https://help.calabrio.com/doc/Content/user-guides/forecasts/about-queue-data-format.htm (all fields are required
      and in this order; where there is no data for a field, 0). Other tools import the same figures in their own.
      A format that can only say 0 would say that nobody waited where nobody measured: each field says in the manifest
      whether it is known, derived or not known, and the command says which zeros are none.
Not here: the package around it (`package`).
To be checked against your tool: the names of the fields are those of its database; which are required.
"""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kit.errors import InputError
from kit.language.later import later
from kit.store import Tables

FORM = {
    "encoding": "UTF-8 without a mark",
    "separator": ";",
    "header": "none",
    "moments": "the partnership's own clock; the hour that comes twice in autumn is added up",
    "not known": "0, as the format demands; see fields",
}
MINUTES = 30  # of what is counted from calls
_LONGEST = 60
_NOT = "null::double"


@dataclass(frozen=True)
class Field:
    """One field: its name in the tool, the figure from intervals and from calls, and what it is in words."""

    name: str
    of_intervals: str
    of_calls: str
    says: str


def _sum(name: str) -> str:
    return f'sum("{name}")'


def _count(where: str) -> str:
    return f"cast(count(*) filter (where {where}) as double)"


def _within(limit: str, outcome: str) -> str:
    """Null where no call of the interval has a wait: nobody measured it. One call is in by its own wait."""
    one = f"case when wait_s <= {limit} then 1.0 when wait_s is not null then 0.0 end"
    return f"{_empty_is_zero(f'sum({one})', outcome)}"


def _of(measure: str, outcome: str) -> str:
    return _empty_is_zero(f"sum({measure})", outcome)


def _empty_is_zero(aggregate: str, outcome: str) -> str:
    """An interval without such a call has 0 of it, which is known."""
    where = f"outcome = '{outcome}'"
    return f"case when count(*) filter (where {where}) = 0 then 0.0 else {aggregate} filter (where {where}) end"


_OFFERED = "outcome in ('answered', 'abandoned', 'overflow')"
FIELDS = (
    Field("offd_direct_call_cnt", _sum("offered"), _count(_OFFERED), "offered calls"),
    Field("overflow_in_call_cnt", _NOT, _NOT, "calls that came from another queue"),
    Field("aband_call_cnt", _sum("abandoned"), _count("outcome = 'abandoned'"), "abandoned calls"),
    Field("overflow_out_call_cnt", _sum("overflow"), _count("outcome = 'overflow'"), "calls that left otherwise"),
    Field("answ_call_cnt", _sum("answered"), _count("outcome = 'answered'"), "calls answered by an adviser"),
    Field("queued_and_answ_call_dur", _sum("wait_answered_s"), _of("wait_s", "answered"), "s waited, answered calls"),
    Field("queued_and_aband_call_dur", _sum("wait_abandoned_s"), _of("wait_s", "abandoned"), "s waited, abandoned"),
    Field(
        "talking_call_dur",
        "sum(coalesce(talk_s + coalesce(hold_s, 0), handle_s - coalesce(acw_s, 0)))",
        _of("coalesce(talk_s + coalesce(hold_s, 0), handle_s - coalesce(acw_s, 0))", "answered"),
        "s of talk and hold; of handle time less after-call work where talk is not delivered",
    ),
    Field("wrap_up_dur", _sum("acw_s"), _of("acw_s", "answered"), "s of after-call work"),
    Field("queued_answ_longest_que_dur", _NOT, _of("wait_s", "answered").replace("sum(", "max("), "longest wait, s"),
    Field("queued_aband_longest_que_dur", _NOT, _of("wait_s", "abandoned").replace("sum(", "max("), "longest wait, s"),
    Field("avg_avail_member_cnt", _NOT, _NOT, "advisers available on average"),
    Field(
        "ans_servicelevel_cnt",
        _sum("answered_within_threshold"),
        _within("answer_s", "answered"),
        "answered within the contract's time to answer",
    ),
    Field("wait_dur", _NOT, _NOT, "s that advisers waited for calls"),
    Field("aband_short_call_cnt", _sum("abandoned_short"), _within("short_s", "abandoned"), "short abandons"),
    Field("aband_within_sl_cnt", _sum("abandoned_within_threshold"), _within("answer_s", "abandoned"), "within T"),
)
_FIRST = ("interval", "date", "time", "queue", "queue_name")
_DERIVED_OF_INTERVALS = frozenset(("talking_call_dur",))


@dataclass(frozen=True)
class Plan:
    """What is to be written. of: the table that it comes from. unknown: fields of which no row knows anything.
    zeros: of the others, the rows where 0 stands for what is not known. queues: the number of each queue there."""

    of: str
    query: str
    rows: int
    unknown: tuple[str, ...]
    zeros: dict[str, int]
    queues: dict[str, int]

    def fields(self) -> list[dict[str, object]]:
        """For the manifest: each field, whether it is known, derived or not known."""
        told: list[dict[str, object]] = [{"field": at, "name": name} for at, name in enumerate(_FIRST, start=1)]
        for at, field in enumerate(FIELDS, start=len(_FIRST) + 1):
            told.append({"field": at, "name": field.name, "means": field.says, "is": self._kind(field.name)})
            if self.zeros.get(field.name):
                told[-1]["rows_not_known"] = self.zeros[field.name]
        return told

    def _kind(self, name: str) -> str:
        if name in self.unknown:
            return "not known: 0 is no count"
        return "derived" if self.of == "calls" or name in _DERIVED_OF_INTERVALS else "known"


def plan(tables: Tables) -> Plan | None:
    """What there is to write of a period; None where it has neither intervals of up to an hour nor calls.

    Raises InputError where two queues would have one number.
    """
    for of, rows in (("intervals", _intervals(tables)), ("calls", _calls(tables))):
        query = f"select * from ({rows}) order by local_start, queue_name"
        counts = ", ".join(f'count("{field.name}")' for field in FIELDS)
        total, *known = tables.con.execute(f"select count(*), {counts} from ({rows})").fetchall()[0]
        if total:
            missing = {field.name: total - count for field, count in zip(FIELDS, known, strict=True)}
            unknown = tuple(name for name, count in missing.items() if count == total)
            zeros = {name: count for name, count in missing.items() if count and name not in unknown}
            return Plan(of, query, total, unknown, zeros, _numbers(tables.con, rows))
    return None


def write(path: Path, con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Writes the file."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=FORM["separator"], lineterminator="\r\n")
        found = con.execute(plan.query)
        while batch := found.fetchmany(10_000):
            for minutes, start, queue, *figures in batch:
                numbers = [0 if figure is None else round(figure) for figure in figures]
                writer.writerow([minutes, f"{start:%Y%m%d}", f"{start:%H:%M}", plan.queues[queue], queue, *numbers])


def _selected(of_calls: bool) -> str:
    return ", ".join(f'{field.of_calls if of_calls else field.of_intervals} as "{field.name}"' for field in FIELDS)


def _queue(tables: Tables) -> str:
    """The queue's name on one line; the partnership's, where the rows have no queue."""
    line = tables.partnership.replace("'", "''")
    return f"coalesce(regexp_replace(queue, '[;\\r\\n\"]', ' ', 'g'), '{line}')"


def _days(tables: Tables, column: str = "local_date") -> str:
    return f"{column} between date '{tables.period.first}' and date '{tables.period.last}'"


def _intervals(tables: Tables) -> str:
    return f"""
        select minutes, start_local as local_start, {_queue(tables)} as queue_name, {_selected(False)}
        from intervals where {_days(tables)} and minutes <= {_LONGEST}
        group by all"""


def _calls(tables: Tables) -> str:
    """Calls by half-hour and queue, with the open half-hours without any call on days that have some: these are 0."""
    local = f"time_bucket(interval '{MINUTES} minutes', c.arrived_local)"
    return f"""
        with counted as (
            select {local} as local_start, {_queue(tables)} as queue_name, c.*, s.answer_s, s.short_s
            from calls c join slots s on s.slot_id = c.slot_id
            where {_days(tables, "c.local_date")} and {_OFFERED}
        ), open as (
            select distinct time_bucket(interval '{MINUTES} minutes', start_local) as local_start, queue_name
            from slots, (select distinct queue_name from counted)
            where own_open and local_date in (select local_date from counted)
        ), filled as (
            select local_start, queue_name, outcome, wait_s, talk_s, hold_s, acw_s, handle_s, answer_s, short_s
            from counted
            union all by name
            select local_start, queue_name from open
        )
        select {MINUTES} as minutes, local_start, queue_name, {_selected(True)} from filled group by all"""


def _numbers(con: duckdb.DuckDBPyConnection, rows: str) -> dict[str, int]:
    """A number for each queue that is the same in every file: its own where its name is one, else one of its name."""
    names = [name for (name,) in con.execute(f"select distinct queue_name from ({rows}) order by 1").fetchall()]
    found = {name: _number(name) for name in names}
    if len(set(found.values())) < len(found):
        raise InputError(where="wfm", what=later("exchange.same_number"), fix=later("exchange.fix_same_number"))
    return found


def _number(name: str) -> int:
    return int(name) if name.isdecimal() and len(name) < 10 else zlib.crc32(name.encode()) >> 1
