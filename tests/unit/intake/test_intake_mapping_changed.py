"""The same file read in another way is no new delivery, and what an older mapping read is told."""

from __future__ import annotations

import datetime as dt

import pytest

from kit import intake, params, store
from kit.errors import RepairIncomplete, UnknownSource
from tests.unit.intake.conftest import CALLS

WEEK_46 = "id;at;issue;wait\n1;09/11/2026 08:00;A;5\n2;09/11/2026 08:01;A;6\n"
WEEK_47 = "id;at;issue;wait\n3;16/11/2026 08:00;A;5\n4;16/11/2026 08:01;A;6\n"
MINUTES = CALLS.replace("unit: s", "unit: min")


def older(desk) -> dict[str, list[str]]:
    found = intake.read_otherwise("line", params.sources("line"), params.contract("line").time_zone)
    return {source: one.weeks for source, one in found.items()}


@pytest.fixture
def stood(calls):
    """Two weeks that were read as seconds; then the mapping says minutes."""
    calls.take(WEEK_46, "46.csv", now=dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC))
    calls.take(WEEK_47, "47.csv", now=dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC))
    calls.sources(calls=MINUTES)
    return calls


SAME = {
    "due": ("every: week", 'every: week\ndue: {days: 3, time: "10:00"}'),
    "match": ('"*.csv"', '["*.csv", "*.txt"]'),
    "comment": ("table: calls", "table: calls  # of the platform"),
    "side": ("owed_by: provider", "owed_by: client"),
    "default written out": ('separator: ";"', 'separator: ";", decimal: "."'),
    "own clock written out": ("every: week", "every: week\ntime: {zone: Europe/Paris}"),
}
OTHER = {
    "unit": ("unit: s", "unit: min"),
    "column": ("from: id", "from: [id, key]"),
    "value": ("B: abandoned", "B: answered"),
    "exclusion": ("issue: G", "issue: [G, H]"),
    "clock": ("every: week", "every: week\ntime: {zone: Europe/London}"),
    "file": ('separator: ";"', 'separator: ";", decimal: ","'),
    "key": ("exclude:", "key: [arrived_at]\nexclude:"),
}


def mark(desk, old: str, new: str) -> str:
    assert old in CALLS
    desk.sources(calls=CALLS.replace(old, new))
    return params.mapping_mark(params.sources("line").sources["calls"], "Europe/Paris")


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_says_nothing_of_the_rows_leaves_the_mark(calls, change):
    """A new deadline must not make two years look as if they were read wrongly."""
    assert mark(calls, *change) == mark(calls, "", "")


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_what_changes_the_rows_changes_the_mark(calls, change):
    """Each of these gives a figure another meaning."""
    assert mark(calls, *change) != mark(calls, "", "")


@pytest.mark.slow
def test_the_same_file_with_another_mapping_is_told_as_such(stood):
    """ "A new delivery changed the week" would send people to ask the provider what was delivered."""
    receipt = stood.take(WEEK_47, "47.csv")

    newest = store.current("line")
    assert (newest.reason, receipt.remapped, receipt.already) == ("remapped", True, False)
    assert receipt.restated_weeks == ["2026-W47"]
    assert older(stood) == {"calls": ["2026-W46"]}


@pytest.mark.slow
def test_a_dry_run_foresees_it(stood):
    """One looks before one leaps."""
    receipt = stood.receive(stood.deliver(WEEK_47, "47.csv"), dry_run=True)[0]
    assert receipt.remapped and not receipt.already and receipt.restated_weeks == ["2026-W47"]


@pytest.mark.slow
def test_a_new_file_under_the_new_mapping_is_a_delivery(stood):
    """A correction that came with the new mapping is a correction."""
    receipt = stood.take(WEEK_47.replace(";6\n", ";7\n"), "47b.csv", accept_change=True)
    assert not receipt.remapped and store.current("line").reason == "restated"


def test_the_same_file_with_the_same_mapping_is_already_there(calls):
    """Whoever is unsure sends it once more."""
    calls.take(WEEK_47, "47.csv")
    receipt = calls.take(WEEK_47, "47.csv")
    assert receipt.already and not receipt.remapped and older(calls) == {}


def test_a_mapping_that_was_never_recorded_is_no_alarm(calls, monkeypatch):
    """Stores of before do not know with which mapping they were read."""
    with monkeypatch.context() as patch:
        patch.setattr(params, "mapping_mark", lambda source, zone: "")
        calls.take(WEEK_47, "47.csv")
    assert older(calls) == {}
    assert calls.take(WEEK_47, "47.csv").already and store.current("line").id == 1


@pytest.mark.slow
def test_weeks_are_read_again_with_their_own_moments_of_receipt(stood):
    """A mapping that our side fixed must not make the provider late."""
    old = intake.read_again("line", "calls")

    newest = store.current("line")
    assert old.weeks == ["2026-W46", "2026-W47"] and older(stood) == {}
    assert newest.reason == "remapped" and newest.before == {"2026-W46": 2, "2026-W47": 2}
    assert stood.rows("calls")["wait_s"].tolist() == [300.0, 300.0, 360.0, 360.0]
    assert [one.came.day for one in newest.deliveries] == [16, 23, 16, 23]
    assert intake.read_again("line", "calls") is None


@pytest.mark.slow
def test_a_corrected_week_is_read_again_as_corrected(stood):
    """Read in another order, the first version would stand again."""
    stood.sources(calls=CALLS)
    stood.take(WEEK_47 + "5;16/11/2026 08:02;A;7\n", "47b.csv", now=dt.datetime(2026, 11, 24, 7, tzinfo=dt.UTC))
    stood.sources(calls=MINUTES)

    intake.read_again("line", "calls")

    assert sorted(stood.rows("calls")["wait_s"]) == [300.0, 300.0, 360.0, 360.0, 420.0]


@pytest.mark.slow
def test_a_dry_run_reads_again_nothing(stood):
    """It only names the weeks."""
    assert intake.read_again("line", "calls", dry_run=True).weeks == ["2026-W46", "2026-W47"]
    assert store.current("line").id == 2


def test_without_its_raw_file_no_week_is_half_read_again(stood):
    """A mixture of two meanings in one week is what this is to end."""
    next((stood.home / "data" / "line" / "received").iterdir()).unlink()
    with pytest.raises(RepairIncomplete, match="kit repair line"):
        intake.read_again("line", "calls")
    assert store.current("line").id == 2


def test_a_source_that_is_mistyped_is_told(stood):
    """ "Nothing to read again" would be believed."""
    with pytest.raises(UnknownSource, match='"calls"'):
        intake.read_again("line", "cals")
