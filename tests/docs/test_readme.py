"""The two READMEs are twins, and their commands exist."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from kit import cli, reports, schema
from kit.period import EXAMPLES
from kit.run import plan

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


@pytest.mark.parametrize(("text", "either"), [(ENGLISH, "` or `"), (FRENCH, "` ou `")])
def test_the_table_of_reports_is_the_list_of_reports(text, either):
    """Whoever decides which files to deliver reads there what a report needs."""
    rows = re.findall(r"^\| `(\w+)` \| \w+ \(`([^`]+)`\) \| (.*) \|$", text, re.M)

    listed = [
        (one.notebook, EXAMPLES[one.kind], ", ".join(f"`{either.join(tables)}`" for tables in one.reads))
        for one in reports.REPORTS
    ]
    assert rows == listed


@pytest.mark.parametrize("report", reports.REPORTS, ids=lambda one: one.notebook)
def test_a_listed_report_has_its_notebook_its_parameter_and_its_functions(report):
    """The list names functions: a name that nothing has any more would only be found on a Monday."""
    known = plan.parameters_of(ROOT / "notebooks" / f"{report.notebook}.ipynb")

    assert report.kind in known
    for name in (report.builder, report.lead):
        module, function = name.split(":")
        assert callable(getattr(import_module(module), function))
    assert {table for wanted in report.reads for table in wanted} <= set(schema.DELIVERABLE)


def test_every_notebook_is_a_listed_report():
    """A notebook outside of the list would be missing in kit status, kit check and the demonstration."""
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} == {one.notebook for one in reports.REPORTS}
