"""The words of intake: every slug of the code has both texts, and the two files hold the same."""

from __future__ import annotations

import ast
import string

import pytest

from kit.intake import reasons
from kit.params import PROJECT

CODE = sorted((PROJECT / "kit" / "intake").glob("*.py"))
# Where a text constant is a slug: the call's name and the position of its slug.
CALLS = {"Reject": 0, "words": 0, "add": 3, "_repair": 0}


def slugs() -> set[str]:
    """Every slug that the code hands to `Reject`, `words`, `Faults.add` or `_repair`."""
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                at = CALLS.get(name)
                if at is not None and len(node.args) > at:
                    found |= constants(node.args[at])
    return {slug for slug in found if isinstance(slug, str) and slug}


def constants(node: ast.expr) -> set:
    """The constant, or both of "this if so else that"."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) else set()


def test_both_languages_hold_the_same_texts_with_the_same_fields():
    """A French reader must not get a slug where an English one gets a sentence."""
    french, english = reasons.texts("fr"), reasons.texts("en")

    assert french.keys() == english.keys()
    for slug in french:
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (french[slug], english[slug])
        ]
        assert fields[0] == fields[1], slug


def test_every_slug_of_the_code_has_its_text():
    """A reason without words helps nobody to mend a file."""
    used = slugs()

    assert len(used) > 40
    assert used - reasons.texts("fr").keys() == set()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_name_that_a_partnership_made_is_shown_as_it_is(lang):
    """Exclusions are named in sources.yml; their names need no translation to be counted."""
    assert reasons.text("robot_call", lang) == "robot call"


def test_french_texts_keep_french_typography():
    """These sentences are shown to people as they are."""
    for slug, text in reasons.texts("fr").items():
        assert not any(wrong in text for wrong in (" :", " ;", " !", " ?", "« ", " »", "'%")), slug
