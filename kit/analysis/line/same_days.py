"""An incomplete week beside the same days of the week before.

In:   quarter-hour sums with what is not whole in them, the glossary.
Out:  figures of the week's whole days and of the same weekdays before: `WeeklyReview.data["same_days"]`.
Why:  against a whole week, two delivered days of seven would read as a fall; the same days are compared, or nothing is.
Not here: which days are whole (`coverage`), sentences.
"""

from __future__ import annotations

import pandas as pd

from kit.analysis.line import indicators, sums
from kit.analysis.line.sums import Quarters
from kit.params import Glossary
from kit.period import Period


def same_days(quarters: Quarters, week: str, names: list[str], glossary: Glossary) -> dict:
    """The provider's figures of the whole days of an incomplete week, and of the same weekdays of the week before.

    names: glossary ids; those that cannot be had from sums over days (quantiles, distinct callers) or need the other
    side are left out. {} where the week is whole, no day of it is, or one of those weekdays before is closed or not
    whole: then nothing is like.
    """
    opened, whole = quarters.open_days, quarters.whole("provider")
    mine = opened.index[opened["week"] == week]
    days = mine.intersection(whole)
    before = days - pd.Timedelta(weeks=1)
    if not len(days) or len(days) == len(mine) or not (before.isin(opened.index) & before.isin(whole)).all():
        return {}
    totals = sums.by_day(quarters)
    table = pd.DataFrame(
        {"now": totals.reindex(days).sum(skipna=False), "then": totals.reindex(before).sum(skipna=False)}
    )
    found = indicators.figures(table.T.rename_axis("week"), glossary).set_index(["figure", "week"])["value"]
    figures = {
        name: {"value": float(found[name, "now"]), "previous": float(found[name, "then"])}
        for name in names
        if glossary.figures[name].side != "client" and found[name].notna().all()
    }
    dates = [day.date().isoformat() for day in days]
    return {"days": dates, "week": Period.week(week).names_back(1)[0], "figures": figures} if figures else {}
