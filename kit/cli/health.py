"""What is told of the store itself: whether every file of it is there and unchanged.

In:   the health of a store (`kit.store.verify`).
Out:  one line where all is well; else each file with what is wrong, and the error that names the way out.
Why:  "nothing is missing" must be true of the kit's own files, too.
Not here: which deliveries are owed (`kit.cli.receive`), building files anew (`kit.cli.repair`).
"""

from __future__ import annotations

import click

from kit.cli.receipts import counted, short
from kit.cli.say import Speaker
from kit.errors import DamagedStore

_SHOWN = 10


def tell_health(say: Speaker, partnership: str) -> DamagedStore | None:
    """Tells the state of the store; the error to stop with, None where every file is as it was written."""
    from kit.store import disk, verify

    at = disk.place(partnership)
    found = verify.health(at)
    if not found.faults:
        if found.snapshots:
            tables, raw = counted(say, "table_files", found.tables), counted(say, "raw_files", found.raw)
            say.answer("store_fine", partnership=partnership, tables=tables, raw=raw)
        return None
    click.echo(counted(say, "store_faults", len(found.faults), partnership=partnership))
    for fault in found.faults[:_SHOWN]:
        click.echo("  " + say.text("store_fault", path=short(fault.path), what=fault.what(say.lang)))
    if len(found.faults) > _SHOWN:
        click.echo("  " + counted(say, "and_more", len(found.faults) - _SHOWN))
    first = found.faults[0]
    return DamagedStore(path=first.path, what=first.what, received=at.received, partnership=partnership)
