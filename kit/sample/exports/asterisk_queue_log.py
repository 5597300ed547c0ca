"""Writes the log of Asterisk's queues, cut into two files by its rotation, with the quirks that its readers meet.

In:   a folder, an ISO week, a seed.
Out:  `queue_log.1` and `queue_log`: bars between the cells, no header, moments in seconds since 1970 (UTC), events of
      several calls between each other, several telephones that ring in vain (milliseconds) before one is answered.
Why:  the layout is that of the public documentation and of logs in the public; the quirks are planted and counted.
Not here: what happened (`drawn`), the same events out of a database (`asterisk_queue_table`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kit.sample.exports import Written
from kit.sample.exports.drawn import QUEUED, Call, calls, counted

_PARIS = ZoneInfo("Europe/Paris")
# Of so many calls one is planted: withheld, transferred, sent to a second queue first.
_WITHHELD, _TRANSFERRED, _SECOND_QUEUE = 25, 9, 11
_SECOND = "Secours"


@dataclass(frozen=True)
class Event:
    """One row of the log. at: seconds since 1970; said: what stands behind the name of the event."""

    at: int
    call: str
    queue: str
    agent: str
    name: str
    said: tuple[str, ...] = ()

    @property
    def row(self) -> str:
        """As the log has it: an event that says nothing more ends in a bar."""
        return "|".join((str(self.at), self.call, self.queue, self.agent, self.name, *(self.said or ("",))))


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes both files. truth: see `events_of`, and `across`: calls that begin in one file and end in the other."""
    events, truth = events_of(week, seed)
    queued = [(at, event) for at, event in enumerate(events) if event.name != "DID"]
    cut = next(at for at, event in queued[len(queued) // 2 :] if event.name == "CONNECT")
    before = {event.call for at, event in queued if at < cut and event.call[0].isdigit()}
    truth["across"] = len(before & {event.call for at, event in queued if at >= cut})
    parts = {"queue_log.1": events[:cut], "queue_log": events[cut:]}
    for name, part in parts.items():
        (folder / name).write_text("".join(f"{event.row}\n" for event in part), encoding="utf-8")
    return Written([folder / name for name in parts], truth)


def events_of(week: str, seed: int = 1) -> tuple[list[Event], dict[str, Any]]:
    """The events of a week in the order of their moments, and the truth: `by_queue` (drawn.counted), `calls`, `no_call`
    (events), `events`, `wait_s` and `talk_s` (s, sums of all calls), `withheld`, `transferred`, `unknown` (events)."""
    queued = [call for call in calls(week, seed) if call.outcome in QUEUED]
    truth: dict[str, Any] = {"by_queue": counted(queued), "calls": len(queued), "withheld": 0, "transferred": 0}
    events: list[Event] = []
    for call in queued:
        events += _of_call(call, truth)
    aside = _of_none(queued)
    everything = sorted([*events, *aside], key=lambda event: event.at)
    truth |= {
        "no_call": len(aside),
        "events": len(everything),
        "unknown": sum(event.name == "CALLERHANGUPCAUSE" for event in everything),
        "wait_s": sum(call.wait_s for call in queued),
        "talk_s": sum(call.talk_s for call in queued),
    }
    return everything, truth


def _of_none(queued: list[Call]) -> list[Event]:
    """The events of the system and of agents: their call is NONE, or the word of whoever caused them."""
    first, last = _epoch(queued[0].at), _epoch(queued[-1].at)
    return [
        Event(first - 30, "NONE", "NONE", "NONE", "QUEUESTART"),
        Event(first - 20, "REALTIME", "Standard", "Local/4001@agents", "ADDMEMBER"),
        Event(first - 10, "NONE", "NONE", "Local/4001@agents", "PAUSEALL", ("pause",)),
        Event(last + 20, "CLI", "Standard", "Local/4001@agents", "REMOVEMEMBER"),
        Event(last + 30, "NONE", "NONE", "NONE", "CONFIGRELOAD"),
    ]


def _epoch(local: dt.datetime) -> int:
    return int(local.replace(tzinfo=_PARIS).timestamp())


def _of_call(call: Call, truth: dict[str, Any]) -> list[Event]:
    entered = _epoch(call.at)
    key = f"{entered - call.ivr_s}.{1000 + call.number}"
    withheld = call.number % _WITHHELD == 1
    truth["withheld"] += withheld
    caller = "anonymous" if withheld else call.e164
    events = [
        Event(entered - call.ivr_s, key, call.queue, "NONE", "DID", ("33199001234",)),
        Event(entered, key, call.queue, "NONE", "ENTERQUEUE", ("", caller, "1")),
    ]
    queue, over = call.queue, entered + call.wait_s
    if call.number % _SECOND_QUEUE == 3 and call.wait_s > 10 and call.outcome != "overflow":
        queue = _SECOND
        events += [
            Event(entered + 8, key, call.queue, "NONE", "EXITWITHTIMEOUT", ("1", "1", "8")),
            Event(entered + 8, key, queue, "NONE", "ENTERQUEUE", ("", caller, "1")),
        ]
    if call.outcome == "abandoned":
        return [*events, Event(over, key, queue, "NONE", "ABANDON", ("1", "1", str(call.wait_s)))]
    if call.outcome == "overflow":
        return [*events, Event(over, key, queue, "NONE", "EXITWITHTIMEOUT", ("1", "1", str(call.wait_s)))]
    return events + _answered(call, key, queue, over, truth)


def _answered(call: Call, key: str, queue: str, at: int, truth: dict[str, Any]) -> list[Event]:
    agents = [f"Local/{4001 + (call.number + shift) % 4}@agents" for shift in range(3)]
    rang = min(call.wait_s - 1, 6)
    events = [Event(at - rang, key, queue, agent, "RINGNOANSWER", (f"{1000 * rang}",)) for agent in agents[1:]]
    ended = at + call.talk_s
    wait, talk = str(call.wait_s), str(call.talk_s)
    events.append(Event(at, key, queue, agents[0], "CONNECT", (wait, f"{at}.{2000 + call.number}", str(rang))))
    if call.number % _TRANSFERRED == 1:
        truth["transferred"] += 1
        said = ("4100", "internal", wait, talk, "1")
        return [*events, Event(ended, key, queue, agents[0], "BLINDTRANSFER", said)]
    name = "COMPLETECALLER" if call.number % 2 else "COMPLETEAGENT"
    events.append(Event(ended, key, queue, agents[0], name, (wait, talk, "1")))
    if call.number % 40 == 0:  # written by a newer version, and known to nobody
        events.append(Event(ended, key, queue, agents[0], "CALLERHANGUPCAUSE", ("16",)))
    return events
