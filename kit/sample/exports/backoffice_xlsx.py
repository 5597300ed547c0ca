"""Writes a back office's list of files as the workbook that a team keeps or a tool exports.

In:   a folder, an ISO week, a seed.
Out:  `suivi-dossiers-WEEK.xlsx`: two title lines above the header, dates as dates, an open file closed on 31/12/9999 or
      not at all, a line of totals below, a second sheet that is no list.
Why:  the quirks are planted and counted, so that none is lost.
Not here: what happened (`casework`).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from kit.sample.exports import Written, casework
from kit.sample.exports.casework import Case

HEADER = ("N° dossier", "Reçu le", "Clos le", "À traiter avant", "Étape en cours", "Équipe", "Nature", "Canal")
_NOT_YET = dt.datetime(9999, 12, 31)
_MADE = dt.datetime(2026, 1, 1)
_BACKWARDS = 1


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes the workbook. truth: `cases` (taken in), `open`, `far_days` (open files with 31/12/9999), `backwards`."""
    known = casework.cases(week, seed)
    book = Workbook()
    book.properties.created = book.properties.modified = _MADE
    sheet = book.worksheets[0]
    sheet.title = "Dossiers"
    sheet.append(["Suivi des dossiers"])
    sheet.append([f"Situation à la fin de la semaine {week}"])
    sheet.append([])
    sheet.append(HEADER)
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    far = 0
    for at, one in enumerate(known):
        row = _row(one, far=at % 2 == 0)
        far += row[2] == _NOT_YET
        sheet.append(row)
    sheet.append(_backwards(known))
    sheet.append([f"Total : {len(known)} dossiers"])
    book.create_sheet("Lisez-moi").append(["Les dates de clôture au 31/12/9999 sont celles de dossiers ouverts."])
    path = folder / f"suivi-dossiers-{week}.xlsx"
    book.save(path)
    open_ = sum(one.closed is None for one in known)
    return Written([path], {"cases": len(known), "open": open_, "far_days": far, "backwards": _BACKWARDS})


def _row(case: Case, *, far: bool) -> list[object]:
    closed = _naive(case.closed) if case.closed else _NOT_YET if far else None
    stage = None if case.closed else case.steps[-1].name
    dates = [_naive(case.opened), closed, _naive(case.due)]
    return [case.key, *dates, stage, case.steps[-1].team, case.category, case.channel]


def _backwards(known: list[Case]) -> list[object]:
    """A file that was closed before it came in: a typed year."""
    row = _row(known[0], far=False)
    return ["0999", row[1], _naive(known[0].opened - dt.timedelta(days=365)), *row[3:]]


def _naive(at: dt.datetime) -> dt.datetime:
    return at.replace(tzinfo=None)
