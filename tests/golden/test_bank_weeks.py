"""A real line's weeks come out as published, through a mapping alone.

The bank's calls of February 1999 are the provider's file, the 6-minute counts the carrier's. Expected values: the data
set's own README, counted there by a second computation. Skips where the public data is not beside the project.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from kit import intake, params, store
from kit.analysis import weekly
from kit.cli import main

# Rates to 1e-4, seconds to 1e-2, counts exactly.
EXPECTED = """
    week      offered  answered  abandoned  rate    net_short  asa    p90    in_t_offered  in_t_answered  ata    talk
    1999-W05  8948     7429      1519       0.8302  0.9041     32.03  102    0.5282        0.6362         30.11  167.94
    1999-W06  8365     6976      1389       0.8340  0.8783     36.94  122    0.5304        0.6360         44.91  165.70
    1999-W07  8356     6494      1862       0.7772  0.8472     51.60  159    0.4106        0.5283         47.60  181.81
    1999-W08  7397     6263      1134       0.8467  0.8845     44.19  142.8  0.4887        0.5772         55.52  192.54
"""
FIGURES = {
    "vol.offered": ("offered", 0),
    "vol.answered": ("answered", 0),
    "abandon.count": ("abandoned", 0),
    "answer_rate.agent": ("rate", 5.1e-5),
    "answer_rate.net_short": ("net_short", 5.1e-5),
    "sl.v3": ("in_t_offered", 5.1e-5),
    "sl.v2": ("in_t_answered", 5.1e-5),
    "asa": ("asa", 5.1e-3),
    "wait.p90": ("p90", 5.1e-2),
    "ata": ("ata", 5.1e-3),
    "talk": ("talk", 5.1e-3),
}
WEEKS = ("1999-W05", "1999-W06", "1999-W07", "1999-W08")


@pytest.fixture
def bank(once, new_home, real_data):
    """The bank's home, both sides' files received."""
    files = [real_data("bank_1999", name) for name in ("calls_february_1999.tsv", "volumes_6min_1999.csv.gz")]
    home = new_home("bank_1999")

    def receive(received: Path) -> None:
        receipts = intake.receive("bank_1999", files)
        assert [receipt.error for receipt in receipts] == [None, None]
        shutil.copytree(home, received, dirs_exist_ok=True)

    shutil.copytree(once("bank", receive), home, dirs_exist_ok=True)
    return home


@cache
def review(week: str):
    return weekly.review(store.tables("bank_1999", week), params.contract("bank_1999"))


@pytest.mark.real
def test_every_published_figure_of_the_four_weeks_comes_out(bank, frame):
    """The whole chain, from the delivered file to the figure, against somebody else's count."""
    expected = frame(EXPECTED).set_index("week")

    wrong = []
    for week in WEEKS:
        figures = review(week).figures.set_index("figure")["value"]
        for name, (column, tolerance) in FIGURES.items():
            if abs(figures[name] - expected.loc[week, column]) > tolerance:
                wrong.append((week, name, figures[name], expected.loc[week, column]))

    assert wrong == []


@pytest.mark.real
def test_handle_time_is_not_said_for_want_of_after_call_work(bank):
    """Talk time alone is not handle time: a zero after-call work would be an invention."""
    aht = review("1999-W07").figure("aht")

    assert aht["value"] != aht["value"]  # NaN
    assert aht["reason"] == "not_in_source"


@pytest.mark.real
def test_the_difference_between_the_two_sides_is_the_278_ghost_calls(bank):
    """All explained, none smoothed: 278 records of the carrier's that were no calls."""
    days = [row for week in WEEKS for row in review(week).counts_by_day.itertuples()]

    assert sum(row.delivered - row.received for row in days) == 278
    assert sum(row.ghost for row in days) == 278
    assert all(row.unexplained == 0 and row.within for row in days)
    assert 0 <= min(row.ghost for row in days) and max(row.ghost for row in days) == 24


@pytest.mark.real
def test_the_page_does_not_claim_that_all_improved_in_week_8(bank):
    """The best answer rate of the month came with longer waits and calls than in week 5."""
    findings = review("1999-W08").findings

    mixed = next(finding for finding in findings if finding.kind == "mixed")
    assert {worse["figure"] for worse in mixed.fields["worse"]} >= {"asa", "talk"}
    assert "all_kept" not in {finding.kind for finding in findings}


@pytest.mark.real
def test_no_adviser_s_name_is_in_anything_written(bank, real_data):
    """`server` holds first names: they stay in the raw file, and nowhere else."""
    with real_data("bank_1999", "calls_february_1999.tsv").open(encoding="latin-1", newline="") as file:
        names = {row["server"] for row in csv.DictReader(file, delimiter="\t")} - {"NO_SERVER", ""}
    done = CliRunner().invoke(main, ["report", "weekly_kpi_review", "bank_1999", "1999-W07"])
    assert done.exit_code == 0, done.output

    written = [path for path in bank.rglob("*") if path.is_file() and "received" not in path.parts]
    folder = bank / "reports/bank_1999/1999-W07/weekly_kpi_review"
    assert json.loads((folder / "results.json").read_text(encoding="utf-8"))["figures"]["vol.offered"]["value"] == 8356
    assert len(names) > 20
    columns = store.tables("bank_1999", "1999-W07").con.execute("select * from calls limit 0").df().columns
    assert "server" not in columns
    assert [path for path in written if _holds(path, names)] == []


def _holds(path: Path, names: set[str]) -> bool:
    """Whether a written file holds one of the names as a word in capitals, as the source writes them."""
    data = path.read_bytes()
    return any(b'"%s"' % name.encode() in data or b">%s<" % name.encode() in data for name in names) or (
        os.path.splitext(path)[1] in (".csv", ".json", ".html", ".ipynb")
        and any(f" {name} " in data.decode("utf-8", "ignore") for name in names if len(name) > 3)
    )


@pytest.mark.real
def test_undated_daily_figures_load_with_their_traps_avoided(new_home, real_data):
    """Means of daily means would say 0.9271, and the file's own `Waiting Time` is no wait."""
    new_home("daily_kpis")
    (receipt,) = intake.receive("daily_kpis", [real_data("daily_kpis", "daily_kpis.csv")])
    assert (receipt.error, receipt.accepted) == (None, 1251)

    first = receipt.weeks[0]
    tables = store.tables("daily_kpis", receipt.weeks[-1], look_back=len(receipt.weeks))
    sums = "sum(offered), sum(answered), sum(abandoned), sum(wait_answered_s) / sum(answered)"
    offered, answered, abandoned, asa = tables.con.execute(f"select {sums} from intervals").fetchone()

    assert first == "1999-W01"
    assert (offered, answered, abandoned) == (248373, 221234, 27139)
    assert answered / offered == pytest.approx(0.8907, abs=5e-5)
    assert asa == pytest.approx(29.84, abs=5e-3)
