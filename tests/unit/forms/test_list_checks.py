"""What contradicts itself in a row of a list is set aside with its reason; moments are held as they were written."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from kit import forms, schema, store
from kit.intake import reasons
from tests.unit.forms.conftest import FULL, Sheet

NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
AT = dt.datetime


def taken(desk, table: str, *rows: dict, lang: str = "fr", now: dt.datetime = NOW):
    """The receipt of a list of these rows."""
    sheet = Sheet(table, lang)
    for row in rows:
        sheet.add(row)
    return desk.take(sheet.bytes(), forms.file_name(table, lang), now=now)


def beside(table: str) -> list[dict]:
    """Two sound rows, so that one at fault is a minority."""
    key = {"attendance": "learner", "listening": "listener"}.get(table, schema.TABLES[table].key[0])
    return [FULL[table] | {key: f"B{number}"} for number in (1, 2)]


@pytest.mark.parametrize(
    ("table", "changed", "header", "reason"),
    [
        ("incidents", {"ended_local": AT(2026, 11, 3, 9, 39)}, "Fin (date) + Fin (heure)", "ends_before_start"),
        ("incidents", {"ended_local": None}, "Fin (date) + Fin (heure)", "over_without_end"),
        (
            "incidents",
            {"started_local": AT(2026, 11, 30, 10, 1), "ended_local": None, "status": "open"},
            "Début (date) + Début (heure)",
            "future",
        ),
        ("unresolved", {"answered_on": AT(2026, 11, 2)}, "Répondue le", "answered_before_asked"),
        ("unresolved", {"status": "open"}, "Répondue le", "answered_and_open"),
        ("unresolved", {"due_on": AT(2026, 11, 2)}, "Échéance", "due_before_asked"),
        ("unresolved", {"asked_on": AT(2026, 12, 1), "answered_on": None, "status": "open"}, "Posée le", "future"),
        ("campaigns", {"ends_on": AT(2026, 12, 2)}, "Fin", "ends_before_start"),
        ("campaigns", {"wave_2_on": AT(2026, 12, 1)}, "Relance 1", "wave_before_start"),
        ("campaigns", {"wave_3_on": AT(2026, 12, 4)}, "Relance 2", "wave_before_start"),
        (
            "campaigns",
            {"starts_on": None, "ends_on": None, "wave_2_on": None, "wave_3_on": None, "wave_4_on": None},
            "Début",
            "confirmed_without_start",
        ),
        ("campaigns", {"told_on": AT(2026, 12, 1)}, "Annoncée le", "future"),
        ("campaigns", {"reach": -3.0}, "Portée", "negative"),
        ("partner_reports", {"passed_on": AT(2026, 11, 2)}, "Transmis le", "passed_before_heard"),
        ("sessions", {"starts_on": AT(2026, 12, 1), "ends_on": AT(2026, 12, 2)}, "Début", "future"),
        ("attendance", {"held_on": AT(2026, 12, 1)}, "Date", "future"),
        ("listening", {"listened_on": AT(2026, 11, 2)}, "Écouté le", "listened_before_call"),
        ("listening", {"C4": 3.0}, "C4", "unknown_level"),
        ("listening", {"C4": 1.5}, "C4", "unknown_level"),
    ],
)
def test_a_row_that_contradicts_itself_is_set_aside(desk, table, changed, header, reason):
    """Whoever keeps the list reads what to correct, in its own column, in the minute in which it was refused."""
    receipt = taken(desk, table, FULL[table] | changed, *beside(table))

    assert set(map(tuple, receipt.rejects[["column", "reason"]].to_numpy())) == {(header, reason)}
    assert receipt.quarantined in (1, 15), "one row, or one call of fifteen criteria"
    assert reasons.text(reason, "fr") != reasons.text(reason, "en")


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("incidents", {"ended_local": None, "status": "open"}),  # it lasts
        ("incidents", {"status": "open"}),  # over, and its cause is still looked for
        ("campaigns", {"status": "envisaged", "starts_on": None, "ends_on": None, "wave_2_on": None}),
        ("campaigns", {"told_on": AT(2026, 11, 30), "starts_on": AT(2026, 11, 23)}),  # told too late: a fact, no fault
        ("sessions", {"starts_on": AT(2026, 12, 1), "ends_on": AT(2026, 12, 2), "status": "planned"}),
        ("attendance", {"held_on": AT(2026, 12, 1), "status": "expected", "hours": None}),
        ("listening", {"C4": None}),  # could not be heard
    ],
)
def test_what_is_no_contradiction_is_taken_in(desk, table, changed):
    """A check that sets aside what is true teaches people to write something else."""
    receipt = taken(desk, table, FULL[table] | changed)
    assert receipt.quarantined == 0 and receipt.accepted, receipt.rejects.to_string()


@pytest.mark.parametrize("missing", ["Fin (heure)", "Fin (date)"])
def test_half_a_moment_is_no_moment(desk, missing):
    """An end whose hour was forgotten would be dropped, and the outage would last until today."""
    sheet = Sheet("incidents", "fr")
    for row in (FULL["incidents"] | {"status": "open"}, *beside("incidents")):
        sheet.add(row)
    sheet.sheet.cell(sheet.next - 3, sheet.column(missing)).value = None
    receipt = desk.take(sheet.bytes(), "incidents.xlsx", now=NOW)

    assert list(receipt.rejects["reason"]) == ["half_a_moment"] and receipt.quarantined == 1


def test_a_moment_is_held_as_it_was_written(desk):
    """Who types 02:30 on the last Sunday of October cannot say which; what spring takes away was never on a clock."""
    twice = FULL["incidents"] | {"started_local": AT(2026, 10, 25, 2, 30), "ended_local": AT(2026, 10, 25, 2, 30)}
    never = {"incident_key": "I-2", "started_local": AT(2026, 3, 29, 2, 30), "ended_local": AT(2026, 3, 29, 5, 0)}
    receipt = taken(desk, "incidents", twice, FULL["incidents"] | never, *beside("incidents"))

    assert list(receipt.rejects["reason"]) == ["nonexistent_time"]
    found = store.register("line", "incidents", withdrawn=True).set_index("incident_key")
    assert found.loc["I-1", "started_local"] == found.loc["I-1", "ended_local"] == pd.Timestamp("2026-10-25 02:30")


def test_a_moment_with_an_offset_is_the_one_on_the_partnerships_clock(desk):
    """An export of a tool writes UTC; on the wall it was an hour later."""
    body = """
    table: incidents
    owed_by: client
    match: {name: "inc*.csv"}
    file: {format: csv, separator: ";"}
    columns:
      incident_key: {from: n}
      what: {from: w}
      due_to: {constant: unknown}
      started_local: {from: at, format: iso}
      status: {constant: open}
    """
    desk.sources(incidents=body)
    desk.take("n;w;at\n1;Silence;2026-11-03T08:40:00Z\n", "inc.csv", now=NOW)

    assert store.register("line", "incidents")["started_local"][0] == pd.Timestamp("2026-11-03 09:40")


# A table's own words of status


def test_a_cancelled_campaign_is_withdrawn_and_stays_in_the_history(desk):
    """Its calls must not be forecast any more; that it was confirmed, and when, is what notice is counted from."""
    row = FULL["campaigns"]
    for at, status in enumerate(("envisaged", "confirmed", "moved", "cancelled")):
        receipt = taken(desk, "campaigns", row | {"status": status}, now=NOW + dt.timedelta(hours=at))

    assert receipt.change.of_list.withdrawn == 1 and store.register("line", "campaigns").empty
    assert list(store.register("line", "campaigns", NOW + dt.timedelta(hours=2))["status"]) == ["moved"]
    told = store.registers_as_of("line").history("campaigns", row["campaign_key"])
    assert list(told["status"]) == ["envisaged", "confirmed", "moved", "cancelled"]


def test_a_row_that_is_missing_is_called_open_by_what_its_word_means(desk):
    """ "1 row is missing (open: 1)" of a confirmed campaign, not of one that is over."""
    taken(desk, "campaigns", FULL["campaigns"], FULL["campaigns"] | {"campaign_key": "B", "status": "cancelled"})
    again = taken(desk, "campaigns", FULL["campaigns"] | {"campaign_key": "C"}, now=NOW + dt.timedelta(hours=1))

    assert (again.change.of_list.absent, again.change.of_list.absent_open) == (1, 1)


def test_a_mark_of_the_mapping_writes_the_tables_own_word(desk):
    """ "withdrawn" is no state of a campaign: read as one, nobody would know whether it still comes."""
    path = desk.params / "sources.yml"
    text = path.read_text(encoding="utf-8")
    marked = text.replace(
        "    table: campaigns\n", '    table: campaigns\n    withdrawn: {Remarque: {matches: "^sans"}}\n'
    )
    path.write_text(marked, encoding="utf-8")
    taken(desk, "campaigns", FULL["campaigns"] | {"remark": "sans suite"}, lang="en")

    assert list(store.register("line", "campaigns", withdrawn=True)["status"]) == ["cancelled"]


@pytest.mark.parametrize("table", schema.REGISTERS)
def test_every_word_of_status_means_something(table):
    """A word without a meaning would be neither open nor over, and no list would count it."""
    found = schema.TABLES[table]

    assert found.columns["status"].known == tuple(found.statuses) and found.words(schema.WITHDRAWN)
    assert set(found.statuses.values()) <= set(schema.STATUSES)
    assert len(found.key) == 1 and not found.time and found.columns[found.key[0]].required


@pytest.mark.parametrize("table", schema.REGISTERS)
def test_no_list_has_a_column_for_a_person(table):
    """An adviser's name has no place in any table: learners, trainers and listeners are codes."""
    columns = schema.TABLES[table].columns
    persons = {"learner", "trainer", "listener", "call_code"} & columns.keys()

    assert all(columns[name].coded for name in persons)
    assert not {"adviser", "agent", "caller", "name"} & columns.keys()
