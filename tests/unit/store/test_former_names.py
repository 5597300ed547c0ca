"""Parquet files of before a column or a word was renamed: they never change, and read as if written today."""

from __future__ import annotations

import duckdb
import pytest

from kit import schema, store
from kit.store import disk, relation

MONDAY, TUESDAY = "2026-11-16", "2026-11-17"


@pytest.fixture
def rows():
    def read(table, paths, columns):
        query = f"select {columns} from ({relation.select(table, paths)}) order by all"
        return duckdb.connect().execute(query).fetchall()

    return read


@pytest.fixture
def written(tmp_path):
    """A Parquet file of a query, as an older kit would have left it."""

    def write(name, query):
        path = tmp_path / name
        duckdb.connect().execute(f"copy ({query}) to '{path}' (format parquet)")
        return path

    return write


THEN = "select 10.0 as answered_in_t, 2.0 as abandoned_in_t, 1.0 as abandoned_in_s, 4.0 as flow_out"
NOW = "abandoned_short, abandoned_within_threshold, answered_within_threshold, overflow"


def test_counts_under_their_former_names_are_todays(written, rows):
    """Read as null, two years of service levels would be gone without a word."""
    old = written("old.parquet", THEN)

    assert rows(schema.INTERVALS, [old], NOW) == [(1, 2, 10, 4)]


def test_old_and_new_files_are_read_as_one_table(written, rows):
    """A report looks back: this week's file says today's names, last year's the former ones."""
    old = written("old.parquet", THEN)
    new = written("new.parquet", "select 9::double as answered_within_threshold, 3::double as overflow")

    expected = [(None, None, 9, 3), (1, 2, 10, 4)]
    assert sorted(rows(schema.INTERVALS, [old, new], NOW), key=str, reverse=True) == expected


def test_calls_of_a_former_outcome_are_of_todays(written, rows):
    """Counted under a word that no query knows, they would be missing from the calls offered."""
    outcomes = ", ".join(f"('{word}')" for word in ("flow_out", "answered", "overflow"))
    old = written("old.parquet", f"select * from (values {outcomes}) t(outcome)")

    assert rows(schema.CALLS, [old], "outcome") == [("answered",), ("overflow",), ("overflow",)]


def test_the_same_file_read_under_the_new_word_changes_nothing(batch, take, monkeypatch):
    """A file that is sent again after the renaming is known: no week is restated, no page gets a new version."""
    old = batch(MONDAY, {MONDAY: 3, TUESDAY: 2})
    old.frames["calls"]["outcome"] = "flow_out"
    take(old)
    again = batch(MONDAY, {MONDAY: 3, TUESDAY: 2})
    again.frames["calls"]["outcome"] = "overflow"

    take(again)

    assert store.current("line").id == 1
    tables = store.tables("line", "2026-W47", look_back=1)
    assert tables.con.execute("select outcome, count(*) from calls group by 1").fetchall() == [("overflow", 5)]


def test_the_record_of_a_delivery_keeps_the_words_it_was_written_with(batch, take):
    """A record is found by the hash of its content: with another word in it, two years of deliveries would be lost."""
    take(batch(MONDAY, {MONDAY: 3}))

    (one,) = store.current("line").deliveries

    assert list(one.record)[6:10] == ["rows_read", "received", "excluded", "quarantined"]
    assert (one.accepted, one.record["received"]) == (3, 3)
    assert disk.place("line").delivery(disk.fingerprint(one.record)).is_file()
