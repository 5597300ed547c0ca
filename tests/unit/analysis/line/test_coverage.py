"""What is not whole: per table, source, part and interval, on lines of every kind."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from kit import calendar
from kit.analysis import weekly
from kit.analysis.line import coverage, sums
from kit.params.contract import Reconciliation
from kit.period import Period

ALWAYS = {"hours": "00:00-24:00", "days": calendar.DAYS, "holidays": "open"}
WEEK = "2026-W49"
FRIDAY = dt.date(2026, 12, 4)


def counts(line, minutes: int = 60, queues=("A",), without=lambda day, minute, queue: False) -> None:
    """Interval counts of every open day, round the clock: 30 calls in each, of which two are abandoned."""
    rows = []
    for day in (day for week in line.weeks for day in Period.week(week).days):
        spans = line.contract.open_spans(day)
        for minute in range(0, 1440, minutes):
            if not any(start <= minute < end for start, end in spans):
                continue
            at = {"at": f"{day} {minute // 60:02d}:{minute % 60:02d}", "minutes": minutes}
            some = {"offered": 30.0, "answered": 28.0, "abandoned": 2.0, "wait_answered_s": 560.0}
            rows += [at | some | {"queue": queue} for queue in queues if not without(day, minute, queue)]
    line.deliver("intervals", rows)


def seen(line) -> coverage.Coverage:
    tables = line.tables()
    quarters = sums.read(line.con, repeat_days=3)
    return coverage.read(line.con, quarters, tables.declared, tables.deliveries, Reconciliation())


def lacks(line) -> list[tuple]:
    """(date, part, came, due, state) of the reviewed week's days that are not whole."""
    rows = coverage.statement(seen(line), Period.week(line.weeks[-1]).days, line.declared())
    return [(one["date"], one["part"], one["came"], one["due"], one["state"]) for one in rows]


@pytest.mark.slow
def test_hours_that_a_round_the_clock_line_did_not_deliver_are_counted(new_line):
    """4 of Friday's 24 hours came: the sums add up, and the week is still not there."""
    line = new_line(WEEK, back=9, **ALWAYS)
    counts(line, without=lambda day, minute, queue: day == FRIDAY and minute >= 240)
    found = weekly.review(line.tables(), line.contract)

    assert lacks(line) == [("2026-12-04", "", 4.0, 24.0, "partial")]
    assert found.data["completeness"] == pytest.approx(148 / 168)
    assert (found.data["complete"], found.data["days"]) == (False, {"open": 7, "provider": 6})
    assert found.data["hours"] == {"open": 168.0, "provider": 148.0}


@pytest.mark.slow
def test_a_day_that_is_not_whole_is_compared_with_nothing(new_line):
    """Four hours against a usual day would be a fall of 83 % that never happened."""
    line = new_line(WEEK, back=9, **ALWAYS)
    counts(line, without=lambda day, minute, queue: day == FRIDAY and minute >= 240)
    found = weekly.review(line.tables(), line.contract)
    friday = found.by_day.set_index("local_date").loc[FRIDAY]

    assert (friday["came"], friday["due"], friday["state"], friday["offered"]) == (4.0, 24.0, "partial", 120.0)
    assert np.isnan(friday["usual_offered"])
    assert {one.kind for one in found.findings} == {"days_partial", "not_judged"}
    assert set(found.figures.loc[found.figures["sense"] != "", "status"]) == {"not_judged"}


@pytest.mark.slow
def test_a_half_hour_that_did_not_come_is_no_zero(new_line):
    """An empty cell of demand reads as "nobody called"."""
    line = new_line("2026-W47", back=4)
    counts(line, minutes=30, without=lambda day, minute, queue: day == dt.date(2026, 11, 18) and minute == 600)
    heat = weekly.review(line.tables(), line.contract).heat
    cell = heat[(heat["local_date"] == dt.date(2026, 11, 18)) & (heat["half_hour"] == 600)].iloc[0]

    assert np.isnan(cell["offered"])
    assert (cell["state"], set(heat["state"])) == ("partial", {"", "partial"})
    assert lacks(line) == [("2026-11-18", "", 19.0, 20.0, "partial")]


@pytest.mark.slow
@pytest.mark.parametrize("back", [0, 1, 9])
def test_a_queue_whose_days_are_gone_is_told_though_the_line_is_covered(new_line, back):
    """27,418 calls instead of 36,053, and every hour has a row: only the queue's own past shows what lacks."""
    line = new_line(WEEK, back=back, **ALWAYS)
    gone = (dt.date(2026, 12, 2), dt.date(2026, 12, 3))
    counts(line, queues=("A", "B"), without=lambda day, minute, queue: queue == "B" and day in gone)
    found = weekly.review(line.tables(), line.contract)

    assert lacks(line) == [(str(day), "B", 0.0, 24.0, "missing") for day in gone]
    assert found.findings[0].kind == "days_partial"
    assert (found.findings[0].fields["parts"], found.findings[0].fields["days"]) == (["B"], list(gone))
    assert found.data["completeness"] == pytest.approx(12 / 14)


def test_a_queue_that_opens_later_than_the_line_owes_its_own_hours(new_line):
    """Its past says when it opens; a missing row inside those hours is told, one outside is not."""
    line = new_line(WEEK, back=9, **ALWAYS)

    def without(day, minute, queue):
        return queue == "B" and (not 540 <= minute < 1020 or (day == FRIDAY and minute == 600))

    counts(line, queues=("A", "B"), without=without)

    assert lacks(line) == [("2026-12-04", "B", 7.0, 8.0, "partial")]


@pytest.mark.slow
def test_a_queue_that_closed_for_good_is_told_for_two_weeks(new_line):
    """Longer would cry over what both sides know; shorter would hide a file that stopped coming."""
    told = []
    for weeks_ago in range(5):
        closed = Period.week(WEEK).first - dt.timedelta(weeks=weeks_ago)
        line = new_line(WEEK, back=12, **ALWAYS)
        counts(line, minutes=1440, queues=("A", "B"), without=lambda d, m, q, c=closed: q == "B" and d >= c)
        told.append(len(lacks(line)))

    assert told == [7, 7, 0, 0, 0]


def test_a_queue_that_is_new_owes_nothing_of_before(new_line):
    """It opened on Wednesday: Monday and Tuesday lack nothing."""
    line = new_line(WEEK, back=9, **ALWAYS)
    counts(line, queues=("A", "B"), without=lambda day, minute, queue: queue == "B" and day < dt.date(2026, 12, 2))

    assert lacks(line) == []


@pytest.mark.parametrize("minutes", [5, 6, 10, 15, 20, 30, 60, 120, 1440])
def test_any_length_of_interval_is_whole_where_nothing_lacks_and_one_row_is_seen_to_lack(new_line, minutes):
    """Carriers count in 6 minutes, platforms in 20: neither nests in a quarter-hour."""
    whole, holed = new_line("2026-W47", **ALWAYS), new_line("2026-W47", **ALWAYS)
    at = 600 if minutes < 1440 else 0
    counts(whole, minutes=minutes)
    counts(holed, minutes=minutes, without=lambda d, m, q: d == dt.date(2026, 11, 18) and m == at)

    assert lacks(whole) == []
    [(date, _, came, due, state)] = lacks(holed)
    assert (date, due) == ("2026-11-18", 1440 / minutes)
    assert came == 1440 / minutes - 1
    assert state == ("missing" if minutes == 1440 else "partial")


@pytest.mark.parametrize(("week", "hours"), [("2026-W13", 167), ("2026-W43", 169)])
def test_the_nights_on_which_the_clock_changes_have_their_own_hours(new_line, week, hours):
    """An hour that does not exist is not missing; the one that comes twice is due twice."""
    line = new_line(week, **ALWAYS)
    starts = [start for day in Period.week(week).days for start in calendar.slot_starts(day, "Europe/Paris")]
    rows, before = [], None
    for _, local in starts[::4]:
        fold = int(local == before or any(row["at"] == f"{local:%Y-%m-%d %H:%M}" for row in rows[-8:]))
        rows.append({"at": f"{local:%Y-%m-%d %H:%M}", "fold": fold, "minutes": 60, "offered": 30.0})
        before = local
    line.deliver("intervals", rows)

    assert len(rows) == hours
    assert lacks(line) == []


def test_a_night_hour_that_came_once_instead_of_twice_is_one_of_25(new_line):
    """Exports that write local time alone lose one of the two."""
    line = new_line("2026-W43", **ALWAYS)
    counts(line)

    assert lacks(line) == [("2026-10-25", "", 24.0, 25.0, "partial")]


@pytest.mark.slow
def test_a_source_that_leaves_out_empty_intervals_owes_days_only(new_line):
    """Its mapping says so; then a missing row is a zero, and only a day without any row is not there."""
    line = new_line("2026-W47", back=2, **ALWAYS)
    counts(line, without=lambda day, minute, queue: minute < 300 or day == dt.date(2026, 11, 19))
    tables = line.tables(declared=tuple(one | {"zero_rows": "left_out"} for one in line.declared()))
    found = weekly.review(tables, line.contract)

    assert [(one["date"], one["state"]) for one in found.data["coverage"]] == [("2026-11-19", "missing")]


# Calls


def _calls(line, queues: dict[str, int], without=lambda day, queue: False) -> None:
    rows = []
    for day in (day for week in line.weeks for day in Period.week(week).days if line.contract.open_spans(day)):
        for queue, number in queues.items():
            if not without(day, queue):
                at = [f"{day} {8 + n * 9 // number:02d}:{n * 540 // number % 60:02d}" for n in range(number)]
                rows += [{"at": moment, "queue": queue, "outcome": "answered", "wait_s": 5.0} for moment in at]
    line.deliver("calls", rows)


@pytest.mark.parametrize(("number", "told"), [(30, True), (6, False)])
def test_a_queue_of_calls_that_falls_silent_is_a_question(new_line, number, told):
    """30 calls each Wednesday and none today is no chance; six may be."""
    line = new_line("2026-W47", back=9)
    day = dt.date(2026, 11, 18)
    _calls(line, {"A": 60, "B": number}, without=lambda d, queue: d == day and queue == "B")
    expected = [("2026-11-18", "B", 0.0, float(number), "silent")] if told else []

    assert lacks(line) == expected


def test_a_queue_that_was_silent_while_the_carrier_delivered_no_more_lacks_nothing(new_line):
    """The other side's count is a witness: the calls were not lost, there were none."""
    line = new_line("2026-W47", back=9)
    day = dt.date(2026, 11, 18)
    _calls(line, {"A": 60, "B": 30}, without=lambda d, queue: d == day and queue == "B")
    line.deliver("carrier_counts", [{"at": f"{day} 00:00", "minutes": 1440, "number": "1", "presented": 61.0}])

    assert "silent" not in {state for *_, state in lacks(line)}


@pytest.mark.slow
def test_quiet_queues_are_hardly_ever_called_silent(new_line):
    """Two years of a queue of 12 calls a day, drawn by chance: a false question is one day in thousands."""
    rng = np.random.default_rng(20261129)
    line = new_line("2026-W47", back=103)
    days = [day for week in line.weeks for day in Period.week(week).days if line.contract.open_spans(day)]
    drawn = rng.poisson(12, len(days))
    rows = []
    for day, number in zip(days, drawn, strict=True):
        one = {"outcome": "answered", "wait_s": 5.0}
        rows += [one | {"queue": "B", "at": f"{day} {9 + n // 4:02d}:{n % 4 * 15:02d}"} for n in range(min(number, 32))]
        rows.append(one | {"queue": "A", "at": f"{day} 09:00"})
    line.deliver("calls", rows)

    assert len(days) > 500
    assert len(seen(line).days) <= 1


@pytest.mark.slow
def test_a_file_that_stops_leaves_a_day_that_is_not_whole_in_past_weeks_too(new_line, fill):
    """Last Friday's afternoon was never delivered: this week may not be compared with that one."""
    line = fill(new_line(back=6))
    line.con.execute("update calls set delivery = 'old' where local_date < '2026-11-16'")
    line.con.execute("delete from calls where local_date = '2026-11-13' and arrived_local >= '2026-11-13 14:00'")
    review = weekly.review(line.tables(), line.contract)
    rows = seen(line).days

    assert [(row["day"].date(), row["state"], row["until"]) for _, row in rows.iterrows()] == [
        (dt.date(2026, 11, 13), "stops", 840.0)
    ]
    assert review.data["complete"]
    assert dt.date(2026, 11, 13) not in {day.date() for day in _likes(line, "2026-11-20")}


def _likes(line, day: str) -> list[pd.Timestamp]:
    from kit.analysis.line import usual

    quarters = sums.read(line.con, repeat_days=3)
    return usual.like(seen(line).of(quarters), pd.Timestamp(day), pd.Timestamp("2026-11-16"))


@pytest.mark.slow
def test_days_that_came_and_were_set_aside_are_not_missing(new_line, fill, delivery):
    """The provider delivered them: a page that says "not delivered" accuses it of what it did."""
    line = fill(new_line(back=4), without=("2026-11-17", "2026-11-18"))
    line.deliveries = [delivery(aside={"2026-11-17": 400, "2026-11-18": 390})]
    found = weekly.review(line.tables(), line.contract)

    assert [(one["date"], one["state"]) for one in found.data["coverage"]] == [
        ("2026-11-17", "set_aside"),
        ("2026-11-18", "set_aside"),
    ]
    assert found.data["missing"] == []
    first = found.findings[0]
    assert (first.kind, first.fields["aside"], first.fields["calls"]) == ("days_set_aside", 790.0, 800.0)


@pytest.mark.slow
@pytest.mark.parametrize(("aside", "state"), [(10, None), (60, "rows_aside")])
def test_a_day_of_calls_with_many_rows_set_aside_is_not_whole(new_line, fill, delivery, aside, state):
    """One row in 40 moves no figure; one in eight does."""
    line = fill(new_line(back=4))
    line.deliveries = [delivery(aside={"2026-11-18": aside})]

    assert [one for *_, one in lacks_of(line)] == ([state] if state else [])


def lacks_of(line) -> list[tuple]:
    return [(one["date"], one["state"]) for one in weekly.review(line.tables(), line.contract).data["coverage"]]


@pytest.mark.slow
def test_what_a_newer_file_of_the_day_set_aside_counts_alone(new_line, fill, delivery):
    """The corrected file was read: nothing of the old one is set aside any more."""
    line = fill(new_line(back=4))
    line.deliveries = [delivery(aside={"2026-11-18": 300}), delivery(sha256="b", aside={})]

    assert lacks_of(line) == []


# Beside the week before


@pytest.mark.slow
def test_an_incomplete_week_is_compared_on_its_whole_days_alone(new_line):
    """Two of seven days are no fall of the week."""
    line = new_line(WEEK, back=9, **ALWAYS)
    counts(line, without=lambda day, minute, queue: day > dt.date(2026, 12, 1))
    like = weekly.review(line.tables(), line.contract).data["same_days"]

    assert (like["days"], like["week"]) == (["2026-11-30", "2026-12-01"], "2026-W48")
    assert like["figures"]["vol.offered"] == {"value": 1440.0, "previous": 1440.0}


@pytest.mark.slow
def test_without_the_same_days_before_nothing_is_compared(new_line):
    """Like with like, or not at all."""
    line = new_line(WEEK, back=9, **ALWAYS)

    def without(day, minute, queue):
        return day > dt.date(2026, 12, 1) or (day == dt.date(2026, 11, 24) and minute == 0)

    counts(line, without=without)

    assert weekly.review(line.tables(), line.contract).data["same_days"] == {}


@pytest.mark.slow
def test_a_whole_week_has_no_days_to_compare_apart(new_line):
    """The figures of the week say it all."""
    line = new_line(WEEK, back=2, **ALWAYS)
    counts(line)

    assert weekly.review(line.tables(), line.contract).data["same_days"] == {}


@pytest.mark.slow
def test_sides_are_compared_only_on_days_that_both_delivered_whole(new_line, fill):
    """The carrier's Wednesday lacks an hour: the difference of that day says nothing about anybody."""
    line = fill(new_line(back=2))
    line.con.execute("delete from carrier_counts where start_local between '2026-11-18 10:00' and '2026-11-18 10:59'")
    found = weekly.review(line.tables(), line.contract)
    wednesday = found.counts_by_day.set_index("local_date").loc[dt.date(2026, 11, 18)]

    assert np.isnan(wednesday["unexplained"])
    assert "counts_differ" not in {one.kind for one in found.findings}
    assert found.count_gaps.empty


def test_a_queue_with_hours_of_its_own_owes_those(new_line):
    """The night desk opens at 20:00: its days hold nothing, and nothing lacks; one of its hours gone is told."""
    queues = {"Nuit": {"opening_hours": dict.fromkeys(calendar.DAYS, ["20:00-24:00"])}}
    line = new_line(WEEK, back=0, hours="08:00-20:00", days=calendar.DAYS, holidays="open", queues=queues)

    def without(day, minute, queue):
        night = minute >= 1200
        return night != (queue == "Nuit") or (day == FRIDAY and minute == 1320)

    counts(line, queues=("Jour", "Nuit"), without=without)

    assert lacks(line) == [("2026-12-04", "", 15.0, 16.0, "partial"), ("2026-12-04", "Nuit", 3.0, 4.0, "partial")]


# What is whole although it looks otherwise


def test_a_source_that_another_one_replaces_under_the_same_queues_lacks_nothing(new_line):
    """The platform's export got a new name: every row of both queues is there."""
    line = new_line(WEEK, back=9, **ALWAYS)
    counts(line, queues=("A", "B"))
    line.con.execute("update intervals set source = 'new export' where local_date >= '2026-11-30'")

    assert lacks(line) == []


def test_a_queue_that_opens_on_some_weekdays_owes_no_others(new_line):
    """It never had a Tuesday: the Mondays and Wednesdays beside it say nothing of one."""
    line = new_line(WEEK, back=5, **ALWAYS)
    counts(line, queues=("A", "B"), without=lambda day, minute, queue: queue == "B" and day.weekday() not in (0, 2, 4))

    assert lacks(line) == []


@pytest.mark.slow
def test_rows_without_a_queue_are_a_part_of_their_own(new_line):
    """Their day is gone; the queue beside them was delivered, and so was the day."""
    line = new_line(WEEK, back=9, **ALWAYS)
    counts(line, queues=(None, "B"), without=lambda day, minute, queue: queue is None and day == FRIDAY)

    assert lacks(line) == [("2026-12-04", "∅", 0.0, 24.0, "missing")]
    assert weekly.review(line.tables(), line.contract).data["missing"] == []


def test_hours_that_start_at_half_past_reach_over_midnight(new_line):
    """UTC hours on a clock five and a half hours ahead: the last one ends tomorrow."""
    line = new_line(WEEK, back=2, zone="Asia/Kolkata", **ALWAYS)
    days = [day for week in line.weeks for day in Period.week(week).days]
    first = dt.datetime.combine(days[0], dt.time(0, 30)) - dt.timedelta(hours=1)
    starts = [first + dt.timedelta(hours=hour) for hour in range(24 * len(days) + 1)]
    line.deliver("intervals", [{"at": f"{at:%Y-%m-%d %H:%M}", "minutes": 60, "offered": 30.0} for at in starts[1:]])

    assert lacks(line) == []


@pytest.mark.slow
def test_before_the_contract_nobody_owed_a_day(new_line, fill):
    """It began on a Wednesday: Monday and Tuesday are not missing."""
    line = new_line(valid_from=dt.date(2026, 11, 18))
    fill(line, without=("2026-11-16", "2026-11-17"))
    line.con.execute("delete from carrier_counts where local_date < '2026-11-18'")
    found = weekly.review(line.tables(), line.contract)

    assert (found.data["missing"], found.data["complete"]) == ([], True)
    assert found.data["days"] == {"open": 3, "provider": 3, "client": 3}


@pytest.mark.slow
def test_a_platform_that_does_not_say_what_it_received_has_no_outages(new_line):
    """Its counts begin at the queue: silence before it is a column that nobody delivers."""
    line = new_line(back=6)
    counts(line, minutes=30)
    halves = line.con.execute("select strftime(start_local, '%Y-%m-%d %H:%M') from intervals").fetchall()
    line.deliver("carrier_counts", [{"at": at, "minutes": 30, "number": "1", "presented": 31.0} for (at,) in halves])
    found = weekly.review(line.tables(), line.contract)

    assert found.outages.empty
    assert found.data["complete"]


@pytest.mark.slow
def test_hours_that_were_not_delivered_are_no_outage(new_line):
    """The file lacks three hours; that the platform stood still in them is more than anybody knows."""
    line = new_line(back=6)
    counts(line, minutes=30, without=lambda d, m, q: d == dt.date(2026, 11, 18) and 600 <= m < 780)
    line.con.execute("update intervals set received = offered")
    days = [day for week in line.weeks for day in Period.week(week).days if line.contract.open_spans(day)]
    halves = [f"{day} {at // 60:02d}:{at % 60:02d}" for day in days for at in range(480, 1080, 30)]
    line.deliver("carrier_counts", [{"at": at, "minutes": 30, "number": "1", "presented": 30.0} for at in halves])
    found = weekly.review(line.tables(), line.contract)

    assert found.outages.empty
    assert [one.kind for one in found.findings] == ["days_partial", "not_judged"]


@pytest.mark.slow
def test_a_second_source_of_calls_that_waits_leaves_the_week_open(new_line, fill):
    """Site 2's file came and waits: site 1's calls are not all of the line's, and nobody is late."""
    line = fill(new_line(back=4))
    owed = {"source": "site 2", "owed_by": "provider", "table": "calls", "period": "2026-W47", "status": "held"}
    line.owed = [owed | {"hours_late": 0.0}]
    found = weekly.review(line.tables(), line.contract)

    assert {(one["source"], one["state"]) for one in found.data["coverage"]} == {("site 2", "waiting")}
    assert set(found.figures.loc[found.figures["sense"] != "", "status"]) == {"not_judged"}
    assert "days_missing" not in {one.kind for one in found.findings}
