"""Which of several rows with one key is the newest, where a column of the file says so.

In:   mapped rows of one file, the column that the source's `newest` names, as moments or as version numbers.
Out:  older rows excluded as `superseded`.
Why:  platforms that update a contact's record export each of its states; without the column nobody can choose, and
      both rows go to quarantine as `key_conflict`.
Not here: rows of earlier deliveries (`kit.store.merge`), rows that are alike (`checks`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.intake import cells, times
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.mapping import Mapped
from kit.params.sources import Newest

SUPERSEDED = "superseded"


def supersede(file: Delivered, grid: Grid, mapped: Mapped) -> None:
    """Excludes older rows in place. Equal stamps decide nothing, nor does a group of rows with one that is unreadable.

    A row that is left out anyway (a ghost) takes its older states with it; a row at fault does not.
    """
    stated, key = file.source.newest, [name for name in file.source.row_key if name in mapped.frame]
    if stated is None or not key:
        return
    rows = mapped.frame[~mapped.faults.rows()]
    rows = rows[rows[key].notna().any(axis=1) & rows.duplicated(key, keep=False)]
    if rows.empty:
        return
    stamps = pd.Series(_stamps(file, grid, stated), index=mapped.frame.index)[rows.index]
    groups = stamps.groupby([rows[name] for name in key], dropna=False, sort=False)
    whole = groups.transform(lambda of: of.notna().all()).astype(bool)
    older = rows.index[whole & (stamps < groups.transform("max"))].to_numpy()
    kept = older[mapped.excluded[older] == None]  # noqa: E711 - elementwise
    mapped.excluded[kept] = SUPERSEDED


def _stamps(file: Delivered, grid: Grid, stated: Newest) -> np.ndarray:
    """Each row's stamp: its number where the column holds numbers only, else its moment; NaN where it has none."""
    shape = file.source.file
    column, nulls = grid.columns[grid.first_of(stated.by) or ""], frozenset(shape.nulls)
    if stated.format is None:
        numbers = cells.read_each(column, cells.number_reader(shape.decimal, shape.thousands), nulls)
        if (numbers.reasons == None).all():  # noqa: E711 - elementwise
            return numbers.floats()
    moments = times.read_moments(column, stated.format, nulls)
    zone = file.source.time.zone or file.contract.time_zone
    utc, _ = times.to_utc(moments, zone, "first", pd.Series("", index=range(len(column))), False)
    return np.where(np.isnat(utc), np.nan, utc.astype("int64"))
