"""What each side owed for a period, and when it came.

In:   the sources of a partnership, the deliveries known at a moment, a period.
Out:  one row per owed file.
Why:  a figure that cannot be computed must say whose file is missing; lateness counts for both sides alike.
Not here: when a file is due (`kit.params.sources`), what is wrong with its content (`kit.intake`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pandas as pd

from kit.params.sources import Source, Sources
from kit.period import Period
from kit.store import owed_lists
from kit.store.held import Held
from kit.store.snapshot import Delivery

COLUMNS = (
    "source", "owed_by", "table", "period", "due_at", "received_at", "status", "hours_late",
    "version", "file", "sha256", "rows", "stated",
)  # fmt: skip
STATUSES = ("on_time", "late", "missing", "not_due", "held")
_DTYPES = {
    "due_at": "datetime64[us, UTC]",
    "received_at": "datetime64[us, UTC]",
    "hours_late": "float64",
    "version": "int64",
    "rows": "float64",
    "stated": "bool",
}


def ledger(
    sources: Sources,
    deliveries: list[Delivery],
    *,
    period: str | Period,
    as_of: dt.datetime,
    zone: str,
    closed: Callable[[dt.date], bool] | None = None,
    waiting: Sequence[Held] = (),
) -> pd.DataFrame:
    """One row per file that was owed for the period, in the order of the sources and of their periods.

    deliveries: those known at `as_of`. A delivery answers a period of its source when it covers one of its days.
    A list of a register answers the period in which it came (`owed_lists`).
    closed: days for which no daily file is owed. waiting: files that came and wait for a confirmation (`held`).
    due_at, received_at: UTC; `received_at`, `status` and `hours_late` are those of the first answer; `version` (0 when
    none came), `file`, `sha256` and `rows` (rows read, NaN when none came) those of the newest.
    stated: whether somebody told `received_at`, and with it `status`, afterwards instead of the kit measuring it.
    status: one of STATUSES, held for a file that came and waits: then `file` and `received_at` are its own.
    hours_late: hours after `due_at`, for a missing file until `as_of`, NaN when not due yet.
    """
    rows = []
    for name, source in sources.sources.items():
        sent = [delivery for delivery in deliveries if delivery.source == name]
        lists = owed_lists.answers(source, sent, Period.parse(period), zone, closed) if source.is_register else {}
        for due, due_at in source.owed_for(period, zone, closed):
            first, last = due.first, due.last
            covering = lists.get(due, [one for one in sent if one.covers(first, last)])
            answers = sorted(covering, key=lambda one: one.came)
            wait = [one for one in waiting if one.source == name and one.covers(first, last) and one.came <= as_of]
            rows.append(_row(name, source, str(due), due_at, answers, as_of, wait))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({**dict.fromkeys(COLUMNS, "str"), **_DTYPES})


def _row(
    name: str,
    source: Source,
    period: str,
    due_at: dt.datetime,
    answers: list[Delivery],
    as_of: dt.datetime,
    waiting: list[Held],
) -> tuple[object, ...]:
    if waiting and not answers:
        one = waiting[-1]
        waited = max((one.came - due_at).total_seconds() / 3600, 0.0)
        held = (0, one.file, one.sha256, None, one.stated)
        return (name, source.owed_by, source.table, period, due_at, one.came, "held", waited, *held)
    first, newest = (answers[0], answers[-1]) if answers else (None, None)
    status, hours = _standing(due_at, first.came if first else None, as_of)
    shown = (newest.file, newest.sha256, newest.rows_read) if newest else ("", "", None)
    came, stated = (first.came, first.stated) if first else (None, False)
    return (name, source.owed_by, source.table, period, due_at, came, status, hours, len(answers), *shown, stated)


def _standing(due_at: dt.datetime, came: dt.datetime | None, as_of: dt.datetime) -> tuple[str, float | None]:
    """Status and hours late; a file that comes at the very moment it is due is on time."""
    late = ((came or as_of) - due_at).total_seconds() / 3600
    if came:
        return ("late", late) if late > 0 else ("on_time", 0.0)
    return ("missing", late) if late > 0 else ("not_due", None)
