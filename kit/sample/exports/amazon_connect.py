"""Writes Amazon Connect's contact records, with the quirks that its users meet.

In:   a folder, an ISO week, a seed.
Out:  two files: the week's records as JSON lines, some delivered twice, some in two states; and what came later, as
      the stream writes it (packed, no line break between records): updates of contacts of that week, and old copies.
Why:  the layout is that of records in the public; the quirks are planted and counted, so that none is lost.
Not here: what happened (`drawn`).
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path
from zoneinfo import ZoneInfo

from kit.sample.exports import Written
from kit.sample.exports.drawn import QUEUES, Call, calls

_PARIS = ZoneInfo("Europe/Paris")
_LINE = "+33199001234"
_ARN = "arn:aws:connect:eu-west-3:000000000000:instance/00000000-0000-0000-0000-000000000000"
# Of so many calls one is planted.
_TWICE, _TWO_STATES, _UPDATED, _WITHHELD, _OUTBOUND, _CHAT, _PASSED_ON, _NEW_FIELD = 8, 11, 13, 25, 9, 14, 15, 6
_FIRST_ACW = 1  # s: after-call work when the record first came
_ENDS = {"answered": "CUSTOMER_DISCONNECT", "abandoned": "CUSTOMER_DISCONNECT", "ivr_exit": "CUSTOMER_DISCONNECT"}


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `contact-records-WEEK.jsonl` and `contact-records-WEEK-later.jsonl.gz`.

    truth: `by_queue` (outcomes by queue, "" for all; who never queued has no queue), `contacts`, `excluded` (of the
    first file, by reason), `later` (the same of the second), `updated`, `wait_s`, `talk_s`, `hold_s`, `acw_s` (s, sums
    when both files were received), `acw_before_s` (s, after the first one), `withheld`, `transferred`.
    """
    week_of = _Week(calls(week, seed))
    first, later = folder / f"contact-records-{week}.jsonl", folder / f"contact-records-{week}-later.jsonl.gz"
    first.write_text("".join(json.dumps(one) + "\n" for one in week_of.records), encoding="utf-8")
    stream = "".join(json.dumps(one, separators=(",", ":")) for one in week_of.later)
    later.write_bytes(gzip.compress(stream.encode(), mtime=0))
    return Written([first, later], week_of.truth)


class _Week:
    """The records of a week, in the order in which the stream brings them, and what was planted."""

    def __init__(self, drawn: list[Call]) -> None:
        self.records: list[dict] = []
        self.later: list[dict] = []
        none = {"offered": 0, "answered": 0, "abandoned": 0, "overflow": 0, "ivr_exit": 0, "deflected": 0}
        self.truth: dict = {"by_queue": {queue: dict(none) for queue in ("", *QUEUES)}, "contacts": 0, "updated": 0}
        self.truth |= {"excluded": {}, "later": {}, "withheld": 0, "transferred": 0}
        self.truth |= dict.fromkeys(("wait_s", "talk_s", "hold_s", "acw_s", "acw_before_s"), 0)
        for call in drawn:
            self._add(call)

    def _add(self, call: Call) -> None:
        self._count(call)
        record = _record(call)
        if call.number % _NEW_FIELD == 0:
            record |= {"NewObject": {"List": [1, {"Deep": None}]}, "Tags": {"aws:connect:new": "x"}}
        if call.outcome == "answered" and call.number % _UPDATED == 0:
            self._update_later(call, record)
            return
        states = [record]
        if call.outcome == "answered" and call.number % _TWO_STATES == 0:
            states = [_earlier(record), record]
            self._plant("excluded", "superseded")
        elif call.number % _TWICE == 0:
            states = [record, record]
            self._plant("excluded", "duplicate")
        self.truth["acw_before_s"] += call.acw_s if call.outcome == "answered" else 0
        self.records += states
        self._others(call, record)

    def _update_later(self, call: Call, record: dict) -> None:
        """A contact whose after-call work was not known when it first came; its first copy comes once more, too."""
        self.records.append(_earlier(record))
        self.later += [_earlier(record), record]
        self.truth["updated"] += 1
        self.truth["acw_before_s"] += _FIRST_ACW
        self._plant("later", "superseded")

    def _others(self, call: Call, record: dict) -> None:
        """Contacts that are no calls of this line: outbound, chats, what an adviser passed on."""
        if call.number % _OUTBOUND == 0:
            self.records.append(record | {"ContactId": _key(call, "b"), "InitiationMethod": "OUTBOUND"})
            self._plant("excluded", "outbound")
        if call.number % _CHAT == 0:
            self.records.append(record | {"ContactId": _key(call, "c"), "Channel": "CHAT"})
            self._plant("excluded", "other_channel")
        if record["TransferCompletedTimestamp"]:
            passed = {"ContactId": record["NextContactId"], "InitialContactId": record["ContactId"]}
            self.records.append(
                record
                | passed
                | {"PreviousContactId": record["ContactId"], "InitiationMethod": "TRANSFER", "NextContactId": None}
                | {"InitiationTimestamp": record["TransferCompletedTimestamp"], "TransferCompletedTimestamp": None}
            )
            self._plant("excluded", "transfer")

    def _plant(self, where: str, what: str) -> None:
        self.truth[where][what] = self.truth[where].get(what, 0) + 1

    def _count(self, call: Call) -> None:
        queued = call.outcome in ("answered", "abandoned", "overflow")
        outcome = call.outcome if queued else "ivr_exit"
        for queue in ("", call.queue) if queued else ("",):
            self.truth["by_queue"][queue][outcome] += 1
            self.truth["by_queue"][queue]["offered"] += queued
        self.truth["contacts"] += 1
        self.truth["withheld"] += call.number % _WITHHELD == 1
        self.truth["transferred"] += _is_passed_on(call)
        self.truth["wait_s"] += call.wait_s if queued else 0
        for name in ("talk_s", "hold_s", "acw_s") if call.outcome == "answered" else ():
            self.truth[name] += getattr(call, name)


def _key(call: Call, kind: str = "a") -> str:
    return f"{kind}0000000-0000-4000-8000-{call.number:012x}"


def _is_passed_on(call: Call) -> bool:
    return call.outcome == "answered" and call.number % _PASSED_ON == 1


def _record(call: Call) -> dict:
    at = call.at.replace(tzinfo=_PARIS).astimezone(dt.UTC)
    left = at + dt.timedelta(seconds=call.ivr_s + call.wait_s)
    end = left + dt.timedelta(seconds=call.talk_s + call.hold_s)
    passed = _is_passed_on(call)
    return {
        "AWSAccountId": "000000000000",
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "Agent": _agent(call, left, end) if call.outcome == "answered" else None,
        "AgentConnectionAttempts": int(call.outcome == "answered"),
        "Attributes": {"langue": "fr"},
        "Channel": "VOICE",
        "ConnectedToSystemTimestamp": _iso(at),
        "ContactDetails": {},
        "ContactId": _key(call),
        "CustomerEndpoint": {
            "Address": "anonymous" if call.number % _WITHHELD == 1 else f"+{call.e164}",
            "Type": "TELEPHONE_NUMBER",
        },
        "DisconnectReason": _ENDS.get(call.outcome, "CONTACT_FLOW_DISCONNECT"),
        "DisconnectTimestamp": _iso(end),
        "InitialContactId": None,
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": _iso(at),
        "LastUpdateTimestamp": _iso(end + dt.timedelta(minutes=3)),
        "MediaStreams": [{"Type": "AUDIO"}],
        "NextContactId": _key(call, "d") if passed else None,
        "PreviousContactId": None,
        "Queue": _queue(call, at, left),
        "Recordings": [{"Location": "recordings/2026/11/call.wav", "MediaStreamType": "AUDIO"}],
        "SystemEndpoint": {"Address": _LINE, "Type": "TELEPHONE_NUMBER"},
        "TransferCompletedTimestamp": _iso(end) if passed else None,
    }


def _agent(call: Call, connected: dt.datetime, end: dt.datetime) -> dict:
    return {
        "ARN": f"{_ARN}/agent/{call.number % 4}",
        "AfterContactWorkDuration": call.acw_s,
        "AfterContactWorkStartTimestamp": _iso(end),
        "AgentInteractionDuration": call.talk_s,
        "ConnectedToAgentTimestamp": _iso(connected),
        "CustomerHoldDuration": call.hold_s,
        "HierarchyGroups": None,
        "NumberOfHolds": int(call.hold_s > 0),
        "Username": call.adviser,
    }


def _queue(call: Call, at: dt.datetime, left: dt.datetime) -> dict | None:
    if call.outcome not in ("answered", "abandoned", "overflow"):
        return None
    return {
        "ARN": f"{_ARN}/queue/{QUEUES.index(call.queue)}",
        "DequeueTimestamp": _iso(left),
        "Duration": call.wait_s,
        "EnqueueTimestamp": _iso(at + dt.timedelta(seconds=call.ivr_s)),
        "Name": call.queue,
    }


def _earlier(record: dict) -> dict:
    """The state in which a contact came first: without its after-call work, updated earlier."""
    agent = record["Agent"] | {"AfterContactWorkDuration": _FIRST_ACW}
    return record | {"Agent": agent, "LastUpdateTimestamp": record["DisconnectTimestamp"]}


def _iso(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
