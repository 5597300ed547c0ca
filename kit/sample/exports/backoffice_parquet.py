"""Writes a back office's event log as a data warehouse hands it out: Parquet, moments in UTC, rows loaded twice.

In:   a folder, an ISO week, a seed.
Out:  `backoffice_events_WEEK.parquet`: the week's starts and completions, one row each, with what is known of their
      case on each row.
Why:  the quirks are planted and counted, so that none is lost.
Not here: what happened (`casework`).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from kit.sample.exports import Written, casework
from kit.sample.exports.casework import Case, Step

COLUMNS = {
    "event_id": "VARCHAR", "case_id": "VARCHAR", "activity": "VARCHAR", "lifecycle": "VARCHAR",
    "event_ts": "TIMESTAMP", "agent_id": "VARCHAR", "team": "VARCHAR", "channel": "VARCHAR", "category": "VARCHAR",
    "case_created_ts": "TIMESTAMP", "case_closed_ts": "TIMESTAMP", "case_due_ts": "TIMESTAMP", "loaded_at": "TIMESTAMP",
}  # fmt: skip
_NOT_YET = dt.datetime(9999, 12, 31)
_AGAIN = 20  # of so many events one is loaded again, with another team


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes the file. truth: `events` (taken in), `cases`, `starts`, `completions`, `superseded` (rows loaded again),
    `without_agent` (events)."""
    rows = [row for one in casework.cases(week, seed) for step in one.steps for row in _events(one, step, week)]
    rows.sort(key=lambda row: (row[4], row[0]))
    again = [(*row[:6], f"{row[6]} (avant)", *row[7:12], row[12] - dt.timedelta(hours=6)) for row in rows[::_AGAIN]]
    path = folder / f"backoffice_events_{week}.parquet"
    _copy([*again, *rows], path)
    started = sum(row[3] == "start" for row in rows)
    truth = {"events": len(rows), "cases": len({row[1] for row in rows}), "starts": started}
    truth |= {"completions": len(rows) - started, "superseded": len(again)}
    return Written([path], truth | {"without_agent": sum(row[5] is None for row in rows)})


def _events(case: Case, step: Step, week: str) -> list[tuple]:
    """The step's start and completion, as far as they are of the week."""
    moments = (("start", step.starts), ("complete", step.ends))
    return [_row(case, step, word, at) for word, at in moments if at and casework.within(at, week)]


def _row(case: Case, step: Step, word: str, at: dt.datetime) -> tuple:
    closed = _utc(case.closed) if case.closed else _NOT_YET
    told = (case.key, step.name, word, _utc(at), step.agent or None, step.team, case.channel, case.category)
    loaded = _utc(at).replace(hour=23, minute=30, second=0)
    return f"{step.number}-{word[0]}", *told, _utc(case.opened), closed, _utc(case.due), loaded


def _utc(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(tzinfo=None)


def _copy(rows: list[tuple], path: Path) -> None:
    named = ", ".join(
        f"{name}::TIMESTAMPTZ as {name}" if kind == "TIMESTAMP" and name != "loaded_at" else name
        for name, kind in COLUMNS.items()
    )
    with duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": "false"}) as con:
        con.execute("set timezone = 'UTC'")
        con.execute(f"create table events ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
        con.executemany(f"insert into events values ({', '.join('?' * len(COLUMNS))})", rows)
        con.execute(
            f"copy (select {named} from events) to '{str(path).replace(chr(39), 2 * chr(39))}' (format parquet)"
        )
