"""A level that changed for good is told once, and what is usual then comes from its own weeks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.analysis.line import levels, signal
from kit.params.contract import SignalTerms
from kit.period import Period

LAST = "2026-W47"
TERMS = SignalTerms()
WORDS = {"fr": "Nouvelle équipe", "en": "New team"}


def line(values, last: str = LAST, calls: float = 4400) -> pd.DataFrame:
    values = np.asarray(values, dtype=float)
    weeks = Period.week(last).names_back(len(values) - 1)
    places = {"week": weeks, "value": values, "numerator": values * calls, "denominator": calls}
    return pd.DataFrame(places | {"open_days": 5, "open_slots": 200})


def judge(table: pd.DataFrame, week: str = LAST, **changed) -> signal.Judgement:
    return signal.judge(table, week, **({"better": "higher", "unit": "ratio", "terms": TERMS} | changed))


def noise(count: int, spread: float = 0.01, seed: int = 1) -> np.ndarray:
    return spread * np.random.default_rng(seed).standard_normal(count)


def risen(weeks_since: int, *, count: int = 105, before: float = 0.88, after: float = 0.95) -> pd.DataFrame:
    """Weeks of a line whose answer rate rose for good; `weeks_since` counts the weeks of the new level."""
    level = np.where(np.arange(count) < count - weeks_since, before, after)
    return line(level + noise(count))


def story(table: pd.DataFrame, weeks: int, **changed) -> dict[str, str]:
    """The signal of each of the last weeks, as the page of that Monday gave it."""
    found = {}
    for back in range(weeks - 1, -1, -1):
        seen = table.iloc[: len(table) - back]
        found[seen["week"].iloc[-1]] = judge(seen, seen["week"].iloc[-1], **changed).signal
    return found


def test_a_change_for_good_is_told_seven_weeks_and_then_once_as_a_new_level():
    """88 to 95 % for 40 weeks was told 40 times, as if each of them were news."""
    said = list(story(risen(40), 42).values())

    assert said[:2] == ["none", "none"]
    assert said[2:10] == [*["better"] * 7, "new_level"]
    assert said.count("new_level") == 1
    assert "better" not in said[10:] and "worse" not in said[10:]


def test_the_new_level_is_compared_with_its_own_weeks_as_soon_as_there_are_twenty():
    """The old limits say nothing of it any more; twenty weeks is what any line needs."""
    said = list(story(risen(40), 40).values())

    assert said[8:20] == ["too_short"] * 12
    assert said[20:] == ["none"] * 20
    judgement = judge(risen(40))
    assert judgement.lower < 0.95 < judgement.upper and judgement.lower > 0.9


def test_a_fall_from_the_new_level_is_found_although_the_old_one_was_lower():
    """Back at 89 %: usual a year ago, alarming now."""
    table = risen(40)
    table.loc[104, ["value", "numerator"]] = [0.89, 0.89 * 4400]

    assert judge(table).signal == "worse"


def test_the_week_since_which_it_holds_is_stated():
    """ "Since week n" is what the two sides can look up in their minutes."""
    table = risen(12)

    assert judge(table).level_from == table["week"].iloc[-12]
    assert judge(table.iloc[:-5], table["week"].iloc[-6]).level_from == ""  # seven weeks: not told yet


def test_the_week_that_completes_the_level_shows_the_limits_that_it_was_compared_with():
    """A finding without its band could not be checked."""
    judgement = judge(risen(8))

    assert (judgement.signal, judgement.direction) == ("new_level", "up")
    assert judgement.lower < 0.88 < judgement.upper < 0.95


def test_the_weeks_before_a_level_keep_the_limits_of_their_own_time():
    """The chart shows the step: an old band drawn under the new weeks would call them unusual."""
    table = risen(30)
    found = judge(table).limits.set_index("week")
    old, new = table["week"].iloc[60], table["week"].iloc[-1]

    assert found.at[old, "lower"] < 0.88 < found.at[old, "upper"] < found.at[new, "lower"] < 0.95
    early = judge(table.iloc[:-15], table["week"].iloc[-16]).limits
    assert early["week"].max() < table["week"].iloc[-30]  # fifteen weeks of a level have no band yet


@pytest.mark.parametrize("direction", [1, -1])
def test_a_level_below_is_found_as_one_above(direction):
    """A change for the worse that lasts is one decision, not a finding each Monday."""
    values = 0.85 + noise(105) + np.where(np.arange(105) < 97, 0, 0.05 * direction)

    judgement = judge(line(values))

    assert (judgement.signal, judgement.direction) == ("new_level", "up" if direction > 0 else "down")


def test_eight_weeks_on_one_side_and_inside_the_limits_are_no_level():
    """It happens to a line where nothing changes: see decision 0009."""
    values = 0.9 + noise(105)
    values[-8:] = 0.885

    assert judge(line(values)).signal == "none"
    assert judge(line(values)).level_from == ""


def test_seven_weeks_of_eight_are_no_level():
    """One week back where it was: the change did not hold."""
    table = risen(9)
    table.loc[101, ["value", "numerator"]] = [0.87, 0.87 * 4400]

    assert judge(table).signal == "better"


def test_weeks_that_are_not_whole_neither_make_nor_break_a_level():
    """A week of two days says nothing of the level, on either side."""
    table = risen(9)
    table.loc[101, "value"] = np.nan

    judgement = judge(table)

    assert (judgement.signal, judgement.level_from) == ("new_level", table["week"].iloc[-9])


def test_two_levels_follow_each_other():
    """A second change is found once the first level has its twenty weeks."""
    values = np.concatenate([np.full(60, 0.80), np.full(35, 0.88), np.full(10, 0.95)]) + noise(105, 0.008)
    table = line(values)

    assert judge(table).level_from == table["week"].iloc[-10]
    assert judge(table.iloc[:-11], table["week"].iloc[-12]).level_from == table["week"].iloc[60]


def test_a_count_that_rises_for_good_is_a_new_level_without_a_good_side():
    """Demand has no better or worse, but it has levels, too."""
    values = np.round(4400 * np.exp(noise(105, 0.04)) * np.where(np.arange(105) < 97, 1, 1.4))

    judgement = judge(line(values).assign(denominator=np.nan), better="neither", unit="calls")

    assert (judgement.signal, judgement.direction) == ("new_level", "up")


# Set by the contract


def test_the_contract_s_owner_may_set_the_week_of_a_new_level():
    """A new opening, a new menu: both sides know that the weeks before no longer compare."""
    table = risen(30)
    start = table["week"].iloc[-30]

    assert judge(table, rebased=[start]).level_from == start
    assert judge(table, rebased=[start]).baseline_from >= start


@pytest.mark.parametrize(("weeks", "said"), [(1, "too_short"), (20, "too_short"), (21, "none")])
def test_a_level_that_was_set_has_no_limits_before_it_has_twenty_weeks(weeks, said):
    """The old limits are not used for it, and limits from three weeks would be wrong most of the time."""
    table = line(0.9 + noise(105))

    judgement = judge(table, rebased=[table["week"].iloc[-weeks]])

    assert judgement.signal == said
    assert np.isnan(judgement.upper) == (said == "too_short")


def test_a_level_that_was_set_is_not_found_again():
    """The owner has said it: no finding tells them eight weeks later."""
    table = risen(15)

    assert "new_level" not in story(table, 15, rebased=[table["week"].iloc[-15]]).values()


def test_a_level_that_begins_later_does_not_touch_the_weeks_before():
    """An old page, run again, keeps its verdict."""
    table = line(0.9 + noise(105))
    before = judge(table.iloc[:-10], table["week"].iloc[-11])

    after = judge(table.iloc[:-10], table["week"].iloc[-11], rebased=[table["week"].iloc[-5]])

    assert (after.signal, after.lower, after.level_from) == (before.signal, before.lower, "")


def test_a_baseline_of_the_contract_ends_where_a_later_level_begins():
    """The contract named its usual weeks when the old level held; the later of the two words holds."""
    table = risen(40)
    terms = SignalTerms(baseline_from=table["week"].iloc[0], baseline_to=table["week"].iloc[50])

    judgement = judge(table, terms=terms)

    assert (judgement.signal, judgement.level_from) == ("none", table["week"].iloc[-40])


# How often it errs


@pytest.mark.slow
def test_a_line_where_nothing_changes_gets_a_new_level_less_than_once_in_fifty_years():
    """A hundred lines whose weeks resemble their neighbours (lag-1 of 0.4): runs come by chance, levels do not."""
    rng = np.random.default_rng(5)
    fresh = rng.standard_normal((100, 134))
    for week in range(1, 134):
        fresh[:, week] = 0.4 * fresh[:, week - 1] + (1 - 0.4**2) ** 0.5 * fresh[:, week]
    false = [judge(line(np.clip(0.9 + 0.02 * wave[30:], 0, 1))).level_from != "" for wave in fresh]

    assert np.mean(false) <= 0.03  # some 1.5 years each


def test_the_rule_is_half_of_the_weeks_and_the_first_one_outside():
    """What both sides can check with the chart and a pencil."""
    center, limit = np.full(8, 0.9), np.full(8, 0.94)
    just = np.array([0.95, 0.91, 0.95, 0.91, 0.95, 0.91, 0.95, 0.91])

    assert levels.half_outside(just, center, limit, 1)
    assert not levels.half_outside(just[::-1], center, limit, 1)  # begins inside: it began later
    assert not levels.half_outside(np.where(just == 0.95, [0.95] * 6 + [0.93] * 2, just), center, limit, 1)
    assert not levels.half_outside(np.where(np.arange(8) == 5, 0.89, just), center, limit, 1)
    assert levels.half_outside(1.8 - just, center, 1.8 - limit, -1)
