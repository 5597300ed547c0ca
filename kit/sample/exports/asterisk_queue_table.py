"""Writes the events of Asterisk's queues as a query of the table queue_log gives them, with the quirks of a database.

In:   a folder, an ISO week, a seed.
Out:  one CSV: a header, moments of the server's clock to the microsecond, newest first, parameters in data1 to data5,
      and the events that Wazo adds for calls that never entered a queue.
Why:  the events are those of the log: what both mappings count is the same.
Not here: the events (`asterisk_queue_log`), what happened (`drawn`).
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kit.sample.exports import Written
from kit.sample.exports.asterisk_queue_log import Event, events_of
from kit.sample.exports.drawn import QUEUED, Call, calls, counted

HEADER = ("id", "time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5")
_PARIS = ZoneInfo("Europe/Paris")
_REFUSED = ("FULL", "CLOSED", "JOINEMPTY", "DIVERT_CA_RATIO")


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `queue_log-WEEK.csv`. truth: that of the log (`events_of`), with the calls that were deflected."""
    events, truth = events_of(week, seed)
    drawn = calls(week, seed)
    deflected = [call for call in drawn if call.outcome == "deflected"]
    events = sorted([*events, *map(_refused, deflected)], key=lambda event: event.at)
    queued = [call for call in drawn if call.outcome in QUEUED]
    truth |= {"by_queue": counted([*queued, *deflected]), "calls": len(queued) + len(deflected), "events": len(events)}
    path = folder / f"queue_log-{week}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *reversed([_row(at, event) for at, event in enumerate(events)])])
    return Written([path], truth)


def _refused(call: Call) -> Event:
    at = int(call.at.replace(tzinfo=_PARIS).timestamp())
    return Event(at, f"{at}.{1000 + call.number}", call.queue, "NONE", _REFUSED[call.number % len(_REFUSED)])


def _row(at: int, event: Event) -> list[Any]:
    # Each event a microsecond after the one before it, as the database keeps them.
    moment = dt.datetime.fromtimestamp(event.at, _PARIS).replace(tzinfo=None, microsecond=100 + at % 900_000)
    said = [*event.said, *[""] * (5 - len(event.said))]
    return [at + 1, moment, event.call, event.queue, event.agent, event.name, *said]
