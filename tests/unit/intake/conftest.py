"""A home of one partnership, mappings written in the test, files delivered to it."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import sys
import textwrap
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from kit import intake, store

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode puts no test folder on the path

CONTRACT = """
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: Opérateur, en: Carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2024-01-01
    opening_hours: {mon: ["08:00-10:00"], tue: ["08:00-10:00"]}
    holidays: france
    objectives: [{figure: answer_rate.agent, at_least: 0.9}]
    data: {most_quarantined: QUARANTINED, longest_wait_s: 7200}
"""
CALLS = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
exclude:
  - {name: ghost, where: {issue: G}}
"""
COUNTS = """
table: carrier_counts
owed_by: client
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";", decimal: ",", thousands: [space, nbsp, nnbsp, dot]}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  presented: {from: n}
"""
NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)


class Desk:
    """One partnership's home: state a source, deliver files, look at what became of them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.inbox = home / "inbox"
        self.inbox.mkdir()
        self.params = home / "params" / "line"
        self.params.mkdir(parents=True)
        self.contract()

    def begin(self, prepared: Path) -> Desk:
        """This desk, with all that was done at a prepared one."""
        shutil.copytree(prepared, self.home, dirs_exist_ok=True)
        return self

    def contract(self, most_quarantined: float = 1) -> None:
        text = CONTRACT.replace("QUARANTINED", str(most_quarantined))
        (self.params / "contract.yml").write_text(text, encoding="utf-8")

    def sources(self, **sources: str) -> None:
        """States sources by name; each a YAML text."""
        text = "".join(f"  {name}:\n{textwrap.indent(textwrap.dedent(body), '    ')}" for name, body in sources.items())
        (self.params / "sources.yml").write_text(f"sources:\n{text}", encoding="utf-8")

    def deliver(self, content: str | bytes, name: str = "file.csv") -> Path:
        path = self.inbox / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def receive(self, *paths: Path, now: dt.datetime = NOW, **options) -> list[intake.Receipt]:
        receipts = intake.receive("line", paths, now=now, **options)
        for receipt in receipts:
            told = receipt.accepted + sum(receipt.excluded.values()) + receipt.quarantined
            assert receipt.rows_read == told, "rows read = accepted + excluded + quarantined"
        return receipts

    def take(self, content: str | bytes, name: str = "file.csv", **options) -> intake.Receipt:
        """The receipt of one file that must not be refused."""
        receipt = self.receive(self.deliver(content, name), **options)[0]
        if receipt.error:
            raise receipt.error
        return receipt

    def rows(self, table: str) -> pd.DataFrame:
        """Every row of a table in the newest snapshot, in the file's order."""
        base = self.home / "data" / "line" / "tables"
        paths = [str(base / file.name) for file in store.current("line").files if file.table == table]
        if not paths:
            return pd.DataFrame()
        with duckdb.connect() as con:
            return con.execute("select * from read_parquet(?) order by row_number", [paths]).df()


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The home of a desk at which something was done, made once for tests that begin there (`desk.begin`)."""

    def make(do) -> Path:
        home = tmp_path_factory.mktemp("prepared")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KIT_HOME", str(home))
            do(Desk(home))
        return home

    return make


@pytest.fixture
def calls(desk) -> Desk:
    """A desk with one plain source of calls, columns id;at;issue;wait."""
    desk.sources(calls=CALLS)
    return desk


@pytest.fixture
def counts(desk) -> Desk:
    """A desk with one plain source of carrier counts, columns at;n."""
    desk.sources(counts=COUNTS)
    return desk


@pytest.fixture
def workbook():
    """Bytes of a workbook from rows of cells; `formats` by (row, column)."""

    def make(rows: list[list], formats: dict | None = None, sheet: str = "Feuil1") -> bytes:
        book = openpyxl.Workbook()
        book.active.title = sheet
        for row in rows:
            book.active.append(row)
        for (row, column), number_format in (formats or {}).items():
            book.active.cell(row, column).number_format = number_format
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make
