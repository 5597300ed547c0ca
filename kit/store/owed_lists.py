"""Which list of a register answers which period that was owed.

In:   a source of a register, its deliveries, a week.
Out:  for each period of the week, the deliveries that answer it.
Why:  a list speaks of no days, so its period follows from when it came: it is on time where it came after the list of
      the period before was due, and late where it is the first after that. One list never excuses two periods.
Not here: how late it is, and what is told of it (`ledger`).
"""

from __future__ import annotations

import datetime as dt
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
    owed = list(_owed(source, waiting, week, zone, closed))
    for (period, due), (_, next_due) in zip(owed, [*owed[1:], ("", None)], strict=True):
        in_time = [one for one in waiting if one.came <= due]
        late = [one for one in waiting if next_due is None or one.came <= next_due]
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
