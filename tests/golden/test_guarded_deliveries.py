"""On two years of the sample: wrong deliveries leave every week as it stood, and none of 312 right ones was held back.

That none was held back is proved by the home itself: making it stops at the first file that is not taken in.
"""

from __future__ import annotations

import shutil

import pytest

from kit import calendar, intake, store
from kit.errors import ChangeHeld

NOW = "2026-11-24T09:00:00+01:00"


@pytest.fixture
def line(sample_folder, new_home, monkeypatch):
    """A copy of the sample's home that may be spoilt, and its delivered files."""
    home = new_home("sample")
    for part in ("tables", "received"):
        shutil.copytree(sample_folder / "data/sample" / part, home / "data/sample" / part)
    shutil.copytree(sample_folder / "params/local", home / "params/local")
    monkeypatch.setenv("KIT_NOW", NOW)
    return sample_folder / "data/sample/delivered"


def calls(line, week: str) -> list[str]:
    return (line / week / f"appels_{week.replace('W', 'S')}.csv").read_text(encoding="utf-8-sig").splitlines()


def receive(tmp_path, lines: list[str], name: str = "appels_2026-S47.csv"):
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return intake.receive("sample", [path], now=calendar.now())[0]


def rows_of(week: str) -> int:
    files = store.current("sample").files
    return sum(file.rows for file in files if (file.table, file.week) == ("calls", week))


@pytest.mark.parametrize("count", [1, 3])
def test_stray_rows_of_an_earlier_week_leave_it_as_it_stood(line, tmp_path, count):
    """One row of 2 November in the file of week 47 left week 45 with 1 call of 4,889."""
    before = rows_of("2026-W45")
    stray = [f"{row.replace(';', 'x;', 1)}" for row in calls(line, "2026-W45") if "02/11/2026" in row][:count]

    receipt = receive(tmp_path, calls(line, "2026-W47") + stray)

    assert receipt.error is None and receipt.quarantined == count
    assert set(receipt.rejects["reason"]) == {"stray_day"}
    assert rows_of("2026-W45") == before > 4000


def test_wrong_deliveries_change_nothing(line, tmp_path):
    """Each was accepted without a word: a filter, two days of five, last year's content, another clock's hours."""
    before = store.current("sample")
    header, *rows = calls(line, "2026-W47")
    monday_and_friday = [row for row in rows if "16/11/2026" in row or "20/11/2026" in row]
    wrong = {
        "filtered": rows[::10],
        "monday and friday": monday_and_friday,
        "last year": calls(line, "2025-W47")[1:],
        "half": rows[: len(rows) // 2],
    }

    receipts = {name: receive(tmp_path, [header, *listed]) for name, listed in wrong.items()}

    assert {name: type(one.error) for name, one in receipts.items()} == dict.fromkeys(wrong, ChangeHeld)
    assert store.current("sample") == before
