"""Writes what a carrier sends by itself and what it gives when asked: a monthly PDF, and its portal's export.

In:   a folder, an ISO week, a seed.
Out:  the portal's CSV by number and half-hour, and a PDF of a month's totals, which is no delivery.
Why:  the two say "statistics of the freephone number"; only one of them can be held against the platform's half-hours.
Not here: what happened (`drawn`).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

from kit.sample.exports import Written
from kit.sample.exports.drawn import Call, calls

HEADER = ("Date", "Heure", "Numéro", "Appels présentés", "Occupation", "Appels aboutis", "Appels traités", "Durée (s)")
NUMBER = "0199001234"
_BUSY = 23  # of so many calls one met a busy line


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `operateur-WEEK.csv` and `releve-mensuel.pdf`.

    truth: `presented`, `busy`, `delivered`, `network_answered` (calls), `billable_s` (s); `files` holds the CSV alone,
    `pdf` is the name of the other.
    """
    drawn = calls(week, seed)
    path, pdf = folder / f"operateur-{week}.csv", folder / "releve-mensuel.pdf"
    rows, truth = _rows(drawn)
    with path.open("w", encoding="cp1252", newline="") as out:
        csv.writer(out, delimiter=";").writerows([HEADER, *rows])
    pdf.write_bytes(_pdf(truth["presented"]))
    return Written([path], truth | {"pdf": pdf.name})


def _rows(drawn: list[Call]) -> tuple[list[list], dict]:
    slots: dict[dt.datetime, Counter] = {}
    for call in drawn:
        counts = slots.setdefault(call.half_hour, Counter())
        busy = call.number % _BUSY == 0
        counts.update({"presented": 1, "busy": busy, "delivered": not busy, "network_answered": not busy})
        counts["billable_s"] += 0 if busy else call.ivr_s + call.wait_s + call.talk_s
    names = ("presented", "busy", "delivered", "network_answered", "billable_s")
    rows = [
        [f"{at:%d/%m/%Y}", f"{at:%H:%M}", NUMBER, *(_spaced(counts[name]) for name in names)]
        for at, counts in slots.items()
    ]
    truth = {name: sum(counts[name] for counts in slots.values()) for name in names}
    return [*rows, ["Total", "", "", *(_spaced(truth[name]) for name in names)]], truth


def _spaced(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0")


def _pdf(presented: int) -> bytes:
    """A page with one sentence: enough to be opened, and to be refused."""
    text = f"BT /F1 12 Tf 72 720 Td (Appels presentes : {presented}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")
