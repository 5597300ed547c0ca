"""The lesson of a module: its text with everything that is known about it around it.

In:   a module cut for its edition, a press.
Out:  Markdown of `modules/<id>/index.md`.
Why:  minutes, prerequisites, key points and facts stand once in the sources; the page repeats them where they help.
Not here: the quiz, the cards, the facilitator's guide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from kit.training.pages.press import Press
from kit.training.rules.path_rules import later_week
from kit.training.sources import blocks
from kit.training.sources.blocks import Block, Heading, Part, Prose
from kit.training.sources.load import ModuleSource
from kit.training.text import facts, markup, shared, variables
from kit.training.text.passages import Piece, of_document, of_module


def page(press: Press, module: ModuleSource) -> str:
    """The page of a module's lesson."""
    name = f"{module.folder}/index.md"
    document = module.texts[press.lang]
    title, rest = document.parts[0], document.parts[1:]
    if press.tips:
        press.tips.turn()
    return markup.front_matter(title=press.numbered(module)) + markup.join(
        [
            f"# {press.md(title.text, name)}",
            about(press, module, name),
            *(part_of(press, part, name) for part in rest),
            _key_points(press, module, name),
            _facts(press, module, name),
            _next(press, module, name),
        ]
    )


def about(press: Press, module: ModuleSource, name: str) -> str:
    """What a learner wants to know before she starts: when, how long, after what, how she is assessed."""
    meta = module.meta
    chips = [press.say("time", time=press.duration(meta.minutes)), _setting(press, module)]
    if meta.when:
        when = [press.say(f"half_{half.half}", day=half.day) for half in meta.when]
        week = later_week(press.sources, module.id)
        chips.insert(0, ", ".join([*when, press.say("week_short", week=week)] if week else when))
    items = [f"<li>{chip}</li>" for chip in chips]
    if meta.assessment.gate:
        items.append(f'<li class="is-gate">{press.say("assess_gate")}</li>')
    lines = ['<ul class="kit-meta">', *items, "</ul>", "", press.say("assessed_by", how=_assessment(press, module))]
    needed = [one for one in meta.prerequisites if one in press.modules]
    if needed:
        linked = ", ".join(press.module_link(one, name) for one in needed)
        lines += ["", press.say("before_this", modules=linked)]
    return "\n".join(lines)


def _setting(press: Press, module: ModuleSource) -> str:
    return press.say(f"setting_{module.meta.setting}", count=module.meta.group_max)


def _assessment(press: Press, module: ModuleSource) -> str:
    stated = module.meta.assessment
    kinds = ", ".join(press.say(f"assess_{kind}") for kind in stated.kind)
    text = press.say("pass_mark", kinds=kinds, percent=round(stated.pass_mark * 100))
    return text + (press.say("assess_eliminatory") if stated.eliminatory else "")


def part_of(press: Press, part: Part, name: str) -> str:
    """The Markdown of one part of a document."""
    if isinstance(part, Heading):
        anchor = f" {{ #{part.id} }}" if part.id else ""
        return f"{'#' * part.level} {press.md(part.text, name)}{anchor}"
    if isinstance(part, Prose):
        return press.md(part.text, name, tips=True)
    return _BLOCKS[part.kind](press, part, name)


def _section(css: str, title: str, anchor: str, body: str, level: int = 2) -> str:
    """A section with its heading, styled as one."""
    heading = f"{'#' * level} {title} {{ #{anchor} }}"
    body = body.strip("\n")
    return f'<section class="{css}" aria-labelledby="{anchor}" markdown="1">\n\n{heading}\n\n{body}\n\n</section>'


def _objectives(press: Press, block: Block, name: str) -> str:
    texts = [text.partition(":")[2].strip() for _, text in blocks.items(block)]
    listed = markup.bullets(press.md(one, name) for one in texts)
    return _section("kit-objectives", press.say("objectives"), "objectives", listed)


def _questions(press: Press, block: Block, name: str) -> str:
    listed = markup.bullets(press.md(text, name) for _, text in blocks.items(block))
    return _section("kit-questions", press.say("questions"), "questions", listed)


def _dialogue(press: Press, block: Block, name: str) -> str:
    """A figure with a list of turns; who speaks is in the text, never in colour alone."""
    turns = []
    for _, who, text in blocks.turns(block):
        kind = {"C": "caller", "A": "adviser"}.get(who, "stage")
        line = press.html(text, name)
        turns.append(f'<dt class="is-{kind}">{press.say(f"speaker_{kind}")}</dt>\n<dd class="is-{kind}">{line}</dd>')
    lines = "\n".join(turns)
    return (
        f'<figure class="kit-dialogue{_poor_class(block)}" id="{block.id}">\n'
        f"{_caption(press, block, name)}\n<dl>\n{lines}\n</dl>\n</figure>"
    )


def _caption(press: Press, block: Block, name: str) -> str:
    mark = f'<span class="kit-poor-mark">{press.say("poor")}</span> ' if block.poor else ""
    return f'<figcaption class="kit-title">{mark}{press.html(block.title, name)}</figcaption>'


def _poor_class(block: Block) -> str:
    return " is-poor" if block.poor else ""


def _exercise(press: Press, block: Block, name: str) -> str:
    label = press.say("exercise", id=block.id.lstrip("e"), title=press.md(block.title, name))
    body = f"{how(press, block)}\n{{ .kit-how }}\n\n{press.md(block.text.strip(chr(10)), name)}"
    return _section("kit-exercise", label, block.id, body, level=3)


def how(press: Press, block: Block) -> str:
    """How long an exercise takes, and with whom."""
    return press.say("exercise_how", minutes=press.duration(block.minutes), mode=press.say(f"mode_{block.mode}"))


def _answer(press: Press, block: Block, name: str) -> str:
    return folded("kit-answer", press.say("answer", id=block.id.lstrip("e")), press.md(block.text, name))


def folded(css: str, title: str, body: str) -> str:
    """Text that is closed until it is asked for."""
    body = body.strip("\n")
    return f'<details class="{css}" markdown="1">\n<summary>{markup.inline(title)}</summary>\n\n{body}\n\n</details>'


def _facilitator(press: Press, block: Block, name: str) -> str:
    if not press.facilitator:
        return ""
    kind = block.id if block.id in blocks.FACILITATOR else "exercise"
    title = press.say(f"guide_{kind}", id=block.id.lstrip("e"))
    return _titled("kit-facilitator", title, notes(press, block, name))


def notes(press: Press, block: Block, name: str) -> str:
    """A facilitator block's text; the keyed lines of an exercise with their names."""
    keys = blocks.keyed(block) if block.id not in blocks.FACILITATOR else {}
    if not keys:
        return press.md(block.text, name)
    lines = []
    for key, (_, text) in keys.items():
        first, *more = press.md(text, name).split("\n")
        lines.append(f"- **{press.say(f'key_{key}')}** {first}".rstrip())
        lines += [_indented(line) for line in more]
    return "\n".join(lines)


def _indented(line: str) -> str:
    """A line of an item's own list, whatever its indent in the source, below the item."""
    depth = (len(line) - len(line.lstrip())) // 2
    return f"    {'    ' * max(depth - 1, 0)}{line.strip()}" if line.strip() else ""


def _titled(css: str, title: str, body: str) -> str:
    body = body.strip("\n")
    return f'<div class="{css}" markdown="1">\n<p class="kit-title">{markup.inline(title)}</p>\n\n{body}\n\n</div>'


def _box(kind: str) -> Callable[[Press, Block, str], str]:
    def box(press: Press, block: Block, name: str) -> str:
        title = press.say(f"box_{kind}", title=press.set(block.title))
        return _titled(f"kit-{kind}", title, press.md(block.text, name, tips=True))

    return box


def _say(press: Press, block: Block, name: str) -> str:
    rows = [(press.md(avoid, name), press.md(say, name)) for _, avoid, say in blocks.pairs(block)]
    inner = markup.table((press.say("avoid"), press.say("rather")), rows)
    return f'<div class="kit-say" markdown="1">\n\n{inner}\n</div>'


def _mail(press: Press, block: Block, name: str) -> str:
    body = markup.hard_breaks(press.md(block.text, name))
    head = f'<figure class="kit-mail{_poor_class(block)}" id="{block.id}" markdown="1">'
    return f"{head}\n{_caption(press, block, name)}\n\n{body}\n\n</figure>"


def _include(press: Press, block: Block, name: str) -> str:
    """A shared text, the same to the letter on every page: without tips, which only the first use of a word has."""
    text = press.sources.shared[block.id].texts[press.lang]
    alike = replace(press, tips=None)
    notes = awaited(press, of_document(text, press.lang))
    body = markup.join([*(part_of(alike, part, name) for part in shared.parts(text)), *notes]).strip("\n")
    label = markup.plain(press.set(text.title))
    return f'<section class="kit-shared" aria-label="{label}" markdown="1">\n\n{body}\n\n</section>'


def awaited(press: Press, pieces: Iterable[Piece]) -> list[str]:
    """A note, where somebody must still confirm facts that these pieces show."""
    notes = facts.awaited(press.sources, variables.facts_in(piece.text for piece in pieces))
    return [_titled("kit-warning", press.say("awaits"), press.set(note[press.lang])) for note in notes]


_BLOCKS: dict[str, Callable[[Press, Block, str], str]] = {
    "objectives": _objectives,
    "questions": _questions,
    "dialogue": _dialogue,
    "exercise": _exercise,
    "answer": _answer,
    "facilitator": _facilitator,
    "tip": _box("tip"),
    "warning": _box("warning"),
    "case": _box("case"),
    "say": _say,
    "mailtext": _mail,
    "include": _include,
}


def _key_points(press: Press, module: ModuleSource, name: str) -> str:
    headings = module.texts[press.lang].headings(2)
    if not headings:
        return ""
    points = (f"[{markup.plain(press.set(one.text))}](#{one.id})" for one in headings)
    return _section("kit-key", press.say("key_points"), "key-points", markup.bullets(points))


def _facts(press: Press, module: ModuleSource, name: str) -> str:
    """The facts that the edition's text of the module really uses, with source and date."""
    pieces = [*of_module(module), *shared.pieces(press.sources, module.texts)]
    used = variables.facts_in(piece.text for piece in pieces)
    held = [one for one in module.meta.facts if one in used and one in press.sources.facts]
    if not held:
        return ""
    rows = [fact_row(press, one, name) for one in held]
    header = [press.say(f"fact_{column}") for column in ("says", "value", "source", "until")]
    intro = markup.join([press.say("facts_intro"), *awaited(press, pieces)])
    return f"## {press.say('facts')} {{ #facts }}\n\n{intro.strip(chr(10))}\n\n" + markup.table(header, rows)


def fact_row(press: Press, key: str, name: str) -> list[str]:
    fact = press.sources.facts[key].fact
    source = press.set(fact.source[press.lang])
    source = f"[{source}]({fact.url})" if fact.url else source
    seen = press.say("fact_seen", source=source, day=press.day(fact.seen_on))
    until = press.day(fact.valid_until)
    until += f" {press.say('to_confirm')}" if facts.doubtful(fact, press.today) else ""
    return [press.md(fact.says[press.lang], name), press.set(fact.value[press.lang]), seen, until]


def _next(press: Press, module: ModuleSource, name: str) -> str:
    """Where to go from here: the quiz, the cards, the module after this one."""
    lines = []
    if module.questions:
        lines.append(press.link(press.say("to_quiz", count=len(module.questions)), name, f"{module.folder}/quiz.md"))
    if module.cards:
        lines.append(press.link(press.say("to_cards", count=len(module.cards)), name, f"{module.folder}/role-play.md"))
    if press.facilitator:
        lines.append(press.link(press.say("to_guide"), name, f"{module.folder}/guide.md"))
    after = _after(press, module)
    if after:
        label = press.say("to_next", title=press.numbered(after))
        lines.append(press.link(label, name, f"{after.folder}/index.md"))
    return f"## {press.say('next')} {{ #next }}\n\n" + markup.bullets(lines) if lines else ""


def _after(press: Press, module: ModuleSource) -> ModuleSource | None:
    if module.meta.micro:
        return None
    row = [one for one in press.in_order() if not one.meta.micro]
    at = [one.id for one in row].index(module.id) + 1
    return row[at] if at < len(row) else None
