"""Additive sums by quarter-hour and what they become by half-hour, day and week."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit import calendar
from kit.analysis.line import sums

MONDAY = pd.Timestamp("2026-11-16")


def _week(line, hours="open", **more) -> pd.Series:
    return sums.by_week(sums.read(line.con, repeat_days=more.pop("repeat_days", 3))).iloc[-1][hours]


def test_each_outcome_is_counted_where_it_belongs(new_line):
    """Offered is what entered the queue; the menu and the "call back later" message come before it."""
    line = new_line()
    line.deliver(
        "calls",
        """
        at                outcome    wait_s  talk_s
        2026-11-16 09:00  answered   12      200
        2026-11-16 09:01  answered   30      100
        2026-11-16 09:02  abandoned  4       -
        2026-11-16 09:03  overflow   90      -
        2026-11-16 09:04  ivr_exit   -       -
        2026-11-16 09:05  deflected  -       -
        """,
    )

    week = _week(line)

    counts = ["received", "ivr_exit", "deflected", "offered", "answered", "abandoned", "overflow"]
    assert week[counts].tolist() == [6, 1, 1, 4, 2, 1, 1]
    assert week[["wait_answered_s", "wait_abandoned_s", "talk_s"]].tolist() == [42, 4, 300]


def test_both_thresholds_are_inclusive(new_line):
    """A wait of exactly 20 s is within 20 s: the contract says so, and the two sides must not differ by one call."""
    line = new_line(thresholds={"answer_s": 20, "short_abandon_s": 5})
    line.deliver(
        "calls",
        """
        at                outcome    wait_s
        2026-11-16 09:00  answered   20
        2026-11-16 09:00  answered   20.5
        2026-11-16 09:00  abandoned  5
        2026-11-16 09:00  abandoned  6
        2026-11-16 09:00  abandoned  21
        """,
    )

    assert _week(line)[["answered_within_threshold", "abandoned_within_threshold", "abandoned_short"]].tolist() == [
        1,
        2,
        1,
    ]


def test_an_older_week_keeps_the_thresholds_of_its_date(new_line):
    """Terms are dated: a new threshold must not rewrite last year's figures."""
    line = new_line(back=1)
    later = line.contract.terms[0].model_copy(
        update={
            "valid_from": MONDAY.date(),
            "thresholds": line.contract.terms[0].thresholds.model_copy(update={"answer_s": 40}),
        }
    )
    dated = line.contract.model_copy(update={"terms": [*line.contract.terms, later]})
    line = type(line)(dated, line.weeks)
    line.deliver(
        "calls",
        """
        at                outcome   wait_s
        2026-11-09 09:00  answered  30
        2026-11-16 09:00  answered  30
        """,
    )

    weeks = sums.by_week(sums.read(line.con, repeat_days=3))

    assert weeks["open", "answered_within_threshold"].tolist() == [0, 1]


def test_calls_outside_opening_hours_are_counted_apart(new_line):
    """The contract judges the calls that arrive in [open, close): 08:00 counts, 18:00 does not."""
    line = new_line()
    line.deliver(
        "calls",
        """
        at                outcome   wait_s
        2026-11-16 07:59  answered  1
        2026-11-16 08:00  answered  1
        2026-11-16 17:59  answered  1
        2026-11-16 18:00  answered  1
        2026-11-21 12:00  answered  1
        """,
    )
    weeks = sums.by_week(sums.read(line.con, repeat_days=3))

    assert [weeks[hours, "answered"].iloc[0] for hours in sums.HOURS] == [2, 3, 5]


def test_a_measure_that_the_source_does_not_hold_is_null_and_not_zero(new_line):
    """Handle time without after-call work would be too short without a sign of it."""
    line = new_line()
    line.deliver(
        "calls",
        """
        at                outcome    wait_s  talk_s
        2026-11-16 09:00  answered   12      200
        2026-11-16 09:30  abandoned  12      -
        """,
    )

    week = _week(line)

    assert week["talk_s"] == 200
    assert week[["hold_s", "acw_s", "ring_s", "transferred", "resolved", "repeat_calls"]].isna().all()


def test_a_null_among_values_is_nothing_to_add(new_line):
    """Many exports leave the hold time empty for calls that were never put on hold."""
    line = new_line()
    line.deliver(
        "calls",
        """
        at                outcome   wait_s  hold_s
        2026-11-16 09:00  answered  12      40
        2026-11-17 09:30  answered  12      -
        """,
    )

    assert _week(line)["hold_s"] == 40


def test_a_source_that_lacks_a_measure_hides_the_sum_of_both(new_line):
    """Half a queue's after-call work over all answered calls would be half a figure."""
    line = new_line()
    calls = """
        at                outcome   wait_s  acw_s
        2026-11-16 09:00  answered  12      {}
        """
    line.deliver("calls", calls.format(30), source="one")
    line.deliver("calls", calls.format("-"), source="two")

    week = _week(line)

    assert week["answered"] == 2
    assert np.isnan(week["acw_s"])


def test_a_repeat_call_is_one_of_the_same_caller_within_the_days_agreed(new_line):
    """Whoever must call again was not helped; withheld numbers cannot be followed."""
    line = new_line()
    line.deliver(
        "calls",
        """
        at                outcome    wait_s  caller
        2026-11-16 09:00  answered   1       anna
        2026-11-17 09:00  abandoned  1       anna
        2026-11-16 09:00  answered   1       bela
        2026-11-18 09:15  answered   1       bela
        2026-11-16 09:00  answered   1       -
        2026-11-16 09:30  answered   1       -
        2026-11-16 10:00  abandoned  1       cleo
        2026-11-16 11:00  answered   1       cleo
        """,
    )

    assert _week(line, repeat_days=1)["repeat_calls"] == 1
    assert _week(line, repeat_days=3)["repeat_calls"] == 2


@pytest.mark.parametrize(
    ("first", "second", "repeats"),
    [
        ("2026-11-16 09:00:10", "2026-11-19 09:00:10", 1),  # three days exactly
        ("2026-11-16 09:00:10", "2026-11-19 09:00:11", 0),
        ("2026-11-16 09:00:10", "2026-11-19 09:00:10.000001", 0),
        ("2026-11-16 09:00:10.5", "2026-11-19 09:00:10.25", 1),
        ("2026-11-16 09:14:59", "2026-11-19 09:00:00", 1),  # the same quarter-hour of the day, earlier in it
        ("2026-11-16 09:00:00", "2026-11-19 09:14:59", 0),
        ("2026-11-16 09:14:59", "2026-11-19 09:15:00", 0),  # one second late, in the next quarter-hour
        ("2026-11-16 09:00:00", "2026-11-19 08:59:59", 1),
        ("2026-11-17 00:30:00", "2026-11-20 00:30:00", 1),  # on the day before in UTC
        ("2026-11-17 00:30:00", "2026-11-20 00:30:01", 0),
    ],
)
def test_a_repeat_call_is_told_to_the_second(new_line, first, second, repeats):
    """Three days are 259,200 seconds between the two arrivals: a call two minutes later is another matter."""
    line = new_line()
    line.deliver(
        "calls", [{"at": at, "outcome": "answered", "wait_s": 1.0, "caller": "anna"} for at in (first, second)]
    )

    assert _week(line, "all")["repeat_calls"] == repeats


@pytest.mark.parametrize(("second", "repeats"), [("2026-10-25 08:30:00", 1), ("2026-10-25 08:30:01", 0)])
def test_days_between_two_calls_are_24_hours_each_in_the_night_that_the_clock_changes(new_line, second, repeats):
    """On 25 October the clock goes back: 08:30 is three days after 09:30 of the 22nd, on everybody's watch but one."""
    line = new_line("2026-W43", days=calendar.DAYS)
    calls = [{"at": at, "outcome": "answered", "wait_s": 1.0, "caller": "anna"} for at in ("2026-10-22 09:30", second)]
    line.deliver("calls", calls)

    assert _week(line)["repeat_calls"] == repeats


@pytest.mark.parametrize("outcome", ["answered", "abandoned", "ivr_exit", "deflected", "overflow"])
@pytest.mark.parametrize("at", ["2026-11-17 09:00", "2026-11-17 22:00"])
def test_whatever_became_of_the_call_that_follows_the_caller_tried_again(new_line, outcome, at):
    """Who calls back and hangs up in the menu, or meets a closed line, was not helped by the first answer either."""
    line = new_line()
    line.deliver("calls", [{"at": "2026-11-16 09:00", "outcome": "answered", "wait_s": 1.0, "caller": "anna"}])
    line.deliver("calls", [{"at": at, "outcome": outcome, "caller": "anna"}])

    assert _week(line)["repeat_calls"] == 1


def test_a_call_left_in_the_menu_is_never_the_one_that_others_repeat(new_line):
    """Nobody answered it: a call after it repeats nothing."""
    line = new_line()
    line.deliver(
        "calls",
        """
        at                outcome   wait_s  caller
        2026-11-16 09:00  ivr_exit  -       anna
        2026-11-16 10:00  answered  1       anna
        """,
    )

    assert _week(line)["repeat_calls"] == 0


def test_a_repeat_call_after_the_week_is_not_waited_for(new_line):
    """Each week is measured alike, on the Monday after it: else last week would always look better than its past."""
    line = new_line(back=1)
    line.deliver(
        "calls",
        """
        at                outcome   wait_s  caller
        2026-11-13 09:00  answered  1       anna
        2026-11-16 09:00  answered  1       anna
        """,
    )

    weeks = sums.by_week(sums.read(line.con, repeat_days=5))

    assert weeks["open", "repeat_calls"].tolist() == [0, 0]


def test_distinct_callers_are_counted_over_the_week(new_line):
    """A caller who tries on Monday and on Tuesday is one caller."""
    line = new_line()
    line.deliver(
        "calls",
        """
        at                outcome    wait_s  caller
        2026-11-16 09:00  abandoned  1       anna
        2026-11-17 09:00  answered   1       anna
        2026-11-17 09:00  answered   1       bela
        2026-11-17 09:00  answered   1       -
        2026-11-17 19:00  answered   1       cleo
        2026-11-17 09:00  ivr_exit   -       dora
        """,
    )
    quarters = sums.read(line.con, repeat_days=3)

    assert sums.callers(line.con, quarters, "open")["2026-W47"] == 2
    assert sums.callers(line.con, quarters, "all")["2026-W47"] == 3


INTERVALS = """
    at                minutes  offered  answered  abandoned  wait_answered_s  available_s
    2026-11-16 09:00  30       10       9         1          90               600
    2026-11-17 09:00  30       20       18        2          180              600
    """


def test_interval_counts_stand_in_where_there_are_no_calls(new_line):
    """Some providers deliver counts only; the same figures come out of them."""
    line = new_line()
    line.deliver("intervals", INTERVALS)

    week = _week(line)

    assert week[["offered", "answered", "abandoned", "wait_answered_s"]].tolist() == [30, 27, 3, 270]
    assert np.isnan(week["received"])


def test_calls_win_over_interval_counts_of_the_same_day(new_line):
    """Two files of one side must not be added up; what no call holds is still taken from the counts."""
    line = new_line()
    line.deliver("intervals", INTERVALS)
    line.deliver("calls", "at  outcome  wait_s\n2026-11-16 09:00  answered  5")

    week = _week(line)

    assert week[["offered", "answered", "available_s"]].tolist() == [21, 19, 1200]


def test_no_quantile_and_no_callers_are_told_of_a_week_with_interval_counts(new_line):
    """They cannot be had from sums, and calls of one day do not speak for the week."""
    line = new_line()
    line.deliver("intervals", INTERVALS)
    line.deliver("calls", "at  outcome  wait_s  caller\n2026-11-16 09:00  answered  5  anna")
    quarters = sums.read(line.con, repeat_days=3)

    assert sums.quantiles(line.con, quarters, {"wait.p90": (0.9, "open")}).empty
    assert sums.callers(line.con, quarters, "open").empty


@pytest.mark.parametrize(
    ("minutes", "told"), [(5, True), (6, True), (10, True), (15, True), (30, True), (20, False), (60, False)]
)
def test_an_interval_feeds_half_hours_only_where_it_nests_in_them(new_line, minutes, told):
    """Nobody knows how an hour's calls fell on its two halves: the map says so and makes nothing up."""
    line = new_line()
    row = f"at  minutes  offered  answered\n2026-11-16 09:00  {minutes}  10  9"
    line.deliver("intervals", row)
    quarters = sums.read(line.con, repeat_days=3)

    half_hours = sums.by_half_hour(quarters, pd.DatetimeIndex([MONDAY]))["offered"]

    assert half_hours.notna().all() == told
    assert half_hours.sum() == (10 if told else 0)
    assert sums.by_day(quarters)["all", "offered"][MONDAY] == 10


def test_a_day_that_is_one_interval_counts_as_open_whole(new_line):
    """A daily count cannot be cut at opening time; a day the line is closed all day is not open."""
    line = new_line()
    line.deliver(
        "intervals",
        """
        at                minutes  offered  answered
        2026-11-16 00:00  1440     100      90
        2026-11-21 00:00  1440     5        0
        """,
    )

    weeks = sums.by_week(sums.read(line.con, repeat_days=3))

    assert weeks["open", "offered"].iloc[0] == 100
    assert weeks["closed", "offered"].iloc[0] == 5


def test_six_minute_counts_add_up_to_their_half_hour(new_line):
    """Intervals of six minutes straddle quarter-hours, and nest in half-hours all the same."""
    line = new_line()
    times = [f"2026-11-16 09:{minute:02d}" for minute in range(0, 60, 6)]
    line.deliver("carrier_counts", [{"at": at, "minutes": 6, "presented": 1.0 + n} for n, at in enumerate(times)])
    quarters = sums.read(line.con, repeat_days=3)

    half_hours = sums.by_half_hour(quarters, pd.DatetimeIndex([MONDAY]))["presented"][MONDAY]

    assert half_hours[[540, 570]].tolist() == [1 + 2 + 3 + 4 + 5, 6 + 7 + 8 + 9 + 10]


def test_the_hour_that_comes_twice_is_counted_twice(new_line):
    """On the last Sunday of October 100 quarter-hours bring their calls, none is lost and none is merged away."""
    line = new_line("2026-W43", hours="00:00-24:00", days=("sun",), holidays="open")
    line.deliver(
        "calls",
        """
        at                fold  outcome   wait_s
        2026-10-25 02:10  0     answered  1
        2026-10-25 02:10  1     answered  1
        2026-10-25 03:10  0     answered  1
        """,
    )
    quarters = sums.read(line.con, repeat_days=3)

    assert len(quarters.slots[quarters.slots["day"] == "2026-10-25"]) == 100
    assert sums.by_day(quarters)["open", "answered"][pd.Timestamp("2026-10-25")] == 3
    half_hours = sums.by_half_hour(quarters, pd.DatetimeIndex(["2026-10-25"]))["answered"]
    assert half_hours[pd.Timestamp("2026-10-25"), 120] == 2


def test_half_hours_add_up_to_days_and_days_to_the_week(new_line, fill):
    """Sum first, divide last: every grain comes from the same quarter-hours."""
    line = fill(new_line(back=1))
    quarters = sums.read(line.con, repeat_days=3)
    days = pd.DatetimeIndex(quarters.slots["day"].unique())

    by_half_hour = sums.by_half_hour(quarters, days).groupby("day").sum(min_count=1)
    by_day = sums.by_day(quarters)["all"]
    by_week = sums.by_week(quarters)["all"]
    weeks = quarters.slots.groupby("day")["week"].first()

    pd.testing.assert_frame_equal(by_half_hour[by_day.columns], by_day, check_names=False, check_freq=False)
    added = by_day.groupby(weeks).sum(min_count=1)[by_week.columns]
    pd.testing.assert_frame_equal(added, by_week, check_names=False, check_index_type=False)


def test_days_that_a_side_did_not_deliver_are_seen(new_line, fill):
    """Missing is not zero: a day without any row of a side is a file that did not come."""
    line = fill(new_line(), without=("2026-11-18",))
    quarters = sums.read(line.con, repeat_days=3)

    assert [str(day.date()) for day in quarters.missing("provider").index] == ["2026-11-18"]
    assert quarters.missing("client").empty
    assert np.isnan(sums.by_day(quarters)["all", "answered"][pd.Timestamp("2026-11-18")])


def test_a_day_on_which_the_carrier_delivered_nothing_lacks_no_file(new_line):
    """On a quiet line a day without a call happens: the other side's zero proves it."""
    line = new_line()
    line.deliver("calls", "at  outcome  wait_s\n2026-11-16 09:00  answered  5")
    days = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]
    counts = [{"at": f"{day} 09:00", "minutes": 30, "presented": float(day == days[0])} for day in days]
    line.deliver("carrier_counts", counts)

    assert sums.read(line.con, repeat_days=3).missing("provider").empty


SPOKEN = {"at": "2026-11-16 09:00", "outcome": "answered", "wait_s": 5.0}
COUNTED = {"minutes": 30, "answered": 2.0}


@pytest.mark.parametrize(
    ("calls", "intervals", "handle"),
    [
        ({"talk_s": 90.0, "hold_s": 10.0, "acw_s": 20.0}, {"handle_s": 999.0}, 240.0),
        ({"talk_s": 90.0, "hold_s": None, "acw_s": 20.0}, {"handle_s": 260.0}, 260.0),
        ({"talk_s": 90.0}, {"handle_s": 260.0, "talk_s": 1.0, "hold_s": 1.0, "acw_s": 1.0}, 260.0),
        ({"talk_s": 90.0}, {"talk_s": 180.0, "hold_s": 20.0, "acw_s": 40.0}, 240.0),
        ({"talk_s": 90.0}, {"talk_s": 180.0, "acw_s": 40.0}, np.nan),
        ({"talk_s": 90.0, "acw_s": 20.0}, None, np.nan),
        ({"handle_s": 130.0}, None, 260.0),
        ({"handle_s": 130.0, "acw_s": 20.0}, {"handle_s": 999.0}, 260.0),
        ({"handle_s": 130.0, "talk_s": 90.0, "hold_s": 10.0, "acw_s": 20.0}, None, 260.0),
        (None, {"handle_s": 260.0}, 260.0),
        (None, {"talk_s": 180.0, "hold_s": 20.0, "acw_s": 40.0}, 240.0),
        (None, {"talk_s": 180.0}, np.nan),
    ],
)
def test_handle_time_comes_from_the_calls_then_from_the_providers_total_then_from_its_parts(
    new_line, calls, intervals, handle
):
    """Many platforms write hold time in no call but hand over the total: the contract's figure must not be lost."""
    line = new_line()
    if calls:
        line.deliver("calls", [SPOKEN | calls] * 2)
    if intervals:
        line.deliver("intervals", [{"at": "2026-11-16 09:00"} | COUNTED | intervals])

    assert _week(line)["handle_s"] == pytest.approx(handle, nan_ok=True)


def test_a_total_of_calls_says_nothing_of_its_parts(new_line):
    """Handle time is known, talk and hold are not: a hold of 0 would be an invention."""
    line = new_line()
    line.deliver("calls", [SPOKEN | {"handle_s": 130.0, "acw_s": 20.0}])

    assert _week(line)[["talk_s", "hold_s"]].isna().all()
    assert _week(line)[["handle_s", "acw_s"]].tolist() == [130.0, 20.0]


def test_handle_time_of_some_days_only_is_no_handle_time_of_the_week(new_line):
    """Three days' seconds over five days' calls would make a fine average that is wrong."""
    line = new_line()
    line.deliver("calls", [SPOKEN | {"talk_s": 90.0}, SPOKEN | {"talk_s": 90.0, "at": "2026-11-17 09:00"}])
    line.deliver("intervals", [{"at": "2026-11-16 09:00", "handle_s": 260.0} | COUNTED])

    assert np.isnan(_week(line)["handle_s"])
