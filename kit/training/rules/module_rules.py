"""What a module must hold to be taught: objectives that start with their verb, a plan that adds up, worked exercises.

In:   one module as read, the verbs, the grid.
Out:  findings.
Why:  a trainer who opens a module at 8:55 must find every line of the guide filled.
Not here: the order of modules (`path_rules`), wording (`wording`), the quiz (`quiz_rules`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.training.rules import module_size
from kit.training.sources import block_lines
from kit.training.sources.document import FACILITATOR, KEYED, Block, Document
from kit.training.sources.finding import Finding, error
from kit.training.sources.module import MICRO_ID, MODULE_ID
from kit.training.sources.records import ModuleSource, Sources


def check(sources: Sources, module: ModuleSource) -> list[Finding]:
    """Every fault of one module taken by itself."""
    if not module.read:
        return []
    found = [*_meta(sources, module), *_plan(module), *_cards(sources, module)]
    for lang, document in module.texts.items():
        found += [*_document(module, document), *_objectives(sources, module, document, lang)]
    return [*found, *module_size.check(module)]


def _meta(sources: Sources, module: ModuleSource) -> Iterator[Finding]:
    meta = module.meta
    pattern = MICRO_ID if module.folder.startswith("micro/") else MODULE_ID
    if not re.match(pattern, meta.id):
        yield error(module.at("module.yml", "id"), "id_pattern", id=meta.id, pattern=pattern)
    read = {*sources.styles, *(name for name in (meta.client,) if f"styles/{name}.yml" in sources.located)}
    if meta.client and sources.styles and meta.client not in read:
        yield error(module.at("module.yml", "scope"), "unknown_style", id=meta.client, known=", ".join(sources.styles))
    if not meta.micro and not meta.when:
        yield error(module.at("module.yml", "when"), "no_when")
    for at, objective in enumerate(meta.objectives):
        if sources.verbs and objective.verb not in sources.verbs:
            place = module.at("module.yml", "objectives", at, "verb")
            yield error(place, "unknown_verb", verb=objective.verb, known=", ".join(sources.verbs))
    stated = [(("objectives", at, "criteria"), objective.criteria) for at, objective in enumerate(meta.objectives)]
    for loc, criteria in [*stated, (("assessment", "criteria"), meta.assessment.criteria)]:
        yield from _criteria(sources, module, "module.yml", loc, criteria)
    for at, trigger in enumerate(meta.triggers):
        if trigger.signal not in sources.figures and trigger.signal not in sources.events:
            yield error(module.at("module.yml", "triggers", at), "unknown_signal", id=trigger.signal)


def _criteria(sources: Sources, module: ModuleSource, file: str, loc: tuple, criteria: tuple) -> Iterator[Finding]:
    grid = sources.grid
    if not grid:
        return
    known = {one.id for one in grid.everything}
    for at, name in enumerate(criteria):
        if name not in known:
            yield error(module.at(file, *loc, at), "unknown_criterion", id=name)


def _plan(module: ModuleSource) -> Iterator[Finding]:
    meta = module.meta
    total = sum(step.minutes for step in meta.plan)
    if total != meta.minutes:
        yield error(module.at("module.yml", "plan"), "plan_sum", total=total, minutes=meta.minutes)
    for document in module.texts.values():
        yield from _steps(module, document)
        planned = {step.exercise for step in meta.plan}
        for block in document.blocks("exercise"):
            if block.id not in planned:
                yield error(document.place.at(block.line), "exercise_not_planned", id=block.id)
    cards = {card.id for card in module.cards}
    for at, step in enumerate(meta.plan):
        for name in step.cards:
            if module.quiz and name not in cards:
                yield error(module.at("module.yml", "plan", at, "cards"), "plan_card", id=name)


def _steps(module: ModuleSource, document: Document) -> Iterator[Finding]:
    """Steps of the plan whose section or exercise is missing in the text."""
    sections = {heading.id for heading in document.headings()}
    exercises = {block.id for block in document.blocks("exercise")}
    for at, step in enumerate(module.meta.plan):
        for name, there in (("section", sections), ("exercise", exercises)):
            stated = getattr(step, name)
            if stated and stated not in there:
                place = module.at("module.yml", "plan", at, name)
                yield error(place, f"plan_{name}", id=stated, file=document.place.file)


def _cards(sources: Sources, module: ModuleSource) -> Iterator[Finding]:
    seen: set[str] = set()
    for at, card in enumerate(module.cards):
        if card.id in seen:
            yield error(module.at("roleplay.yml", "cards", at, "id"), "id_twice", id=card.id)
        seen.add(card.id)
        if card.objective not in {objective.id for objective in module.meta.objectives}:
            yield error(module.at("roleplay.yml", "cards", at, "objective"), "unknown_objective", id=card.objective)
        yield from _criteria(sources, module, "roleplay.yml", ("cards", at, "criteria"), card.criteria)
        watched = tuple(watch.criterion for watch in card.observer.watch)
        yield from _criteria(sources, module, "roleplay.yml", ("cards", at, "observer", "watch"), watched)


def _objectives(sources: Sources, module: ModuleSource, document: Document, lang: str) -> Iterator[Finding]:
    block = document.block("objectives")
    if not block:
        yield error(document.place, "no_objectives")
        return
    written = {}
    for line, text in block_lines.items(block):
        name, colon, words = text.partition(":")
        if not colon or not re.fullmatch(r"o\d+", name.strip()):
            yield error(document.place.at(line), "objective_form")
        written[name.strip()] = (line, words.strip())
    declared = {objective.id: objective for objective in module.meta.objectives}
    for name in declared.keys() - written.keys():
        yield error(document.place.at(block.line), "objective_missing", id=name)
    for name, (line, words) in written.items():
        objective = declared.get(name)
        if not objective:
            yield error(document.place.at(line), "unknown_objective", id=name)
            continue
        verb = sources.verbs.get(objective.verb)
        if verb and not _starts(words, verb[lang]):
            yield error(document.place.at(line), "objective_verb", id=name, verb=verb[lang])


def _starts(words: str, verb: str) -> bool:
    """Whether a text starts with its verb; « s'en tenir » also as « S'en tenir », curly or not."""
    plain, start = words.lower().replace("’", "'"), verb.lower().replace("’", "'")
    return re.match(rf"(ne )?{re.escape(start)}(?!\w)", plain) is not None


def _document(module: ModuleSource, document: Document) -> Iterator[Finding]:
    place = document.place
    facilitator = {block.id for block in document.blocks("facilitator")}
    wanted = ("opening", "after") if module.meta.micro else FACILITATOR
    exercises = document.blocks("exercise")
    for name in (*wanted, *(block.id for block in exercises)):
        if name not in facilitator:
            line = next((block.line for block in exercises if block.id == name), 1)
            yield error(place.at(line), "facilitator_missing", id=name)
    for block in exercises:
        yield from _exercise(document, block)
    yield from _lines(document, {block.id for block in exercises})


def _lines(document: Document, exercises: set[str]) -> Iterator[Finding]:
    """Notes and answers that belong to no exercise; lines of dialogues and pairs that cannot be read."""
    place = document.place
    for block in document.blocks("facilitator", "answer"):
        known = exercises | (set(FACILITATOR) if block.kind == "facilitator" else set())
        if block.id not in known:
            yield error(place.at(block.line), "block_of_nothing", kind=block.kind, id=block.id)
    for block in document.blocks("dialogue"):
        for line, who, _ in block_lines.turns(block):
            if not who:
                yield error(place.at(line), "dialogue_line")
    for block in document.blocks("say"):
        for line, avoid, say in block_lines.pairs(block):
            if not (avoid and say):
                yield error(place.at(line), "say_line")


def _exercise(document: Document, block: Block) -> Iterator[Finding]:
    place = document.place.at(block.line)
    if not block_lines.tasks(block):
        yield error(place, "exercise_no_task", id=block.id)
    if "facilitator_only" not in block.flags and not document.block("answer", block.id):
        yield error(place, "exercise_no_answer", id=block.id)
    guide = document.block("facilitator", block.id)
    keys = block_lines.keyed(guide) if guide else {}
    if guide:
        for key in KEYED[:4]:
            if not keys.get(key, (0, ""))[1]:
                yield error(document.place.at(guide.line), "guide_key", id=block.id, key=key)
        for key, (line, _) in keys.items():
            if key not in KEYED:
                known = ", ".join(KEYED)
                yield error(document.place.at(line), "guide_unknown_key", key=key, known=known)
