"""The shapes of delivered files, quirk by quirk: what a mapping will meet."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd

from kit.sample import shapes


def _carrier(**changes) -> pd.DataFrame:
    rows = {"start_local": pd.to_datetime(["2026-11-16 10:00", "2026-11-16 10:30"]), "number": "01 99 00 12 34",
            "presented": [1250, 40], "busy": [5, 0], "closed": [0, 0], "delivered": [1245, 40],
            "network_answered": [1240, 40], "billable_s": [398_400, 12_800]}  # fmt: skip
    return pd.DataFrame(rows | changes)


def _calls() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "call_id": ["1", "2", "3"],
            "arrived_local": pd.to_datetime(["2026-11-16 10:00:01", "2026-11-16 10:00:09", "2026-11-16 10:01:00"]),
            "queue": "Information",
            "outcome": ["answered", "abandoned", "ghost"],
            "wait_s": [4, 65, None],
            "ivr_s": [20, 25, 0],
            "ring_s": [4, 0, 0],
            "talk_s": [3723, 0, 0],
            "hold_s": [0, 0, 0],
            "acw_s": [30, 0, 0],
            "caller": ["06 39 98 12 34", "+33639981234", "Masqué"],
            "reason": ["Logement", "", ""],
            "resolved": [True, None, None],
            "transferred": [False, None, None],
            "adviser": ["C07", "", ""],
        }
    )


def _intervals() -> pd.DataFrame:
    starts = ["2026-11-16 08:00", "2026-11-16 08:30", "2026-11-16 09:00", "2026-11-17 08:00"]
    return pd.DataFrame(
        {
            "start_local": pd.to_datetime(starts),
            "queue": "Information",
            "received": [44, 50, 61, 12],
            "offered": [40, 48, 60, 12],
            "answered": [36, 45, 52, 0],
            "answered_within_threshold": [30, 36, 31, 0],
            "abandoned": [4, 3, 7, 12],
            "abandoned_short": [1, 0, 1, 2],
            "overflow": [0, 0, 1, 0],
            "wait_answered_s": [720, 900, 90_061, 0],
            "aht_s": [390.2, 401.0, 388.0, None],
        }
    )


def test_a_carrier_file_is_windows_text_below_three_title_lines(tmp_path):
    """Opened as UTF-8 it fails; read from its first line it has no columns."""
    path = shapes.carrier_csv(_carrier(), tmp_path / "operateur.csv", client="Fonds social")

    lines = path.read_bytes().decode("cp1252").split("\r\n")
    assert "Fonds social" in lines[1] and "16/11/2026" in lines[1]
    assert tuple(lines[3].split(";")) == shapes.CARRIER_HEADER
    assert lines[4] == "16/11/2026;10:00;01 99 00 12 34;1\u00a0250;5;0;1\u00a0245;1\u00a0240;398\u00a0400"
    assert lines[-1] == ""
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    raise AssertionError("the file reads as UTF-8: it tests nothing")


def test_a_carrier_file_ends_with_the_sums_of_its_columns(tmp_path):
    """Summed with the rows it would double the week."""
    path = shapes.carrier_csv(_carrier(), tmp_path / "operateur.csv", thousands=" ")

    assert path.read_bytes().decode("cp1252").split("\r\n")[-2] == "Total;;;1 290;5;0;1 285;1 280;411 200"


def test_a_call_export_has_a_mark_durations_and_three_ways_of_numbers(tmp_path):
    """What never queued has an empty wait: missing is not zero."""
    path = shapes.calls_csv(_calls(), tmp_path / "appels.csv")

    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert lines == [
        ";".join(shapes.CALLS_HEADER),
        "1;16/11/2026 10:00:01;Information;Décroché;0:00:04;0:00:20;0:00:04;1:02:03;0:00:00;0:00:30;"
        "06 39 98 12 34;Logement;Oui;Non;C07",
        "2;16/11/2026 10:00:09;Information;Abandon;0:01:05;0:00:25;0:00:00;0:00:00;0:00:00;0:00:00;+33639981234;;;;",
        "3;16/11/2026 10:01:00;Information;Fantôme;;0:00:00;0:00:00;0:00:00;0:00:00;0:00:00;Masqué;;;;",
        "",
    ]


def test_a_staffing_file_names_half_hours_by_start_and_end(tmp_path):
    """The mapping takes the start; the label must hold both, as rosters do."""
    staffing = pd.DataFrame(
        {"start_local": pd.to_datetime(["2026-11-16 08:00"]), "queue": "Information", "planned": 8, "present": 7}
    )

    path = shapes.staffing_csv(staffing, tmp_path / "effectifs.csv")

    assert path.read_bytes().decode("utf-8") == (
        "Date;Tranche;File;Prévus;Présents\n16/11/2026;08:00 - 08:30;Information;8;7\n"
    )


def test_an_interval_report_merges_its_days(tmp_path):
    """Below the first row of a day the cell is empty: it must be filled forward, not read as no date."""
    sheet = openpyxl.load_workbook(shapes.intervals_xlsx(_intervals(), tmp_path / "i.xlsx"))["Intervalles"]

    assert tuple(cell.value for cell in sheet[1]) == shapes.INTERVAL_HEADER
    assert [sheet.cell(row, 1).value for row in range(2, 7)] == ["16/11/2026", None, None, "17/11/2026", "Total"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A2:A4"]
    assert [sheet.cell(row, 2).value for row in (2, 3)] == ["08:00 - 08:30", "08:30 - 09:00"]


def test_an_interval_report_holds_durations_in_excels_three_ways(tmp_path):
    """Time of day, elapsed time, and a date of January 1900 for a sum over a day: all in one column."""
    rows = pd.concat([_intervals(), _intervals()], ignore_index=True)
    sheet = openpyxl.load_workbook(shapes.intervals_xlsx(rows, tmp_path / "i.xlsx"))["Intervalles"]

    waits = [sheet.cell(row, 11).value for row in range(2, 11)]
    assert waits[0] == dt.time(0, 12)
    assert waits[1] == dt.timedelta(minutes=15)
    assert waits[2] == dt.datetime(1900, 1, 1, 1, 1, 1)
    assert waits[-1] == dt.timedelta(seconds=2 * 91_681)
    assert sheet.cell(11 - 1, 11).number_format == "[h]:mm:ss"


def test_an_interval_without_answers_has_no_mean_and_the_total_weighs_by_calls(tmp_path):
    """A dash is no zero; a mean of means would weigh a quiet half-hour like a busy one."""
    sheet = openpyxl.load_workbook(shapes.intervals_xlsx(_intervals(), tmp_path / "i.xlsx"))["Intervalles"]

    assert sheet.cell(5, 12).value == "-"
    assert sheet.cell(6, 12).value == dt.time(0, 6, 33)  # (36 x 390.2 + 45 x 401 + 52 x 388) / 133 = 393.0 s
