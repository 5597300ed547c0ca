"""What a missed objective lacks by half-hour: a sum that a second computation from the calls must find again."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import params
from kit.analysis import weekly
from kit.analysis.line.usual import Usual
from kit.analysis.weekly.shortfall import Shortfall, Span, shortfall

MONDAY = pd.Timestamp("2026-11-16")
GLOSSARY = params.glossary()


def week(*rows: tuple, withheld: dict | None = None) -> Usual:
    """A week of half-hours: day (0 is Monday), minute, answered, abandoned, answered within T, wait of answered (s)."""
    index = pd.MultiIndex.from_tuples(
        [(MONDAY + pd.Timedelta(days=row[0]), row[1]) for row in rows], names=["day", "half_hour"]
    )
    names = ["answered", "abandoned", "answered_within_threshold", "wait_answered_s"]
    table = pd.DataFrame([row[2:] for row in rows], index=index, columns=names, dtype="float64")
    table = table.assign(offered=table["answered"] + table["abandoned"], withheld="")
    for at, why in (withheld or {}).items():
        table.loc[index[at], "withheld"] = why
    days = pd.DatetimeIndex(index.get_level_values("day").unique())
    return Usual(days, {day: [] for day in days}, table)


def row(usual: Usual, figure: str, objective: float) -> pd.Series:
    """The row of a missed figure, its sums those of the week's half-hours."""
    found = GLOSSARY.figures[figure]
    table = usual.half_hours
    over, under = (sum(sign * table[name] for name, sign in side.items()).sum() for side in (found.over, found.under))
    sense = "at_most" if found.better == "lower" else "at_least"
    return pd.Series(
        {"numerator": over, "denominator": under, "objective": objective, "sense": sense, "unit": found.unit}
        | {"gap": over / under - objective}
    )


def lacks(usual: Usual, figure: str = "sl.v3", objective: float = 0.75) -> Shortfall | None:
    return shortfall(row(usual, figure, objective), GLOSSARY.figures[figure], usual)


MORNING = Span(MONDAY, 540, 600)


def test_setting_hours_to_the_objective_gives_back_what_they_lack():
    """100 calls at 50 % lack 25 to three in four: the week goes from 60 to 72.5 %, still missed."""
    found = lacks(week((0, 540, 80, 20, 50, 0), (0, 600, 100, 0, 70, 0))).without([MORNING])

    assert found == {"back": 25, "share": pytest.approx(25 / 30), "value": pytest.approx(0.725), "kept": False}


def test_half_hours_above_the_objective_stay_as_they_are():
    """Taking back what a good half-hour gave would make a bad hour carry more than it lacks."""
    usual = week((0, 540, 80, 20, 50, 0), (0, 570, 100, 0, 100, 0), (0, 600, 100, 0, 20, 0))

    assert lacks(usual).without([MORNING])["back"] == 25


def test_a_wait_is_given_back_in_seconds_and_told_by_its_share():
    """An objective on the wait is missed by seconds; how many calls that is nobody can say."""
    usual = week((0, 540, 10, 0, 0, 600), (0, 600, 30, 0, 0, 900))
    found = lacks(usual, "asa", 30).without([MORNING])

    assert found == {"back": None, "share": pytest.approx(1.0), "value": pytest.approx(30.0), "kept": True}


def test_an_upper_bound_on_a_rate_is_given_back_in_calls():
    """Abandonment may be what the contract names."""
    usual = week((0, 540, 80, 20, 0, 0), (0, 600, 96, 4, 0, 0))

    assert lacks(usual, "abandon", 0.05).without([MORNING])["back"] == 15


def test_a_half_hour_that_lies_in_two_stretches_is_counted_once():
    """Two causes of one bad hour do not make it twice as bad."""
    found = lacks(week((0, 540, 80, 20, 50, 0), (0, 600, 100, 0, 70, 0)))

    assert found.without([MORNING, Span(MONDAY, 550, 570)]) == found.without([MORNING])


def test_hours_that_did_not_come_or_are_withheld_give_nothing_back():
    """What is not delivered is not zero, and a single adviser's answers cannot be had from a sum."""
    usual = week((0, 540, 80, 20, 50, 0), (0, 570, np.nan, np.nan, np.nan, np.nan), (0, 600, 100, 0, 70, 0))
    hidden = week((0, 540, 80, 20, 50, 0), (0, 600, 100, 0, 70, 0), withheld={0: "few_advisers"})

    assert lacks(usual).without([MORNING])["back"] == 25
    assert lacks(hidden).without([MORNING])["back"] == 0


@pytest.mark.parametrize("figure", ["wait.p90", "answer_rate.end_to_end", "vol.offered"])
def test_figures_that_half_hours_do_not_add_up_to_carry_nothing(figure):
    """No percentile is a sum, and calls at all hours are not those of opening hours."""
    usual = week((0, 540, 80, 20, 50, 0))

    assert shortfall(row(usual, "sl.v3", 0.75), GLOSSARY.figures[figure], usual) is None


def test_counts_that_do_not_nest_in_half_hours_carry_nothing():
    """Hourly counts know no half-hours: nothing is made up, though the week's figure stands."""
    usual = week((0, 540, 80, 20, 50, 0), (0, 600, 100, 0, 70, 0))
    whole = row(usual, "sl.v3", 0.75)
    usual.half_hours.loc[(MONDAY, 540), ["answered", "abandoned", "answered_within_threshold"]] = np.nan

    assert shortfall(whole, GLOSSARY.figures["sl.v3"], usual) is None


counts = st.tuples(st.integers(0, 4), st.integers(16, 35), st.integers(0, 40), st.integers(0, 20), st.integers(0, 40))


@pytest.mark.slow
@given(st.lists(counts, min_size=1, max_size=30, unique_by=lambda one: one[:2]), st.data())
def test_the_sum_is_that_of_a_naive_second_computation(rows, data):
    """Both sides check the counterfactual with a pocket calculator: any order, any hours, any counts."""
    rows = [(day, half * 30, answered, lost, min(fast, answered), 0) for day, half, answered, lost, fast in rows]
    usual = week(*rows)
    missed = row(usual, "sl.v3", 0.75)
    if not missed["denominator"] or missed["gap"] >= 0:
        return
    start, end = sorted(data.draw(st.lists(st.integers(16, 36), min_size=2, max_size=2, unique=True)))
    day = data.draw(st.integers(0, 4))
    back = 0.0
    for at, minute, answered, lost, fast, _ in rows:
        if at == day and start * 30 <= minute < end * 30:
            back += max(0.0, 0.75 * (answered + lost) - fast)

    found = shortfall(missed, GLOSSARY.figures["sl.v3"], usual)
    got = found.without([Span(MONDAY + pd.Timedelta(days=day), start * 30, end * 30)])

    assert got["back"] == pytest.approx(back)
    assert got["value"] == pytest.approx((missed["numerator"] + back) / missed["denominator"])
    assert got["kept"] == (missed["numerator"] + back >= 0.75 * missed["denominator"] - 1e-9)
    assert got["share"] == pytest.approx(back / (0.75 * missed["denominator"] - missed["numerator"]))


@pytest.mark.slow
def test_the_counterfactual_of_a_review_can_be_summed_from_its_raw_calls(new_line, fill):
    """The page's sum, found again call by call without any of the kit's sums."""
    line = fill(new_line(back=9, objectives=[{"figure": "sl.T", "variant": "v3", "at_least": 0.94}]))
    monday = dt.date(2026, 11, 16)
    line.deliver("calls", [{"at": f"{monday} 10:{at:02d}", "outcome": "abandoned", "wait_s": 90.0} for at in range(60)])
    finding = next(one for one in weekly.review(line.tables(), line.contract).findings if one.kind == "worst_hours")

    calls = line.con.execute(
        "select arrived_local, outcome, wait_s from calls where local_date between '2026-11-16' and '2026-11-22'"
    ).fetchall()
    halves: dict[tuple, list[int]] = {}
    for at, outcome, wait in calls:
        half = halves.setdefault((at.date(), at.hour * 2 + at.minute // 30), [0, 0])
        half[0] += outcome == "answered" and wait <= 20
        half[1] += 1
    fast, all_calls = (sum(half[at] for half in halves.values()) for at in (0, 1))
    hours = [(monday, at // 30) for at in range(finding.fields["from_minute"], finding.fields["to_minute"], 30)]
    back = sum(max(0.0, 0.94 * halves[half][1] - halves[half][0]) for half in hours)

    carries = finding.fields["carries"]
    assert back > 50
    assert carries["back"] == pytest.approx(back)
    assert carries["value"] == pytest.approx((fast + back) / all_calls)
    assert carries["share"] == pytest.approx(back / (0.94 * all_calls - fast))
