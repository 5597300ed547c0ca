"""Checks of what each row of a file says by itself and beside its neighbours, before it is staged.

In:   a mapped block of one file, its cells.
Out:  faults added to its rows; the key of calls that have none.
Why:  corrected or dropped here, a contradiction would never reach the side that can fix its export; it is shown with
      its row.
Not here: single cells (`mapping`), what only the whole file tells (`late_keys`, `stray`, `absurd`), what is taken in
      but worth a look (`doubts`), the other side (`kit.analysis`).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kit.intake import written
from kit.intake.delivered import Delivered
from kit.intake.mapped import Mapped


def future(file: Delivered, mapped: Mapped) -> None:
    """What has not happened yet cannot have been counted; planned staffing may lie ahead."""
    if file.source.table == "staffing":
        return
    name = file.source.time_column
    now = np.datetime64(file.now.astimezone(dt.UTC).replace(tzinfo=None), "us")
    ahead = (mapped.frame[name].to_numpy() > now) & mapped.usable()
    written.fault(file, mapped, name, ahead, "future")


def name_calls(file: Delivered, mapped: Mapped) -> None:
    """A call's key from the stated columns, where the export has no identifier."""
    if file.source.table == "calls" and "call_key" not in mapped.frame:
        mapped.frame["call_key"] = joined(mapped.frame, file.source.row_key)


def joined(frame: pd.DataFrame, names: list[str]) -> list[str]:
    """Several columns of each row as one text; an empty cell as nothing."""
    texts = [["" if pd.isna(value) else str(value) for value in frame[name]] for name in names]
    return [" | ".join(row) for row in zip(*texts, strict=True)]
