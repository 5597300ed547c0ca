"""The reviewed days beside their like: same weekday, open, delivered."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from kit import calendar
from kit.analysis.line import sums, usual
from kit.analysis.line.coverage import COLUMNS, Coverage
from kit.period import Period


def _parts(line, week: str = "2026-W47"):
    quarters = sums.read(line.con, repeat_days=3)
    levels = usual.staffing(line.con, quarters)
    days = pd.DatetimeIndex(Period.week(week).days, name="day")
    return quarters, levels, usual.read(quarters, levels, days, fewest=5)


def _heat(line, week: str = "2026-W47") -> pd.DataFrame:
    quarters, levels, like = _parts(line, week)
    return usual.heat(quarters, levels, like, fewest=5)


def _days(line, week: str = "2026-W47", stopped: tuple[dt.date, ...] = ()) -> pd.DataFrame:
    quarters, levels, like = _parts(line, week)
    rows = [{"day": pd.Timestamp(day), "table": "calls", "part": "", "state": "stops"} for day in stopped]
    came = Coverage(pd.DataFrame(rows, columns=COLUMNS)).by_day(like.days)
    return usual.day_table(quarters, sums.by_day(quarters), levels, like, came).set_index("local_date")


@pytest.mark.slow
def test_like_days_are_the_last_eight_open_ones_of_the_weekday(new_line, fill):
    """Armistice Day was a Wednesday: the Wednesday after it is compared with the ones when the line was open."""
    line = fill(new_line(back=10), carrier=False, staffing=False, without=("2026-10-21",))
    quarters, _, like = _parts(line)
    wednesdays = like.reference[pd.Timestamp("2026-11-18")]

    expected = ["11-04", "10-28", "10-14", "10-07", "09-30", "09-23", "09-16", "09-09"]
    assert [day.strftime("%m-%d") for day in wednesdays] == expected
    assert like.reference[pd.Timestamp("2026-11-21")] == []  # closed on Saturdays: nothing is usual


def test_fewer_than_four_like_days_say_nothing(new_line, fill):
    """Three Mondays are no habit."""
    line = fill(new_line(back=3), carrier=False, staffing=False)
    days = _days(line)

    assert days["usual_offered"].isna().all()
    assert days["offered"].iloc[:5].tolist() == [400.0] * 5


@pytest.mark.slow
def test_a_day_stands_beside_the_median_and_the_range_of_its_like(new_line, steady):
    """Both sides can look up the highest and the lowest of eight Mondays."""
    line = new_line(back=8)
    for n, week in enumerate(line.weeks):
        line.deliver("calls", steady(Period.week(week).first, answered=9 + n, abandoned=1))
    row = _days(line).loc[dt.date(2026, 11, 16)]

    offered = [20.0 * (10 + n) for n in range(8)]
    assert row["offered"] == 20 * 18
    assert (row["usual_offered"], row["usual_low"], row["usual_high"]) == (np.median(offered), 200, 340)
    answered = [20.0 * (9 + n) for n in range(8)]
    assert row["usual_answer_rate"] == pytest.approx(sum(answered) / sum(offered))


def test_a_closed_day_has_no_calls_and_a_missing_one_is_not_said(new_line, fill):
    """Zero on a Sunday is a fact; on a Wednesday without a file it would be an invention."""
    days = _days(fill(new_line(), without=("2026-11-18",)))

    assert days.loc[dt.date(2026, 11, 22), ["offered", "answered", "is_open"]].tolist() == [0, 0, False]
    assert np.isnan(days.at[dt.date(2026, 11, 18), "offered"])
    assert days.at[dt.date(2026, 11, 18), "presented"] == 400


def test_a_holiday_is_named(new_line, fill):
    """The reader must see at once why Wednesday is empty."""
    days = _days(fill(new_line("2026-W46")), "2026-W46")

    assert days.at[dt.date(2026, 11, 11), "holiday"] == "armistice_1918"
    assert not days.at[dt.date(2026, 11, 11), "is_open"]


def test_the_heat_map_holds_every_half_hour_of_opening(new_line, fill):
    """20 half-hours from 08:00 to 18:00, five days; 48 a day on a line that never closes."""
    line = fill(new_line())
    heat = _heat(line)

    assert len(heat) == 5 * 20
    assert heat["half_hour"].min() == 480 and heat["half_hour"].max() == 1050
    assert set(heat["offered"]) == {20.0}
    assert heat["answer_rate"].tolist() == pytest.approx([0.95] * 100)


def test_a_line_that_never_closes_has_a_map_of_the_whole_day(new_line):
    """Night calls belong on the map where the contract counts them."""
    line = new_line(hours="00:00-24:00", days=calendar.DAYS, holidays="open")
    line.deliver("calls", "at  outcome  wait_s\n2026-11-16 03:00  answered  5")
    heat = _heat(line)

    assert len(heat) == 7 * 48
    told = heat[heat["offered"].notna()]
    assert len(told) == 48  # Monday only: the other days did not come
    assert told["offered"].sum() == 1
    assert told["answer_rate"].notna().sum() == 1  # a rate of nothing is not said


def test_a_provider_that_counts_by_the_hour_has_a_map_of_hours(new_line):
    """An hour cannot be cut in two, and need not be: the page shows what was counted."""
    line = new_line()
    line.deliver("intervals", "at  minutes  offered  answered\n2026-11-16 09:00  60  10  9")
    heat = _heat(line)
    nine = heat[(heat["local_date"] == dt.date(2026, 11, 16)) & (heat["half_hour"] == 540)].iloc[0]

    assert (set(heat["minutes"]), len(heat)) == ({60}, 50)
    assert (nine["offered"], nine["answer_rate"]) == (10.0, 0.9)


def test_a_provider_that_counts_by_the_day_has_no_map(new_line):
    """A day cannot be cut into hours."""
    line = new_line()
    line.deliver("intervals", "at  minutes  offered  answered\n2026-11-16 00:00  1440  10  9")

    assert _heat(line)["offered"].isna().all()


STAFFING = """
    at                minutes  queue    planned  present
    2026-11-16 09:00  60       housing  6        5
    2026-11-16 09:00  60       loans    4        4
    2026-11-16 10:00  15       housing  6        6
    2026-11-16 10:15  15       housing  2        2
    2026-11-16 11:00  10       housing  3        3
    2026-11-16 11:10  10       housing  6        6
    2026-11-16 11:20  10       housing  6        6
    2026-11-16 12:00  30       housing  4        -
    """


def test_advisers_are_a_level_that_holds_through_an_interval(new_line):
    """Ten advisers for an hour are ten in each half-hour, not five; queues are added up, time is averaged."""
    line = new_line()
    line.deliver("staffing", STAFFING)
    _, levels, _ = _parts(line)
    by_half_hour = levels.groupby("half_hour")[["planned", "present"]].mean()

    assert by_half_hour.loc[[540, 570], "planned"].tolist() == [10, 10]
    assert by_half_hour.loc[540, "present"] == 9
    assert by_half_hour.loc[600, "planned"] == 4
    assert by_half_hour.loc[660, "planned"] == pytest.approx((4.5 + 6) / 2)
    assert np.isnan(by_half_hour.loc[720, "present"])


@pytest.mark.slow
def test_a_day_whose_file_stops_is_compared_with_no_other(new_line, fill):
    """Half a Thursday against whole ones would say "55 % fewer calls" of a file that was cut."""
    line = fill(new_line(back=9), carrier=False, staffing=False)
    thursday = dt.date(2026, 11, 19)
    days = _days(line, stopped=(thursday,))
    usual_columns = ["usual_offered", "usual_low", "usual_high", "usual_answer_rate"]

    assert days.loc[thursday, usual_columns].isna().all()
    assert days.loc[dt.date(2026, 11, 18), usual_columns].notna().all()
    assert days.at[thursday, "offered"] == 400
