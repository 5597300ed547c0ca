"""A figure too even to be true leads the page: what to check and where, without a side to blame."""

from __future__ import annotations

import dataclasses

import pages
import pytest
import sided
import weeks

from kit import present
from kit.analysis.line.doubtful import COLUMNS
from kit.present.voice import plain, voice
from kit.present.weekly import findings

NOBODY = {"what": "answered", "value": 0.0, "count": 0.0, "of": 254.0, "column": "outcome", "table": "calls"}
NOBODY = NOBODY | {"sources": ["acd_calls"]}
GONE = {"what": "offered", "count": 43.0, "of": 254.0, "counted_by": "provider", "column": "outcome"}
GONE = GONE | {"table": "calls", "sources": ["acd_calls"]}


def _ordinary(text: str) -> str:
    return plain(text).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def _told(kind: str, fields: dict, lang: str) -> findings.Told:
    return findings.in_words(sided.finding(1, kind, "", None, fields), weeks.bad_week(), voice(lang))


def _doubtful(kind: str = "all_or_none", fields: dict = NOBODY):
    week = weeks.bad_week()
    others = tuple(dataclasses.replace(one, rank=one.rank + 1) for one in week.findings[:4])
    data = week.data | {"complete": False, "to_check": ["outcome"]}
    return dataclasses.replace(week, data=data, findings=(sided.finding(1, kind, "", None, fields), *others))


@pytest.mark.parametrize(
    ("kind", "fields", "lang", "said"),
    [
        ("all_or_none", NOBODY, "en",
         "0 of 254 calls are marked as answered: check the values of “outcome” in the mapping of acd_calls."),
        ("all_or_none", NOBODY, "fr", "0 appel sur 254 est marqué décroché : vérifier les valeurs de « outcome » "
         "dans la correspondance acd_calls."),
        ("all_or_none", NOBODY | {"what": "waits", "of": 1254.0, "column": "wait_s"}, "fr",
         "Les 1 254 appels décrochés ont tous une attente de 0 s : vérifier la colonne lue comme « wait_s » dans la "
         "correspondance acd_calls."),
        ("all_or_none", NOBODY | {"value": 1.0, "column": "answered", "table": "intervals", "sources": []}, "en",
         "All 254 calls are marked as answered: check the column read as “answered” in the mapping of “intervals”."),
        ("calls_vanish", GONE, "en", "43 calls offered of 254 that the platform received: check the values of"),
        ("calls_vanish", GONE | {"counted_by": "client", "count": 1.0}, "fr", "1 appel offert sur 254 livrés par"),
    ],
)  # fmt: skip
def test_what_to_check_is_said_with_the_mapping_that_says_it(kind, fields, lang, said):
    """The reader must know which line of which file to open, not that something is odd."""
    assert said in _ordinary(_told(kind, fields, lang).text)


@pytest.mark.parametrize("kind", ["all_or_none", "calls_vanish"])
def test_no_side_is_blamed_for_what_may_be_the_kits_own_reading(kind, lang):
    """The mapping is written by whoever set the kit up: both sides look at it together."""
    told = _told(kind, NOBODY if kind == "all_or_none" else GONE, lang)
    assert (told.due_to, told.acts) == ("", "both")


@pytest.mark.parametrize("what", [what for what in COLUMNS if what != "offered"])
def test_every_question_has_its_sentence(what, lang):
    """A figure added to the questions must not show its key."""
    for value in (0.0, 1.0) if what not in ("waits", "talk") else (0.0,):
        text = _ordinary(_told("all_or_none", NOBODY | {"what": what, "value": value}, lang).text)
        assert "254" in text and "." not in text.rstrip(".")


@pytest.mark.slow
def test_the_doubt_is_the_headline_and_the_data_are_not_called_complete(lang):
    """ "One call in seven was not answered" would be read as a fact."""
    html = pages.export(pages.executed(_doubtful()), lang)
    text = _ordinary(html)

    lead = {"fr": "À vérifier avant de lire : 0 appel sur 254", "en": "To check before reading: 0 of 254 calls"}[lang]
    assert lead in text
    assert {"fr": "données à vérifier", "en": "data to check"}[lang] in text
    assert {"fr": "données complètes", "en": "data complete"}[lang] not in text
    assert {"fr": "il manque des données", "en": "some data did not come"}[lang] not in text  # all came


@pytest.mark.slow
def test_a_page_written_before_says_its_data_as_it_did(lang):
    """An archived notebook, exported again, knows no state."""
    nb = pages.executed(weeks.quiet_week())
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            output["data"].get("application/vnd.kit+json", {}).get("page", {}).pop("state", None)

    assert {"fr": "données complètes", "en": "data complete"}[lang] in _ordinary(pages.export(nb, lang))


def test_the_data_statement_says_what_is_to_check_before_anything_else(lang):
    """The section on data is where a careful reader looks."""
    text = _ordinary(present.sources(_doubtful()).html[lang])

    assert {"fr": "à vérifier avant de lire les autres", "en": "to be checked before the others are read"}[lang] in text
