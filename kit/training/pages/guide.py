"""The facilitator's guide of a module: the plan by the clock, everything to say and to expect, the certification bank.

In:   a module as read, a press of the facilitator edition.
Out:  Markdown of `modules/<id>/guide.md`.
Why:  who teaches a module for the first time must need nothing but this page.
Not here: the lesson (`lesson`), which shows the same notes where they belong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kit.training.pages.cards_page import criterion
from kit.training.pages.lesson import about, folded, how, notes
from kit.training.pages.press import Press, number
from kit.training.pages.quiz_page import certification
from kit.training.rules.path_rules import later_week
from kit.training.sources import blocks
from kit.training.sources.load import ModuleSource
from kit.training.sources.schema import Half, PlanStep
from kit.training.text import markup

STARTS = {"am": 9 * 60, "pm": 13 * 60 + 30}  # a half-day's first minute
HALF = 210  # minutes taught in a half-day, when a module goes on in the next


def page(press: Press, module: ModuleSource) -> str:
    """The page of a module's guide."""
    name = f"{module.folder}/guide.md"
    document = module.texts[press.lang]
    head = markup.front_matter(title=press.say("guide_nav", id=number(module.id)))
    parts = [f"# {press.say('guide_title', title=press.title(module))}", about(press, module, name)]
    parts += [_note(press, module, "before", name), _plan(press, module, name), _note(press, module, "opening", name)]
    exercises = document.blocks("exercise")
    if exercises:
        parts.append(f"## {press.say('guide_exercises')} {{ #exercises }}")
        parts += [_exercise(press, module, block, name) for block in exercises]
    parts += [_note(press, module, key, name) for key in ("debrief", "assessment", "adapt", "after")]
    parts += [_objectives(press, module, name), _triggers(press, module), certification(press, module, name)]
    parts.append(press.link(press.say("to_lesson"), name, f"{module.folder}/index.md"))
    return head + markup.join(parts)


def _note(press: Press, module: ModuleSource, key: str, name: str) -> str:
    block = module.texts[press.lang].block("facilitator", key)
    if not block:
        return ""
    return f"## {press.say(f'head_{key}')} {{ #{key} }}\n\n{notes(press, block, name)}"


def _exercise(press: Press, module: ModuleSource, block: blocks.Block, name: str) -> str:
    title = press.say("exercise", id=block.id.lstrip("e"), title=press.md(block.title, name))
    document = module.texts[press.lang]
    guide, answer = document.block("facilitator", block.id), document.block("answer", block.id)
    parts = [f"### {title} {{ #{block.id} }}", how(press, block), notes(press, guide, name) if guide else ""]
    parts.append(folded("kit-task", press.say("task"), press.md(block.text, name)))
    if answer:
        parts.append(folded("kit-answer", press.say("answer", id=block.id.lstrip("e")), press.md(answer.text, name)))
    return markup.join(parts)


def _objectives(press: Press, module: ModuleSource, name: str) -> str:
    """Objectives with the criteria they are seen by."""
    block = module.texts[press.lang].block("objectives")
    texts = {}
    for _, text in blocks.items(block) if block else ():
        key, _, words = text.partition(":")
        texts[key.strip()] = words.strip()
    rows = []
    for objective in module.meta.objectives:
        seen = ", ".join(criterion(press, one, name) for one in objective.criteria) or "–"
        asked = [one.id for one in module.questions if one.objective == objective.id]
        played = [one.id for one in module.cards if one.objective == objective.id]
        rows.append((press.md(texts.get(objective.id, ""), name), seen, ", ".join([*asked, *played]) or "–"))
    header = [press.say(key) for key in ("objective", "criteria", "assessed_in")]
    return f"## {press.say('guide_objectives')} {{ #objectives }}\n\n" + markup.table(header, rows)


def _triggers(press: Press, module: ModuleSource) -> str:
    """The signals that call for the module."""
    sources = press.sources
    lines = []
    for trigger in module.meta.triggers:
        event = sources.events.get(trigger.signal)
        named = press.set(event.name[press.lang] if event else sources.figures[trigger.signal][press.lang])
        lines.append(press.say("trigger", name=named, when=press.say(f"trigger_{trigger.when}")))
    return f"## {press.say('triggers')} {{ #triggers }}\n\n" + markup.bullets(lines) if lines else ""


def _plan(press: Press, module: ModuleSource, name: str) -> str:
    """The plan by the clock; a micro-module's from minute 0."""
    rows = [
        (when, press.duration(step.minutes), press.say(f"step_{step.step}"), _content(press, module, step, name))
        for when, step in zip(clock(press, module), module.meta.plan, strict=True)
    ]
    header = [press.say(key) for key in ("plan_from", "plan_minutes", "plan_step", "plan_content")]
    total = press.say("plan_total", minutes=press.duration(module.meta.minutes))
    return f"## {press.say('plan')} {{ #plan }}\n\n{markup.table(header, rows)}\n{total}"


def clock(press: Press, module: ModuleSource) -> list[str]:
    """When each step of the plan begins: "9:00", with the day where the module runs over several half-days.

    What a later week has of it without a fixed day begins at its own minute 0: "Week 6, minute 0".
    """
    halves = sorted(module.meta.when, key=lambda half: (half.day, half.half))
    week = later_week(press.sources, module.id) if halves else 0
    # A row of starts; each holds what a half-day holds, the last one the rest.
    starts: list[Callable[[int], str]] = [
        partial(_on_day, press, half, len(halves) > 1 or bool(week)) for half in halves
    ]
    if week:
        starts.append(lambda minute: press.say("week_minute", week=week, minute=minute))
    starts = starts or [lambda minute: press.say("minute", minute=minute)]
    shown, taken, at = [], 0, 0
    for step in module.meta.plan:
        if at + 1 < len(starts) and taken + step.minutes > HALF:
            at, taken = at + 1, 0
        shown.append(starts[at](taken))
        taken += step.minutes
    return shown


def _on_day(press: Press, half: Half, dated: bool, minute: int) -> str:
    time = _time(press, STARTS[half.half] + minute)
    return press.say("day_time", day=half.day, time=time) if dated else time


def _time(press: Press, minute: int) -> str:
    return press.say("clock", hour=minute // 60, minute=f"{minute % 60:02d}")


def _content(press: Press, module: ModuleSource, step: PlanStep, name: str) -> str:
    """What a step is about, linked to the lesson or the cards."""
    document, lesson = module.texts[press.lang], f"{module.folder}/index.md"
    found = []
    for heading in document.headings(2):
        if step.section and heading.id == step.section:
            found.append(press.link(markup.plain(press.set(heading.text)), name, lesson, heading.id))
    block = document.block("exercise", step.exercise) if step.exercise else None
    if block:
        label = press.say("exercise", id=block.id.lstrip("e"), title=markup.plain(press.set(block.title)))
        found.append(press.link(label, name, lesson, block.id))
    for card in module.cards:
        if card.id in step.cards:
            title = markup.plain(press.set(card.title[press.lang]))
            found.append(press.link(title, name, f"{module.folder}/role-play.md", card.id))
    if step.step == "quiz":
        found.append(press.link(press.say("quiz"), name, f"{module.folder}/quiz.md"))
    return "; ".join(found) if press.lang == "en" else "\u202f; ".join(found)
