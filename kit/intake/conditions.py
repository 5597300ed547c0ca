"""Applies the `where:` of a mapping: which rows are meant.

In:   conditions on columns of the file.
Out:  a mask of rows, or a value per row for columns that follow from rules.
Why:  "ghost", "test call" and outcomes told by two columns are said in the mapping, in the file's own words.
Not here: the words of the mapping language (`kit.params.columns`).
"""

from __future__ import annotations

import re
from functools import partial

import numpy as np

from kit.intake.cells import Values, is_null, text
from kit.intake.coded import objects
from kit.intake.grid import Grid, tidy
from kit.params.columns import Condition, Rule


def rows_where(grid: Grid, where: dict[str, Condition], nulls: frozenset[str]) -> np.ndarray:
    """The rows for which every condition holds."""
    held = np.ones(len(grid), dtype=bool)
    for name, condition in where.items():
        # A null mark must be seen by the condition, so none is taken away before.
        holds = partial(_holds, condition, nulls=nulls)
        held &= grid.columns[tidy(name)].where(holds, of_none=holds(None))
    return held


def _holds(condition, cell: object, nulls: frozenset[str]) -> bool:
    written = "" if cell is None else text(cell)
    held = []
    if condition.empty is not None:
        held.append(is_null(cell, nulls) == condition.empty)
    if condition.is_ is not None:
        held.append(written in condition.is_)
    if condition.not_ is not None:
        held.append(written not in condition.not_)
    if condition.matches is not None:
        held.append(re.search(condition.matches, written) is not None)
    return all(held)


def by_rules(grid: Grid, rules: list[Rule], nulls: frozenset[str]) -> Values:
    """The value of the first rule that holds for each row; "no_rule" where none does."""
    held = objects([*(rule.value for rule in rules), None])
    codes = np.full(len(grid), -1)
    open_rows = np.ones(len(grid), dtype=bool)
    for at, rule in enumerate(rules):
        meant = rows_where(grid, rule.where, nulls) & open_rows
        codes[meant] = at
        open_rows &= ~meant
    return Values(codes, held, objects([*[None] * len(rules), "no_rule"]))
