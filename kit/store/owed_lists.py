"""Which list of a register answers which period that was owed.

In:   a source of a register, its deliveries, a week.
Out:  for each period of the week, the deliveries that answer it.
Why:  a list speaks of no days, so its period follows from when it came: between two due moments it is for the later
      one; but where the earlier one was left unanswered, the first list of the first half of the time between is for
      that one, and late. So one list never excuses two periods, and one that never came does not make all others late.
Not here: how late it is, and what is told of it (`ledger`).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator

from kit import calendar
from kit.params.sources import Source
from kit.store.snapshot import Delivery

_BEFORE = dt.timedelta(weeks=6)  # before the first list, a period of any rhythm is owed for which it may be late
_AFTER = 5  # weeks: the period after the last one of the week is due within them

Closed = Callable[[dt.date], bool] | None


def answers(source: Source, sent: list[Delivery], week: str, zone: str, closed: Closed) -> dict[str, list[Delivery]]:
    """The lists that answer each period owed for the week, in the order in which they came."""
    waiting = sorted(sent, key=lambda one: one.came)
    found: dict[str, list[Delivery]] = {}
    for (period, due), (_, next_due) in itertools.pairwise(_owed(source, waiting, week, zone, closed)):
        in_time = [one for one in waiting if one.came <= due]
        late = [one for one in waiting if due < one.came <= due + (next_due - due) / 2]
        found[period] = in_time or late[:1]
        waiting = waiting[len(found[period]) :]
    return found


def _owed(
    source: Source, sent: list[Delivery], week: str, zone: str, closed: Closed
) -> Iterator[tuple[str, dt.datetime]]:
    """Every period with its due moment, from before the first list to the one after the week."""
    monday = calendar.monday(week)
    first = min([monday, *(one.came.date() for one in sent[:1])]) - _BEFORE
    weeks = (monday - first).days // 7 + 1
    after = [calendar.week_of(monday + dt.timedelta(weeks=number)) for number in range(1, _AFTER + 1)]
    told = set()
    for each in (*calendar.weeks_before(week, weeks), *after):
        for period, due in source.owed_for(each, zone, closed):
            if period not in told:
                told.add(period)
                yield period, due
