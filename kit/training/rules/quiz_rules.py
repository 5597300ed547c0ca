"""What makes a quiz fair: 3 or 4 choices, one right where one is asked for, a hint for each, no form to guess from.

In:   a module's `quiz.yml`.
Out:  findings.
Why:  whoever learns that the longest answer is right learns nothing about calls.
Not here: how it is shown (`kit.training.pages.quiz_page`).
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.training.sources.finding import LANGUAGES, Finding, error
from kit.training.sources.quiz import Question
from kit.training.sources.records import ModuleSource

QUESTIONS, CERTIFICATION, MICRO_QUESTIONS = 8, 3, 3
# With two, half of all guesses are right; of four wrong ones, one is so weak that nobody takes it.
CHOICES = (3, 4)
FIRST_MAX, LONGEST_MAX = 0.4, 0.5
_FEW = 5  # of fewer questions no share is told: one of three is a third


def check(module: ModuleSource) -> list[Finding]:
    """Every fault of a module's quiz."""
    if not module.quiz or not module.read:
        return []
    found = [one for at, question in enumerate(module.questions) for one in _question(module, at, question)]
    return [*found, *_numbers(module), *_doubles(module), *_first(module), *_longest(module), *_objectives(module)]


def _question(module: ModuleSource, at: int, question: Question) -> Iterator[Finding]:
    place = module.at("quiz.yml", "questions", at, "choices")
    right = sum(choice.right for choice in question.choices)
    if question.kind == "single" and right != 1:
        yield error(place, "quiz_one_right", id=question.id, count=right)
    if question.kind == "multiple" and not right:
        yield error(place, "quiz_some_right", id=question.id)
    if len(question.choices) not in CHOICES:
        fewest, most = CHOICES
        yield error(place, "quiz_choices", id=question.id, count=len(question.choices), fewest=fewest, most=most)
    if question.objective not in {objective.id for objective in module.meta.objectives}:
        place = module.at("quiz.yml", "questions", at, "objective")
        yield error(place, "unknown_objective", id=question.objective)
    for lang in LANGUAGES:
        for name in ("text", "feedback"):
            texts = [getattr(choice, name)[lang].strip().lower() for choice in question.choices]
            if len(set(texts)) < len(texts):
                yield error(place, f"quiz_same_{name}", id=question.id, lang=lang)


def _numbers(module: ModuleSource) -> Iterator[Finding]:
    place = module.at("quiz.yml", "questions")
    open_ones = [question for question in module.questions if not question.certification]
    certification = len(module.questions) - len(open_ones)
    wanted = MICRO_QUESTIONS if module.meta.micro else QUESTIONS
    if len(open_ones) < wanted:
        yield error(place, "quiz_few", count=len(open_ones), wanted=wanted)
    if module.meta.micro and certification:
        yield error(place, "quiz_micro_certification")
    if not module.meta.micro and certification < CERTIFICATION:
        yield error(place, "quiz_few_certification", count=certification, wanted=CERTIFICATION)


def _doubles(module: ModuleSource) -> Iterator[Finding]:
    seen: dict[tuple, str] = {}
    for at, question in enumerate(module.questions):
        for key in (("id", question.id), ("fr", question.stem.fr.lower()), ("en", question.stem.en.lower())):
            if key in seen:
                place = module.at("quiz.yml", "questions", at, "id")
                yield error(place, "quiz_double", id=question.id, other=seen[key])
            seen.setdefault(key, question.id)


def _first(module: ModuleSource) -> Iterator[Finding]:
    if len(module.questions) >= _FEW:
        first = sum(question.choices[0].right for question in module.questions)
        if first > FIRST_MAX * len(module.questions):
            place = module.at("quiz.yml", "questions")
            yield error(place, "quiz_first", count=first, total=len(module.questions), limit=round(FIRST_MAX * 100))


def _longest(module: ModuleSource) -> Iterator[Finding]:
    if len(module.questions) < _FEW:
        return
    for lang in LANGUAGES:
        longest = sum(_longest_is_right(question, lang) for question in module.questions)
        if longest > LONGEST_MAX * len(module.questions):
            place = module.at("quiz.yml", "questions")
            total, limit = len(module.questions), round(LONGEST_MAX * 100)
            yield error(place, "quiz_longest", count=longest, total=total, limit=limit, lang=lang)


def _longest_is_right(question: Question, lang: str) -> bool:
    """Whether one choice is longer than all others, and right."""
    lengths = sorted((len(choice.text[lang]), choice.right) for choice in question.choices)
    return lengths[-1][1] and lengths[-1][0] > lengths[-2][0]


def _objectives(module: ModuleSource) -> Iterator[Finding]:
    assessed = {question.objective for question in module.questions} | {card.objective for card in module.cards}
    for at, objective in enumerate(module.meta.objectives):
        if objective.id not in assessed:
            yield error(module.at("module.yml", "objectives", at), "objective_not_assessed", id=objective.id)
