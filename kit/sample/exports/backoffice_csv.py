"""Writes a back office's two weekly CSV files, with the quirks that such exports have.

In:   a folder, an ISO week, a seed.
Out:  `etapes-WEEK.csv`, the steps that began or ended in the week, and `dossiers-WEEK.csv`, the files with such a step:
      cp1252, semicolons, French dates, the newest row first, a line of the tool below the table.
Why:  the quirks are planted and counted, so that none is lost. No platform is meant: hold your own export against it.
Not here: what happened (`casework`).
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from kit.sample.exports import Written, casework
from kit.sample.exports.casework import Case, Step

STEPS = ("N° tâche", "N° dossier", "Étape", "Début", "Fin", "Gestionnaire", "Équipe", "Canal", "Nature")
CASES = ("N° dossier", "Reçu le", "Clos le", "Échéance", "Situation", "Nature", "Canal", "Gestionnaire")
NOT_YET = "31/12/9999 00:00:00"
_TWICE, _WITHOUT_CASE, _BACKWARDS, _TESTS = 3, 2, 1, 2
_ODD = {"Contrôle des pièces": "CONTROLE DES PIECES", "Notification": "notification "}


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes both files. truth: `steps` and `cases` (taken in), `in_progress` (steps), `open` (cases), `duplicates`,
    `tests`, `without_case`, `backwards`, `spellings` (rows that write a step otherwise)."""
    known = [one for one in casework.cases(week, seed) if casework.touched(one, week)]
    steps = [
        (one, step)
        for one in known
        for step in one.steps
        if casework.within(step.starts, week) or casework.within(step.ends, week)
    ]
    steps.sort(key=lambda pair: (pair[1].starts, pair[1].number), reverse=True)
    rows = [_step(one, step) for one, step in steps]
    spelt = _spelt_otherwise(rows)
    paths = [folder / f"etapes-{week}.csv", folder / f"dossiers-{week}.csv"]
    _write(paths[0], STEPS, [*rows, *_planted(rows)], week)
    _write(paths[1], CASES, [_case(one) for one in known], week)
    truth = {"steps": len(rows), "cases": len(known), "open": sum(one.closed is None for one in known)}
    truth |= {"in_progress": sum(step.ends is None for _, step in steps), "spellings": spelt}
    truth |= {"duplicates": _TWICE, "tests": _TESTS, "without_case": _WITHOUT_CASE, "backwards": _BACKWARDS}
    return Written(paths, truth)


def _write(path: Path, header: tuple[str, ...], rows: list[dict], week: str) -> None:
    with path.open("w", encoding="cp1252", newline="") as out:
        table = csv.writer(out, delimiter=";")
        table.writerow(header)
        table.writerows([row[name] for name in header] for row in rows)
        table.writerow([f"Édité par l'outil de gestion, semaine {week}"])


def _step(case: Case, step: Step) -> dict:
    return {
        "N° tâche": step.number,
        "N° dossier": case.key,
        "Étape": step.name,
        "Début": _moment(step.starts),
        "Fin": _moment(step.ends),
        "Gestionnaire": step.agent or "-",
        "Équipe": step.team,
        "Canal": case.channel,
        "Nature": case.category,
    }


def _case(case: Case) -> dict:
    return {
        "N° dossier": case.key,
        "Reçu le": _moment(case.opened),
        "Clos le": _moment(case.closed),
        "Échéance": f"{case.due:%d/%m/%Y}",
        "Situation": "Clos" if case.closed else case.steps[-1].name,
        "Nature": case.category,
        "Canal": case.channel,
        "Gestionnaire": case.steps[-1].agent or "-",
    }


def _moment(at: dt.datetime | None) -> str:
    return f"{at:%d/%m/%Y %H:%M:%S}" if at else NOT_YET


def _spelt_otherwise(rows: list[dict]) -> int:
    odd = [row for at, row in enumerate(rows) if at % 17 == 0 and row["Étape"] in _ODD]
    for row in odd:
        row["Étape"] = _ODD[row["Étape"]]
    return len(odd)


def _planted(rows: list[dict]) -> list[dict]:
    """Rows that are no steps of a file: delivered twice, of a test, of no file, ended before they began."""
    done = [row for row in rows if row["Fin"] != NOT_YET]
    number = max(row["N° tâche"] for row in rows)
    made = [row | {"N° dossier": f"TEST-{at}"} for at, row in enumerate(done[:_TESTS], 1)]
    made += [row | {"N° dossier": ""} for row in done[:_WITHOUT_CASE]]
    made += [row | {"Début": row["Fin"], "Fin": row["Début"]} for row in done[:_BACKWARDS]]
    return [*done[:_TWICE], *(row | {"N° tâche": number + at} for at, row in enumerate(made, 1))]
