"""Checks of what a file says as a whole: sums, identities, keys, duplicates, moments.

In:   mapped rows of one file, its contract.
Out:  faults and exclusions added to the rows; CountsDisagree where the file contradicts its own row of sums.
Why:  counts that contradict each other are shown with their row; nothing is smoothed, nothing silently dropped.
Not here: single cells (`mapping`), how large they may be (`absurd`), dates that stand alone (`stray`), what is taken in
      but worth a look (`doubts`), the other side (`kit.analysis`).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kit.intake import absurd, stray, written
from kit.intake.delivered import Delivered
from kit.intake.mapping import Mapped

_TOLERANCE = 1e-6
# (whole, its parts): a part may not exceed the whole; with `exact`, all parts mapped, they must add up to it.
_IDENTITIES = {
    "intervals": (
        ("received", ("ivr_exit", "deflected", "offered"), True),
        ("offered", ("answered", "abandoned", "flow_out"), True),
        ("answered", ("answered_in_t",), False),
        ("abandoned", ("abandoned_in_t",), False),
        ("abandoned", ("abandoned_in_s",), False),
    ),
    "carrier_counts": (
        ("presented", ("busy", "closed", "delivered"), True),
        ("delivered", ("network_answered",), False),
    ),
}


def run(file: Delivered, mapped: Mapped) -> None:
    """Every check that concerns rows, in the order in which a reader would want to be told."""
    _future(file, mapped)
    absurd.run(file, mapped, file.contract.terms_on(_last_day(mapped)).data)
    if file.source.identities == "quarantine" and file.source.attribution == "arrival":
        _identities(file, mapped)
    _duplicates(file, mapped)
    stray.set_aside(file, mapped)


def _future(file: Delivered, mapped: Mapped) -> None:
    """What has not happened yet cannot have been counted; planned staffing may lie ahead."""
    if file.source.table == "staffing":
        return
    name = file.source.time_column
    now = np.datetime64(file.now.astimezone(dt.UTC).replace(tzinfo=None), "us")
    ahead = (mapped.frame[name].to_numpy() > now) & mapped.usable()
    written.fault(file, mapped, name, ahead, "future")


def _last_day(mapped: Mapped) -> dt.date:
    days = mapped.frame["local_date"].dropna()
    return days.max().date() if len(days) else dt.date.min


def _identities(file: Delivered, mapped: Mapped) -> None:
    for whole, parts, exact in _IDENTITIES.get(file.source.table, ()):
        present = [part for part in parts if part in mapped.frame]
        if whole not in mapped.frame or not present:
            continue
        total = mapped.frame[whole].to_numpy()
        told = mapped.frame[present].sum(axis=1, skipna=True).to_numpy()
        wrong = told > total + _TOLERANCE
        if exact and len(present) == len(parts):
            complete = mapped.frame[present].notna().all(axis=1).to_numpy()
            wrong |= complete & (np.abs(told - total) > _TOLERANCE)
        _not_identical(file, mapped, whole, present, wrong, "identity" if exact else "parts_over_whole")


def _not_identical(
    file: Delivered, mapped: Mapped, whole: str, parts: list[str], wrong: np.ndarray, reason: str
) -> None:
    """Faults that show the parts and the whole as the file writes them: "5978 + 26 / 5949"."""
    at = np.flatnonzero(wrong)
    told = [written.joined(file, mapped, names, at, " + ") for names in (parts, [whole])]
    labels = [" + ".join(written.label(file, mapped, name) for name in names) for names in (parts, [whole])]
    mapped.faults.add_told(at, " / ".join(labels), [" / ".join(pair) for pair in zip(*told, strict=True)], reason)


def _duplicates(file: Delivered, mapped: Mapped) -> None:
    """Rows that stand twice are counted once; rows that share their key but not their content are quarantined."""
    key = [name for name in file.source.row_key if name in mapped.frame]
    rows = mapped.frame[mapped.usable()]
    if not key or rows.empty:
        return
    same_key = rows[rows.duplicated(key, keep=False)]
    again = same_key.index[same_key.duplicated(keep="first")]
    mapped.excluded[again.to_numpy()] = "duplicate"
    if file.source.counting_unit == "leg":
        return
    left = same_key.drop(index=again)
    conflict = left.index[left.duplicated(key, keep=False)].to_numpy()
    column = " + ".join(written.label(file, mapped, name) for name in key)
    mapped.faults.add_told(conflict, column, written.joined(file, mapped, key, conflict, " | "), "key_conflict")


def joined(frame: pd.DataFrame, names: list[str]) -> list[str]:
    """Several columns of each row as one text; an empty cell as nothing."""
    texts = [["" if pd.isna(value) else str(value) for value in frame[name]] for name in names]
    return [" | ".join(row) for row in zip(*texts, strict=True)]
