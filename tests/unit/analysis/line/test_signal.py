"""Signal or noise: the weeks that are judged, the baseline they are judged against, and how often that errs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.analysis.line import signal
from kit.errors import BadPeriod
from kit.params.contract import SignalTerms
from kit.period import Period

WEEK = "2026-W47"
TERMS = SignalTerms()


def line(values, *, last: str = WEEK, calls: float = 4400, slots: float = 200, days: float = 5) -> pd.DataFrame:
    """Weeks up to `last`, one per value, of a line that is open as usual."""
    values = np.asarray(values, dtype=float)
    return pd.DataFrame(
        {
            "week": Period.week(last).names_back(len(values) - 1),
            "value": values,
            "numerator": values * calls,
            "denominator": calls,
            "open_days": days,
            "open_slots": slots,
        }
    )


def quiet(count: int, *, level: float = 0.9, spread: float = 0.01, seed: int = 1) -> np.ndarray:
    return level + spread * np.random.default_rng(seed).standard_normal(count)


def judge(table: pd.DataFrame, week: str = WEEK, **changed) -> signal.Judgement:
    return signal.judge(table, week, **({"better": "higher", "unit": "ratio", "terms": TERMS} | changed))


@pytest.mark.parametrize(
    ("better", "shift", "said", "direction"),
    [
        ("higher", -0.08, "worse", "down"),
        ("higher", +0.08, "better", "up"),
        ("lower", +0.08, "worse", "up"),
        ("lower", -0.08, "better", "down"),
        ("neither", +0.08, "higher", "up"),
        ("neither", -0.08, "lower", "down"),
        ("higher", 0.0, "none", ""),
    ],
)
def test_a_planted_shift_is_found_and_named_by_what_the_figure_wants(better, shift, said, direction):
    """Eight points in one week is what the Monday meeting must not miss; which way is good depends on the figure."""
    values = quiet(105, level=0.85)
    values[-1] = 0.85 + shift

    judgement = judge(line(values), better=better)

    assert (judgement.signal, judgement.direction) == (said, direction)
    assert judgement.lower < judgement.center < judgement.upper


def test_only_the_limits_decide_and_runs_are_told():
    """Nine weeks slightly under the centre are worth saying; as a rule they would double the false alarms."""
    values = quiet(105)
    values[-9:] = 0.895
    values[-10] = 0.91

    judgement = judge(line(values))

    assert judgement.signal == "none"
    assert judgement.runs == 9


@pytest.mark.parametrize(("last", "runs"), [(0.9, 0), (0.91, 1)])
def test_a_run_ends_where_the_line_crosses_or_meets_its_centre(last, runs):
    """A run counts weeks on one side only; a week exactly on the centre is on neither."""
    values = np.full(105, 0.9)
    values[-2:] = [0.89, last]

    assert judge(line(values)).runs == runs


def test_the_baseline_is_the_52_weeks_before_the_quarter():
    """Both sides must be able to say which weeks "usual" is made of."""
    judgement = judge(line(quiet(105)))

    assert (judgement.baseline_from, judgement.baseline_to) == ("2025-W40", "2026-W39")
    assert judgement.baseline_weeks == 52
    inside = judgement.limits.loc[judgement.limits["in_baseline"], "week"]
    assert list(inside) == Period.week("2026-W39").names_back(51)


def test_later_weeks_do_not_move_the_limits_within_a_quarter():
    """Limits that follow each new week follow a slow decline down and never signal it."""
    values = quiet(105)
    values[-6:] = 0.7

    seen = [judge(line(values[: 105 - back]).assign(week=line(values)["week"][: 105 - back]), week)
            for back, week in ((7, "2026-W40"), (3, "2026-W44"), (0, "2026-W47"))]  # fmt: skip

    assert len({(one.center, one.lower, one.upper, one.baseline_to) for one in seen}) == 1


@pytest.mark.parametrize(
    ("week", "baseline_to"),
    [
        ("2026-W40", "2026-W39"),  # Thursday 1 October
        ("2026-W39", "2026-W26"),
        ("2026-W53", "2026-W39"),  # Thursday 31 December
        ("2027-W01", "2026-W53"),
        ("2026-W01", "2025-W52"),  # its Monday is still in 2025, its Thursday is not
    ],
)
def test_a_week_belongs_to_the_quarter_of_its_thursday(week, baseline_to):
    """2026 has a week 53: weeks are counted through it, none is lost or taken twice."""
    judgement = judge(line(quiet(140), last="2027-W02"), week)

    assert judgement.baseline_to == baseline_to
    assert judgement.baseline_weeks == 52


def test_the_contract_may_name_its_own_baseline():
    """After a reorganisation the two sides agree which weeks are usual from now on."""
    terms = SignalTerms(baseline_from="2025-W10", baseline_to="2025-W35")

    judgement = judge(line(quiet(105)), terms=terms)

    assert (judgement.baseline_from, judgement.baseline_to, judgement.baseline_weeks) == ("2025-W10", "2025-W35", 26)


@pytest.mark.parametrize(("weeks", "said"), [(0, "too_short"), (19, "too_short"), (20, "none")])
def test_under_twenty_weeks_nothing_is_claimed(weeks, said):
    """A new line has no usual week yet; limits from a few weeks would be wrong most of the time."""
    judgement = judge(line(quiet(weeks + 8)))  # 8 weeks of the quarter up to week 47

    assert judgement.signal == said
    assert judgement.baseline_weeks == weeks
    assert judgement.limits.empty == (said == "too_short")
    assert list(judgement.limits.columns) == ["week", "center", "lower", "upper", "in_baseline"]


@pytest.mark.parametrize(
    ("column", "left_out"),
    [("value", np.nan), ("denominator", 0.0), ("open_days", 2.0)],
    ids=["no value", "no calls", "two open days"],
)
def test_weeks_that_are_no_usual_weeks_stay_out_of_the_baseline(column, left_out):
    """A week that was not delivered is not a week of zero, and two days are not a week."""
    table = line(quiet(105))
    at = table["week"].isin(["2026-W10", "2026-W20"])
    table.loc[at, "value"] = 0.2
    table.loc[at, column] = left_out

    judgement = judge(table)

    assert judgement.baseline_weeks == 50
    assert judgement.lower > 0.85


@pytest.mark.parametrize(("column", "value"), [("value", np.nan), ("open_days", 1.0)])
def test_a_reviewed_week_that_cannot_be_compared_is_no_signal(column, value):
    """One open day before Christmas is unusual by the calendar, not by anybody's doing."""
    table = line(quiet(105))
    table.loc[104, "value"] = 0.3
    table.loc[104, column] = value

    judgement = judge(table)

    assert (judgement.signal, judgement.direction, judgement.runs) == ("none", "", 0)
    assert np.isnan(judgement.lower)
    assert judgement.baseline_weeks == 52


def test_a_line_open_two_days_a_week_is_judged_too():
    """Half of the usual days is the measure, whatever is usual."""
    table = line(quiet(105), days=2)
    table.loc[104, "value"] = 0.8

    assert judge(table).signal == "worse"


def test_a_reviewed_week_without_a_row_is_no_signal():
    """Nothing came for it: the data statement says so, not the signal."""
    assert judge(line(quiet(104), last="2026-W46")).signal == "none"


def test_the_order_of_the_rows_does_not_matter():
    """Rows come from a query; nothing promises their order."""
    table = line(quiet(105))

    shuffled = judge(table.sample(frac=1, random_state=3))

    pd.testing.assert_frame_equal(shuffled.limits, judge(table).limits)


def test_whole_numbers_and_nullable_columns_are_taken_as_they_come():
    """Counts arrive as integers, with NA where a week has none."""
    table = line(4400 + np.arange(105) % 7).assign(denominator=np.nan)
    table["value"] = table["value"].astype("Int64")
    table.loc[30, "value"] = pd.NA

    assert judge(table, unit="calls", better="neither").signal == "none"


def test_an_impossible_week_is_refused():
    """2025 has no week 53: better an error than a baseline that is off by one."""
    with pytest.raises(BadPeriod):
        judge(line(quiet(105)), "2025-W53")


def planted(lag: float, count: int, weeks: int, seed: int) -> np.ndarray:
    """`count` lines of rates in which nothing happens: 90 %, two points from week to week."""
    fresh = np.random.default_rng(seed).standard_normal((count, weeks + 30))
    for week in range(1, weeks + 30):
        fresh[:, week] = lag * fresh[:, week - 1] + (1 - lag**2) ** 0.5 * fresh[:, week]
    return np.clip(0.9 + 0.02 * fresh[:, 30:], 0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("lag", [0.0, 0.4])
@pytest.mark.parametrize("weeks", [26, 52])
def test_flat_noise_gives_at_most_three_false_alarms_in_two_hundred_weeks(lag, weeks):
    """A page that cries wolf is not read. 500 lines of each kind, a quarter of 13 reviewed weeks each."""
    terms = SignalTerms(baseline_from=Period.week("2026-W39").names_back(weeks - 1)[0], baseline_to="2026-W39")
    alarms, found = [], []
    for values in planted(lag, 500, weeks + 13, seed=42):
        limits = judge(line(values, last="2026-W52"), "2026-W52", terms=terms).limits
        alarms.append(((values < limits["lower"]) | (values > limits["upper"]))[weeks:])
        found.append((values - 0.08 < limits["lower"])[weeks:])

    assert 0.002 < np.mean(alarms) <= 0.015
    assert np.mean(found) > 0.7
