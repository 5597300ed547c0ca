"""The canonical tables on disk: take in, snapshot, read back.

In:   batches of rows from `kit.intake`.
Out:  `Tables` for a report, as of a moment.
Why:  files are never rewritten, so every report can be run again on the rows it spoke of.
Not here: delivered files (`kit.intake`), figures (`kit.analysis`).
"""

from __future__ import annotations

from kit.store import held
from kit.store.change import Change
from kit.store.commit import commit, foresee
from kit.store.ledger import ledger
from kit.store.lists import ListChange
from kit.store.lock import lock
from kit.store.merge import Batch, Merge
from kit.store.raw import keep_raw
from kit.store.registers import Registers, register, registers_as_of
from kit.store.snapshot import Delivery, File, Snapshot, current, snapshots
from kit.store.tables import Tables, tables
from kit.store.undo import Undone, undo

__all__ = [
    "Batch", "Change", "Delivery", "File", "ListChange", "Merge", "Registers", "Snapshot", "Tables", "Undone",
    "commit", "current", "foresee", "held", "keep_raw", "ledger", "lock", "register", "registers_as_of", "snapshots",
    "tables", "undo",
]  # fmt: skip
