"""A person who fills a workbook of `kit template`, and a partnership that receives it by the shipped mappings."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field

import openpyxl
import pytest

from kit import forms
from kit.forms.fields import fields, mapping, word
from kit.forms.workbook import ROWS
from kit.params.template import joined
from tests.unit.intake.conftest import Desk

DAY, AT = dt.datetime, dt.datetime
# One row of each table that says everything that it can, by its canonical names and words.
FULL: dict[str, dict[str, object]] = {
    "staffing": {"start": AT(2026, 11, 23, 8, 30), "queue": "Aides", "planned": 6.5, "present": 5.0},
    "incidents": {
        "incident_key": "I-1", "what": "Silence à l'accueil", "due_to": "carrier", "partner": "Agence du logement",
        "queue": "Aides", "started_local": AT(2026, 11, 3, 9, 40), "ended_local": AT(2026, 11, 4, 0, 0),
        "effect": "Abandons au menu", "cause": "Annonce remplacée", "acts": "client", "owner": "Exploitation",
        "due_on": DAY(2026, 12, 3), "status": "done", "remark": "À revoir",
    },
    "unresolved": {
        "question_key": "Q 12", "kind": "special_case", "asked_on": DAY(2026, 11, 3), "theme": "Logement",
        "partner": "Agence du logement", "queue": "Aides", "what": "Aide due pour un proche ?", "acts": "client",
        "owner": "Pôle famille", "due_on": DAY(2026, 12, 3), "answered_on": DAY(2026, 11, 5), "answer": "Oui",
        "status": "done", "remark": "Vu en réunion",
    },
    "campaigns": {
        "campaign_key": "rentree", "what": "Lettre de rappel", "told_on": DAY(2026, 11, 3),
        "starts_on": DAY(2026, 12, 3), "ends_on": DAY(2026, 12, 12), "wave_2_on": DAY(2026, 12, 5),
        "wave_3_on": DAY(2026, 12, 7), "wave_4_on": DAY(2026, 12, 9), "channel": "letter", "reach": 12000.0,
        "audience": "Jeunes parents", "queue": "Aides", "expected_extra_calls": 1250.0, "status": "confirmed",
        "remark": "Date à confirmer",
    },
    "actions": {
        "action_key": "A1", "what": "Décaler deux pauses", "owner": "Planification", "acts": "provider",
        "decided_on": DAY(2026, 11, 3), "due_on": DAY(2026, 12, 3), "figure": "answer_rate.agent",
        "effect_expected": "Deux points de plus", "effect_value": -0.5, "done_on": DAY(2026, 11, 9), "status": "done",
        "remark": "Fait",
    },
    "partner_reports": {
        "report_key": "R1", "heard_on": DAY(2026, 11, 3), "partner": "Agence du logement", "theme": "Délais",
        "what": "Le standard ne répond pas", "callers": 7.0, "passed_on": DAY(2026, 11, 4), "answer": "Renfort prévu",
        "owner": "Plateau", "status": "done", "remark": "Deuxième fois",
    },
    "sessions": {
        "session_key": "S12", "what": "Reformuler", "kind": "continuous", "modules": "m03 1.1.0, m06 1.0.0",
        "starts_on": DAY(2026, 11, 3), "ends_on": DAY(2026, 11, 4), "half_days": 3.0, "learners": 8.0,
        "trainer": "F02", "place": "Site nord", "cause": "Appels répétés en hausse", "billing": "rebilled",
        "regime": "internal", "status": "held", "remark": "Salle changée",
    },
    "attendance": {
        "session_key": "S12", "half_day": 2.0, "learner": "A07", "held_on": DAY(2026, 11, 3), "part": "afternoon",
        "hours": 3.5, "status": "signed", "remark": "Arrivée à l'heure",
    },
    "listening": {
        "call_code": "E12", "listener": "C03", "called_on": DAY(2026, 11, 3), "part": "morning", "team": "Équipe 2",
        "listened_on": DAY(2026, 11, 4), "listener_side": "provider", "grid_version": "1.0.0", "status": "scored",
        **{f"C{number}": float(number % 3) for number in range(1, 13)}, "E1": 0.0, "E2": 1.0, "E3": 0.0,
    },
}  # fmt: skip
CRITERIA = tuple(name for name in FULL["listening"] if name[0] in "CE" and name[1:].isdigit())


@dataclass
class Sheet:
    """The sheet to fill, as a person meets it: what is written goes below what stands there."""

    table: str
    lang: str
    texts: bool = False  # dates, times and numbers are typed into cells of text
    cells: dict[int, dict[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(forms.write(self.table, self.lang)))
        self.sheet = self.book.worksheets[0]
        self.headers = [cell.value for cell in self.sheet[1]]
        self.next = self.sheet.max_row + 1

    def add(self, row: dict[str, object], *, at: int = 0, said=lambda word: word) -> int:
        """Writes a row by its canonical names. at: where, else below the last. said: how a word of a list is typed."""
        at = at or self.next
        self.next = max(self.next, at + 1)
        for one in fields(self.table, self.lang):
            value = self._typed(one, row, said)
            if value is not None:
                self.sheet.cell(at, self.headers.index(one.header) + 1, value)
        return at

    def _typed(self, one, row: dict[str, object], said) -> object:
        value = row.get(one.header, row.get(one.name, row.get(one.name.removesuffix("_day").removesuffix("_time"))))
        if value is None:
            return None
        if one.kind == "word":
            return said(word(self.table, one.name, value, self.lang))
        if one.kind == "time":
            return f"{value:%H:%M}" if self.texts else value.time()
        if one.kind == "day":
            return f"{value:%d/%m/%Y}" if self.texts else dt.datetime.combine(value.date(), dt.time())
        if isinstance(value, float):
            return f"{value:,.10g}".replace(",", "\u202f").replace(".", ",") if self.texts else value
        return f" {value} " if self.texts else value

    def column(self, header: str) -> int:
        return self.headers.index(header) + 1

    def bytes(self) -> bytes:
        data = io.BytesIO()
        self.book.save(data)
        return data.getvalue()


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    """A partnership that has taken over every shipped mapping of a table that people fill."""
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    desk = Desk(tmp_path)
    texts = [mapping(table).read_text(encoding="utf-8") for table in forms.TABLES]
    (desk.params / "sources.yml").write_text(joined(texts), encoding="utf-8")
    return desk


BELOW = ROWS + 500  # a row that no validation reaches
