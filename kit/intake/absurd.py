"""Cells that are numbers and still cannot be: a talk of 100 hours, 99,999 calls among tens.

In:   mapped rows of one file, what the contract says is the longest that a call can take.
Out:  faults of the rows beyond it; doubts about counts that are merely far beyond their neighbours.
Why:  one such cell among 5,325 calls lifts handle time from 393 to 473 s, and nobody sees which.
Not here: counts that contradict each other (`checks`), rows that are sums (`sums_refused`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kit import schema
from kit.intake import written
from kit.intake.delivered import Delivered
from kit.intake.late import Late
from kit.intake.mapped import Mapped
from kit.intake.stage import USABLE, Stage
from kit.language.later import Later, later
from kit.params.contract import DataTerms

_MOST_CALLS = 1e6  # in one row: no line of one client has a million calls a day
# A flood of calls is ten or twenty times a busy half-hour, and real; a hundred times is a slip of the export.
_FAR, _WORTH_A_LOOK = 100, 20
_FAR_FROM, _WORTH_FROM = 1_000, 200  # below, a large factor is a quiet queue's chance: 40 among ones
_FEWEST_ROWS = 10  # of a queue, to say what is usual there
_TOP = 50  # one row in 50 may be as absurd without setting what is usual
# Sums of seconds of an interval, and the calls that they are of.
_PER_CALL = {
    "wait_answered_s": ("longest_wait_s", "answered"),
    "wait_abandoned_s": ("longest_wait_s", "abandoned"),
    "talk_s": ("longest_talk_s", "answered"),
    "hold_s": ("longest_hold_s", "answered"),
    "acw_s": ("longest_acw_s", "answered"),
    "ring_s": ("longest_ring_s", "answered"),
}


def of_calls(file: Delivered, stage: Stage, late: Late, terms: DataTerms) -> None:
    """Finds a fault with each call that took longer than the contract allows."""
    for name, limit in _of_a_call(terms).items():
        if stage.holds(name):
            rows = stage.ask("n, row_number", f'{USABLE} and "{name}" > {limit!r}', "order by n")
            stage.mark(rows["n"].to_numpy(), worse=True)
            reason = "wait_too_long" if name == "wait_s" else "too_long"
            late.fault(rows["n"].to_numpy(), rows["row_number"].to_numpy(), [name], "", reason)


def of_counts(file: Delivered, mapped: Mapped, terms: DataTerms) -> None:
    """Adds a fault to each row of counts beyond what the contract, or the file's own other rows, allow."""
    frame = mapped.frame
    for name, longest in _seconds(file, terms, mapped):
        _fault(file, mapped, name, frame[name].to_numpy() > longest, "too_long_per_call")
    for name in _counted(file, frame):
        values = frame[name].to_numpy()
        usual = _usual(file, frame, name, mapped.usable())
        calls = schema.TABLES[file.source.table].columns[name].unit != "s of calls"
        _fault(file, mapped, name, (values > np.maximum(_FAR * usual, _FAR_FROM)) & ~np.isnan(usual), "far_beyond")
        if calls:
            _fault(file, mapped, name, values > _MOST_CALLS, "far_beyond")


def doubts(file: Delivered, mapped: Mapped, table: pd.DataFrame) -> list[Later]:
    """The largest count of each column that is far beyond its queue's others, and taken in all the same.

    table: the usable rows of `mapped`, in its order.
    """
    found = []
    for name in _counted(file, table):
        values = table[name].to_numpy()
        usual = _usual(file, table, name, np.ones(len(table), dtype=bool))
        times = np.where(values > _WORTH_FROM, values / usual, 0.0)
        if (times > _WORTH_A_LOOK).any():
            at = int(np.nanargmax(times))
            fields = {
                "column": written.label(file, mapped, name),
                "row": int(table["row_number"].iloc[at]),
                "value": written.texts(file, mapped, name, np.flatnonzero(mapped.usable())[[at]])[0],
            }
            found.append(later("intake.worth_a_look", times=f"{times[at]:.0f}", **fields))
    return found


def _of_a_call(terms: DataTerms) -> dict[str, float]:
    names = ("wait_s", "ivr_s", "ring_s", "talk_s", "hold_s", "acw_s")
    return {name: getattr(terms, f"longest_{name}") for name in names} | {"handle_s": _handle(terms)}


def _handle(terms: DataTerms) -> float:
    return terms.longest_talk_s + terms.longest_hold_s + terms.longest_acw_s


def _seconds(file: Delivered, terms: DataTerms, mapped: Mapped) -> Iterator[tuple[str, np.ndarray]]:
    """Each column of seconds with the most that the calls of each row can take.

    Where calls count at their end (`attribution: completion`), seconds and calls of a row are not the same calls: the
    busiest rows' number of calls is taken for each.
    """
    handle, frame = _handle(terms), mapped.frame
    limits = {name: (getattr(terms, key), of) for name, (key, of) in _PER_CALL.items()} | {
        "handle_s": (handle, "answered")
    }
    for name, (limit, of) in limits.items():
        if name in frame and of in frame:
            calls = np.nan_to_num(mapped.of_row(of))
            if file.source.attribution == "completion" and len(calls):
                calls = np.maximum(calls, np.quantile(calls, 0.95))
            yield name, limit * np.maximum(calls, 1.0)


def _counted(file: Delivered, frame: pd.DataFrame) -> list[str]:
    """Columns that grow with the calls alone. A wait does not: on a bad day it is a hundred times the usual."""
    columns = schema.TABLES[file.source.table].columns
    counts = [name for name in frame if name in columns and columns[name].unit in ("calls", "advisers")]
    return counts + [name for name in ("talk_s", "acw_s", "handle_s") if name in frame]


def _usual(file: Delivered, frame: pd.DataFrame, name: str, usable: np.ndarray) -> np.ndarray:
    """Per row, the largest usual value of its queue or number: its non-zero cells less the top one in 50; else NaN."""
    by = next((key for key in ("queue", "number") if key in frame), None)
    queue = frame[by].fillna("").astype(str).to_numpy() if by else np.full(len(frame), "")
    values = frame[name].to_numpy()
    usual = np.full(len(frame), np.nan)
    for one in np.unique(queue):
        mine = queue == one
        known = np.sort(values[mine & usable & (values > 0)])
        if len(known) >= _FEWEST_ROWS:
            usual[mine] = known[len(known) - 1 - math.ceil(len(known) / _TOP)]
    return usual


def _fault(file: Delivered, mapped: Mapped, name: str, wrong: np.ndarray, reason: str) -> None:
    written.fault(file, mapped, name, wrong & mapped.usable(), reason)
