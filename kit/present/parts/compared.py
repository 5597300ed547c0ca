"""Which days both sides delivered whole, and on which of them their counts differ beyond the tolerance.

In:   a `WeeklyReview`: counts by day, the waterfall, the days that came in part.
Out:  the days that are compared, those that are not, and how the week's unexplained calls fall on them.
Why:  "every day both count the same", over days that one side alone delivered, is not true; and a finding that adds up
      the days beyond tolerance beside a path that adds up all days reads as a contradiction.
Not here: the words (`counts`, `flow`, `findings`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from kit.analysis.weekly.result import WeeklyReview
from kit.present.parts import declared


def days(review: WeeklyReview) -> pd.DataFrame:
    """The rows of `counts_by_day` whose two counts can be compared: both came, none of them in part."""
    rows = review.counts_by_day
    return rows[rows["unexplained"].notna() & ~rows["local_date"].isin(in_part(review))]


def in_part(review: WeeklyReview) -> set[dt.date]:
    """Days of which a side's counts came in part, or were set aside."""
    tables = (*declared.PROVIDER, declared.CARRIER)
    rows = [one for one in review.data.get("coverage", []) if one["table"] in tables]
    return {dt.date.fromisoformat(str(one["date"])[:10]) for one in rows}


def whole(review: WeeklyReview) -> list[dt.date]:
    """The days with calls or open hours that both sides delivered to their end."""
    rows = days(review)
    stops = rows["file_stops"].fillna(0) > 0 if "file_stops" in rows else pd.Series(False, index=rows.index)
    return [day for day in rows[~stops]["local_date"] if day in set(_worth(review))]


def unlike(review: WeeklyReview) -> list[dt.date]:
    """The days with calls or open hours that one side, or both, did not deliver to their end."""
    kept = set(whole(review))
    return [day for day in _worth(review) if day not in kept]


def _worth(review: WeeklyReview) -> list[dt.date]:
    """Days on which the line was open, or on which a side counted calls."""
    opened = set(review.by_day.loc[review.by_day["is_open"].astype(bool), "local_date"])
    rows = review.counts_by_day
    counted = set(rows.loc[(rows[["delivered", "received"]] > 0).any(axis=1), "local_date"])
    return sorted(opened | counted)


@dataclass(frozen=True)
class Unexplained:
    """Unexplained calls: of the whole week, and of the days beyond tolerance (local_date, unexplained).

    Positive where the platform saw fewer calls than the carrier delivered; days may cancel each other out.
    """

    week: float
    beyond: pd.DataFrame

    @property
    def on_beyond(self) -> float:
        return float(self.beyond["unexplained"].sum())

    @property
    def both_ways(self) -> bool:
        """Whether days cancel each other out, so that one sum cannot be a part of the other."""
        signs = set((self.beyond["unexplained"] > 0).tolist()) | ({self.week > 0} if self.week else set())
        return len(signs) > 1 or abs(self.on_beyond) > abs(self.week)


def unexplained(review: WeeklyReview) -> Unexplained:
    """How the week's unexplained calls fall on its days."""
    rows = days(review)
    beyond = rows[~rows["within"].astype(bool)][["local_date", "unexplained"]]
    return Unexplained(float(rows["unexplained"].sum()), beyond)
