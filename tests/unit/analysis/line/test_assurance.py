"""In how many of the last 52 weeks an objective was kept, each week by the terms of its own Monday."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.analysis import weekly
from kit.period import Period

pytestmark = pytest.mark.slow

WEEK = "2026-W47"


def _weeks(line, rate, without: tuple[str, ...] = ()):
    """A hundred calls a day; `rate(n)` of them answered in week n of the line."""
    rows = []
    for n, week in enumerate(line.weeks):
        lost = round(100 * (1 - rate(n)))
        for day in Period.week(week).days:
            if line.contract.open_spans(day) and str(day) not in without:
                calls = [{"outcome": "abandoned", "wait_s": 60.0}] * lost
                calls += [{"outcome": "answered", "wait_s": 10.0}] * (100 - lost)
                rows += [{"at": f"{day} 09:{at % 60:02d}"} | one for at, one in enumerate(calls)]
    line.deliver("calls", rows)
    return line


def _counted(line, figure: str = "answer_rate.agent") -> tuple[int, int]:
    row = weekly.review(line.tables(), line.contract).figure(figure)
    return row["kept_weeks"], row["judged_weeks"]


@pytest.mark.parametrize(("bad", "kept"), [(0, 52), (3, 49), (52, 0)])
def test_the_last_52_weeks_are_counted_this_one_included(new_line, bad, kept):
    """ "Kept 52 weeks of 52" takes a line, not a minute."""
    line = _weeks(new_line(back=53, holidays="open"), lambda n: 0.80 if n >= 54 - bad else 0.95)

    assert _counted(line) == (kept, 52)


def test_each_week_is_held_to_the_objective_of_its_own_monday(new_line):
    """Raising an objective does not make last year's weeks fail."""
    line = new_line(back=9, holidays="open")
    base = line.contract.terms[0]
    objective = base.objectives[0].model_copy(update={"at_least": 0.99})
    stricter = base.model_copy(update={"valid_from": dt.date(2026, 11, 2), "objectives": [objective]})
    line.contract = line.contract.model_copy(update={"terms": [base, stricter]})
    _weeks(line, lambda n: 0.95)

    assert _counted(line) == (7, 10)


def test_weeks_before_the_contract_promise_nothing(new_line):
    """They are neither kept nor missed."""
    line = new_line(back=9, holidays="open", valid_from=dt.date(2026, 11, 2))

    assert _counted(_weeks(line, lambda n: 0.95)) == (3, 3)


def test_weeks_that_lack_a_day_or_calls_are_not_counted(new_line):
    """The missing day may be the bad one."""
    objectives = [{"figure": "answer_rate.agent", "at_least": 0.9, "minimum_calls": 401}]
    line = new_line(back=9, objectives=objectives)  # 11 November is a holiday: 400 calls in its week

    assert _counted(_weeks(line, lambda n: 0.95, without=("2026-10-20",))) == (8, 8)


def test_figures_without_an_objective_have_no_count(new_line):
    """Nothing was promised of them."""
    line = _weeks(new_line(back=2), lambda n: 0.95)

    assert _counted(line, "vol.offered") == (0, 0)
    assert _counted(line, "sl.T") == (3, 3)
