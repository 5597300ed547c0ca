"""The first screen without the glossary's letters and numbers: headline, deck, findings, scorecard."""

import dataclasses
import re

import pages
import pytest
from bs4 import BeautifulSoup

from kit import present
from kit.present.voice import plain, voice
from kit.present.weekly import findings

LETTERS = re.compile(r"\b[TS]\b|\b(?:QS|SL) v\d")


def _text(html: str) -> str:
    return BeautifulSoup(html, "html.parser").get_text(" ").replace("\u00a0", " ").replace("\u202f", " ")


def test_headline_deck_findings_and_scorecard_hold_neither_letter_nor_number_of_a_variant(review, lang):
    """The two directors have not signed the glossary's letters."""
    for part in ("headline", "scorecard"):
        assert not LETTERS.search(_text(getattr(present, part)(review).html[lang]))


@pytest.mark.parametrize("variant", [f"sl.v{at}" for at in range(1, 9)])
@pytest.mark.parametrize("how", ["picked", "judged by name"])
def test_whatever_variant_the_contract_judges_is_told_in_words(variant, how, lang):
    """A contract may pick any of the eight, or name it outright."""
    week = pages.week("bad")
    figures = week.figures.copy()
    mine = figures["figure"] == "sl.T"
    if how == "picked":
        figures.loc[mine, "variant"] = variant
    else:
        figures = figures[figures["figure"] != variant]
        figures.loc[figures["figure"] == "sl.T", ["figure", "variant"]] = [variant, ""]
    found = [one for one in week.findings if one.kind != "objective_missed"]
    review = dataclasses.replace(week, figures=figures, findings=tuple(found))

    texts = [_text(present.scorecard(review).html[lang]), _text(present.headline(review).html[lang])]
    assert not [text for text in texts if LETTERS.search(text)]
    assert {"fr": "en 20 s", "en": "within 20 s"}[lang] in texts[0]


def test_the_contracts_own_seconds_are_told():
    """A threshold that was changed must be seen to have changed."""
    week = pages.week("bad")
    review = dataclasses.replace(week, thresholds={"answer_s": 45.0, "short_abandon_s": 5.0, "repeat_days": 3})

    assert "answered within 45 s ÷" in _text(present.scorecard(review).html["en"])


def test_a_finding_on_a_variant_is_told_in_words(lang):
    """A finding is read aloud."""
    finding = next(one for one in pages.week("bad").findings if one.kind == "objective_missed")
    told = findings.in_words(finding, pages.week("bad"), voice(lang))

    assert not LETTERS.search(plain(told.text))


def test_the_letters_stand_with_the_definitions_that_use_them(lang):
    """Who looks a definition up finds what T and S are in this contract."""
    text = _text(present.method(pages.week("bad")).html[lang])

    assert {"fr": "T, délai de réponse : 20 s", "en": "T, time to answer: 20 s"}[lang] in text
