"""The lesson of a module: its text with everything that is known about it around it.

In:   a module cut for its edition, a writer.
Out:  Markdown of `modules/<id>/index.md`.
Why:  minutes, prerequisites, key points and facts stand once in the sources; the page repeats them where they help.
Not here: the quiz, the cards, the facilitator's guide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from kit.training.pages.writer import Writer
from kit.training.sources import block_lines
from kit.training.sources.document import FACILITATOR, Block, Heading, Part, Prose
from kit.training.sources.records import ModuleSource
from kit.training.sources.taught_order import later_week
from kit.training.text import facts, markup, shared, variables
from kit.training.text.passages import Passage, of_document, texts_of


def page(writer: Writer, module: ModuleSource) -> str:
    """The page of a module's lesson."""
    name = f"{module.folder}/index.md"
    document = module.texts[writer.lang]
    title, rest = document.parts[0], document.parts[1:]
    if writer.tips:
        writer.tips.turn()
    return markup.front_matter(title=writer.numbered(module)) + markup.join(
        [
            f"# {writer.md(title.text, name)}",
            about(writer, module, name),
            *(part_of(writer, part, name) for part in rest),
            _key_points(writer, module, name),
            _facts(writer, module, name),
            _next(writer, module, name),
        ]
    )


def about(writer: Writer, module: ModuleSource, name: str) -> str:
    """What a learner wants to know before she starts: when, how long, after what, how she is assessed."""
    meta = module.meta
    chips = [writer.say("time", time=writer.duration(meta.minutes)), _setting(writer, module)]
    if meta.when:
        when = [writer.say(f"half_{half.half}", day=half.day) for half in meta.when]
        week = later_week(writer.sources, module.id)
        chips.insert(0, ", ".join([*when, writer.say("week_short", week=week)] if week else when))
    items = [f"<li>{chip}</li>" for chip in chips]
    if meta.assessment.gate:
        items.append(f'<li class="is-gate">{writer.say("assess_gate")}</li>')
    lines = ['<ul class="kit-meta">', *items, "</ul>", "", writer.say("assessed_by", how=_assessment(writer, module))]
    needed = [one for one in meta.prerequisites if one in writer.modules]
    if needed:
        linked = ", ".join(writer.module_link(one, name) for one in needed)
        lines += ["", writer.say("before_this", modules=linked)]
    return "\n".join(lines)


def _setting(writer: Writer, module: ModuleSource) -> str:
    return writer.say(f"setting_{module.meta.setting}", count=module.meta.group_max)


def _assessment(writer: Writer, module: ModuleSource) -> str:
    stated = module.meta.assessment
    kinds = ", ".join(writer.say(f"assess_{kind}") for kind in stated.kind)
    text = writer.say("pass_mark", kinds=kinds, percent=round(stated.pass_mark * 100))
    return text + (writer.say("assess_eliminatory") if stated.eliminatory else "")


def part_of(writer: Writer, part: Part, name: str) -> str:
    """The Markdown of one part of a document."""
    if isinstance(part, Heading):
        anchor = f" {{ #{part.id} }}" if part.id else ""
        return f"{'#' * part.level} {writer.md(part.text, name)}{anchor}"
    if isinstance(part, Prose):
        return writer.md(part.text, name, tips=True)
    return _BLOCKS[part.kind](writer, part, name)


def _section(css: str, title: str, anchor: str, body: str, level: int = 2) -> str:
    """A section with its heading, styled as one."""
    heading = f"{'#' * level} {title} {{ #{anchor} }}"
    body = body.strip("\n")
    return f'<section class="{css}" aria-labelledby="{anchor}" markdown="1">\n\n{heading}\n\n{body}\n\n</section>'


def _objectives(writer: Writer, block: Block, name: str) -> str:
    texts = [text.partition(":")[2].strip() for _, text in block_lines.items(block)]
    listed = markup.bullets(writer.md(one, name) for one in texts)
    return _section("kit-objectives", writer.say("objectives"), "objectives", listed)


def _questions(writer: Writer, block: Block, name: str) -> str:
    listed = markup.bullets(writer.md(text, name) for _, text in block_lines.items(block))
    return _section("kit-questions", writer.say("questions"), "questions", listed)


def _dialogue(writer: Writer, block: Block, name: str) -> str:
    """A figure with a list of turns; who speaks is in the text, never in colour alone."""
    turns = []
    for _, who, text in block_lines.turns(block):
        kind = {"C": "caller", "A": "adviser"}.get(who, "stage")
        line = writer.html(text, name)
        turns.append(f'<dt class="is-{kind}">{writer.say(f"speaker_{kind}")}</dt>\n<dd class="is-{kind}">{line}</dd>')
    lines = "\n".join(turns)
    return (
        f'<figure class="kit-dialogue{_poor_class(block)}" id="{block.id}">\n'
        f"{_caption(writer, block, name)}\n<dl>\n{lines}\n</dl>\n</figure>"
    )


def _caption(writer: Writer, block: Block, name: str) -> str:
    mark = f'<span class="kit-poor-mark">{writer.say("poor")}</span> ' if block.poor else ""
    return f'<figcaption class="kit-title">{mark}{writer.html(block.title, name)}</figcaption>'


def _poor_class(block: Block) -> str:
    return " is-poor" if block.poor else ""


def _exercise(writer: Writer, block: Block, name: str) -> str:
    label = writer.say("exercise", id=block.id.lstrip("e"), title=writer.md(block.title, name))
    body = f"{how(writer, block)}\n{{ .kit-how }}\n\n{writer.md(block.text.strip(chr(10)), name)}"
    return _section("kit-exercise", label, block.id, body, level=3)


def how(writer: Writer, block: Block) -> str:
    """How long an exercise takes, and with whom."""
    return writer.say("exercise_how", minutes=writer.duration(block.minutes), mode=writer.say(f"mode_{block.mode}"))


def _answer(writer: Writer, block: Block, name: str) -> str:
    return folded("kit-answer", writer.say("answer", id=block.id.lstrip("e")), writer.md(block.text, name))


def folded(css: str, title: str, body: str) -> str:
    """Text that is closed until it is asked for."""
    body = body.strip("\n")
    return f'<details class="{css}" markdown="1">\n<summary>{markup.inline(title)}</summary>\n\n{body}\n\n</details>'


def _facilitator(writer: Writer, block: Block, name: str) -> str:
    if not writer.facilitator:
        return ""
    kind = block.id if block.id in FACILITATOR else "exercise"
    title = writer.say(f"guide_{kind}", id=block.id.lstrip("e"))
    return _titled("kit-facilitator", title, notes(writer, block, name))


def notes(writer: Writer, block: Block, name: str) -> str:
    """A facilitator block's text; the keyed lines of an exercise with their names."""
    keys = block_lines.keyed(block) if block.id not in FACILITATOR else {}
    if not keys:
        return writer.md(block.text, name)
    lines = []
    for key, (_, text) in keys.items():
        first, *more = writer.md(text, name).split("\n")
        lines.append(f"- **{writer.say(f'key_{key}')}** {first}".rstrip())
        lines += [_indented(line) for line in more]
    return "\n".join(lines)


def _indented(line: str) -> str:
    """A line of an item's own list, whatever its indent in the source, below the item."""
    depth = (len(line) - len(line.lstrip())) // 2
    return f"    {'    ' * max(depth - 1, 0)}{line.strip()}" if line.strip() else ""


def _titled(css: str, title: str, body: str) -> str:
    body = body.strip("\n")
    return f'<div class="{css}" markdown="1">\n<p class="kit-title">{markup.inline(title)}</p>\n\n{body}\n\n</div>'


def _box(kind: str) -> Callable[[Writer, Block, str], str]:
    def box(writer: Writer, block: Block, name: str) -> str:
        title = writer.say(f"box_{kind}", title=writer.set(block.title))
        return _titled(f"kit-{kind}", title, writer.md(block.text, name, tips=True))

    return box


def _wording(writer: Writer, block: Block, name: str) -> str:
    rows = [(writer.md(avoid, name), writer.md(say, name)) for _, avoid, say in block_lines.pairs(block)]
    inner = markup.table((writer.say("avoid"), writer.say("rather")), rows)
    return f'<div class="kit-say" markdown="1">\n\n{inner}\n</div>'


def _mail(writer: Writer, block: Block, name: str) -> str:
    body = markup.hard_breaks(writer.md(block.text, name))
    head = f'<figure class="kit-mail{_poor_class(block)}" id="{block.id}" markdown="1">'
    return f"{head}\n{_caption(writer, block, name)}\n\n{body}\n\n</figure>"


def _include(writer: Writer, block: Block, name: str) -> str:
    """A shared text, the same to the letter on every page: without tips, which only the first use of a word has."""
    text = writer.sources.shared[block.id].texts[writer.lang]
    alike = replace(writer, tips=None)
    notes = awaited(writer, of_document(text, writer.lang))
    body = markup.join([*(part_of(alike, part, name) for part in shared.parts(text)), *notes]).strip("\n")
    label = markup.plain(writer.set(text.title))
    return f'<section class="kit-shared" aria-label="{label}" markdown="1">\n\n{body}\n\n</section>'


def awaited(writer: Writer, passages: Iterable[Passage]) -> list[str]:
    """A note, where somebody must still confirm facts that these passages show."""
    return _awaited(writer, variables.facts_in(passage.text for passage in passages))


def _awaited(writer: Writer, used: list[str]) -> list[str]:
    notes = facts.awaited(writer.sources, used)
    return [_titled("kit-warning", writer.say("awaits"), writer.set(note[writer.lang])) for note in notes]


_BLOCKS: dict[str, Callable[[Writer, Block, str], str]] = {
    "objectives": _objectives,
    "questions": _questions,
    "dialogue": _dialogue,
    "exercise": _exercise,
    "answer": _answer,
    "facilitator": _facilitator,
    "tip": _box("tip"),
    "warning": _box("warning"),
    "case": _box("case"),
    "say": _wording,
    "mailtext": _mail,
    "include": _include,
}


def _key_points(writer: Writer, module: ModuleSource, name: str) -> str:
    headings = module.texts[writer.lang].headings(2)
    if not headings:
        return ""
    points = (f"[{markup.plain(writer.set(one.text))}](#{one.id})" for one in headings)
    return _section("kit-key", writer.say("key_points"), "key-points", markup.bullets(points))


def _facts(writer: Writer, module: ModuleSource, name: str) -> str:
    """The facts that the edition's text of the module really uses, with source and date."""
    if not module.meta.facts:
        return ""
    taken_in = (passage.text for passage in shared.passages(writer.sources, module.texts))
    used = variables.facts_in([*texts_of(module), *taken_in])
    held = [one for one in module.meta.facts if one in used and one in writer.sources.facts]
    if not held:
        return ""
    rows = [fact_row(writer, one, name) for one in held]
    header = [writer.say(f"fact_{column}") for column in ("says", "value", "source", "until")]
    intro = markup.join([writer.say("facts_intro"), *_awaited(writer, used)])
    return f"## {writer.say('facts')} {{ #facts }}\n\n{intro.strip(chr(10))}\n\n" + markup.table(header, rows)


def fact_row(writer: Writer, key: str, name: str) -> list[str]:
    fact = writer.sources.facts[key].fact
    source = writer.set(fact.source[writer.lang])
    source = f"[{source}]({fact.url})" if fact.url else source
    seen = writer.say("fact_seen", source=source, day=writer.day(fact.seen_on))
    until = writer.day(fact.valid_until)
    until += f" {writer.say('to_confirm')}" if facts.doubtful(fact, writer.today) else ""
    return [writer.md(fact.says[writer.lang], name), writer.set(fact.value[writer.lang]), seen, until]


def _next(writer: Writer, module: ModuleSource, name: str) -> str:
    """Where to go from here: the quiz, the cards, the module after this one."""
    lines = []
    if module.questions:
        label = writer.say("to_quiz", count=len(module.questions))
        lines.append(writer.link(label, name, f"{module.folder}/quiz.md"))
    if module.cards:
        lines.append(
            writer.link(writer.say("to_cards", count=len(module.cards)), name, f"{module.folder}/role-play.md")
        )
    if writer.facilitator:
        lines.append(writer.link(writer.say("to_guide"), name, f"{module.folder}/guide.md"))
    after = _after(writer, module)
    if after:
        label = writer.say("to_next", title=writer.numbered(after))
        lines.append(writer.link(label, name, f"{after.folder}/index.md"))
    return f"## {writer.say('next')} {{ #next }}\n\n" + markup.bullets(lines) if lines else ""


def _after(writer: Writer, module: ModuleSource) -> ModuleSource | None:
    if module.meta.micro:
        return None
    row = [one for one in writer.in_order() if not one.meta.micro]
    at = [one.id for one in row].index(module.id) + 1
    return row[at] if at < len(row) else None
