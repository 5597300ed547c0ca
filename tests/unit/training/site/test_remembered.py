"""What was clean is not looked at again, and nothing else is skipped."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.training.rules import check
from kit.training.site import remembered

TODAY = dt.date(2026, 11, 23)
LESSON = "modules/m01-greeting"


@pytest.fixture
def looked(monkeypatch):
    """The modules that a check really looks at."""
    seen = []
    whole = check._module
    monkeypatch.setattr(
        check,
        "_module",
        lambda sources, module, held: seen.append(module.id) or whole(sources, module, held),
    )
    return seen


def built(tree, tmp_path):
    """The findings of a check as a build makes it."""
    sources = tree.load()
    kept = remembered.Remembered(tmp_path / "cache" / "clean.json", sources)
    found = check.check(sources, TODAY, remembered=kept)
    kept.save()
    return found


def test_what_did_not_change_is_not_looked_at_again(tree, tmp_path, looked):
    """The second build is quick."""
    assert built(tree, tmp_path) == [] and sorted(looked) == ["m01-greeting", "m02-local-rules", "u01-hold"]
    looked.clear()

    assert built(tree, tmp_path) == [] and looked == []


def test_a_changed_module_is_looked_at_alone(tree, tmp_path, looked):
    """And its fault is found at each build, until it is mended."""
    built(tree, tmp_path)
    tree.add(f"{LESSON}/fr.md", "\n{{client_shrot}}\n")
    for _ in range(2):
        looked.clear()
        found = built(tree, tmp_path)
        assert looked == ["m01-greeting"] and "variable_near" in {one.slug for one in found}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("styles/beta.yml", "Allô Beta", "Allô Bêta"),
        ("grids/listening.yml", "weight: ", "weight:  "),
        ("glossary.yml", "terms:", "terms: "),
        (f"{LESSON}/fr.md", "{#s1}", "{#s7}"),
    ],
)
def test_what_modules_are_held_against_counts_too(tree, tmp_path, looked, file, old, new):
    """A word that a style begins to avoid, or an anchor that went, is a fault in modules that did not change."""
    built(tree, tmp_path)
    looked.clear()
    tree.edit(file, old, new)

    found = built(tree, tmp_path)

    assert sorted(looked) == ["m01-greeting", "m02-local-rules", "u01-hold"]
    assert {one.slug for one in found} == {one.slug for one in tree.findings()}


@pytest.mark.parametrize("content", ["", "{", '{"a": 1}', "[1, null]", "\ud800"])
def test_a_broken_memory_is_no_memory(tree, tmp_path, looked, content):
    """It costs a second, never a wrong site."""
    built(tree, tmp_path)
    looked.clear()
    (tmp_path / "cache" / "clean.json").write_bytes(content.encode("utf-8", "surrogatepass"))

    assert built(tree, tmp_path) == [] and len(looked) == 3


def test_a_place_that_cannot_be_written_stops_nothing(tree, tmp_path, looked):
    """A home may be read only."""
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")

    assert built(tree, tmp_path) == [] and len(looked) == 3
