"""A home of two partnerships: what one received and exports, the other receives."""

from __future__ import annotations

import datetime as dt
import shutil
import textwrap
from pathlib import Path

import pytest

from kit import intake, params, store
from kit.exchange import package
from kit.store.tables import LATEST

CONTRACT = """
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: Opérateur, en: Carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2024-01-01
    opening_hours: {mon: ["08:00-10:00"], tue: ["08:00-10:00"], sat: ["00:00-24:00"], sun: ["00:00-24:00"]}
    holidays: france
    objectives: [{figure: answer_rate.agent, at_least: 0.9}]
    data: {most_quarantined: 1, longest_wait_s: 7200}
"""
SOURCES = {
    "acd_calls": """
        table: calls
        owed_by: provider
        every: week
        match: {name: "appels*.csv"}
        file: {format: csv, separator: ";", decimal: ","}
        time: {ambiguous: in_order}
        columns:
          call_key: {from: id}
          arrived_at: {from: at, format: "%d/%m/%Y %H:%M:%S"}
          queue: {from: file, values: {I: Information, T: Travail}}
          outcome: {from: issue, values: {A: answered, B: abandoned, O: overflow}}
          wait_s: {from: wait, unit: s}
          talk_s: {from: talk, unit: s}
          acw_s: {from: wrap, unit: s}
          caller: {from: num}
          reason: {from: motif, as: free_text}
          resolved: {from: ok, values: {oui: true, non: false}, unknown: null}
        exclude: [{name: ghost, where: {issue: G}}]
        """,
    "intervals": """
        table: intervals
        owed_by: provider
        every: week
        zero_rows: left_out
        match: {name: "intervalles*.csv"}
        file: {format: csv, separator: ";"}
        time: {ambiguous: in_order}
        interval: {minutes: 30}
        columns:
          start: {from: at, format: "%d/%m/%Y %H:%M"}
          queue: {from: file}
          offered: {from: offered}
          answered: {from: answered}
          abandoned: {from: lost}
          answered_within_threshold: {from: in_t}
          talk_s: {from: talk, unit: s}
        """,
    "days": """
        table: intervals
        owed_by: provider
        every: week
        match: {name: "jours*.csv"}
        file: {format: csv, separator: ";"}
        interval: {minutes: 1440}
        columns:
          start: {from: at, format: "%d/%m/%Y"}
          offered: {from: offered}
          repeat_calls: {from: again}
        """,
    "carrier": """
        table: carrier_counts
        owed_by: client
        every: week
        match: {name: "op*.csv"}
        file: {format: csv, separator: ";"}
        time: {ambiguous: in_order}
        interval: {minutes: 30}
        columns:
          start: {from: at, format: "%d/%m/%Y %H:%M"}
          number: {constant: "0199000001"}
          presented: {from: n}
          busy: {from: busy}
        """,
    "plan": """
        table: staffing
        owed_by: provider
        every: week
        match: {name: "plan*.csv"}
        file: {format: csv, separator: ";", decimal: ","}
        interval: {minutes: 30}
        columns:
          start: {from: at, format: "%d/%m/%Y %H:%M"}
          queue: {from: file}
          planned: {from: planned}
          present: {from: present}
        """,
    "decided": """
        table: actions
        owed_by: client
        match: {name: "actions*.csv"}
        file: {format: csv, separator: ";", decimal: ","}
        columns:
          action_key: {from: no}
          what: {from: what}
          acts: {from: acts}
          decided_on: {from: on, format: "%d/%m/%Y"}
          due_on: {from: due, format: "%d/%m/%Y"}
          effect_value: {from: effect}
          status: {from: state}
        """,
}
# The night of 25 October 2026: 02:00 to 03:00 comes twice.
FILES = {
    "appels.csv": """
        id;at;file;issue;wait;talk;wrap;num;motif;ok
        c1;24/10/2026 08:00:00;I;A;12,5;180;20;06 39 98 00 01;Retraite;oui
        c2;24/10/2026 08:10:00;I;B;40;;;06 39 98 00 01;;
        c3;25/10/2026 02:10:00;T;A;0;60;0;06 39 98 00 02;=Prime, "solde";non
        c4;25/10/2026 02:50:00;T;O;7;;;;;
        c5;25/10/2026 02:20:00;I;A;3;90;;06 39 98 00 01;'entre nous;
        g1;25/10/2026 09:00:00;I;G;0;;;06 39 98 00 09;;
        """,
    "intervalles.csv": """
        at;file;offered;answered;lost;in_t;talk
        25/10/2026 02:00;Information;4;3;1;2;600
        25/10/2026 02:30;Information;2;2;0;;120
        25/10/2026 02:00;Information;6;5;1;5;900
        25/10/2026 02:30;Information;0;0;0;0;0
        """,
    "jours.csv": "at;offered;again\n24/10/2026;120;\n25/10/2026;80;5\n",
    "op.csv": """
        at;n;busy
        25/10/2026 01:30;3;0
        25/10/2026 02:00;5;
        25/10/2026 02:30;6;1
        25/10/2026 02:00;7;0
        25/10/2026 02:30;8;0
        """,
    "plan.csv": """
        at;file;planned;present
        24/10/2026 08:00;Information;4,5;4
        24/10/2026 08:30;Information;3;
        """,
    "actions.csv": """
        no;what;acts;on;due;effect;state
        A1;-vérifier les horaires;provider;19/10/2026;26/10/2026;-0,5;open
        A2;Afficher le numéro;client;19/10/2026;;;done
        A3;Ancienne demande;client;12/10/2026;;;withdrawn
        """,
}
PERIOD = "2026-W43"
NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)


class Exchange:
    """Partnership `line`, which has received everything; partnership `other`, which has received nothing."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def begin(self) -> None:
        """Both partnerships, and everything received by the one."""
        home = self.home
        for name in ("line", "other"):
            (home / "params" / name).mkdir(parents=True)
            (home / "params" / name / "contract.yml").write_text(CONTRACT, encoding="utf-8")
        indented = {name: textwrap.indent(textwrap.dedent(text), "    ") for name, text in SOURCES.items()}
        stated = "".join(f"  {name}:{text}\n" for name, text in indented.items())
        self.mapping("line", f"sources:\n{stated}")
        inbox = home / "inbox"
        inbox.mkdir()
        for name, text in FILES.items():
            inbox.joinpath(name).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        self.receive("line", sorted(inbox.iterdir()))

    def mapping(self, partnership: str, text: str) -> None:
        (self.home / "params" / partnership / "sources.yml").write_text(text, encoding="utf-8")

    def receive(self, partnership: str, paths: list[Path]) -> list[intake.Receipt]:
        receipts = intake.receive(partnership, paths, now=NOW)
        for receipt in receipts:
            assert receipt.error is None, receipt.error
            assert receipt.quarantined == 0, receipt.rejects
        return receipts

    def export(self, form: str = "parquet", name: str = "out", **wanted) -> package.Package:
        return package.export(package.Wanted("line", PERIOD, form, **wanted), self.home / name)

    def hand_over(self, form: str, **wanted) -> list[intake.Receipt]:
        """Exports, and takes the package in on the other side."""
        found = self.export(form, **wanted)
        self.mapping("other", (found.folder / package.MAPPING).read_text(encoding="utf-8"))
        return self.receive("other", [found.folder / name for name, _ in found.files])

    def rows(self, partnership: str, table: str) -> list[dict]:
        """What a table says, apart from which delivery said it."""
        if table == "actions":
            frame = store.register(partnership, table, withdrawn=True)
            apart = ["key_scope", "received_at", "list_number", "delivery", "row_number", "last_seen_at"]
        else:
            with store.tables(partnership, PERIOD, LATEST, look_back=0).con as con:
                frame = con.execute(f"select * from {table}").df()
            apart = ["delivery", "row_number"]
        frame = frame.drop(columns=apart).astype(object)
        rows = frame.where(frame.notna(), None).to_dict("records")
        return sorted(rows, key=str)


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    """The home in which everything was received once; read only."""
    home = tmp_path_factory.mktemp("begun")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIT_HOME", str(home))
        Exchange(home).begin()
    return home


@pytest.fixture
def exchange(begun, tmp_path, monkeypatch) -> Exchange:
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    return Exchange(tmp_path)


@pytest.fixture
def keys_of():
    """The bytes of a partnership's keys."""
    return lambda name: sorted((params.inside(f"params/local/{name}")).glob("caller-*"))
