"""Whether the objectives are kept as a rule: in how many of the last 52 weeks, each by the terms of its own Monday.

In:   every figure of every week, the contract.
Out:  kept_weeks and judged_weeks for each figure that has an objective this week.
Why:  told of this week alone, an objective kept 52 weeks of 52 takes as much of the meeting as one that is often
      missed.
Not here: status (`kit.analysis.line.scorecard`), whether the week is unusual (`kit.analysis.line.signal`), words.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from kit.analysis.line.scorecard import History, Named, kept, named, series
from kit.params import Contract, Glossary
from kit.period import Period

WEEKS = 52  # this one included


def counted(figures: pd.DataFrame, past: History, week: str, contract: Contract, glossary: Glossary) -> pd.DataFrame:
    """`WeeklyReview.figures` with kept_weeks and judged_weeks of every figure that has an objective.

    A week counts where the contract had begun by its Monday and had an objective for the figure, the week is whole, and
    it has the calls that the objective asks for. A figure whose objective rose is held to the lower one before.
    """
    items = _by_week(Period.week(week).names_back(WEEKS - 1), contract, glossary)
    table = figures.copy()
    for at, row in figures[figures["sense"] != ""].iterrows():
        found = [_kept(past, one, promised.get(row["figure"]), glossary) for one, promised in items.items()]
        judged = [one for one in found if one is not None]
        table.loc[at, ["kept_weeks", "judged_weeks"]] = [sum(judged), len(judged)]
    return table


def _by_week(weeks: list[str], contract: Contract, glossary: Glossary) -> dict[str, dict[str, Named]]:
    """What the terms of each week's Monday promise, by the figure's name; nothing before the contract begins."""

    @cache
    def promised(valid_from: object) -> dict[str, Named]:
        terms = next(one for one in contract.terms if one.valid_from == valid_from)
        return {item.id: item for item in named(terms, glossary) if item.objective}

    mondays = {week: Period.week(week).first for week in weeks}
    return {
        week: promised(contract.terms_on(day).valid_from) if contract.binds(day) else {}
        for week, day in mondays.items()
    }


def _kept(past: History, week: str, item: Named | None, glossary: Glossary) -> bool | None:
    """Whether a week kept an objective; None where it cannot be judged."""
    if item is None or item.objective is None:
        return None
    weeks = series(past, item.source, glossary.figures[item.source])
    if week not in weeks.index or weeks.at[week, "volume"] < item.objective.minimum_calls:
        return None
    return kept(item.objective, weeks.at[week, "value"])
