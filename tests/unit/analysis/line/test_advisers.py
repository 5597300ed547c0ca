"""Where few advisers are present, a figure is a record of persons: it is withheld, and cannot be recomputed.

The steady week of these tests: 400 calls a day, 380 of them answered and handled in 240 s, ten advisers present.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import params
from kit.analysis import weekly
from kit.analysis.line import advisers

pytestmark = pytest.mark.slow

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (dt.date(2026, 11, day) for day in range(16, 21))
TIMES = ["aht", "talk", "hold", "acw", "dmc"]


def _present(line, count: float, first: str = "2026-11-16 00:00", last: str = "2026-11-23 00:00") -> None:
    """So many advisers present from one moment to another."""
    line.con.execute("update staffing set present = ? where start_local >= ? and start_local < ?", [count, first, last])


def _review(line, **tables):
    return weekly.review(line.tables(**tables), line.contract)


def _withheld(review) -> dict[dt.date, str]:
    rows = review.by_day[review.by_day["withheld"] != ""]
    assert rows["aht"].isna().all()
    return dict(zip(rows["local_date"], rows["withheld"], strict=True))


def test_with_ten_advisers_present_nothing_is_withheld(new_line, fill):
    """An ordinary week keeps every figure: the rule is for groups in which a person can be told."""
    review = _review(fill(new_line()))

    assert _withheld(review) == {}
    assert (review.heat["withheld"] == "").all()
    assert review.by_day["aht"].iloc[:5].tolist() == [240.0] * 5
    told = {"fewest_advisers": 5, "advisers_known": True, "week": False, "days": {}, "half_hours": 0}
    assert review.data["withheld"] == told


def test_one_adviser_alone_all_week_has_no_figure_of_their_own(new_line, fill):
    """Handle time by day, by week, and answers by half-hour of a line with one adviser are that adviser's file."""
    line = fill(new_line(back=1))
    _present(line, 1)
    review = _review(line)

    assert set(_withheld(review)) == {MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY}
    for name in TIMES:
        row = review.figure(name)
        assert (row["reason"], row[["value", "numerator", "denominator"]].isna().all()) == ("few_advisers", True)
    assert review.heat[["answered", "abandoned", "answer_rate", "asa"]].isna().all(axis=None)
    assert review.heat["offered"].tolist() == [20.0] * 100  # what callers did is no adviser's figure
    assert review.trend[review.trend["figure"].isin(TIMES)]["week"].tolist() == ["2026-W46"] * len(TIMES)
    assert review.data["withheld"]["week"] and review.data["withheld"]["half_hours"] == 100


def test_what_the_contract_judges_stays_whatever_the_number_of_advisers(new_line, fill):
    """The week's answer rate, service level and wait are promised to the client: they stay on the page."""
    line = fill(new_line())
    _present(line, 1)

    assert _review(line).judged.set_index("figure")["status"].to_dict() == {
        **dict.fromkeys(("answer_rate.agent", "sl.T", "asa"), "kept"),
        **dict.fromkeys(("vol.offered", "aht"), "not_judged"),
    }


@pytest.mark.parametrize(("count", "hidden"), [(4, 5), (4.9, 5), (5, 0), (6, 0)])
def test_the_bound_is_fewer_than_five(new_line, fill, count, hidden):
    """Five advisers are a group, four are not: both sides must find the same days."""
    line = fill(new_line())
    _present(line, count)

    assert len(_withheld(_review(line))) == hidden


def test_a_small_day_alone_takes_another_with_it(new_line, fill):
    """The week's handle time less four shown days is the fifth: one more day must go."""
    line = fill(new_line())
    _present(line, 3, "2026-11-18 00:00", "2026-11-19 00:00")
    _present(line, 8, "2026-11-20 00:00", "2026-11-21 00:00")
    review = _review(line)

    assert _withheld(review) == {WEDNESDAY: "few_advisers", FRIDAY: "protecting"}
    assert review.figure("aht")["value"] == 240.0  # the week had more than five: the contract's figure stays


def test_small_days_together_must_not_be_a_small_group_either(new_line, fill):
    """A Saturday and a Sunday with one and the same adviser: their sum would be that person's week-end."""
    line = fill(new_line())
    _present(line, 1, "2026-11-19 00:00", "2026-11-21 00:00")
    found = _withheld(_review(line))

    assert [found[day] for day in (THURSDAY, FRIDAY)] == ["few_advisers"] * 2
    # With one day of ten, (1 + 1 + 10) / 3 is 4, still a small group; with two it is 5.5.
    assert list(found.values()).count("protecting") == 2


def test_half_hours_of_a_single_adviser_hide_their_answers_and_one_more(new_line, fill):
    """A lone early shift: the day's answered calls less nineteen half-hours would be the twentieth."""
    line = fill(new_line())
    _present(line, 1, "2026-11-17 08:00", "2026-11-17 08:30")
    _present(line, 2, "2026-11-17 17:30", "2026-11-17 18:00")
    heat = _review(line).heat
    hidden = heat[heat["withheld"] != ""]

    assert hidden[["local_date", "half_hour", "withheld"]].values.tolist() == [
        [TUESDAY, 480, "few_advisers"],
        [TUESDAY, 1050, "protecting"],
    ]
    assert hidden[["answered", "abandoned", "answer_rate", "asa"]].isna().all(axis=None)
    assert hidden["present"].tolist() == [1.0, 2.0]  # how many were there is staffing, not performance


def test_lost_calls_of_a_lone_adviser_are_not_told_by_the_hour(new_line, fill):
    """A finding of those hours would say what the heat map withholds."""
    line = fill(new_line(back=9))
    lost = [{"at": "2026-11-16 10:05", "outcome": "abandoned", "wait_s": 90.0}] * 60
    line.deliver("calls", lost)
    assert "worst_hours" in [one.kind for one in _review(line).findings]
    _present(line, 1, "2026-11-16 09:00", "2026-11-16 12:00")
    review = _review(line)

    assert not {"worst_hours", "staffing_short"} & {one.kind for one in review.findings}


def test_a_contract_may_set_the_bound_and_set_it_aside(new_line, fill):
    """Both sides may agree on another bound; 1 withholds nothing."""
    for fewest, hidden in ((1, 0), (3, 0), (4, 5), (11, 5)):
        line = fill(new_line(data={"fewest_advisers": fewest}))
        _present(line, 10 if fewest > 10 else 3)
        assert len(_withheld(_review(line))) == hidden
    alone = fill(new_line(data={"fewest_advisers": 1}))
    _present(alone, 1)
    review = _review(alone)

    assert (review.heat["withheld"] == "").all() and review.figure("aht")["value"] == 240.0


def test_without_staffing_the_day_needs_the_calls_proof(new_line, fill, steady):
    """Nobody said how many were there: what the calls kept busy is the least there can have been."""
    quiet = _review(fill(new_line(), staffing=False))
    busy = new_line()
    busy.deliver("calls", [row for day in range(16, 21) for row in steady(dt.date(2026, 11, day), answered=60)])
    shown = _review(busy)

    assert set(_withheld(quiet).values()) == {"unknown_advisers"}  # 380 x 240 s in ten hours: 2.5 advisers
    assert not quiet.data["withheld"]["advisers_known"] and quiet.figure("aht")["value"] == 240.0
    assert _withheld(shown) == {} and shown.by_day["aht"].notna().sum() == 5  # 1200 x 240 s: eight


def test_the_plan_stands_in_where_presence_is_not_delivered(new_line, fill):
    """A plan is what both sides know when nobody counted heads."""
    line = fill(new_line())
    line.con.execute("update staffing set present = null, planned = 3")

    assert set(_withheld(_review(line)).values()) == {"few_advisers"}


def test_nights_without_anybody_do_not_make_a_day_small(new_line, fill):
    """A floor of ten by day and none at night is a floor of ten while it answers."""
    line = fill(new_line())
    _present(line, 0, "2026-11-16 10:00", "2026-11-16 18:00")

    assert _withheld(_review(line)) == {}


def test_a_changed_week_does_not_tell_the_time_before(new_line, fill):
    """What changed since the last version must not give away what the page withholds."""
    old, new = fill(new_line(), staffing=False), fill(new_line())
    _present(new, 1)
    changes = _review(new, before=old.tables()).changes

    assert not set(TIMES) & set(changes["figure"])


def test_every_figure_of_advisers_time_is_known_by_its_formula():
    """A figure added to the glossary later is withheld without being named here."""
    found = {name for name, figure in params.glossary().figures.items() if advisers.about_time(figure)}

    assert found == {*TIMES, "occupancy", "occupancy.incl_ring", "utilisation"}


@given(st.lists(st.floats(0.25, 30), min_size=1, max_size=7), st.integers(2, 11))
def test_what_is_withheld_is_never_one_day_nor_a_small_group(means, fewest):
    """Subtracting the days shown from the week leaves two days or more, of `fewest` advisers together."""
    size = pd.DataFrame({"mean": means, "slots": 40.0, "known": True})
    small = list(size.index[size["mean"] < fewest])
    hidden = [*small, *advisers._protecting(size, small, fewest)] if small else []

    if 0 < len(hidden) < len(size):
        assert len(hidden) >= 2
        assert size.loc[hidden, "mean"].mean() >= fewest - 1e-6
