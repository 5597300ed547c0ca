"""Hours that cannot be meant: a 12-hour clock that lost its AM and PM.

In:   mapped rows of one file, the contract's opening hours.
Out:  TwelveHourClock where the afternoon stands at night.
Why:  13:24 written 01:24 is a moment like any other: only the whole file shows that nothing is left after 13:00.
Not here: single moments (`times`), by which end an interval is named (`interval_names`).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kit.errors import TwelveHourClock
from kit.intake import times
from kit.intake.delivered import Delivered
from kit.intake.interval_names import holds_something
from kit.intake.mapping import Mapped
from kit.intake.written import texts
from kit.language.later import later

_NOON = 720  # minutes
_AFTERNOON = 840  # a line that closes before 14:00 has no afternoon to miss
# Callers at night are 2 to 5 % of an ordinary line; of a 12-hour clock's rows, all from 13:00 to closing.
_SHARE, _SHARE_OF_ONE_DAY = 0.10, 0.25
_ROWS = 10
_EXPLAINED = 0.9  # of the rows before opening: twelve hours later, the line is open


def refuse_twelve(file: Delivered, mapped: Mapped) -> None:
    """Raises TwelveHourClock. Rows of counts that hold nothing are no evidence of anything."""
    source = file.source
    column = source.columns[source.time_column]
    settled = source.time.clock == "24h" or "%p" in (column.format or "") or column.number_rows_from
    if settled or (source.interval and source.interval.minutes >= _NOON):
        return
    rows = mapped.frame[mapped.usable() & holds_something(source.table, mapped.frame)]
    written = _as_written(file, rows)
    hours = written.dt.hour
    # Midday as 12 leaves no hour 0; some clocks write it as 0 and have no hour 12.
    if rows.empty or hours.max() > 12 or ((hours == 0).any() and ((hours == 12).any() or source.table != "calls")):
        return
    night = _at_night(file, written)
    if night is None and not _half_of_a_round_clock(file, written):
        return
    what = later("intake.no_afternoon")
    if night is not None:
        example = texts(file, mapped, source.time_column, rows.index[night][:1].to_numpy())[0]
        what = later(
            "intake.afternoon_at_night", share=f"{100 * night.mean():.0f}", rows=int(night.sum()), example=example
        )
    raise file.refuse(TwelveHourClock, what=what, line=_line(source.time_column, column))


def _as_written(file: Delivered, rows: pd.DataFrame) -> pd.Series:
    """The rows' moments on the clock of their file."""
    zone = file.source.time.zone or file.contract.time_zone
    named = file.source.interval
    late = np.timedelta64(named.minutes if named and named.named_by == "end" else 0, "m")
    return pd.Series(times.local_clock(rows[file.source.time_column].to_numpy() + late, zone))


def _whole_days(file: Delivered, written: pd.Series) -> dict[dt.date, list[tuple[int, int]]]:
    """Open spans of the file's days that have an afternoon and were over when it came."""
    came = file.now.astimezone(file.contract.zone).date()
    spans = {day: file.contract.open_spans(day) for day in set(written.dt.date) if day < came}
    return {day: open_ for day, open_ in spans.items() if open_ and open_[-1][1] > _AFTERNOON}


def _at_night(file: Delivered, written: pd.Series) -> np.ndarray | None:
    """Rows before opening whose hour, twelve hours later, is an open one; None where they do not prove it."""
    days = _whole_days(file, written)
    minute = (written.dt.hour * 60 + written.dt.minute).to_numpy()
    before, night = np.zeros(len(written), dtype=bool), np.zeros(len(written), dtype=bool)
    on = np.zeros(len(written), dtype=bool)
    for day, spans in days.items():
        mine = (written.dt.date == day).to_numpy()
        on |= mine
        before |= mine & (minute < spans[0][0])
        for first, last in spans:
            night |= mine & (minute < spans[0][0]) & (first <= minute + _NOON) & (minute + _NOON < last)
    enough = _SHARE if len(days) > 1 else _SHARE_OF_ONE_DAY
    proven = night.sum() >= max(_ROWS, enough * on.sum()) and night.sum() >= _EXPLAINED * before.sum()
    return night if proven else None


def _half_of_a_round_clock(file: Delivered, written: pd.Series) -> bool:
    """Whether a line that is open at night has every hour from 1 to 12 and none after, over two whole days."""
    days = [day for day, spans in _whole_days(file, written).items() if spans[0][0] < 60]
    mine = written[written.dt.date.isin(days)]
    return len(days) >= 2 and set(range(1, 13)) <= set(mine.dt.hour)


def _line(name: str, column) -> str:
    written = "%Y-%m-%d %H:%M:%S" if column.format in (None, "iso") else column.format
    told = f"{written.replace('%H', '%I')} %p"
    return f'{name}: {{join: [{(column.from_ or ["…"])[0]}, AM/PM], format: "{told}"}}'
