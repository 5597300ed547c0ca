"""Names that columns and words had before: files that say them mean the same as ever."""

from __future__ import annotations

import pytest

from kit import params
from kit.errors import BadParams
from kit.params import PROJECT, Glossary, Sources, mapping_mark, read

THEN = """\
sources:
  counts:
    table: intervals
    owed_by: provider
    every: week
    match: {name: "*.csv"}
    file: {format: csv}
    interval: {minutes: 30}
    columns:
      start: {from: at, format: "%d/%m/%Y %H:%M"}
      answered: {from: a}
      answered_in_t: {from: b}
      abandoned_in_t: {from: c}
      abandoned_in_s: {from: d}
      flow_out: {from: e}
      wait_answered_s: {from: f, unit: s, times: flow_out}
  calls:
    table: calls
    owed_by: provider
    every: week
    match: {name: "*.csv"}
    file: {format: csv}
    columns:
      call_key: {from: id}
      arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
      queue: {constant: flow_out}
      outcome:
        rules:
          - {where: {next: {empty: false}}, value: flow_out}
          - {where: {next: {empty: true}}, value: answered}
  other:
    table: calls
    owed_by: provider
    every: week
    match: {name: "*.csv"}
    file: {format: csv}
    columns:
      call_key: {from: id}
      arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
      outcome: {from: issue, values: {Débordement: flow_out, Décroché: answered}}
"""
TODAY = {
    "answered_in_t": "answered_within_threshold",
    "abandoned_in_t": "abandoned_within_threshold",
    "abandoned_in_s": "abandoned_short",
    "flow_out": "overflow",
}
# What the kit of before the renaming gave for THEN; they are kept with every delivery that it received.
MARKS = {"counts": "67059caabcb818f7", "calls": "0bebf9c4098879b4", "other": "d7be1b51f1cd8f77"}


def _now() -> str:
    text = THEN.replace("{constant: flow_out}", "{constant: KEPT}")
    for then, now in TODAY.items():
        text = text.replace(then, now)
    return text.replace("KEPT", "flow_out")


@pytest.fixture
def sources(tmp_path):
    def make(text: str) -> dict:
        path = tmp_path / "sources.yml"
        path.write_text(text, encoding="utf-8")
        return read(path, Sources).sources

    return make


def test_a_mapping_with_former_names_means_todays(sources):
    """A partnership's file is its owner's: an update of the kit must not stop a Monday over a word."""
    found = sources(THEN)

    assert found == sources(_now())
    assert list(found["counts"].columns) == ["start", "answered", *TODAY.values(), "wait_answered_s"]
    assert found["counts"].columns["wait_answered_s"].times == "overflow"
    assert [rule.value for rule in found["calls"].columns["outcome"].rules] == ["overflow", "answered"]
    assert found["calls"].columns["queue"].constant == "flow_out", "a queue of that name is no outcome"
    assert found["other"].columns["outcome"].values == {"Débordement": "overflow", "Décroché": "answered"}


@pytest.mark.parametrize("text", [THEN, _now()], ids=["former names", "today's names"])
def test_a_mapping_keeps_its_mark_whichever_names_it_says(sources, text):
    """With another mark every week on file would be told to have been read with another mapping."""
    assert {name: mapping_mark(source, "Europe/Paris") for name, source in sources(text).items()} == MARKS


def test_both_names_of_one_column_are_refused_with_the_line(sources):
    """Which of the two columns of the file is meant, only its owner knows."""
    both = THEN.replace("      flow_out: {from: e}\n", "      flow_out: {from: e}\n      overflow: {from: g}\n")

    with pytest.raises(BadParams) as refused:
        sources(both)

    assert ":15: sources.counts.columns.flow_out" in refused.value.text("en")
    assert '"flow_out" is the former name of "overflow"' in refused.value.text("en")


def test_a_fault_under_a_former_name_is_told_with_its_line(sources):
    """The file says the former name; the line to correct must be found in it."""
    with pytest.raises(BadParams) as refused:
        sources(THEN.replace("abandoned_in_s: {from: d}", "abandoned_in_s: {from: d, empty: nil}"))

    assert "sources.yml:14:" in refused.value.text("en")


def test_a_homes_glossary_with_former_symbols_gives_the_same_figures(tmp_path):
    """A home may have a glossary of its own; without its symbols its service levels could not be computed."""
    text = (PROJECT / "params/glossary.yml").read_text(encoding="utf-8")
    for then, now in TODAY.items():
        text = text.replace(now, then)
    path = tmp_path / "glossary.yml"
    path.write_text(text, encoding="utf-8")

    assert "numerator: answered_in_t + abandoned_in_s" in text
    found = read(path, Glossary)
    assert found.figures == params.glossary().figures
    assert list(found.symbols) == list(params.glossary().symbols)


@pytest.mark.parametrize("key", ["[[answered]]", "[{answered: 1}]", "answered"])
def test_a_key_that_is_no_list_of_names_is_refused_as_ever(sources, key):
    """Whoever looks up a former name before anything is checked meets whatever somebody typed."""
    with pytest.raises(BadParams, match="sources.counts.key"):
        sources(THEN.replace("    interval:", f"    key: {key}\n    interval:"))
