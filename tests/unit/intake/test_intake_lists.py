"""A list of a register, from the file that a side keeps to what stands on a given Monday."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from actions import HEADER, action, csv, source

from kit import intake, store
from kit.errors import AmbiguousDates, ForbiddenColumn, ForbiddenValues, TooManyRejects
from kit.intake import reasons
from kit.intake.repair import repair

MONDAYS = [dt.datetime(2026, 11, day, 8, tzinfo=dt.UTC) for day in (16, 23, 30)]
FIRST, SECOND, THIRD = MONDAYS


@pytest.fixture
def list_of(desk):
    """A desk with the client's list of actions."""
    desk.sources(actions=source())
    return desk


def counts(receipt) -> tuple[int, int, int, int]:
    """New, changed, unchanged and absent rows of a list."""
    found = receipt.change.of_list
    return found.new, found.changed, found.unchanged, found.absent


def state(as_of: dt.datetime | None = None, **options) -> dict[str, str]:
    """The status of every key that stands."""
    table = store.register("line", "actions", as_of, **options)
    return dict(zip(table["action_key"], table["status"], strict=True))


def history(key: str = "A1", **options) -> pd.DataFrame:
    return store.registers_as_of("line").history("actions", key, **options)


def files(desk) -> list[bytes]:
    tables = desk.home / "data" / "line" / "tables"
    return sorted(path.read_bytes() for path in tables.rglob("*") if path.is_file())


# What is read


def test_a_list_comes_back_as_it_was_written(list_of):
    """An action that changes on its way into the register is not the one that the meeting decided."""
    receipt = list_of.take(
        csv(action(remark="voir le compte rendu"), action("A2", acts="Client")), "actions.csv", now=FIRST
    )

    row = store.register("line", "actions").iloc[0]
    assert (receipt.rows_read, receipt.accepted) == (2, 2) and counts(receipt) == (2, 0, 0, 0)
    assert row["what"] == "Former à la relance" and row["owner"] == "Plateau" and row["acts"] == "provider"
    assert row["decided_on"] == pd.Timestamp("2026-11-16") and row["due_on"] == pd.Timestamp("2026-11-30")
    assert row["figure"] == "answer_rate.agent" and row["effect_value"] == 0.02 and pd.isna(row["done_on"])
    assert (row["received_at"], row["side"], row["source"]) == (
        pd.Timestamp(FIRST).tz_localize(None),
        "client",
        "actions",
    )
    assert (row["delivery"], row["row_number"], row["revision"]) == (receipt.sha256, 2, 1)


def test_a_workbook_and_a_csv_give_the_same_register(desk, workbook):
    """One side keeps its list in a spreadsheet, with real dates and numbers; the other exports it."""
    desk.sources(actions=source(), sheet=source(name="*.xlsx", form="xlsx", more="shared_keys: false\n"))
    desk.take(csv(action(done="20/11/2026", status="faite")), "actions.csv", now=SECOND)
    day = dt.datetime
    real = [
        "A1", "Former à la relance", "Plateau", "Prestataire", day(2026, 11, 16), day(2026, 11, 30),
        "answer_rate.agent", "deux points de mieux", 0.02, day(2026, 11, 20), "faite", None,
    ]  # fmt: skip
    desk.take(workbook([HEADER, real]), "list.xlsx", now=SECOND)

    one, other = store.register("line", "actions").to_dict("records")
    apart = {"key_scope", "source", "delivery"}
    shown = [{name: str(value) for name, value in row.items() if name not in apart} for row in (one, other)]
    assert shown[0] == shown[1] and one["key_scope"] != other["key_scope"]


def test_a_day_is_the_day_on_the_wall_of_the_meeting(list_of):
    """A moment with an offset, made a day in UTC, would be the evening before."""
    body = source().replace('from: Décidée le, format: "%d/%m/%Y"', "from: Décidée le, format: iso")
    list_of.sources(actions=body)
    list_of.take(csv(action(decided="2026-11-15T23:30:00+00:00")), "actions.csv", now=SECOND)

    assert store.register("line", "actions")["decided_on"][0] == pd.Timestamp("2026-11-16")


def test_a_negative_effect_is_an_effect(list_of):
    """Three seconds less to wait is what the meeting hopes for, not a typing error."""
    receipt = list_of.take(csv(action(value="-3")), "actions.csv", now=FIRST)

    assert receipt.quarantined == 0 and store.register("line", "actions")["effect_value"][0] == -3


# Again, revised, missing, withdrawn


def test_the_same_list_again_changes_nothing(list_of):
    """A command that is typed twice must not make a new state."""
    list_of.take(csv(action()), "actions.csv", now=FIRST)
    before = files(list_of)

    again = list_of.take(csv(action()), "actions.csv", now=SECOND)

    assert again.already and files(list_of) == before and store.current("line").id == 1


def test_the_same_rows_in_another_file_are_no_revision(list_of):
    """Each Monday's export repeats the open actions: a history of repetitions hides the one change."""
    list_of.take(csv(action(), action("A2")), "actions.csv", now=FIRST)
    receipt = list_of.take(csv(action("A2"), action()), "actions_2.csv", now=SECOND)

    assert counts(receipt) == (0, 0, 2, 0) and not receipt.already
    assert len(history()) == 1
    row = store.register("line", "actions").iloc[0]
    assert row["received_at"] == pd.Timestamp("2026-11-16 08:00") and row["last_seen_at"] == pd.Timestamp(
        "2026-11-23 08:00"
    )


def test_a_revision_keeps_what_was_said_before_it(list_of):
    """Who moved the due day, and when, is what two firms argue about."""
    first = list_of.take(csv(action()), "actions.csv", now=FIRST)
    second = list_of.take(csv(action(due="15/12/2026")), "actions.csv", now=SECOND)

    assert counts(second) == (0, 1, 0, 0)
    told = history()
    assert list(told["due_on"].dt.strftime("%d/%m")) == ["30/11", "15/12"] and list(told["revision"]) == [1, 2]
    assert list(told["delivery"]) == [first.sha256, second.sha256]
    assert store.register("line", "actions", SECOND - dt.timedelta(seconds=1))["due_on"][0] == pd.Timestamp(
        "2026-11-30"
    )
    assert store.register("line", "actions", SECOND)["due_on"][0] == pd.Timestamp("2026-12-15")


def test_a_row_that_a_later_list_is_missing_stays_and_is_told(list_of):
    """A filtered export must not make a decision disappear."""
    list_of.take(csv(action(), action("A2"), action("A3", status="faite", done="16/11/2026")), "actions.csv", now=FIRST)
    receipt = list_of.take(csv(action()), "actions.csv", now=SECOND)

    assert counts(receipt) == (0, 0, 1, 2) and receipt.change.of_list.absent_open == 1
    assert state() == {"A1": "open", "A2": "open", "A3": "done"}
    assert dict(store.register("line", "actions")[["action_key", "absent"]].to_numpy()) == {
        "A1": False,
        "A2": True,
        "A3": True,
    }


def test_a_list_without_a_row_is_a_statement_and_takes_nothing_away(list_of):
    """ "Nothing is open" was refused as an empty file; and a filter left on must not withdraw what was decided."""
    list_of.take(csv(action(), action("A2")), "actions.csv", now=FIRST)
    receipt = list_of.take(csv(), "actions_empty.csv", now=SECOND)
    again = list_of.take(csv(), "actions_empty.csv", now=THIRD)

    assert (receipt.rows_read, receipt.accepted, receipt.error) == (0, 0, None) and counts(receipt) == (0, 0, 0, 2)
    assert [doubt("en") for doubt in receipt.doubts] and not receipt.already and again.already
    assert state() == {"A1": "open", "A2": "open"} and len(store.current("line").deliveries) == 2


def test_a_list_that_was_empty_is_put_back_and_undone_like_any_other(list_of):
    """It has no rows in any file, and is a delivery all the same."""
    list_of.take(csv(), "actions.csv", now=FIRST)
    list_of.take(csv(action()), "actions.csv", now=SECOND)

    assert repair("line").is_complete and state() == {"A1": "open"}
    store.undo("line", THIRD)
    assert [one.accepted for one in store.current("line").deliveries] == [0] and state() == {}


def test_a_row_set_aside_is_not_called_missing(list_of):
    """It is in the file; whoever is told that it is missing looks for it in vain."""
    list_of.take(csv(action(), action("A2")), "actions.csv", now=FIRST)
    receipt = list_of.take(csv(action(), action("A2", due="01/11/2026")), "actions.csv", now=SECOND)

    assert receipt.quarantined == 1 and counts(receipt) == (0, 0, 1, 0)
    assert state() == {"A1": "open", "A2": "open"}


def test_a_withdrawn_row_says_so_and_is_read_where_it_is_asked_for(list_of):
    """What was withdrawn is not done, and not forgotten either."""
    list_of.take(csv(action(), action("A2")), "actions.csv", now=FIRST)
    receipt = list_of.take(csv(action(status="retirée"), action("A2")), "actions.csv", now=SECOND)
    later = list_of.take(csv(action("A2")), "actions.csv", now=THIRD)

    assert receipt.change.of_list.withdrawn == 1 and counts(receipt) == (0, 1, 1, 0)
    assert counts(later) == (0, 0, 1, 0), "a withdrawn row is not missed"
    assert state() == {"A2": "open"} and state(withdrawn=True) == {"A1": "withdrawn", "A2": "open"}
    assert state(FIRST) == {"A1": "open", "A2": "open"}


def test_a_mark_of_the_mapping_withdraws_a_row(list_of):
    """Some lists strike rows out in a column of their own."""
    list_of.sources(actions=source(more='withdrawn: {Remarque: {matches: "^annul"}}\n'))
    list_of.take(csv(action(remark="annulée en réunion"), action("A2", remark="à suivre")), "actions.csv", now=FIRST)

    assert state(withdrawn=True) == {"A1": "withdrawn", "A2": "open"}


def test_a_list_of_an_older_state_is_a_revision_like_any_other(list_of):
    """The kit cannot know which of two files is right; it says how many rows changed."""
    for content, now in ((csv(action()), FIRST), (csv(action(due="15/12/2026")), SECOND)):
        list_of.take(content, "actions.csv", now=now)
    receipt = list_of.take(csv(action()), "actions.csv", now=THIRD)

    assert counts(receipt) == (0, 1, 0, 0) and not receipt.already
    assert list(history()["due_on"].dt.day) == [30, 15, 30]


def test_a_list_loaded_afterwards_takes_its_place_by_the_moment_it_came(list_of):
    """History that is loaded late must not overrule what a later list confirmed."""
    list_of.take(csv(action()), "actions_1.csv", now=FIRST)
    list_of.take(csv(action(), action("A2")), "actions_3.csv", now=THIRD)
    receipt = list_of.take(csv(action(due="15/12/2026")), "actions_2.csv", now=SECOND, stated=True)

    assert counts(receipt) == (0, 1, 0, 0), "against what stood when it came"
    assert list(history()["due_on"].dt.day) == [30, 15, 30]
    assert store.register("line", "actions")["due_on"].dt.day.tolist() == [30, 30]
    assert store.register("line", "actions", SECOND)["due_on"].dt.day.tolist() == [15]


# Two sources


def test_each_source_has_keys_of_its_own(desk):
    """The client's A1 and the provider's A1 are two decisions."""
    desk.sources(ours=source(), theirs=source(owed_by="provider", name="theirs*.csv"))
    desk.take(csv(action(what="Écrire aux agences")), "actions.csv", now=FIRST)
    receipt = desk.take(csv(action(what="Former")), "theirs.csv", now=SECOND)

    assert counts(receipt) == (1, 0, 0, 0)
    table = store.register("line", "actions")
    assert list(table["what"]) == ["Écrire aux agences", "Former"] and list(table["side"]) == ["client", "provider"]
    assert list(history(scope="theirs")["what"]) == ["Former"] and len(history()) == 2


def test_sources_that_share_their_keys_revise_each_others_rows(desk):
    """One list that both sides edit in turn is one list."""
    shared = "shared_keys: true\n"
    desk.sources(ours=source(more=shared), theirs=source(owed_by="provider", name="theirs*.csv", more=shared))
    desk.take(csv(action(), action("A2")), "actions.csv", now=FIRST)
    receipt = desk.take(csv(action(status="faite", done="20/11/2026")), "theirs.csv", now=SECOND)

    assert counts(receipt) == (0, 1, 0, 0), "A2 was never on this side's list: nothing of its own is missing"
    told = history()
    assert list(told["status"]) == ["open", "done"] and list(told["side"]) == ["client", "provider"]
    assert state() == {"A1": "done", "A2": "open"}


# The effect is written beforehand


def test_an_effect_changed_once_done_is_told_and_does_not_count(list_of):
    """Who writes the expectation after the result is always right."""
    list_of.take(csv(action()), "actions.csv", now=FIRST)
    receipt = list_of.take(
        csv(action(effect="un demi-point de mieux", value="0,005", status="faite", done="20/11/2026")),
        "actions.csv",
        now=SECOND,
    )

    assert receipt.change.of_list.late == ("A1",)
    row = store.register("line", "actions").iloc[0]
    assert (row["status"], row["effect_expected"], row["effect_value"]) == ("done", "deux points de mieux", 0.02)
    assert list(history()["effect_value"]) == [0.02, 0.005], "the history shows both"


def test_an_effect_may_be_revised_while_the_action_is_open(list_of):
    """Expectations are discussed until the work is done."""
    list_of.take(csv(action()), "actions.csv", now=FIRST)
    receipt = list_of.take(csv(action(value="0,01")), "actions.csv", now=SECOND)
    last = list_of.take(csv(action(value="0,01", status="faite", done="24/11/2026")), "actions.csv", now=THIRD)

    assert receipt.change.of_list.late == last.change.of_list.late == ()
    assert store.register("line", "actions")["effect_value"][0] == 0.01


# Rows that are set aside, each with its reason


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (action(""), "N°", "missing_value"),
        (action(acts="Opérateur"), "Partie", "unknown_value"),
        (action(status="en cours"), "État", "unknown_value"),
        (action(decided=""), "Décidée le", "missing_value"),
        (action(decided="2026-13-45"), "Décidée le", "bad_time"),
        (action(due="15/11/2026"), "Échéance", "due_before_decided"),
        (action(done="15/11/2026", status="faite"), "Faite le", "done_before_decided"),
        (action(done="20/11/2026"), "Faite le", "done_and_open"),
        (action(done="24/11/2026", status="faite"), "Faite le", "future"),
        (action(decided="24/11/2026", due=""), "Décidée le", "future"),
        (action("06 12 34 56 78"), "N°", "person_in_key"),
    ],
)
def test_a_row_that_contradicts_itself_is_set_aside_with_its_reason(list_of, row, column, reason):
    """Whoever keeps the list must read what to correct, in the language of the meeting."""
    receipt = list_of.take(csv(row, action("B1"), action("B2")), "actions.csv", now=SECOND)

    assert receipt.quarantined == 1 and receipt.accepted == 2
    assert receipt.rejects[["row_number", "column", "reason"]].to_numpy().tolist() == [[2, column, reason]]
    assert "0612" not in receipt.rejects.to_csv() and "06 12" not in receipt.rejects.to_csv()
    assert reasons.text(reason, "fr") != reasons.text(reason, "en")


def test_a_key_that_stands_twice_counts_once_or_not_at_all(list_of):
    """Of two rows with one key and other content nobody can choose."""
    rows = csv(action(), action(), action("A2"), action("A2", due="15/12/2026"), action("A3"))
    receipt = list_of.take(rows, "actions.csv", now=FIRST)

    assert receipt.excluded == {"duplicate": 1} and receipt.quarantined == 2
    assert set(receipt.rejects["reason"]) == {"key_conflict"} and state() == {"A1": "open", "A3": "open"}


def test_of_two_rows_with_one_key_the_mapping_may_say_which_is_newest(list_of):
    """Some tools export every state of an action."""
    list_of.sources(actions=source(more='newest: {by: Échéance, format: "%d/%m/%Y"}\n'))
    receipt = list_of.take(csv(action(), action(due="15/12/2026")), "actions.csv", now=FIRST)

    assert receipt.excluded == {"superseded": 1}
    assert store.register("line", "actions")["due_on"][0] == pd.Timestamp("2026-12-15")


def test_a_list_of_which_most_rows_are_at_fault_is_refused(list_of):
    """Then it is the mapping that is wrong, and nobody corrects forty rows one by one."""
    wrong = [action(f"A{number}", acts="?") for number in range(3)]
    with pytest.raises(TooManyRejects):
        list_of.take(csv(*wrong, action("B1"), action("B2")), "actions.csv", now=FIRST)


def test_days_without_a_stated_format_are_refused(list_of):
    """03/12 is a day in December here, and in March elsewhere."""
    list_of.sources(actions=source().replace(', format: "%d/%m/%Y"', ""))
    with pytest.raises(AmbiguousDates, match="decided_on"):
        list_of.take(csv(action(decided="03/11/2026")), "actions.csv", now=FIRST)


# Persons


def test_names_and_numbers_are_taken_out_of_what_people_type(list_of):
    """A remark is where a caller's name slips in."""
    row = action(what="Rappeler Mme Exemple", owner="Marie Exemple", remark="au 06 12 34 56 78, Paul Exemple")
    receipt = list_of.take(csv(row), "actions.csv", now=FIRST)

    kept = store.register("line", "actions").iloc[0]
    assert (kept["what"], kept["owner"], kept["remark"]) == ("Rappeler [nom]", "[nom]", "au [tel], [nom]")
    assert sum(receipt.repaired["scrubbed"].values()) == 3


def test_owners_who_are_persons_are_refused(list_of):
    """An action belongs to a role: who holds it changes, and names have no place in the tables."""
    names = ["Marie Exemple", "Paul Exemple", "Jean Exemple"]
    rows = [action(f"A{at}", owner=name) for at, name in enumerate(names)]
    with pytest.raises(ForbiddenValues, match="Responsable"):
        list_of.take(csv(*rows), "actions.csv", now=FIRST)


def test_a_column_of_names_is_refused_by_its_header(list_of):
    """Nobody maps "Nom du conseiller" by mistake twice."""
    list_of.sources(actions=source().replace("Responsable", "Nom du conseiller"))
    with pytest.raises(ForbiddenColumn):
        list_of.take(csv(action()).replace("Responsable", "Nom du conseiller"), "actions.csv", now=FIRST)


def test_a_long_list_of_different_texts_needs_no_word_of_the_mapping(list_of):
    """What is to be done is a note by nature: only a column of lists must say that it holds notes."""
    rows = [action(f"A{at}", what=f"Revoir le message numéro {at} de l'accueil", figure="") for at in range(60)]
    assert list_of.take(csv(*rows), "actions.csv", now=FIRST).accepted == 60


def test_a_figure_that_the_glossary_does_not_know_is_asked_about(list_of):
    """No effect will ever be measured on "taux de décroché"."""
    receipt = list_of.take(csv(action(figure="taux de décroché"), action("A2")), "actions.csv", now=FIRST)

    told = [doubt("en") for doubt in receipt.doubts]
    assert len(told) == 1 and '"taux de décroché"' in told[0] and "Indicateur" in told[0]
    assert receipt.doubts[0]("fr") != told[0]


# Kept, undone, repaired


def test_an_undone_list_is_as_if_it_had_not_come(list_of):
    """A list received by mistake is taken back, and may come again."""
    list_of.take(csv(action()), "actions.csv", now=FIRST)
    list_of.take(csv(action(status="retirée")), "actions.csv", now=SECOND)

    undone = store.undo("line", SECOND)

    assert undone.weeks == [] and [one.file for one in undone.deliveries] == ["actions.csv"]
    assert state() == {"A1": "open"} and len(history()) == 1
    assert counts(list_of.take(csv(action(status="retirée")), "actions.csv", now=THIRD)) == (0, 1, 0, 0)


def test_a_lost_file_of_a_register_is_put_back_as_it_was(list_of):
    """Every list is in received/: nobody must send two years of them again."""
    for at, now in enumerate(MONDAYS):
        list_of.take(csv(action(due=f"{20 + at}/12/2026")), "actions.csv", now=now)
    list_of.take(csv(action("A2")), "actions.csv", now=THIRD)
    before = history().to_csv()
    tables = list_of.home / "data" / "line" / "tables"
    for path in tables.glob("actions/*/*.parquet"):
        path.unlink()

    done = repair("line")

    assert done.is_complete and len(done.put_back) == 4 and not done.rebuilt
    assert history().to_csv() == before


def test_lists_that_an_older_mapping_read_are_read_again_in_their_place(list_of):
    """A word of the mapping that was wrong in March must not stay in the history of March."""
    list_of.sources(actions=source().replace("faite: done", "faite: open"))
    list_of.take(csv(action(status="faite")), "actions.csv", now=FIRST)
    list_of.take(csv(action(status="faite", due="15/12/2026")), "actions.csv", now=SECOND)
    list_of.sources(actions=source())

    old = intake.read_again("line", "actions")

    assert len(old.deliveries) == 2 and old.weeks == ["2026-W47", "2026-W48"]
    assert list(history()["status"]) == ["done", "done"] and state(FIRST) == {"A1": "done"}
    assert intake.read_again("line", "actions") is None


def test_a_dry_run_says_what_a_list_would_change(list_of):
    """Nobody should have to take a list in to learn what it does."""
    list_of.take(csv(action(), action("A2")), "actions.csv", now=FIRST)
    before = files(list_of)

    receipt = list_of.take(csv(action(due="15/12/2026")), "actions.csv", now=SECOND, dry_run=True)

    assert counts(receipt) == (0, 1, 0, 1) and files(list_of) == before


def test_two_lists_of_one_command_are_taken_in_one_after_the_other(list_of):
    """What is received together is seen together, in the order in which it was typed."""
    one = list_of.deliver(csv(action()), "actions_1.csv")
    other = list_of.deliver(csv(action(due="15/12/2026")), "actions_2.csv")

    first, second = list_of.receive(one, other, now=FIRST)

    assert counts(first) == (1, 0, 0, 0) and counts(second) == (0, 1, 0, 0) and store.current("line").id == 1
    assert list(history()["due_on"].dt.day) == [30, 15]


# The same list again, where lists are owed


def test_the_same_list_again_in_the_next_week_is_that_weeks_delivery(list_of):
    """Nothing new is an answer, too: a side that sends it is not late."""
    list_of.sources(actions=source(every="every: week"))
    list_of.take(csv(action()), "actions.csv", now=FIRST)

    same_week = list_of.take(csv(action()), "actions.csv", now=FIRST + dt.timedelta(days=2))
    next_week = list_of.take(csv(action()), "actions.csv", now=SECOND)

    assert same_week.already and not next_week.already and counts(next_week) == (0, 0, 1, 0)
    assert len(store.current("line").deliveries) == 2 and len(history()) == 1
