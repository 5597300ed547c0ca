"""Writes the three shapes of files that carriers and call platforms export, with their quirks.

In:   small frames: carrier counts per half-hour, calls, counts per queue and interval, advisers per half-hour.
Out:  files as they are delivered: cp1252 or UTF-8 with a mark, `;`, title lines, thousands, totals row, durations as
      text, merged cells, Excel durations in three ways.
Why:  the mapping of a source is tested against the shape it will meet, and the sample is written by the same code.
Not here: what the figures are (`week`), reading them back (`kit.intake`).
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font

NBSP = "\u00a0"  # thousands in cp1252, which has no U+202F
NNBSP = "\u202f"
BOM = "\ufeff"

CARRIER_HEADER = (
    "Date", "Heure", "Numéro", "Appels présentés", "Occupation", "Message de fermeture", "Appels aboutis",
    "Appels traités", "Durée (s)",
)  # fmt: skip
_CARRIER_COUNTS = ("presented", "busy", "closed", "delivered", "network_answered", "billable_s")

CALLS_HEADER = (
    "Identifiant", "Début", "File", "Issue", "Attente", "Menu", "Sonnerie", "Conversation", "Mise en attente",
    "Après-appel", "Numéro appelant", "Motif", "Résolu", "Transféré", "Conseiller",
)  # fmt: skip
OUTCOMES = {
    "answered": "Décroché",
    "abandoned": "Abandon",
    "overflow": "Débordement",
    "ivr_exit": "Quitté dans le menu",
    "deflected": "Dissuadé",
    "ghost": "Fantôme",
}
STAFFING_HEADER = ("Date", "Tranche", "File", "Prévus", "Présents")
INTERVAL_HEADER = (
    "Jour", "Intervalle", "File", "Reçus", "Offerts", "Décrochés", "Décrochés <= 20 s", "Abandons",
    "Abandons <= 5 s", "Débordés", "Attente totale", "DMT",
)  # fmt: skip
_INTERVAL_COUNTS = (
    "received", "offered", "answered", "answered_within_threshold", "abandoned", "abandoned_short", "overflow",
)  # fmt: skip
_MADE = dt.datetime(2026, 1, 1)


def carrier_csv(
    counts: pd.DataFrame, path: Path, *, client: str = "Client de démonstration", thousands: str = NBSP
) -> Path:
    """Writes a carrier's freephone export: cp1252, three title lines, totals row.

    counts: `start_local`, `number`, `presented`, `busy`, `closed`, `delivered`, `network_answered` (calls),
    `billable_s` (s); one row per half-hour. A half-hour that the clock repeats stands twice, in order.
    """
    first, last = counts["start_local"].min(), counts["start_local"].max()
    lines = [
        "Statistiques de trafic - numéro d'accueil",
        f"{client} - période du {first:%d/%m/%Y} au {last:%d/%m/%Y}",
        f"Édité le {last + dt.timedelta(days=1):%d/%m/%Y} à 05:12 - durées en secondes",
        ";".join(CARRIER_HEADER),
    ]
    columns = [_grouped(counts[name], thousands) for name in _CARRIER_COUNTS]
    times = counts["start_local"].dt
    stamps = zip(times.strftime("%d/%m/%Y"), times.strftime("%H:%M"), counts["number"], *columns, strict=True)
    lines += [";".join(row) for row in stamps]
    totals = _grouped(counts[list(_CARRIER_COUNTS)].sum(), thousands)
    lines.append(";".join(["Total", "", "", *totals]))
    return _written(path, lines, "cp1252")


def calls_csv(calls: pd.DataFrame, path: Path) -> Path:
    """Writes a call platform's export of calls: UTF-8 with a mark, `;`, durations as `h:mm:ss`.

    calls: `call_id`, `arrived_local`, `queue`, `outcome` (of `OUTCOMES`), `wait_s` (s, missing where the caller never
    queued), `ivr_s`, `ring_s`, `talk_s`, `hold_s`, `acw_s` (s), `caller`, `reason`, `resolved`, `transferred` (bool or
    missing), `adviser`; one row per call.
    """
    lasted = [
        ["" if pd.isna(value) else clock(value) for value in calls[name].tolist()]
        for name in ("wait_s", "ivr_s", "ring_s", "talk_s", "hold_s", "acw_s")
    ]
    columns = (
        calls["call_id"],
        calls["arrived_local"].dt.strftime("%d/%m/%Y %H:%M:%S"),
        calls["queue"],
        calls["outcome"].map(OUTCOMES),
    )
    texts = [column.tolist() for column in columns]
    noted = [calls["caller"].tolist(), calls["reason"].tolist(), _yes_no(calls["resolved"])]
    rows = zip(*texts, *lasted, *noted, _yes_no(calls["transferred"]), calls["adviser"].tolist(), strict=True)
    return _written(path, [";".join(CALLS_HEADER), *(";".join(row) for row in rows)], "utf-8-sig")


def staffing_csv(staffing: pd.DataFrame, path: Path) -> Path:
    """Writes a provider's staffing file: UTF-8, `;`, one row per half-hour of opening.

    staffing: `start_local`, `queue`, `planned`, `present` (advisers).
    """
    times = staffing["start_local"].dt
    ends = (staffing["start_local"] + pd.Timedelta(minutes=30)).dt
    rows = zip(
        times.strftime("%d/%m/%Y"),
        times.strftime("%H:%M") + " - " + ends.strftime("%H:%M"),
        staffing["queue"],
        staffing["planned"].astype(int).astype(str),
        staffing["present"].astype(int).astype(str),
        strict=True,
    )
    return _written(path, [";".join(STAFFING_HEADER), *(";".join(row) for row in rows)], "utf-8", end="\n")


def intervals_xlsx(intervals: pd.DataFrame, path: Path, *, minutes: int = 30) -> Path:
    """Writes a call platform's interval report: sheet `Intervalles`, merged days, durations in Excel's three ways.

    intervals: `start_local`, `queue`, `received`, `offered`, `answered`, `answered_within_threshold`, `abandoned`,
    `abandoned_short`, `overflow` (calls), `wait_answered_s` (s, their sum), `aht_s` (s, mean; missing where nothing was
    answered). A sum of waits over a day that is formatted as a time of day reads back as a date of January 1900.
    """
    book = Workbook()
    book.properties.created = book.properties.modified = _MADE
    sheet = book.worksheets[0]
    sheet.title = "Intervalles"
    sheet.append(list(INTERVAL_HEADER))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(intervals.itertuples(index=False)):
        _interval_row(sheet, number, row, minutes)
    _merge_days(sheet, intervals["start_local"].dt.date.tolist())
    _totals_row(sheet, intervals)
    book.save(path)
    return path


@cache
def clock(seconds: int) -> str:
    """Seconds as a platform writes them: 3723 is '1:02:03'."""
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"


def _written(path: Path, lines: list[str], encoding: str, end: str = "\r\n") -> Path:
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def _grouped(values: pd.Series, thousands: str) -> list[str]:
    return [f"{int(value):,}".replace(",", thousands) for value in values]


def _yes_no(values: pd.Series) -> list[str]:
    return [{True: "Oui", False: "Non"}.get(value, "") for value in values.tolist()]


def _interval_row(sheet, number: int, row, minutes: int) -> None:
    end = row.start_local + dt.timedelta(minutes=minutes)
    label = f"{row.start_local:%H:%M} - {end:%H:%M}"
    counts = [int(getattr(row, name)) for name in _INTERVAL_COUNTS]
    sheet.append([f"{row.start_local:%d/%m/%Y}", label, row.queue, *counts])
    at = sheet.max_row
    # One report mixes times of day and elapsed times, as its cells were formatted over the years.
    _duration(sheet.cell(at, 11), row.wait_answered_s, ("hh:mm:ss", "[h]:mm:ss")[number % 2])
    if pd.isna(row.aht_s):
        sheet.cell(at, 12).value = "-"
    else:
        _duration(sheet.cell(at, 12), row.aht_s, "hh:mm:ss")


def _duration(cell, seconds: float, number_format: str) -> None:
    cell.value = round(seconds) / 86_400
    cell.number_format = number_format


def _merge_days(sheet, days: list[dt.date]) -> None:
    start = 0
    for at in range(1, len(days) + 1):
        if at == len(days) or days[at] != days[start]:
            if at - start > 1:
                sheet.merge_cells(start_row=start + 2, end_row=at + 1, start_column=1, end_column=1)
            start = at


def _totals_row(sheet, intervals: pd.DataFrame) -> None:
    sheet.append(["Total", None, None, *(int(intervals[name].sum()) for name in _INTERVAL_COUNTS)])
    at = sheet.max_row
    _duration(sheet.cell(at, 11), intervals["wait_answered_s"].sum(), "[h]:mm:ss")
    answered = intervals["answered"].sum()
    handled = (intervals["aht_s"].fillna(0) * intervals["answered"]).sum()
    if answered:
        _duration(sheet.cell(at, 12), handled / answered, "hh:mm:ss")
