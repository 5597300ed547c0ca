"""Through the command line: no person below the home outside `received/`, nothing that a terminal obeys."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import cli
from kit.cli import main
from kit.visible import visible, visible_line

PATIENT = settings(
    max_examples=settings.default.max_examples // 6, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CONTRACT = """
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: Opérateur, en: Carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2024-01-01
    opening_hours: {mon: ["08:00-10:00"]}
    objectives: [{figure: answer_rate.agent, at_least: 0.9}]
    data: {most_quarantined: 1}
"""
COUNT = 'interval: {minutes: 30}, columns: {start: {from: at, format: "%d/%m/%Y %H:%M"}'
TABLES = {
    "calls": "table: calls, owed_by: provider, columns: {call_key: {from: key}, queue: {from: queue},"
    " reason: {from: reason}, outcome: {from: issue, values: {A: answered}},"
    ' arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}}',
    "intervals": f"table: intervals, owed_by: provider, {COUNT}, queue: {{from: queue}}, offered: {{from: n}}}}",
    "carrier_counts": f"table: carrier_counts, owed_by: client, {COUNT}, number: {{from: queue}},"
    " presented: {from: n}}",
    "staffing": f"table: staffing, owed_by: provider, {COUNT}, queue: {{from: queue}}, planned: {{from: n}}}}",
}  # fmt: skip
HEADER = ["key", "at", "issue", "n", "queue", "reason"]

digits = st.integers(0, 10**8 - 1).map("{:08d}".format)
grouped = digits.map(lambda eight: [eight[at : at + 2] for at in range(0, 8, 2)])
separators = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f", "/"])
mobiles = st.builds(
    lambda lead, pairs, mark: mark.join([lead, *pairs]),
    st.sampled_from(["06", "07", "+336", "+33 7", "0033 6", "+33 (0)6"]), grouped, separators,
)  # fmt: skip
words = st.text("abcdefghijklmnopqrstuvwxyzéè", min_size=4, max_size=9).map(lambda text: f"{text}qx".capitalize())
mails = st.builds("{}.{}@{}.fr".format, words.map(str.lower), words.map(str.lower), words.map(str.lower))
civilities = st.sampled_from(["M.", "Mme", "Mlle", "Monsieur", "Madame", "Dr", "Mr", "Mrs", "Ms", "madame", "MME"])
names = st.builds("{} {}".format, civilities, words)
secrets = st.one_of(
    mobiles.map(lambda text: (text, [text])),
    mails.map(lambda text: (text, [text, text.split("@")[0]])),
    names.map(lambda text: (text, [text.split(" ")[1]])),
)
notes = st.builds(
    lambda before, secret, after: (f"{before}{secret[0]}{after}", secret[1]),
    st.sampled_from(["", "rappeler ", "vu avec "]), secrets, st.sampled_from(["", " svp", ", merci"]),
)  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home whose one source is stated by each example."""
    monkeypatch.setenv("KIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+01:00")
    params = tmp_path / "home" / "params" / "line"
    params.mkdir(parents=True)
    (params / "contract.yml").write_text(CONTRACT, encoding="utf-8")
    return tmp_path / "home"


def state(home: Path, table: str, shape: str) -> None:
    shutil.rmtree(home / "data", ignore_errors=True)
    source = f'{{{TABLES[table]}, every: week, match: {{name: "*"}}, file: {{format: {shape}, separator: ";"}}}}'
    (home / "params/line/sources.yml").write_text(f"sources:\n  it: {source}\n", encoding="utf-8")


def content(shape: str, rows: list[list[str]]) -> bytes:
    if shape == "csv":
        return "\n".join(";".join(row) for row in [HEADER, *rows]).encode("utf-8", errors="replace")
    book = openpyxl.Workbook()
    for row in [HEADER, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told_and_kept(home: Path, done) -> str:
    """Everything that was printed, and the text of every file below the home, `received/` aside."""
    texts = [done.stdout, done.stderr]
    for path in home.rglob("*"):
        if path.is_file() and "received" not in path.parts:
            texts.append(path.name)
            if path.suffix == ".parquet":
                with duckdb.connect() as con:
                    texts.append(str(con.execute("select * from read_parquet(?)", [str(path)]).fetchall()))
            else:
                texts.append(path.read_bytes().decode("utf-8", errors="replace"))
    return "\n".join(texts)


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["csv", "xlsx"])
@pytest.mark.parametrize("table", list(TABLES))
@PATIENT
@given(planted=st.dictionaries(st.sampled_from(HEADER), notes, min_size=1), data=st.data())
def test_no_person_planted_in_any_column_is_found_below_the_home(home, table, shape, planted, data):
    """A number, an address or a name in whichever cell: in a table, in quarantine or on a receipt it would be read."""
    state(home, table, shape)
    rows = [[f"C-{at}", f"16/11/2026 0{8 + at // 2}:{at % 2 * 30:02d}", "A", "5", "Public", "Autre"] for at in range(4)]
    for column, (note, _) in planted.items():
        rows[data.draw(st.integers(0, 3))][HEADER.index(column)] = note
    delivered = home / f"file.{shape}"
    delivered.write_bytes(content(shape, rows))

    done = CliRunner().invoke(main, ["receive", "line", str(delivered)])
    delivered.unlink()

    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code != 11, done.stderr  # params that are refused prove nothing
    found = told_and_kept(home, done)
    for _, hidden in planted.values():
        assert not any(secret in found for secret in hidden)


HOSTILE = [
    "\x1b[2J",
    "\x1b]0;x\x07",
    "\r",
    "\n",
    "\x9b31m",
    "\u202e",
    "\u2066",
    "\u200b",
    "\x7f",
    "\x08",
    "a",
    "é",
    " ",
    "-",
]
hostile = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=6).map("".join)
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["fr", "en"])
@PATIENT
@given(name=hostile, cells=st.lists(hostile, min_size=6, max_size=6), header=hostile, known=st.booleans())
def test_nothing_that_a_terminal_obeys_is_printed_or_kept(home, lang, name, cells, header, known):
    """A file name that clears the screen, or turns a line round, would make people read what is not there."""
    state(home, "calls", "csv")
    names = HEADER if known else [*HEADER[:-1], header]
    rows = [
        names,
        [cell.replace("\n", " ").replace("\r", " ") for cell in cells],
        ["1", "16/11/2026 08:00", "A", "1", "Q", "R"],
    ]
    folder = home / "inbox"
    folder.mkdir(exist_ok=True)
    delivered = folder / f"x{name}.csv"
    delivered.write_bytes("\n".join(";".join(row) for row in rows).encode())

    done = CliRunner().invoke(main, ["--messages", lang, "receive", "line", str(delivered)])
    delivered.unlink()

    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code != 11, done.stderr
    assert not OBEYED.search(done.stdout.replace("\ufeff", "")) and not OBEYED.search(done.stderr)
    for kept in (home / "data/line/quarantine").glob("*.csv"):
        assert not OBEYED.search(kept.read_text(encoding="utf-8-sig").replace("\r\n", "\n"))


def test_a_name_that_is_no_text_is_told(home):
    """An archive made on another system gives names whose bytes are no UTF-8."""
    state(home, "calls", "csv")
    delivered = home / b"appels_\xe9\x1b.csv".decode("utf-8", errors="surrogateescape")
    delivered.write_bytes(content("csv", [["1", "16/11/2026 08:00", "A", "1", "Q", "R"]]))

    done = CliRunner().invoke(main, ["--messages", "en", "receive", "line", str(delivered)])

    assert done.exit_code == 0, done.stderr
    assert r"appels_\udce9\x1b.csv" in done.stdout


def test_a_path_that_is_not_there_is_told_without_its_escapes(home):
    """What is typed or completed by the shell comes back in the error."""
    done = CliRunner().invoke(main, ["receive", "line", "gone\x1b[2J.csv"])

    assert done.exit_code == 2 and "\x1b" not in done.stderr


def test_line_breaks_of_our_own_stay_and_those_of_a_name_are_shown():
    """A name that begins a new line could add a line to a receipt."""
    assert visible("a\n\tb\u202f:\u00a0é") == "a\n\tb\u202f:\u00a0é"
    assert visible_line("a\nb\x1b\u202e") == r"a\x0ab\x1b\u202e"


def test_every_text_passes_the_one_way_to_the_terminal():
    """A verb that printed by itself would print escapes again."""
    for path in Path(cli.__file__).parent.glob("*.py"):
        written = path.read_text(encoding="utf-8")
        assert path.name == "speaker.py" or not re.search(r"click\.s?echo\(|(?<![\w\"])print\(", written), path.name
