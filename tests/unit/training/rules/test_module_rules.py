"""A module can be taught from its sources alone; modules come in an order that can be learnt."""

from __future__ import annotations

import pytest

from kit.training.rules import module_size
from kit.training.rules.findings import sentence
from kit.training.sources.finding import Place
from kit.training.sources.parse import parse
from kit.training.sources.taught_order import order

LESSON = "modules/m01-greeting"
FR, META = f"{LESSON}/fr.md", f"{LESSON}/module.yml"
LOCAL = "modules/m02-local-rules/module.yml"


@pytest.mark.parametrize(
    ("file", "old", "new", "slug"),
    [
        (FR, "- o1: Donner la", "- o1: Savoir la", "objective_verb"),
        (FR, "- o1: Donner la", "- Donner la", "objective_form"),
        (FR, "- o1: Donner", "- o3: Donner", "objective_missing"),
        (FR, "- o1: Donner", "- o3: Donner", "unknown_objective"),
        (FR, "::: objectives", '::: tip "x"', "no_objectives"),
        (FR, "::: facilitator after", '::: tip "x"', "facilitator_missing"),
        (FR, "::: facilitator e1", '::: tip "x"', "facilitator_missing"),
        (FR, "::: facilitator e1", "::: facilitator e2", "block_of_nothing"),
        (FR, "::: answer e1", '::: tip "x"', "exercise_no_answer"),
        (FR, "- mistakes:", "- mistake:", "guide_key"),
        (FR, "- mistakes:", "- mistake:", "guide_unknown_key"),
        (FR, "1. Dites-la une fois.\n2. Dites-la sans papier.", "Dites-la.", "exercise_no_task"),
        (FR, "N: Un silence.", "Un silence.", "dialogue_line"),
        (FR, "devez attendre =>", "devez attendre", "say_line"),
        (META, "{minutes: 20, step: exercise, exercise: e1}", "{minutes: 20, step: debrief}", "exercise_not_planned"),
    ],
)
def test_what_a_trainer_needs_is_there(tree, file, old, new, slug):
    """Who opens the guide at five to nine cannot write it."""
    tree.edit(file, old, new)

    assert slug in tree.slugs()


def test_an_exercise_may_keep_its_answers_for_the_facilitator(tree):
    """Some answers spoil the next exercise."""
    tree.edit(FR, '"Dire la formule"', '"Dire la formule" facilitator_only').edit(FR, "::: answer e1", '::: tip "x"')

    assert "exercise_no_answer" not in tree.slugs()


@pytest.mark.parametrize(
    ("file", "old", "new", "slug"),
    [
        (META, "prerequisites: []", "prerequisites: [m02-local-rules]", "cycle"),
        (META, "prerequisites: []", "prerequisites: [m02-local-rules]", "prerequisite_later"),
        (META, "prerequisites: []", "prerequisites: [m01-greeting]", "cycle"),
        (LOCAL, "[m01-greeting]", "[m09-gone]", "unknown_module"),
        (LOCAL, "[m01-greeting]", "[u01-hold]", "prerequisite_later"),
        (LOCAL, "day: 2, half: am", "day: 2, half: pm", "path_half"),
        ("paths/initial.yml", "am: [m01-greeting]", "am: [m07-gone]", "unknown_module"),
    ],
)
def test_what_is_learnt_first_is_taught_first(tree, file, old, new, slug):
    """A transfer cannot be rehearsed before one has heard what it is."""
    tree.edit(file, old, new)

    assert slug in tree.slugs()


def test_a_cycle_is_told_once_with_its_chain(tree):
    """Two findings for one circle send an author round it."""
    tree.edit(META, "prerequisites: []", "prerequisites: [m02-local-rules]")

    told = [sentence(one, "en") for one in tree.findings() if one.slug == "cycle"]

    assert len(told) == 1
    assert "m01-greeting → m02-local-rules → m01-greeting" in told[0]


def test_half_a_day_holds_no_more_than_it_can(tree):
    """The plan adds up per module; the day must add up too."""
    tree.edit(META, "minutes: 60", "minutes: 200").edit(LOCAL, "day: 2, half: am", "day: 1, half: am")

    told = [one for one in tree.findings() if one.slug == "half_full"]

    assert [dict(one.fields)["minutes"] for one in told] == [245]


def test_modules_are_in_the_order_they_are_taught(sources):
    """Also where their numbers are not."""
    metas = {name: one.meta for name, one in sources.modules.items()}

    assert [one.id for one in order(metas)] == ["m01-greeting", "m02-local-rules", "u01-hold"]


@pytest.mark.parametrize(
    ("minutes", "slugs"),
    [
        (60, set()),
        (100, {"few_exercises"}),
        (140, {"few_learner_words", "few_facilitator_words", "few_exercises"}),
        (260, {"few_learner_words", "few_facilitator_words", "few_exercises", "few_tasks"}),
    ],
)
def test_a_long_module_holds_enough(tree, minutes, slugs):
    """An hour with ten lines of text is an hour of improvisation."""
    tree.edit(META, "minutes: 60", f"minutes: {minutes}")

    assert {one for one in tree.slugs() if one.startswith("few")} == slugs


def test_words_are_counted_once_for_whom_they_are():
    """Facilitator notes are not lesson."""
    document, _ = parse(
        "# Un titre\n\nDeux mots {{client}}.\n\n::: facilitator before\nTrois mots ici.\n:::\n", Place("x")
    )

    held = module_size.of(document)

    assert (held.learner, held.facilitator) == (5, 3)
