"""Both sides' counts of one line: what explains their difference, and what does not."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.analysis.line import outages, reconcile, sums
from kit.params.contract import Reconciliation
from kit.period import Period

TERMS = Reconciliation()
WEEK = "2026-W47"
MONDAY = dt.date(2026, 11, 16)


class Found:
    """Everything that is said about the counts of a line's last week."""

    def __init__(self, line, terms: Reconciliation = TERMS, week: str = WEEK) -> None:
        quarters = sums.read(line.con, repeat_days=3)
        days = pd.DatetimeIndex(Period.week(week).days, name="day")
        left_out = reconcile.exclusions(line.con, quarters)
        self.outages, lost = outages.outages(line.con, quarters, left_out, days, terms)
        self.bursts = outages.ghost_bursts(quarters, left_out, days)
        counts = reconcile.compare(quarters, sums.by_day(quarters), left_out, lost, days, terms)
        self.days = reconcile.day_table(counts).set_index("local_date")
        self.gaps = reconcile.gaps(counts, terms)
        week_sums = sums.by_week(quarters).loc[week]
        self.waterfall = reconcile.waterfall(week_sums, counts)
        self.steps = self.waterfall.set_index("step")["calls"]


def _calls(count: int, at: str = "2026-11-16 09:00", outcome: str = "answered", wait: float = 10.0) -> list[dict]:
    return [{"at": at, "outcome": outcome, "wait_s": wait}] * count


def _carrier(line, at: str = "2026-11-16 09:00", minutes: int = 30, **counts) -> None:
    line.deliver("carrier_counts", [{"at": at, "minutes": minutes, "number": "0800"} | counts])


def _excluded(line, reason: str, rows: float, at: str = "2026-11-16 09:00", table: str = "calls") -> None:
    line.deliver("exclusions", [{"at": at, "minutes": 15, "of_table": table, "reason": reason, "rows": rows}])


def test_the_waterfall_leads_from_presented_to_answered(new_line):
    """Each side sees its own end of the line only; here both ends meet."""
    line = new_line()
    _carrier(line, presented=120.0, busy=3.0, closed=7.0, delivered=110.0)
    line.deliver("calls", _calls(80) + _calls(6, outcome="abandoned", wait=60) + _calls(2, outcome="abandoned", wait=3))
    line.deliver(
        "calls", _calls(1, outcome="overflow") + _calls(9, outcome="ivr_exit") + _calls(4, outcome="deflected")
    )
    line.deliver("calls", _calls(1, at="2026-11-16 07:50"))
    _excluded(line, "ghost", 5)
    _excluded(line, "test_call", 1)

    assert [tuple(row) for row in Found(line).waterfall.to_numpy()] == [
        ("presented", "total", 120, "client", ""),
        ("busy", "lost", 3, "client", ""),
        ("closed", "explained", 7, "client", ""),
        ("delivered", "total", 110, "client", ""),
        ("ghost", "explained", 5, "both", ""),
        ("test_call", "explained", 1, "both", ""),
        ("unexplained", "unexplained", 1, "both", "within"),
        ("received", "total", 103, "provider", ""),
        ("ivr_exit", "explained", 9, "provider", ""),
        ("deflected", "lost", 4, "provider", ""),
        ("out_of_hours", "explained", 1, "provider", ""),
        ("offered", "total", 89, "provider", ""),
        ("abandoned_short", "lost", 2, "provider", ""),
        ("abandoned", "lost", 6, "provider", ""),
        ("overflow", "explained", 1, "provider", ""),
        ("answered", "total", 80, "provider", ""),
    ]


def test_every_total_is_the_one_above_less_what_stands_between(new_line):
    """A waterfall that does not add up proves that something was smoothed away."""
    line = new_line()
    _carrier(line, presented=100.0, busy=3.0, closed=7.0, delivered=88.0)  # the carrier's own counts contradict: 2 over
    line.deliver("calls", _calls(85))
    table = Found(line).waterfall

    level = 0.0
    for row in table.itertuples():
        level = row.calls if row.kind == "total" and not level else level - row.calls * (row.kind != "total")
        assert row.kind != "total" or level == row.calls
    assert table.set_index("step").at["carrier_unexplained", "calls"] == 2


def test_a_carrier_without_busy_and_closed_hands_over_all_it_presents(new_line):
    """Some exports know one number only: no step is shown that no file holds."""
    line = new_line()
    _carrier(line, presented=100.0)
    line.deliver("calls", _calls(100))
    found = Found(line)

    assert list(found.steps.index) == ["presented", "delivered", "unexplained", "received", "offered", "answered"]
    assert found.days.at[MONDAY, "delivered"] == 100


def test_the_counts_of_two_numbers_are_one_line(new_line):
    """A freephone number and its geographic twin lead to the same queue."""
    line = new_line()
    for number in ("0800", "01"):
        line.deliver("carrier_counts", [{"at": "2026-11-16 09:00", "minutes": 30, "number": number, "presented": 50.0}])
    line.deliver("calls", _calls(100))

    assert Found(line).days.at[MONDAY, "unexplained"] == 0


def test_a_duplicate_row_explains_nothing(new_line):
    """One call exported twice is one call for both sides once the copy is left out."""
    line = new_line()
    _carrier(line, presented=100.0)
    line.deliver("calls", _calls(100))
    _excluded(line, "duplicate", 3)
    _excluded(line, "duplicate", 2, table="carrier_counts")
    row = Found(line).days.loc[MONDAY]

    assert (row["duplicate"], row["unexplained"]) == (3, 0)


@pytest.mark.parametrize(
    ("delivered", "received", "tolerance", "within"),
    [(100, 95, 5, True), (100, 94, 5, False), (100, 106, 5, False), (1000, 990, 10, True), (1000, 989, 10, False)],
)
def test_the_tolerance_is_a_share_and_at_least_some_calls(new_line, delivered, received, tolerance, within):
    """Five calls of a hundred are nothing on a quiet day; one in a hundred is the rule on a busy one."""
    line = new_line()
    _carrier(line, presented=float(delivered))
    line.deliver("calls", _calls(received))
    found = Found(line)

    assert found.days.loc[MONDAY, ["unexplained", "tolerance", "within"]].tolist() == [
        delivered - received,
        tolerance,
        within,
    ]
    assert (found.waterfall.set_index("step").at["unexplained", "note"] == "within") == within


def test_the_half_hours_that_differ_most_come_first(new_line):
    """Someone will look into the platform's log: they need the place, the worst first."""
    line = new_line()
    for at, lacking in (("09:00", 6), ("10:30", 20), ("11:00", -9), ("12:00", 4)):
        _carrier(line, at=f"2026-11-16 {at}", presented=100.0)
        line.deliver("calls", _calls(100 - lacking, at=f"2026-11-16 {at}"))
    _excluded(line, "ghost", 12, at="2026-11-16 10:30")
    gaps = Found(line).gaps

    assert gaps[["half_hour", "delivered", "received", "explained", "unexplained"]].to_numpy().tolist() == [
        [660, 100, 109, 0, -9],
        [630, 100, 80, 12, 8],
        [540, 100, 94, 0, 6],
    ]
    assert set(gaps["local_date"]) == {MONDAY}


def test_days_of_one_side_only_are_a_step_of_their_own(new_line, fill):
    """A file that did not come is no call that was lost."""
    found = Found(fill(new_line(), without=("2026-11-18",)))

    assert found.steps["days_missing"] == 400
    assert found.steps["unexplained"] == 0
    row = found.days.loc[dt.date(2026, 11, 18)]
    assert np.isnan(row["received"]) and np.isnan(row["unexplained"])


def test_without_a_carrier_file_the_way_begins_at_the_platform(new_line, fill):
    """What the provider delivered is shown; nothing is said about the rest."""
    found = Found(fill(new_line(), carrier=False))

    assert list(found.steps.index) == ["received", "offered", "abandoned", "answered"]
    assert found.days["unexplained"].isna().all() and found.gaps.empty


def test_without_a_provider_file_the_way_ends_at_delivery(new_line):
    """The carrier's half alone still tells how many tried."""
    line = new_line()
    _carrier(line, presented=100.0, busy=5.0, closed=0.0, delivered=95.0)

    assert Found(line).steps.to_dict() == {"presented": 100, "busy": 5, "delivered": 95}


def test_daily_carrier_counts_are_compared_by_day_only(new_line):
    """One number a day cannot say at what hour calls were lost."""
    line = new_line()
    _carrier(line, at="2026-11-16 00:00", minutes=1440, presented=100.0)
    line.deliver("calls", _calls(80))
    found = Found(line)

    assert found.days.at[MONDAY, "unexplained"] == 20
    assert found.gaps.empty and found.outages.empty


# Outages: a day with a call in every quarter-hour at the platform, save where it was silent.


def _day_with_silence(line, start: str, end: str, per_quarter: int = 4, minutes: int = 30, lost: bool = True) -> None:
    """Calls every quarter of Monday from 08:00; the platform lacks those in [start, end)."""
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
    delivered: dict[int, int] = {}
    for quarter in range(480, 1080, 15):
        for n in range(per_quarter):
            minute = quarter + n * 15 // per_quarter
            silent = first <= minute < last
            if not silent:
                line.deliver("calls", _calls(1, at=f"2026-11-16 {minute // 60:02d}:{minute % 60:02d}"))
            if not silent or lost:
                place = minute // minutes * minutes
                delivered[place] = delivered.get(place, 0) + 1
    for place, count in delivered.items():
        at = f"2026-11-16 {place // 60:02d}:{place % 60:02d}"
        _carrier(line, at=at, minutes=minutes, presented=float(count))


@pytest.mark.slow
@pytest.mark.parametrize("minutes", [15, 30])
def test_an_outage_that_only_the_carrier_saw_is_found_to_the_minute(new_line, minutes):
    """A platform that is down records nothing: without the other side's count nobody would know."""
    line = new_line()
    _day_with_silence(line, "10:20", "11:00", minutes=minutes)
    found = Found(line)

    # The last call before came at 10:18, the first after at 11:00; 10 calls were due in between.
    assert found.outages.to_dict("records") == [
        {
            "kind": "outage",
            "local_date": MONDAY,
            "from_minute": 619,
            "to_minute": 660,
            "calls": 10.0,
            "seen_by": "carrier",
        }
    ]
    assert found.steps["outage"] == 10 and found.steps["unexplained"] == 0
    assert found.gaps.empty


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "end", "lost", "why"),
    [
        ("10:15", "10:27", True, "no quarter-hour was silent throughout"),
        ("10:30", "10:45", True, "four calls are below outage_calls"),
        ("10:00", "11:00", False, "the carrier delivered nothing either: a quiet hour"),
    ],
)
def test_a_silence_is_no_outage_when(new_line, start, end, lost, why):
    """An alarm that cries at every quiet quarter-hour is not heard when it counts."""
    line = new_line()
    _day_with_silence(line, start, end, lost=lost)

    assert Found(line).outages.empty, why


@pytest.mark.slow
def test_a_platform_that_records_ghosts_is_not_down(new_line):
    """A row that intake left out proves that the platform was up."""
    line = new_line()
    _day_with_silence(line, "10:00", "11:00")
    for at in ("10:05", "10:20", "10:35", "10:50"):
        _excluded(line, "ghost", 1, at=f"2026-11-16 {at}")

    found = Found(line)

    assert found.outages.empty
    assert found.days.at[MONDAY, "unexplained"] == 12


def test_calls_missing_beside_a_quiet_hour_are_no_outage(new_line):
    """Ten calls of a thousand are lacking, then nobody calls any more: a difference, not a failure of the platform."""
    line = new_line()
    _carrier(line, presented=1000.0)
    line.deliver("calls", _calls(990))
    found = Found(line)

    assert found.outages.empty
    assert found.days.at[MONDAY, "unexplained"] == 10


def test_silence_while_the_line_is_closed_is_no_outage(new_line):
    """The platform need not answer at night."""
    line = new_line()
    _carrier(line, at="2026-11-16 19:00", presented=50.0)
    _carrier(line, at="2026-11-16 09:00", presented=1.0)
    line.deliver("calls", _calls(1))

    assert Found(line).outages.empty


@pytest.mark.slow
def test_a_provider_s_half_hours_without_a_call_are_silent_too(new_line):
    """Counts that say zero while the carrier delivered show an outage as calls do."""
    line = new_line()
    for half_hour in range(480, 1080, 30):
        at = f"2026-11-16 {half_hour // 60:02d}:{half_hour % 60:02d}"
        received = 0.0 if half_hour in (600, 630) else 20.0
        line.deliver("intervals", [{"at": at, "minutes": 30, "received": received, "offered": received}])
        _carrier(line, at=at, presented=20.0)

    outage = Found(line).outages.iloc[0]

    assert (outage["from_minute"], outage["to_minute"], outage["calls"]) == (600, 660, 40)


def _next_day(line, delivery: str) -> None:
    """Tuesday's calls, in the same file as Monday's ("a" * 64) or in one of their own."""
    line.deliver("calls", _calls(4, at="2026-11-17 09:00"), delivery=delivery)


@pytest.mark.slow
@pytest.mark.parametrize(("delivery", "kind"), [("a" * 64, "outage"), ("b" * 64, "file_stops"), (None, "file_stops")])
def test_a_silence_until_closing_is_an_outage_only_where_the_file_goes_on(new_line, delivery, kind):
    """A file cut at a line's end is silent as a broken platform is; the rows after it tell them apart."""
    line = new_line()
    _day_with_silence(line, "15:00", "18:00")
    if delivery:
        _next_day(line, delivery)
    found = Found(line)

    assert found.outages[["kind", "from_minute", "to_minute", "calls"]].to_numpy().tolist() == [[kind, 897, 1080, 48]]
    assert found.days.at[MONDAY, kind] == 48 and found.days.at[MONDAY, "unexplained"] == 0
    assert found.steps[kind] == 48


@pytest.mark.slow
def test_a_file_that_stops_before_the_lunch_break_stops_once(new_line):
    """Its afternoon is gone as well: one cut is one incident."""
    line = new_line(hours="08:00-12:00")
    line.con.execute("update slots set is_open = true where minute >= 840 and minute < 1080 and dow = 1")
    _day_with_silence(line, "11:00", "18:00")
    incidents_found = Found(line).outages

    assert incidents_found["kind"].tolist() == ["file_stops"]
    assert (incidents_found["to_minute"][0], incidents_found["from_minute"][0]) == (1080, 657)


# Ghost bursts


def _ghosts(line, day: dt.date, rows: float, at: str = "10:00") -> None:
    _excluded(line, "ghost", rows, at=f"{day} {at}")


@pytest.mark.parametrize(("rows", "burst"), [(10, False), (11, True)])
def test_a_burst_has_more_than_ten_ghosts_in_a_half_hour(new_line, fill, rows, burst):
    """On a line without ghosts a handful is curious, not an incident."""
    line = fill(new_line(back=4), carrier=False, staffing=False)
    _ghosts(line, MONDAY, rows)

    assert len(Found(line).bursts) == burst


@pytest.mark.slow
def test_a_burst_is_five_times_what_is_usual(new_line, fill):
    """Where ten ghosts a half-hour are the rule, forty are none and sixty are."""
    line = fill(new_line(back=5), carrier=False, staffing=False)
    days = [day for week in line.weeks[:-1] for day in Period.week(week).days[:5] if line.contract.open_spans(day)]
    for day in days:
        _ghosts(line, day, 10.0 * 20)  # 20 open half-hours: 10 in the mean of them
    _ghosts(line, MONDAY, 40)
    _ghosts(line, MONDAY + dt.timedelta(days=1), 60)

    assert list(Found(line).bursts["local_date"]) == [MONDAY + dt.timedelta(days=1)]


def test_neighbouring_half_hours_make_one_burst(new_line, fill):
    """One event of an hour is told once, with its bounds and all its calls."""
    line = fill(new_line(back=4), carrier=False, staffing=False)
    for at, rows in (("10:15", 20), ("10:30", 8), ("10:45", 9), ("14:00", 30)):
        _ghosts(line, MONDAY, rows, at)
    bursts = Found(line).bursts

    assert bursts[["from_minute", "to_minute", "calls"]].to_numpy().tolist() == [[600, 660, 37], [840, 870, 30]]
    assert set(bursts["seen_by"]) == {"provider"}


# Whatever the counts

_LINES: dict = {}  # one line for all generated cases; its rows are replaced each time


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    delivered=st.lists(st.integers(0, 60), min_size=4, max_size=4),
    received=st.lists(st.integers(0, 60), min_size=4, max_size=4),
    ghosts=st.lists(st.integers(0, 5), min_size=4, max_size=4),
)
def test_explained_and_unexplained_make_the_whole_difference(new_line, delivered, received, ghosts):
    """Nothing of the difference between the two sides may get lost."""
    line = _LINES.get("line") or _LINES.setdefault("line", new_line())
    for table in ("calls", "carrier_counts", "exclusions"):
        line.con.execute(f"delete from {table}")
    for n, at in enumerate(("09:00", "09:30", "10:00", "10:30")):
        _carrier(line, at=f"2026-11-16 {at}", presented=float(delivered[n]))
        line.deliver("calls", _calls(received[n], at=f"2026-11-16 {at}"))
        _excluded(line, "ghost", ghosts[n], at=f"2026-11-16 {at}")
    row = Found(line).days.loc[MONDAY]
    if sum(received) or not sum(delivered):
        explained = row["ghost"] + row["test_call"] + row["outage"] + row["file_stops"]
        assert row["delivered"] - row["received"] == pytest.approx(explained + row["unexplained"])
    else:
        assert np.isnan(row["received"])
