"""Writes Aircall's call history export, with the quirks that its users meet.

In:   a folder, an ISO week, a seed.
Out:  one CSV of the week: UTF-8, commas, 41 columns, moments in UTC and in two local clocks, outbound calls among the
      inbound ones, transferred calls on two rows, some numbers as a spreadsheet would have saved them.
Why:  the layout is that of exports in the public; the quirks are planted and counted, so that none is lost.
Not here: what happened (`drawn`).
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kit.sample.exports import Written
from kit.sample.exports.drawn import Call, calls, clock, counted

HEADER = (
    "line", "datetime (tz offset incl.)", "number timezone", "datetime (utc)", "country_code", "direction", "from",
    "to", "answered", "missed_call_reason", "user", "duration (total)", "duration (in call)", "voicemail", "recording",
    "comments", "tags", "call quality", "team", "call direction - type", "call start time", "call end time",
    "aircall number", "customer number", "in-call duration", "call id", "call type", "waiting time", "time to answer",
    "time in ivr", "call id (internal)", "disconnected by", "ivr branch", "ivr widget", "call timeline",
    "callback details", "callback failure", "automatic callback pending time", "time with ai voice agent",
    "entry number", "ai voice agent transfer branch",
)  # fmt: skip
_LINE_NUMBER = "33199001234"
_MISSED = {"ivr_exit": "abandoned_in_ivr", "deflected": "out_of_opening_hours", "overflow": "no_available_agent"}
_TYPES = {
    "answered": "Answered",
    "overflow": "Voicemail",
    "deflected": "Out of business hours",
    "ivr_exit": "Abandoned",
}
_PARIS = ZoneInfo("Europe/Paris")
# Of so many calls one is planted: rounded by a spreadsheet, withheld, transferred, followed by an outbound call.
_ROUNDED, _WITHHELD, _TRANSFERRED, _OUTBOUND, _NO_IVR = 12, 25, 15, 9, 20


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `aircall-WEEK.csv`. truth: `by_queue` (drawn.counted), `calls`, `outbound`, `legs`, `rounded_callers`,
    `withheld`, `wait_s` and `talk_s` (s, sums of all calls)."""
    drawn = calls(week, seed)
    path = folder / f"aircall-{week}.csv"
    rows, truth = _rows(drawn)
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *([row.get(name, "") for name in HEADER] for row in rows)])
    return Written([path], truth)


def _rows(drawn: list[Call]) -> tuple[list[dict], dict]:
    truth: dict[str, Any] = {
        "by_queue": counted(drawn),
        "calls": len(drawn),
        "outbound": 0,
        "legs": 0,
        "rounded_callers": 0,
    }
    truth |= {"withheld": 0, "wait_s": 0, "talk_s": 0}
    rows: list[dict] = []
    for call in drawn:
        row = _row(call)
        legs = [row]
        if call.number % _TRANSFERRED == 1 and call.outcome == "answered":
            legs = _transferred(call, row)
        if len(legs) == 1 and (planted := _unread_number(call)):
            truth[planted[0]] += 1
            row["from"] = planted[1]
        if call.number % _OUTBOUND == 0:
            rows.append(_outbound(call))
            truth["outbound"] += 1
        truth["legs"] += len(legs) - 1
        truth["wait_s"] += call.wait_s
        truth["talk_s"] += call.talk_s
        rows += legs
    return rows[::-1], truth  # newest first, as the platform lists them


def _unread_number(call: Call) -> tuple[str, str] | None:
    """A number that is no caller's: withheld, or as a spreadsheet shows it in a narrow column."""
    if call.number % _WITHHELD == 1:
        return "withheld", "anonymous"
    if call.number % _ROUNDED == 0:
        return "rounded_callers", f"{int(call.e164) / 1e10:.4f}E+10".replace(".", ",")
    return None


def _row(call: Call) -> dict:
    answered = call.outcome == "answered"
    waited = call.ivr_s + call.wait_s
    ivr = clock(call.ivr_s)
    if call.number % _NO_IVR == 3 and call.outcome != "ivr_exit":
        waited, ivr = call.wait_s, ""  # the line without an IVR
    return _moments(call, call.at, waited + call.talk_s) | {
        "line": call.queue,
        "direction": "inbound",
        "from": call.e164,
        "to": _LINE_NUMBER,
        "answered": "Yes" if answered else "No",
        "missed_call_reason": "" if answered else _MISSED.get(call.outcome, _abandoned(call)),
        "user": call.adviser or "[No associated user]",
        "duration (total)": waited + call.talk_s,
        "duration (in call)": call.talk_s if answered else "",
        "voicemail": "https://assets.example/voicemail" if call.voicemail else "",
        "tags": f"{call.reason}, Relance" if call.number % 30 == 0 and call.reason else call.reason,
        "call direction - type": f"Inbound - {_TYPES.get(call.outcome, 'Missed')}",
        "in-call duration": clock(call.talk_s) if answered else "",
        "call type": _TYPES.get(call.outcome, "Missed"),
        "waiting time": clock(waited),
        "time to answer": clock(call.wait_s) if answered else "",
        "time in ivr": ivr,
        "ivr branch": call.queue,
        "disconnected by": "agent" if answered and call.number % 2 else "external",
    }


def _abandoned(call: Call) -> str:
    """Who hung up within ten seconds is told apart by the platform, whatever the line's own threshold."""
    return "short_abandoned" if call.ivr_s + call.wait_s < 10 else "agents_did_not_answer"


def _moments(call: Call, at: dt.datetime, lasted: int) -> dict:
    local = at.replace(tzinfo=_PARIS)
    utc = local.astimezone(dt.UTC)
    milliseconds = f".{call.number % 1000:03d}" if call.number % 7 == 0 else ""  # stated in some rows only
    return {
        "datetime (tz offset incl.)": f"{local:%Y-%m-%d %H:%M:%S}",
        "number timezone": "Europe/Paris",
        "datetime (utc)": f"{utc:%Y-%m-%d %H:%M:%S}{milliseconds}",
        "country_code": "FR",
        "call start time": f"{local:%Y-%m-%d %H:%M:%S}",
        "call end time": f"{local + dt.timedelta(seconds=lasted):%Y-%m-%d %H:%M:%S}",
        "call id": f"CA{call.number:032x}",
        "call id (internal)": 3_000_000_000 + call.number,
    }


def _transferred(call: Call, row: dict) -> list[dict]:
    """Two rows of one call: what the first adviser talked, and the second one after the transfer, without a wait."""
    first = call.talk_s // 2
    at = call.at + dt.timedelta(seconds=call.ivr_s + call.wait_s + first)
    one = row | {"duration (in call)": first, "in-call duration": clock(first)}
    rest = call.talk_s - first
    two = _moments(call, at, rest) | {"duration (in call)": rest, "in-call duration": clock(rest)}
    return [one, row | two | {"waiting time": clock(0), "time to answer": clock(0), "time in ivr": ""}]


def _outbound(call: Call) -> dict:
    at = call.at + dt.timedelta(minutes=7)
    return _moments(call, at, 90) | {
        "line": call.queue, "direction": "outbound", "from": _LINE_NUMBER, "to": call.e164, "answered": "Yes",
        "user": "Conseiller 01", "duration (total)": 90, "duration (in call)": 80, "call type": "Outbound",
        "call direction - type": "Outbound", "waiting time": clock(10), "call id": f"CB{call.number:032x}",
        "call id (internal)": 3_100_000_000 + call.number,
    }  # fmt: skip
