"""How it stands with the reports of a partnership: which are made, which failed, which nobody has made yet.

In:   the list of reports, the archive below `reports/`, the deliveries that the store knows.
Out:  one `State` a report and period.
Why:  a report that failed, and one that was made before half of its files came, look alike in a folder of pages.
Not here: making them (`kit.run.report`), the words (`kit.cli.status`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kit import params, store
from kit.period import Period
from kit.reports import Report
from kit.run import archive

DONE, FAILED, MISSING, NO_DATA = "done", "failed", "missing", "no_data"


@dataclass(frozen=True)
class State:
    """One report of one period.

    state: done, failed (the newest attempt stopped; `version` is the good page that still stands, if any), missing
    (rows of the period came and there is no report), no_data. version: the newest good one, 0 where there is none.
    as_of: the moment it speaks at, zone-aware. since: names of files of the period that came after it, oldest first.
    """

    report: Report
    period: Period
    state: str
    version: int = 0
    as_of: dt.datetime | None = None
    since: tuple[str, ...] = ()


def periods(report: Report, partnership: str) -> list[Period]:
    """The periods of a report's kind that the store has rows of or the archive has a folder of, newest first.

    Spans and campaigns are only known once somebody has asked for them. Raises UnknownPartnership, DamagedStore.
    """
    found = {Period.parse(name, report.kind) for name in _archived(report, partnership)}
    if report.kind in ("week", "month", "quarter"):
        days = (day for week in _weeks(partnership) for day in Period.week(week).days)
        found |= {Period.holding(report.kind, day) for day in days}
    return sorted(found, reverse=True)


def state(report: Report, partnership: str, period: Period) -> State:
    """How it stands with one report of one period. Raises UnknownPartnership, DamagedStore."""
    folder = params.folder("reports", partnership) / period.text / report.notebook
    good = archive.read(folder)
    failed = archive.newest_failed(folder)
    if good is None:
        came = period.dates and set(period.weeks) & set(_weeks(partnership))
        return State(report, period, FAILED if failed else MISSING if came else NO_DATA)
    as_of = dt.datetime.fromisoformat(good.record["stamp"]["as_of"]) if good.record["stamp"].get("as_of") else None
    stopped = failed and dt.datetime.fromisoformat(failed["made_at"]) > archive.confirmed_at(folder, good)
    since = _since(partnership, period, as_of) if as_of else ()
    return State(report, period, FAILED if stopped else DONE, good.number, as_of, since)


def _archived(report: Report, partnership: str) -> list[str]:
    base = params.folder("reports", partnership)
    return [path.parent.name for path in base.glob(f"*/{report.notebook}") if path.is_dir()]


def _weeks(partnership: str) -> list[str]:
    """The ISO weeks of which any table holds rows."""
    snapshot = store.current(partnership)
    return sorted({file.week for file in snapshot.files if file.rows}) if snapshot else []


def _since(partnership: str, period: Period, as_of: dt.datetime) -> tuple[str, ...]:
    snapshot = store.current(partnership)
    if snapshot is None or period.dates is None:
        return ()
    later = [one for one in snapshot.deliveries if one.covers(period.first, period.last) and one.came > as_of]
    return tuple(one.file for one in sorted(later, key=lambda one: one.came))
