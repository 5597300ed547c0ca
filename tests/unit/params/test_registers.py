"""What a mapping of a list may state, and what is refused because it would be read over."""

from __future__ import annotations

import pytest
import yaml
from pydantic import ValidationError

from kit.params.sources import Sources

LIST = """
table: actions
owed_by: client
match: {name: "actions*.csv"}
file: {format: csv}
columns:
  action_key: {from: n}
  what: {from: w}
  acts: {from: side}
  decided_on: {from: d, format: "%d/%m/%Y"}
  status: {from: s, values: {o: open}}
"""
CALLS = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv}
columns: {call_key: {from: id}, arrived_at: {from: at, format: iso}, outcome: {from: o, values: {A: answered}}}
"""


def read(text: str):
    return Sources.model_validate({"sources": {"list": yaml.safe_load(text)}}).sources["list"]


def refused(text: str) -> list[str]:
    """What is complained about."""
    with pytest.raises(ValidationError) as caught:
        read(text)
    return [str(fault["ctx"]["error"]) for fault in caught.value.errors()]


def test_a_list_needs_neither_interval_nor_rhythm():
    """A decision is taken when there is something to decide."""
    source = read(LIST)

    assert source.every is None and source.owed_for("2026-W47", "Europe/Paris") == []
    assert source.is_register and source.time_column == "" and source.dated_by == ["decided_on"]


@pytest.mark.parametrize(
    "line",
    [
        "interval: {minutes: 30}", "delivers: records", "zero_rows: left_out", 'identities: "off"',
        "sums_among_rows: keep", "lone_days: keep", "counting_unit: leg", "attribution: completion", '"on": [mon]',
    ],
)  # fmt: skip
def test_what_speaks_of_days_and_counts_is_refused_for_a_list(line):
    """A statement that is read over is one that its owner trusts."""
    name = line.partition(":")[0].strip('"')
    assert any(f"`{name}:`" in text and "actions" in text for text in refused(LIST + line + "\n"))


def test_a_totals_row_of_a_list_is_refused():
    """Actions have no sum."""
    text = LIST.replace("{format: csv}", "{format: csv, totals_row: {column: n}}")
    assert any("totals_row" in one for one in refused(text))


@pytest.mark.parametrize("line", ["withdrawn: {x: {empty: false}}", "shared_keys: true"])
def test_what_speaks_of_lists_is_refused_for_days(line):
    """Calls are not withdrawn one by one."""
    assert any(line.partition(":")[0] in text for text in refused(CALLS + line + "\n"))


def test_a_daily_source_must_say_when_it_is_owed():
    """Without it, no file of it would ever be missing."""
    assert refused(CALLS.replace("every: week\n", "")) == ["the key is missing"]


def test_a_key_of_another_column_is_refused():
    """What makes an action one action is its key column; several columns are joined into it."""
    assert any("action_key: {join" in text for text in refused(LIST + "key: [what]\n"))
    assert read(LIST + "key: [action_key]\n").row_key == ["action_key"]


def test_a_day_that_no_column_holds_is_refused():
    """One day for all rows would be the day on which the mapping was written."""
    text = LIST.replace('decided_on: {from: d, format: "%d/%m/%Y"}', 'decided_on: {constant: "2026-11-16"}')
    assert any("decided_on" in one for one in refused(text))


@pytest.mark.parametrize("words", ["{o: opened}", "{o: open, d: finished}"])
def test_a_status_that_the_table_does_not_know_is_refused(words):
    """An action that is "opened" would be neither open nor done."""
    assert any("open, done, withdrawn" in text for text in refused(LIST.replace("{o: open}", words)))


def test_the_mark_of_a_row_that_is_withdrawn_is_read_from_the_file():
    """A column that the mapping needs and the file has lost must be told by its name."""
    assert ["Supprimée"] in read(LIST + "withdrawn: {Supprimée: {empty: false}}\n").read_columns
