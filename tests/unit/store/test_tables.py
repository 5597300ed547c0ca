"""What a report sees of the tables, as of a moment."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from kit import params, schema, store
from kit.errors import BadParams, BadPeriod, NoData, NoSuchWeek, NotYetReceived, UndatedCampaign
from kit.period import Period

PARIS = ZoneInfo("Europe/Paris")
MONDAY, TUESDAY = "2026-11-16", "2026-11-17"


@pytest.mark.slow
def test_a_report_sees_what_was_there_at_its_moment(batch, take, by_day):
    """A page that is run again must show the figures that were on the table that Monday."""
    take(batch("2026-11-17", {MONDAY: 3}))
    take(batch("2026-11-20", {MONDAY: 4}))
    take(batch("2026-11-25", {MONDAY: 9}, note="-late"))

    seen = {
        as_of: by_day(store.tables("line", "2026-W47", as_of, look_back=1))
        for as_of in ("2026-11-17T08:00", "2026-11-20T06:59:59+00:00", "2026-11-20T07:00:00+00:00", "", "latest")
    }
    assert [counts[MONDAY] for counts in seen.values()] == [3, 3, 4, 4, 9]


@pytest.mark.slow
def test_a_report_speaks_at_nine_on_the_monday_after(batch, take):
    """That is when the two sides meet: what came later is named, not counted."""
    take(batch("2026-11-20", {MONDAY: 4}))
    take(batch("2026-11-25", {MONDAY: 9}, note="-late"))
    take(batch("2026-11-25", {"2026-11-23": 9}, note="-next"))

    tables = store.tables("line", "2026-W47", look_back=1)

    assert tables.as_of == dt.datetime(2026, 11, 23, 9, tzinfo=PARIS)
    assert tables.as_of.utcoffset() == dt.timedelta(hours=1)
    assert (tables.snapshot, tables.later) == (1, ["acd-late.csv"])
    assert tables.deliveries["file"].tolist() == ["acd.csv"]


def test_the_ledger_is_the_weeks_as_of_the_report(batch, take):
    """What is missing at nine on Monday is missing, even if it came at ten; a closed Friday owes no file."""
    take(batch("2026-11-20", {MONDAY: 4}))

    owed = store.tables("line", "2026-W47", look_back=1).ledger

    assert list(zip(owed["source"], owed["period"], owed["status"], strict=True)) == [
        ("acd", "2026-W47", "on_time"),
        ("carrier", "2026-11-16", "missing"),
        ("carrier", "2026-11-17", "missing"),
        ("carrier", "2026-11-18", "missing"),
        ("carrier", "2026-11-19", "missing"),
    ]


def test_a_delivery_comes_back_with_all_it_said(batch, take):
    """Received, excluded and quarantined must add up on the page as they did at intake."""
    by_week = {"2026-W47": {"received": 4, "excluded": {"ghost": 2}, "quarantined": 0}}
    handed = batch("2026-11-20", {MONDAY: 4}, excluded={"ghost": 2}, by_week=by_week)
    take(handed)

    row = store.tables("line", "2026-W47", look_back=1).deliveries.iloc[0]

    assert row.to_dict() == vars(handed.delivery)


def test_an_old_week_that_was_loaded_later_is_told_from_what_there_is(batch, take):
    """Two years of history, handed in at the start, must be reviewable without stating a moment each time."""
    take(batch("2026-11-25", {"1999-02-01": 5}))
    take(batch("2026-11-26", {"1999-01-25": 5}))

    tables = store.tables("line", "1999-W05", look_back=1)

    assert tables.as_of == dt.datetime(2026, 11, 26, 8, tzinfo=PARIS)
    assert tables.con.execute("select count(*) from calls").fetchall() == [(10,)]


@pytest.mark.parametrize(("week", "as_of"), [("2026-W46", ""), ("2026-W46", "latest"), ("2026-W47", "2026-11-01")])
def test_a_week_without_rows_is_told_not_shown_empty(batch, take, week, as_of):
    """An empty page would read as a week without calls."""
    take(batch("2026-11-20", {MONDAY: 4}))
    with pytest.raises(NoData):
        store.tables("line", week, as_of, look_back=1)


def test_a_week_without_rows_is_told_with_the_weeks_that_there_are(batch, take):
    """Whoever mistyped the year must not have to look for the folder of the tables."""
    take(batch("2026-11-20", {"2026-10-05": 1, "2026-11-09": 2, MONDAY: 3}))

    with pytest.raises(NoSuchWeek) as refused:
        store.tables("line", "2026-W45", look_back=1)

    assert "Weeks received: 3, from 2026-W41 to 2026-W47; the nearest is 2026-W46." in refused.value.text("en")
    assert "2026-W46" in refused.value.text("fr")


def test_a_week_that_came_later_is_told_with_the_moment_it_came(batch, take):
    """The page spoke of nothing at nine; it can at noon."""
    take(batch("2026-11-20", {MONDAY: 4}))

    with pytest.raises(NotYetReceived) as refused:
        store.tables("line", "2026-W47", "2026-11-19T09:00", look_back=1)

    told = refused.value.text("en")
    assert "At 2026-11-19 09:00" in told and "came at 2026-11-20 08:00" in told and "as_of=latest" in told


def test_a_home_that_received_nothing_says_so():
    """The first thing a new user sees must be what to do."""
    with pytest.raises(NoData, match="make demo"):
        store.tables("line", "2026-W47", look_back=1)


@pytest.mark.parametrize(("week", "as_of"), [("2026-47", ""), ("2025-W53", ""), ("2026-W47", "monday")])
def test_a_period_that_does_not_exist_is_refused(batch, take, week, as_of):
    """2025 has no week 53; to show week 1 instead would be silently wrong."""
    take(batch("2026-11-20", {MONDAY: 4}))
    with pytest.raises(BadPeriod):
        store.tables("line", week, as_of, look_back=1)


def test_weeks_outside_the_span_are_not_read(batch, take, by_day):
    """History is bounded, and the weeks after the reviewed one are not its history."""
    take(batch("2026-11-30", {"2026-11-02": 1, "2026-11-09": 2, MONDAY: 3, "2026-11-23": 4}))

    assert by_day(store.tables("line", "2026-W47", "latest", look_back=1)) == {"2026-11-09": 2, MONDAY: 3}


@pytest.mark.parametrize("name", [name for name in schema.TABLES if name not in schema.REGISTERS])
def test_every_daily_table_has_its_columns_and_types_even_without_a_file(batch, take, name):
    """A provider that delivers no staffing must give a query zero rows, not an error."""
    take(batch("2026-11-20", {MONDAY: 4}))

    described = store.tables("line", "2026-W47", look_back=1).con.execute(f"describe {name}").fetchall()

    columns = schema.TABLES[name].columns
    assert [row[:2] for row in described] == [(column, spec.type) for column, spec in columns.items()]


def test_a_file_written_before_a_column_was_added_reads_as_null(batch, take, monkeypatch):
    """The tables outlive a version of the kit: new columns must not make old years unreadable."""
    older = {name: column for name, column in schema.CALLS.columns.items() if name not in ("reason", "resolved")}
    old = schema.Table("calls", "provider", "arrived_at", ("call_key",), older)
    with monkeypatch.context() as before:
        before.setitem(schema.TABLES, "calls", old)
        take(batch("2026-11-20", {MONDAY: 4}))
    newer = batch("2026-11-21", {TUESDAY: 1})
    newer.frames["calls"]["reason"] = "lost card"
    take(newer)

    con = store.tables("line", "2026-W47", look_back=1).con
    counted = con.execute("select count(*), count(reason), count(resolved) from calls").fetchall()
    assert counted == [(5, 1, 0)]


def test_slots_are_the_quarter_hours_of_the_weeks(batch, take):
    """Every query joins them: a missing quarter-hour would drop its calls."""
    take(batch("2026-10-26", {"2026-10-20": 4}))

    con = store.tables("line", "2026-W43", look_back=1).con

    described = con.execute("describe slots").fetchall()
    assert [row[:2] for row in described] == [
        ("slot_id", "BIGINT"),
        ("start_local", "TIMESTAMP"),
        ("local_date", "DATE"),
        ("week", "VARCHAR"),
        ("dow", "INTEGER"),
        ("minute", "INTEGER"),
        ("half_hour", "INTEGER"),
        ("is_open", "BOOLEAN"),
        ("holiday", "VARCHAR"),
        ("own_open", "BOOLEAN"),
        ("answer_s", "DOUBLE"),
        ("short_s", "DOUBLE"),
    ]
    assert tuple(row[0] for row in described) == params.SLOT_COLUMNS
    # 25 October 2026 has 25 hours; the line is open 10 hours on 4 days a week.
    assert con.execute("select count(*), count(*) filter (where is_open) from slots").fetchall() == [
        (14 * 96 + 4, 2 * 4 * 40)
    ]


@pytest.mark.slow
def test_beside_the_calendar_stand_the_hours_of_single_queues(home, batch, take):
    """A report of a line with a night desk joins them; a line of one queue has none."""
    take(batch("2026-10-26", {"2026-10-20": 4}))
    assert store.tables("line", "2026-W43").con.execute("select count(*) from queue_slots").fetchall() == [(0,)]

    path = home / "params" / "line" / "contract.yml"
    night = "    queues: {Nuit: {opening_hours: {sun: ['00:00-06:00']}}}\n    objectives:"
    path.write_text(path.read_text(encoding="utf-8").replace("    objectives:", night), encoding="utf-8")

    con = store.tables("line", "2026-W43", look_back=0).con
    rows = con.execute("select queue, is_open, count(*) from queue_slots group by all order by is_open").fetchall()
    assert rows == [("Nuit", False, 4 * 40), ("Nuit", True, 28)]  # that night has seven hours


def test_nothing_of_the_tables_lets_the_engine_download(batch, take):
    """On a machine without network the engine would wait for minutes."""
    take(batch("2026-11-20", {MONDAY: 4}))
    con = store.tables("line", "2026-W47", look_back=1).con
    settings = "select value from duckdb_settings() where name = 'autoinstall_known_extensions'"
    assert con.execute(settings).fetchall() == [("false",)]


def test_an_unreadable_number_of_threads_is_refused(batch, take, monkeypatch):
    """A setting that is silently ignored looks as if it worked."""
    take(batch("2026-11-20", {MONDAY: 4}))
    monkeypatch.setenv("KIT_THREADS", "many")
    with pytest.raises(BadParams, match="KIT_THREADS") as caught:
        store.tables("line", "2026-W47", look_back=1)
    assert "«\u00a0many\u00a0»" in caught.value.text("fr")


@pytest.mark.parametrize(
    ("deliveries", "before"),
    [
        # (came, calls by day, covered days), oldest first; then the calls that `before` shows, None for no restatement
        ([("2026-11-23", {MONDAY: 3, TUESDAY: 3}, None)], None),
        ([("2026-11-17", {MONDAY: 3}, None), ("2026-11-18", {TUESDAY: 4}, None)], None),
        ([("2026-11-17", {MONDAY: 3}, None), ("2026-11-18", {MONDAY: 3, TUESDAY: 4}, None)], None),
        ([("2026-11-17", {MONDAY: 3}, None), ("2026-11-18", {MONDAY: 5, TUESDAY: 4}, None)], {MONDAY: 3}),
        ([("2026-11-23", {MONDAY: 3}, None), ("2026-11-24", {MONDAY: 3, TUESDAY: 4}, None)], {MONDAY: 3}),
        ([("2026-11-23", {MONDAY: 3}, (MONDAY, "2026-11-22")), ("2026-11-24", {TUESDAY: 4}, None)], {MONDAY: 3}),
        ([("2026-11-23", {MONDAY: 3}, None), ("2026-11-24", {MONDAY: 3}, (MONDAY, TUESDAY))], None),
        (
            [("2026-11-23", {MONDAY: 3}, None), ("2026-11-24", {MONDAY: 4}, None), ("2026-11-25", {MONDAY: 5}, None)],
            {MONDAY: 4},
        ),
        (
            [
                ("2026-11-23", {MONDAY: 3}, None),
                ("2026-11-24", {MONDAY: 4}, None),
                ("2026-11-30", {"2026-11-23": 1}, None),
            ],
            {MONDAY: 3},
        ),
        ([("2026-11-23", {MONDAY: 3}, None), ("2026-11-24", {"2026-11-09": 1, "2026-11-10": 1}, None)], None),
    ],
    ids=[
        "delivered once",
        "each day its own file",
        "each day the whole week so far, unchanged",
        "a day that had been handed in changes",
        "a day is added to a week that had been handed in as whole",
        "a covered day that was empty gets its calls",
        "the same rows in another file",
        "restated twice: the state before the last",
        "another week's file after it",
        "only another week's file after it",
    ],
)
def test_before_is_the_state_just_before_the_week_was_restated(batch, take, by_day, deliveries, before):
    """The page shows what a correction changed, and says nothing of files that simply arrived."""
    for number, (came, counts, covered) in enumerate(deliveries):
        take(batch(came, counts, covered=covered, note=str(number)))

    tables = store.tables("line", "2026-W47", "latest", look_back=0)

    assert (by_day(tables.before) if tables.before else None) == before
    if tables.before:
        assert tables.before.before is None and tables.before.snapshot < tables.snapshot


@pytest.mark.slow
def test_a_restatement_is_not_seen_before_it_came(batch, take):
    """The page of that Monday must come out as it was signed."""
    take(batch("2026-11-20", {MONDAY: 4}))
    take(batch("2026-11-25", {MONDAY: 9}, note="-late"))

    assert store.tables("line", "2026-W47", look_back=1).before is None
    assert store.tables("line", "2026-W47", "latest", look_back=1).before.later == ["acd-late.csv"]


def test_excluded_rows_that_change_are_a_restatement(batch, take):
    """Calls that are now counted as ghosts change the reconciliation, even where the calls stay."""
    first = batch("2026-11-20", {MONDAY: 4})
    second = batch("2026-11-21", {MONDAY: 4}, note="2")
    start = dt.datetime(2026, 11, 16, 9)
    second.frames["exclusions"] = second.frames["calls"][["local_date", "slot_id", "source", "delivery"]].assign(
        start=start, start_local=start, minutes=15, of_table="calls", reason="ghost", rows=2, row_number=1
    )
    take(first)
    take(second)

    tables = store.tables("line", "2026-W47", look_back=1)
    counted = "select count(*) from exclusions"
    assert [one.con.execute(counted).fetchall()[0][0] for one in (tables.before, tables)] == [0, 4]


LATE_OCTOBER, EARLY_NOVEMBER, END_OF_NOVEMBER = "2026-10-29", "2026-11-02", "2026-11-30"


def test_a_month_is_read_with_the_weeks_that_it_touches_and_those_before(batch, take, by_day):
    """A monthly report compares its days with earlier ones; files lie by week, and a month begins inside of one."""
    rows = {"2026-10-20": 1, LATE_OCTOBER: 2, EARLY_NOVEMBER: 3, MONDAY: 4, END_OF_NOVEMBER: 5, "2026-12-08": 6}
    take(batch("2026-12-10", rows))

    alone = by_day(store.tables("line", "2026-11", "latest", look_back=0))
    back = by_day(store.tables("line", "2026-11", "latest", look_back=1))

    assert alone == {day: rows[day] for day in (LATE_OCTOBER, EARLY_NOVEMBER, MONDAY, END_OF_NOVEMBER)}
    assert back == {"2026-10-20": 1} | alone


def test_a_month_speaks_at_nine_on_the_first_monday_after_it(batch, take):
    """November 2026 ends on a Monday: the meeting is a week later, and what came after it is named, not counted."""
    take(batch("2026-11-20", {MONDAY: 4}))
    take(batch("2026-12-08", {MONDAY: 9}, note="-late"))

    tables = store.tables("line", "2026-11", look_back=0)

    assert (str(tables.period), tables.period.kind) == ("2026-11", "month")
    assert tables.as_of == dt.datetime(2026, 12, 7, 9, tzinfo=PARIS)
    assert (tables.snapshot, tables.later) == (1, ["acd-late.csv"])


def test_the_ledger_of_a_month_holds_what_every_day_and_week_of_it_is_owed(batch, take):
    """The quarterly and monthly pages tell lateness of both sides as the weekly one does."""
    take(batch("2026-11-20", {MONDAY: 4}))

    owed = store.tables("line", "2026-11", look_back=0).ledger

    weekly = owed[owed["source"] == "acd"]
    assert weekly["period"].tolist() == [f"2026-W{number}" for number in range(44, 50)]
    assert weekly.set_index("period")["status"]["2026-W47"] == "on_time"
    daily = owed.loc[owed["source"] == "carrier", "period"]
    assert daily.min() >= "2026-11-01" and daily.max() <= "2026-11-30" and "2026-11-16" in set(daily)


@pytest.mark.parametrize("period", ["2026-Q4", "2026-11-16..2026-11-29", "2026-11-17"])
def test_any_kind_of_period_can_be_read(batch, take, by_day, period):
    """One store for every report: a quarter, a span, a day."""
    take(batch("2026-11-20", {MONDAY: 4}))

    assert by_day(store.tables("line", period, "latest", look_back=0)) == {MONDAY: 4}
    assert store.tables("line", Period.parse(period), "latest", look_back=0).period.text == period


def test_a_restated_week_of_a_month_shows_the_month_before(batch, take, by_day):
    """What a re-delivery changed is told of a month, too: as it stood before the last one."""
    take(batch("2026-11-20", {MONDAY: 4, EARLY_NOVEMBER: 1}))
    take(batch("2026-12-01", {MONDAY: 9}, note="-new"))

    tables = store.tables("line", "2026-11", "latest", look_back=0)

    assert by_day(tables)[MONDAY] == 9
    assert by_day(tables.before)[MONDAY] == 4


def test_a_campaign_is_read_when_its_dates_are_handed_in(batch, take, by_day):
    """Its name does not tell them, and other days would be another measurement."""
    take(batch("2026-11-20", {MONDAY: 4}))

    with pytest.raises(UndatedCampaign, match="rentree.after"):
        store.tables("line", "rentree.after")
    dated = Period.campaign("rentree", "after", dt.date(2026, 11, 16), dt.date(2026, 11, 18))
    assert by_day(store.tables("line", dated, look_back=0)) == {MONDAY: 4}
