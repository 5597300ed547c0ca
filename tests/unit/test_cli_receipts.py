"""What a receipt says of one file, sentence by sentence."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.cli.receipts import tell_receipts
from kit.cli.speaker import Speaker
from kit.intake import Receipt

REJECTS = pd.DataFrame([(2, "n", "11 / 10", "identity")], columns=["row_number", "column", "value", "reason"])


@pytest.fixture
def told(capsys):
    """The printed lines of a receipt, joined to one text."""

    def tell(lang: str, **fields) -> str:
        receipt = Receipt("file.csv", source="counts", weeks=["2026-W47"], **fields)
        tell_receipts(Speaker(lang), [receipt], dry_run=True)
        return " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())

    return tell


SET_ASIDE = {
    "rows_read": 168, "accepted": 95, "quarantined": 73, "rejects": REJECTS,
    "aside": {"2026-11-17": 24, "2026-11-18": 24, "2026-11-19": 24, "2026-11-20": 1},
    "whole_aside": ["2026-11-17", "2026-11-18", "2026-11-19"],
}  # fmt: skip


def test_days_that_were_set_aside_are_told_as_delivered(told):
    """Whoever delivered three days reads that they came, and what became of them."""
    french, english = told("fr", **SET_ASIDE), told("en", **SET_ASIDE)

    assert (
        "Livrés, mis de côté : 3 jours dont toutes les lignes sont en quarantaine : "
        "2026-11-17 (24 lignes), 2026-11-18 (24 lignes), 2026-11-19 (24 lignes)" in french
    )
    assert "Mis de côté en partie : 1 jour : 2026-11-20 (1 ligne)" in french
    assert "Delivered, set aside: 3 days with all their rows in quarantine: 2026-11-17 (24 rows)" in english
    assert "Partly set aside: 1 day: 2026-11-20 (1 row)" in english


def test_rows_without_a_date_are_told_where_days_are_missing(told):
    """They may be the very rows that are asked for; where nothing is missing, there is nothing to add."""
    missing = {"days_without_rows": ["2026-11-18"]}

    assert "24 lignes en quarantaine n'ont pas de date lisible" in told("fr", undated=24, gaps=missing)
    assert "date that can be read" in told("en", undated=1, gaps=missing)
    assert "date" not in told("en", undated=24)


def test_a_receipt_with_nothing_set_aside_does_not_speak_of_it(told):
    """A whole file is told in two lines."""
    assert told("en", rows_read=5, accepted=5) == (
        "file.csv (counts, 2026-W47) 5 rows read = 5 accepted + 0 excluded + 0 in quarantine"
    )


def test_units_and_columns_that_became_rows_are_told(told):
    """Whoever sent 51 rows must understand 153; and a unit that fits by mistake shows in its count."""
    more = {"formats": {"Durée": {"h:mm:ss": 1200, "days": 3}}, "file_rows": 51}

    assert "« Durée », lues selon : 1 200 × h:mm:ss, 3 × days" in told("fr", **more)
    assert "Le fichier a 51 lignes" in told("fr", **more) and "The file has 51 rows" in told("en", **more)


def test_events_that_became_calls_are_told(told):
    """Whoever sent 51 events must understand 12 rows, and read why some of them are no call."""
    more = {
        "rows_read": 12, "accepted": 8, "event_rows": 51,
        "excluded": {"no_call": 1, "unbegun_call": 1, "unfinished_call": 1, "ignored_call": 1},
    }  # fmt: skip

    assert "Le fichier a 51 événements" in told("fr", **more) and "The file has 51 events" in told("en", **more)
    assert "1 × événement qui n'appartient à aucun appel, 1 × appel dont le début n'est pas dans le fichier" in told(
        "fr", **more
    )
    assert "1 × call whose end is not in the file" in told("en", **more)


def test_the_line_that_keeps_lone_dates_is_named(told):
    """Nobody finds a switch that no message speaks of."""
    lone = pd.DataFrame([(2, "at", "16/11/2024", "stray_day")], columns=REJECTS.columns)

    assert "`lone_days: keep` sous la source « counts »" in told("fr", quarantined=1, rejects=lone)
    assert "lone_days" not in told("fr", quarantined=1, rejects=REJECTS)
