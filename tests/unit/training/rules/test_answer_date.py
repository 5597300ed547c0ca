"""One rule for the date of an answer, in every module, quiz, card, sheet and grid, in both languages.

A date of answer is the written time limit of the service: « au plus tard », counted from a complete file. It is never
an adviser's own promise; what an adviser promises is a call of her own.
"""

from __future__ import annotations

import re

import pytest

from kit.training.rules import wording
from kit.training.text.passages import of_document, of_module

_DAY = {
    "fr": r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|après-demain|le \d{1,2}\b)",
    "en": r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|tomorrow|the \d{1,2}(?:st|nd|rd|th)\b|\d{1,2} [A-Z])",
}
# Who answers, in whatever words: an answer that comes, a service that writes, something that the caller will have.
_ANSWERED = {
    "fr": r"(?:réponse|décision)\b.*\b(?:avant|arrive|arrivera|vient|viendra|prévue|attendue|due|prise|tombe)\b"
    r"|service\b.*\bvous (?:écrit|répond)\b|[Vv]ous (?:l'|la |le )?(?:aurez|saurez)\b",
    "en": r"(?:answer|decision)\b.*\b(?:before|by|comes|will come|expected|due|made)\b"
    r"|service\b.*\b(?:writes to you|will write to you|answers you)\b|[Yy]ou(?:'ll| will) (?:have|know)\b",
}
DATED = {lang: rf"(?:{_ANSWERED[lang]}).*\b{_DAY[lang]}" for lang in ("fr", "en")}
WRITTEN = {"fr": r"au plus tard|délai écrit", "en": r"at the latest|written time limit"}


def said(sources, lang: str):
    """The passages that an adviser or the house says, outside bad examples, callers' lines and questions."""
    passages = [passage for module in sources.modules.values() for passage in of_module(module)]
    for pages in (sources.sheets, sources.shared, sources.pages):
        passages += [passage for page in pages.values() for passage in of_document(page.texts[lang], lang)]
    # Levels 0 and 1 of the grid quote what must not be heard.
    passages += [
        one for one in wording.house_passages(sources, "common") if not re.search(r"anchors\.[01]\b", one.place.key)
    ]
    return [passage for passage in passages if passage.lang == lang and passage.role in ("house", "adviser")]


SENTENCE = re.compile(r"[^.?!;:«»“”\n]+")
# What the rule does not speak of: what a caller wants, a reply that the caller sends, the masks that u07 names.
ELSE = {
    "fr": r"avant la signature|réponse au message|à qui la demander|^ ?(?:Envoyez le dossier ce soir et )?vous l'aurez",
    "en": r"before signing|whom do you ask|^(?:Send the file tonight and )?you'll have it",
}


def undated(text: str, lang: str) -> list[str]:
    """Sentences that give a day for an answer without the written time limit."""
    kept = re.sub(r"~~.*?~~", "", text, flags=re.S)
    dated = [one[0] for one in SENTENCE.finditer(kept) if re.search(DATED[lang], one[0])]
    return [one for one in dated if not re.search(f"{WRITTEN[lang]}|{ELSE[lang]}", one)]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_day_for_an_answer_is_the_written_time_limit(real_sources, lang):
    """One module must not teach what another forbids."""
    found = [
        (str(passage.place.file), passage.place.line, one)
        for passage in said(real_sources, lang)
        for one in undated(passage.text, lang)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("lang", "bad", "good"),
    [
        ("fr", "Vous aurez la réponse mercredi.", "La réponse vient au plus tard mercredi."),
        ("fr", "La décision arrive avant vendredi 17 heures.", "D'après le délai écrit, la réponse vient vendredi."),
        ("fr", "Le service vous écrit avant mardi, à votre adresse.", "Je vous rappelle mardi avant midi."),
        ("en", "The answer comes before Friday.", "The answer comes by Friday at the latest."),
        ("en", "You will have it on Monday.", "I will ring you before noon on Monday."),
    ],
)
def test_the_rule_tells_a_promise_from_a_time_limit(lang, bad, good):
    """A rule that finds nothing would be kept by anybody."""
    assert undated(bad, lang) and not undated(good, lang)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_rule_is_taught_where_dates_are_given(real_sources, lang):
    """Housing, the charter, the back office, the refresher on promises and the listening grid say the same."""
    modules = ("m01-house-and-charter", "m05-housing", "m08-tools-back-office", "u07-housing-promise")
    texts = [
        " ".join(passage.text for passage in of_document(real_sources.modules[name].texts[lang], lang))
        for name in modules
    ]
    grid = next(one for one in real_sources.grid.criteria if one.id == "C8")
    texts += [grid.anchors.two[lang], real_sources.terms["promise"].says[lang]]

    for text in texts:
        assert {"fr": "au plus tard", "en": "at the latest"}[lang] in text
