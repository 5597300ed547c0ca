"""The mapping language: what it accepts, what it refuses with the line, and what a source is owed when."""

from __future__ import annotations

import datetime as dt

import pytest

from kit import calendar, params
from kit.errors import BadParams
from kit.params import PROJECT, Sources, read

CALLS = """\
sources:
  calls:
    table: calls
    owed_by: provider
    every: week
    due: {days: 1, time: "08:00"}
    match: {name: "*.csv"}
    file: {format: csv, separator: ";"}
    columns:
      call_key: {from: id}
      arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
      outcome: {from: issue, values: {A: answered, 1: abandoned}}
"""


@pytest.fixture
def sources(tmp_path):
    """The source `calls` of a text in which parts are replaced."""

    def make(*changes: tuple[str, str]):
        text = CALLS
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path = tmp_path / "sources.yml"
        path.write_text(text, encoding="utf-8")
        return read(path, Sources).sources["calls"]

    return make


def test_a_mapping_is_read_with_its_name_and_what_is_not_stated(sources):
    """What a short mapping leaves out must have one meaning, written down in one place."""
    source = sources()

    assert (source.name, source.row_key, source.time_column) == ("calls", ["call_key"], "arrived_at")
    assert (source.counting_unit, source.attribution, source.time.ambiguous) == ("call", "arrival", "refuse")
    assert source.file.encoding == ["utf-8-sig"]
    assert source.columns["outcome"].values == {"A": "answered", "1": "abandoned"}, (
        "a file holds text, not YAML's numbers"
    )
    assert source.columns["call_key"].alternatives == [["id"]]


@pytest.mark.parametrize(
    ("written", "read_as"), [("{true: answered, false: abandoned}", {"true": "answered", "false": "abandoned"})]
)
def test_what_yaml_would_type_is_the_text_of_the_file(sources, written, read_as):
    """A file says true; YAML would make it a boolean that no cell equals."""
    assert sources(("{A: answered, 1: abandoned}", written)).columns["outcome"].values == read_as


def test_iso_may_be_stated(sources):
    """ISO 8601 has many writings and one reading."""
    assert sources(('"%d/%m/%Y %H:%M"', "iso")).columns["arrived_at"].format == "iso"


def test_a_list_where_sources_were_expected_is_refused(tmp_path):
    """A dash too many must not end in a traceback."""
    path = tmp_path / "sources.yml"
    path.write_text("sources:\n  - calls\n", encoding="utf-8")

    with pytest.raises(BadParams):
        read(path, Sources)


REFUSED = [
    ("every: week", "every: weekly", 5, "weekly"),
    ("every: week", "evry: week", 5, 'did you mean "every"'),
    ("owed_by: provider", "owed_by: carrier", 4, "carrier"),
    ("{from: id}", "{from: id, constant: x}", 10, "exactly one of"),
    ("{from: id}", "{}", 10, "exactly one of"),
    ("{from: id}", '{from: id, extract: "("}', 10, "not a pattern"),
    ("call_key: {from: id}", "caller_key: {from: id}", 3, "call_key"),
    ("      call_key: {from: id}\n", "", 3, "call_key, or key"),
    ("      outcome", "      reason", 3, "outcome"),
    ('"%d/%m/%Y %H:%M"', '"dd/mm/yyyy"', 11, "%d/%m/%Y"),
    ("separator: \";\"", "separator: ;;", 8, "one character"),
    ("separator: \";\"", "decimal: \",\", thousands: comma", 8, "same character"),
    ("separator: \";\"", "thousands: abc", 8, "nbsp"),
    ("separator: \";\"", "encoding: latin-9", 8, "latin-9"),
    ("separator: \";\"", "header_row: [3, 1]", 8, "header_row"),
    ('name: "*.csv"', 'name: "../*.csv"', 7, "without folders"),
    ('time: "08:00"', "time: 8h", 6, 'as "08:00"'),
    ("every: week", "every: week\n    time: {zone: Paris}", 6, "Europe/Paris"),
    ("every: week", "every: week\n    interval: {minutes: 30}", 3, "interval"),
    ("every: week", "every: week\n    key: [queue]", 3, "queue"),
    ("every: week", "every: week\n    exclude: [{name: Ghost!, where: {issue: G}}]", 6, "Ghost!"),
    ("every: week", "every: week\n    exclude: [{name: ghost, where: {issue: {}}}]", 6, "state a value"),
    ("  calls:\n", "  Calls A:\n", 1, "lower case"),
    ("    columns:\n      call_key: {from: id}\n", "    counting_unit: leg\n    key: [arrived_at]\n    columns:\n", 3,
     "by which legs are merged"),
    ("outcome:", "talk_s: {from: t, unit: s, times: n}\n      outcome:", 3, '"n" is not mapped'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "told"), REFUSED)
def test_a_mistake_is_refused_with_its_line_and_what_to_write(sources, old, new, line, told):
    """A typing error in a mapping must stop the intake, not change its figures."""
    with pytest.raises(BadParams) as error:
        sources((old, new))

    message = error.value.text("en")
    # Faults of a whole source stand at the source's own line (2) or at its first key.
    assert told in message
    assert any(f"sources.yml:{at}:" in message for at in ({line} if line > 3 else {1, 2, 3})), message


WEEK = "2026-W47"  # 16 to 22 November


@pytest.mark.parametrize(
    ("changes", "owed"),
    [
        ([], [("2026-W47", "2026-11-23 07:00")]),
        ([("days: 1", "days: 3")], [("2026-W47", "2026-11-25 07:00")]),
        ([("every: week", "every: month")], [("2026-11", "2026-12-01 07:00")]),
        (
            [("every: week", "every: day\n    on: [mon, wed]")],
            [("2026-11-16", "2026-11-17 07:00"), ("2026-11-18", "2026-11-19 07:00")],
        ),
        ([("every: week", "every: week\n    valid_from: 2026-11-23")], []),
        ([("every: week", "every: week\n    valid_to: 2026-11-15")], []),
        ([("every: week", "every: week\n    valid_from: 2026-11-18")], [("2026-W47", "2026-11-23 07:00")]),
        ([("every: week", "every: week\n    valid_from: 2026-11-22")], [("2026-W47", "2026-11-23 07:00")]),
        ([("every: week", "every: week\n    valid_to: 2026-11-16")], [("2026-W47", "2026-11-23 07:00")]),
        ([("every: week", "every: month\n    valid_from: 2026-11-30")], [("2026-11", "2026-12-01 07:00")]),
        ([("every: week", "every: month\n    valid_from: 2026-12-01")], []),
        ([("every: week", "every: month\n    valid_to: 2026-11-01")], [("2026-11", "2026-12-01 07:00")]),
        ([("every: week", "every: month\n    valid_to: 2026-10-31")], []),
        (
            [("every: week", "every: day\n    valid_from: 2026-11-17\n    valid_to: 2026-11-18")],
            [("2026-11-17", "2026-11-18 07:00"), ("2026-11-18", "2026-11-19 07:00")],
        ),
    ],
)
def test_what_is_owed_for_a_week_and_until_when(sources, changes, owed):
    """Lateness of either side is told to the minute, in UTC; so many days after the period's last day."""
    found = sources(*changes).owed_for(WEEK, "Europe/Paris")

    assert [(str(label), f"{due:%Y-%m-%d %H:%M}") for label, due in found] == owed
    assert all(due.tzinfo is dt.UTC for _, due in found)


def test_a_week_in_two_months_needs_both_monthly_files(sources):
    """2026-W49 begins in November."""
    found = sources(("every: week", "every: month")).owed_for("2026-W49", "Europe/Paris")

    assert [str(label) for label, _ in found] == ["2026-11", "2026-12"]


def test_a_daily_file_is_not_owed_for_a_closed_day(sources):
    """Nobody is late with a file about a holiday."""
    closed = calendar.french_holidays(2026)
    found = sources(("every: week", "every: day")).owed_for("2026-W46", "Europe/Paris", lambda day: day in closed)

    assert [str(label) for label, _ in found] == [f"2026-11-{day:02d}" for day in (9, 10, 12, 13, 14, 15)]


@pytest.mark.parametrize(
    "path", sorted((PROJECT / "kit" / "templates" / "sources").glob("*.yml")), ids=lambda path: path.stem
)
def test_the_shipped_mappings_are_valid_and_commented(path):
    """They are what a partnership starts from."""
    found = read(path, Sources)

    assert list(found.sources) == [path.stem]
    assert path.read_text(encoding="utf-8").count("#") >= 3


@pytest.mark.parametrize("name", ["bank_1999", "daily_kpis"])
def test_the_homes_of_the_public_data_are_valid(new_home, name):
    """Anyone can copy that folder and type the two commands."""
    new_home(name)

    assert params.sources(name).sources
    assert params.contract(name).terms
