"""A line whose queues have different hours: every figure beside a second way, computed call by call in pandas."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from kit import calendar, params
from kit.analysis import weekly
from kit.analysis.line import sums, usual
from kit.period import Period

PARIS = ZoneInfo("Europe/Paris")
DAY = {day: ["08:00-18:00"] for day in calendar.DAYS[:5]}
NIGHT = {day: ["00:00-06:00", "22:00-24:00"] for day in calendar.DAYS}
EVENING = {day: ["18:00-22:00"] for day in calendar.DAYS[:5]}
QUEUES = ["Jour", "Nuit", "Soir", "nuit", None]
NEW_TERMS = dt.date(2026, 11, 16)  # from then on the night desk begins at 20:00, and nobody is there in the evening


def _contract(zone: str = "Europe/Paris") -> params.Contract:
    base = {"opening_hours": DAY, "objectives": [{"figure": "answer_rate.agent", "at_least": 0.9}]}
    early = {day: ["00:00-06:00", "20:00-24:00"] for day in calendar.DAYS}
    blocks = [
        {"queues": {"Nuit": {"opening_hours": NIGHT, "holidays": "open"}, "Soir": {"opening_hours": EVENING}}},
        {"queues": {"Nuit": {"opening_hours": early}}, "valid_from": NEW_TERMS},
    ]
    names = dict.fromkeys(("line", "client", "provider", "carrier"), {"fr": "x", "en": "x"})
    terms = [{"valid_from": dt.date(2020, 1, 1)} | base | block for block in blocks]
    return params.Contract.model_validate({"partnership": "test", **names, "time_zone": zone, "terms": terms})


def _is_open(queue: str | None, at: dt.datetime) -> bool:
    """The same hours in plain words."""
    hour, late = at.hour, at.date() >= NEW_TERMS
    holiday = (at.month, at.day) in ((11, 11), (11, 1))
    day = at.weekday() < 5 and 8 <= hour < 18 and not holiday
    night = hour < 6 or hour >= (20 if late else 22)
    night = night and not (late and holiday)
    evening = not late and at.weekday() < 5 and 18 <= hour < 22 and not holiday
    if queue == "Nuit":
        return night
    if queue == "Soir":
        return day if late else evening
    return day if queue else day or night or evening


def _calls(week: str, count: int = 1500) -> list[dict]:
    """Calls at any hour of the week, of every queue; in the doubled hour of October both of its passes."""
    chance = np.random.default_rng(11)
    first = dt.datetime.combine(Period.week(week).first, dt.time(), PARIS).timestamp()
    last = dt.datetime.combine(Period.week(week).first + dt.timedelta(days=7), dt.time(), PARIS).timestamp()
    found = []
    for second in chance.integers(int(first), int(last), count):
        local = dt.datetime.fromtimestamp(int(second), PARIS)
        outcome = str(chance.choice(["answered", "answered", "abandoned", "ivr_exit"]))
        talk = {"talk_s": 100.0, "hold_s": 0.0, "acw_s": 10.0} if outcome == "answered" else {}
        caller = f"caller {chance.integers(300)}" if chance.random() < 0.9 else None
        found.append(
            {"at": f"{local:%Y-%m-%d %H:%M:%S}", "fold": local.fold, "outcome": outcome, "caller": caller}
            | {"queue": QUEUES[chance.integers(len(QUEUES))], "wait_s": float(chance.integers(0, 60))}
            | talk
        )  # fmt: skip
    return found


def _table(calls: list[dict]) -> pd.DataFrame:
    table = pd.DataFrame(calls)
    local = [
        dt.datetime.fromisoformat(at).replace(fold=fold) for at, fold in zip(table["at"], table["fold"], strict=True)
    ]
    table["utc"] = [at.replace(tzinfo=PARIS).timestamp() for at in local]
    table["open"] = [_is_open(call["queue"], at) for call, at in zip(calls, local, strict=True)]
    return table.sort_values("utc").reset_index(drop=True)


WEEKS = {"an ordinary one": "2026-W45", "the doubled hour": "2026-W43", "the missing hour": "2026-W13"} | {
    "a holiday": "2026-W46", "new hours": "2026-W47",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("hours", ["open", "closed"])
@pytest.mark.parametrize("week", WEEKS.values(), ids=WEEKS)
def test_a_call_is_in_hours_when_its_own_queue_is_open(new_line, week, hours):
    """At 23:00 the night desk's caller is judged and the day desk's is not, although the line is open for both."""
    line, calls = new_line(week, of=_contract()), _calls(week)
    line.deliver("calls", calls)
    table = _table(calls)
    mine = table[table["open"] == (hours == "open")]

    quarters = sums.read(line.con, repeat_days=3)
    found = sums.by_week(quarters).iloc[-1][hours]

    answered = mine["outcome"] == "answered"
    abandoned = mine["outcome"] == "abandoned"
    assert found["received"] == len(mine)
    assert found["answered"] == answered.sum() and found["abandoned"] == abandoned.sum()
    assert found["offered"] == answered.sum() + abandoned.sum()
    assert found["answered_within_threshold"] == (mine.loc[answered, "wait_s"] <= 20).sum()
    assert found["wait_answered_s"] == mine.loc[answered, "wait_s"].sum()
    assert found["repeat_calls"] == _repeats(table, mine[answered])
    assert sums.callers(line.con, quarters, hours).iloc[0] == mine.loc[answered | abandoned, "caller"].nunique()
    p90 = sums.quantiles(line.con, quarters, {"wait.p90": (0.9, hours)})["wait.p90"].iloc[0]
    assert p90 == pytest.approx(mine.loc[answered, "wait_s"].quantile(0.9))
    if hours == "open":
        assert sums.by_week(quarters).iloc[-1]["open", "handle_s"] == pytest.approx(110 * answered.sum())


def _repeats(table: pd.DataFrame, answered: pd.DataFrame) -> int:
    found = 0
    for _, call in answered[answered["caller"].notna()].iterrows():
        later = table[(table["caller"] == call["caller"]) & (table.index > call.name)]
        found += bool((later["utc"] - call["utc"] <= 3 * 86_400).any())
    return found


@pytest.mark.parametrize("minutes", [15, 30, 60, 120, 1440])
def test_an_interval_is_in_hours_when_its_queue_opens_in_it(new_line, minutes):
    """Counts follow the hours of their queue as calls do; a day's counts are in hours when it opens."""
    week = "2026-W46"
    line, given = new_line(week, of=_contract()), []
    starts = [dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=at)
              for day in Period.week(week).days for at in range(0, 1440, minutes)]  # fmt: skip
    for weight, queue in enumerate(QUEUES, start=1):
        given += [{"at": f"{at}", "minutes": minutes, "queue": queue, "offered": float(weight)} for at in starts]
    line.deliver("intervals", given)
    quarters = [dt.timedelta(minutes=step) for step in range(0, minutes, 15)]
    expected = sum(
        weight
        for weight, queue in enumerate(QUEUES, start=1)
        for at in starts
        if any(_is_open(queue, at + step) for step in quarters)
    )

    found = sums.by_week(sums.read(line.con, repeat_days=3)).iloc[-1]

    assert found["open", "offered"] == expected
    assert found["all", "offered"] == len(starts) * 15


@pytest.mark.slow
def test_the_order_of_rows_and_queues_changes_nothing(new_line):
    """A file sorted by queue and one sorted by time hold the same week."""
    week, totals = "2026-W46", []
    for turn in (1, -1):
        line = new_line(week, of=_contract())
        line.deliver("calls", _calls(week, 400)[::turn])
        totals.append(sums.by_week(sums.read(line.con, repeat_days=3)))

    pd.testing.assert_frame_equal(*totals)


def test_the_line_opens_in_every_quarter_hour_in_which_a_queue_does(new_line):
    """Days, heat map and missing days speak of the line: it is open when anybody is there to answer."""
    line = new_line("2026-W46", of=_contract())

    opened = sums.read(line.con, repeat_days=3).open_days

    # Nights of 32 quarter-hours, 40 by day and 16 in the evening, save on Wednesday, 11 November: the night alone.
    assert opened["slots"].tolist() == [88, 88, 32, 88, 88, 32, 32]


def test_advisers_of_a_closed_queue_are_not_there_for_the_other_queues_callers(new_line):
    """A day's planned team, delivered for whole days, does not man the night desk; who is alone at night is alone."""
    line = new_line("2026-W45", of=_contract())
    monday = Period.week("2026-W45").first
    line.deliver("staffing", [
        {"at": f"{monday} 00:00", "minutes": 1440, "queue": "Jour", "planned": 20.0, "present": 18.0},
        {"at": f"{monday} 00:00", "minutes": 1440, "queue": "Nuit", "planned": 2.0, "present": 1.0},
    ])  # fmt: skip

    levels = usual.staffing(line.con, sums.read(line.con, repeat_days=3))

    by_hour = levels.assign(hour=levels["half_hour"] // 60).groupby("hour")[["planned", "present"]].first()
    assert by_hour.loc[[3, 23]].to_numpy().tolist() == [[2.0, 1.0]] * 2
    assert by_hour.loc[9].tolist() == [20.0, 18.0]
    assert 19 not in by_hour.index  # the evening desk alone is open: neither team answers it
    assert by_hour.loc[7].tolist() == [22.0, 19.0]  # the line is closed: what was delivered, as it was


@pytest.mark.slow
def test_a_whole_review_of_day_and_night_counts_each_call_once(new_line):
    """In hours and out of hours make all that was offered; the heat map holds the hours of both desks."""
    line = new_line("2026-W45", back=2, of=_contract())
    for week in line.weeks:
        line.deliver("calls", _calls(week))
    table = _table(_calls("2026-W45"))
    offered = table[table["outcome"].isin(["answered", "abandoned"])]

    review = weekly.review(line.tables(), line.contract)

    assert review.figure("vol.offered")["value"] == offered["open"].sum()
    assert review.figure("vol.out_of_hours")["value"] == (~offered["open"]).sum()
    assert review.heat["offered"].sum() == review.by_day["offered"].sum() == offered["open"].sum()
    assert set(review.heat["half_hour"]) == set(range(0, 360, 30)) | set(range(480, 1440, 30))
