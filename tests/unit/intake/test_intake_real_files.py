"""Public files that nobody here wrote, through their mapping alone."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from kit import intake, store

NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
pytestmark = [pytest.mark.real, pytest.mark.slow]


def taken(partnership: str, *paths) -> list[intake.Receipt]:
    receipts = intake.receive(partnership, paths, now=NOW)
    for receipt in receipts:
        if receipt.error:
            raise receipt.error
        told = receipt.accepted + sum(receipt.excluded.values()) + receipt.quarantined
        assert receipt.rows_read == told
    return receipts


def query(home, partnership: str, table: str, sql: str) -> list[tuple]:
    base = home / "data" / partnership / "tables"
    paths = [str(base / file.name) for file in store.current(partnership).files if file.table == table]
    with duckdb.connect() as con:
        return con.execute(f"with rows as (from read_parquet({paths!r})) {sql}").fetchall()


WEEK = "strftime(local_date, '%G-W%V')"


def test_the_banks_calls_give_the_published_counts(new_home, real_data):
    """Records, offered, answered, abandoned and ghosts of each week, exactly; and no adviser's name anywhere."""
    home = new_home("bank_1999")
    calls, counts = taken(
        "bank_1999",
        real_data("bank_1999", "calls_february_1999.tsv"),
        real_data("bank_1999", "volumes_6min_1999.csv.gz"),
    )

    assert (calls.rows_read, calls.accepted, calls.excluded, calls.quarantined) == (33_344, 33_066, {"ghost": 278}, 0)
    assert (counts.rows_read, counts.accepted, counts.quarantined) == (87_600, 87_600, 0)
    assert query(
        home, "bank_1999", "calls",
        f"""select {WEEK}, count(*), count(*) filter (outcome = 'answered'), count(*) filter (outcome = 'abandoned'),
            round(avg(wait_s) filter (outcome = 'answered'), 2), round(avg(wait_s) filter (outcome = 'abandoned'), 2),
            round(avg(talk_s) filter (outcome = 'answered'), 2) from rows group by 1 order by 1""",
    ) == [
        ("1999-W05", 8948, 7429, 1519, 32.03, 30.11, 167.94),
        ("1999-W06", 8365, 6976, 1389, 36.94, 44.91, 165.70),
        ("1999-W07", 8356, 6494, 1862, 51.60, 47.60, 181.81),
        ("1999-W08", 7397, 6263, 1134, 44.19, 55.52, 192.54),
    ]  # fmt: skip
    ghosts = query(home, "bank_1999", "exclusions", f"select {WEEK}, sum(rows) from rows group by 1 order by 1")
    assert ghosts == [("1999-W05", 59), ("1999-W06", 84), ("1999-W07", 78), ("1999-W08", 57)]
    offered = dict(query(home, "bank_1999", "calls", "select local_date, count(*) from rows group by 1"))
    excluded = dict(query(home, "bank_1999", "exclusions", "select local_date, sum(rows) from rows group by 1"))
    presented = query(home, "bank_1999", "carrier_counts",
                      "select local_date, sum(presented) from rows where month(local_date) = 2 group by 1")  # fmt: skip
    assert len(presented) == 28
    assert all(count == offered[day] + excluded.get(day, 0) for day, count in presented), "all but the ghosts agree"
    texts = query(home, "bank_1999", "calls", "select distinct unnest([call_key, queue, caller, reason]) from rows")
    names = {"DORIT", "TOVA", "YITZ", "NO_SERVER"}
    assert not names & {text for (text,) in texts}


def test_undated_daily_figures_are_numbered_and_keep_their_traps_out(new_home, real_data):
    """Sums of a day, not means of days: 0.8907, where the mean of the daily rates would be 0.9271."""
    home = new_home("daily_kpis")
    receipt = taken("daily_kpis", real_data("daily_kpis", "daily_kpis.csv"))[0]

    assert (receipt.accepted, receipt.repaired) == (1251, {"numbered_rows": {"": 1251}}), (
        "the receipt says they are numbered"
    )
    ((first, days, offered, answered, abandoned, asa),) = query(
        home, "daily_kpis", "intervals",
        "select min(local_date)::varchar, count(distinct local_date), sum(offered), sum(answered), sum(abandoned), "
        "sum(wait_answered_s) / sum(answered) from rows",
    )  # fmt: skip
    assert (first, days) == ("1999-01-04", 1251)
    assert (offered, answered, abandoned) == (248_373, 221_234, 27_139)
    assert answered / offered == pytest.approx(0.8907, abs=5e-5)
    assert asa == pytest.approx(29.84, abs=5e-3)


def restated(home, *changes: tuple[str, str]) -> None:
    """The mapping of the daily figures with some of its text written otherwise."""
    path = home / "params" / "daily_kpis" / "sources.yml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_a_sum_of_two_columns_is_the_third_on_every_real_day(new_home, real_data):
    """Answered and abandoned make the incoming calls of 1,251 days, added by the mapping or stated as an identity."""
    home = new_home("daily_kpis")
    own = "identities: [{whole: Incoming Calls, parts: [Answered Calls, Abandoned Calls]}]"
    restated(
        home,
        ("offered: {from: Incoming Calls}", "offered: {add: [Answered Calls, Abandoned Calls]}"),
        ("    interval:", f"    {own}\n    interval:"),
    )

    receipt = taken("daily_kpis", real_data("daily_kpis", "daily_kpis.csv"))[0]

    assert (receipt.accepted, receipt.quarantined) == (1251, 0)
    assert query(home, "daily_kpis", "intervals", "select sum(offered) from rows") == [(248_373,)]


def test_real_columns_become_rows_and_count_once(new_home, real_data):
    """Answered and abandoned as two kinds of one count: 2,502 cells and a rest of 0 on each of 1,251 days."""
    home = new_home("daily_kpis")
    columns = "columns: [Answered Calls, Abandoned Calls], total: Incoming Calls"
    restated(
        home,
        ("    interval:", f"    unpivot: {{into: Sorte, cells: Appels, {columns}}}\n    interval:"),
        ("offered: {from: Incoming Calls}", "offered: {from: Appels}"),
        ("answered: {from: Answered Calls}", "reason: {from: Sorte}"),
        ("      abandoned: {from: Abandoned Calls}\n", ""),
        (", times: answered", ""),
    )

    receipt = taken("daily_kpis", real_data("daily_kpis", "daily_kpis.csv"))[0]

    assert (receipt.file_rows, receipt.accepted) == (1251, 3 * 1251)
    assert query(
        home, "daily_kpis", "intervals",
        "select reason, sum(offered), count(distinct local_date) from rows group by 1 order by 2",
    ) == [(None, 0, 1251), ("Abandoned Calls", 27_139, 1251), ("Answered Calls", 221_234, 1251)]  # fmt: skip
