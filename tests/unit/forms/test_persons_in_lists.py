"""No person passes from a list that people fill into the tables, and no note is spoilt for nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from kit import forms, store
from kit.forms.fields import fields
from kit.intake.scrub import scrubbed
from tests.unit.forms.conftest import FULL, Sheet

NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
REACHED = {
    "Mme Exemple a rappelé": "[nom] a rappelé",
    "rappeler Julie Exemple avant midi": "rappeler [nom] avant midi",
    "Julie a dit que le dossier est complet": "[nom] a dit que le dossier est complet",
    "la conseillère Julie": "la conseillère [nom]",
    "M. le Goff-Exemple": "[nom]",
    "joindre au 06 39 98 12 34": "joindre au [tel]",
    "0199001234 injoignable": "[tel] injoignable",
    "écrire à exemple@exemple.fr": "écrire à [mail]",
    "NIR 2 85 05 78 006 084 36": "NIR [nir]",
    "12 rue des Lilas, Nantes": "[adr], Nantes",
    "dossier 123456789": "dossier [tel]",
}
LEFT = (
    "Agence du logement de Saint-Denis", "Fondation Abbé Pierre", "Lycée Victor Hugo", "Hôpital Robert Debré",
    "Mission locale Jean Moulin", "Centre Georges Pompidou", "Mairie de Saint Paul", "Monsieur demande une attestation",
    "Madame veut savoir", "Courrier de M. le maire", "Convention 2026-114, article 12.3", "Incident n° 2026-0117",
    "Barème 2026 : 1 234 567 €", "Délai de 45 jours dépassé depuis le 12/01/2026", "137 appels entre 09:40 et 10:55",
    "Prime de Noël", "Campagne Octobre Rose", "m03 1.1.0, m06 1.0.0", "Direction régionale Île-de-France",
)  # fmt: skip
# What no rule of ours finds: said here, in the docs and in the workbook, which asks not to write it.
NOT_FOUND = ("julie a rappelé", "dossier de Exemple", "famille Exemple", "Exemple J. absent", "zéro six trente-neuf")


@pytest.mark.parametrize(("written", "kept"), REACHED.items())
def test_what_names_or_reaches_a_person_becomes_a_mark(written, kept):
    """A note is read by two firms for years; whoever it is about never asked for that."""
    assert scrubbed(written, strict=True) == kept


@pytest.mark.parametrize("written", LEFT)
def test_what_names_no_person_is_left(written):
    """A partner called after somebody, a reference, an amount: with a mark in its place the row says nothing."""
    assert scrubbed(written, strict=True) == written


@pytest.mark.parametrize("written", NOT_FOUND)
def test_what_is_known_not_to_be_found(written):
    """The limit is told where lists are explained: this test fails on the day on which it can be taken back."""
    assert scrubbed(written, strict=True) == written


NOTES = [
    (table, field)
    for table in forms.TABLES
    for field in (
        "what",
        "owner",
        "remark",
        "answer",
        "cause",
        "effect",
        "partner",
        "theme",
        "audience",
        "place",
        "team",
    )
    if field in FULL[table]
]


@pytest.mark.parametrize(("table", "field"), NOTES, ids=lambda value: value)
def test_every_note_of_a_list_is_cleared_and_the_receipt_says_so(desk, table, field):
    """A column that was forgotten would be the one in which the number stands."""
    sheet = Sheet(table, "fr")
    sheet.add(FULL[table] | {field: "voir Julie Exemple, 06 39 98 12 34"})

    receipt = desk.take(sheet.bytes(), forms.file_name(table, "fr"), now=NOW)

    header = next(one.header for one in fields(table, "fr") if one.name == field)
    assert receipt.repaired["scrubbed"] == {header: receipt.accepted}
    assert store.register("line", table, withdrawn=True)[field][0] == "voir [nom], [tel]"


CODES = [
    (table, field)
    for table in forms.TABLES
    for field in ("trainer", "learner", "listener", "call_code")
    if field in FULL[table]
]


@pytest.mark.parametrize(("table", "field"), CODES, ids=lambda value: value)
@pytest.mark.parametrize("written", ["Julie Exemple", "quidam", "Mme Exemple", "0639981234", "jexemple01"])
def test_what_is_no_code_sets_the_row_aside_and_is_shown_nowhere(desk, table, field, written):
    """Learners and listeners are codes; a name that was typed by habit stays in the file that was delivered."""
    sheet = Sheet(table, "fr")
    for number in range(1, 4):
        changed = {"attendance": {"half_day": float(number)}, "listening": {"listener": f"C{number}"}}
        sheet.add(FULL[table] | changed.get(table, {"session_key": f"S{number}"}))
    sheet.add(FULL[table] | {field: written})

    receipt = desk.take(sheet.bytes(), forms.file_name(table, "fr"), now=NOW)

    assert receipt.quarantined and "no_code" in set(receipt.rejects["reason"])
    kept = [
        path for path in (desk.home / "data" / "line").rglob("*") if path.is_file() and "received" not in path.parts
    ]
    assert kept and not any(written.encode() in path.read_bytes() for path in kept)
    assert written not in receipt.rejects.to_csv() and written not in store.register("line", table).to_csv()


def test_a_key_that_names_somebody_sets_the_row_aside(desk):
    """People number their rows by what they remember: often a caller."""
    sheet = Sheet("unresolved", "fr")
    for key in ("1", "2", "Julie Exemple", "Mme Exemple", "06 39 98 12 34"):
        sheet.add(FULL["unresolved"] | {"question_key": key})
    sheet.add(FULL["unresolved"] | {"question_key": "3"})

    receipt = desk.take(sheet.bytes(), "questions.xlsx", now=NOW)

    assert list(receipt.rejects["reason"]) == ["person_in_key"] * 3 and receipt.accepted == 3
    assert list(store.register("line", "unresolved")["question_key"]) == ["1", "2", "3"]


def test_a_long_list_of_partners_is_taken_in(desk):
    """A network has hundreds of them, each named once or twice: they are no notes, and nothing is to be stated."""
    sheet = Sheet("partner_reports", "fr")
    for number in range(60):
        sheet.add(FULL["partner_reports"] | {"report_key": str(number), "partner": f"Mairie du secteur {number}"})

    assert desk.take(sheet.bytes(), "partenaires.xlsx", now=NOW).accepted == 60


def test_many_learners_by_code_are_no_notes(desk):
    """Sixty codes that stand once each looked like sixty sentences."""
    sheet = Sheet("attendance", "en")
    for number in range(60):
        sheet.add(FULL["attendance"] | {"learner": f"A{number:02d}"})

    assert desk.take(sheet.bytes(), "attendance.xlsx", now=NOW).accepted == 60
