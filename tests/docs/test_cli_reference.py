"""Every verb tells an example, what it reads, what it writes and what it exits with."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from kit import errors
from kit.cli import main


def verbs(group: click.Group, path: str = "") -> dict[str, click.Command]:
    """Every command as it is typed after `kit`; of a group, those inside it."""
    found = {}
    for name, command in group.commands.items():
        inside = isinstance(command, click.Group)
        found |= verbs(command, f"{path}{name} ") if inside else {f"{path}{name}": command}
    return found


VERBS = verbs(main)
CODES = {kind.exit_code for kind in errors.kinds()} | {0, 1, 2, 3, 4}


def help_of(verb: str) -> str:
    return CliRunner().invoke(main, [*verb.split(), "--help"]).stdout


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("heading", ["Example:", "Reads:", "Writes:", "Exits:"])
def test_the_help_of_a_verb_has_the_four_headings(verb, heading):
    """What a command may write is asked before it is typed."""
    assert len(re.findall(rf"^  {heading}\s+\S", help_of(verb), re.M)) == 1


@pytest.mark.parametrize("verb", VERBS)
def test_the_example_is_a_command_that_the_parser_takes(verb):
    """An example that does not run is worse than none."""
    words = re.search(r"Example:\s+kit (.+)", help_of(verb))[1].split()
    arguments = [name for name in VERBS[verb].params if isinstance(name, click.Argument)]
    own = len(verb.split())

    assert words[:own] == verb.split()
    rest = words[own:]
    given = [
        word for at, word in enumerate(rest) if not word.startswith("--") and not words[own + at - 1].startswith("--")
    ]
    assert len(given) >= len([one for one in arguments if one.required])


@pytest.mark.parametrize("verb", VERBS)
def test_the_exit_codes_of_the_help_exist(verb):
    """A script is written from this line."""
    exits = re.search(r"Exits:(.+?)\n\n", help_of(verb), re.S)[1]
    told = {int(code) for code in re.findall(r"\b(\d+)\b", exits)}

    assert 0 in told
    assert told <= CODES


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_that_writes_has_a_dry_run(verb):
    """One looks before one leaps."""
    writes = re.search(r"Writes:\s+(\w+)", help_of(verb))[1]

    assert ("--dry-run" in help_of(verb)) or writes == "nothing"


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_has_a_help(verb):
    """An option that nobody explains is used by guessing."""
    options = [one for one in VERBS[verb].params if isinstance(one, click.Option)]

    assert [one.name for one in options if not one.help] == []
