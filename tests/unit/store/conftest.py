"""A home with one partnership, and deliveries of so many calls a day."""

import datetime as dt
import hashlib

import pandas as pd
import pytest

from kit import calendar, store

CONTRACT = """
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: Opérateur, en: Carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2024-11-25
    opening_hours: {mon: ["08:00-18:00"], tue: ["08:00-18:00"], wed: ["08:00-18:00"], thu: ["08:00-18:00"]}
    objectives: [{figure: answer_rate.agent, at_least: 0.9}]
"""

SOURCES = """
sources:
  acd:
    table: calls
    owed_by: provider
    every: week
    due: {days: 1, time: "08:00"}
    match: {name: "acd*.csv"}
    file: {format: csv}
    columns:
      call_key: {from: id}
      arrived_at: {from: at, as: time, format: "%Y-%m-%d %H:%M:%S"}
      outcome: {from: outcome, values: {answered: answered}}
  carrier:
    table: carrier_counts
    owed_by: client
    every: day
    due: {days: 1, time: "12:00"}
    interval: {minutes: 30}
    match: {name: "carrier*.csv"}
    file: {format: csv}
    columns:
      start: {from: at, as: time, format: "%Y-%m-%d %H:%M:%S"}
      presented: {from: presented, as: number}
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home with the partnership `line` and nothing received yet."""
    folder = tmp_path / "params" / "line"
    folder.mkdir(parents=True)
    (folder / "contract.yml").write_text(CONTRACT, encoding="utf-8")
    (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    monkeypatch.setenv("KIT_LOCK_WAIT", "0.2")
    return tmp_path


@pytest.fixture
def data(home):
    return home / "data" / "line"


def _calls(sha: str, counts: dict[str, int]) -> pd.DataFrame:
    rows = [(day, number) for day, count in counts.items() for number in range(count)]
    starts = [dt.datetime.fromisoformat(f"{day}T09:00") + dt.timedelta(minutes=number) for day, number in rows]
    return pd.DataFrame(
        {
            "call_key": [f"{day}/{number}" for day, number in rows],
            "arrived_at": [start - dt.timedelta(hours=1) for start in starts],
            "arrived_local": starts,
            "local_date": [start.date() for start in starts],
            "slot_id": [int(start.replace(tzinfo=dt.UTC).timestamp()) // 900 - 4 for start in starts],
            "outcome": "answered",
            "wait_s": 12.5,
            "source": "acd",
            "delivery": sha,
            "row_number": range(2, len(rows) + 2),
        }
    )


@pytest.fixture
def batch():
    """Builds the batch of a file of calls: `batch("2026-11-17", {"2026-11-16": 3})` came on the 17th with 3 calls."""

    def build(came, counts, *, note="", rejects=(), covered=None, **fields):
        sha = hashlib.sha256(repr((counts, note)).encode()).hexdigest()
        days = covered or (min(counts), max(counts))
        frame = _calls(sha, counts)
        delivery = store.Delivery(
            sha256=sha,
            file=f"acd{note}.csv",
            source="acd",
            table="calls",
            owed_by="provider",
            received_at=f"{came}T07:00:00+00:00" if len(came) == 10 else came,
            rows_read=len(frame) + len(rejects),
            accepted=len(frame),
            quarantined=len(rejects),
            first_date=days[0],
            last_date=days[1],
            weeks=tuple(sorted({calendar.week_of(dt.date.fromisoformat(day)) for day in days})),
            **fields,
        )
        quarantine = pd.DataFrame(rejects, columns=["row_number", "column", "value", "reason"])
        return store.Batch(delivery, {"calls": frame}, quarantine)

    return build


@pytest.fixture
def take():
    """Commits batches at the moment the first of them came."""

    def commit(*batches):
        at = dt.datetime.fromisoformat(batches[0].delivery.received_at)
        return store.commit("line", list(batches), reason="received", at=at)

    return commit


@pytest.fixture
def by_day():
    """Calls per local day that a `Tables` shows."""

    def count(tables):
        rows = tables.con.execute("select local_date, count(*) from calls group by 1 order by 1").fetchall()
        return {day.isoformat(): calls for day, calls in rows}

    return count
