"""Writes Asterisk's call detail records (Master.csv), with the quirks that their readers meet.

In:   a folder, an ISO week, a seed.
Out:  one CSV without a header, 21 columns, a row for each telephone that rang, Asterisk's own legs and outbound calls
      among them, in the order in which they ended.
Why:  the layout is that of files in the public; the quirks are planted and counted, so that none is lost.
Not here: what happened (`drawn`), the log of the queues (`asterisk_queue_log`).
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kit.sample.exports import Written
from kit.sample.exports.drawn import Call, calls, counted

WIDTH = 21
_PARIS = ZoneInfo("Europe/Paris")
# Of so many calls one is planted: rung by Asterisk through itself, followed by an outbound call, ended in a voicemail.
_LOCAL, _OUTBOUND, _VOICEMAIL = 6, 9, 3


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `Master-WEEK.csv`. truth: `by_queue` (drawn.counted; whoever waited in vain is abandoned, for records know
    no overflow), `calls`, `legs`, `outbound`, `internal_leg`, `nobody_rung` (rows)."""
    drawn = calls(week, seed)
    truth: dict[str, Any] = dict.fromkeys(("calls", "legs", "outbound", "internal_leg", "nobody_rung"), 0)
    rows: list[dict[int, Any]] = []
    for call in drawn:
        rows += _rows(call, truth)
    reached = [call for call in drawn if call.outcome in ("answered", "abandoned", "overflow")]
    by_queue = counted(reached)
    for counts in by_queue.values():
        counts["abandoned"] += counts["overflow"]
        counts["overflow"] = 0
    truth |= {"by_queue": by_queue, "calls": len(reached)}
    path = folder / f"Master-{week}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerows([row.get(at, "") for at in range(1, WIDTH + 1)] for row in sorted(rows, key=_ended))
    return Written([path], truth)


def _ended(row: dict[int, Any]) -> str:
    return str(row[12])


def _rows(call: Call, truth: dict[str, Any]) -> list[dict[int, Any]]:
    if call.outcome in ("ivr_exit", "deflected"):
        truth["nobody_rung"] += 1
        return [_leg(call, "", "Playback", 0, call.ivr_s, call.ivr_s, "ANSWERED")]
    begins, over = call.ivr_s, call.ivr_s + call.wait_s
    # Nobody free: the queue alone. Else two telephones ring, the second one in vain or not.
    rung = call.outcome == "answered" or call.number % 2
    rows = [_leg(call, f"SIP/400{at}-{call.number:08x}", "Queue", begins, over, over - begins, "NO ANSWER")
            for at in ((1, 2) if rung else ())]  # fmt: skip
    if call.outcome == "answered":
        rows.append(
            _leg(call, f"SIP/4003-{call.number:08x}", "Queue", begins, over + call.talk_s, call.talk_s, "ANSWERED")
        )
    elif not rung:
        rows.append(_leg(call, "", "Queue", begins, over, over - begins, "ANSWERED"))
    truth["legs"] += len(rows) - 1
    return rows + _asides(call, over, truth)


def _asides(call: Call, over: int, truth: dict[str, Any]) -> list[dict[int, Any]]:
    """Rows that are no leg of the call's way to an adviser."""
    rows = []
    if call.number % _LOCAL == 0:
        truth["internal_leg"] += 1
        rows.append(_leg(call, f"SIP/4003-{call.number:08x}", "Dial", call.ivr_s, over, 0, "ANSWERED"))
        rows[-1] |= {3: "4003", 4: "from-queue", 6: f"Local/4003@from-queue-{call.number:08x};2"}
    if call.outcome == "overflow" or call.number % _VOICEMAIL == 0:
        truth["nobody_rung"] += 1
        after = over + call.talk_s
        rows.append(_leg(call, "", "Hangup", after, after, 0, "ANSWERED"))
    if call.number % _OUTBOUND == 0:
        truth["outbound"] += 1
        rows.append(_leg(call, f"SIP/trunk-{call.number:08x}", "Dial", 900, 960, 50, "ANSWERED"))
        rows[-1] |= {2: "4003", 3: call.national, 4: "from-internal", 20: f"{rows[-1][20]}9"}
    return rows


def _leg(
    call: Call, called: str, application: str, begins: int, ends: int, billed: int, disposition: str
) -> dict[int, Any]:
    """One row by position. begins, ends, billed: seconds, from the caller's arrival on."""
    arrived = call.at - dt.timedelta(seconds=call.ivr_s)
    start, end = (arrived + dt.timedelta(seconds=seconds) for seconds in (begins, ends))
    key = f"{int(arrived.replace(tzinfo=_PARIS).timestamp())}.{4 * call.number}"
    return {
        2: call.national, 3: call.queue, 4: "from-trunk", 5: f'"{call.national}" <{call.national}>',
        6: f"SIP/trunk-{call.number:08x}", 7: called, 8: application, 9: f"{call.queue},t,,,60",
        10: start, 11: start if billed or disposition == "ANSWERED" else "", 12: end,
        13: ends - begins, 14: billed, 15: disposition, 16: "DOCUMENTATION", 17: key, 20: key, 21: call.number,
    }  # fmt: skip
