"""Rows that are the sums of their neighbours: arithmetic alone.

In:   counts by row, and the number of each row's start and queue (or day).
Out:  which queues, or which rows, are sums of others.
Why:  "all queues" or a daily subtotal counted as one more queue doubles every figure. Names alone prove nothing ("All
      services" may be a queue) and sums alone may be chance (2 = 1 + 1 on a quiet line): here the sums are proven, a
      telling name only lowers how much proof is asked for.
Not here: refusing the file and the line to write (`sums_refused`), the stated totals row at the end (`totals`).
"""

from __future__ import annotations

import numpy as np

_EXACT = 1e-6
# A restatement or a rounding may have touched a few rows since the sums were made.
_NEARLY_ALL = 0.98
_NON_TRIVIAL = 3  # starts at which at least two queues had calls: 5 = 5 + 0 says nothing
# The chance that unrelated counts agree so often: once in ten million files; once in twenty where the name says it.
_CHANCE, _CHANCE_NAMED = 1e-7, 0.05
_MOST_STARTS, _MOST_QUEUES = 5_000, 200  # enough to prove it, and no file grows a cube of gigabytes
_FEWEST_PARTS, _FEWEST_PARTS_ALONE = 3, 8  # rows with calls that a subtotal adds up; where one day alone shows it


def queues_that_are_sums(
    counts: np.ndarray, start: np.ndarray, queue: np.ndarray, named: np.ndarray, careful: bool = False
) -> list[int]:
    """Numbers of the queues whose counts are the sums of others' at the same start, in ascending order of size.

    counts: one row per row of the file, one column per kind of count; NaN where not said. named: per queue, whether
    its name says "all". careful: levels, not counts (advisers); they stand still for hours, so each value counts once.
    """
    size = int(queue.max()) + 1 if len(queue) else 0
    if not 2 <= size <= _MOST_QUEUES:
        return []
    kept = start < _MOST_STARTS
    cube = np.zeros((int(start[kept].max()) + 1, size, counts.shape[1]))
    np.add.at(cube, (start[kept], queue[kept]), np.nan_to_num(counts[kept]))
    said = np.array([np.isfinite(counts[queue == one]).any(axis=0) for one in range(size)])
    grams = {tuple(row): _gram(cube[:, :, row]) for row in said}
    totals = cube.sum(axis=(0, 2))
    found: list[int] = []
    for one in np.argsort(totals + named * _EXACT, kind="stable"):
        # Parts are no larger than their sum, and sums found before are no parts.
        smaller = [other for other in range(size) if other not in (one, *found) and totals[other] <= totals[one]]
        columns, gram = cube[:, :, said[one]], grams[tuple(said[one])]
        candidates = _candidates(gram, int(one), smaller, named)
        if any(_proven(columns, int(one), parts, bool(named[one]), careful) for parts in candidates):
            found.append(int(one))
    return found


def _gram(cube: np.ndarray) -> np.ndarray:
    """Products of each queue's counts with each other's, for least squares."""
    flat = cube.transpose(0, 2, 1).reshape(-1, cube.shape[1])
    return flat.T @ flat


def _candidates(gram: np.ndarray, one: int, smaller: list[int], named: np.ndarray) -> list[list[int]]:
    """Sets of queues that may add up to `one`: all of them, and those that least squares gives the weight 1."""
    if not smaller:
        return []
    found = [smaller]
    if named[one]:
        found.append([other for other in smaller if not named[other]])
    weights = np.linalg.lstsq(gram[np.ix_(smaller, smaller)], gram[smaller, one], rcond=None)[0]
    if np.all(np.minimum(np.abs(weights), np.abs(weights - 1)) < 0.1):
        found.append([other for other, weight in zip(smaller, weights, strict=True) if weight > 0.5])
    return [list(parts) for parts in dict.fromkeys(tuple(parts) for parts in found) if parts]


def _proven(cube: np.ndarray, one: int, parts: list[int], named: bool, careful: bool) -> bool:
    """Whether the counts of `one` are those of `parts` at nearly all starts, too often for chance."""
    whole, told = cube[:, one], cube[:, parts].sum(axis=1)
    spoken = (whole.sum(axis=1) > 0) | (told.sum(axis=1) > 0)
    equal = (np.abs(whole - told) <= _EXACT * np.maximum(1.0, whole)).all(axis=1) & spoken
    if not spoken.any() or not cube.shape[2] or equal.sum() < _NEARLY_ALL * spoken.sum():
        return False
    at_least = 1 if named else 2
    telling = equal & ((cube[:, parts].sum(axis=2) > 0).sum(axis=1) >= at_least)
    again = careful and not named
    values = np.unique(cube[telling][:, [one, *parts]], axis=0)[:, 0] if again else whole[telling]
    enough = 1 if named else _NON_TRIVIAL
    return len(values) >= enough and chance(values) <= (_CHANCE_NAMED if named else _CHANCE)


def chance(sums: np.ndarray) -> float:
    """How likely unrelated counts hit these sums exactly; one row per sum.

    A count of n comes out at one value with about 1 / (2 sqrt(n)). Two kinds of counts speak for themselves, the
    largest and the smallest (answered and abandoned); what they add up to (offered) would count them twice.
    """
    if not len(sums):
        return 1.0
    totals = sums.sum(axis=0)
    telling = np.unique([totals.argmax(), np.where(totals > 0, totals, np.inf).argmin()])
    return float(np.exp(-np.log1p(2 * np.sqrt(sums[:, telling])).sum()))


def rows_that_are_sums(counts: np.ndarray, block: np.ndarray, apart: np.ndarray, named: np.ndarray) -> np.ndarray:
    """Positions of the rows that are each the sum of their block's other rows (a day's, or a queue's of a day).

    apart: rows that stand out by themselves (a queue or an hour of their own); named: whose name says "total".
    Nearly every block must show one. Where one block alone does, its row must stand out too: one busy half-hour may
    equal the rest of a quiet day.
    """
    values = np.nan_to_num(counts)
    size = int(block.max()) + 1 if len(block) else 0
    total, filled = np.zeros((size, values.shape[1])), np.zeros(size)
    np.add.at(total, block, values)
    np.add.at(filled, block, values.sum(axis=1) > 0)
    parts, hits = filled[block] - 1, np.zeros(len(block), dtype=bool)
    for times in (1, 2):  # 2: a day's sum beside the sums of its queues
        same = np.abs(total[block] - (1 + times) * values) <= _EXACT * np.maximum(1.0, total[block])
        hits |= np.where(np.isfinite(counts), same, True).all(axis=1) & (values.sum(axis=1) > 0)
    hits &= parts >= _FEWEST_PARTS
    at, where = np.flatnonzero(hits), np.unique(block[hits])
    eligible = int((filled > _FEWEST_PARTS).sum())
    if not len(at) or len(at) > len(where) or len(where) < 0.9 * eligible:
        return np.array([], dtype="int64")
    limit = _CHANCE_NAMED if named[at].all() else _CHANCE
    if len(where) == 1 and not named[at].all():
        alone = parts[at][0] >= _FEWEST_PARTS_ALONE and apart[at][0]
        return at if alone else np.array([], dtype="int64")
    return at if chance(values[at]) <= limit else np.array([], dtype="int64")
