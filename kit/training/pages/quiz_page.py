"""The quiz of a module, as a form that works with a keyboard and says why a choice is right or wrong.

In:   a module cut for its edition, a press.
Out:  Markdown of `modules/<id>/quiz.md`, most of it HTML with a fixed contract (classes `kit-…`, `data-…`).
Why:  a wrong answer gets the hint of that very mistake; without a script everything can be read (`kit-nojs`).
Not here: certification questions (`guide`), the script that checks (`training/site`).
"""

from __future__ import annotations

from kit.training.pages.press import Press, number
from kit.training.sources.load import ModuleSource
from kit.training.sources.schema import Choice, Question
from kit.training.text import markup


def page(press: Press, module: ModuleSource) -> str:
    """The page of a module's quiz: the questions to test oneself."""
    name = f"{module.folder}/quiz.md"
    questions = [question for question in module.questions if not question.certification]
    title = press.say("quiz_title", title=press.title(module))
    body = "\n".join(_question(press, module, at, one, name) for at, one in enumerate(questions, start=1))
    told = "".join(
        f' data-said-{state}="{markup.attribute(press.say(f"said_{state}"))}"'
        for state in ("none", "wrong", "partial", "right", "score")
    )
    form = (
        f'<form class="kit-quiz" data-module="{module.id}" data-version="{module.meta.version}"{told} '
        f'aria-label="{markup.attribute(markup.plain(title))}">\n{body}\n<p class="kit-score" role="status"></p>\n'
        f'<button type="button" class="kit-reset">{press.say("again")}</button>\n'
        f'<button type="button" class="kit-export">{press.say("export")}</button>\n</form>'
    )
    back = press.link(press.say("to_lesson"), name, f"{module.folder}/index.md")
    intro = press.say("quiz_intro", count=len(questions))
    head = markup.front_matter(title=press.say("quiz_nav", id=number(module.id)))
    return head + markup.join([f"# {title}", intro, form, back])


def _question(press: Press, module: ModuleSource, at: int, question: Question, name: str) -> str:
    field = f"{module.id}-{question.id}"
    kind = "radio" if question.kind == "single" else "checkbox"
    choices = "\n".join(_choice(press, field, kind, one, name) for one in question.choices)
    hint = f' <span class="kit-several">{press.say("several")}</span>' if question.kind == "multiple" else ""
    legend = f'<span class="kit-number">{at}.</span> {press.html(question.stem[press.lang], name)}{hint}'
    return (
        f'<fieldset id="{question.id}" data-question="{question.id}" data-objective="{question.objective}" '
        f'data-kind="{question.kind}">\n<legend>{legend}</legend>\n{choices}\n'
        f'<button type="button" class="kit-check">{press.say("check")}</button>\n'
        f'<p role="status" class="kit-result"></p>\n'
        f"{_key(press, question, name)}\n</fieldset>"
    )


def _choice(press: Press, field: str, kind: str, choice: Choice, name: str) -> str:
    own = f"{field}-{choice.id}"
    right = "1" if choice.right else "0"
    return (
        f'<div class="kit-choice"><input type="{kind}" id="{own}" name="{field}" value="{choice.id}" '
        f'data-right="{right}"> <label for="{own}">{press.html(choice.text[press.lang], name)}</label>\n'
        f'<p class="kit-feedback" hidden>{press.html(choice.feedback[press.lang], name)}</p></div>'
    )


def _key(press: Press, question: Question, name: str) -> str:
    """Right answers and hints, for a browser without script."""
    items = []
    for choice in question.choices:
        mark = press.say("right" if choice.right else "wrong")
        text, hint = press.html(choice.text[press.lang], name), press.html(choice.feedback[press.lang], name)
        items.append(f"<li><strong>{mark}</strong> {text}<br>{hint}</li>")
    return f'<details class="kit-nojs"><summary>{press.say("key")}</summary><ul>{"".join(items)}</ul></details>'


def certification(press: Press, module: ModuleSource, name: str) -> str:
    """The certification questions with their answers, as Markdown for the facilitator."""
    kept = [question for question in module.questions if question.certification]
    if not kept:
        return ""
    parts = [f"## {press.say('certification')} {{ #certification }}", press.say("certification_intro")]
    for at, question in enumerate(kept, start=1):
        several = f" {press.say('several')}" if question.kind == "multiple" else ""
        parts.append(f"### {press.say('question', number=at)} {{ #{question.id} }}")
        parts.append(f"{press.md(question.stem[press.lang], name)}{several}")
        parts.append("\n".join(_answer(press, choice, name) for choice in question.choices))
    return markup.join(parts)


def _answer(press: Press, choice: Choice, name: str) -> str:
    mark = press.say("right" if choice.right else "wrong")
    text = markup.one_line(press.md(choice.text[press.lang], name))
    hint = markup.one_line(press.md(choice.feedback[press.lang], name))
    return f"- **{mark}** {text}<br>*{press.say('hint')}* {hint}"
