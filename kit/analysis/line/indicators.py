"""The glossary's figures from additive sums: sum first, divide last.

In:   sums of the glossary's symbols by any index (week, day, half-hour), from `kit.analysis.line.sums`.
Out:  one row per figure and index: value, numerator, denominator, and why there is no value where there is none.
Why:  a formula typed here could differ from the printed one unseen; the line of `params/glossary.yml` that is printed
      is the one that is computed.
Not here: objectives and status (`kit.analysis.line.scorecard`), wording (`kit.present`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from kit.analysis.line.sums import HANDLE, HANDLE_PARTS, group_of
from kit.params import Figure, Glossary

COLUMNS = ("figure", "value", "numerator", "denominator", "reason", "lacking")


def figures(sums: pd.DataFrame, glossary: Glossary, quantiles: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every figure of the glossary for every row of `sums`, in the glossary's order.

    sums: columns are symbols (calls, s), or (hours, symbol) with hours open, closed, all, and optionally
        ("covered", group) as `sums.by_week` makes them; NaN is "not said". Any index.
    quantiles: same index, one column per quantile figure (s); quantiles cannot be had from sums.
    Returns the index levels as columns, then figure, value (ratio in [0, 1], s, calls or number), numerator,
        denominator (the sums; NaN for quantiles; denominator NaN for plain counts), reason (a slug of
        `result.REASONS` where value is NaN, else ""), lacking (where it is not_in_source: the symbols that the source
        does not hold, with blanks between; of handle time the parts, where only some of them are missing).
    Definition: `params/glossary.yml`; worked examples: `tests/spec/examples.py`.
    """
    sides = _Sums(sums)
    known = quantiles.reindex(sums.index) if quantiles is not None else pd.DataFrame(index=sums.index)
    parts = [
        _quantile(name, figure, sides, known) if figure.quantile is not None else _ratio(name, figure, sides)
        for name, figure in glossary.figures.items()
    ]
    rows = {column: np.concatenate([part[column] for part in parts]) for column in COLUMNS}
    at = np.tile(np.arange(len(sums)), len(parts))
    index = list(sums.index.names) if sums.index.names != [None] else ["index"]
    table = pd.DataFrame(rows, index=sums.index.take(at).set_names(index)).reset_index()
    return table[[*index, *COLUMNS]]


class _Sums:
    """The sums as arrays, by hours and symbol; NaN where a symbol is not among them."""

    def __init__(self, sums: pd.DataFrame) -> None:
        self.size = len(sums)
        self._by_hours = sums.columns.nlevels > 1
        self._arrays = {key: sums[key].to_numpy(dtype="float64", na_value=np.nan) for key in sums.columns}

    def combine(self, terms: Mapping[str, int], hours: str) -> np.ndarray:
        """A sum of symbols with their signs; NaN where one of them is not said."""
        total = np.zeros(self.size)
        for symbol, sign in terms.items():
            key = (hours, symbol) if self._by_hours else symbol
            total = total + sign * self._arrays.get(key, np.nan)
        return total

    def _covered(self, groups: set[str]) -> list[np.ndarray]:
        return [self._arrays["covered", group] for group in sorted(groups) if ("covered", group) in self._arrays]

    def apart(self, groups: set[str]) -> np.ndarray:
        """Where two groups both have rows, but not of the same open days."""
        apart = np.zeros(self.size, dtype=bool)
        days = self._covered(groups)
        for other in days[1:]:
            apart |= (days[0] != other) & (days[0] > 0) & (other > 0)
        return apart

    def absent(self, groups: set[str]) -> np.ndarray:
        """Where a side that the figure needs has no rows at all. The floor's symbols are owed by no one: not asked."""
        absent = np.zeros(self.size, dtype=bool)
        for days in self._covered({"provider" if group == "handle" else group for group in groups} - {"floor"}):
            absent |= days == 0
        return absent

    def unsaid(self, symbols: Iterable[str], hours: str, where: np.ndarray) -> np.ndarray:
        """The symbols that are not said, with blanks between; "" outside `where`."""
        found = np.full(self.size, "", dtype=object)
        if where.any():
            gone = {name: np.isnan(self.combine({name: 1}, hours)) for name in (*symbols, *HANDLE_PARTS)}
            for at in np.flatnonzero(where):
                found[at] = " ".join(_named(symbols, {name for name, lost in gone.items() if lost[at]}))
        return found


def _named(symbols: Iterable[str], gone: set[str]) -> list[str]:
    """The symbols that are gone, handle time by those of its parts that are, unless all or none are."""
    parts = [name for name in HANDLE_PARTS if name in gone]
    by_parts = 0 < len(parts) < len(HANDLE_PARTS)
    return [
        name for symbol in symbols if symbol in gone for name in (parts if symbol == HANDLE and by_parts else [symbol])
    ]


def _ratio(name: str, figure: Figure, sums: _Sums) -> dict[str, np.ndarray]:
    over = sums.combine(figure.over, figure.hours)
    under = sums.combine(figure.under, figure.hours) if figure.under else np.ones(sums.size)
    groups = {group_of(symbol) for symbol in (*figure.over, *figure.under)}
    silent, apart = np.isnan(over) | np.isnan(under), sums.apart(groups)
    # A rate over one side's five days and the other's four would be wrong without a sign of it.
    reason = np.select(
        [apart | (silent & sums.absent(groups)), silent, under <= 0],
        ["not_delivered", "not_in_source", "no_calls"],
        default="",
    )
    value = np.divide(over, under, out=np.full(sums.size, np.nan), where=reason == "")
    shown = under if figure.under else np.full(sums.size, np.nan)
    lacking = sums.unsaid([*figure.over, *figure.under], figure.hours, reason == "not_in_source")
    return _columns(name, value, over, shown, reason, lacking)


def _quantile(name: str, figure: Figure, sums: _Sums, known: pd.DataFrame) -> dict[str, np.ndarray]:
    nothing = np.full(sums.size, np.nan)
    value = known[name].to_numpy(dtype="float64") if name in known else nothing
    answered = sums.combine({"answered": 1}, figure.hours)
    waits = sums.combine({"wait_answered_s": 1}, figure.hours)
    reason = np.select(
        [~np.isnan(value), np.isnan(answered) & sums.absent({"provider"}), answered == 0, np.isnan(waits)],
        ["", "not_delivered", "no_calls", "not_in_source"],
        default="no_call_rows",
    )
    lacking = sums.unsaid(["wait_answered_s"], figure.hours, reason == "not_in_source")
    return _columns(name, value, nothing, nothing, reason, lacking)


def _columns(name: str, *columns: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip(COLUMNS, (np.full(len(columns[0]), name, dtype=object), *columns), strict=True))
