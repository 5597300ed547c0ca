"""Both languages say the same things, with the right spaces, and nothing delivered becomes markup."""

import re

import pytest
from markupsafe import Markup

from kit import params
from kit.period import Period
from kit.present import voice as voices
from kit.present.voice import plain, texts, voice


def test_no_ordinary_space_stands_before_french_punctuation():
    """The rule holds for every sentence, not only for those someone looked at."""
    assert [key for key, text in texts("fr").items() if re.search(r" [;:!?%»]|« ", text)] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_delivered_name_is_text(lang):
    """A theme or a file name may hold anything; it may never become an element of the page."""
    said = voice(lang).say("finding.delivery_missing.note", owner="<script>alert(1)</script>{week}")
    assert "<script" not in said and "&lt;script&gt;" in said
    assert plain(said).endswith("<script>alert(1)</script>{week}")


def test_a_slug_without_a_text_is_shown_as_it_is():
    """A partnership may exclude rows under a name of its own."""
    assert voice("en").slug("excluded", "night_tests") == "night tests"
    assert voice("en").slug("excluded", "<b>") == Markup("&lt;b&gt;")


@pytest.mark.parametrize(
    ("lang", "value", "expected"),
    [
        ("fr", 0, "0\u00a0appel"),
        ("fr", 2, "2\u00a0appels"),
        ("en", 0, "0\u00a0calls"),
        ("en", 1, "1\u00a0call"),
    ],
)
def test_plurals_follow_the_language(lang, value, expected):
    """French counts zero as one."""
    assert voice(lang).count("count.calls", value) == expected


def test_formulas_are_read_from_the_glossary():
    """What is computed is what is printed."""
    assert voice("en").formula("answer_rate.agent") == "calls answered ÷ calls offered"
    assert (
        voice("en").formula("sl.v6")
        == "answered within T ÷ (calls answered + abandoned calls − short abandons (within S))"
    )
    assert voice("fr").formula("vol.offered") == "appels offerts"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_figure_has_a_name_a_formula_and_a_family(lang):
    """The definitions table may not have a hole when someone adds a figure."""
    for name, figure in params.glossary().figures.items():
        assert voice(lang).figure(name) and voice(lang).formula(name)
        assert voice(lang).has(f"family.{figure.family}")


def test_a_variant_is_told_in_words_inside_a_sentence():
    """ "QS v3" is a name for those who signed the definitions; on Monday the other reader asks what it means."""
    import pandas as pd

    rows = [pd.Series({"figure": name, "variant": "", "family": "sl"}) for name in ("sl.v3", "asa")]
    assert voices.voice("fr").inside(rows[0]) == "qualité de service, tous abandons comptés"
    assert voices.voice("fr").inside(rows[1]).startswith("attente")


@pytest.mark.parametrize("name", [name for name in params.glossary().figures if params.glossary().figures[name].over])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_formula_can_be_told_with_the_contracts_seconds(name, lang):
    """T and S are the glossary's: who has not signed it reads "within 20 s". A new figure must keep to its wording."""
    said = voices.voice(lang)
    told = said.spelled(said.formula(name), {"answer_s": 20.0, "short_abandon_s": 5.0}) + " " + said.way(name)

    assert not re.search(r"\b[TS]\b", told)
    assert not re.search(r"\b(QS|SL) v\d", told)
    assert ("20" in told) == ("_within_threshold" in str(vars(params.glossary().figures[name])))


NAMES = [
    ("2026-W47", "semaine 47 de 2026", "week 47 of 2026", "semaine 47"),
    ("2026-11", "novembre 2026", "November 2026", "novembre 2026"),
    ("2026-Q1", "1er trimestre 2026", "Q1 2026", "1er trimestre 2026"),
    ("2026-Q4", "4e trimestre 2026", "Q4 2026", "4e trimestre 2026"),
    (
        "2026-10-05..2026-11-01", "du 5 octobre au 1er novembre 2026", "5 October to 1 November 2026",
        "du 5 octobre au 1er novembre 2026"),
    ("2025-12-29..2026-01-04", "du 29 décembre 2025 au 4 janvier 2026", "29 December 2025 to 4 January 2026", None),
    ("2025-11-03..2026-11-01", "du 3 novembre 2025 au 1er novembre 2026", "3 November 2025 to 1 November 2026", None),
    ("2026-11-16..2026-11-16", "le 16 novembre 2026", "16 November 2026", None),
    ("2026-11-16", "lundi 16 novembre 2026", "Monday 16 November 2026", "lundi 16 novembre"),
    ("rentree.before", "avant la campagne rentree", "before the campaign rentree", None),
    ("rentree.after", "après la campagne rentree", "after the campaign rentree", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "french", "english", "short"), NAMES, ids=[row[0] for row in NAMES])
def test_a_period_is_named_as_people_name_it(name, french, english, short):
    """The name "2026-Q4" is for folders; a page and a meeting speak of the fourth quarter."""
    period = Period.parse(name)
    said = [voice(lang).period(period).replace("\u00a0", " ") for lang in ("fr", "en")]

    assert said == [french, english]
    if short:
        assert voice("fr").period(period, year=False).replace("\u00a0", " ") == short
