"""Hours that cannot be meant: a 12-hour clock that lost its AM and PM.

In:   the staged rows of one file, the contract's opening hours.
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
from kit.intake.interval_names import holding_something
from kit.intake.late import Late
from kit.intake.stage import USABLE, Stage
from kit.language.later import later

_NOON = 720  # minutes
_AFTERNOON = 840  # a line that closes before 14:00 has no afternoon to miss
# Callers at night are 2 to 5 % of an ordinary line; of a 12-hour clock's rows, all from 13:00 to closing.
_SHARE, _SHARE_OF_ONE_DAY = 0.10, 0.25
_ROWS = 10
_EXPLAINED = 0.9  # of the rows before opening: twelve hours later, the line is open


def refuse_twelve(file: Delivered, stage: Stage, late: Late) -> None:
    """Raises TwelveHourClock. Rows of counts that hold nothing are no evidence of anything."""
    source = file.source
    column = source.columns[source.time_column]
    settled = source.time.clock == "24h" or "%p" in (column.format or "") or column.number_rows_from
    if settled or (source.interval and source.interval.minutes >= _NOON):
        return
    minutes = _as_written(file, stage)
    hours = minutes["written"].dt.hour
    # Midday as 12 leaves no hour 0; some clocks write it as 0 and have no hour 12.
    if minutes.empty or hours.max() > 12 or ((hours == 0).any() and ((hours == 12).any() or source.table != "calls")):
        return
    night = _at_night(file, minutes)
    if night is None and not _half_of_a_round_clock(file, minutes["written"]):
        return
    what = later("intake.no_afternoon")
    if night is not None:
        rows, all_rows = int(minutes["rows"][night].sum()), int(minutes["rows"].sum())
        share = f"{100 * rows / all_rows:.0f}"
        example = late.text(int(minutes["first"][night].min()), source.time_column)
        what = later("intake.afternoon_at_night", share=share, rows=rows, example=example)
    raise file.refuse(TwelveHourClock, what=what, line=_line(source.time_column, column))


def _as_written(file: Delivered, stage: Stage) -> pd.DataFrame:
    """The minutes of the usable rows on the clock of their file: written, rows, first (place of the first row)."""
    time = file.source.time_column
    holding = holding_something(file.source.table, stage.columns)
    found = stage.ask(f'date_trunc(\'minute\', "{time}") as minute, count(*) as rows, min(n) as first',
                      f"{USABLE} and {holding}", "group by 1 order by 1")  # fmt: skip
    zone = file.source.time.zone or file.contract.time_zone
    named = file.source.interval
    late = np.timedelta64(named.minutes if named and named.named_by == "end" else 0, "m")
    moments = found["minute"].to_numpy().astype("datetime64[us]")
    return found.assign(written=pd.Series(times.local_clock(moments + late, zone)))


def _whole_days(file: Delivered, written: pd.Series) -> dict[dt.date, list[tuple[int, int]]]:
    """Open spans of the file's days that have an afternoon and were over when it came."""
    came = file.now.astimezone(file.contract.zone).date()
    spans = {day: file.contract.open_spans(day) for day in set(written.dt.date) if day < came}
    return {day: open_ for day, open_ in spans.items() if open_ and open_[-1][1] > _AFTERNOON}


def _at_night(file: Delivered, minutes: pd.DataFrame) -> np.ndarray | None:
    """Minutes before opening whose hour, twelve hours later, is an open one; None where their rows do not prove it."""
    written, rows = minutes["written"], minutes["rows"].to_numpy()
    days = _whole_days(file, written)
    minute = (written.dt.hour * 60 + written.dt.minute).to_numpy()
    before, night = np.zeros(len(written), dtype=bool), np.zeros(len(written), dtype=bool)
    on = np.zeros(len(written), dtype=bool)
    for day, at in written.groupby(written.dt.date).indices.items():
        spans = days.get(day, [])
        on[at] = bool(spans)
        before[at] = [bool(spans) and one < spans[0][0] for one in minute[at]]
        for first, last in spans:
            later_on = minute[at] + _NOON
            night[at] |= (minute[at] < spans[0][0]) & (first <= later_on) & (later_on < last)
    enough = _SHARE if len(days) > 1 else _SHARE_OF_ONE_DAY
    count = rows[night].sum()
    proven = count >= max(_ROWS, enough * rows[on].sum()) and count >= _EXPLAINED * rows[before].sum()
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
