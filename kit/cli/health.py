"""What is told of the store itself: whether every file of it is there and unchanged.

In:   the health of a store (`kit.store.verify`).
Out:  one line where all is well; else each file with what is wrong, and the error that names the way out.
Why:  "nothing is missing" must be true of the kit's own files, too.
Not here: which deliveries are owed (`kit.cli.receive`), building files anew (`kit.cli.repair`).
"""

from __future__ import annotations

from kit.cli.receipts import counted, short, span
from kit.cli.speaker import Speaker, echo
from kit.errors import DamagedStore

_SHOWN = 10


def tell_health(tell: Speaker, partnership: str) -> DamagedStore | None:
    """Tells the state of the store; the error to stop with, None where every file is as it was written."""
    from kit.store import disk, verify

    at = disk.place(partnership)
    found = verify.health(at)
    if not found.faults:
        if found.snapshots:
            tables, raw = counted(tell, "table_files", found.tables), counted(tell, "raw_files", found.raw)
            tell.answer("store_fine", partnership=partnership, tables=tables, raw=raw)
        return None
    tell_faults(tell, partnership, found.faults)
    first = found.faults[0]
    return DamagedStore(path=first.path, what=first.what, received=at.received, partnership=partnership)


def tell_faults(tell: Speaker, partnership: str, faults: list) -> None:
    """Each file with what is wrong, the first ten of many."""
    echo(counted(tell, "store_faults", len(faults), partnership=partnership))
    for fault in faults[:_SHOWN]:
        echo("  " + tell.text("store_fault", path=short(fault.path), what=fault.what(tell.lang)))
    if len(faults) > _SHOWN:
        echo("  " + counted(tell, "and_more", len(faults) - _SHOWN))


def tell_mappings(tell: Speaker, partnership: str, sources, zone: str) -> None:
    """The weeks that were read with an older mapping than today's, and how they are read again."""
    from kit import intake

    for source, old in intake.read_otherwise(partnership, sources, zone).items():
        fields = {"source": source, "weeks": span(old.weeks), "partnership": partnership}
        echo(counted(tell, "older_mapping", len(old.weeks), **fields))
