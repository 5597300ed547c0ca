"""The canonical tables: names, types and units, fixed once.

In:   nothing.
Out:  `TABLES`: for each table its columns with type, unit and meaning; `key` (what makes a row one row); its shape;
      `count_columns` (what may be summed).
Why:  under each source's own names, every query would have to know every source; columns are renamed once, in intake.
Not here: checks and mappings (`kit.intake`), formulas (`params/glossary.yml`).

Times: `*_at` and `start` are UTC without zone mark; `*_local` and `local_*` are the partnership's own clock.
`slot_id` is the number of the quarter-hour: whole UTC seconds since 1970, divided by 900.

Two shapes: of a `daily` table a delivery replaces the days of its source. A delivery of a `register` is a list whose
rows have a key; every revision of a row is kept, and the table is read as of a moment (`kit.store.registers`).
"""

from __future__ import annotations

from kit.schema_lists import ACTIONS as ACTIONS
from kit.schema_lists import LISTS
from kit.schema_shape import DAILY as DAILY
from kit.schema_shape import DONE as DONE
from kit.schema_shape import OPEN as OPEN
from kit.schema_shape import PROVENANCE as PROVENANCE
from kit.schema_shape import REGISTER as REGISTER
from kit.schema_shape import REVISION as REVISION
from kit.schema_shape import SIDES as SIDES
from kit.schema_shape import STATUSES as STATUSES
from kit.schema_shape import WITHDRAWN as WITHDRAWN
from kit.schema_shape import Column as Column
from kit.schema_shape import Table as Table

SLOT_S = 900
OUTCOMES = ("answered", "abandoned", "overflow", "ivr_exit", "deflected")
OUTCOMES_FORMERLY = (("flow_out", "overflow"),)
# What may happen to a piece of work: the words of the event-log standard (XES, "lifecycle").
TRANSITIONS = (
    "schedule", "assign", "reassign", "start", "suspend", "resume", "complete", "withdraw", "autoskip", "manualskip",
    "ate_abort", "pi_abort",
)  # fmt: skip
# Columns that a file fills with persons: each becomes a keyed pseudonym before anything is written.
PERSONS = ("caller", "resource")


def _clock(name: str, local: str) -> dict[str, Column]:
    return {
        name: Column("TIMESTAMP", "UTC", "", required=True),
        local: Column("TIMESTAMP", "local time", "the partnership's own clock", required=True),
        "local_date": Column("DATE", "local day", required=True),
        "slot_id": Column("BIGINT", "quarter-hours since 1970 UTC", required=True),
    }


_COUNT = Column("DOUBLE", "calls")
_SECONDS = Column("DOUBLE", "s of calls")
_DURATION = Column("DOUBLE", "s")

CALLS = Table(
    "calls",
    "provider",
    "arrived_at",
    ("call_key",),
    {
        "call_key": Column("VARCHAR", meaning="what makes a contact one contact in its source", required=True),
        **_clock("arrived_at", "arrived_local"),
        "queue": Column("VARCHAR"),
        "outcome": Column(
            "VARCHAR",
            meaning="one of: " + ", ".join(OUTCOMES),
            required=True,
            known=OUTCOMES,
            words_formerly=OUTCOMES_FORMERLY,
        ),
        "wait_s": Column("DOUBLE", "s", "from queue entry to answer or hang-up, not from menu entry"),
        "ivr_s": Column("DOUBLE", "s", "in the menu, before the queue"),
        "ring_s": _DURATION,
        "talk_s": _DURATION,
        "hold_s": _DURATION,
        "acw_s": Column("DOUBLE", "s", "after-call work"),
        "handle_s": Column(
            "DOUBLE", "s", "talk, hold and after-call work, where the platform does not tell them apart"
        ),
        "caller": Column("VARCHAR", meaning="keyed pseudonym of the calling number; null when withheld"),
        "reason": Column("VARCHAR"),
        "resolved": Column("BOOLEAN"),
        "transferred": Column("BOOLEAN"),
        **PROVENANCE,
    },
)

INTERVALS = Table(
    "intervals",
    "provider",
    "start",
    ("start", "queue", "reason"),
    {
        **_clock("start", "start_local"),
        "minutes": Column("INTEGER", "min", "length of the interval; 1440 for a day", required=True),
        "queue": Column("VARCHAR"),
        "reason": Column("VARCHAR", meaning="where calls are counted by reason: totals are the sums over the reasons"),
        **{name: _COUNT for name in ("received", "ivr_exit", "deflected", "offered", "answered", "abandoned")},
        "overflow": Column(
            "DOUBLE", "calls", "left the queue otherwise: other queue, voicemail, callback", formerly="flow_out"
        ),
        "answered_within_threshold": Column(
            "DOUBLE", "calls", "within T, the contract's time to answer", formerly="answered_in_t"
        ),
        "abandoned_within_threshold": Column("DOUBLE", "calls", "within T", formerly="abandoned_in_t"),
        "abandoned_short": Column(
            "DOUBLE", "calls", "within S, the contract's short abandon", formerly="abandoned_in_s"
        ),
        **{
            name: _COUNT
            for name in (
                "transferred",
                "resolved",
                "unresolved",
                "repeat_calls",
                "callers_unique",
            )
        },
        **{
            name: _SECONDS
            for name in (
                "wait_answered_s",
                "wait_abandoned_s",
                "talk_s",
                "hold_s",
                "acw_s",
                "handle_s",
                "ring_s",
                "available_s",
                "not_ready_s",
                "logged_s",
            )
        },
        **PROVENANCE,
    },
)

CARRIER_COUNTS = Table(
    "carrier_counts",
    "client",
    "start",
    ("start", "number"),
    {
        **_clock("start", "start_local"),
        "minutes": Column("INTEGER", "min", required=True),
        "number": Column("VARCHAR", meaning="the line's number, as the carrier writes it"),
        "presented": Column("DOUBLE", "calls", "attempts that reached the carrier's network", required=True),
        "busy": _COUNT,
        "closed": Column("DOUBLE", "calls", "played the closing message"),
        "delivered": Column("DOUBLE", "calls", "handed to the platform"),
        "network_answered": Column("DOUBLE", "calls", "picked up by the platform, menu included: not by an adviser"),
        "billable_s": _SECONDS,
        **PROVENANCE,
    },
)

STAFFING = Table(
    "staffing",
    "provider",
    "start",
    ("start", "queue"),
    {
        **_clock("start", "start_local"),
        "minutes": Column("INTEGER", "min", required=True),
        "queue": Column("VARCHAR"),
        "planned": Column("DOUBLE", "advisers", required=True),
        "present": Column("DOUBLE", "advisers"),
        **PROVENANCE,
    },
)

# What intake left out of a table and under which name, so that a difference can be explained by day and half-hour.
EXCLUSIONS = Table(
    "exclusions",
    "",
    "start",
    ("start", "source", "reason"),
    {
        **_clock("start", "start_local"),
        "minutes": Column("INTEGER", "min", required=True),
        "of_table": Column("VARCHAR", meaning="the table the rows would have gone to", required=True),
        "reason": Column("VARCHAR", meaning="ghost, duplicate, test_call, …", required=True),
        "rows": Column("DOUBLE", "calls", required=True),
        **PROVENANCE,
    },
)

_PART_OF_CASE = {
    "channel": Column("VARCHAR", meaning="how the file came in: post, web, telephone"),
    "category": Column("VARCHAR", meaning="what kind of file it is"),
    "team": Column("VARCHAR", meaning="the team or work queue; never a person"),
}

# What happened to the files of the back office: a row for each step that the log tells, as it tells it. A start and its
# completion are two rows, or one with both moments. Of events of one moment the file's order holds, by row_number.
EVENTS = Table(
    "events",
    "provider",
    "occurred_at",
    ("case_key", "occurred_at", "activity", "transition", "resource", "event_key"),
    {
        "event_key": Column("VARCHAR", meaning="the log's own name of the event, where it has one"),
        "case_key": Column("VARCHAR", meaning="what makes a file of the back office one file", required=True),
        **_clock("occurred_at", "occurred_local"),
        "activity": Column("VARCHAR", meaning="the step, as the log calls it", required=True),
        "transition": Column(
            "VARCHAR",
            meaning="what happened to the step, one of: " + ", ".join(TRANSITIONS) + "; null where it is not told",
            known=TRANSITIONS,
        ),
        "ended_at": Column(
            "TIMESTAMP", "UTC", "when the step ended, where the row that tells its start tells that, too"
        ),
        "resource": Column("VARCHAR", meaning="keyed pseudonym of who did it, of this log alone; counted, never shown"),
        **_PART_OF_CASE,
        "case_opened_at": Column("TIMESTAMP", "UTC", "when the file came in, where the log tells it on each row"),
        "case_closed_at": Column("TIMESTAMP", "UTC", "when it was closed; null while it is open"),
        "case_due_at": Column("TIMESTAMP", "UTC", "until when it is to be closed"),
        **PROVENANCE,
    },
    lives=True,
)

# The files of the back office themselves, where the provider delivers a list of them. One row for each: a later
# delivery of a file (closed, reopened) takes the place of the earlier one; a snapshot keeps what was known then.
CASES = Table(
    "cases",
    "provider",
    "opened_at",
    ("case_key",),
    {
        "case_key": Column("VARCHAR", meaning="what makes a file of the back office one file", required=True),
        **_clock("opened_at", "opened_local"),
        "closed_at": Column("TIMESTAMP", "UTC", "null while the file is open"),
        "due_at": Column("TIMESTAMP", "UTC", "until when it is to be closed"),
        "stage": Column("VARCHAR", meaning="where it stands, as the platform calls it"),
        **_PART_OF_CASE,
        **PROVENANCE,
    },
    lives=True,
)

TABLES: dict[str, Table] = {
    table.name: table for table in (CALLS, INTERVALS, CARRIER_COUNTS, STAFFING, CASES, EVENTS, EXCLUSIONS, *LISTS)
}
REGISTERS = tuple(table.name for table in TABLES.values() if table.is_register)
DELIVERABLE = ("calls", "intervals", "carrier_counts", "staffing", "cases", "events", *REGISTERS)
