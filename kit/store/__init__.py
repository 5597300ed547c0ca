"""The canonical tables on disk: take in, snapshot, read back.

In:   batches of rows from `kit.intake`.
Out:  `Tables` for a report, as of a moment.
Why:  files are never rewritten, so every report can be run again on the rows it spoke of.
Not here: delivered files (`kit.intake`), figures (`kit.analysis`).
"""

from __future__ import annotations

from kit.store.commit import Batch, commit
from kit.store.ledger import ledger
from kit.store.lock import lock
from kit.store.raw import keep_raw
from kit.store.snapshot import Delivery, File, Snapshot, current, snapshots
from kit.store.tables import Tables, tables

__all__ = [
    "Batch", "Delivery", "File", "Snapshot", "Tables",
    "commit", "current", "keep_raw", "ledger", "lock", "snapshots", "tables",
]  # fmt: skip
