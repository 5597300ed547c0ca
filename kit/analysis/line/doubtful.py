"""Figures too even to be true: a rate of exactly 0 or 1 over a week, waits of 0 for everyone, calls that vanish.

In:   the week's scorecard and sums, which table the provider delivers, the mappings that read it.
Out:  findings of kind all_or_none and calls_vanish: what to check in which mapping; they stand before all others.
Why:  a value that a mapping does not know ("anwsered") makes 0.0 % of calls answered out of a good week, with every
      row received and nothing in quarantine; and all values mapped to "answered" make a perfect one.
Not here: the words (`kit.present`), refusing such a mapping (`kit.params`), small differences (`reconcile`), a part
      above its whole (`parts`).

A perfect week exists, so the findings ask and do not accuse, and the status of an objective stays as computed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.analysis.line import part_over_whole
from kit.analysis.line.sums import with_delivered
from kit.analysis.review import Finding

# Below so many calls a week without one lost call is ordinary: a line that loses 5 % has one in three (0.95 to the 20th
# is 0.36). At 60 calls it is one in twenty, and rarer from there on; the finding only asks for a look.
LEAST_CALLS = 20
VANISHED = 0.5  # of the calls received: menus and messages that a file leaves out take less, a wrong column takes most
KINDS = (part_over_whole.KIND, "all_or_none", "calls_vanish")
# Asked of every line, whether its contract names them or not; the service level where it names one, else v3.
ALWAYS = ("answer_rate.agent", "abandon", "fcr.declared")
PLAIN_LEVEL = "sl.v3"
FAMILIES = {"answer_rate": "answered", "abandon": "abandoned", "sl": "in_time"}
COUNTED = {"answered": "answered", "abandoned": "abandoned"}  # the symbol that would be 0 if the column were misread
QUALITY = {
    "fcr.declared": "resolved",
    "transfer": "transferred",
    "fcr.repeat": "repeat_calls",
    "repeat": "repeat_calls",
}
ZERO_S = {"asa": "waits", "talk": "talk"}  # seconds that cannot be 0 for everybody
# The column of the canonical table whose mapping says it: of calls, of interval counts.
COLUMNS = {
    "answered": ("outcome", "answered"),
    "abandoned": ("outcome", "abandoned"),
    "in_time": ("wait_s", "answered_within_threshold"),
    "waits": ("wait_s", "wait_answered_s"),
    "talk": ("talk_s", "talk_s"),
    "resolved": ("resolved", "resolved"),
    "transferred": ("transferred", "transferred"),
    "repeat_calls": ("caller", "repeat_calls"),
    "offered": ("outcome", "offered"),
}


def findings(figures: pd.DataFrame, week: pd.Series, table: str, sources: list[str]) -> list[Finding]:
    """What to check before the week is read, unranked; at most one finding for each column of the mapping.

    figures: `Scorecard.figures`. week: the week's sums by (hours, symbol). table: calls or intervals. sources: names
    of the mappings that its rows were read with.
    """
    found: dict[str, Finding] = {}
    for finding in (*_vanished(week), *_seconds(figures), *_rates(figures, week)):
        column = COLUMNS[finding.fields["what"]][table == "intervals"]
        finding.fields.update(column=column, table=table, sources=list(sources))
        found.setdefault(column, finding)
    return list(found.values())


def _rates(figures: pd.DataFrame, week: pd.Series) -> list[Finding]:
    rows = figures[figures["figure"].map(lambda name: _asked(figures, name)).astype(bool)]
    even = rows[rows["value"].isin([0.0, 1.0]) & (rows["denominator"] >= LEAST_CALLS)]
    nobody = bool((even["figure"].eq("answer_rate.agent") & even["value"].eq(0.0)).any())
    found = []
    for _, row in even.sort_values("order", kind="stable").iterrows():
        what = QUALITY.get(row["figure"]) or FAMILIES[row["family"]]
        if nobody and what != "answered":
            continue  # where nobody was answered, nobody was in time either: one thing to check
        if row["value"] == 0 and what in COUNTED and week["open", COUNTED[what]] > 0:
            continue  # some were abandoned, only none of those that this figure counts: nothing is read wrongly
        found.append(_all_or_none(row, what, row["numerator"], row["denominator"]))
    # Answers before abandons: both are read from one column, and the first of a column is told.
    return sorted(found, key=lambda one: one.fields["what"] != "answered")


def _asked(figures: pd.DataFrame, name: str) -> bool:
    """Whether a rate of exactly 0 or 1 is a question: those of the contract, and what every line has."""
    row = figures[figures["figure"] == name].iloc[0]
    if row["unit"] != "ratio" or not (row["family"] in FAMILIES or name in QUALITY):
        return False
    if name == PLAIN_LEVEL:
        return bool(row["judged"]) or not (figures["judged"] & (figures["family"] == "sl")).any()
    return bool(row["judged"]) or name in ALWAYS


def _seconds(figures: pd.DataFrame) -> list[Finding]:
    rows = figures[figures["figure"].isin(ZERO_S) & (figures["value"] == 0) & (figures["denominator"] >= LEAST_CALLS)]
    return [
        _all_or_none(row, ZERO_S[row["figure"]], row["denominator"], row["denominator"]) for _, row in rows.iterrows()
    ]


def _all_or_none(row: pd.Series, what: str, count: float, of: float) -> Finding:
    fields = {"what": what, "value": row["value"], "count": float(count), "of": float(of)}
    return Finding(0, "all_or_none", row["figure"], None, fields)


def _vanished(week: pd.Series) -> list[Finding]:
    """Most of the calls that came in are neither offered nor left in the menu, nor turned away by a message."""
    opened = with_delivered(week["open"].to_frame().T).iloc[0]
    counted = [(opened["received"], "provider")]
    if week["covered", "provider"] == week["covered", "client"]:  # else the calls of whole days are simply not there
        counted.append((opened["delivered"], "client"))
    came, side = next(((calls, side) for calls, side in counted if not np.isnan(calls)), (np.nan, ""))
    apart = came - opened["offered"] - np.nan_to_num(opened["ivr_exit"]) - np.nan_to_num(opened["deflected"])
    if not came >= LEAST_CALLS or not apart > VANISHED * came:
        return []
    fields = {"what": "offered", "count": float(opened["offered"]), "of": float(came), "counted_by": side}
    return [Finding(0, "calls_vanish", "vol.offered", None, fields)]
