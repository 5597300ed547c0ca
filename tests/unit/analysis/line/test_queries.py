"""The queries are portable text: no date function, nothing but numbers filled in."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from kit.analysis.line import queries

NAMES = sorted(path.name.removesuffix(".sql") for path in files("kit.analysis.line").joinpath("sql").iterdir())
# Words whose meaning differs between engines, or that only DuckDB knows.
ENGINE_OWN = (
    *("date_trunc", "date_part", "extract", "strftime", "to_char", "interval '", "epoch", "current_date", "now("),
    *("isoyear", "week(", "time_bucket", "::", "qualify", "list_", "quantile_cont", "median(", "asof", "pivot"),
    *("try_cast", "struct", "unnest", "group by all", "order by all", "//", "double precision", "limit "),
)


def _body(name: str) -> str:
    return re.sub(r"--[^\n]*", "", queries.text(name)).lower()


@pytest.mark.parametrize("name", NAMES)
def test_a_query_uses_no_word_of_one_engine(name):
    """A provider that outgrows one machine runs the same text on its cluster."""
    assert [word for word in ENGINE_OWN if word in _body(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_query_opens_with_what_it_returns(name):
    """Who checks a figure reads the query first."""
    assert queries.text(name).startswith("-- ")


@pytest.mark.parametrize("name", NAMES)
def test_a_query_runs_on_a_line_without_a_single_row(name, new_line):
    """The first week of a partnership must not stop on an empty table."""
    places = {"first_slot": 0, "last_slot": 1, "repeat_slots": 288, "open_from": 0, "open_to": 1, "quantile": 0.9}
    used = {place: value for place, value in places.items() if "{" + place + "}" in queries.text(name)}

    found = queries.run(new_line().con, name, **used)

    assert len(found) == (4 if name == "rows_by_table" else 0)


@pytest.mark.parametrize("value", ["1; drop table calls", "calls", None])
def test_only_numbers_are_filled_in(value, new_line):
    """Nothing that a file or a parameter says can become SQL."""
    with pytest.raises((ValueError, TypeError)):
        queries.run(new_line().con, "slots", first_slot=value, last_slot=1)
