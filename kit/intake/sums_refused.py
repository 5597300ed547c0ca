"""Refuses a file of counts in which rows are the sums of other rows, with the line that leaves them out.

In:   mapped rows of one file of counts, its cells.
Out:  SumsAmongRows, naming the queue or the rows, or nothing.
Why:  such rows would be counted as one more queue, and every figure doubled; to drop them unasked would be a guess.
Not here: the proof (`sums_among`), the stated totals row at the end (`totals`).
"""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd

from kit import schema
from kit.errors import SumsAmongRows
from kit.intake import cells
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.mapping import Mapped
from kit.intake.sums_among import queues_that_are_sums, rows_that_are_sums
from kit.language.later import Later, later

# Names of a whole in the exports of both languages; an empty cell and a mark alone ("-", "*") name none of the queues.
_NAMES_A_WHOLE = re.compile(
    r"^\W*$|^(?:all|any|grand|sous|sub)?[\s_-]*(?:all|any|total\w*|totaux|tou(?:s|tes?)|ensemble|global\w*|cumul\w*|"
    r"somme|sums?|overall|subtotal\w*)(?:\b|_)",
    re.I,
)
_DISTINCT = ("callers_unique",)  # persons: those of all queues are fewer than the sum
_DAY = 1440
_MOST_NAMES = 5  # of totals rows that are listed one by one


def check(file: Delivered, grid: Grid, mapped: Mapped) -> None:
    """Raises SumsAmongRows. grid: the rows that were mapped, merged cells filled."""
    columns = schema.TABLES[file.source.table].columns
    names = [name for name in mapped.frame if name in columns and columns[name].unit in ("calls", "advisers")]
    names = [name for name in names if name not in _DISTINCT]
    rows = mapped.frame[mapped.usable()]
    if file.source.interval is None or file.source.sums_among_rows == "keep" or not names or rows.empty:
        return
    counts = rows[names].to_numpy(dtype="float64")
    for key in _parts(mapped):
        queues = rows[key] if key else pd.Series("", index=rows.index)
        queue, labels = pd.factorize(queues, use_na_sentinel=False)
        # What has no reason is the rest, or was not said; an empty queue is one of the names for all.
        whole = [key != "reason" if pd.isna(one) else bool(_NAMES_A_WHOLE.search(str(one))) for one in labels]
        named = np.array(whole, dtype=bool)
        _refuse_queues(file, grid, rows, counts, queue, named)
        if key != "reason":
            _refuse_rows(file, grid, rows, counts, queue, named)


def _parts(mapped: Mapped) -> list[str | None]:
    """The columns by which one row may be the sum of others: a queue or number (None: there is none), a reason."""
    known = [name for name in ("queue", "number", "reason") if name in mapped.frame and name in mapped.labels]
    first = next((name for name in known if name != "reason"), None)
    return [first, *(["reason"] if "reason" in known else [])]


def _refuse_queues(
    file: Delivered, grid: Grid, rows: pd.DataFrame, counts: np.ndarray, queue: np.ndarray, named: np.ndarray
) -> None:
    start = pd.factorize(rows[file.source.time_column])[0]
    careful = file.source.table == "staffing"
    found = queues_that_are_sums(counts, start, queue, named, careful)
    if found:
        raise _refusal(file, grid, rows.index[np.isin(queue, found)].to_numpy(), "queue_is_sum")


def _refuse_rows(
    file: Delivered, grid: Grid, rows: pd.DataFrame, counts: np.ndarray, queue: np.ndarray, named: np.ndarray
) -> None:
    """Sums of a day's rows, of a queue's rows of a day, or of the whole file."""
    minutes = rows["start_local"].dt.hour * 60 + rows["start_local"].dt.minute
    day = pd.factorize(rows["local_date"])[0]
    own = np.bincount(queue)[queue] <= day.max() + 1 if named.size > 1 else np.zeros(len(rows), dtype=bool)
    apart = own | (minutes == 0).to_numpy() | named[queue] & (named.size > 1)
    says = named[queue] & (named.size > 1)
    whole = np.zeros(len(rows), dtype="int64")
    of_queue = day * (queue.max() + 1) + queue
    blocks = [("file_sum", whole)]
    if file.source.interval and file.source.interval.minutes < _DAY:
        blocks = [("day_sum", day), ("queue_day_sum", pd.factorize(of_queue)[0]), *blocks]
    for slug, block in blocks:
        at = rows_that_are_sums(counts, block, apart, says)
        if len(at) and (file.source.table != "staffing" or says[at].all()):  # advisers do not add up over the hours
            raise _refusal(file, grid, rows.index[at].to_numpy(), slug)


def _refusal(file: Delivered, grid: Grid, at: np.ndarray, slug: str) -> SumsAmongRows:
    numbers = grid.row_numbers[at]
    what = later(
        f"intake.{slug}", rows=len(at), first=int(numbers[0]), some=", ".join(str(number) for number in numbers[:3])
    )
    return file.refuse(SumsAmongRows, row=int(numbers[0]), what=what, line=_line(file, grid, at))


def _line(file: Delivered, grid: Grid, at: np.ndarray) -> str | Later:
    """The exclusion that names these rows and no other, this week and next, by a column that the mapping reads."""
    nulls = frozenset(file.source.file.nulls)
    inside = np.zeros(len(grid), dtype=bool)
    inside[at] = True
    for name, dated in _reading(file, grid):
        written = ["" if cells.is_null(cell, nulls) else cells.text(cell) for cell in grid.columns[name]]
        told = sorted({written[position] for position in at})
        others = {text for text, mine in zip(written, inside, strict=True) if not mine}
        conditions = _conditions(told, others, dated)
        if conditions:
            of = _quoted(name)
            return f"exclude: [{', '.join(f'{{name: totals_row, where: {{{of}: {one}}}}}' for one in conditions)}]"
    return later("intake.nothing_tells_sums")


def _conditions(told: list[str], others: set[str], dated: bool) -> list[str]:
    """What tells these texts from the others; nothing where nothing does. Of moments, their time of day alone."""
    named = [text for text in told if text]
    if others.intersection(told) and not dated:
        return []
    for pattern, of in ((r"^\w+\b", "^{}\\b"), (r"\b\d{1,2}:\d{2}$", "{}$")):
        parts = {found[0] if (found := re.search(pattern, text)) else "" for text in named}
        alike = len(parts) == 1 and "" not in parts and (len(named) > 1 or dated) and dated == of.endswith("$")
        if alike and not any(re.search(of.format(re.escape(*parts)), text) for text in others):
            named = [of.format(re.escape(*parts))]
            return [f"{{matches: {_quoted(named[0])}}}", *["{empty: true}"] * ("" in told)]
    if dated or len(named) > _MOST_NAMES:
        return []
    listed = [_quoted(named[0]) if len(named) == 1 else f"[{', '.join(map(_quoted, named))}]"] if named else []
    return ["{empty: true}"] * ("" in told) + listed


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _reading(file: Delivered, grid: Grid) -> list[tuple[str, bool]]:
    """Columns of the file by which rows can be told, and whether they hold the moment; no counts."""
    columns = schema.TABLES[file.source.table].columns
    texts = [name for name in file.source.columns if columns[name].type == "VARCHAR"]
    found: dict[str, bool] = {}
    for name in (*texts, file.source.time_column):
        for names in file.source.columns[name].alternatives:
            if label := grid.first_of(names):
                found.setdefault(label, name == file.source.time_column)
    return list(found.items())
