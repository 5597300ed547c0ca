"""Writes web2contact's statistics of inbound calls: French columns, cp1252, a totals row.

In:   a folder, an ISO week, a seed.
Out:  one CSV of the week: one row per half-hour and queue, `-` for means of nothing, sums in the last row.
Why:  statistics that begin at the queue look whole: what the menu lost is in no row of them.
Not here: what happened (`drawn`), the counts (`slots`).
"""

from __future__ import annotations

from pathlib import Path

from kit.sample.exports import Written
from kit.sample.exports.drawn import calls, clock, counted
from kit.sample.exports.slots import Slot, slots, totals

HEADER = (
    "Date", "Tranche", "File", "Appels présentés", "Appels répondus", "Appels abandonnés", "Appels débordés",
    "Appels pris en - de 20 secondes", "Appels pris en + de 20 secondes", "Moyenne durée d'appel", "Max. durée d'appel",
    "Total durée d'appel", "Moyenne durée attente avant prise en charge", "Max. durée attente avant prise en charge",
)  # fmt: skip
_NBSP = "\u00a0"


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `web2contact-WEEK.csv`. truth: `by_queue` (slots.totals), `rows`, `before_the_queue`: calls that the
    menu kept, and that no row of the export holds."""
    drawn = calls(week, seed, a_day=250)
    listed = list(slots(drawn))
    path = folder / f"web2contact-{week}.csv"
    lines = [HEADER, *(_row(slot) for slot in listed), _total(listed)]
    path.write_bytes(("\r\n".join(";".join(line) for line in lines) + "\r\n").encode("cp1252"))
    lost = counted(drawn)[""]
    before = lost["ivr_exit"] + lost["deflected"]
    return Written([path], {"by_queue": totals(listed), "rows": len(listed), "before_the_queue": before})


def _row(slot: Slot) -> list[str]:
    answered = slot.count("answered")
    counts = (len(slot.calls), answered, slot.count("abandoned"), slot.count("overflow"), slot.within)
    talk, wait = slot.mean("talk_s"), slot.mean("wait_s")
    lasted = [_mean(talk), clock(slot.longest("talk_s"), ""), clock(slot.seconds("talk_s"), "")]
    waited = [_mean(wait), clock(slot.longest("wait_s"), "")]
    named = [f"{slot.start:%d/%m/%Y}", slot.label, slot.queue]
    return [*named, *map(_count, (*counts, answered - slot.within)), *lasted, *waited]


def _total(listed: list[Slot]) -> list[str]:
    all_of = totals(listed)[""]
    counts = [all_of[name] for name in ("offered", "answered", "abandoned", "overflow", "within")]
    counts.append(all_of["answered"] - all_of["within"])
    return ["Total", "", "", *map(_count, counts), "", "", clock(all_of["talk_s"], ""), "", ""]


def _mean(seconds: int | None) -> str:
    return "-" if seconds is None else clock(seconds, "")


def _count(count: int) -> str:
    return f"{count:,}".replace(",", _NBSP)
