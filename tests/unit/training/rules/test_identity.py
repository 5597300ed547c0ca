"""The identity check asks what a relative does not know; the law that it rests on is named and explained once."""

from __future__ import annotations

import re

import pytest

from kit.training.text.passages import of_document, of_module

RELATIVE = {"fr": r"un proche (?:ne|la)", "en": r"a relative (?:cannot|does not|knows)"}
KNOWN = {
    "fr": r"date de naissance|née? le|adresse|commune|rue\b|[Hh]abitez",
    "en": r"date of birth|born on|address|\btown\b|street|rue\b|[Ll]ive\b",
}
ASKED = {"fr": r"(?:question de contrôle|un contrôle)", "en": r"control question"}
LAW = {"gdpr": ("m09-personal-data", "m13-being-listened-to"), "cnil": ("m09-personal-data",)}
LAW |= {"dpo": ("m09-personal-data", "m13-being-listened-to"), "works_council": ("m13-being-listened-to",)}


def taught(sources, lang: str) -> list[str]:
    """What the house says of the check: texts, quizzes' right choices, cards, sheets."""
    passages = [passage for module in sources.modules.values() for passage in of_module(module)]
    passages += [passage for page in sources.sheets.values() for passage in of_document(page.texts[lang], lang)]
    return [passage.text for passage in passages if passage.lang == lang and passage.role in ("house", "adviser")]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_rule_stands_wherever_the_check_is_taught(real_sources, lang):
    """The module, the back office, the five steps, the sheet and the glossary say the same."""
    texts = [
        " ".join(passage.text for passage in of_document(real_sources.modules[name].texts[lang], lang))
        for name in ("m09-personal-data", "m08-tools-back-office", "m02-call-structure")
    ]
    sheet = real_sources.sheets["data-protection"].texts[lang]
    texts += [
        " ".join(passage.text for passage in of_document(sheet, lang)),
        real_sources.terms["identity_check"].says[lang],
    ]

    assert [text[:60] for text in texts if not re.search(RELATIVE[lang], text)] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_control_question_asks_what_a_relative_knows(real_sources, lang):
    """A date of birth and an address are on every letter that lies on the kitchen table."""
    questions = real_sources.modules["m09-personal-data"].questions
    asked = [one for one in questions if re.search(ASKED[lang], one.stem[lang])]
    right = [choice.text[lang] for one in asked for choice in one.choices if choice.right]
    offered = [
        text
        for text in taught(real_sources, lang)
        for found in re.finditer(rf"{ASKED[lang]}[^.!?;]*", text)
        if re.search(KNOWN[lang], found[0]) and not re.search(RELATIVE[lang], text)
    ]

    assert right
    assert [text for text in right if re.search(KNOWN[lang], text)] == []
    assert offered == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_address_or_the_town_is_a_wrong_choice_with_its_reason(real_sources, lang):
    """The commonest control question is the weakest."""
    choices = [choice for one in real_sources.modules["m09-personal-data"].questions for choice in one.choices]
    town = {"fr": "Dans quelle commune", "en": "In which town"}[lang]
    wrong = [choice for choice in choices if town in choice.text[lang]]

    assert [choice.right for choice in wrong] == [False]
    assert {"fr": "un conjoint ou une sœur", "en": "a partner or a sister"}[lang] in wrong[0].feedback[lang]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("term", LAW)
def test_the_law_is_explained_once_and_linked_where_it_belongs(real_sources, term, lang):
    """RGPD, CNIL, DPO and CSE are words that an adviser is asked about."""
    assert 8 <= len(real_sources.terms[term].says[lang].split()) <= 32
    for module in LAW[term]:
        text = "\n".join(part.text for part in real_sources.modules[module].texts[lang].parts)
        assert f"](term:{term})" in text, module
