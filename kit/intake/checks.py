"""Checks of what a file says as a whole: identities, keys, duplicates, moments.

In:   mapped rows of one file, its cells, its contract.
Out:  faults and exclusions added to the rows.
Why:  corrected or dropped here, a contradiction would never reach the side that can fix its export; it is shown with
      its row.
Not here: single cells (`mapping`), how large they may be (`absurd`), dates that stand alone (`stray`), what is taken in
      but worth a look (`doubts`), the other side (`kit.analysis`).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kit.intake import absurd, back_office, identities, stray, written
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.mapping import Mapped


def run(file: Delivered, grid: Grid, mapped: Mapped) -> None:
    """Every check that concerns rows, in the order in which a reader would want to be told."""
    _future(file, mapped)
    back_office.check(file, mapped)
    absurd.run(file, mapped, file.contract.terms_on(_last_day(mapped)).data)
    identities.check(file, grid, mapped)
    duplicates(file, mapped)
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


def duplicates(file: Delivered, mapped: Mapped) -> None:
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
    mapped.faults.add_shown(conflict, column, written.joined(file, mapped, key, conflict, " | "), "key_conflict")


def joined(frame: pd.DataFrame, names: list[str]) -> list[str]:
    """Several columns of each row as one text; an empty cell as nothing."""
    texts = [["" if pd.isna(value) else str(value) for value in frame[name]] for name in names]
    return [" | ".join(row) for row in zip(*texts, strict=True)]
