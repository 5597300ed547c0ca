"""French and English hold the same parts; a translation that left something out is told where."""

from __future__ import annotations

import pytest

from kit.training.rules import parity
from kit.training.sources import parse
from kit.training.sources.finding import Place

FRENCH = """# Titre

Un mot de {{client_of}} et de [la fiche](sheet:hold), six mots au moins.

::: questions
- Une ?
- Deux ?
:::

## Une affirmation {#s1}

| a | b |
| --- | --- |
| c | d |

::: dialogue d1 "Appel"
A: Un.
C: Deux.
:::

::: exercise e1 20 pair "Faire"
1. Un.
2. Deux.
:::

::: say
- non => oui
:::
"""
ENGLISH = """# Title

A word of {{client_short}} and of [the sheet](sheet:hold), at least six words.

::: questions
- One?
- Two?
:::

## A claim {#s1}

| a | b |
| --- | --- |
| c | d |

::: dialogue d1 "Call"
A: One.
C: Two.
:::

::: exercise e1 20 pair "Do"
1. One.
2. Two.
:::

::: say
- no => yes
:::
"""


def compare(english: str):
    documents = [parse.parse(text, Place(f"{lang}.md"))[0] for lang, text in (("fr", FRENCH), ("en", english))]
    return list(parity.of_documents(*documents))


def test_a_faithful_translation_has_nothing_to_tell():
    """`client_of` and `client_short` are one client: grammar may choose."""
    assert compare(ENGLISH) == []


@pytest.mark.parametrize(
    ("old", "new", "slug", "line"),
    [
        ("## A claim {#s1}", "## A claim {#s2}", "parity_part", 10),
        ("## A claim {#s1}", "### A claim {#s1}", "parity_part", 10),
        ("exercise e1 20 pair", "exercise e1 25 pair", "parity_part", 21),
        ("exercise e1 20 pair", "exercise e1 20 solo", "parity_part", 21),
        ("dialogue d1 \"Call\"", "dialogue d1 \"Call\" poor", "parity_part", 16),
        ("::: say\n- no => yes\n:::\n", "", "parity_more", 1),
        ("{{client_short}}", "the Fund", "parity_variables", 2),
        ("[the sheet](sheet:hold)", "the sheet", "parity_links", 2),
        ("| c | d |", "| c | d | e |", "parity_tables", 11),
        ("| c | d |\n", "| c | d |\n| e | f |\n", "parity_tables", 11),
        ("2. Two.\n", "", "parity_tasks", 21),
        ("- Two?\n", "", "parity_items", 5),
        ("C: Two.", "A: Two.", "parity_turns", 16),
    ],
)  # fmt: skip
def test_each_difference_is_told_at_the_english_place(old, new, slug, line):
    """Both languages lead to the same certificate."""
    assert old in ENGLISH

    found = compare(ENGLISH.replace(old, new))

    assert (slug, line) in [(one.slug, one.place.line) for one in found]
    assert all(one.place.file == "en.md" for one in found)


def test_a_paragraph_left_in_french_is_told():
    """The most usual mistake of a translator in a hurry."""
    left = FRENCH.split("\n")[2]

    found = compare(ENGLISH.replace(ENGLISH.split("\n")[2], left))

    assert [(one.slug, one.place.line) for one in found] == [("untranslated", 3)]


def test_a_short_text_may_be_the_same_in_both_languages():
    """Names and figures are not translated."""
    assert compare(ENGLISH.replace("- One?", "- Une ?")) == []


CARDS = "modules/m01-greeting/roleplay.yml"


@pytest.mark.parametrize(
    ("old", "new", "slug"),
    [
        ("The bus comes in two minutes.", "Le bus arrive dans deux minutes.", "untranslated"),
        ("Give the whole formula.", "Give {{formula.greeting}}.", "parity_variables"),
    ],
)
def test_quiz_and_cards_are_compared_too(tree, old, new, slug):
    """Half of a lesson's words are in its YAML files."""
    tree.edit(CARDS, old, new)

    assert slug in tree.slugs()
