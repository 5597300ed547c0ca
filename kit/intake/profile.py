"""What a delivered file looks like: a few figures by which the next one of its source is compared.

In:   the rows of one file that go into its table.
Out:  a small dictionary that is kept with the delivery.
Why:  a filtered export, one on another clock or one of last year is well-formed; only its source's past tells.
Not here: what is unusual about it (`guard`), faults of rows and cells (`checks`).

Keys: `days` (with rows), `span` (days from the first to the last), `rows`, `per_day` (median rows of open days),
`weekdays` (median rows of each weekday, 1 Monday), `outside` (share of rows, or of counted calls, outside the opening
hours; None for counts of whole days), `texts` (for queue, number and reason: share of rows by value, the 50
commonest), `distinct` (values of each text column), `outcomes` (shares), `twins` (share of calls that are another one
again under another key), `means` (of durations, s), `filled` (share of rows with a value, per mapped column that may
be empty), `lag` (days from the last day to the receipt), `name` (days between the period in the file's name and its
content, None where the name states none), `parts` (the column by which the source delivers parts, and its values).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import cast

import numpy as np
import pandas as pd

from kit import schema
from kit.errors import BadPeriod
from kit.intake import persons
from kit.intake.delivered import Delivered
from kit.period import Period

_KEPT = 50
_DIGITS = 4
_WEEK = re.compile(r"(?<!\d)(20\d\d)[-_ ]?[WS](\d{2})(?!\d)", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?!\d)")
_COUNTED = {
    "intervals": ("offered", "received", "answered"),
    "carrier_counts": ("presented",),
    "staffing": ("planned",),
}


def of(file: Delivered, table: pd.DataFrame) -> dict:
    """The profile of the rows taken in; empty where there is none."""
    if table.empty:
        return {}
    columns = schema.TABLES[file.source.table].columns
    optional = [name for name in file.source.columns if not columns[name].required and name in table]
    per_day = cast(pd.Series, table.groupby(table["local_date"].dt.date).size())
    days: list[dt.date] = sorted(per_day.index)
    first, last = days[0], days[-1]
    texts = [name for name in ("queue", "number", "reason") if name in table]
    found: dict[str, object] = {
        "days": len(per_day),
        "span": (last - first).days + 1,
        "rows": len(table),
        "per_day": float(_open(file, per_day).median()),
        "outside": _outside(file, table),
        "texts": {name: _shares(table[name]) for name in texts},
        "distinct": persons.distinct_counts(table),
        "filled": {name: round(float(table[name].notna().mean()), _DIGITS) for name in optional},
        "weekdays": {str(day): float(rows) for day, rows in per_day.groupby(_weekday).median().items()},
        "means": _means(table),
        "lag": (file.now.astimezone(file.contract.zone).date() - last).days,
        "name": name_gap(file.name, first, last),
    }
    if "outcome" in table:
        found["outcomes"] = _shares(table["outcome"])
        found["twins"] = _twins(file, table)
    if file.source.parts:
        values = table[file.source.parts].astype("object")
        found["parts"] = {"by": file.source.parts, "values": sorted({"" if pd.isna(one) else one for one in values})}
    return found


def _weekday(day: dt.date) -> int:
    return day.isoweekday()


def _means(table: pd.DataFrame) -> dict[str, float]:
    names = [name for name in ("wait_s", "talk_s", "hold_s", "acw_s", "handle_s") if name in table]
    means = {name: table[name].mean() for name in names}
    return {name: round(float(mean), 1) for name, mean in means.items() if mean > 0}


def _twins(file: Delivered, table: pd.DataFrame) -> float:
    """Share of the rows that are another row again but for what names them."""
    apart = {"call_key", "caller", "row_number", "number", *file.source.key} - {file.source.time_column}
    return round(float(table.duplicated([name for name in table if name not in apart], keep=False).mean()), _DIGITS)


def _open(file: Delivered, per_day: pd.Series) -> pd.Series:
    """The open days among those; all of them where none is open."""
    is_open = [bool(file.contract.open_spans(day)) for day in per_day.index]
    return per_day[is_open] if any(is_open) else per_day


def _shares(values: pd.Series) -> dict[str, float]:
    counts = values.astype("object").fillna("").value_counts(normalize=True).head(_KEPT)
    return {str(name): round(float(share), _DIGITS) for name, share in counts.items()}


def _outside(file: Delivered, table: pd.DataFrame) -> float | None:
    """Share of the rows (of the calls they count) that do not begin within the opening hours of their day."""
    if file.source.interval and file.source.interval.minutes >= 1440:
        return None
    clock = schema.TABLES[file.source.table].local_time
    minute = (table[clock] - table["local_date"]) / pd.Timedelta(minutes=1)
    inside = np.zeros(len(table), dtype=bool)
    for day, at in table.groupby("local_date").indices.items():
        for start, end in file.contract.open_spans(cast(pd.Timestamp, day).date()):
            inside[at] |= ((minute.iloc[at] >= start) & (minute.iloc[at] < end)).to_numpy()
    weights = _weights(file, table)
    return round(float(weights[~inside].sum() / weights.sum()), _DIGITS) if weights.sum() else 0.0


def _weights(file: Delivered, table: pd.DataFrame) -> np.ndarray:
    for name in _COUNTED.get(file.source.table, ()):
        if name in table and table[name].notna().any():
            return table[name].fillna(0).to_numpy(dtype="float64")
    return np.ones(len(table))


def name_gap(name: str, first: dt.date, last: dt.date) -> int | None:
    """Days between the period that a file's name states and the days it holds: 0 where they meet."""
    stated = name_period(name)
    if stated is None:
        return None
    return max((first - stated.last).days, (stated.first - last).days, 0)


def name_period(name: str) -> Period | None:
    """The week, day or month in a file's name: "calls_2026-W47.csv", "export_202611.csv"."""
    week, day, month = _WEEK.search(name), _DAY.search(name), _MONTH.search(name)
    if week:
        stated = f"{week[1]}-W{week[2]}"
    elif day:
        stated = "-".join(day.group(1, 3, 4))
    elif month:
        stated = f"{month[1]}-{month[2]}"
    else:
        return None
    try:
        return Period.parse(stated)
    except BadPeriod:
        return None
