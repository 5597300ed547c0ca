"""Figures outside their usual variation, and figures that have a new level.

In:   the week's scorecard; the findings of missed objectives, which tell of some figures already.
Out:  findings of kind signal and new_level, unranked.
Why:  answer rate, service level, abandonment and waits tell of the same calls: one change is told once.
Not here: whether a figure is unusual (`kit.analysis.line.signal`), which findings stand on the page (`findings`).
"""

from __future__ import annotations

import pandas as pd

from kit.analysis.line.scorecard import History
from kit.analysis.review import OUTSIDE, Finding
from kit.params import Glossary

SAME_CALLS = ("answer_rate", "sl", "abandon", "wait")  # families that tell of the same calls: reached, or not, and when


def signals(figures: pd.DataFrame, glossary: Glossary, missed: list[Finding], *, mixed: bool) -> list[Finding]:
    """Named figures outside their usual variation, save where a finding tells of the same calls already.

    figures: `Scorecard.figures`. mixed: a finding tells that more calls were answered at the price of longer waits.
    """
    rows = figures[figures["judged"] & figures["signal"].isin(OUTSIDE)]
    told = {name for finding in missed for name in _named_in(finding)}
    families = figures.set_index("figure")["family"]
    reached_told = any(families[name] in SAME_CALLS for name in told)
    groups: dict[str, list[pd.Series]] = {}
    for _, row in rows.iterrows():
        same = row["family"] in SAME_CALLS
        better_but_mixed = mixed and same and row["signal"] == "better"
        if row["figure"] in told or (same and reached_told) or better_but_mixed:
            continue
        groups.setdefault(f"reached {row['signal']}" if same else row["figure"], []).append(row)
    return [_signal(group) for group in groups.values()]


def _named_in(finding: Finding) -> list[str]:
    return [finding.figure, *(other["figure"] for other in finding.fields["also"])]


def _signal(rows: list[pd.Series]) -> Finding:
    first = _first(rows)
    names = ("value", "center", "lower", "upper", "unit", "signal", "runs", "previous")
    fields = {name: first[name] for name in names} | _beside(rows, first)
    costs = first["unit"] == "ratio" and first["signal"] == "worse"
    calls = float(abs(first["value"] - first["center"]) * first["denominator"]) if costs else None
    return Finding(0, "signal", first["figure"], calls, fields)


def new_levels(figures: pd.DataFrame, past: History, week: str) -> list[Finding]:
    """Figures whose new level this week completes, so that each is told once; of the same calls, in one finding."""
    rows = figures[figures["judged"] & (figures["signal"] == "new_level")]
    groups: dict[str, list[pd.Series]] = {}
    for _, row in rows.iterrows():
        same = row["family"] in SAME_CALLS
        groups.setdefault(f"reached {row['level_from']}" if same else row["figure"], []).append(row)
    return [_new_level(group, past, week) for group in groups.values()]


def _new_level(rows: list[pd.Series], past: History, week: str) -> Finding:
    first = _first(rows)
    weeks = past.of(first["variant"] or first["figure"]).loc[first["level_from"] : week]
    values = weeks["value"].where(~weeks["incomplete"].astype(bool)).dropna()
    fields = {name: first[name] for name in ("value", "center", "lower", "upper", "unit", "level_from")}
    fields |= {"weeks": len(values), "level": float(values.mean())} | _beside(rows, first)
    return Finding(0, "new_level", first["figure"], None, fields)


def _first(rows: list[pd.Series]) -> pd.Series:
    return min(rows, key=lambda row: (row["unit"] != "ratio", row["order"]))


def _beside(rows: list[pd.Series], first: pd.Series) -> dict:
    names = ("figure", "value", "center", "unit")
    also = [{name: row[name] for name in names} for row in rows if row is not first]
    return {"direction": "up" if first["value"] > first["center"] else "down", "also": also}
