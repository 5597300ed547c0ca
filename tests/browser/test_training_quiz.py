"""A quiz with the keyboard alone: the hint of the very mistake, one event per answer, results that stay and leave."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

QUIZ = "modules/m02-call-structure/quiz.html"
HEAR = "window.heard = []; document.addEventListener('kit:answer', one => heard.push(one.detail))"
FOCUSED = "document.activeElement.matches({0!r})"


class Pupil:
    """Somebody in front of a quiz who has no mouse."""

    def __init__(self, tab) -> None:
        self.tab = tab

    def tab_to(self, selector: str, key: str = "Tab") -> None:
        for _ in range(60):
            self.tab.keyboard.press(key)
            if self.tab.evaluate(FOCUSED.format(selector)):
                return
        raise AssertionError(f"{key} never reaches {selector}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tab.keyboard.press(key)

    def choices(self, question: str) -> list[bool]:
        """Which choices of a question are right, in their order."""
        marks = self.tab.query_selector_all(f"#{question} input")
        return [one.get_attribute("data-right") == "1" for one in marks]

    def hints(self, question: str) -> list[int]:
        """Which choices of a question show their hint."""
        hints = self.tab.query_selector_all(f"#{question} .kit-feedback")
        return [at for at, one in enumerate(hints) if one.is_visible()]

    def told(self, question: str, state: str) -> None:
        """The result, in the words of its state, where a screen reader hears it."""
        words = self.tab.get_attribute("form.kit-quiz", f"data-said-{state}")
        result = self.tab.locator(f"#{question} .kit-result[role=status]")
        self.tab.wait_for_function(
            f"words => document.querySelector('#{question} .kit-result').textContent === words", arg=words
        )
        assert result.is_visible()

    @property
    def heard(self) -> list[dict]:
        return self.tab.evaluate("heard")

    @property
    def kept(self) -> dict:
        return json.loads(self.tab.evaluate("localStorage.getItem('kit.training')") or "{}")


@pytest.fixture(params=["fr", "en"])
def pupil(visit, sites, request):
    """A quiz just opened, in each language."""
    opened = visit(sites["learner", request.param].uri(QUIZ))
    opened.tab.evaluate(HEAR)
    return Pupil(opened.tab)


def _first(pupil: Pupil, kind: str) -> str:
    return pupil.tab.get_attribute(f"fieldset[data-kind={kind}]", "id")


def _choose(pupil: Pupil, question: str, at: int) -> None:
    """Goes to a choice of a question with one answer: Space takes the first, arrows the next."""
    pupil.tab_to(f"#{question} input")
    pupil.press("Space", *["ArrowDown"] * at)
    assert pupil.tab.evaluate("document.activeElement.value") == "abcd"[at]


def test_the_skip_link_leads_past_the_menus(pupil):
    """Nobody should press Tab a hundred times to answer a question."""
    pupil.press("Tab", "Enter")
    pupil.tab_to("form.kit-quiz input")


def test_a_wrong_choice_shows_its_own_hint_and_no_other(pupil):
    """The hint of another mistake would give the answer away, or mislead."""
    question = _first(pupil, "single")
    wrong = pupil.choices(question).index(False)

    _choose(pupil, question, wrong)
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Enter")

    pupil.told(question, "wrong")
    assert pupil.hints(question) == [wrong]
    assert [(one["question"], one["right"]) for one in pupil.heard] == [(question, False)]


def test_the_second_try_counts_and_the_first_is_remembered(pupil):
    """A trainer wants to know what was hard, not only that it was right in the end."""
    question = _first(pupil, "single")
    choices = pupil.choices(question)
    wrong, right = choices.index(False), choices.index(True)
    _choose(pupil, question, wrong)
    pupil.press("Enter")  # on a choice too
    pupil.told(question, "wrong")
    pupil.press(*["ArrowDown" if right > wrong else "ArrowUp"] * abs(right - wrong))
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Space")

    pupil.told(question, "right")
    assert pupil.hints(question) == [right]
    assert [one["right"] for one in pupil.heard] == [False, True]
    (kept,) = pupil.kept.values()
    assert {key: kept["tries"][question][key] for key in ("tries", "first", "right")} == {
        "tries": 2, "first": False, "right": True,
    }  # fmt: skip


def test_several_answers_are_told_what_is_missing(pupil):
    """Half an answer is neither right nor wrong; the hints of what was chosen stand there."""
    question = _first(pupil, "multiple")
    right = [at for at, one in enumerate(pupil.choices(question)) if one]
    for at in right[:1]:
        pupil.tab_to(f"#{question} .kit-choice:nth-of-type({at + 1}) input")
        pupil.press("Space")
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Enter")
    pupil.told(question, "partial" if len(right) > 1 else "right")
    assert pupil.hints(question) == right[:1]

    pupil.tab.focus(f"#{question} input")
    for at in right[1:]:
        pupil.tab_to(f"#{question} .kit-choice:nth-of-type({at + 1}) input")
        pupil.press("Space")
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Enter")
    pupil.told(question, "right")
    assert pupil.hints(question) == right


def test_nothing_chosen_is_no_answer(pupil):
    """Pressing the button to see what happens is not a mistake."""
    question = _first(pupil, "single")
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Enter")

    pupil.told(question, "none")
    assert (pupil.hints(question), pupil.heard, pupil.kept) == ([], [], {})


def test_an_event_tells_everything_a_listener_needs(pupil):
    """A learning platform that wraps the page hears each answer once, with its objective."""
    question = _first(pupil, "single")
    _choose(pupil, question, 0)
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Enter")

    (heard,) = pupil.heard
    assert heard.pop("at").endswith("Z")
    assert heard == {
        "module": "m02-call-structure",
        "version": pupil.tab.get_attribute("form.kit-quiz", "data-version"),
        "lang": pupil.tab.get_attribute("html", "lang"),
        "question": question,
        "objective": pupil.tab.get_attribute(f"#{question}", "data-objective"),
        "chosen": ["a"],
        "right": pupil.choices(question)[0],
    }


def test_answers_are_there_again_after_a_reload_without_counting_twice(pupil):
    """A break ends in the middle of a quiz."""
    question = _first(pupil, "single")
    wrong = pupil.choices(question).index(False)
    _choose(pupil, question, wrong)
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Enter")
    score, kept = pupil.tab.inner_text(".kit-score"), pupil.kept
    assert re.search(r"\d", score)

    pupil.tab.add_init_script(HEAR)
    pupil.tab.reload()

    pupil.told(question, "wrong")
    assert pupil.tab.is_checked(f"#{question} input >> nth={wrong}") and pupil.hints(question) == [wrong]
    assert (pupil.tab.inner_text(".kit-score"), pupil.kept, pupil.heard) == (score, kept, [])


def test_the_home_shows_what_was_answered(pupil, sites):
    """On the path by day and week, the quiz that was begun carries its mark."""
    question = _first(pupil, "single")
    right = pupil.choices(question).index(True)
    _choose(pupil, question, right)
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Enter")
    total = len(pupil.tab.query_selector_all("fieldset[data-question]"))

    pupil.tab.goto(sites["learner", pupil.tab.get_attribute("html", "lang")].uri())

    marks = {one.inner_text() for one in pupil.tab.query_selector_all(".kit-progress[data-module=m02-call-structure]")}
    assert len(marks) == 1 and re.findall(r"\d+", marks.pop()) == ["1", str(total)]
    others = pupil.tab.query_selector_all(".kit-progress:not([data-module=m02-call-structure])")
    assert others and not any(one.inner_text() for one in others)


def test_the_results_leave_as_a_file(pupil):
    """The adviser hands them to her coach; nothing is sent by itself."""
    question = _first(pupil, "single")
    _choose(pupil, question, 1)
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Enter")

    pupil.tab_to(".kit-export")
    with pupil.tab.expect_download() as waiting:
        pupil.press("Enter")

    assert waiting.value.suggested_filename == "kit-training-results.json"
    content = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    version = pupil.tab.get_attribute("form.kit-quiz", "data-version")
    assert content["schema"] == 1 and content["results"] == pupil.kept
    assert content["results"][f"m02-call-structure@{version}"]["tries"][question]["chosen"] == ["b"]


def test_starting_again_forgets_this_quiz_and_no_other(pupil):
    """The next adviser at the same desk starts from nothing."""
    pupil.tab.evaluate("""localStorage.setItem('kit.training', '{"m09-other@1.0.0": {"tries": {}, "total": 9}}')""")
    question = _first(pupil, "single")
    _choose(pupil, question, 0)
    pupil.tab_to(f"#{question} .kit-check")
    pupil.press("Enter")
    assert len(pupil.kept) == 2

    pupil.tab_to(".kit-reset")
    pupil.press("Enter")

    assert list(pupil.kept) == ["m09-other@1.0.0"]
    assert pupil.hints(question) == [] and pupil.tab.inner_text(".kit-score") == ""
    assert pupil.tab.query_selector_all("form.kit-quiz input:checked") == []
    assert pupil.tab.evaluate("document.activeElement.matches('form.kit-quiz input')")
