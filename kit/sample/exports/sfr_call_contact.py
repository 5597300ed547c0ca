"""Writes SFR Business Call Contact's details of inbound calls, with the quirks that its documentation names.

In:   a folder, an ISO week, a seed.
Out:  one .zip with two CSVs, the steps of the calls and the answers to forms; semicolons, a header, a row for each
      step, in the order of the calls.
Why:  the steps' names and the archive are documented publicly; the other columns are not, and are placeholders here and
      in the mapping alike.
Not here: what happened (`drawn`).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

from kit.sample.exports import Written
from kit.sample.exports.drawn import QUEUED, Call, calls, counted

HEADER = ("name", "call_id", "date", "caller", "label", "result", "waiting", "conversation", "agent")
STEPS, FORMS = "Appels entrants.csv", "Réponses aux formulaires.csv"
_FORMAT = "%d/%m/%Y %H:%M:%S"
_FIRST = dt.datetime(2026, 1, 1)
# Of so many calls one is planted: withheld, sent on to a number of its own.
_WITHHELD, _TRANSFERRED = 25, 13


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `appels-entrants-WEEK.zip`. truth: `by_queue` (drawn.counted), `calls`, `events`, `ivr_s`, `wait_s`,
    `talk_s` (s, sums of the calls that queued), `withheld`, `transferred`."""
    drawn = [call for call in calls(week, seed) if call.outcome != "deflected"]
    rows = [step for call in drawn for step in _steps(call)]
    queued = [call for call in drawn if call.outcome in QUEUED]
    truth: dict[str, Any] = {
        "by_queue": _by_queue(drawn),
        "calls": len(drawn),
        "events": len(rows),
        "wait_s": sum(call.wait_s for call in queued),
        "talk_s": sum(call.talk_s for call in queued),
        "withheld": sum(call.number % _WITHHELD == 1 for call in drawn),
        "transferred": sum(row["name"] == "destination_transfer" for row in rows),
    }
    path = folder / f"appels-entrants-{week}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in ((STEPS, _csv(HEADER, rows)), (FORMS, "form;call_id;answer\n")):
            # A fixed date, or the same week would be another file each time.
            packed.writestr(zipfile.ZipInfo(name, _FIRST.timetuple()[:6]), text.encode("utf-8-sig"))
    return Written([path], truth)


def _by_queue(drawn: list[Call]) -> dict[str, dict[str, int]]:
    """As `drawn.counted`; a call that left in the menu reached no queue."""
    counts = counted(drawn)
    for queue in counts:
        counts[queue]["ivr_exit"] *= not queue
    return counts


def _csv(header: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([header, *([row.get(name, "") for name in header] for row in rows)])
    return out.getvalue()


def _steps(call: Call) -> list[dict[str, Any]]:
    begun = call.at - dt.timedelta(seconds=call.ivr_s)
    caller = "Masqué" if call.number % _WITHHELD == 1 else call.national
    first = {"caller": caller}
    steps = [_step(call, "created", begun, **first), _step(call, "announcement", begun, label="Accueil")]
    steps.append(_step(call, "menu", begun + dt.timedelta(seconds=3), label="Menu principal", result="1"))
    if call.outcome not in QUEUED:
        return steps
    answered = call.outcome == "answered"
    said = {"label": call.queue, "waiting": call.wait_s, "result": "answered" if answered else "abandoned"}
    if answered:
        said |= {"conversation": call.talk_s, "agent": call.adviser}
    steps.append(_step(call, "queue_transfert", call.at, **said))
    over = call.at + dt.timedelta(seconds=call.wait_s + call.talk_s)
    if call.outcome == "overflow":
        steps.append(_step(call, "voice_record", over, label="Messagerie"))
    if answered and call.number % _TRANSFERRED == 1:
        steps.append(_step(call, "destination_transfer", over, label="Service client", result="answered"))
    return steps


def _step(call: Call, name: str, at: dt.datetime, **said: object) -> dict[str, Any]:
    return {"name": name, "call_id": f"CC{call.number:08d}", "date": f"{at:{_FORMAT}}", **said}
