"""What `kit check` tells of queues with opening hours of their own: those that no row names.

In:   the contract in force, the queues of the rows in the store.
Out:  one line for each name that holds for no call, with the near names.
Why:  hours for "Nuit" where the file writes "NUIT" hold for no call, and nobody would see it in a figure.
Not here: comparing the names (`kit.analysis.weekly.queue_findings`), reading them (`kit.store.names`).
"""

from __future__ import annotations

import datetime as dt

from kit.cli.speaker import Speaker


def tell_unknown_queues(tell: Speaker, partnership: str, contract, day: dt.date) -> None:
    """Tells the queues of the day's terms that no row names; nothing where none is named or nothing was received."""
    stated = contract.queues_on(day)
    if not stated:
        return
    from kit.analysis.weekly.queue_findings import unknown_among
    from kit.store import names

    known = names.queues(partnership)
    for one in unknown_among(stated, set(known)) if known is not None else []:
        near = tell.text("near_queues", names=", ".join(one["near"])) if one["near"] else ""
        tell.answer("unknown_queue", queue=one["queue"], near=near)
