"""Everything below data/ belongs to its owner alone: tables hold pseudonyms and call keys."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kit import store
from kit.store import disk


@pytest.fixture(autouse=True)
def _usual_umask():
    """Most machines let everybody read what is written."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(data: Path) -> list[str]:
    """Paths that somebody else could read."""
    return [str(path) for path in (data, *data.rglob("*")) if path.lstat().st_mode & 0o077]


def test_tables_snapshots_and_records_are_their_owners_alone(data, batch, take):
    """A shared machine has other users; a key and a moment lead to a caller's file."""
    take(batch("2026-11-23", {"2026-11-16": 3}, rejects=[(5, "at", "9", "bad_time")]))

    assert list(data.rglob("*.parquet")) and open_to_others(data) == []


def test_a_store_of_an_earlier_version_is_tightened_at_the_next_write(data, batch, take):
    """Nobody would think of it after an upgrade."""
    take(batch("2026-11-23", {"2026-11-16": 3}, rejects=[(5, "at", "9", "bad_time")]))
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)

    with store.lock("line"):
        assert open_to_others(data) == []


def test_a_link_in_the_store_is_not_followed(tmp_path):
    """Rights of files elsewhere are not ours to change."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("x")
    elsewhere.chmod(0o644)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "link").symlink_to(elsewhere)

    disk.tighten(tmp_path / "data")

    assert elsewhere.stat().st_mode & 0o777 == 0o644
