"""A quiz asks fairly: it cannot be passed by looking at the form of its answers."""

from __future__ import annotations

import pytest

from kit.training.rules.findings import sentence

LESSON = "modules/m01-greeting"
QUIZ = f"{LESSON}/quiz.yml"


RIGHT = '{id: b, right: true, text: {fr: "Une autre phrase bien à elle (1)'
WRONG = '{id: a, right: false, text: {fr: "Une phrase courte (1)'


@pytest.mark.parametrize(
    ("old", "new", "slug"),
    [
        (RIGHT, RIGHT.replace("true", "false"), "quiz_one_right"),
        (WRONG, WRONG.replace("false", "true"), "quiz_one_right"),
        ("Une phrase courte (1).", "Une autre phrase bien à elle (1).", "quiz_same_text"),
        ("Non, la phrase a 1 dit pourquoi.", "Non, la phrase c 1 dit pourquoi.", "quiz_same_feedback"),
        ("id: q2\n", "id: q1\n", "quiz_double"),
        ("Un appel arrive, le numéro 2.", "Un appel arrive, le numéro 1.", "quiz_double"),
        ("certification: true", "certification: false", "quiz_few_certification"),
        ("objective: o2", "objective: o1", "objective_not_assessed"),
        ("objective: o2", "objective: o9", "unknown_objective"),
    ],
)
def test_an_unfair_question_is_told(tree, old, new, slug):
    """Whoever learns to guess learns nothing about calls."""
    tree.edit(QUIZ, old, new)

    assert slug in tree.slugs()


def test_a_multiple_question_needs_one_right_choice(tree):
    """None right would be a trap."""
    tree.edit(QUIZ, RIGHT, RIGHT.replace("true", "false")).edit(QUIZ, "kind: single", "kind: multiple")

    assert [dict(one.fields)["id"] for one in tree.findings() if one.slug == "quiz_some_right"] == ["q1"]


def choices(count: int) -> str:
    """Choices b, c, d, … after the choice a of the first question; b is right."""
    lines = []
    for name in "bcdefg"[: count - 1]:
        right, text = str(name == "b").lower(), f"{{fr: Un choix {name}, en: A choice {name}}}"
        feedback = f"{{fr: Parce que {name}, en: Because {name}}}"
        lines.append(f"      - {{id: {name}, right: {right}, text: {text}, feedback: {feedback}}}")
    return "\n".join(lines)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("count", "told"), [(1, 1), (2, 1), (3, 0), (4, 0), (5, 1), (7, 1)])
def test_a_question_has_three_or_four_choices(tree, count, told, lang):
    """Of two, half the guesses are right; a fifth one is read by all and taken by nobody."""
    text = (tree.root / QUIZ).read_text(encoding="utf-8")
    first, rest = text.split("\n      - {id: b", 1)
    tree.edit(QUIZ, "\n      - {id: b" + rest.partition("\n  - id: q2")[0], ("\n" + choices(count)).rstrip("\n"))

    found = [one for one in tree.findings() if one.slug == "quiz_choices"]

    assert [dict(one.fields)["count"] for one in found] == [count] * told
    assert all(sentence(one, lang).endswith({"fr": "3 ou 4", "en": "3 or 4"}[lang]) for one in found)


def questions(right: str, *, long: str = "") -> str:
    """Eleven questions whose right choice is `right`; the choice `long` is the longest."""
    lines = ["questions:"]
    for at in range(1, 12):
        lines += [f"  - id: q{at}", f"    objective: o{1 + at % 2}", "    kind: single"]
        lines += [
            f"    certification: {str(at > 8).lower()}",
            f"    stem: {{fr: Cas {at}, en: Case {at}}}",
            "    choices:",
        ]
        for name in "abc":
            more = " et encore un peu plus" if name == long else ""
            text = f"Choix {name} {at}{more}"
            lines.append(
                f"      - {{id: {name}, right: {str(name == right).lower()}, text: {{fr: {text}, en: {text}}}, "
                f"feedback: {{fr: Parce que {name}, en: Because {name}}}}}"
            )
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("right", "long", "slug"), [("a", "", "quiz_first"), ("b", "b", "quiz_longest"), ("b", "c", ""), ("c", "", "")]
)
def test_the_right_answer_is_not_known_by_its_place_or_length(tree, right, long, slug):
    """The two oldest tricks of a test-taker."""
    (tree.root / QUIZ).write_text(questions(right, long=long), encoding="utf-8")

    assert {one for one in tree.slugs() if one.startswith("quiz")} == ({slug} if slug else set())


def test_a_module_needs_eight_questions_and_a_micro_module_three(tree):
    """Fewer, and a pass is luck."""
    for file, kept in ((QUIZ, 10), ("micro/u01-hold/quiz.yml", 2)):
        path = tree.root / file
        parts = path.read_text(encoding="utf-8").split("  - id: q")
        text = parts[0] + "".join(f"  - id: q{part}" for part in (parts[2:] if kept > 3 else parts[1 : kept + 1]))
        path.write_text(text, encoding="utf-8")

    assert {one.place.file.split("/")[1] for one in tree.findings() if one.slug == "quiz_few"} == {"micro", "modules"}


def test_a_micro_module_has_no_certification(tree):
    """It refreshes; it does not certify."""
    tree.edit("micro/u01-hold/quiz.yml", "certification: false", "certification: true")

    assert "quiz_micro_certification" in tree.slugs()
