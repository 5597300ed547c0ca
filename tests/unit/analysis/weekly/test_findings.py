"""At most five findings, ranked by what they cost; a quiet week says that all is kept, and no more."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from kit.analysis import weekly
from kit.analysis.review import Finding
from kit.analysis.weekly.result import FINDING_KINDS
from kit.period import Period
from kit.store import Delivery

pytestmark = pytest.mark.slow

MONDAY = dt.date(2026, 11, 16)
WEEK = "2026-W47"


def _found(line, **tables) -> tuple[Finding, ...]:
    return weekly.review(line.tables(**tables), line.contract).findings


def _kinds(line, **tables) -> list[str]:
    return [finding.kind for finding in _found(line, **tables)]


def _one(line, kind: str, **tables) -> Finding:
    return next(finding for finding in _found(line, **tables) if finding.kind == kind)


def _lose(line, count: int, at: str = "10:05", day: dt.date = MONDAY, counted: bool = True) -> None:
    """More calls of that half-hour, all abandoned; the carrier delivered them too."""
    line.deliver("calls", [{"at": f"{day} {at}", "outcome": "abandoned", "wait_s": 90.0}] * count)
    if counted:
        half = f"{at[:2]}:{'30' if int(at[3:]) >= 30 else '00'}"
        counts = {"minutes": 30, "number": "2", "presented": float(count), "busy": 0.0, "closed": 0.0}
        line.deliver("carrier_counts", [{"at": f"{day} {half}"} | counts | {"delivered": float(count)}])


def _short(line, missing: float, start: str, end: str, day: dt.date = MONDAY) -> None:
    """Advisers who were planned and are not there, from one half-hour to another."""
    line.con.execute(
        "update staffing set present = planned - ? where start_local >= ? and start_local < ?",
        [missing, f"{day} {start}", f"{day} {end}"],
    )


@pytest.fixture
def quiet(new_line, fill):
    """Ten steady weeks: 2,000 calls each, 95 % answered after 10 s."""

    def make(back: int = 9, **terms):
        return fill(new_line(back=back, **terms))

    return make


def test_a_quiet_week_says_that_all_is_kept_and_nothing_else(quiet):
    """An alarm on a quiet Monday costs the page its readers."""
    found = _found(quiet())

    assert [(one.rank, one.kind, one.calls) for one in found] == [(1, "all_kept", None)]
    assert found[0].fields["figures"] == ["answer_rate.agent", "sl.T", "asa"]


def test_a_first_week_without_any_past_says_what_it_can(quiet):
    """A new partnership has nothing to compare with: its first page must hold all the same."""
    assert _kinds(quiet(back=0)) == ["all_kept"]


def test_a_missed_rate_is_told_in_calls(quiet):
    """ "Two points short" moves nobody; "how many calls" does."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.97}])
    finding = _one(line, "objective_missed")

    assert finding.figure == "answer_rate.agent"
    assert finding.calls == pytest.approx(0.97 * 2000 - 1900)
    assert finding.fields["gap"] == pytest.approx(-0.02)


def test_a_missed_upper_bound_is_told_in_calls_too(quiet):
    """Abandonment may be what the contract names."""
    finding = _one(quiet(objectives=[{"figure": "abandon", "at_most": 0.03}]), "objective_missed")

    assert finding.calls == pytest.approx(100 - 0.03 * 2000)


def test_a_missed_wait_has_no_cost_in_calls_and_is_told_all_the_same(quiet):
    """Seconds are no calls: none are made up."""
    finding = _one(quiet(objectives=[{"figure": "asa", "at_most": 5}]), "objective_missed")

    assert (finding.figure, finding.calls, finding.fields["value"]) == ("asa", None, 10.0)


def test_objectives_missed_by_the_same_calls_are_one_finding(quiet):
    """Calls not answered miss the rate, the service level and the wait: one loss, told once, by its costliest rate."""
    line = quiet(
        objectives=[
            {"figure": "answer_rate.agent", "at_least": 0.96},
            {"figure": "sl.T", "variant": "v3", "at_least": 0.99},
            {"figure": "asa", "at_most": 5},
            {"figure": "aht", "at_most": 200},
        ]
    )
    missed = [finding for finding in _found(line) if finding.kind == "objective_missed"]

    assert [finding.figure for finding in missed] == ["sl.T", "aht"]
    assert missed[0].fields["variant"] == "sl.v3"
    assert [other["figure"] for other in missed[0].fields["also"]] == ["answer_rate.agent", "asa"]


def test_weeks_missed_in_a_row_are_counted_by_the_terms_of_each(quiet):
    """The third week in a row is another talk than the first; a stricter clause does not reach back."""
    line = quiet(back=5, objectives=[{"figure": "answer_rate.agent", "at_least": 0.90}])
    base = line.contract.terms[0]
    stricter = base.model_copy(
        update={
            "valid_from": Period.week("2026-W45").first,
            "objectives": [base.objectives[0].model_copy(update={"at_least": 0.97})],
        }
    )
    line.contract = line.contract.model_copy(update={"terms": [base, stricter]})

    assert _one(line, "objective_missed").fields["weeks_missed"] == 3


def test_a_week_whose_objectives_cannot_be_judged_says_so(new_line, fill):
    """Silence would be taken for "kept"."""
    line = fill(new_line(), without=("2026-11-18",))
    finding = _one(line, "not_judged")

    assert finding.fields == {"figures": ["answer_rate.agent", "sl.T", "asa"], "reason": "not_delivered"}
    assert "all_kept" not in _kinds(line)


# Hours and advisers


def test_the_worst_hours_of_a_missed_week_are_found(quiet):
    """The meeting needs the place: Monday, ten to eleven, and what was usual there."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.94}])
    _lose(line, 30, "10:05")
    _lose(line, 25, "10:35")
    finding = _one(line, "worst_hours")

    assert (finding.fields["date"], finding.fields["from_minute"], finding.fields["to_minute"]) == (MONDAY, 600, 660)
    assert (finding.fields["abandoned"], finding.fields["usual"], finding.calls) == (57, 2, 55)
    assert finding.fields["answer_rate"] == pytest.approx(38 / 95)
    assert finding.fields["usual_answer_rate"] == pytest.approx(0.95)


def test_hours_are_not_told_when_the_week_kept_its_rates_and_lost_no_more_than_usual(quiet):
    """Every week has a worst hour."""
    line = quiet()
    for back in (2, 3):  # weeks that lost as much
        _lose(line, 40, day=MONDAY - dt.timedelta(weeks=back) + dt.timedelta(days=1))
    _lose(line, 30)

    assert _kinds(line) == ["all_kept"]


@pytest.mark.parametrize("count", [13, 14])
def test_hours_that_lost_a_few_calls_more_are_not_told(quiet, count):
    """Below 15 calls over usual it may be chance."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.97}])
    _lose(line, count)

    assert _kinds(line) == ["objective_missed"]


def test_hours_that_were_as_bad_before_are_not_told(quiet):
    """If last month's worst Monday lost as many there, this one is no news."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.97}])
    _lose(line, 20, day=MONDAY - dt.timedelta(weeks=3))
    _lose(line, 28)

    assert "worst_hours" not in _kinds(line)


def test_missing_advisers_explain_the_hours_they_were_missed_in(quiet):
    """The cause takes the place of the effect: the same calls are not told twice."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.94}])
    for at in ("09:05", "09:35", "10:05", "10:35"):
        _lose(line, 15, at)
    _short(line, 2, "09:00", "11:00")
    found = _found(line)
    finding = next(one for one in found if one.kind == "staffing_short")

    assert [one.kind for one in found] == ["staffing_short", "objective_missed"]
    assert (finding.calls, finding.fields["missing"], finding.fields["planned"]) == (60, 2, 10)
    assert (finding.fields["from_minute"], finding.fields["to_minute"]) == (540, 660)


@pytest.mark.parametrize(
    ("missing", "start", "end", "told"),
    [
        (2.0, "09:00", "11:00", True),
        (1.0, "09:00", "11:00", True),
        (0.5, "09:00", "11:00", False),  # less than an adviser
        (2.0, "09:00", "10:30", False),  # less than two hours
        (2.0, "13:00", "15:00", False),  # hours that lost no call
    ],
)
def test_advisers_are_short_when_one_is_missing_for_two_hours_that_lost_calls(quiet, missing, start, end, told):
    """Someone late at noon explains nothing."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.94}])
    for at in ("09:05", "09:35", "10:05", "10:35"):
        _lose(line, 15, at)
    _short(line, missing, start, end)

    assert ("staffing_short" in _kinds(line)) == told


@pytest.mark.parametrize(("missing", "told"), [(1.0, False), (2.0, True)])
def test_in_a_week_that_kept_its_rates_only_several_missing_advisers_are_told(quiet, missing, told):
    """One adviser ill for a morning is an ordinary day; two whose absence cost thirty calls is not."""
    line = quiet()
    _lose(line, 90, day=MONDAY - dt.timedelta(weeks=2, days=-1))  # some week lost more
    for at in ("09:05", "09:35", "10:05", "10:35"):
        _lose(line, 8, at)
    _short(line, missing, "09:00", "11:00")

    assert ("staffing_short" in _kinds(line)) == told


def test_a_day_without_calls_file_blames_no_missing_adviser(new_line, fill):
    """Calls that were not delivered were not lost."""
    line = fill(new_line(back=9), without=(str(MONDAY),))
    _short(line, 5, "09:00", "12:00")

    assert _kinds(line) == ["days_missing", "not_judged"]


# Counts and outages


def test_counts_beyond_tolerance_are_told_with_day_and_hours(quiet):
    """Who looks for 26 lost calls needs Wednesday afternoon, not the week."""
    line = quiet()
    wednesday = MONDAY + dt.timedelta(days=2)
    for at in ("14:00", "14:30", "15:00"):
        counts = {"minutes": 30, "number": "2", "presented": 8.0, "busy": 0.0, "closed": 0.0, "delivered": 8.0}
        line.deliver("carrier_counts", [{"at": f"{wednesday} {at}"} | counts])
    finding = _one(line, "counts_differ")

    assert finding.calls == finding.fields["unexplained"] == 24
    assert (finding.fields["date"], finding.fields["days"]) == (wednesday, [wednesday])
    assert (finding.fields["from_minute"], finding.fields["to_minute"]) == (840, 930)


def test_daily_counts_that_differ_are_told_without_hours(quiet):
    """A carrier that counts by the day cannot say at what hour; the page must not either."""
    line = quiet()
    counts = {"minutes": 1440, "number": "2", "presented": 24.0, "busy": 0.0, "closed": 0.0, "delivered": 24.0}
    line.deliver("carrier_counts", [{"at": "2026-11-18 00:00"} | counts])
    fields = _one(line, "counts_differ").fields

    assert fields["date"] == dt.date(2026, 11, 18)
    assert (fields["from_minute"], fields["to_minute"]) == (None, None)


def test_an_outage_and_a_ghost_burst_are_told(quiet):
    """Both explain a difference between the two counts; neither is the advisers' doing."""
    line = quiet()
    line.con.execute(
        "delete from calls where arrived_local >= '2026-11-17 10:00' and arrived_local < '2026-11-17 11:00'"
    )
    row = {"at": "2026-11-19 14:30", "minutes": 15, "of_table": "calls", "reason": "ghost", "rows": 90.0}
    line.deliver("exclusions", [row])
    counts = {"minutes": 30, "number": "2", "presented": 90.0, "busy": 0.0, "closed": 0.0, "delivered": 90.0}
    line.deliver("carrier_counts", [{"at": "2026-11-19 14:30"} | counts])
    found = {one.kind: one for one in _found(line)}

    assert list(found) == ["ghost_burst", "outage", "all_kept"]
    assert (found["outage"].calls, found["ghost_burst"].calls) == (40, 90)
    assert found["outage"].fields == {"date": dt.date(2026, 11, 17), "from_minute": 598, "to_minute": 660}


@pytest.mark.parametrize(("busy", "told"), [(20.0, True), (12.0, False)])
def test_callers_who_met_the_busy_tone_are_told_when_many_more_did(quiet, busy, told):
    """They never reached the platform: only the carrier's file knows them."""
    line = quiet()
    counts = {"at": "2026-11-16 10:00", "minutes": 30, "number": "2", "closed": 0.0, "delivered": 0.0}
    line.deliver("carrier_counts", [counts | {"presented": busy, "busy": busy}])
    found = _found(line)

    assert ("carrier_busy" in [one.kind for one in found]) == told
    if told:
        assert found[0].fields == {"busy": 20, "usual": 0, "presented": 2020}


@pytest.mark.parametrize(("back", "told"), [(3, False), (4, True)])
def test_more_than_ever_is_said_of_four_weeks_at_least(quiet, back, told):
    """The most of a line's first few weeks is no news: the carrier would be asked about an ordinary Monday."""
    line = quiet(back=back)
    counts = {"at": "2026-11-16 10:00", "minutes": 30, "number": "2", "closed": 0.0, "delivered": 0.0}
    line.deliver("carrier_counts", [counts | {"presented": 20.0, "busy": 20.0}])

    assert ("carrier_busy" in _kinds(line)) == told


# Signals


def test_a_followed_figure_outside_its_usual_range_is_told(new_line, steady):
    """No objective is missed, and yet handle times rose by half: the plan will not hold."""
    line = new_line(back=60)
    for n, week in enumerate(line.weeks):
        day = Period.week(week).first + dt.timedelta(days=1)
        for at in range(3):
            more = {"talk_s": (300.0 if week == WEEK else 200.0) + (n * 7 + at) % 5}
            line.deliver("calls", [row | more for row in steady(day + dt.timedelta(days=at), answered=3, abandoned=0)])
    line.contract = line.contract.model_copy(update={"terms": [_three_days(line.contract.terms[0])]})
    line = _again(line)
    finding = _one(line, "signal")

    assert (finding.figure, finding.fields["direction"], finding.calls) == ("aht", "up", None)
    assert finding.fields["value"] > finding.fields["upper"] > finding.fields["center"]


def _with_a_bad_week(line, abandoned: int):
    """Sixty weeks of 100 calls a day, 95 to 97 answered after some ten seconds; the last one answers fewer."""
    for n, week in enumerate(line.weeks):
        lost = abandoned if week == WEEK else 5 - n % 3
        rows = [{"outcome": "answered", "wait_s": 10.0 + n % 4}] * (100 - lost)
        rows += [{"outcome": "abandoned", "wait_s": 60.0}] * lost
        days = [day for day in Period.week(week).days if line.contract.open_spans(day)]
        line.deliver("calls", [row | {"at": f"{day} 09:00"} for day in days for row in rows])
    return line


def test_signals_of_the_same_calls_are_one_finding(new_line):
    """Answer rate and service level fell together, both kept: one change, told once, with the other beside it."""
    line = _with_a_bad_week(new_line(back=60, holidays="open"), abandoned=9)
    signals = [one for one in _found(line) if one.kind == "signal"]

    assert [(one.figure, one.fields["signal"]) for one in signals] == [("answer_rate.agent", "worse")]
    assert [other["figure"] for other in signals[0].fields["also"]] == ["sl.T"]
    assert signals[0].calls == pytest.approx((signals[0].fields["center"] - 0.91) * 500)


def test_a_missed_objective_that_is_a_signal_too_is_told_once(new_line):
    """The finding of the missed objective carries the signal."""
    found = _found(_with_a_bad_week(new_line(back=60, holidays="open"), abandoned=15))

    assert "signal" not in [one.kind for one in found]
    missed = next(one for one in found if one.kind == "objective_missed")
    assert (missed.figure, missed.fields["signal"]) == ("answer_rate.agent", "worse")


def _three_days(terms):
    hours = terms.opening_hours.model_copy(update={"mon": [], "fri": []})
    return terms.model_copy(update={"opening_hours": hours, "holidays": "open"})


def _again(line):
    """The calendar of a line whose contract has changed."""
    line.con.execute("drop table slots")
    line._slots()
    return line


def test_the_best_answer_rate_is_not_praised_while_waits_and_talk_grow(new_line, steady):
    """The figure that improved and those that got worse belong in one sentence."""
    line = new_line(back=4, objectives=[{"figure": "answer_rate.agent", "at_least": 0.9}], followed=[])
    for n, week in enumerate(line.weeks):
        worse = {"wait_s": 40.0, "talk_s": 260.0} if week == WEEK else {}
        for day in Period.week(week).days[:5]:
            answered = 19 if week != WEEK else 38
            calls = steady(day, answered=answered, abandoned=1, wait=10.0 + n)
            line.deliver("calls", [row | (worse if row["outcome"] == "answered" else {}) for row in calls])
    finding = _one(line, "mixed")

    assert finding.fields["weeks"] == 5
    assert [row["figure"] for row in finding.fields["worse"]] == ["asa", "wait.p90", "aht"]
    assert finding.fields["worse"][0]["usual"] == pytest.approx(11.5)


@pytest.mark.parametrize("back", [2, 9])
def test_three_weeks_or_equal_waits_are_no_mixed_week(quiet, back):
    """The best of three is chance; the best with nothing worse is simply good."""
    assert "mixed" not in _kinds(quiet(back=back))


# Files


def _owed(
    line, status: str, hours: float, table: str = "carrier_counts", period: str = WEEK, stated: bool = False
) -> None:
    came = pd.Timestamp("2026-11-24T08:00Z") if status == "late" else pd.NaT
    line.owed.append(
        {
            "source": table,
            "owed_by": "client" if table == "carrier_counts" else "provider",
            "table": table,
            "period": period,
            "due_at": pd.Timestamp("2026-11-23T07:00Z"),
            "received_at": came,
            "status": status,
            "hours_late": hours,
            "version": 0,
            "file": "",
            "sha256": "",
            "rows": 0,
            "stated": stated,
        }
    )


def test_a_missing_file_is_told_with_who_owes_it(quiet):
    """A figure that cannot be computed must say whose file is missing."""
    line = quiet()
    for day in ("2026-11-19", "2026-11-20"):
        _owed(line, "missing", 1.0, period=day)
    finding = _one(line, "delivery_missing")

    assert finding.fields["owed_by"] == "client"
    assert finding.fields["periods"] == ["2026-11-19", "2026-11-20"]
    assert "received_at" not in finding.fields


@pytest.mark.parametrize(("hours", "told"), [(25.0, True), (24.0 * 31, False)])
def test_a_late_file_is_told_and_loaded_history_is_not(quiet, hours, told):
    """A file of last year that is loaded now is not "8,760 hours late"."""
    line = quiet()
    _owed(line, "late", hours)

    assert ("delivery_late" in _kinds(line)) == told


def test_late_files_of_one_side_share_one_of_the_five_places(quiet):
    """History loaded within the month would fill the page with reproaches and leave no room for figures."""
    line = quiet()
    for table, hours in (("calls", 30.0), ("staffing", 75.0), ("carrier_counts", 4.0)):
        _owed(line, "late", hours, table)
    found = _found(line)
    late = [one.fields for one in found if one.kind == "delivery_late"]

    assert [one.kind for one in found] == ["all_kept", "delivery_late", "delivery_late"]
    assert [(one["owed_by"], len(one["periods"]), one["hours_late"]) for one in late] == [
        ("provider", 2, 75.0),
        ("client", 1, 4.0),
    ]
    assert (late[0]["tables"], late[0]["source"]) == (["calls", "staffing"], "staffing")


@pytest.mark.parametrize("stated", [False, True])
def test_a_lateness_that_rests_on_a_stated_moment_says_so(quiet, stated):
    """Whoever loads the other side's files could make them late by a word: the reproach must show what it rests on."""
    line = quiet()
    _owed(line, "late", 30.0, "calls")
    _owed(line, "late", 4.0, "staffing", stated=stated)

    assert _one(line, "delivery_late").fields["stated"] is stated


# What the provider's file does not hold


def _cut(line, at: str) -> None:
    """The week's one file loses its last lines."""
    line.con.execute("delete from calls where arrived_local >= ?", [at])


def test_a_file_cut_at_a_lines_end_is_told_first_and_is_no_outage(quiet):
    """The carrier counts on: without the calendar, half a week of calls would look like a platform that broke down."""
    line = quiet()
    _cut(line, "2026-11-19 14:00")
    found = _found(line)

    assert [one.kind for one in found] == ["days_missing", "not_judged"]
    fields = found[0].fields
    assert (fields["owed_by"], fields["table"], fields["days"]) == ("provider", "calls", [dt.date(2026, 11, 20)])
    assert (fields["calls"], fields["stop_calls"], found[0].calls) == (400.0, 160.0, 560.0)
    assert (fields["stop_date"], fields["stop_minute"]) == (dt.date(2026, 11, 19), 838)


def test_a_file_that_stops_on_its_last_day_is_told_first(quiet):
    """No day is missing, and yet the last afternoon is: nobody can tell from the file alone, and half a Friday is no
    week to judge by."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.97}])
    _cut(line, "2026-11-20 12:00")
    found = _found(line)

    assert [one.kind for one in found] == ["file_stops", "not_judged"]
    assert found[0].fields == {"date": dt.date(2026, 11, 20), "from_minute": 718, "to_minute": 1080}
    assert found[0].calls == 240.0


def test_a_day_that_the_ledger_misses_is_told_once_with_its_date(quiet):
    """Friday's file and Friday's calls are missing: that is one thing, told with the date on which it was due."""
    line = quiet()
    _cut(line, "2026-11-20 00:00")
    _owed(line, "missing", 20.0, "calls", period="2026-11-20")

    assert _kinds(line) == ["delivery_missing", "not_judged"]


def test_a_day_that_need_not_have_come_yet_is_no_reproach(quiet):
    """A page made on Friday morning must not blame anyone for Friday."""
    line = quiet()
    _cut(line, "2026-11-20 00:00")
    _owed(line, "not_due", float("nan"), "calls", period="2026-11-20")

    assert "days_missing" not in _kinds(line)


def test_days_missing_of_the_carrier_are_told_of_the_client(quiet):
    """Both sides owe files; what holds for one holds for the other."""
    line = quiet()
    line.con.execute("delete from carrier_counts where local_date = '2026-11-17'")
    found = _one(line, "days_missing")

    assert (found.fields["owed_by"], found.fields["table"], found.calls) == ("client", "carrier_counts", 400.0)
    assert found.fields["stop_date"] is None


def _delivery(**more) -> Delivery:
    base = {
        "sha256": "a", "file": "calls.csv", "source": "file", "table": "calls", "owed_by": "provider",
        "received_at": "2026-11-23T07:00:00+00:00", "rows_read": 2000, "accepted": 2000,
        "first_date": "2026-11-16", "last_date": "2026-11-22", "weeks": (WEEK,),
    }  # fmt: skip
    return Delivery(**(base | more))


@pytest.mark.parametrize(("rows", "told"), [(10, False), (30, True)])
def test_rows_in_quarantine_are_told_when_they_are_more_than_a_few(quiet, rows, told):
    """Each is listed further down; a finding is for those that could move a figure."""
    line = quiet()
    line.deliveries.append(_delivery(by_week={WEEK: {"quarantined": rows}}))
    found = {one.kind: one for one in _found(line)}

    assert ("quarantined" in found) == told
    if told:
        assert found["quarantined"].fields["tables"] == {"calls": 30}


def test_a_week_that_a_new_file_changed_is_told(new_line, fill):
    """Both sides signed other numbers: they must see which moved, and by which file."""
    first, second = fill(new_line()), fill(new_line())
    first.con.execute("delete from calls where outcome = 'answered' and arrived_local < '2026-11-16 09:00'")
    first.deliveries = [_delivery()]
    second.deliveries = [*first.deliveries, _delivery(sha256="b", file="calls_corrected.csv")]
    finding = _one(second, "restated", before=first.tables())

    assert (finding.figure, finding.fields["file"]) == ("answer_rate.agent", "calls_corrected.csv")
    assert finding.fields["before"] < finding.fields["after"] == 0.95
    assert finding.fields["figures"] > 5


# All together


def test_five_findings_at_most_ranked_by_what_they_cost(quiet):
    """The meeting has a minute for each, and the costliest first."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.97}, {"figure": "aht", "at_most": 200}])
    _lose(line, 60)
    _lose(line, 30, day=MONDAY + dt.timedelta(days=1), counted=False)
    _owed(line, "missing", 1.0)
    _owed(line, "late", 25.0, "staffing")
    line.deliveries.append(_delivery(by_week={WEEK: {"quarantined": 40}}))
    found = _found(line)
    costs = [one.calls or 0 for one in found]

    assert [one.rank for one in found] == [1, 2, 3, 4, 5]
    assert costs == sorted(costs, reverse=True)
    assert {one.kind for one in found} <= set(FINDING_KINDS)
    assert [one.kind for one in found][:3] == ["objective_missed", "worst_hours", "quarantined"]


def test_fields_hold_plain_values_only(quiet):
    """They go into a JSON file that anyone can read."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.97}])
    _lose(line, 60)

    def kinds(value: object) -> set[type]:
        if isinstance(value, dict):
            return set().union(*(kinds(part) for part in value.values()), set())
        if isinstance(value, list):
            return set().union(*(kinds(part) for part in value), set())
        return {type(value)}

    for finding in _found(line):
        assert kinds(finding.fields) <= {float, int, str, bool, dt.date, type(None), pd.Timestamp}


# A contract that begins after the week


def test_nothing_is_judged_before_the_contract_begins(quiet):
    """Objectives that nobody had promised yet were missed silently, in weeks of history as in the reviewed one."""
    line = quiet(objectives=[{"figure": "sl.T", "variant": "v3", "at_least": 0.99}], valid_from=dt.date(2026, 11, 17))
    review = weekly.review(line.tables(), line.contract)

    assert review.data["terms_from"] == "2026-11-17"
    assert [one.kind for one in review.findings] == []
    assert review.judged["figure"].tolist() == ["sl.v3", "vol.offered", "aht"]
    assert review.figure("sl.v3")["value"] == 0.95
    assert set(review.figures["status"]) == {"not_judged"} and review.figures["objective"].isna().all()
    assert review.by_day["is_open"].sum() == 5  # by the opening hours of the first terms


def test_weeks_before_the_contract_are_no_weeks_missed(quiet):
    """ "For the tenth week in a row" of a contract that is two weeks old."""
    line = quiet(objectives=[{"figure": "answer_rate.agent", "at_least": 0.97}], valid_from=dt.date(2026, 11, 9))
    review = weekly.review(line.tables(), line.contract)

    assert review.data["terms_from"] == ""
    assert review.findings[0].fields["weeks_missed"] == 2
