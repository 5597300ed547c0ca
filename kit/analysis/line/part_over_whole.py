"""A part above its whole: 6,004 calls answered of 5,949 offered, in the week or in a day of it.

In:   the week's figures and those of its days, what did not come, the glossary, which mappings were read.
Out:  findings of kind part_over_whole: what to check; whether a rate can be read at all.
Why:  a rate of 100.9 % keeps every objective and is never true; a day at 103 % hides in a week at 98 %.
Not here: the words (`kit.present`), how far two counters of the same calls differ (`reconcile`), refusing rows
      (`kit.intake`).

Nobody is accused: a column may be misread, two columns may follow different rules, or a file may be wrong. Two sides'
counters may differ by the contract's tolerance, and a file that is not whole is no proof against the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kit.analysis.line.sums import group_of
from kit.analysis.review import Finding
from kit.params import Figure, Glossary
from kit.params.contract import Reconciliation

KIND = "part_over_whole"
# Ratios whose numerator is no part of the denominator: a call may raise two questions; a gap is a difference.
NO_PARTS = ("unresolved", "gap.carrier_acd")
NEARLY = 1e-9  # of rounding, in calls or seconds
# The column of `calls` behind a symbol; every other symbol is read from a column of its name.
CALL_COLUMNS = {
    **dict.fromkeys(("offered", "answered", "abandoned", "deflected", "received", "overflow"), "outcome"),
    **dict.fromkeys(("answered_within_threshold", "abandoned_within_threshold", "abandoned_short"), "wait_s"),
    "repeat_calls": "caller",
}


@dataclass(frozen=True)
class Read:
    """What the week was read from. table: calls or intervals; sources: [{source, table}]; gone: [{date}] that are not
    whole; tolerance: how far two sides' counts may differ."""

    table: str
    sources: list[dict]
    gone: list[dict]
    tolerance: Reconciliation


def is_part(name: str, figure: Figure) -> bool:
    """Whether a figure is a share: its numerator is counted in its denominator, too."""
    return figure.unit == "ratio" and bool(figure.under) and name not in NO_PARTS


def above(numerator: float, denominator: float) -> bool:
    """Whether a part is larger than its whole; not where one of them is unknown."""
    return bool(numerator - denominator > NEARLY)


def findings(week: pd.DataFrame, days: pd.DataFrame, glossary: Glossary, read: Read) -> list[Finding]:
    """What contradicts itself in the week, one finding for each part; the figures of the contract first.

    week: `Scorecard.figures`. days: day, figure, numerator, denominator, of the days of the week.
    """
    found: dict[tuple, Finding] = {}
    for _, row in week[week["variant"] == ""].sort_values(["judged", "order"], ascending=[False, True]).iterrows():
        figure = glossary.figures[row["figure"]]
        key = (next(iter(figure.over), ""), len(_sides(figure)))
        if not is_part(row["figure"], figure) or key in found:
            continue
        over = _days(days[days["figure"] == row["figure"]], figure, read)
        whole = row["reason"] != "not_delivered" and _beyond(row, figure, read, bool(read.gone))
        if whole or len(over):
            found[key] = _finding(row["figure"], figure, row if whole else over.iloc[0], over, read)
    return list(found.values())


def _days(rows: pd.DataFrame, figure: Figure, read: Read) -> pd.DataFrame:
    """The days on which a part is above its whole, the worst first. Times are left out: those of a call that begins
    before closing belong to the hour in which it came."""
    if any(symbol.endswith("_s") for symbol in (*figure.over, *figure.under)):
        return rows.head(0)
    gone = {str(one["date"]) for one in read.gone}
    beyond = [_beyond(row, figure, read, str(row["day"].date()) in gone) for _, row in rows.iterrows()]
    rows = rows[pd.Series(beyond, index=rows.index, dtype=bool)]
    return rows.assign(excess=rows["numerator"] - rows["denominator"]).sort_values("excess", ascending=False)


def _beyond(row: pd.Series, figure: Figure, read: Read, gone: bool) -> bool:
    if not above(row["numerator"], row["denominator"]):
        return False
    if len(_sides(figure)) < 2:
        return True
    allowed = max(read.tolerance.tolerance_calls, read.tolerance.tolerance_ratio * row["denominator"])
    return not gone and row["numerator"] - row["denominator"] > allowed


def _sides(figure: Figure) -> set[str]:
    """The sides that count a figure: handle time and what no call holds come from the provider."""
    groups = {group_of(symbol) for symbol in (*figure.over, *figure.under)}
    return {"client" if group == "client" else "provider" for group in groups}


def _finding(name: str, figure: Figure, row: pd.Series, over: pd.DataFrame, read: Read) -> Finding:
    sides = _sides(figure)
    counted_by = "both" if len(sides) > 1 else next(iter(sides))
    table = "carrier_counts" if counted_by == "client" else read.table
    of = float(row["denominator"])
    fields = {
        "count": float(row["numerator"]), "of": of, "value": float(row["numerator"]) / of if of > 0 else None,
        "date": row["day"].date() if "day" in row else None, "days": [day.date() for day in sorted(over["day"])],
        "counted_by": counted_by, "column": _columns(figure.over, table)[0], "table": table,
        "columns": list(dict.fromkeys([*_columns(figure.over, table), *_columns(figure.under, table)])),
        "sources": list(dict.fromkeys(
            one["source"] for one in read.sources
            if one["table"] in ([table, "carrier_counts"] if counted_by == "both" else [table])
        )),
    }  # fmt: skip
    return Finding(0, KIND, name, None, fields)


def _columns(symbols: dict[str, int], table: str) -> list[str]:
    return [CALL_COLUMNS.get(symbol, symbol) if table == "calls" else symbol for symbol in symbols]
