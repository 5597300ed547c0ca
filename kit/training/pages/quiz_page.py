"""The quiz of a module, as a form that works with a keyboard and says why a choice is right or wrong.

In:   a module cut for its edition, a writer.
Out:  Markdown of `modules/<id>/quiz.md`, most of it HTML with a fixed contract (classes `kit-…`, `data-…`).
Why:  a wrong answer gets the hint of that very mistake; without a script everything can be read (`kit-nojs`).
Not here: certification questions (`guide`), the script that checks (`training/site`).
"""

from __future__ import annotations

from kit.training.pages.writer import Writer, number
from kit.training.sources.quiz import Choice, Question
from kit.training.sources.records import ModuleSource
from kit.training.text import markup


def page(writer: Writer, module: ModuleSource) -> str:
    """The page of a module's quiz: the questions to test oneself."""
    name = f"{module.folder}/quiz.md"
    questions = [question for question in module.questions if not question.certification]
    title = writer.say("quiz_title", title=writer.title(module))
    body = "\n".join(_question(writer, module, at, one, name) for at, one in enumerate(questions, start=1))
    told = "".join(
        f' data-said-{state}="{markup.attribute(writer.say(f"said_{state}"))}"'
        for state in ("none", "wrong", "partial", "right", "score")
    )
    form = (
        f'<form class="kit-quiz" data-module="{module.id}" data-version="{module.meta.version}"{told} '
        f'aria-label="{markup.attribute(markup.plain(title))}">\n{body}\n<p class="kit-score" role="status"></p>\n'
        f'<button type="button" class="kit-reset">{writer.say("again")}</button>\n'
        f'<button type="button" class="kit-export">{writer.say("export")}</button>\n</form>'
    )
    back = writer.link(writer.say("to_lesson"), name, f"{module.folder}/index.md")
    intro = writer.say("quiz_intro", count=len(questions))
    head = markup.front_matter(title=writer.say("quiz_nav", id=number(module.id)))
    return head + markup.join([f"# {title}", intro, form, back])


def _question(writer: Writer, module: ModuleSource, at: int, question: Question, name: str) -> str:
    field = f"{module.id}-{question.id}"
    kind = "radio" if question.kind == "single" else "checkbox"
    choices = "\n".join(_choice(writer, field, kind, one, name) for one in question.choices)
    hint = f' <span class="kit-several">{writer.say("several")}</span>' if question.kind == "multiple" else ""
    legend = f'<span class="kit-number">{at}.</span> {writer.html(question.stem[writer.lang], name)}{hint}'
    return (
        f'<fieldset id="{question.id}" data-question="{question.id}" data-objective="{question.objective}" '
        f'data-kind="{question.kind}">\n<legend>{legend}</legend>\n{choices}\n'
        f'<button type="button" class="kit-check">{writer.say("check")}</button>\n'
        f'<p role="status" class="kit-result"></p>\n'
        f"{_key(writer, question, name)}\n</fieldset>"
    )


def _choice(writer: Writer, field: str, kind: str, choice: Choice, name: str) -> str:
    own = f"{field}-{choice.id}"
    right = "1" if choice.right else "0"
    return (
        f'<div class="kit-choice"><input type="{kind}" id="{own}" name="{field}" value="{choice.id}" '
        f'data-right="{right}"> <label for="{own}">{writer.html(choice.text[writer.lang], name)}</label>\n'
        f'<p class="kit-feedback" hidden>{writer.html(choice.feedback[writer.lang], name)}</p></div>'
    )


def _key(writer: Writer, question: Question, name: str) -> str:
    """Right answers and hints, for a browser without script."""
    items = []
    for choice in question.choices:
        mark = writer.say("right" if choice.right else "wrong")
        text, hint = writer.html(choice.text[writer.lang], name), writer.html(choice.feedback[writer.lang], name)
        items.append(f"<li><strong>{mark}</strong> {text}<br>{hint}</li>")
    return f'<details class="kit-nojs"><summary>{writer.say("key")}</summary><ul>{"".join(items)}</ul></details>'


def certification(writer: Writer, module: ModuleSource, name: str) -> str:
    """The certification questions with their answers, as Markdown for the facilitator."""
    kept = [question for question in module.questions if question.certification]
    if not kept:
        return ""
    parts = [f"## {writer.say('certification')} {{ #certification }}", writer.say("certification_intro")]
    for at, question in enumerate(kept, start=1):
        several = f" {writer.say('several')}" if question.kind == "multiple" else ""
        parts.append(f"### {writer.say('question', number=at)} {{ #{question.id} }}")
        parts.append(f"{writer.md(question.stem[writer.lang], name)}{several}")
        parts.append("\n".join(_answer(writer, choice, name) for choice in question.choices))
    return markup.join(parts)


def _answer(writer: Writer, choice: Choice, name: str) -> str:
    mark = writer.say("right" if choice.right else "wrong")
    text = markup.one_line(writer.md(choice.text[writer.lang], name))
    hint = markup.one_line(writer.md(choice.feedback[writer.lang], name))
    return f"- **{mark}** {text}<br>*{writer.say('hint')}* {hint}"
