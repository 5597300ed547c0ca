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

from dataclasses import dataclass, field

SLOT_S = 900
OUTCOMES = ("answered", "abandoned", "overflow", "ivr_exit", "deflected")
OUTCOMES_FORMERLY = (("flow_out", "overflow"),)
SIDES = ("client", "provider")
DAILY, REGISTER = "daily", "register"
OPEN, DONE, WITHDRAWN = "open", "done", "withdrawn"
STATUSES = (OPEN, DONE, WITHDRAWN)
# What may happen to a piece of work: the words of the event-log standard (XES, "lifecycle").
TRANSITIONS = (
    "schedule", "assign", "reassign", "start", "suspend", "resume", "complete", "withdraw", "autoskip", "manualskip",
    "ate_abort", "pi_abort",
)  # fmt: skip
# Columns that a file fills with persons: each becomes a keyed pseudonym before anything is written.
PERSONS = ("caller", "resource")


@dataclass(frozen=True)
class Column:
    """One column: DuckDB type, unit ('' for none), meaning, whether a row may be without it.

    free: what people type, and may name a person. known: the only words that it may hold; empty: any. signed: a number
    that may be below zero. formerly: its name in files and mappings of before it was renamed, "" where it was not;
    words_formerly: the same of its words, (word then, word now).
    """

    type: str
    unit: str = ""
    meaning: str = ""
    required: bool = False
    free: bool = False
    known: tuple[str, ...] = ()
    signed: bool = False
    formerly: str = ""
    words_formerly: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """One canonical table. `time` is the column that dates a row; `key` makes it unique within a source.

    A register has no `time`, a `key` of one column and a column `status` (STATUSES). frozen: columns that count as they
    stood in the last revision that was open: what was written beforehand. lives: a row that changes
    later has got its next state, and was not corrected.
    """

    name: str
    owed_by: str
    time: str
    key: tuple[str, ...]
    columns: dict[str, Column] = field(default_factory=dict)
    shape: str = DAILY
    frozen: tuple[str, ...] = ()
    lives: bool = False

    @property
    def is_register(self) -> bool:
        """Whether its rows are revised by their key, instead of replaced by the days of a delivery."""
        return self.shape == REGISTER

    @property
    def of_moments(self) -> bool:
        """Whether a row is one thing that happened at a moment, instead of a count of an interval."""
        return not self.is_register and "minutes" not in self.columns

    @property
    def local_time(self) -> str:
        """The column with the row's moment on the partnership's own clock: arrived_local beside arrived_at."""
        return f"{self.time.removesuffix('_at')}_local"

    @property
    def content(self) -> tuple[str, ...]:
        """Columns that say something of the row itself, not of the delivery that brought it."""
        return tuple(name for name in self.columns if name not in REVISION)

    @property
    def formerly(self) -> dict[str, str]:
        """Today's name of each column by its former one."""
        return {column.formerly: name for name, column in self.columns.items() if column.formerly}

    @property
    def counts(self) -> tuple[str, ...]:
        """Columns whose values may be added up over rows."""
        return tuple(name for name, column in self.columns.items() if column.unit in ("calls", "s of calls"))


# Every table carries them: which file and row a figure comes from.
PROVENANCE = {
    "source": Column("VARCHAR", meaning="name of the mapping in sources.yml", required=True),
    "delivery": Column("VARCHAR", meaning="SHA-256 of the delivered file", required=True),
    "row_number": Column("BIGINT", meaning="line of that file as an editor shows it, from 1", required=True),
}

# A register's rows carry when and by whom they were said, too. The store fills `received_at` to `list_number`.
REVISION = {
    "key_scope": Column(
        "VARCHAR", meaning="source within which the key is unique; empty: shared by sources", required=True
    ),
    "received_at": Column("TIMESTAMP", "UTC", "when the list that holds the row was received", required=True),
    "side": Column("VARCHAR", meaning="who owes the list: client or provider", required=True),
    "list_number": Column("BIGINT", meaning="number of the list among those of its source, from 1", required=True),
    **PROVENANCE,
}


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

# What was decided in a meeting. The effect expected is written beforehand, or nothing can be learnt from what came.
ACTIONS = Table(
    "actions",
    "",
    "",
    ("action_key",),
    {
        "action_key": Column("VARCHAR", meaning="number or name of the action in its list", required=True),
        "what": Column("VARCHAR", meaning="what is to be done", required=True, free=True),
        "owner": Column("VARCHAR", meaning="a role or a service, never a person's name", free=True),
        "acts": Column("VARCHAR", meaning="the side that acts", required=True, known=SIDES),
        "decided_on": Column("DATE", "local day", required=True),
        "due_on": Column("DATE", "local day"),
        "figure": Column("VARCHAR", meaning="the figure that it is to move: an id of the glossary"),
        "effect_expected": Column("VARCHAR", meaning="what is expected of it, written beforehand", free=True),
        "effect_value": Column(
            "DOUBLE", "unit of the figure", "the change that is expected, down is negative", signed=True
        ),
        "done_on": Column("DATE", "local day"),
        "status": Column("VARCHAR", required=True, known=STATUSES),
        "remark": Column("VARCHAR", free=True),
        **REVISION,
    },
    shape=REGISTER,
    frozen=("figure", "effect_expected", "effect_value"),
)

TABLES: dict[str, Table] = {
    table.name: table for table in (CALLS, INTERVALS, CARRIER_COUNTS, STAFFING, CASES, EVENTS, EXCLUSIONS, ACTIONS)
}
REGISTERS = tuple(table.name for table in TABLES.values() if table.is_register)
DELIVERABLE = ("calls", "intervals", "carrier_counts", "staffing", "cases", "events", *REGISTERS)
