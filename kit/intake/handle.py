"""Talk time that includes hold or after-call work: what can be told apart, and the handle time where it cannot.

In:   mapped rows of one file, what its talk time includes (`talk_s: {includes: [hold_s]}`).
Out:  `talk_s` without the parts that stand in columns of their own; else `handle_s` (s), with `talk_s` left empty.
Why:  many platforms write one duration from answer to hang-up. Without the statement handle time cannot be had for want
      of hold; with talk taken for talk alone, hold would be counted as 0 and shown as such.
Not here: averages and sums (`mapping`), the figures (`kit.analysis`).
"""

from __future__ import annotations

import numpy as np

from kit.intake.mapping import Mapped
from kit.intake.masks import FIGURE
from kit.params import Source

_PARTS = ("hold_s", "acw_s")
_ROUNDING = 1.0  # s: each column is rounded by itself


class Handle:
    """Settles the handle time of one file, block by block."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: dict[str, bool] = {}

    def settle(self, mapped: Mapped) -> None:
        """Splits what can be split, in place; a part that exceeds its whole is a fault of its row.

        handle_s is talk with what it includes and the parts beside it: an empty part of a row counts nothing where the
        file has the part at all, and no handle time is made up where it does not (`withdraw`).
        """
        column, frame = self.source.columns.get("talk_s"), mapped.frame
        if column is None or not column.includes:
            return
        whole = frame["talk_s"].to_numpy(dtype="float64")
        apart = [name for name in column.includes if name in frame]
        alone = whole - frame[apart].fillna(0.0).sum(axis=1).to_numpy() if apart else whole
        label = mapped.labels.pop("talk_s", "")
        wrong = np.flatnonzero(alone < -_ROUNDING)
        mapped.faults.add(wrong, label, mapped.cells["talk_s"], "parts_over_whole", FIGURE)
        if len(apart) == len(column.includes):
            frame["talk_s"] = np.maximum(alone, 0.0)
            mapped.labels["talk_s"] = label
            return
        beside = [name for name in _PARTS if name not in column.includes]
        frame["talk_s"] = np.nan
        for name in beside:
            self.seen[name] = self.seen.get(name, False) or (name in frame and bool(frame[name].notna().any()))
        if all(name in frame for name in beside):
            frame["handle_s"] = whole + frame[beside].fillna(0.0).sum(axis=1).to_numpy()
            mapped.labels["handle_s"] = label

    def withdraw(self, mapped: Mapped) -> bool:
        """Takes the handle time back where the file has not one value of a part of it; says whether."""
        made_up = "handle_s" in mapped.frame and not all(self.seen.values())
        if made_up:
            mapped.labels.pop("handle_s", None)
            del mapped.frame["handle_s"]
        return made_up
