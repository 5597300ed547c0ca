"""Writes a supervisor's daily sheets: one a day, totals above the table, a header in two merged rows.

In:   a folder, an ISO week, a seed.
Out:  one workbook of the week: five sheets, a summary sheet with other columns, a hidden draft with the same ones.
Why:  workbooks made for reading are what many providers send; none of what is planted here stops their mapping.
Not here: what happened (`drawn`), the counts (`slots`).
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kit.sample.exports import Written
from kit.sample.exports.drawn import QUEUES, calls, clock
from kit.sample.exports.slots import Slot, slots, totals

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
_UPPER = ("", "", "Appels", "", "", "", "Délai", "", "Temps moyens", "", "")
_LOWER = ("Tranche", "File", "Reçus", "Traités", "Abandonnés", "Débordés", "<= 20 s", "> 20 s", "Attente", "DMC", "DMT")
_MERGED = ("C8:F8", "G8:H8", "I8:K8")
_MADE = dt.datetime(2026, 1, 1)
_COUNTED = ("offered", "answered", "abandoned", "overflow", "within")


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `suivi-activite-WEEK.xlsx`.

    truth: `by_queue` (slots.totals), `handle_s` (s), `rows`, `days`, `footers`.
    """
    listed = list(slots(calls(week, seed, a_day=120)))
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = book.properties.modified = _MADE
    for day, of_day in groupby(listed, key=lambda slot: slot.start.date()):
        _sheet(book.create_sheet(f"{_DAYS[day.weekday()].capitalize()} {day:%d-%m}"), day, list(of_day))
    summary = book.create_sheet("Synthèse")
    for row in (["Semaine", week], [], ["Jour", "Reçus", "Traités"], ["lundi", 1, 1]):
        summary.append(row)
    draft = book.create_sheet("Brouillon")
    _sheet(draft, listed[0].start.date(), listed[:6])
    draft.sheet_state = "hidden"
    path = folder / f"suivi-activite-{week}.xlsx"
    book.save(path)
    handled = sum(call.talk_s + call.hold_s + call.acw_s for slot in listed for call in slot.calls)
    days = len({slot.start.date() for slot in listed})
    truth = {"by_queue": totals(listed), "handle_s": handled, "rows": len(listed), "days": days, "footers": days}
    return Written([path], truth)


def _sheet(sheet: Worksheet, day: dt.date, of_day: list[Slot]) -> None:
    all_of = totals(of_day)[""]
    sheet.append([f"Activité du {_DAYS[day.weekday()]} {day:%d/%m/%Y}"])
    sheet.append([])
    rate = f"{100 * all_of['answered'] / max(all_of['offered'], 1):.1f} %".replace(".", ",")
    for name, value in (("Total reçus", all_of["offered"]), ("Total traités", all_of["answered"])):
        sheet.append([name, None, value])
    sheet.append(["Taux de décroché", None, rate])
    sheet.append(["Objectif", None, "90,0 %"])
    sheet.append([])
    sheet.append(list(_UPPER))
    sheet.append(list(_LOWER))
    for number, slot in enumerate(of_day):
        sheet.append(_row(slot, number))
    sheet.append(["Total", None, *(_french(all_of[name]) for name in _COUNTED[:4]), all_of["within"]])
    sheet.append(["Édité le lendemain à 7 h 30"])
    _merge(sheet, len(of_day))


def _row(slot: Slot, number: int) -> list:
    counts = [len(slot.calls), *(slot.count(name) for name in _COUNTED[1:4]), slot.within]
    wait, talk = slot.mean("wait_s"), slot.mean("talk_s")
    handled = None if talk is None else _handled(slot)
    # A half-hour's label is merged over its queues; every third row has its times as text, as somebody typed them.
    label = f"{slot.start:%Hh%M}-{slot.start + dt.timedelta(minutes=30):%Hh%M}" if slot.queue == QUEUES[0] else None
    written = [_lasted(value, number) for value in (wait, talk, handled)]
    return [label, slot.queue, *counts, counts[1] - slot.within, *written]


def _handled(slot: Slot) -> int:
    seconds = sum(slot.seconds(name) for name in ("talk_s", "hold_s", "acw_s"))
    return round(seconds / slot.count("answered"))


def _lasted(value: int | None, number: int) -> object:
    if value is None:
        return "-"
    if number % 3 == 0:
        return clock(value, "")
    return dt.time(value // 3600, value // 60 % 60, value % 60)


def _french(count: int) -> object:
    return f"{count:,}".replace(",", "\u202f") if count > 100 else count


def _merge(sheet: Worksheet, rows: int) -> None:
    for cells in (*_MERGED, "A1:K1"):
        sheet.merge_cells(cells)
    for row in range(10, 10 + rows, len(QUEUES)):
        sheet.merge_cells(start_row=row, end_row=row + len(QUEUES) - 1, start_column=1, end_column=1)
