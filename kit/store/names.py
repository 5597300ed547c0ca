"""The queues that the provider's rows name.

In:   a partnership, its newest snapshot.
Out:  names, as they are stored.
Why:  hours that the contract gives to a queue of another name hold for no call; `kit check` tells it before a report.
Not here: which names the contract holds (`kit.params`), which are near (`kit.analysis.weekly.queue_findings`).
"""

from __future__ import annotations

from kit import schema
from kit.store import disk, relation
from kit.store.snapshot import current, verified

PROVIDER_TABLES = ("calls", "intervals")


def queues(partnership: str) -> frozenset[str] | None:
    """The queues of the provider's rows of every week; None where nothing was received. Raises DamagedStore."""
    seen = current(partnership)
    if seen is None or not seen.files:
        return None
    at = disk.place(partnership)
    con = relation.connect(at.base / ".spill")
    found: set[str] = set()
    for name in PROVIDER_TABLES:
        paths = [verified(at, file) for file in seen.files if file.table == name]
        rows = relation.select(schema.TABLES[name], paths)
        named = con.execute(f"select distinct queue from ({rows}) where queue is not null").fetchall()
        found |= {row[0] for row in named}
    return frozenset(found)
