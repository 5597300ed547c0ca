"""Writes Genesys Cloud's interval exports, with the quirks that its users meet.

In:   a folder, an ISO week, a seed.
Out:  two files of the same week: an extract in UTC and seconds, and what a view in French writes, in local time and
      milliseconds, with empty cells for none and an interval that was still running.
Why:  both are called the export of the platform; taken for each other, every wait is a thousand times too long.
Not here: what happened (`drawn`).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

from kit.sample.exports import Written
from kit.sample.exports.drawn import QUEUED, QUEUES, Call, calls, counted

UTC_HEADER = (
    "Interval Start UTC", "Queue", "Media Type", "Offered", "Answered", "Abandoned", "Flow-Out",
    "Answered in Service Level", "Total Answer Time", "Total Talk Time", "Total Hold Time", "Total ACW Time",
)  # fmt: skip
VIEW_HEADER = (
    "Début de l'intervalle", "Fin de l'intervalle", "Intervalle terminé", "Filtres", "Type de média",
    "Identifiant de la file d'attente", "Nom de la file d'attente", "Offertes", "Répondues", "% de réponses",
    "Abandonnées", "Sorties de file", "Délai moyen de réponse", "Traitement total",
)  # fmt: skip
_PARIS = ZoneInfo("Europe/Paris")
_SIDES = ("offered", "answered", "abandoned", "overflow")
_TARGET_S = 20
Slot = tuple[dt.datetime, str]  # local start of the quarter-hour, queue


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `genesys-utc-WEEK.csv` and `genesys-view-WEEK.csv`.

    truth: `by_queue` (as `drawn.counted`, of queued calls), `wait_answered_s`, `talk_s`, `hold_s`, `acw_s` (s, sums),
    `other_medium` (rows of each file), `unfinished` (rows of the second), `crossing` (calls that were offered in one
    quarter-hour and answered, or lost, in a later one).
    """
    drawn = [call for call in calls(week, seed) if call.outcome in QUEUED]
    slots, truth = _slots(drawn)
    chats = _chats(slots)
    utc, view = folder / f"genesys-utc-{week}.csv", folder / f"genesys-view-{week}.csv"
    _save(utc, UTC_HEADER, [_utc(slot, sums, medium) for slot, sums, medium in chats])
    rows = [_view(slot, sums, medium) for slot, sums, medium in chats]
    running = [*rows[-1]]
    running[0], running[1], running[2] = _local(chats[-1][0][0], 15), _local(chats[-1][0][0], 30), "FALSE"
    _save(view, VIEW_HEADER, [*rows, running])
    return Written([utc, view], truth | {"other_medium": len(chats) - len(slots), "unfinished": 1})


def _save(path: Path, header: tuple[str, ...], rows: list[list]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([header, *rows])


def _slots(drawn: list[Call]) -> tuple[dict[Slot, dict], dict]:
    """Counts and seconds by quarter-hour and queue: offered where a call entered, the rest where it left the queue."""
    slots: dict[Slot, dict] = defaultdict(lambda: defaultdict(int))
    truth: dict = {"by_queue": counted(drawn), "crossing": 0}
    truth |= dict.fromkeys(("wait_answered_s", "talk_s", "hold_s", "acw_s"), 0)
    for call in drawn:
        entered = _quarter(call.at + dt.timedelta(seconds=call.ivr_s))
        left = _quarter(call.at + dt.timedelta(seconds=call.ivr_s + call.wait_s))
        truth["crossing"] += entered != left
        slots[entered, call.queue]["offered"] += 1
        sums = slots[left, call.queue]
        sums[call.outcome] += 1
        if call.outcome == "answered":
            sums["within"] += call.wait_s <= _TARGET_S
            seconds = {"wait_answered_s": call.wait_s, "talk_s": call.talk_s}
            for name, value in (seconds | {"hold_s": call.hold_s, "acw_s": call.acw_s}).items():
                sums[name] += value
                truth[name] += value
    return dict(sorted(slots.items())), truth


def _quarter(at: dt.datetime) -> dt.datetime:
    return at.replace(minute=at.minute // 15 * 15, second=0)


def _chats(slots: dict[Slot, dict]) -> list[tuple[Slot, dict, str]]:
    """Every row, and chats beside some of them: queues take several media."""
    rows = []
    for at, (slot, sums) in enumerate(slots.items()):
        rows.append((slot, sums, "voice"))
        if at % 10 == 0:
            rows.append((slot, sums, "chat"))
    return rows


def _utc(slot: Slot, sums: dict, medium: str) -> list:
    start = slot[0].replace(tzinfo=_PARIS).astimezone(dt.UTC)
    counts = [sums[name] for name in (*_SIDES, "within", "wait_answered_s", "talk_s", "hold_s", "acw_s")]
    return [f"{start:%Y-%m-%dT%H:%M:%S}Z", slot[1], medium, *counts]


def _view(slot: Slot, sums: dict, medium: str) -> list:
    answered = sums["answered"]
    handled = sums["talk_s"] + sums["hold_s"] + sums["acw_s"]
    counts = {name: sums[name] or "" for name in _SIDES}  # the view leaves out what is none
    queue_id = f"00000000-0000-4000-8000-{QUEUES.index(slot[1]):012x}"
    return [
        _local(slot[0], 0), _local(slot[0], 15), "TRUE", "", medium, queue_id,
        slot[1], counts["offered"], counts["answered"], f"{answered / sums['offered']:.4f}" if sums["offered"] else "",
        counts["abandoned"], counts["overflow"],
        f"{sums['wait_answered_s'] * 1000 / answered:.6f}" if answered else "", handled * 1000 if answered else "",
    ]  # fmt: skip


def _local(start: dt.datetime, later_min: int) -> str:
    return f"{start + dt.timedelta(minutes=later_min):%d/%m/%Y %H:%M}"
