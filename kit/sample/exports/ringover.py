"""Writes a call list with the fields of Ringover's API, as tools flatten them into a CSV.

In:   a folder, an ISO week, a seed.
Out:  one CSV of the week: a row for the menu's leg and for each adviser's, keys of 19 digits, moments with an offset,
      outbound calls and a fax among them, some rows twice where two pages of the list met.
Why:  legs that share a key are the quirk of this export: counted as calls, they would double what was offered.
Not here: what happened (`drawn`).
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kit.sample.exports import Written
from kit.sample.exports.drawn import Call, calls, counted

HEADER = (
    "cdr_id", "call_id", "channel_id", "type", "direction", "is_answered", "last_state", "start_time", "answered_time",
    "end_time", "incall_duration", "total_duration", "contact_number", "from_number", "to_number", "hangup_by", "note",
    "tags", "voicemail", "record", "user.user_id", "user.concat_name", "ivr.ivr_id", "ivr.name", "scenario_name",
)  # fmt: skip
_LINE_NUMBER = "33199001234"
_PARIS = ZoneInfo("Europe/Paris")
_USERS = {"Conseiller 01": 11330901, "Conseiller 02": 11330902, "Conseiller 03": 11330903, "Conseiller 04": 11330904}
_STATES = {"answered": "ANSWERED", "abandoned": "MISSED"}
_OVERFLOWS = ("VOICEMAIL", "QUEUE_TIMEOUT", "NOANSWER_TRANSFERED")
_OUTBOUND, _TRANSFERRED, _TWICE, _WITHHELD = 9, 15, 60, 25  # of so many calls one


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `ringover-WEEK.csv`. truth: `by_queue` (drawn.counted), `calls`, `outbound`, `other_media`, `legs` (rows
    merged into another), `duplicates`, `withheld`, `transferred`, `wait_s`, `ivr_s` and `talk_s` (s, sums)."""
    drawn = calls(week, seed)
    path = folder / f"ringover-{week}.csv"
    rows, truth = _rows(drawn)
    for number, row in enumerate(rows):
        row.setdefault("cdr_id", 536_000_000 + number)
    again = [row for row in rows[::_TWICE] if (row["type"], row["direction"]) == ("PHONE", "in")]
    truth["duplicates"] = len(again)
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *([row.get(name, "") for name in HEADER] for row in [*rows, *again])])
    return Written([path], truth)


def _rows(drawn: list[Call]) -> tuple[list[dict], dict]:
    truth: dict[str, Any] = {
        "by_queue": counted(drawn),
        "calls": len(drawn),
        "outbound": 0,
        "other_media": 1,
        "legs": 0,
    }
    truth |= {"withheld": 0, "transferred": 0, "wait_s": 0, "ivr_s": 0, "talk_s": 0}
    rows = [_leg(drawn[0], drawn[0].at, 30, 30) | {"type": "FAX", "last_state": "FAX_RECEIVED", "call_id": "1"}]
    for call in drawn:
        legs = _legs(call)
        if call.number % _WITHHELD == 1:
            legs = [leg | {"from_number": "anonymous"} for leg in legs]
            truth["withheld"] += 1
        if call.number % _OUTBOUND == 0:
            rows.append(_leg(call, call.at, 90, 80) | {"direction": "out", "call_id": f"2{call.number:018d}"})
            truth["outbound"] += 1
        truth["legs"] += len(legs) - 1
        truth["transferred"] += sum(leg["last_state"] == "BLIND_TRANSFERED" for leg in legs)
        for name, seconds in (("wait_s", call.wait_s), ("ivr_s", call.ivr_s), ("talk_s", call.talk_s)):
            truth[name] += seconds
        rows += legs
    return rows, truth


def _legs(call: Call) -> list[dict]:
    """The menu's leg; then the queue's, and after a transfer a second adviser's."""
    menu = _leg(call, call.at, call.ivr_s, call.ivr_s) | {"ivr.ivr_id": 7, "ivr.name": call.queue}
    if call.outcome == "deflected":
        return [menu | {"last_state": "ANNOUNCE", "is_answered": "false"}]
    if call.outcome == "ivr_exit":
        return [menu]
    queued = call.at + dt.timedelta(seconds=call.ivr_s)
    state = _STATES.get(call.outcome, _OVERFLOWS[call.number % len(_OVERFLOWS)])
    if call.outcome != "answered":
        return [menu, _leg(call, queued, call.wait_s, 0) | {"last_state": state, "is_answered": "false"}]
    user = _user(call.adviser)
    if call.number % _TRANSFERRED != 1:
        return [menu, _leg(call, queued, call.wait_s + call.talk_s, call.talk_s) | user | {"tags": call.reason}]
    first, rest = call.talk_s // 2, call.talk_s - call.talk_s // 2
    one = _leg(call, queued, call.wait_s + first, first) | user | {"last_state": "BLIND_TRANSFERED"}
    at = queued + dt.timedelta(seconds=call.wait_s + first)
    return [menu, one, _leg(call, at, rest, rest) | _user("Conseiller 01") | {"tags": call.reason}]


def _user(name: str) -> dict:
    return {"user.user_id": _USERS[name], "user.concat_name": name}


def _leg(call: Call, at: dt.datetime, total: int, talked: int) -> dict:
    """A leg that was answered after `total - talked` seconds, or given up where nobody talked."""
    start = at.replace(tzinfo=_PARIS)
    answered = start + dt.timedelta(seconds=total - talked)
    return {
        "call_id": f"19206695{call.number:011d}",
        "type": "PHONE",
        "direction": "in",
        "is_answered": "true",
        "last_state": "ANSWERED",
        "start_time": start.isoformat(),
        "answered_time": answered.isoformat() if talked else "",
        "end_time": (start + dt.timedelta(seconds=total)).isoformat(),
        "incall_duration": talked or "",
        "total_duration": total,
        "contact_number": call.e164,
        "from_number": call.e164,
        "to_number": _LINE_NUMBER,
    }
