"""What the mapping of its source made of a block's rows, before they are checked.

In:   -
Out:  `Mapped`, which the checks read and add to.
Why:  the frame says what the rows mean; who is told of a fault needs what the file says.
Not here: reading the rows (`mapping`), where each ends up (`sorting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kit.intake.faults import Faults


@dataclass
class Mapped:
    """One row per row of the block. `excluded`: reason or None; `repaired`: cells by slug and column.

    labels: canonical columns that were read from the file, each with its column there; cells: what stands there, as it
    is written (of a sum, its parts). formats: cells by unit, per column of durations of several units. seems: where a
    row seems to belong (UTC), although its moment comes twice and is refused; else NaT. of: the row of the file that
    each row comes from, where columns became rows and some counts stand once for all of them.
    """

    frame: pd.DataFrame
    excluded: np.ndarray
    faults: Faults
    repaired: dict[str, dict[str, int]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Sequence] = field(default_factory=dict)
    formats: dict[str, dict[str, int]] = field(default_factory=dict)
    of: np.ndarray | None = None
    seems: np.ndarray = field(default_factory=lambda: np.array([], dtype="datetime64[us]"))

    def usable(self) -> np.ndarray:
        """Rows that are neither excluded nor at fault."""
        return (self.excluded == None) & ~self.faults.rows()  # noqa: E711 - elementwise

    def of_row(self, name: str) -> np.ndarray:
        """A count of each row; where columns became rows, of the whole row of the file. NaN where nothing is said."""
        if self.of is None:
            return self.frame[name].to_numpy(dtype="float64")
        return self.frame[name].groupby(self.of).transform("sum", min_count=1).to_numpy(dtype="float64")
