"""Public event logs that nobody here wrote, through their mapping alone: the published counts, exactly."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from kit import intake, store

NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
pytestmark = [pytest.mark.real, pytest.mark.slow]
SUMMARY = """
    select count(distinct case_key), count(*), count(distinct activity), min(occurred_at)::varchar,
        max(occurred_at)::varchar
    from events where source = ?
"""
LEAD_TIMES = """
    with cases as (
        select epoch(max(occurred_at) - min(occurred_at)) / 86400 as days,
            count(*) > count(distinct activity) as repeats
        from events where source = ? group by case_key
    )
    select round(median(days), 4), round(avg(days), 3), round(quantile_cont(days, 0.9), 2), count(*) filter (repeats)
    from cases
"""


def taken(partnership: str, *paths) -> list[intake.Receipt]:
    receipts = intake.receive(partnership, paths, now=NOW)
    for receipt in receipts:
        if receipt.error:
            raise receipt.error
        assert receipt.rows_read == receipt.accepted + sum(receipt.excluded.values()) + receipt.quarantined
    return receipts


def query(home, partnership: str, sql: str, *values: object) -> list[tuple]:
    base = home / "data" / partnership / "tables"
    paths = [str(base / file.name) for file in store.current(partnership).files if file.table == "events"]
    with duckdb.connect() as con:
        return con.execute(f"with events as (from read_parquet({paths!r})) from ({sql})", values).fetchall()


def test_permits_as_a_log_and_as_a_table_give_the_published_counts(new_home, real_data):
    """1,434 cases, 8,577 events, 27 activities, whichever of the two files is delivered."""
    home = new_home("permits_2011")
    folder = "back_office"
    receipts = taken("permits_2011", real_data(folder, "permit_receipt_2011.xes.gz"),
                     real_data(folder, "permit_receipt_2011.csv"))  # fmt: skip

    for receipt, source in zip(receipts, ("permits", "permits_csv"), strict=True):
        assert (receipt.rows_read, receipt.accepted, receipt.quarantined) == (8577, 8577, 0)
        assert query(home, "permits_2011", SUMMARY, source) == [
            (1434, 8577, 27, "2010-10-02 07:20:39.266", "2012-01-23 14:42:54.644")
        ]
        assert query(home, "permits_2011", LEAD_TIMES, source) == [(0.0332, 5.408, 14.1, 91)]  # 6.35 % of 1,434
        assert any("2 cases end before they begin" in told("en") for told in receipt.doubts)


def test_permits_keep_what_is_known_of_each_case(new_home, real_data):
    """105 files are still open, 1,329 have a deadline and an end, 952 of them in time; group EMPTY is no team."""
    home = new_home("permits_2011")
    taken("permits_2011", real_data("back_office", "permit_receipt_2011.xes.gz"))
    cases = """
        select count(*) filter (closed is null), count(*) filter (closed is not null and due is not null),
            count(*) filter (closed <= due)
        from (
            select any_value(case_closed_at) as closed, any_value(case_due_at) as due from events group by case_key
        )
    """

    assert query(home, "permits_2011", cases) == [(105, 1329, 952)]
    assert query(home, "permits_2011", "select count(*) from events where team is null") == [(1936,)]


def test_two_files_of_one_log_agree_row_by_row(new_home, real_data):
    """The same events as XES and as CSV are the same rows: case, step, moment, and the pseudonym's sameness."""
    home = new_home("permits_2011")
    taken("permits_2011", real_data("back_office", "permit_receipt_2011.xes.gz"),
          real_data("back_office", "permit_receipt_2011.csv"))  # fmt: skip
    names = "event_key, case_key, occurred_at, activity, transition, team, channel, category, case_opened_at, " \
        "case_closed_at, case_due_at"  # fmt: skip
    differ = f"""
        (select {names} from events where source = 'permits' except all
            select {names} from events where source = 'permits_csv')
        union all
        (select {names} from events where source = 'permits_csv' except all
            select {names} from events where source = 'permits')
    """

    assert query(home, "permits_2011", differ) == []
    who = query(home, "permits_2011", "select source, count(distinct resource) from events group by 1 order by 1")
    shared = query(home, "permits_2011", "select count(*) from (select resource from events group by 1 "
                   "having count(distinct source) = 2)")  # fmt: skip
    assert who == [("permits", 48), ("permits_csv", 48)]
    assert shared == [(0,)], "a pseudonym is of one log alone"


def test_travel_claims_give_the_published_counts(new_home, real_data):
    """10,357 cases, 55,628 events, 14 activities, and the published lead times."""
    home = new_home("claims_2018")
    receipt = taken("claims_2018", real_data("back_office", "travel_claims_domestic_2018.xes.gz"))[0]

    assert (receipt.rows_read, receipt.accepted) == (55_628, 55_628)
    assert query(home, "claims_2018", SUMMARY, "claims") == [
        (10_357, 55_628, 14, "2017-01-09 08:49:50", "2019-01-07 16:31:12")
    ]
    ((median, mean, p90, repeats),) = query(home, "claims_2018", LEAD_TIMES, "claims")
    assert (round(median, 3), mean, p90, repeats) == (7.312, 11.087, 18.91, 1006)  # 9.7 % of 10,357


def test_loan_applications_keep_starts_and_completions(new_home, real_data):
    """262,200 events of 13,087 cases; 164,506 are completions, and 18,010 nobody did."""
    home = new_home("loans_2012")
    receipt = taken("loans_2012", real_data("back_office", "loan_applications_2012.xes.gz"))[0]

    assert (receipt.rows_read, receipt.accepted, receipt.excluded) == (262_200, 262_200, {})
    assert query(home, "loans_2012", SUMMARY, "loans") == [
        (13_087, 262_200, 24, "2011-09-30 22:38:44.546", "2012-03-14 15:04:54.681")
    ]
    assert query(
        home, "loans_2012", "select transition, count(*) from events group by 1 order by 2"
    ) == [("schedule", 26_318), ("start", 71_376), ("complete", 164_506)]  # fmt: skip
    assert query(home, "loans_2012", "select count(*) from events where resource is null") == [(18_010,)]
    assert query(home, "loans_2012", LEAD_TIMES, "loans")[0][0] == 0.8085


def test_events_of_one_moment_keep_the_order_of_the_log(new_home, real_data):
    """125 edges of the map and 4,366 variants come out right only in the file's order: one event in twenty is tied."""
    home = new_home("loans_2012")
    taken("loans_2012", real_data("back_office", "loan_applications_2012.xes.gz"))
    variants = """
        select count(distinct path) from (
            select string_agg(activity || '+' || transition, '>' order by occurred_at, row_number) as path
            from events group by case_key
        )
    """

    assert query(home, "loans_2012", variants) == [(4366,)]
