"""The reader of module texts: every part with its line, every fault of form told, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.training.rules.findings import sentence
from kit.training.sources import block_lines
from kit.training.sources.document import Block, Heading, Prose
from kit.training.sources.finding import Place
from kit.training.sources.parse import parse as read

PLACE = Place("fr.md")
TEXT = """# Titre

Une phrase.

::: exercise e1 20 pair "Deux mots" facilitator_only
Consigne.
1. Un.
   suite
2. Deux.
:::

## Une affirmation {#s1}

::: dialogue d1 "Un appel" poor
A: Bonjour.
C: Oui.
:::
"""


def parse(text: str):
    return read(text, PLACE)


def test_headings_prose_and_blocks_are_read_with_their_lines():
    """A finding without its line costs an author minutes."""
    document, found = parse(TEXT)

    assert found == []
    assert [(type(part), part.line) for part in document.parts] == [
        (Heading, 1), (Prose, 2), (Block, 5), (Heading, 12), (Block, 14),
    ]  # fmt: skip


def test_the_opening_line_of_a_block_says_everything_about_it():
    """Minutes, mode and flags decide what is shown and to whom."""
    exercise, dialogue = parse(TEXT)[0].blocks()

    assert (exercise.id, exercise.minutes, exercise.mode, exercise.title) == ("e1", 20, "pair", "Deux mots")
    assert exercise.flags == {"facilitator_only"}
    assert (dialogue.id, dialogue.title, dialogue.poor) == ("d1", "Un appel", True)


def test_tasks_and_turns_keep_their_lines():
    """Tasks are counted; turns are compared between the languages."""
    exercise, dialogue = parse(TEXT)[0].blocks()

    assert block_lines.tasks(exercise) == [(7, "Un. suite"), (9, "Deux.")]
    assert block_lines.turns(dialogue) == [(15, "A", "Bonjour."), (16, "C", "Oui.")]


def test_keyed_notes_keep_the_lines_below_a_key():
    """Expected answers are often a list."""
    block = Block(1, "facilitator", "e1", lines=("- expected: Trois choses :", "  - une", "- short: Une seule."))

    assert block_lines.keyed(block) == {"expected": (2, "Trois choses :\n  - une"), "short": (4, "Une seule.")}


@pytest.mark.parametrize(
    ("text", "slug", "line"),
    [
        ("# T\n\n::: dialog d1 \"x\"\n:::", "block_near", 3),
        ("# T\n\n::: zzz\n:::", "block_unknown", 3),
        ("# T\n\n::: tip \"x\"\nabc", "block_open", 3),
        ("# T\n\n:::", "block_not_open", 3),
        ("# T\n\n::: tip \"x\"\n::: tip \"y\"\n:::", "block_nested", 4),
        ("# T\n\n::: dialogue \"x\"\n:::", "block_lacks", 3),
        ("# T\n\n::: tip\n:::", "block_lacks", 3),
        ("# T\n\n::: tip Titre\n:::", "block_word", 3),
        ("# T\n\n::: exercise e1 vingt pair \"x\"\n:::", "block_minutes", 3),
        ("# T\n\n::: exercise e1 20 duo \"x\"\n:::", "block_mode", 3),
        ("# T\n\n::: tip \"x\"\n## Titre {#s1}\n:::", "heading_in_block", 4),
        ("Une phrase.\n\n# T", "no_title", 1),
        ("", "no_title", 1),
        ("# T\n\n# U", "second_title", 3),
        ("# T\n\n### U", "level_skipped", 3),
        ("# T\n\n## U", "heading_id", 3),
        ("# T\n\n## U {#s1}\n\n## V {#s1}", "id_twice", 5),
        ("# T\n\n::: answer e1\n:::\n\n::: answer e1\n:::", "id_twice", 6),
    ],
)  # fmt: skip
def test_each_fault_of_form_is_told_at_its_line(text, slug, line):
    """A block that is never closed would swallow the rest of the lesson."""
    assert (slug, line) in [(one.slug, one.place.line) for one in parse(text)[1]]


def test_fences_and_headings_in_code_are_text():
    """A lesson about files may show a file."""
    document, found = parse("# T\n\n```\n::: tip\n# not a title\n```\n")

    assert found == []
    assert [type(part) for part in document.parts] == [Heading, Prose]


PIECES = st.sampled_from(
    ["# a", "## b {#s1}", '::: tip "x"', ":::", '::: exercise e1 20 pair "t"', "::: facilitator e1", "- short: x"]
    + ["A: b", "1. x", "```", "| a | b |", "", '::: "', '::: exercise e1 ９ pair "t"', "{{client}}", "\ufeff", "a => b"]
)


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=30), max_size=20))
def test_no_text_stops_the_reader(lines):
    """Whatever an author types, she gets findings with a line of her file, never a traceback."""
    text = "\n".join(lines)

    document, found = parse(text)
    for block in document.blocks():
        block_lines.tasks(block), block_lines.turns(block), block_lines.pairs(block), block_lines.keyed(block)

    last = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= one.place.line <= last for one in found)
    assert all(sentence(one, lang) for one in found for lang in ("fr", "en"))


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=("Cc", "Cs")), max_size=30), max_size=20))
def test_no_line_of_prose_is_lost(lines):
    """What was written is what is taught."""
    prose = [line for line in lines if not line.lstrip().startswith(("#", ":::", "`", "~")) and "\ufeff" not in line]

    document, _ = parse("# T\n" + "\n".join(prose))

    held = [line for part in document.parts if isinstance(part, Prose) for line in part.lines]
    assert [line for line in held if line.strip()] == [line for line in prose if line.strip()]
