"""What a delivered file looks like: a few figures by which the next one of its source is compared.

In:   the staged rows of one file.
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
from kit.intake.delivered import Delivered
from kit.intake.stage import USABLE, Stage
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


def of(file: Delivered, stage: Stage) -> dict:
    """The profile of the rows taken in; empty where there is none."""
    per_day = stage.by_day(USABLE)
    if per_day.empty:
        return {}
    per_day.index = pd.Index([day.date() for day in per_day.index], dtype=object)
    columns = schema.TABLES[file.source.table].columns
    days: list[dt.date] = list(per_day.index)
    first, last = days[0], days[-1]
    rows = int(per_day.sum())
    optional = [name for name in file.source.columns if not columns[name].required and stage.holds(name)]
    texts = [name for name in ("queue", "number", "reason") if stage.holds(name)]
    named = [name for name in ("queue", "reason", "number", "outcome") if stage.holds(name)]
    filled = dict(zip(optional, _counts(stage, [f'count("{name}")' for name in optional]), strict=True))
    found: dict[str, object] = {
        "days": len(per_day),
        "span": (last - first).days + 1,
        "rows": rows,
        "per_day": float(_open(file, per_day).median()),
        "outside": _outside(file, stage),
        "texts": {name: _shares(stage, name, rows) for name in texts},
        "distinct": _distinct(stage, named),
        "filled": {name: round(count / rows, _DIGITS) for name, count in filled.items()},
        "weekdays": {str(day): float(count) for day, count in per_day.groupby(_weekday).median().items()},
        "means": _means(stage),
        "lag": (file.now.astimezone(file.contract.zone).date() - last).days,
        "name": name_gap(file.name, first, last),
    }
    if stage.holds("outcome"):
        found["outcomes"] = _shares(stage, "outcome", rows)
        found["twins"] = _twins(file, stage, rows)
    if file.source.parts:
        values = stage.ask(f"coalesce({file.source.parts}, '') as value", USABLE, "group by 1 order by 1")["value"]
        found["parts"] = {"by": file.source.parts, "values": sorted(values)}
    return found


def _distinct(stage: Stage, names: list[str]) -> dict[str, int]:
    """How many different values each text column holds, keys aside: a source that held a dozen and now holds hundreds
    delivers something else."""
    found = _counts(stage, [f'count(distinct "{name}")' for name in names])
    return {name: int(count) for name, count in zip(names, found, strict=True)}


def _counts(stage: Stage, asked: list[str]) -> tuple:
    return stage.one(", ".join(asked), USABLE) if asked else ()


def _weekday(day: dt.date) -> int:
    return day.isoweekday()


def _means(stage: Stage) -> dict[str, float]:
    names = [name for name in ("wait_s", "talk_s", "hold_s", "acw_s", "handle_s") if stage.holds(name)]
    means = dict(zip(names, _counts(stage, [f"avg({name})" for name in names]), strict=True))
    return {name: round(float(mean), 1) for name, mean in means.items() if mean is not None and mean > 0}


def _twins(file: Delivered, stage: Stage, rows: int) -> float:
    """Share of the rows that are another row again but for what names them."""
    apart = {"call_key", "caller", "row_number", "number", *file.source.key} - {file.source.time_column}
    names = [f'"{name}"' for name in stage.columns if name not in apart]
    return round(float(stage.shared(names, USABLE)["rows"].sum()) / rows, _DIGITS)


def _open(file: Delivered, per_day: pd.Series) -> pd.Series:
    """The open days among those; all of them where none is open."""
    is_open = [bool(file.contract.open_spans(day)) for day in per_day.index]
    return per_day[is_open] if any(is_open) else per_day


def _shares(stage: Stage, name: str, rows: int) -> dict[str, float]:
    counts = stage.ask(f"coalesce(\"{name}\", '') as value, count(*) as rows, min(n) as first", USABLE,
                       f"group by 1 order by 2 desc, 3 limit {_KEPT}")  # fmt: skip
    return {
        str(value): round(float(count / rows), _DIGITS)
        for value, count in zip(counts["value"], counts["rows"], strict=True)
    }


def _outside(file: Delivered, stage: Stage) -> float | None:
    """Share of the rows (of the calls they count) that do not begin within the opening hours of their day."""
    if file.source.interval and file.source.interval.minutes >= 1440:
        return None
    clock = stage.table.local_time
    minute = f"(epoch({clock}) - epoch(local_date)) / 60"
    weight = f"sum({_weight(file, stage)})::double as weight"
    table = stage.ask(f"local_date, floor({minute})::int as minute, {weight}", USABLE, "group by 1, 2")
    inside = np.zeros(len(table), dtype=bool)
    for day, at in table.groupby("local_date").indices.items():
        for start, end in file.contract.open_spans(cast(pd.Timestamp, day).date()):
            inside[at] |= ((table["minute"].iloc[at] >= start) & (table["minute"].iloc[at] < end)).to_numpy()
    weights = table["weight"].to_numpy()
    return round(float(weights[~inside].sum() / weights.sum()), _DIGITS) if weights.sum() else 0.0


def _weight(file: Delivered, stage: Stage) -> str:
    for name in _COUNTED.get(file.source.table, ()):
        if stage.holds(name) and stage.one(f'count("{name}")', USABLE)[0]:
            return f'coalesce("{name}", 0)'
    return "1"


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
