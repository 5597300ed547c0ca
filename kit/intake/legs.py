"""Legs of a call to one contact.

In:   rows of a source whose counting unit is the leg, of contacts with several; rows of one contact share `call_key`.
Out:  one row for each contact; the other legs are left out as `merged_leg`.
Why:  a transferred call is two or three rows at many platforms; counted as calls they inflate what was offered. And a
      call that rings four desks at once makes its caller wait once: seconds are added where legs follow each other,
      not where they run side by side.
Not here: which rows share a key, duplicates (`late_keys`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

MERGED = "merged_leg"
OVERLAPPING = "overlapping_legs"
_ADDED = ("acw_s", "handle_s")
_LAST = ("reason", "resolved")


def merged(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The contacts of legs that share their `call_key`: the first leg of each with what the whole contact is.

    rows: usable legs in the file's order. Returns as many rows as contacts, under their first leg's index, and of how
    many contacts legs ran side by side.
    The contact arrives with its first leg and keeps that leg's queue and caller. It is answered if any leg was, else
    its outcome is the last leg's. It waited while any leg waited, until the first answer. Menu, ringing, talk and hold
    count the seconds during which any leg was in them: two advisers in one conversation talk with one caller.
    After-call work adds up, and handle time that is not told apart from it: it is each adviser's own. It was
    transferred if a leg says so or two legs were answered.
    Legs that start in the same minute look simultaneous where the export gives no seconds: the receipt counts them.
    """
    rows = rows.astype({name: object for name in rows if rows[name].dtype.name in ("boolean", "str")})
    legs = rows.sort_values("arrived_at", kind="stable")
    first = legs.groupby("call_key", sort=False).head(1)
    found = legs.groupby("call_key", sort=False).apply(_contact)
    found.index = first.index
    overlapping = int(found.pop(OVERLAPPING).sum())
    return first.assign(**{name: found[name].astype(first[name].dtype) for name in found.columns}), overlapping


def _contact(legs: pd.DataFrame) -> pd.Series:
    answered = (legs["outcome"] == "answered").to_numpy()
    contact = {"outcome": "answered" if answered.any() else legs["outcome"].iloc[-1]}
    seconds, overlapping = _seconds(legs, answered)
    contact |= seconds
    for name in _LAST:
        if name in legs:
            known = legs[name].dropna()
            contact[name] = known.iloc[-1] if len(known) else None
    if "transferred" in legs:
        stated = any(value is True for value in legs["transferred"])
        contact["transferred"] = True if stated or answered.sum() > 1 else legs["transferred"].iloc[-1]
    return pd.Series(contact | {OVERLAPPING: overlapping}, dtype=object)


def _seconds(legs: pd.DataFrame, answered: np.ndarray) -> tuple[dict[str, float], bool]:
    """The contact's seconds by column, and whether legs that run at the same time made them fewer than the sum."""
    start = (legs["arrived_at"] - legs["arrived_at"].iloc[0]).dt.total_seconds().to_numpy()
    wait, talk = _column(legs, "wait_s"), _column(legs, "talk_s")
    answer = start + np.nan_to_num(wait)  # a leg is answered, or given up, at the end of its wait
    until = answer[answered].min() if answered.any() else np.inf
    spans = {
        "wait_s": (start, wait),
        "ivr_s": (start, _column(legs, "ivr_s")),
        "ring_s": (answer - np.nan_to_num(_column(legs, "ring_s")), _column(legs, "ring_s")),
        "talk_s": (answer, talk),
        "hold_s": (answer + np.nan_to_num(talk), _column(legs, "hold_s")),
    }
    found, overlapping = {}, False
    for name in (name for name in spans if name in legs):
        begins, lasts = spans[name]
        whole = covered(begins, lasts)
        overlapping |= whole < np.nansum(lasts) - 1e-6
        found[name] = covered(begins, lasts, until) if name == "wait_s" else whole
    found |= {name: legs[name].sum(min_count=1) for name in _ADDED if name in legs}
    return found, bool(overlapping)


def _column(legs: pd.DataFrame, name: str) -> np.ndarray:
    return legs[name].to_numpy(dtype="float64") if name in legs else np.full(len(legs), np.nan)


def covered(begins: np.ndarray, lasts: np.ndarray, until: float = np.inf) -> float:
    """Seconds before `until` during which at least one span runs; NaN where no span is known."""
    known = ~np.isnan(lasts) & (begins <= until)
    if not known.any():
        return np.nan
    order = np.argsort(begins[known], kind="stable")
    begin = begins[known][order]
    end = np.minimum(begin + lasts[known][order], until)
    # Each span adds what lies behind the farthest end before it.
    before = np.concatenate([[begin[0]], np.maximum.accumulate(end)[:-1]])
    return float(np.clip(end - np.maximum(begin, before), 0.0, None).sum())
