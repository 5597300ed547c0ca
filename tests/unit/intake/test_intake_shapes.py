"""The shipped mappings against the shapes they were written for, quirks included."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from kit import intake
from kit.params import PROJECT
from kit.sample import shapes

TEMPLATES = PROJECT / "kit" / "templates" / "sources"
MONDAY = pd.Timestamp("2026-11-16 08:00")


@pytest.fixture
def templates(desk):
    """A desk with every shipped mapping in one sources.yml, as a partnership would have them."""
    bodies = [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.yml"))]
    text = "sources:\n" + "\n".join(body.split("sources:\n", 1)[1] for body in bodies)
    (desk.params / "sources.yml").write_text(text, encoding="utf-8")
    return desk


def carrier_rows(count: int = 40) -> pd.DataFrame:
    delivered = pd.Series(range(1200, 1200 + count))
    return pd.DataFrame(
        {
            "start_local": pd.date_range(MONDAY, periods=count, freq="30min"),
            "number": "0 800 000 000",
            "presented": delivered + 30,
            "busy": 10,
            "closed": 20,
            "delivered": delivered,
            "network_answered": delivered - 5,
            "billable_s": delivered * 200,
        }
    )


def call_rows() -> pd.DataFrame:
    rows = [
        ("a1", "answered", 12, 30, 5, 240, 10, 24, "06 12 34 56 78", "Aide", True, False, "Élodie Adviser"),
        ("a2", "abandoned", 41, 28, None, None, None, None, "+33612345678", "", None, None, ""),
        ("a3", "ivr_exit", None, 19, None, None, None, None, "Masqué", "", None, None, ""),
        ("a4", "ghost", None, None, None, None, None, None, "", "", None, None, ""),
        ("a5", "overflow", 300, 31, None, None, None, None, "07 00 00 00 01", "", None, None, ""),
        ("a6", "deflected", None, 12, None, None, None, None, "0612345678", "", None, None, ""),
    ]
    columns = ["call_id", "outcome", "wait_s", "ivr_s", "ring_s", "talk_s", "hold_s", "acw_s", "caller", "reason"]
    frame = pd.DataFrame(rows, columns=[*columns, "resolved", "transferred", "adviser"])
    return frame.assign(arrived_local=pd.date_range(MONDAY, periods=len(rows), freq="7min"), queue="accueil")


def interval_rows() -> pd.DataFrame:
    starts = [MONDAY, MONDAY + pd.Timedelta("30min"), MONDAY + pd.Timedelta("1D")]
    return pd.DataFrame(
        {
            "start_local": starts,
            "queue": "accueil",
            "received": [60, 12, 0],
            "offered": [50, 10, 0],
            "answered": [45, 9, 0],
            "answered_within_threshold": [40, 9, 0],
            "abandoned": [4, 1, 0],
            "abandoned_short": [1, 0, 0],
            "overflow": [1, 0, 0],
            "wait_answered_s": [90_061, 95, 0],
            "aht_s": [240.0, 200.0, None],
        }
    )


@pytest.mark.parametrize("thousands", [shapes.NBSP, " ", "."])
def test_the_carriers_export_is_read_with_its_title_lines_thousands_and_sums(templates, thousands):
    """1 234 calls are not 1, and the totals row is no half-hour."""
    path = shapes.carrier_csv(carrier_rows(), templates.inbox / "stats-operateur-W47.csv", thousands=thousands)

    receipt = templates.receive(path)[0]

    assert (receipt.error, receipt.source) == (None, "carrier_freephone")
    assert (receipt.accepted, receipt.excluded, receipt.quarantined) == (40, {"totals_row": 1}, 0)
    rows = templates.rows("carrier_counts")
    assert rows["presented"].sum() == carrier_rows()["presented"].sum()
    assert rows.loc[0, ["presented", "delivered", "billable_s"]].tolist() == [1230, 1200, 240_000]
    assert rows.loc[0, "row_number"] == 5, "the row an editor shows: three title lines and a header stand above"


def test_a_carriers_export_that_lost_its_end_is_refused(templates):
    """Half a week would pass for a quiet week."""
    path = shapes.carrier_csv(carrier_rows(), templates.inbox / "stats-operateur-W47.csv")
    path.write_bytes(b"\r\n".join(path.read_bytes().split(b"\r\n")[:-5]) + b"\r\n")

    error = templates.receive(path)[0].error

    assert error.slug == "truncated_file"
    assert "totals_row" in error.text("fr")


def test_the_platforms_calls_are_read_without_advisers_and_numbers(templates):
    """The export holds an adviser's name and callers' numbers; neither may be in any table, record or quarantine."""
    path = shapes.calls_csv(call_rows(), templates.inbox / "appels-W47.csv")

    receipt = templates.receive(path)[0]

    assert (receipt.error, receipt.source) == (None, "acd_calls")
    assert (receipt.accepted, receipt.excluded) == (5, {"ghost": 1})
    rows = templates.rows("calls").set_index("call_key")
    assert rows["outcome"].to_dict() == {
        "a1": "answered",
        "a2": "abandoned",
        "a3": "ivr_exit",
        "a5": "overflow",
        "a6": "deflected",
    }
    assert rows.loc["a1", ["wait_s", "talk_s", "acw_s"]].tolist() == [12, 240, 24]
    assert pd.isna(rows.loc["a3", "wait_s"]), "who left in the menu never queued: missing is not zero"
    assert rows.loc["a1", "caller"] == rows.loc["a2", "caller"] == rows.loc["a6", "caller"]
    assert rows.loc["a5", "caller"] != rows.loc["a1", "caller"]
    assert pd.isna(rows.loc["a3", "caller"])
    assert rows.loc["a1", "resolved"]
    for kept in (templates.home / "data" / "line").rglob("*"):
        if kept.is_file() and "received" not in kept.parts:
            content = kept.read_bytes()
            assert b"dviser" not in content and b"612345678" not in content and b"12 34 56" not in content


def test_the_interval_report_is_read_through_merged_days_and_excels_durations(templates):
    """Excel gives one column of durations as times, elapsed times and dates of 1900; the day stands once."""
    path = shapes.intervals_xlsx(interval_rows(), templates.inbox / "intervalles-W47.xlsx")

    receipt = templates.receive(path)[0]

    assert (receipt.error, receipt.source) == (None, "acd_intervals")
    assert (receipt.accepted, receipt.excluded) == (3, {"totals_row": 1})
    rows = templates.rows("intervals")
    assert rows["start_local"].tolist() == interval_rows()["start_local"].tolist()
    assert rows["wait_answered_s"].tolist() == [90_061, 95, 0]
    assert rows["handle_s"].tolist() == [45 * 240, 9 * 200, 0], "an average is made a sum again"
    assert rows["talk_s"].isna().all(), "a mean handle time holds hold and after-call work: it is no talk time"
    assert rows["minutes"].unique().tolist() == [30]


def test_staffing_is_read(templates):
    """Planned and present advisers explain a missed half-hour."""
    staffing = pd.DataFrame(
        {"start_local": [MONDAY, MONDAY + pd.Timedelta("30min")], "queue": "accueil", "planned": 9, "present": [9, 7]}
    )
    path = shapes.staffing_csv(staffing, templates.inbox / "effectifs-W47.csv")

    receipt = templates.receive(path, now=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))[0]

    assert (receipt.error, receipt.accepted) == (None, 2), "a plan may lie ahead of the day it comes"
    assert templates.rows("staffing")["present"].tolist() == [9, 7]


def test_a_plain_contract_template_is_valid(desk):
    """`kit new` copies it: a first file that is refused would be a poor welcome."""
    for name in ("contract.yml", "calendar.yml"):
        text = (PROJECT / "kit" / "templates" / name).read_text(encoding="utf-8")
        (desk.params / name).write_text(text, encoding="utf-8")
    desk.sources(calls=_without_head(TEMPLATES / "acd_calls.yml"))

    receipt = desk.receive(shapes.calls_csv(call_rows(), desk.inbox / "appels.csv"))[0]

    assert receipt.error is None


def _without_head(path: Path) -> str:
    body = path.read_text(encoding="utf-8").split("sources:\n", 1)[1]
    return "\n".join(line[4:] for line in body.splitlines()[1:])


def test_receipts_are_part_of_the_public_face():
    """Commands and notebooks import these names."""
    assert set(intake.__all__) == {"Receipt", "read_again", "read_otherwise", "receive"}
