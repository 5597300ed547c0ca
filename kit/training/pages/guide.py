"""The facilitator's guide of a module: the plan by the clock, everything to say and to expect, the certification bank.

In:   a module as read, a writer of the facilitator edition.
Out:  Markdown of `modules/<id>/guide.md`.
Why:  who teaches a module for the first time must need nothing but this page.
Not here: the lesson (`lesson`), which shows the same notes where they belong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kit.training.pages.cards_page import criterion
from kit.training.pages.lesson import about, folded, how, notes
from kit.training.pages.quiz_page import certification
from kit.training.pages.writer import Writer, number
from kit.training.sources import block_lines
from kit.training.sources.document import Block
from kit.training.sources.module import Half, PlanStep
from kit.training.sources.records import ModuleSource
from kit.training.sources.taught_order import later_week
from kit.training.text import markup

STARTS = {"am": 9 * 60, "pm": 13 * 60 + 30}  # a half-day's first minute
HALF = 210  # minutes taught in a half-day, when a module goes on in the next


def page(writer: Writer, module: ModuleSource) -> str:
    """The page of a module's guide."""
    name = f"{module.folder}/guide.md"
    document = module.texts[writer.lang]
    head = markup.front_matter(title=writer.say("guide_nav", id=number(module.id)))
    parts = [f"# {writer.say('guide_title', title=writer.title(module))}", about(writer, module, name)]
    parts += [
        _note(writer, module, "before", name),
        _plan(writer, module, name),
        _note(writer, module, "opening", name),
    ]
    exercises = document.blocks("exercise")
    if exercises:
        parts.append(f"## {writer.say('guide_exercises')} {{ #exercises }}")
        parts += [_exercise(writer, module, block, name) for block in exercises]
    parts += [_note(writer, module, key, name) for key in ("debrief", "assessment", "adapt", "after")]
    parts += [_objectives(writer, module, name), _triggers(writer, module), certification(writer, module, name)]
    parts.append(writer.link(writer.say("to_lesson"), name, f"{module.folder}/index.md"))
    return head + markup.join(parts)


def _note(writer: Writer, module: ModuleSource, key: str, name: str) -> str:
    block = module.texts[writer.lang].block("facilitator", key)
    if not block:
        return ""
    return f"## {writer.say(f'head_{key}')} {{ #{key} }}\n\n{notes(writer, block, name)}"


def _exercise(writer: Writer, module: ModuleSource, block: Block, name: str) -> str:
    title = writer.say("exercise", id=block.id.lstrip("e"), title=writer.md(block.title, name))
    document = module.texts[writer.lang]
    guide, answer = document.block("facilitator", block.id), document.block("answer", block.id)
    parts = [f"### {title} {{ #{block.id} }}", how(writer, block), notes(writer, guide, name) if guide else ""]
    parts.append(folded("kit-task", writer.say("task"), writer.md(block.text, name)))
    if answer:
        parts.append(folded("kit-answer", writer.say("answer", id=block.id.lstrip("e")), writer.md(answer.text, name)))
    return markup.join(parts)


def _objectives(writer: Writer, module: ModuleSource, name: str) -> str:
    """Objectives with the criteria they are seen by."""
    block = module.texts[writer.lang].block("objectives")
    texts = {}
    for _, text in block_lines.items(block) if block else ():
        key, _, words = text.partition(":")
        texts[key.strip()] = words.strip()
    rows = []
    for objective in module.meta.objectives:
        seen = ", ".join(criterion(writer, one, name) for one in objective.criteria) or "–"
        asked = [one.id for one in module.questions if one.objective == objective.id]
        played = [one.id for one in module.cards if one.objective == objective.id]
        rows.append((writer.md(texts.get(objective.id, ""), name), seen, ", ".join([*asked, *played]) or "–"))
    header = [writer.say(key) for key in ("objective", "criteria", "assessed_in")]
    return f"## {writer.say('guide_objectives')} {{ #objectives }}\n\n" + markup.table(header, rows)


def _triggers(writer: Writer, module: ModuleSource) -> str:
    """The signals that call for the module."""
    sources = writer.sources
    lines = []
    for trigger in module.meta.triggers:
        event = sources.events.get(trigger.signal)
        named = writer.set(event.name[writer.lang] if event else sources.figures[trigger.signal][writer.lang])
        lines.append(writer.say("trigger", name=named, when=writer.say(f"trigger_{trigger.when}")))
    return f"## {writer.say('triggers')} {{ #triggers }}\n\n" + markup.bullets(lines) if lines else ""


def _plan(writer: Writer, module: ModuleSource, name: str) -> str:
    """The plan by the clock; a micro-module's from minute 0."""
    rows = [
        (when, writer.duration(step.minutes), writer.say(f"step_{step.step}"), _content(writer, module, step, name))
        for when, step in zip(clock(writer, module), module.meta.plan, strict=True)
    ]
    header = [writer.say(key) for key in ("plan_from", "plan_minutes", "plan_step", "plan_content")]
    total = writer.say("plan_total", minutes=writer.duration(module.meta.minutes))
    return f"## {writer.say('plan')} {{ #plan }}\n\n{markup.table(header, rows)}\n{total}"


def clock(writer: Writer, module: ModuleSource) -> list[str]:
    """When each step of the plan begins: "9:00", with the day where the module runs over several half-days.

    What a later week has of it without a fixed day begins at its own minute 0: "Week 6, minute 0".
    """
    halves = sorted(module.meta.when, key=lambda half: (half.day, half.half))
    week = later_week(writer.sources, module.id) if halves else 0
    # A row of starts; each holds what a half-day holds, the last one the rest.
    starts: list[Callable[[int], str]] = [
        partial(_on_day, writer, half, len(halves) > 1 or bool(week)) for half in halves
    ]
    if week:
        starts.append(lambda minute: writer.say("week_minute", week=week, minute=minute))
    starts = starts or [lambda minute: writer.say("minute", minute=minute)]
    shown, taken, at = [], 0, 0
    for step in module.meta.plan:
        if at + 1 < len(starts) and taken + step.minutes > HALF:
            at, taken = at + 1, 0
        shown.append(starts[at](taken))
        taken += step.minutes
    return shown


def _on_day(writer: Writer, half: Half, dated: bool, minute: int) -> str:
    time = _time(writer, STARTS[half.half] + minute)
    return writer.say("day_time", day=half.day, time=time) if dated else time


def _time(writer: Writer, minute: int) -> str:
    return writer.say("clock", hour=minute // 60, minute=f"{minute % 60:02d}")


def _content(writer: Writer, module: ModuleSource, step: PlanStep, name: str) -> str:
    """What a step is about, linked to the lesson or the cards."""
    document, lesson = module.texts[writer.lang], f"{module.folder}/index.md"
    found = []
    for heading in document.headings(2):
        if step.section and heading.id == step.section:
            found.append(writer.link(markup.plain(writer.set(heading.text)), name, lesson, heading.id))
    block = document.block("exercise", step.exercise) if step.exercise else None
    if block:
        label = writer.say("exercise", id=block.id.lstrip("e"), title=markup.plain(writer.set(block.title)))
        found.append(writer.link(label, name, lesson, block.id))
    for card in module.cards:
        if card.id in step.cards:
            title = markup.plain(writer.set(card.title[writer.lang]))
            found.append(writer.link(title, name, f"{module.folder}/role-play.md", card.id))
    if step.step == "quiz":
        found.append(writer.link(writer.say("quiz"), name, f"{module.folder}/quiz.md"))
    return "; ".join(found) if writer.lang == "en" else "\u202f; ".join(found)
