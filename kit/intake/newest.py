"""The stamps by which the newest of several rows with one key is told, where a column of the file has them.

In:   a block of one file, the column that the source's `newest` names, as moments or as version numbers.
Out:  a number per row, NaN where it has none; the files of a command in the order of their newest ones.
Why:  platforms that update a contact's record export each of its states; without the column nobody can choose, and
      both rows go to quarantine as `key_conflict`.
Not here: which rows are older (`late_keys`), rows of earlier deliveries (`kit.store.merge`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.intake import cells, times
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.receipt import Taken
from kit.intake.stage import Stage
from kit.params.sources import Newest

SUPERSEDED, STAMP = "superseded", "stamp"


class Stamps:
    """The stamps of one file, block by block. numbers: whether the column has held numbers only so far.

    A column of numbers and moments holds no versions: then its moments count, and a number names none.
    """

    def __init__(self, file: Delivered) -> None:
        self.file, self.stated = file, file.source.newest
        self.numbers = True

    def of(self, grid: Grid) -> dict[str, np.ndarray]:
        """Each row's stamps as columns to be staged; nothing where the source states none."""
        if self.stated is None:
            return {}
        numbers, moments = _stamps(self.file, grid, self.stated)
        self.numbers &= numbers is not None
        return {STAMP: moments, f"{STAMP}_number": numbers if numbers is not None else np.full(len(grid), np.nan)}

    def expression(self) -> str:
        """The column that holds the stamps, once all blocks are known."""
        return f's."{STAMP}_number"' if self.numbers else f's."{STAMP}"'


def newest_of(stage: Stage) -> float | None:
    """The newest stamp of a file's rows; None where they have none."""
    found = stage.one(f'max("{STAMP}") filter (where not isnan("{STAMP}"))') if stage.holds(STAMP) else (None,)
    return None if found[0] is None else float(found[0])


def in_order(taken: list[Taken]) -> list[Taken]:
    """Files of one command as they are merged: of a source that delivers records, the one with the newest rows last.

    The last word on a record is that of the last file; and a shell hands files over in the order of their names.
    """
    places: dict[str, list[int]] = {}
    for at, one in enumerate(taken):
        if one.source and one.stamp is not None and one.source.delivers == "records":
            places.setdefault(one.source.name, []).append(at)
    merged = list(taken)
    for of_source in places.values():
        for at, place in zip(of_source, sorted(of_source, key=lambda place: taken[place].stamp or 0.0), strict=True):
            merged[at] = taken[place]
    return merged


def _stamps(file: Delivered, grid: Grid, stated: Newest) -> tuple[np.ndarray | None, np.ndarray]:
    """Each row's number, where the column holds numbers only, and its moment; NaN where it has none."""
    shape = file.source.file
    column, nulls = grid.columns[grid.first_of(stated.by) or ""], frozenset(shape.nulls)
    numbers = None
    if stated.format is None:
        read = cells.read_each(column, cells.number_reader(shape.decimal, shape.thousands), nulls)
        numbers = None if read.unread().any() else read.floats()
    moments = times.read_moments(column, stated.format, nulls)
    zone = file.source.time.zone or file.contract.time_zone
    utc, _ = times.to_utc(moments, zone, "first", pd.Series("", index=range(len(column))), False)
    return numbers, np.where(np.isnat(utc), np.nan, utc.astype("int64"))
