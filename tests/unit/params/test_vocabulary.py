"""A mapping's own words must be words that the tables know: a misspelt one would empty a figure."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kit import schema
from kit.cli import main
from kit.errors import BadParams
from kit.params import PROJECT, Sources, read

MAPPING = """\
sources:
  calls:
    table: calls
    owed_by: provider
    every: week
    match: {name: "calls*.csv"}
    file: {format: csv}
    columns:
      call_key: {from: id}
      arrived_at: {from: at, format: iso}
      OUTCOME
      resolved: FLAG
"""
GOOD = ("outcome: {from: issue, values: {Y: answered, N: abandoned}}", "{from: r, values: {Oui: true, Non: false}}")

WRONG = {
    "a misspelt outcome": (
        ("{from: issue, values: {Y: anwsered, N: abandoned}}", None),
        11,
        '"anwsered" is not a value of outcome; write one of: answered, abandoned',
        'did you mean "answered"?',
        "vouliez-vous «\u00a0answered\u00a0»",
    ),
    "in capitals": (
        ("{from: issue, values: {Y: Answered}}", None),
        11,
        '"Answered" is not a value',
        'did you mean "answered"?',
        "«\u00a0answered\u00a0»",
    ),
    "a word of the file's language": (
        ("{from: issue, values: {Y: décroché}}", None),
        11,
        '"décroché" is not a value of outcome',
        "",
        "n'est pas une valeur",
    ),
    "a flag as an outcome": (
        ("{from: issue, values: {Y: true}}", None),
        11,
        '"true" is not a value of outcome',
        "",
        "n'est pas une valeur",
    ),
    "a number as an outcome": (
        ("{from: issue, values: {Y: 1}}", None),
        11,
        '"1" is not a value of outcome',
        "",
        "n'est pas une valeur",
    ),
    "a rule": (
        ("{rules: [{where: {issue: Y}, value: answered}, {where: {issue: N}, value: abandonned}]}", None),
        11,
        '"abandonned" is not a value',
        'did you mean "abandoned"?',
        "«\u00a0abandoned\u00a0»",
    ),
    "a constant": (
        ("{constant: answer}", None),
        11,
        '"answer" is not a value',
        'mean "answered"?',
        "«\u00a0answered\u00a0»",
    ),
    "other words kept": (
        ("{from: issue, values: {Y: answered}, unknown: keep}", None),
        11,
        "outcome knows only: answered",
        "write `unknown: null`",
        "écrire `unknown: null`",
    ),
    "a flag in quotes": (
        (None, '{from: r, values: {Oui: "true"}}'),
        12,
        '"true" is not a value of resolved',
        "(here: true)",
        "(ici\u00a0: true)",
    ),
    "a flag as a word": (
        (None, "{from: r, values: {Oui: yes, Non: false}}"),
        12,
        '"yes" is not a value of resolved',
        "(here: true)",
        "(ici\u00a0: true)",
    ),
    "a flag as a number": (
        (None, "{from: r, values: {Oui: true, Non: 0}}"),
        12,
        '"0" is not a value of resolved',
        "(here: false)",
        "(ici\u00a0: false)",
    ),
    "a flag of a rule": (
        (None, '{rules: [{where: {r: {empty: true}}, value: "non"}]}'),
        12,
        '"non" is not a value',
        "(here: false)",
        "false",
    ),
    "a flag as a constant": ((None, "{constant: 1}"), 12, '"1" is not a value of resolved', "(here: true)", "true"),
    "other flags kept": (
        (None, "{from: r, values: {Oui: true}, unknown: keep}"),
        12,
        "resolved knows only: true, false",
        "",
        "true, false",
    ),
    "a word listed twice": (
        ('{from: issue, values: {1: answered, "1": abandoned}}', None),
        11,
        '"1" is listed twice',
        "",
        "deux fois",
    ),
}


def mapping(changes: tuple[str | None, str | None]) -> str:
    outcome, flag = changes
    text = MAPPING.replace("OUTCOME", f"outcome: {outcome}" if outcome else GOOD[0])
    return text.replace("FLAG", flag or GOOD[1])


@pytest.mark.parametrize(("changes", "line", "english", "hint", "french"), WRONG.values(), ids=list(WRONG))
def test_a_word_that_its_column_does_not_know_is_refused_with_its_line(tmp_path, changes, line, english, hint, french):
    """Everything would be received, and the page would say that 0.0 % of the calls were answered."""
    path = tmp_path / "sources.yml"
    path.write_text(mapping(changes), encoding="utf-8")

    with pytest.raises(BadParams) as refused:
        read(path, Sources)

    told = refused.value.text("en")
    assert told.startswith(f"{path}:{line}: sources.calls.columns."), told
    assert english in told and hint in told, told
    assert french in refused.value.text("fr")


def test_every_misspelt_word_is_told_at_once(tmp_path):
    """One run for each word would take an afternoon."""
    path = tmp_path / "sources.yml"
    path.write_text(
        mapping(
            ("\n        from: issue\n        values:\n          Y: anwsered\n          N: abandonned", "{constant: 1}")
        )
    )

    with pytest.raises(BadParams) as refused:
        read(path, Sources)

    assert [f"sources.yml:{line}:" in refused.value.text("en") for line in (14, 15, 16)] == [True] * 3


@pytest.mark.parametrize("outcome", schema.OUTCOMES)
def test_every_outcome_may_be_written(tmp_path, outcome):
    """What is refused is what the tables do not know, nothing else."""
    path = tmp_path / "sources.yml"
    path.write_text(mapping((f"{{from: issue, values: {{Y: {outcome}}}}}", None)), encoding="utf-8")

    assert read(path, Sources).sources["calls"].columns["outcome"].values == {"Y": outcome}


def test_words_of_free_columns_are_the_files_own(tmp_path):
    """A queue or a reason has no list: whatever the mapping calls it is its name; a number is written as text."""
    path = tmp_path / "sources.yml"
    path.write_text(mapping((None, "{constant: true}\n      queue: {from: q, values: {A: 1, B: Nord}, unknown: keep}")))

    assert read(path, Sources).sources["calls"].columns["queue"].values == {"A": "1", "B": "Nord"}


@pytest.fixture
def line(new_home):
    """A home whose mapping is given; its contract is the template's."""

    def make(text: str):
        home = new_home()
        (home / "params/line").mkdir(parents=True)
        (home / "params/line/sources.yml").write_text(text, encoding="utf-8")
        contract = (PROJECT / "kit/templates/contract.yml").read_text(encoding="utf-8")
        (home / "params/line/contract.yml").write_text(contract, encoding="utf-8")
        file = home / "calls-2026-W46.csv"
        rows = [f"k{at},2026-11-09T09:{at:02d}:00,{'YN'[at % 2]},Oui\n" for at in range(40)]
        file.write_text("id,at,issue,r\n" + "".join(rows))
        return home, file

    return make


@pytest.mark.parametrize("verb", ["check", "receive"])
def test_check_and_receive_refuse_a_misspelt_outcome(line, verb):
    """Before anything is received: afterwards the figures are there, and wrong."""
    home, file = line(mapping(("{from: issue, values: {Y: anwsered, N: abandoned}}", None)))

    done = CliRunner().invoke(main, ["--messages", "en", verb, "line", *([str(file)] if verb == "receive" else [])])

    assert done.exit_code == 11
    assert 'did you mean "answered"?' in done.stderr
    assert not (home / "data").exists()


def test_words_of_a_file_that_is_not_translated_are_checked_too(line):
    """Without `values` the file's own words would go in: "Y" is no outcome, and no call would count as answered."""
    home, file = line(mapping(("{from: issue}", None)))

    done = CliRunner().invoke(main, ["--messages", "en", "receive", "line", str(file)])

    assert done.exit_code == 30, done.output
    assert 'column "issue"' in done.stderr
