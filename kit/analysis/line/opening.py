"""Which quarter-hours are open: for the line, and for a queue with hours of its own.

In:   the tables `slots` and `queue_slots` of the connection.
Out:  `Opening`: flags by quarter-hour.
Why:  a call outside its own queue's hours is out of hours even while the line is open for another queue.
Not here: what the contract states (`kit.params`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from kit.analysis.line import queries


@dataclass(frozen=True)
class Opening:
    """Open or not, by quarter-hour.

    slots: indexed by slot_id: is_open (the line: its own hours or any queue's), own_open (its own hours).
    apart: for each queue whose hours differ from the line's own somewhere, its flags in the order of slots.
    """

    slots: pd.DataFrame
    apart: dict[str, np.ndarray] = field(default_factory=dict)

    def of(self, queue: str | None) -> np.ndarray:
        """Flags of a queue; those of the line for None (no queue is named)."""
        if queue is None:
            return self.slots["is_open"].to_numpy(dtype=bool)
        return self.apart.get(queue, self.slots["own_open"].to_numpy(dtype=bool))

    def any_open(self, at: np.ndarray, end: np.ndarray, hours_of: pd.Series) -> np.ndarray:
        """Whether any quarter-hour from place `at` to before `end` is open. hours_of: the queue, null for the line."""
        found = np.zeros(len(at), dtype=bool)
        keys, names = pd.factorize(hours_of, use_na_sentinel=True)
        for code in np.unique(keys):
            mine = keys == code
            counted = np.concatenate([[0], np.cumsum(self.of(None if code < 0 else names[code]).astype("int64"))])
            found[mine] = counted[end[mine]] > counted[at[mine]]
        return found


def read(con: duckdb.DuckDBPyConnection, slots: pd.DataFrame, bounds: dict[str, int]) -> Opening:
    """The opening hours of the quarter-hours in hand. slots: indexed by slot_id, in their order."""
    rows = queries.run(con, "queue_slots", **bounds)
    own = slots["own_open"].to_numpy(dtype=bool)
    apart: dict[str, np.ndarray] = {}
    for queue, mine in rows.groupby("queue"):
        flags = own.copy()
        flags[slots.index.get_indexer(mine["slot_id"])] = mine["is_open"].to_numpy(dtype=bool)
        apart[str(queue)] = flags
    return Opening(slots, apart)
