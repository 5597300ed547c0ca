"""The checker's and the pages' own sentences: the same in both languages, none missing, none left over."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest

from kit.language.texts import texts
from kit.language.typography import say
from kit.training.rules import findings
from kit.training.sources import finding

PACKAGE = Path(str(files("kit.training")))
CODE = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}


def _of(section: str) -> set[str]:
    """The keys of one section of the training's texts."""
    return {key.removeprefix(f"{section}.") for key in texts("training", "en") if key.startswith(f"{section}.")}


def test_every_fault_that_code_tells_has_its_sentence():
    """A finding without a sentence would be a second fault."""
    told = set()
    for node in (node for code in CODE.values() for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)):
        if getattr(node.func, "id", "") in ("error", "warning") and isinstance(node.args[1], ast.Constant):
            told.add(node.args[1].value)

    assert len(told) > 40
    assert told <= _of("findings")


@pytest.mark.parametrize("section", ["findings", "page"])
def test_no_sentence_is_left_over(section):
    """Translators would keep it for nothing."""
    code = "\n".join(CODE.values())
    exact = set(re.findall(r"""["'](?:training\.)?(?:page\.)?(\w+)["']""", code))
    begun = set(re.findall(r"""f["'](?:training\.)?(?:page\.)?(\w+_)\{""", code))

    left = [key for key in _of(section) if key not in exact and not key.startswith(tuple(begun))]

    assert left == []


def test_french_sentences_have_the_marks_of_french():
    """They pass through the same hands as the lessons."""
    assert say("training.findings.quiz_few", "fr", count=7, wanted=8).count("\u202f;") == 1


def test_findings_are_told_by_file_and_line_once():
    """A checker that repeats itself is read with half an eye."""
    place = finding.Place("b.md", 3)
    twice = finding.error(place, "no_file")
    other = finding.warning(finding.Place("a.md", 9, "x.y"), "not_utf8")

    found = findings.in_order([twice, other, twice])

    assert list(findings.lines(found, "en")) == [
        "a.md",
        "  warning 9: x.y: the file is not UTF-8; save it as UTF-8",
        "b.md",
        "  error 3: the file is missing; write it",
    ]
    assert [line.split()[0] for line in findings.lines(found, "en", release=True)][1::2] == ["error", "error"]
