"""Every text can be reached from the code, and every text that the code names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import kit
from kit.language.texts import has, rooms, texts

KIT = Path(kit.__file__).parent
# Where a room is spoken of. A test of errors holds their texts against the kinds; of `click`, every text is a pattern
# that is tried in turn.
SPEAKERS = {
    "cli": ("cli", "run", "intake/gaps.py", "present/page/failure.py"),
    "exchange": ("exchange", "cli/export.py"),
    "exercises": ("exercises",),
    "failure": ("present/page/failure.py",),
    "intake": ("intake", "cli", "analysis/line/reconcile.py", "params/pages.py"),
    "page": ("present",),
    "params": ("params", "present"),
    "store": ("store", "cli", "intake", "space.py"),
    "training": ("training", "cli/training.py"),
}
PACKAGES = ("cli", "exchange", "exercises", "intake", "params", "present", "run", "store", "training")
WHOLE = ("click", "errors")
GROUPS = {
    "exercises": "rates|shortfall|ways|waits|usual|path",
    "page": "page",
    "training": "cli|findings|page",
}  # whose speakers are given keys without their name
FORMS = r"(?:\.(?:one|two|other|few))?"  # of a number


@cache
def trees(place: str) -> list[ast.AST]:
    path = KIT / place
    return [ast.parse(one.read_text(encoding="utf-8")) for one in (sorted(path.rglob("*.py")) or [path])]


def said(tree: ast.AST) -> set[str]:
    """Patterns of the keys that a module may say: its string literals, f-strings with any word in their fields."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w.]+" for part in node.values]
            # "{part}.caption": the groups above say of which parts; "head.": whatever begins with it
            found.add(re.sub(r"\\\.$", r"\\.\\w+", "".join(parts).removeprefix(r"[\w.]+\.")))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w.]+", node.value):
            found.add(re.escape(node.value))
    return {pattern for pattern in found if re.match(r"[a-z]\w*(?:\\\.|_|$)", pattern)}


def templates() -> set[str]:
    """The keys that templates of pages say."""
    texts = (path.read_text(encoding="utf-8") for path in KIT.rglob("*.j2"))
    return {re.escape(key) for one in texts for key in re.findall(r"say\([\"']([\w.]+)[\"']", one)}


def groups(tree: ast.AST) -> set[str]:
    """Groups whose slugs are delivered or stored: `voice.slug(group, slug)`."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    named = (node.args[0] for node in calls if getattr(node.func, "attr", "") == "slug")
    return {re.escape(node.value) for node in named if isinstance(node, ast.Constant)}


def test_every_room_is_looked_through():
    """A room that no test knows would fill with texts that nobody reads."""
    assert rooms() == sorted((*SPEAKERS, *WHOLE))


@pytest.mark.parametrize("room", SPEAKERS)
def test_every_text_can_be_reached_from_the_code(room):
    """A sentence that nothing says any more is read, translated and reviewed in vain."""
    code = [tree for place in SPEAKERS[room] for tree in trees(place)]
    whatever = {rf"{room}\.[\w.]+"}  # the key that a speaker of the room is given
    patterns = sorted(set().union(templates(), *map(said, code)) - whatever)
    slugs = [rf"{group}\.\w+" for group in sorted(set().union(*map(groups, code)))]
    begins = rf"(?:{room}\.)?(?:(?:{GROUPS.get(room, room)})\.)?"
    reach = re.compile(rf"{begins}(?:{'|'.join([*patterns, *slugs])}){FORMS}")

    assert [key for key in texts(room, "fr") if not (reach.fullmatch(key) or reach.fullmatch(f"{room}.{key}"))] == []


def keys(tree: ast.AST) -> set[str]:
    """The keys that `text`, `say` and `later` are given, where they stand as they are."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    first = [node.args[0] for node in calls if getattr(node.func, "id", "") in ("text", "say", "later")]
    either = [part for node in first if isinstance(node, ast.IfExp) for part in (node.body, node.orelse)]
    written = [node.value for node in first + either if isinstance(node, ast.Constant)]
    return {key for key in written if isinstance(key, str) and "." in key}


def test_every_key_of_the_code_has_its_text():
    """A key that is misspelt is found when a fault is told for the first time: by a customer."""
    named = set().union(*(keys(tree) for place in PACKAGES for tree in trees(place)))

    assert len(named) > 150
    assert sorted(key for key in named if not has(key, "fr")) == []


SPOKEN = ("text", "answer", "aside")  # what the terminal's speaker is given keys of its room for


def spoken(tree: ast.AST) -> set[str]:
    """The keys that `tell.answer` and its like are given, where they stand as they are."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    mine = [
        one for one in calls if getattr(one.func.value, "id", "") == "tell" and one.func.attr in SPOKEN and one.args
    ]
    return {one.args[0].value for one in mine if isinstance(one.args[0], ast.Constant)}


def test_every_key_that_the_command_line_says_has_its_text():
    """A verb whose sentence is in no file stops with a traceback the first time it is typed."""
    named = set().union(*(spoken(tree) for tree in trees("cli")))

    assert len(named) > 30
    assert sorted(key for key in named if not (has(f"cli.{key}", "fr") or has(key, "fr"))) == []
