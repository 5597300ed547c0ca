"""The words of intake: every slug of the code has its text."""

from __future__ import annotations

import ast

import pytest

from kit.intake import reasons
from kit.language.texts import texts
from kit.params import PROJECT

CODE = sorted((PROJECT / "kit" / "intake").glob("*.py"))
# Where a text constant is a slug: the call's name and the position of its slug.
CALLS = {"Reject": 0, "later": 0, "add": 3, "_repair": 0}


def slugs() -> set[str]:
    """Every slug that the code hands to `Reject`, `later`, `Faults.add` or `_repair`."""
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                at = CALLS.get(name)
                if at is not None and len(node.args) > at:
                    found |= constants(node.args[at])
    return {
        slug.removeprefix("intake.")
        for slug in found
        if isinstance(slug, str) and slug and not slug.startswith("store.")
    }


def constants(node: ast.expr) -> set:
    """The constant, or both of "this if so else that"."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) else set()


def test_every_slug_of_the_code_has_its_text():
    """A reason without words helps nobody to fix a file."""
    used = slugs()

    assert len(used) > 40
    assert used - texts("intake", "fr").keys() == set()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_name_that_a_partnership_made_is_shown_as_it_is(lang):
    """Exclusions are named in sources.yml; their names need no translation to be counted."""
    assert reasons.text("robot_call", lang) == "robot call"
