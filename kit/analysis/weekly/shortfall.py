"""What a missed objective lacks, half-hour by half-hour, and where the week would be without some of them.

In:   the row of a missed figure, its formula, the week's half-hours (`kit.analysis.line.usual`).
Out:  `Shortfall`: what each half-hour lacks to the objective; the week's value with some of them at the objective.
Why:  "Monday morning" is a reproach, "with Monday morning at the objective: 71.8 %, still missed" is a sum that both
      sides can do with a pocket calculator.
Not here: which half-hours deserve it (`kit.analysis.weekly.drivers`), words (`kit.present`).

A half-hour above the objective stays as it is and gives nothing back; neither does one that was not delivered, nor one
whose answers are withheld. All shortfalls together are more than the week's gap: good hours make up for bad ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.analysis.line.usual import Usual
from kit.params import Figure

_SAME = 1e-6  # calls or seconds: half-hours that do not add up to the week's sums are those of other rows
_EXACT = 1e-12  # a value that is the objective keeps it, whatever floats make of the division


@dataclass(frozen=True)
class Span:
    """Half-hours of one day, from a minute of the day to another."""

    day: pd.Timestamp
    start: int
    end: int

    def fields(self) -> dict:
        """As a finding's fields: date, from_minute, to_minute."""
        return {"date": self.day.date(), "from_minute": self.start, "to_minute": self.end}


@dataclass(frozen=True)
class Shortfall:
    """A missed figure and what lacks in each half-hour of its week.

    numerator, denominator: the week's sums; bound: the objective; at_least: whether it is a lower bound.
    lacks: by day and half_hour, in the numerator's unit (calls, or seconds for a wait), never below 0.
    in_calls: whether that unit is calls.
    """

    numerator: float
    denominator: float
    bound: float
    at_least: bool
    lacks: pd.Series
    in_calls: bool

    @property
    def gap(self) -> float:
        """What the week lacks: calls, or seconds for a wait."""
        return abs(self.bound * self.denominator - self.numerator)

    def without(self, spans: list[Span]) -> dict:
        """The week with those half-hours at the objective.

        Returns back (given back; calls, None for a wait), share (of the gap, may be over 1), value, kept.
        """
        back = float(self.lacks[_inside(self.lacks.index, spans)].sum())
        value = (self.numerator + (back if self.at_least else -back)) / self.denominator
        beyond = value - self.bound if self.at_least else self.bound - value
        return {
            "back": back if self.in_calls else None,
            "share": back / self.gap,
            "value": value,
            "kept": bool(beyond >= -_EXACT),
        }


def _inside(index: pd.Index, spans: list[Span]) -> np.ndarray:
    """Which half-hours lie in any of the spans; one that lies in two of them is counted once."""
    days, minutes = index.get_level_values("day"), index.get_level_values("half_hour")
    inside = np.zeros(len(index), dtype=bool)
    for span in spans:
        inside |= (days == span.day) & (minutes + 30 > span.start) & (minutes < span.end)
    return inside


def shortfall(row: pd.Series, figure: Figure, usual: Usual) -> Shortfall | None:
    """The shortfall of a missed figure; None where it is no quotient of sums that the week's half-hours add up to.

    row: of `Scorecard.figures`, status missed. figure: the glossary's, for the formula.
    """
    rows = usual.half_hours[usual.half_hours.index.get_level_values("day").isin(usual.days)]
    if figure.hours != "open" or not figure.under or not {*figure.over, *figure.under} <= set(rows.columns):
        return None
    over, under = (sum(sign * rows[name] for name, sign in side.items()) for side in (figure.over, figure.under))
    sums = {"numerator": float(over.sum()), "denominator": float(under.sum())}
    if any(abs(sums[name] - row[name]) > _SAME for name in sums) or row["gap"] == 0:
        return None
    at_least = row["sense"] == "at_least"
    lacks = (row["objective"] * under - over) * (1 if at_least else -1)
    lacks = lacks.where(rows["withheld"] == "").clip(lower=0).fillna(0.0)
    return Shortfall(**sums, bound=row["objective"], at_least=at_least, lacks=lacks, in_calls=row["unit"] == "ratio")
