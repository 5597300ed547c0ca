"""Durations as exports write them, to seconds.

In:   cells, the unit that the source states or several of which no cell fits two, whether days are counted from 1904.
Out:  seconds; `Reject` for what is no duration, and "unit_not_stated" where two readings are possible.
Why:  "00:12" is 12 seconds or 12 minutes, 90 is seconds or minutes: the mapping says which, nobody guesses.
Not here: numbers (`cells`), moments (`times`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from kit.intake.cells import Reject, is_formula

# Printed reports leave out what is none: ":25".
_CLOCK = re.compile(r"^(?P<sign>[-+]?)(?P<first>\d{0,6}):(?P<second>[0-5]\d)(?::(?P<third>[0-5]\d(?:[.,]\d{1,6})?))?$")
_SECONDS_IN = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "days": 86400.0}
# Excel's day 0, and the day from which its calendar is right again (it holds a 29 February 1900).
_DAY_0, _DAY_60 = dt.datetime(1899, 12, 31), dt.datetime(1900, 3, 1)
_DAY_0_OF_1904 = dt.datetime(1904, 1, 1)


EXCEL = "excel"  # a spreadsheet's own duration, which needs no unit


def duration_reader(
    unit: str | Sequence[str] | None, number: Callable[[object], float], excel_1904: bool = False
) -> Callable[[object], float]:
    """Reads one cell as seconds, by the first of several units that fits. `number` reads bare numbers."""
    read = mixed_reader(unit, number, excel_1904)
    return lambda cell: read(cell)[0]


def mixed_reader(
    unit: str | Sequence[str] | None, number: Callable[[object], float], excel_1904: bool = False
) -> Callable[[object], tuple[float, str]]:
    """Reads one cell as its seconds and the unit that fitted first. `number` reads bare numbers as the source does."""
    units = [unit] if unit is None or isinstance(unit, str) else list(unit)
    readers = [(one, _reader_of(one, number, excel_1904)) for one in units]

    def read(cell: object) -> tuple[float, str]:
        if isinstance(cell, dt.timedelta | dt.time | dt.datetime):
            return readers[0][1](cell), EXCEL
        faults = []
        for one, reader in readers:
            try:
                return reader(cell), one or ""
            except Reject as fault:
                faults.append(fault)
        raise faults[0]

    return read


def _reader_of(unit: str | None, number: Callable[[object], float], excel_1904: bool) -> Callable[[object], float]:

    def read(cell: object) -> float:
        if isinstance(cell, dt.timedelta | dt.time | dt.datetime):
            return _native(cell, excel_1904)
        if is_formula(cell):
            raise Reject("formula")
        if isinstance(cell, str) and ":" in cell:
            return _clock(cell.strip(), unit)
        return _bare(cell, unit, number)

    return read


def _native(cell: dt.timedelta | dt.time | dt.datetime, excel_1904: bool) -> float:
    """Excel's three ways: a time below 24 h, a timedelta for [h]:mm:ss, a date of 1900 for more than 24 h."""
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds()
    if isinstance(cell, dt.time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
    naive = cell.replace(tzinfo=None)
    zero = _DAY_0_OF_1904 if excel_1904 else _DAY_0 if naive < _DAY_60 else _DAY_0 - dt.timedelta(days=1)
    seconds = (naive - zero).total_seconds()
    if not -86400 <= seconds < 3660 * 86400:
        raise Reject("bad_duration")  # a date, not a duration
    return seconds


def _clock(written: str, unit: str | None) -> float:
    match = _CLOCK.match(written.replace("\u2212", "-"))
    if not match:
        raise Reject("bad_duration")
    first, second = int(match["first"] or 0), int(match["second"])
    if match["third"]:
        if unit not in (None, "h:mm:ss", "mm:ss"):
            raise Reject("bad_duration")
        seconds = first * 3600 + second * 60 + float(match["third"].replace(",", "."))
    elif unit is None:
        raise Reject("unit_not_stated")
    elif unit == "mm:ss":
        seconds = first * 60 + second
    elif unit == "hh:mm":
        seconds = first * 3600 + second * 60
    else:
        raise Reject("bad_duration")
    return -float(seconds) if match["sign"] == "-" else float(seconds)


def _bare(cell: object, unit: str | None, number: Callable[[object], float]) -> float:
    if isinstance(cell, str) and unit in _SECONDS_IN:
        cell = re.sub(rf"\s*{unit}\.?$", "", cell.strip())
    try:
        value = number(cell)
    except Reject as fault:
        raise Reject("bad_duration" if fault.reason == "bad_number" else fault.reason) from None
    if unit is None:
        raise Reject("unit_not_stated")
    if unit not in _SECONDS_IN:
        raise Reject("bad_duration")
    return value * _SECONDS_IN[unit]
