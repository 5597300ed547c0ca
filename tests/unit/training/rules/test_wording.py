"""Wording: variables, links, words to avoid, what a common text may not name, long sentences; facts and their dates."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.training.rules import wording
from kit.training.sources.finding import Place
from kit.training.text import facts, variables
from kit.training.text.passages import Passage

LESSON = "modules/m01-greeting"
FR, EN, QUIZ, CARDS = f"{LESSON}/fr.md", f"{LESSON}/en.md", f"{LESSON}/quiz.yml", f"{LESSON}/roleplay.yml"
LOCAL = "modules/m02-local-rules/module.yml"
TODAY = dt.date(2026, 11, 23)


def slugs(sources, text: str, role: str = "house", scope: str = "common", lang: str = "fr") -> list[str]:
    return [one.slug for one in wording.check(sources, [Passage(Place("x.md"), lang, text, role)], scope)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{client_short}} et {{formula.greeting}}", []),
        ("{{client_short|cap}}", []),
        ("{{term.sl.T}} {{term.answer_rate.agent}} {{fact.hold_max}} {{service.housing}}", []),
        ("{{client_shrot}}", ["variable_near"]),
        ("{{xyzzy}}", ["variable_unknown"]),
        ("{{Client}}", ["variable_braces", "variable_braces"]),
        ("{{client", ["variable_braces"]),
        ("[a](module:m01-greeting)", []),
        ("[a](module:m01-greeting#quiz) [b](module:m01-greeting#e1) [c](sheet:hold) [d](grid:C1) [e](term:hold)", []),
        ("[a](micro:u01-hold) [b](style:) [c](path:initial) [d](reason:OTH) [e](grid:)", []),
        ("[a](module:m01-greting)", ["link_near"]),
        ("[a](module:zzzz)", ["link_target"]),
        ("[a](module:m01-greeting#s9)", ["link_anchor"]),
        ("[a](module:m01-greeting#d1) [b](module:m01-greeting#t1) [c](sheet:hold#s1)", []),
        ("[a](sheet:hold#s9)", ["link_anchor"]),
        ("[a](module:m01-greeting#k1)", ["link_anchor"]),  # a case is shown without its id
        ("[a](module:m01-greeting#before)", ["link_anchor"]),
        ("[a](style:#words)", ["link_anchor"]),
        ("[a](path:initial#week-1)", ["link_anchor"]),
        ("[a](../m01/index.md)", ["link_kind"]),
        ("[a](https://example.org)", ["link_kind"]),
    ],
)
def test_variables_and_links_exist(sources, text, found):
    """A page must not show braces, nor lead nowhere."""
    assert slugs(sources, text) == found


@pytest.mark.parametrize(
    ("role", "text", "found"),
    [
        ("house", "C'est un problème.", ["avoided"]),
        ("house", "Deux Problèmes.", ["avoided"]),
        ("house", "Vous\nDevez venir.", ["avoided"]),
        ("house", "Ne dites pas ~~problème~~.", []),
        ("house", "« Vous devez » ferme la porte.", ["avoided"]),
        ("adviser", "C'est un problème.", ["avoided"]),
        ("caller", "C'est un problème.", []),
        ("poor", "C'est un problème.", []),
        ("stem", "« J'ai un problème. » Que dites-vous ?", []),
        ("stem", "Quel problème ?", ["avoided"]),
        ("house", "Une problématique.", []),
    ],
)
def test_words_to_avoid_depend_on_who_speaks(sources, role, text, found):
    """A caller may have a problem; an adviser speaks of a situation."""
    assert slugs(sources, text, role) == found


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("Les dockers attendent.", "fr", ["client_word"]),
        ("Appelez Voix du Port.", "fr", ["client_word"]),
        ("Le 01 99 00 33 44 répond.", "fr", ["client_word"]),
        ("Le service Toit Clair répond.", "fr", ["client_word"]),
        ("Voir Bergerie ici.", "fr", ["client_word"]),
        ("Bergerie", "fr", []),
        ("{{public.the}} attendent.", "fr", []),
        ("The shepherd waits.", "en", ["client_word"]),
        ("The shepherd waits.", "fr", []),
    ],
)
def test_a_common_text_names_no_client(sources, text, lang, found):
    """Another client's trainer must be able to teach it as it is; a brand that is a word may begin a sentence."""
    assert slugs(sources, text, lang=lang) == found


def test_a_clients_own_module_may_name_its_world(sources):
    """The docker is at home in the client's module."""
    assert slugs(sources, "Les dockers attendent.", scope="client:alpha") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Écrivez à {{client_short}}.", []),
        ("Écrivez à {{employer.the}}.", ["elision"]),
        ("Le dossier de {{employer.the}}.", ["elision"]),
        ("Écrivez {{client_to}}.", []),
        ("Le dossier de {{job.one}}.", ["elision"]),
        ("Le dossier d'{{job.one}}.", []),
        ("Il demande que {{agency.the}} signe.", []),
        ("Le temps qu'{{agency.one}} signe.", []),
        ("L'équipe d'{{service.housing}}.", ["elision"]),
        ("Le contrat d’{{service.travel}}.", ["elision"]),
        ("Le service de {{service.health}}.", []),
        ("Aide {{employer.the}}.", []),
        ("Va de {{hours}}.", []),
    ],
)
def test_a_french_word_before_a_variable_goes_with_its_value(sources, text, found):
    """« à le patron » is what a learner of another client reads."""
    assert slugs(sources, text) == found


def test_only_the_styles_that_show_a_text_judge_its_joins(sources):
    """The client's own module is never read with the other client's names; English has no such joins."""
    assert slugs(sources, "Écrivez à {{employer.the}}.", scope="client:alpha") == []
    assert slugs(sources, "Écrivez à {{employer.the}}.", scope="client:beta") == ["elision"]
    assert slugs(sources, "Go to {{employer.the}}, de {{employer.the}}.", lang="en") == []


@pytest.mark.parametrize(("count", "found"), [(28, []), (29, ["long_sentence"])])
def test_a_sentence_has_at_most_28_words(sources, count, found):
    """A trainer reads it aloud in one breath."""
    assert slugs(sources, " ".join(["mot"] * count) + ". Une autre.") == found


def test_figures_codes_links_and_keys_do_not_make_a_sentence_long(sources):
    """Only words are read aloud."""
    words = " ".join(["mot"] * 28)

    assert slugs(sources, f"- expected: {words} 1, 2, 3 (`a b c`).") == []


def test_a_long_sentence_is_told_at_its_own_line(sources):
    """A paragraph may be long."""
    long = " ".join(["mot"] * 30)

    (found,) = wording.check(sources, [Passage(Place("x.md", 10), "fr", f"Une phrase.\n{long}.")], "common")

    assert (found.slug, found.place.line) == ("long_sentence", 11)


@pytest.mark.parametrize(
    ("text", "role", "found"),
    [
        ("Bravo !", "house", ["exclamation"]),
        ("Il crie « Encore ! » et raccroche.", "house", []),
        ("Bravo !", "adviser", []),
        ("Bravo !", "caller", []),
    ],
)
def test_an_exclamation_mark_belongs_to_speech(sources, text, role, found):
    """The house explains, it does not cheer."""
    assert slugs(sources, text, role) == found


@pytest.mark.parametrize(
    ("file", "old", "new", "slug", "key"),
    [
        (FR, "Respirez avant", "Le problème : respirez avant", "avoided", ""),
        (QUIZ, "Oui, la phrase b 1 ", "Le problème, la phrase b 1 ", "avoided", "questions.0.choices.1.feedback.fr"),
        (CARDS, "Le prénom s'entend.", "Vous devez entendre.", "avoided", "cards.0.observer.watch.0.look_for.fr"),
        ("glossary.yml", "L'appelant attend pendant", "Le docker attend pendant", "client_word", "terms.hold.says.fr"),
        ("styles/alpha.yml", "L'appel peut être", "Vous devez être", "avoided", "formulas.recording.fr"),
        ("sheets/hold/fr.md", "Au plus", "Un problème, au plus", "avoided", ""),
    ],
)
def test_every_kind_of_source_is_read(tree, file, old, new, slug, key):
    """A word to avoid in a quiz is a word to avoid."""
    tree.edit(file, old, new)

    found = [one for one in tree.findings() if one.slug == slug]

    assert [(one.place.file, one.place.key) for one in found] == [(f"training/{file}", key)]
    assert found[0].place.line == tree.line(file, new)


def test_a_wrong_choice_may_say_what_is_to_be_avoided(tree):
    """That is what makes it wrong."""
    tree.edit(QUIZ, "Une phrase courte (1).", "Vous devez attendre (1).")

    assert tree.findings() == []


# Facts


def test_a_fact_past_its_date_is_a_warning_and_shows_it(tree):
    """An amount that changed is the most expensive thing to say."""
    tree.edit("facts/common.yml", "valid_until: 2027-12-31", "valid_until: 2026-11-22")

    found = tree.findings()
    shown = facts.shown(tree.load().facts["hold_max"].fact, "fr", TODAY)

    assert [(one.slug, one.level) for one in found] == [("fact_expired", "warning")]
    assert shown == "2 minutes (à confirmer)"


@pytest.mark.parametrize(("today", "doubtful"), [(dt.date(2027, 12, 31), False), (dt.date(2028, 1, 1), True)])
def test_a_fact_is_good_to_the_end_of_its_last_day(sources, today, doubtful):
    """Off by one, and a page warns of nothing."""
    assert facts.doubtful(sources.facts["hold_max"].fact, today) is doubtful


def test_a_fact_that_nobody_confirmed_is_a_warning(tree):
    """Somebody must stand for each figure."""
    tree.edit("facts/alpha.yml", "confirmed: true", "confirmed: false")

    assert [(one.slug, one.level) for one in tree.findings()] == [("fact_unconfirmed", "warning")]


@pytest.mark.parametrize(
    ("file", "old", "new", "slugs"),
    [
        (f"{LESSON}/module.yml", "facts: [hold_max]", "facts: []", {"fact_not_named"}),
        (f"{LESSON}/module.yml", "facts: [hold_max]", "facts: [hold_max, gone]", {"unknown_fact"}),
        (LOCAL, "[housing_min_hours]", "[housing_min_hours, hold_max]", {"fact_not_used"}),
        ("facts/alpha.yml", "  housing_min_hours:", "  hold_max:", {"fact_twice", "variable_unknown", "unknown_fact"}),
    ],
)  # fmt: skip
def test_the_facts_a_module_names_are_those_it_uses(tree, file, old, new, slugs):
    """When a fact changes, its modules must be found."""
    tree.edit(file, old, new)

    assert slugs <= tree.slugs()


def test_a_common_module_cannot_use_a_clients_fact(tree):
    """It would be false for every other client."""
    tree.edit(FR, "dure au plus {{fact.hold_max}}", "dure {{fact.hold_max}} ou {{fact.housing_min_hours}}")

    assert "fact_scope" in tree.slugs()


# Variables


def test_a_variable_is_filled_and_capitalised(sources):
    """« la Caisse » begins a sentence too."""
    values = variables.values(sources, sources.styles["alpha"], "fr", TODAY)

    assert variables.fill("{{client_short|cap}} répond, {{ client_short }} aussi.", values) == (
        "La Caisse répond, la Caisse aussi."
    )


def test_a_formula_may_hold_the_lines_name(sources):
    """The greeting is one sentence for every line."""
    values = variables.values(sources, sources.styles["beta"], "en", TODAY)

    assert values["formula.greeting"] == "Allô Beta, hello, [first name] speaking."


def test_every_style_fills_every_name_in_both_languages(sources):
    """A name that one style lacks would show braces to its readers."""
    for style in sources.styles.values():
        for lang in ("fr", "en"):
            assert set(variables.values(sources, style, lang, TODAY)) == variables.known(sources)
