"""Which list of a register answers which period that was owed.

In:   a source of a register, its deliveries, days.
Out:  for each period owed for these days, the deliveries that answer it.
Why:  a list speaks of no days, so its period follows from when it came: between two due moments it is for the later
      one; but where the earlier one was left unanswered, the first list of the first half of the time between is for
      that one, and late. So one list never excuses two periods, and one that never came does not make all others late.
Not here: how late it is, and what is told of it (`ledger`).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

from kit.params.sources import Source
from kit.period import Period
from kit.store.snapshot import Delivery

_BEFORE = dt.timedelta(weeks=6)  # before the first list, a period of any rhythm is owed for which it may be late
_AFTER = dt.timedelta(weeks=5)  # the period after the last one of these days is due within them

Closed = Callable[[dt.date], bool] | None


def answers(
    source: Source, sent: list[Delivery], period: Period, zone: str, closed: Closed
) -> dict[Period, list[Delivery]]:
    """The lists that answer each period owed for these days, in the order in which they came."""
    waiting = sorted(sent, key=lambda one: one.came)
    found: dict[Period, list[Delivery]] = {}
    for (one, due), (_, next_due) in itertools.pairwise(_owed(source, waiting, period, zone, closed)):
        in_time = [each for each in waiting if each.came <= due]
        late = [each for each in waiting if due < each.came <= due + (next_due - due) / 2]
        found[one] = in_time or late[:1]
        waiting = waiting[len(found[one]) :]
    return found


def _owed(
    source: Source, sent: list[Delivery], period: Period, zone: str, closed: Closed
) -> list[tuple[Period, dt.datetime]]:
    """Every period with its due moment, from before the first list to the one after these days."""
    first = min([period.first, *(one.came.date() for one in sent[:1])]) - _BEFORE
    return source.owed_for(Period.span(first, period.last + _AFTER), zone, closed)
