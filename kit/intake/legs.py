"""Legs of a call to one contact.

In:   rows of a source whose counting unit is the leg, of contacts with several; rows of one contact share `call_key`.
Out:  one row for each contact; the other legs are left out as `merged_leg`.
Why:  a transferred call is two or three rows at many platforms; counted as calls they inflate what was offered. And a
      call that rings four desks at once makes its caller wait once: seconds are added where legs follow each other,
      not where they run side by side.
Not here: which rows share a key, duplicates (`late_keys`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

MERGED = "merged_leg"
OVERLAPPING = "overlapping_legs"
_ADDED = ("acw_s", "handle_s")
_LAST = ("reason", "resolved")
_SECONDS = ("wait_s", "ivr_s", "ring_s", "talk_s", "hold_s", *_ADDED)


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
    legs = rows.sort_values("arrived_at", kind="stable")
    codes = pd.factorize(legs["call_key"])[0]
    legs = legs.iloc[np.argsort(codes, kind="stable")]  # contact by contact, each in the order of its legs
    starts = np.flatnonzero(np.diff(np.sort(codes), prepend=-1)).tolist()
    cells = _Cells(legs)
    contacts = [cells.contact(slice(*span)) for span in pairwise([*starts, len(legs)])]
    first = legs.iloc[starts]
    overlapping = sum(contact.pop(OVERLAPPING) for contact in contacts)
    found = {name: pd.Series([one[name] for one in contacts], first.index, dtype=object) for name in contacts[0]}
    return first.assign(**{name: of.astype(first[name].dtype) for name, of in found.items()}), overlapping


class _Cells:
    """The legs' columns as lists: a frame for each contact would take a hundred times as long as what it is asked."""

    def __init__(self, legs: pd.DataFrame) -> None:
        arrived = legs["arrived_at"].to_numpy().astype("datetime64[us]").astype("int64")
        self.arrived_s = (arrived / 1e6).tolist()
        self.seconds = {name: legs[name].to_numpy(dtype="float64").tolist() for name in _SECONDS if name in legs}
        self.others = {name: legs[name].tolist() for name in ("outcome", *_LAST, "transferred") if name in legs}
        self.none = [math.nan] * len(legs)

    def contact(self, of: slice) -> dict:
        """What the whole contact is whose legs these are."""
        outcomes = self.others["outcome"][of]
        answered = [outcome == "answered" for outcome in outcomes]
        contact, overlapping = self._timed(of, answered)
        contact["outcome"] = "answered" if any(answered) else outcomes[-1]
        for name in (name for name in _LAST if name in self.others):
            contact[name] = next((cell for cell in reversed(self.others[name][of]) if not pd.isna(cell)), None)
        if "transferred" in self.others:
            said = self.others["transferred"][of]
            stated = any(bool(cell) for cell in said if not pd.isna(cell)) or sum(answered) > 1
            contact["transferred"] = True if stated else said[-1]
        return contact | {OVERLAPPING: overlapping}

    def _timed(self, of: slice, answered: list[bool]) -> tuple[dict, bool]:
        """The contact's seconds by column, and whether legs that run at the same time made them fewer than the sum."""
        start = [at - self.arrived_s[of.start] for at in self.arrived_s[of]]
        wait, ring, talk = (self.seconds.get(name, self.none)[of] for name in ("wait_s", "ring_s", "talk_s"))
        answer = _after(start, wait)  # a leg is answered, or given up, at the end of its wait
        until = min((at for at, picked_up in zip(answer, answered, strict=True) if picked_up), default=math.inf)
        rings = [at - (0.0 if math.isnan(rung) else rung) for at, rung in zip(answer, ring, strict=True)]
        begins = {"wait_s": start, "ivr_s": start, "ring_s": rings, "talk_s": answer, "hold_s": _after(answer, talk)}
        found, overlapping = {}, False
        for name in (name for name in begins if name in self.seconds):
            lasts = self.seconds[name][of]
            whole = covered(begins[name], lasts)
            overlapping |= whole < math.fsum(last for last in lasts if not math.isnan(last)) - 1e-6
            found[name] = covered(start, lasts, until) if name == "wait_s" else whole
        for name in (name for name in _ADDED if name in self.seconds):
            known = [last for last in self.seconds[name][of] if not math.isnan(last)]
            found[name] = math.fsum(known) if known else math.nan
        return found, overlapping


def _after(begins: list[float], lasts: list[float]) -> list[float]:
    return [begin + (0.0 if math.isnan(last) else last) for begin, last in zip(begins, lasts, strict=True)]


def covered(begins: Sequence[float], lasts: Sequence[float], until: float = math.inf) -> float:
    """Seconds before `until` during which at least one span runs; NaN where no span is known."""
    known = zip(begins, lasts, strict=True)
    spans = sorted((begin, begin + last) for begin, last in known if not math.isnan(last) and begin <= until)
    if not spans:
        return math.nan
    whole, behind = 0.0, spans[0][0]
    for begin, end in spans:
        # Each span adds what lies behind the farthest end before it.
        whole += max(min(end, until) - max(begin, behind), 0.0)
        behind = max(behind, min(end, until))
    return whole
