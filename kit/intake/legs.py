"""Legs of a call to one contact.

In:   mapped rows of a source whose counting unit is the leg; rows of one contact share `call_key`.
Out:  the same rows, the first of each contact holding the whole contact, the others excluded as `merged_leg`.
Why:  a transferred call is two or three rows at many platforms; counted as calls they inflate what was offered.
Not here: duplicates (`checks`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.intake.mapping import Mapped

MERGED = "merged_leg"
_ADDED = ("ivr_s", "ring_s", "talk_s", "hold_s", "acw_s")
_LAST = ("reason", "resolved")


def merge(mapped: Mapped) -> None:
    """Merges usable legs in place.

    The contact arrives with its first leg and keeps that leg's queue and caller. It is answered if any leg was, else
    its outcome is the last leg's. It waited until its first answered leg, or in all its legs when there was none.
    Talk, hold and after-call work add up; it was transferred if a leg says so or two legs were answered.
    """
    frame = mapped.frame
    rows = frame[mapped.usable()]
    order = rows.sort_values("arrived_at", kind="stable")
    grouped = order.groupby("call_key", sort=False)
    several = grouped["call_key"].transform("size") > 1
    if not several.any():
        return
    legs = order[several]
    first = legs.groupby("call_key", sort=False).head(1).index
    merged = legs.groupby("call_key", sort=False).apply(_contact)
    merged.index = first
    for name in merged.columns:
        column = frame[name].copy()
        column.loc[first] = merged[name]
        frame[name] = column
    mapped.excluded[legs.index.difference(first).to_numpy()] = MERGED


def _contact(legs: pd.DataFrame) -> pd.Series:
    answered = (legs["outcome"] == "answered").to_numpy()
    contact = {"outcome": "answered" if answered.any() else legs["outcome"].iloc[-1]}
    if "wait_s" in legs:
        until = int(np.argmax(answered)) + 1 if answered.any() else len(legs)
        contact["wait_s"] = legs["wait_s"].iloc[:until].sum(min_count=1)
    contact |= {name: legs[name].sum(min_count=1) for name in _ADDED if name in legs}
    for name in _LAST:
        if name in legs:
            known = legs[name].dropna()
            contact[name] = known.iloc[-1] if len(known) else None
    if "transferred" in legs:
        stated = any(value is True for value in legs["transferred"])
        contact["transferred"] = True if stated or answered.sum() > 1 else legs["transferred"].iloc[-1]
    return pd.Series(contact, dtype=object)
