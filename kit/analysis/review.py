"""What every report has: a period, a moment, the parties, figures, findings and what they rest on.

In:   nothing; the report's own module fills it (`kit.analysis.weekly` for the weekly review).
Out:  `Review` and `Finding`, frozen, without a word of prose.
Why:  the page, the results file and the archive ask the same questions of every report; one report's own tables stand
      in a class of its own that extends this one.
Not here: sentences, charts, languages (`kit.present`), which findings a report has.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

STATUSES = ("kept", "missed", "not_judged")
SIGNALS = ("none", "better", "worse", "higher", "lower", "new_level", "too_short", "incomplete")
OUTSIDE = ("better", "worse", "higher", "lower")  # the usual limits; the last two of a figure without a good side
REASONS = (
    "no_calls",  # nothing in the denominator
    "not_delivered",  # the file that holds it did not come
    "not_in_source",  # the source does not hold it
    "no_call_rows",  # percentiles need calls, the provider delivers counts
    "few_advisers",  # withheld: so few advisers made it that it would speak of persons
    "too_few_calls",  # below the contract's minimum volume
    "part_over_whole",  # a part is larger than what it is a part of
)


@dataclass(frozen=True)
class Finding:
    """One thing worth a minute of the meeting.

    rank: 1 first; kind: of the report's own list, such as `weekly.result.FINDING_KINDS`; figure: glossary id or "".
    calls: what it cost, in calls (None where it has no cost in calls); it ranks the findings.
    fields: the values its sentence needs (numbers, dates, minutes of the day, slugs; never prose).
    counted_by, due_to, acts: who counts its figure, who answers for it, who acts: client, provider, carrier, both, or
    "" for nobody.
    """

    rank: int
    kind: str
    figure: str = ""
    calls: float | None = None
    fields: dict = field(default_factory=dict)
    counted_by: str = ""
    due_to: str = ""
    acts: str = ""


@dataclass(frozen=True)
class Review:
    """One reviewed period. Frames have a plain RangeIndex; NaN means "cannot be said", never zero.

    period: as it is asked for, "2026-W47"; as_of: the moment it speaks at, zone-aware; snapshot: of the tables.
    line, client, provider, carrier: {"fr": name, "en": name} as the contract names them; fictional: a sample.
    figures: one row per glossary figure: figure, value, unit, side, numerator, denominator, objective, gap, status (of
        STATUSES), signal (of SIGNALS), reason (of REASONS), judged (bool: the contract names it), order.
    findings: ranked, 1 first. data: what the review rests on: {"complete": bool, "received", "excluded", "sources", …}.
    """

    partnership: str
    period: str
    as_of: dt.datetime
    snapshot: int
    line: dict
    client: dict
    provider: dict
    carrier: dict
    fictional: bool
    figures: pd.DataFrame
    findings: tuple[Finding, ...]
    data: dict

    def figure(self, name: str) -> pd.Series:
        """The row of one figure. Raises KeyError where the glossary has none of that id."""
        rows = self.figures[self.figures["figure"] == name]
        if rows.empty:
            raise KeyError(name)
        return rows.iloc[0]

    @property
    def judged(self) -> pd.DataFrame:
        """The figures that the contract names, in the contract's order."""
        return self.figures[self.figures["judged"]].sort_values("order")
