"""A key or a value that cannot be is told with its file, its line and its key."""

from __future__ import annotations

import pytest

from kit.training.rules.findings import sentence

LESSON = "modules/m01-greeting"
MODULE, QUIZ, CARDS = f"{LESSON}/module.yml", f"{LESSON}/quiz.yml", f"{LESSON}/roleplay.yml"


def test_the_fixture_checks_clean(tree):
    """Every test below breaks one thing: nothing else may be wrong."""
    assert tree.findings() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "key", "words"),
    [
        (MODULE, "group_max: 8", "group_maxi: 8", "group_maxi", "group_maxi", 'did you mean "group_max"'),
        (MODULE, "setting: classroom", "setting: garden", "setting", "setting", "classroom"),
        (MODULE, "version: 1.0.0", "version: one", "version", "version", "one"),
        (MODULE, "minutes: 15, step: explain", "minutes: 25, step: explain", "step: explain", "plan.1", "15 minutes"),
        (QUIZ, "kind: single", "kind: lucky", "kind: lucky", "questions.0.kind", "lucky"),
        (CARDS, "opening_line:", "opening:", "opening:", "cards.0.caller.opening", "opening_line"),
        ("facts/common.yml", "valid_until: 2027", "valid_until: 2020", "hold_max:", "facts.hold_max", "seen_on"),
        ("grids/listening.yml", "weight: 60", "weight: 50", "id: listening", "", "add up to 90"),
        ("styles/alpha.yml", 'ink: "#17252d"', 'ink: "#cccccc"', "colours:", "colours", "contrast of 1."),
        ("styles/alpha.yml", "greeting: [first_name]", "greeting: []", "id: alpha", "", "greeting (fr) holds"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_key(tree, file, old, new, at, key, words):
    """An author fixes what she can find."""
    tree.edit(file, old, new)

    found = [one for one in tree.load().found if one.place.file == f"training/{file}" and one.place.key == key]

    assert [one.place.line for one in found[:1]] == [tree.line(file, at)]
    assert any(words in sentence(one, "en") for one in found)


@pytest.mark.parametrize("text", ["id: [", "a: 1\na: 2\n", "\ttab: 1"])
def test_yaml_that_cannot_be_read_is_told_with_its_line(tree, text):
    """A typing mistake must not show a traceback."""
    (tree.root / MODULE).write_text(text, encoding="utf-8")

    found = [one for one in tree.load().found if one.place.file.endswith(MODULE)]

    assert [one.slug for one in found] == ["yaml_syntax"]
    assert found[0].place.line >= 1


def test_a_file_that_is_missing_or_not_utf_8_is_told(tree):
    """Two ways to lose a text without noticing."""
    (tree.root / QUIZ).unlink()
    (tree.root / f"{LESSON}/en.md").write_bytes("# Caf\xe9".encode("latin-1"))

    assert {(one.slug, one.place.file.rsplit("/", 1)[1]) for one in tree.load().found} == {
        ("no_file", "quiz.yml"),
        ("not_utf8", "en.md"),
    }


def test_a_folder_and_its_id_are_the_same(tree):
    """Links name the id, people open the folder."""
    tree.edit(MODULE, "id: m01-greeting", "id: m01-welcome")

    assert "id_is_not_name" in tree.slugs()


@pytest.mark.parametrize(
    ("file", "old", "new", "slug"),
    [
        (MODULE, "verb: give", "verb: know", "unknown_verb"),
        (MODULE, "criteria: [C2]", "criteria: [C9]", "unknown_criterion"),
        (MODULE, "section: s1", "section: s7", "plan_section"),
        (MODULE, "exercise: e1", "exercise: e7", "plan_exercise"),
        (MODULE, "cards: [r1]", "cards: [r7]", "plan_card"),
        (MODULE, "minutes: 60", "minutes: 65", "plan_sum"),
        (MODULE, "when: [{day: 1, half: am}]", "when: []", "no_when"),
        (CARDS, "objective: o1", "objective: o7", "unknown_objective"),
        (CARDS, "criterion: C1", "criterion: C7", "unknown_criterion"),
        ("micro/u01-hold/module.yml", "signal: hold", "signal: gold", "unknown_signal"),
        ("modules/m02-local-rules/module.yml", "scope: client:alpha", "scope: client:gamma", "unknown_style"),
        ("paths/initial.yml", "gate: live", "gate: alive", "unknown_gate"),
        ("paths/continuous.yml", "module: u01-hold", "module: u09-hold", "unknown_module"),
        ("reasons.yml", "modules: [m01-greeting]", "modules: [m09-x]", "unknown_module"),
        ("glossary.yml", "see: [hold]", "see: [gold]", "unknown_term"),
    ],
)
def test_what_one_file_names_another_must_hold(tree, file, old, new, slug):
    """A reference to nothing is found before a trainer does."""
    tree.edit(file, old, new)

    assert slug in tree.slugs()
