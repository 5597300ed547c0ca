"""The two READMEs are twins, and their commands exist."""

import re
from pathlib import Path

import pytest

from kit import cli

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
FRENCH = (ROOT / "README.fr.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)


def headings(text: str) -> list[int]:
    """The levels of the headings, in order; what stands in code blocks is no heading."""
    return [len(marks) for marks in re.findall(r"^(#+) ", BLOCK.sub("", text), re.M)]


def commands(text: str) -> list[str]:
    return [line for kind, block in BLOCK.findall(text) if kind == "sh" for line in block.splitlines() if line]


def test_both_readmes_have_the_same_headings():
    """A section that only one side can read is a section the other side does not know of."""
    assert headings(ENGLISH) == headings(FRENCH)


def test_both_readmes_have_the_same_code():
    """A command corrected in one language only sends the other reader into an error."""
    assert BLOCK.findall(ENGLISH) == BLOCK.findall(FRENCH)


def test_the_first_commands_are_demo_and_test():
    """They are what a newcomer types first."""
    assert commands(ENGLISH)[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("line", [line for line in commands(ENGLISH) if re.match(r"(\.venv/bin/)?kit ", line)])
def test_each_kit_command_is_a_verb(line):
    """A renamed verb must not survive in the README."""
    verb = line.removeprefix(".venv/bin/").split()[1]

    assert verb in cli.main.commands


@pytest.mark.parametrize("line", [line for line in commands(ENGLISH) if line.startswith("make ")])
def test_each_make_target_exists(line):
    """The same for the Makefile."""
    assert re.search(rf"^{line.split()[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def test_the_table_lists_every_verb():
    """A verb nobody is told of is not used."""
    listed = set(re.findall(r"^\| `kit (\w+)", ENGLISH, re.M))

    assert listed == set(cli.main.commands) == set(re.findall(r"^\| `kit (\w+)", FRENCH, re.M))


@pytest.mark.parametrize("text", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_links_and_pictures_lead_somewhere(text):
    """A picture that is missing is the first thing a newcomer sees."""
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]

    assert [target for target in targets if not (ROOT / target).exists()] == []
