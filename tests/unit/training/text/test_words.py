"""The checker's and the pages' own sentences: the same in both languages, none missing, none left over."""

from __future__ import annotations

import ast
import re
import string
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from kit.training.rules import findings
from kit.training.sources import finding
from kit.training.text.words import text

PACKAGE = Path(str(files("kit.training")))
CODE = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
SECTIONS = ("findings", "page", "months", "cli")


def texts(lang: str) -> dict[str, dict]:
    return yaml.safe_load(PACKAGE.joinpath(f"locale/{lang}.yml").read_text(encoding="utf-8"))


def fields(value: object) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(str(value)) if name}


@pytest.mark.parametrize("section", SECTIONS)
def test_both_languages_say_the_same_things(section):
    """A field that one language leaves out is what its reader needed."""
    french, english = texts("fr")[section], texts("en")[section]

    assert {key: fields(value) for key, value in french.items()} == {
        key: fields(value) for key, value in english.items()
    }


def test_every_fault_that_code_tells_has_its_sentence():
    """A finding without a sentence would be a second fault."""
    told = set()
    for node in (node for code in CODE.values() for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)):
        if getattr(node.func, "id", "") in ("error", "warning") and isinstance(node.args[1], ast.Constant):
            told.add(node.args[1].value)

    assert len(told) > 40
    assert told <= set(texts("en")["findings"])


@pytest.mark.parametrize("section", ["findings", "page"])
def test_no_sentence_is_left_over(section):
    """Translators would keep it for nothing."""
    code = "\n".join(CODE.values())
    exact = set(re.findall(r"""["'](?:page\.)?(\w+)["']""", code))
    begun = set(re.findall(r"""f["'](?:page\.)?(\w+_)\{""", code))

    left = [key for key in texts("en")[section] if key not in exact and not key.startswith(tuple(begun))]

    assert left == []


def test_french_sentences_have_the_marks_of_french():
    """They pass through the same hands as the lessons."""
    assert text("fr", "findings.quiz_few", count=7, wanted=8).count("\u202f;") == 1


def test_findings_are_told_by_file_and_line_once():
    """A checker that repeats itself is read with half an eye."""
    place = finding.Place("b.md", 3)
    twice = finding.error(place, "no_file")
    other = finding.warning(finding.Place("a.md", 9, "x.y"), "not_utf8")

    found = findings.in_order([twice, other, twice])

    assert list(findings.told(found, "en")) == [
        "a.md",
        "  warning 9: x.y: the file is not UTF-8; save it as UTF-8",
        "b.md",
        "  error 3: the file is missing; write it",
    ]
    assert [line.split()[0] for line in findings.told(found, "en", release=True)][1::2] == ["error", "error"]
