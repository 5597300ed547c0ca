"""Which figures so few advisers made that they would speak of persons: those are withheld.

In:   advisers present by quarter-hour (`usual.staffing`), quarter-hour sums, the contract's `fewest_advisers`.
Out:  weeks and days whose handle, talk, hold and after-call times are withheld; half-hours whose answers are.
Why:  with one adviser present, a page of the line is a record of that person, half-hour by half-hour; see
      `decisions/0006`. What a reader can subtract is withheld too: a week's figure less the days shown gives the day
      that is not shown, so the withheld days together must be as large a group as one shown day.
Not here: the words that say so (`kit.present`), masking callers and names (`kit.intake`).

Advisers of a span: the mean number present over its quarter-hours in which anybody was there, the plan standing in
where presence is not delivered. Where neither is, a day counts the advisers that its calls kept busy, which no floor
can be below; a week and a half-hour stay as they are, and the review says that their number is not known.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from kit.analysis.line.sums import HANDLE, HANDLE_PARTS, QUARTER, Quarters
from kit.params import Figure, Glossary

FEW, UNKNOWN, PROTECTING = "few_advisers", "unknown_advisers", "protecting"
ALONE = 2  # present: below, a half-hour's answers are one person's
TIMES = frozenset({HANDLE, *HANDLE_PARTS, "available_s", "not_ready_s", "logged_s"})  # what advisers did, not callers
_EXACT = 1e-9  # means of whole numbers are not always whole


def there(levels: pd.DataFrame) -> pd.Series:
    """Advisers by quarter-hour: present, or planned where presence is not known; NaN where neither is."""
    return levels["present"].fillna(levels["planned"])


def _mean(present: pd.Series, by: pd.Series | list[pd.Series]) -> pd.Series:
    """Mean over the quarter-hours with anybody there; 0 where nobody ever was, NaN where nothing is known."""
    grouped = present.where(present > 0).groupby(by).mean()
    return grouped.fillna(present.groupby(by).max())


def small_weeks(levels: pd.DataFrame, quarters: Quarters, fewest: int) -> frozenset[str]:
    """Weeks in which fewer than `fewest` advisers were present while the line was open."""
    opened = levels[levels["is_open"]]
    week = quarters.slots["week"].reindex(opened.index)
    mean = _mean(there(opened), week)
    return frozenset(mean.index[mean < fewest - _EXACT])


def withhold_weeks(found: pd.DataFrame, weeks: frozenset[str], glossary: Glossary) -> pd.DataFrame:
    """`indicators.figures` by week without the values of advisers' time in `weeks`; reason few_advisers."""
    about = [name for name, figure in glossary.figures.items() if about_time(figure)]
    hidden = found["week"].isin(weeks) & found["figure"].isin(about) & found["value"].notna()
    kept = found.copy()
    kept.loc[hidden, ["value", "numerator", "denominator"]] = np.nan
    kept.loc[hidden, "reason"] = FEW
    return kept


def about_time(figure: Figure) -> bool:
    """Whether a figure is made of advisers' time."""
    return not TIMES.isdisjoint({*figure.over, *figure.under})


def withhold_days(
    table: pd.DataFrame, levels: pd.DataFrame, handled: pd.Series, quarters: Quarters, *, fewest: int, week_shown: bool
) -> pd.DataFrame:
    """The day table without `aht` where too few advisers made it; column `withheld` says why, "" where it is shown.

    table: `usual.day_table`. handled: handle time in opening hours (s) by day. week_shown: whether the week's own
    handle time stands on the page.
    """
    days = pd.DatetimeIndex(table["local_date"])
    size = _day_sizes(levels, handled, quarters, days)
    size = size[table["aht"].notna().to_numpy()]
    small = size["mean"] < fewest - _EXACT
    why = pd.Series("", index=days, dtype=object)
    why[size.index[small & size["known"]]] = FEW
    why[size.index[small & ~size["known"]]] = UNKNOWN
    if week_shown and small.any():
        why[_protecting(size, list(size.index[small]), fewest)] = PROTECTING
    shown = table["aht"].where((why == "").to_numpy())
    return table.assign(aht=shown, withheld=why.to_numpy())


def _day_sizes(levels: pd.DataFrame, handled: pd.Series, quarters: Quarters, days: pd.DatetimeIndex) -> pd.DataFrame:
    """By day: mean advisers, quarter-hours it is the mean of, and whether it is known rather than proved by calls."""
    opened = levels[levels["is_open"]]
    present = there(opened)
    mean = _mean(present, opened["day"]).reindex(days)
    manned = (present > 0).groupby(opened["day"]).sum().reindex(days).fillna(0.0)
    slots = quarters.open_days["slots"].reindex(days).astype("float64")
    busy = handled.reindex(days) / (slots * QUARTER * 60)
    known = mean.notna()
    weight = manned.where(known, slots).clip(lower=1.0)
    return pd.DataFrame({"mean": mean.fillna(busy), "slots": weight, "known": known})


def _protecting(size: pd.DataFrame, hidden: list[Hashable], fewest: int) -> list[Hashable]:
    """The days to withhold besides: until what is withheld is two days or more and, taken together, no small group."""
    spare = list(size.drop(hidden).sort_values("mean", kind="stable").index)
    added: list[Hashable] = []
    while spare and (len(hidden) + len(added) < 2 or _together(size.loc[[*hidden, *added]]) < fewest - _EXACT):
        added.append(spare.pop(0))
    return added


def _together(size: pd.DataFrame) -> float:
    return float((size["mean"] * size["slots"]).sum() / size["slots"].sum())


def alone(half_hours: pd.DataFrame, fewest: int) -> pd.Series:
    """Half-hours whose answers are one person's, and one more of a day with a single such: why by row, else "".

    half_hours: indexed by day and half_hour: offered, answered (calls), present, planned (mean advisers).
    """
    present = there(half_hours)
    called = half_hours["offered"] > 0
    one = called & (present < min(ALONE, fewest) - _EXACT) & ((present > 0) | (half_hours["answered"] > 0))
    why = pd.Series("", index=half_hours.index, dtype=object)
    why[one] = FEW
    lonely = one.groupby(level="day").sum()
    for day in lonely.index[lonely == 1]:
        # The day's answered calls stand on the page: less the other half-hours, they are those of the one withheld.
        spare = present[called & ~one][lambda rows, day=day: rows.index.get_level_values("day") == day]
        why[spare.sort_values(kind="stable").index[:1]] = PROTECTING
    return why
