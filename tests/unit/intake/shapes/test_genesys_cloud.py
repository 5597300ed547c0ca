"""Genesys Cloud's interval exports: what the generator planted is what the shipped mappings count."""

from __future__ import annotations

import pytest
from exported import at

from kit.sample.exports import genesys_cloud

NAME = "genesys_cloud"
SOURCES = ("genesys_cloud", "genesys_cloud_view")


@pytest.fixture(params=[0, 1], ids=["utc", "view"])
def taken(desk, request):
    """The planted facts, the receipt and the intervals, of the extract in UTC and of the French view."""
    written = at(desk, NAME)
    receipt = desk.receive(written.files[request.param])[0]
    assert receipt.error is None, receipt.error
    assert receipt.source == SOURCES[request.param]
    return written.truth, receipt, desk.rows("intervals")


def test_interactions_by_queue_are_those_that_were_planted(taken):
    """Calls offered, answered and lost are what the contract is judged by."""
    truth, _, rows = taken

    for queue, planted in truth["by_queue"].items():
        of = rows[rows["queue"] == queue] if queue else rows
        sides = ("offered", "answered", "abandoned", "overflow")
        assert {side: of[side].sum() for side in sides} == {side: planted[side] for side in sides}


def test_seconds_are_the_same_from_seconds_and_from_milliseconds(taken):
    """Milliseconds taken for seconds make every wait a thousand times too long."""
    truth, _, rows = taken
    handled = truth["talk_s"] + truth["hold_s"] + truth["acw_s"]

    assert rows["wait_answered_s"].sum() == pytest.approx(truth["wait_answered_s"])
    told = rows["handle_s"] if rows["handle_s"].notna().any() else rows["talk_s"] + rows["hold_s"] + rows["acw_s"]
    assert told.sum() == pytest.approx(handled)


def test_both_clocks_give_the_same_intervals(desk):
    """One file is in UTC, the other in the user's own time: half-hours that differ by one would be staffed wrongly."""
    written = at(desk, NAME)
    starts = []
    for path in written.files:
        desk.receive(path)
        rows = desk.rows("intervals")
        starts.append(set(rows[rows["source"] == SOURCES[len(starts)]]["start"]))

    assert starts[0] == starts[1]


def test_other_media_and_running_intervals_are_left_out_under_their_names(taken):
    """A chat is no call, and an interval that is still running is not over."""
    truth, receipt, _ = taken
    unfinished = {"unfinished_interval": truth["unfinished"]} if receipt.source == SOURCES[1] else {}

    assert receipt.excluded == {"other_medium": truth["other_medium"]} | unfinished
    assert receipt.quarantined == 0


def test_a_call_that_is_answered_in_the_next_interval_is_no_contradiction(taken):
    """Offered at 7:28, answered at 7:32: both rows are right, and neither may be set aside."""
    truth, receipt, rows = taken

    assert truth["crossing"] > 3
    assert (rows["offered"] < rows["answered"] + rows["abandoned"] + rows["overflow"]).any()
    assert receipt.quarantined == 0


def test_milliseconds_delivered_as_the_other_export_are_refused(desk):
    """The view's file sent under the extract's source does not have its columns, and says which is missing."""
    written = at(desk, NAME)

    error = desk.receive(written.files[1], source=SOURCES[0])[0].error

    assert error is not None and error.slug in ("missing_column", "renamed_column")
    assert "Interval Start UTC" in error.text("en")


def test_a_view_in_another_language_is_refused_with_its_columns(desk):
    """Another user exported: the names are those of another language, the clock may be another one too."""
    written = at(desk, NAME)
    text = (
        written.files[1].read_text(encoding="utf-8-sig").replace("Nom de la file d'attente", "Name der Warteschlange")
    )

    error = desk.receive(desk.deliver(text, "genesys-view.csv"))[0].error

    assert error is not None and error.slug in ("no_source_matches", "missing_column", "renamed_column")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_writes_the_same_bytes(tmp_path, seed):
    """A figure that fails in one run must fail in the next."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = (genesys_cloud.write(tmp_path / place, "2026-W47", seed) for place in "ab")

    assert [path.read_bytes() for path in one.files] == [path.read_bytes() for path in two.files]
