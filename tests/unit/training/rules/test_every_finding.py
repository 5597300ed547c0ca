"""Every finding of the checker is raised by its smallest breach, and not by what is just right."""

from __future__ import annotations

import pytest
from training_breaches import CASES
from training_changes import AS_IT_IS

from kit.language.texts import texts


def test_every_finding_has_its_row():
    """Who adds a rule adds its border here."""
    sentences = {key.removeprefix("findings.") for key in texts("training", "en") if key.startswith("findings.")}

    assert CASES.keys() == sentences


@pytest.mark.parametrize("slug", CASES)
def test_the_smallest_breach_is_found(tree, slug):
    """A limit that moved by one lets through what it was set for."""
    for change in CASES[slug][0]:
        change(tree)

    assert slug in tree.slugs()


@pytest.mark.parametrize("slug", [slug for slug, case in CASES.items() if case[1] is not AS_IT_IS])
def test_the_largest_pass_is_not(tree, slug):
    """A rule that refuses what is right is soon switched off. Nothing else is wrong, or the pass would say little."""
    _, passing, *beside = CASES[slug]
    for change in passing:
        change(tree)

    assert tree.slugs() == (beside[0] if beside else set())


def test_the_tree_as_it_is_passes_every_rule(tree):
    """It is the largest pass of every rule that only says that something must be there."""
    assert tree.slugs() == set()
