"""Bad back-office logs: what would make a lead time, a loop or a backlog that never was is set aside and told."""

from __future__ import annotations

import pytest

from kit.errors import AmbiguousDates, BadParams, EmptyFile, ForbiddenValues, TooManyRejects

EVENTS = """
table: events
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
lone_days: keep
columns:
  case_key: {from: case}
  occurred_at: {from: start, format: "%d/%m/%Y %H:%M"}
  ended_at: {from: end, format: "%d/%m/%Y %H:%M", nulls: ["31/12/9999 00:00"]}
  activity: {from: step}
  resource: {from: who}
"""
CASES = """
table: cases
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
delivers: records
columns:
  case_key: {from: case}
  opened_at: {from: opened, format: "%d/%m/%Y %H:%M"}
  closed_at: {from: closed, format: "%d/%m/%Y %H:%M"}
  due_at: {from: due, format: "%d/%m/%Y"}
"""
GOOD = [
    "A1;16/11/2026 09:00;16/11/2026 09:10;Tri;X1",
    "A1;17/11/2026 09:00;17/11/2026 09:10;Contrôle;X2",
    "A2;18/11/2026 09:00;;Tri;",
]


@pytest.fixture
def office(desk):
    """A desk with one source of steps: case;start;end;step;who."""
    desk.sources(steps=EVENTS)
    return desk


def steps(*rows: str) -> str:
    return "\n".join(["case;start;end;step;who", *GOOD, *rows, ""])


def set_aside(receipt) -> list[tuple]:
    """Row, column and reason of each row in quarantine."""
    return [tuple(row) for row in receipt.rejects[["row_number", "column", "reason"]].to_numpy().tolist()]


def cases(*rows: str) -> str:
    return "\n".join(["case;opened;closed;due", *rows, ""])


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (";19/11/2026 09:00;;Tri;X1", "case", "missing_value"),
        ("A3;;;Tri;X1", "start", "missing_value"),
        ("A3;19/11/2026 09:00;;;X1", "step", "missing_value"),
        ("A3;19/11/2026 09:00;19/11/2026 08:59;Tri;X1", "end", "ends_before_start"),
        ("A3;19/11/2026 09:00;01/12/2026 09:00;Tri;X1", "end", "future"),
        ("A3;01/12/2026 09:00;;Tri;X1", "start", "future"),
        ("A3;31/12/9999 00:00;;Tri;X1", "start", "bad_time"),
        ("A3;01/01/1900 00:00;;Tri;X1", "start", "bad_time"),
        ("A3;19/11/2026 09:00;01/01/1900 00:00;Tri;X1", "end", "bad_time"),
        ("A3;2026-11-19 09:00;;Tri;X1", "start", "bad_time"),
        ("A3;19/11/2026 09:00;11/19/2026 10:00;Tri;X1", "end", "bad_time"),
        ("A3;46083.375;;Tri;X1", "start", "bad_time"),
        ("A3;25/10/2026 02:30;;Tri;X1", "start", "ambiguous_time"),
        ("A3;24/10/2026 09:00;25/10/2026 02:30;Tri;X1", "end", "ambiguous_time"),
        ("A3;29/03/2026 02:30;;Tri;X1", "start", "nonexistent_time"),
    ],
)
def test_a_row_that_cannot_be_is_set_aside_with_its_reason(office, row, column, reason):
    """Left in, it makes a lead time that nobody can explain; left out silently, an event is missing."""
    receipt = office.take(steps(row))

    assert (receipt.accepted, set_aside(receipt)) == (3, [(5, column, reason)])


def test_an_end_that_is_not_yet_is_empty(office):
    """The far day stands for "not yet": a step of 8,000 years hides all others."""
    office.take(steps("A3;19/11/2026 09:00;31/12/9999 00:00;Tri;X1"))

    assert office.rows("events")["ended_at"].isna().tolist() == [False, False, True, True]


def test_an_event_that_stands_twice_counts_once(office):
    """Kept, it would be rework: a step that follows itself."""
    receipt = office.take(steps(GOOD[1], GOOD[1]))

    assert (receipt.accepted, receipt.excluded) == (3, {"duplicate": 2})


def test_a_step_that_is_repeated_is_no_duplicate(office):
    """The same step a minute later, or by another colleague at once, did happen."""
    receipt = office.take(steps("A1;17/11/2026 09:01;17/11/2026 09:10;Contrôle;X2", "A1;17/11/2026 09:00;;Contrôle;X3"))

    assert (receipt.accepted, receipt.excluded, receipt.quarantined) == (5, {}, 0)


def test_two_rows_of_one_event_that_disagree_are_set_aside(office):
    """Ended at 09:10 or at 10:10: one of them is wrong, and nobody here knows which."""
    receipt = office.take(steps("A1;17/11/2026 09:00;17/11/2026 10:10;Contrôle;X2"))

    assert [(row, reason) for row, _, reason in set_aside(receipt)] == [(3, "key_conflict"), (5, "key_conflict")]


def test_events_of_one_moment_keep_the_order_of_the_file(office):
    """Minutes tie often: which step came first is known by the file alone."""
    office.take(steps(*[f"A9;19/11/2026 09:00;;{step};X1" for step in ("Zeta", "Alpha", "Mu")]))

    rows = office.rows("events")
    tied = rows[rows["case_key"] == "A9"].sort_values(["occurred_at", "row_number"])
    assert list(tied["activity"]) == ["Zeta", "Alpha", "Mu"]


def test_rows_out_of_their_order_are_the_same_events(office):
    """Exports list the newest first, or by colleague: what happened does not depend on it."""
    office.take(steps())
    first = office.rows("events").sort_values("occurred_at")[["case_key", "activity", "ended_at"]]

    office.take("\n".join(["case;start;end;step;who", *reversed(GOOD), ""]), "again.csv")

    second = office.rows("events").sort_values("occurred_at")[["case_key", "activity", "ended_at"]]
    assert first.reset_index(drop=True).equals(second.reset_index(drop=True))


def test_case_numbers_keep_their_zeros_and_lose_their_blanks(office):
    """'007' and ' 007' are one file, '7' may be another."""
    office.take(steps("007;19/11/2026 09:00;;Tri;X1", " 007;20/11/2026 09:00;;Tri;X1", "7;20/11/2026 09:00;;Tri;X1"))

    assert sorted(office.rows("events")["case_key"]) == ["007", "007", "7", "A1", "A1", "A2"]


def test_dates_without_a_stated_format_are_refused_with_both_readings(office):
    """02/03/2026 read month first moves an event by a month, without a word."""
    office.sources(steps=EVENTS.replace(', format: "%d/%m/%Y %H:%M", nulls', ", nulls"))

    receipt = office.receive(office.deliver(steps("A3;02/03/2026 09:00;03/03/2026 09:00;Tri;X1")))[0]

    assert isinstance(receipt.error, AmbiguousDates)
    assert "ended_at" in receipt.error.text("en")


@pytest.mark.parametrize("content", ["", "case;start;end;step;who\n"])
def test_an_empty_log_is_refused(office, content):
    """No event is no week without work."""
    assert isinstance(office.receive(office.deliver(content))[0].error, EmptyFile)


def test_a_log_without_any_case_is_refused(office):
    """A mapping that names the wrong column must not take in nothing as if it were something."""
    content = steps().replace("A1;", ";").replace("A2;", ";")

    assert isinstance(office.receive(office.deliver(content))[0].error, TooManyRejects)


def test_an_activity_with_a_separator_in_it_is_one_cell(office):
    """Names of steps are written by people."""
    office.take(steps('A3;19/11/2026 09:00;;"Tri; puis envoi";X1'))

    assert "Tri; puis envoi" in set(office.rows("events")["activity"])


# Persons


def test_whoever_did_a_step_has_one_pseudonym_in_a_log_and_another_in_the_next(office):
    """Hand-overs are counted within a log, over New Year, too; nobody is followed from one log to another."""
    office.sources(steps=EVENTS, other=EVENTS.replace("*.csv", "*.txt"))
    office.take(steps("A8;30/12/2025 09:00;;Tri;X1"), source="steps")
    office.take(steps(), "other.txt", source="other")

    rows = office.rows("events")
    mine = rows[rows["source"] == "steps"].set_index("case_key")["resource"]
    assert mine["A8"] == mine["A1"].iloc[0] != mine["A1"].iloc[1]
    assert not set(mine.dropna()) & set(rows.loc[rows["source"] == "other", "resource"].dropna())
    assert rows["resource"].isna().sum() == 2, "nobody is nobody, not somebody called nothing"


def test_a_case_that_is_named_by_a_number_of_a_person_keeps_one_pseudonym(office):
    """A telephone number as the name of a file is hidden, and the file stays one when the year ends."""
    office.take(steps("0199001234;30/12/2025 09:00;;Tri;X1", "0199001234;05/01/2026 09:00;;Contrôle;X1"))

    rows = office.rows("events")
    hidden = rows[rows["row_number"] >= 5]
    assert hidden["case_key"].nunique() == 1 and "0199001234" not in rows.to_csv()


def test_names_of_colleagues_as_steps_are_refused(office):
    """Two exchanged labels would put every colleague into the map of the process."""
    names = ("Camille Exemple", "Dominique Modèle", "Claude Fictif")
    content = steps(*[f"B{at};19/11/2026 09:00;;{name};X1" for at, name in enumerate(names * 5)])

    assert isinstance(
        office.receive(office.deliver(content.replace(";Tri;", f";{names[0]};")))[0].error, ForbiddenValues
    )


def test_the_quarantine_shows_no_colleague(office):
    """What is set aside is read by two firms."""
    receipt = office.take(steps(";19/11/2026 09:00;;Tri;Camille Exemple"))

    assert "Exemple" not in receipt.rejects.to_csv()


# Cases


def test_a_case_is_one_row_whatever_week_it_is_delivered_in(desk):
    """Opened in one week, closed in another: two rows would be a backlog that never ends."""
    desk.sources(cases=CASES)
    desk.take(cases("A1;02/11/2026 09:00;;30/11/2026", "A2;03/11/2026 09:00;;30/11/2026"), "w45.csv")
    receipt = desk.take(
        cases("A1;02/11/2026 09:00;24/11/2026 10:00;30/11/2026", "A3;23/11/2026 09:00;;01/12/2026"), "w48.csv"
    )

    rows = desk.rows("cases").sort_values("case_key")
    assert list(rows["case_key"]) == ["A1", "A2", "A3"]
    assert rows["closed_at"].notna().tolist() == [True, False, False]
    assert receipt.restated_weeks == [], "that a file is closed corrects nobody's week"


def test_a_case_that_is_closed_before_it_was_opened_or_tomorrow_is_set_aside(desk):
    """Minus ten days, or a closing that is only planned, are no lead times."""
    desk.sources(cases=CASES)
    receipt = desk.take(
        cases(
            "A1;02/11/2026 09:00;;30/11/2026",
            "A2;02/11/2026 09:00;23/10/2026 09:00;30/11/2026",
            "A3;02/11/2026 09:00;01/12/2026 09:00;30/11/2026",
            ";02/11/2026 09:00;;30/11/2026",
        )
    )

    assert set_aside(receipt) == [
        (3, "closed", "ends_before_start"), (4, "closed", "future"), (5, "case", "missing_value")
    ]  # fmt: skip


def test_a_case_with_two_states_in_one_file_is_set_aside_unless_a_column_tells_the_newest(desk):
    """Open and closed at once: whichever is taken, half of the time it is wrong."""
    content = cases("A1;02/11/2026 09:00;;30/11/2026", "A1;02/11/2026 09:00;05/11/2026 09:00;30/11/2026",
                    "A2;02/11/2026 09:00;;30/11/2026")  # fmt: skip
    desk.sources(cases=CASES)
    assert [reason for *_, reason in set_aside(desk.take(content))] == ["key_conflict", "key_conflict"]

    lines = content.splitlines()
    stamped = "\n".join([f"{lines[0]};version", *(f"{line};{at}" for at, line in enumerate(lines[1:])), ""])
    desk.sources(cases=CASES + "newest: {by: version}\n")
    receipt = desk.take(stamped, "stamped.csv")

    assert (receipt.accepted, receipt.excluded) == (2, {"superseded": 1})


def test_a_plan_may_lie_ahead(desk):
    """A deadline next year is why the file is worth a look, no fault."""
    desk.sources(cases=CASES)

    assert desk.take(cases("A1;02/11/2026 09:00;;30/11/2027")).quarantined == 0


# The mapping


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("interval: {minutes: 30}", "interval"),
        ("counting_unit: leg", "call_key"),
        ("unpivot: {into: Sorte, cells: n, columns: [a, b]}", ""),
    ],
)
def test_statements_about_calls_and_counts_are_refused_for_a_log(office, statement, said):
    """An interval of an event means nothing: whoever writes it has another table in mind."""
    office.sources(steps=EVENTS + statement + "\n")

    with pytest.raises(BadParams) as refused:
        office.receive(office.deliver(steps()))
    assert said in refused.value.text("en")


def test_a_log_must_name_its_cases_and_its_steps(office):
    """Without the case an event is nobody's, without the step it is nothing."""
    office.sources(steps=EVENTS.replace("  activity: {from: step}\n", ""))

    with pytest.raises(BadParams, match="activity"):
        office.receive(office.deliver(steps()))


def test_a_word_that_is_no_transition_is_refused_with_the_nearest(office):
    """`complet` would end no step: the figure would be that of a back office where nothing is ever finished."""
    office.sources(steps=EVENTS + "  transition: {from: word, values: {F: complet}}\n")

    with pytest.raises(BadParams, match="complete"):
        office.receive(office.deliver(steps()))
