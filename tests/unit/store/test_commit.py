"""What a delivery changes in the tables, and what it leaves alone."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from kit import schema, store
from kit.errors import DamagedStore, PathOutsideHome, UnknownPartnership
from kit.period import Period

MONDAY, TUESDAY, WEDNESDAY = "2026-11-16", "2026-11-17", "2026-11-18"


def test_rows_come_back_as_they_were_handed_in(batch, take):
    """A value that changes on its way to the disk changes a figure that two firms sign."""
    handed = batch("2026-11-23", {MONDAY: 3})
    handed.frames["calls"]["resolved"] = [True, None, False]
    handed.frames["calls"]["caller"] = ["a1", None, "l'autre"]
    handed.frames["calls"]["wait_s"] = [0.0, float("nan"), 7.25]

    take(handed)

    rows = store.tables("line", "2026-W47", look_back=1).con.execute("select * from calls order by row_number").df()
    assert list(rows.columns) == list(schema.CALLS.columns)
    assert rows["resolved"].isna().tolist() == [False, True, False]
    assert rows["resolved"].dropna().tolist() == [True, False]
    assert rows["caller"].isna().tolist() == [False, True, False] and rows["caller"][2] == "l'autre"
    assert rows["wait_s"].isna().tolist() == [False, True, False] and rows["wait_s"][2] == 7.25
    assert rows["arrived_at"][1] == dt.datetime(2026, 11, 16, 8, 1)
    assert rows["talk_s"].isna().all(), "a column that the source does not hold is null, not zero"


@pytest.mark.slow
def test_a_redelivery_replaces_the_days_it_covers_and_no_other(batch, take, by_day):
    """A corrected Tuesday must not take Monday's calls away, nor leave Tuesday's old ones beside the new."""
    take(batch("2026-11-19", {MONDAY: 3, TUESDAY: 5, WEDNESDAY: 7}))
    take(batch("2026-11-20", {TUESDAY: 2}))

    assert by_day(store.tables("line", "2026-W47", look_back=1)) == {MONDAY: 3, TUESDAY: 2, WEDNESDAY: 7}


@pytest.mark.slow
def test_a_covered_day_without_rows_becomes_empty(batch, take, by_day):
    """A correction that says "no call on Wednesday" must not keep the calls it withdraws."""
    take(batch("2026-11-19", {MONDAY: 3, WEDNESDAY: 7}))
    take(batch("2026-11-20", {MONDAY: 3}, covered=(MONDAY, WEDNESDAY)))

    assert by_day(store.tables("line", "2026-W47", look_back=1)) == {MONDAY: 3}


def test_a_file_whose_dates_went_wrong_does_not_empty_the_weeks_between(batch, take, by_day):
    """Day and month swapped spread one week over five months: the good weeks between are not spoken of."""
    take(batch("2026-11-19", {MONDAY: 3}))
    by_week = {
        "2026-W45": {"received": 1, "excluded": {}, "quarantined": 0},
        "2026-W47": {"received": 0, "excluded": {}, "quarantined": 0},
        "2026-W50": {"received": 0, "excluded": {"ghost": 2}, "quarantined": 0},
    }
    swapped = batch("2026-12-14", {"2026-11-02": 1}, covered=("2026-11-02", "2026-12-11"), by_week=by_week)
    take(swapped)

    assert by_day(store.tables("line", "2026-W47", "latest", look_back=3)) == {"2026-11-02": 1, MONDAY: 3}


def test_a_delivery_that_states_no_days_replaces_those_it_has_rows_of(batch, take, by_day):
    """Rows of a day never stand twice, whatever a delivery says of itself."""
    take(batch("2026-11-19", {MONDAY: 3, TUESDAY: 5}))
    second = batch("2026-11-20", {TUESDAY: 2})
    second.delivery = dataclasses.replace(second.delivery, first_date="", last_date="")
    take(second)

    assert by_day(store.tables("line", "2026-W47", look_back=1)) == {MONDAY: 3, TUESDAY: 2}


def test_a_delivery_of_which_no_row_could_be_read_is_still_known(batch, take, data):
    """Its side did deliver: the page must say that the rows are in quarantine, not that the file is missing."""
    take(batch("2026-11-19", {MONDAY: 3}))
    empty = batch("2026-11-20", {TUESDAY: 1}, rejects=[(2, "at", "?", "no_date")])
    empty.frames = {}

    snapshot = take(empty)

    assert [one.quarantined for one in snapshot.deliveries] == [0, 1]
    assert len(list((data / "quarantine").iterdir())) == 1


def test_a_week_whose_rows_are_all_withdrawn_has_no_file(batch, take):
    """An empty file would make the week look delivered."""
    take(batch("2026-11-10", {"2026-11-09": 1, MONDAY: 3}))
    snapshot = take(batch("2026-11-20", {"2026-11-09": 1}, covered=("2026-11-09", WEDNESDAY), note="2"))

    assert [file.week for file in snapshot.files] == ["2026-W46"]
    assert not snapshot.holds("2026-W47")


def test_sources_of_one_table_do_not_replace_each_other(batch, take):
    """Two platforms may each deliver the calls they took."""
    other = batch("2026-11-20", {MONDAY: 4}, note="other")
    other.frames["calls"]["source"] = "second"
    take(batch("2026-11-19", {MONDAY: 3}))
    take(store.Batch(dataclasses.replace(other.delivery, source="second"), other.frames))

    con = store.tables("line", "2026-W47", look_back=1).con
    assert con.execute("select source, count(*) from calls group by 1 order by 1").fetchall() == [
        ("acd", 3),
        ("second", 4),
    ]


@pytest.mark.slow
def test_exclusions_of_a_day_go_with_its_redelivery(batch, take):
    """Ghost calls of the first file, counted beside those of its correction, would be counted twice."""
    take(with_exclusions(batch("2026-11-19", {MONDAY: 3}), {MONDAY: 8, TUESDAY: 1}))
    take(with_exclusions(batch("2026-11-20", {MONDAY: 2}), {MONDAY: 5}))

    con = store.tables("line", "2026-W47", look_back=1).con
    rows = con.execute('select local_date, "rows" from exclusions order by 1').fetchall()
    assert rows == [(dt.date(2026, 11, 16), 5), (dt.date(2026, 11, 17), 1)]


def with_exclusions(batch, counts):
    start = [dt.datetime.fromisoformat(f"{day}T10:00") for day in counts]
    batch.frames["exclusions"] = pd.DataFrame(
        {
            "start": start,
            "start_local": start,
            "local_date": [moment.date() for moment in start],
            "slot_id": 1,
            "minutes": 15,
            "of_table": "calls",
            "reason": "ghost",
            "rows": list(counts.values()),
            "source": "acd",
            "delivery": batch.delivery.sha256,
            "row_number": 1,
        }
    )
    return batch


def test_the_same_file_again_changes_nothing(batch, take):
    """A command that is typed twice, or retried after a crash, must not make a new version of a page."""
    first = take(batch("2026-11-19", {MONDAY: 3}, rejects=[(4, "at", "?", "no_date")]))
    again = take(batch("2026-11-21", {MONDAY: 3}, rejects=[(4, "at", "?", "no_date")]))

    assert again == first
    assert len(store.snapshots("line")) == 1


@pytest.mark.slow
def test_the_same_file_after_its_correction_brings_its_rows_back(batch, take, by_day):
    """A correction sent in error is undone by sending the first file again."""
    take(batch("2026-11-19", {MONDAY: 3}))
    take(batch("2026-11-20", {MONDAY: 9}))
    snapshot = take(batch("2026-11-21", {MONDAY: 3}))

    assert by_day(store.tables("line", "2026-W47", "latest", look_back=1)) == {MONDAY: 3}
    assert [one.rows_read for one in snapshot.deliveries] == [3, 9, 3]


def test_several_files_of_one_call_make_one_snapshot(batch, take, by_day):
    """What is received together is seen together."""
    snapshot = take(batch("2026-11-19", {MONDAY: 3, TUESDAY: 1}), batch("2026-11-19", {TUESDAY: 4}))

    assert snapshot.id == 1 and len(snapshot.deliveries) == 2 and len(snapshot.files) == 1
    assert by_day(store.tables("line", "2026-W47", look_back=1)) == {MONDAY: 3, TUESDAY: 4}


def test_files_that_undo_each_other_within_one_call_change_no_row(batch, take, data):
    """The last one counts; nothing of those before it may stay on the disk under no snapshot's name."""
    first = take(batch("2026-11-19", {MONDAY: 3}))
    second = take(batch("2026-11-20", {MONDAY: 9}), batch("2026-11-20", {MONDAY: 3}))

    assert second.files == first.files and second.before == {}
    assert len(list(data.rglob("*.parquet"))) == 1
    assert list((data / ".tmp").iterdir()) == []


def test_old_files_stay_for_old_snapshots(batch, take, data):
    """A signed report must be able to run again on the rows it spoke of."""
    first = take(batch("2026-11-19", {MONDAY: 3}))
    take(batch("2026-11-20", {MONDAY: 9}))

    assert all((data / "tables" / file.name).exists() for file in first.files)
    assert [snapshot.id for snapshot in store.snapshots("line")] == [1, 2]


def test_the_last_days_of_2026_are_in_week_53(batch, take):
    """Filed under week 52 or 01 of a wrong year, they would be missing from every review."""
    days = ["2026-12-27", "2026-12-28", "2026-12-31", "2027-01-03", "2027-01-04"]

    snapshot = take(batch("2027-01-05", dict.fromkeys(days, 1)))

    assert {file.week: file.rows for file in snapshot.files} == {"2026-W52": 1, "2026-W53": 3, "2027-W01": 1}
    assert store.tables("line", "2026-W53", "latest", look_back=1).con.execute(
        "select count(*) from calls"
    ).fetchall() == [(4,)]


def test_a_clock_set_back_does_not_reorder_snapshots(batch, take):
    """Each moment must see one state, or the same report would come out differently twice."""
    take(batch("2026-11-20", {MONDAY: 3}))
    second = take(batch("2026-11-19", {MONDAY: 9}))

    assert second.at == dt.datetime(2026, 11, 20, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda frame: frame.assign(adviser="Martin"), "adviser"),
        (lambda frame: frame.drop(columns="slot_id"), "slot_id"),
        (lambda frame: frame.assign(outcome=None), "outcome"),
        (lambda frame: frame.assign(arrived_at=pd.to_datetime(frame["arrived_at"]).dt.tz_localize("UTC")), "zone"),
        (lambda frame: frame.assign(source="other"), "another source"),
    ],
    ids=["unknown column", "missing column", "null in a required one", "time zone", "other source"],
)
def test_rows_that_break_the_schema_are_refused_and_nothing_is_written(batch, take, data, spoil, complaint):
    """An adviser's name in an extra column must stop the commit, not slip onto the disk."""
    handed = batch("2026-11-19", {MONDAY: 3})
    handed.frames["calls"] = spoil(handed.frames["calls"])

    with pytest.raises(ValueError, match=complaint):
        take(handed)

    assert store.current("line") is None
    assert not list(data.rglob("*.parquet")) and not list(data.rglob("*.tmp"))


@pytest.mark.parametrize("name", ["../line", "line/../line", "/etc", "..", "", "LINE", "unknown"])
def test_a_partnership_that_is_a_path_is_refused(name, batch):
    """A name from a command line must not choose where files are written."""
    handed = batch("2026-11-19", {MONDAY: 3})
    at = dt.datetime(2026, 11, 19, tzinfo=dt.UTC)
    for call in (
        lambda: store.commit(name, [handed], reason="received", at=at),
        lambda: store.current(name),
        lambda: store.tables(name, "2026-W47", look_back=1),
        lambda: store.lock(name).__enter__(),
    ):
        with pytest.raises(UnknownPartnership):
            call()


def test_a_data_folder_that_leads_out_of_the_home_is_refused(home, tmp_path_factory):
    """A link in a shared folder must not send calls elsewhere."""
    (home / "data").mkdir()
    (home / "data" / "line").symlink_to(tmp_path_factory.mktemp("elsewhere"))

    with pytest.raises(PathOutsideHome):
        store.current("line")


def test_a_damaged_week_is_not_merged_into(batch, take, data):
    """A correction of Tuesday must not carry a damaged Monday on under a new, good hash."""
    snapshot = take(batch("2026-11-19", {MONDAY: 3, TUESDAY: 3}))
    path = data / "tables" / snapshot.files[0].name
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(DamagedStore):
        take(batch("2026-11-20", {TUESDAY: 9}))


def test_a_moment_without_a_zone_is_refused(batch):
    """Nine o'clock where? Snapshots would be out of order by an hour or two."""
    with pytest.raises(ValueError, match="zone"):
        store.commit("line", [batch("2026-11-19", {MONDAY: 1})], reason="received", at=dt.datetime(2026, 11, 19))


@pytest.mark.slow
def test_two_years_of_snapshots_stay_small(batch, take, data):
    """A snapshot lists every file there is: a careless form of it would outgrow the calls themselves."""
    for week in Period.week("2026-W47").names_back(39):
        day = Period.week(week).first.isoformat()
        take(batch(day, {day: 1}))

    sizes = {int(path.stem): path.stat().st_size for path in (data / "tables" / "_snapshots").iterdir()}
    per_file = (sizes[40] - sizes[1]) / 39
    # 130 snapshots that grow to 350 files and 350 deliveries: half of the last one's size each, on average.
    assert per_file * 350 * 130 / 2 < 10e6
