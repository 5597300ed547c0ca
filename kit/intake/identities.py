"""Wholes and their parts: what must add up in each row of a file.

In:   mapped rows of one file of counts, its cells, the identities that its source states.
Out:  faults of the rows that contradict themselves, with the parts and the whole as the file writes them.
Why:  counts that contradict each other are shown, not smoothed; an export has sums of its own that no table of ours
      knows, and who owns the mapping can state them under the export's own names.
Not here: rows that are sums of others (`sums_among`), the totals row (`totals`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kit.intake import cells, masks, written
from kit.intake.delivered import Delivered
from kit.intake.durations import duration_reader
from kit.intake.grid import Grid
from kit.intake.mapping import Mapped, kind_of
from kit.params.columns import Column
from kit.params.reshape import Identity

_TOLERANCE, _SECONDS = 1e-6, 0.5  # each duration is rounded by itself
# (whole, its parts): a part may not exceed the whole; with `exact`, all parts mapped, they must add up to it.
_IDENTITIES = {
    "intervals": (
        ("received", ("ivr_exit", "deflected", "offered"), True),
        ("offered", ("answered", "abandoned", "overflow"), True),
        ("answered", ("answered_within_threshold",), False),
        ("abandoned", ("abandoned_within_threshold",), False),
        ("abandoned", ("abandoned_short",), False),
    ),
    "carrier_counts": (
        ("presented", ("busy", "closed", "delivered"), True),
        ("delivered", ("network_answered",), False),
    ),
}


def check(file: Delivered, grid: Grid, mapped: Mapped) -> None:
    """Adds a fault to each row in which parts and whole disagree.

    The kit's own identities are of calls at their arrival; those that a mapping states hold as they are stated.
    """
    if file.source.checks_identities and file.source.attribution == "arrival":
        for whole, parts, exact in _IDENTITIES.get(file.source.table, ()):
            _of_the_table(file, mapped, whole, parts, exact)
    for identity in file.source.own_identities:
        _of_the_owner(file, grid, mapped, identity)


def _of_the_table(file: Delivered, mapped: Mapped, whole: str, parts: tuple[str, ...], exact: bool) -> None:
    present = [part for part in parts if part in mapped.frame]
    if whole not in mapped.frame or not present:
        return
    total, of = mapped.of_row(whole), [mapped.of_row(part) for part in present]
    wrong = _disagree(total, of, exact and len(present) == len(parts), _TOLERANCE)
    at = np.flatnonzero(wrong)
    told = [written.joined(file, mapped, names, at, " + ") for names in (present, [whole])]
    if mapped.of is not None:  # counts of several columns: no single cell holds them
        told = [[" + ".join(f"{one[row]:.10g}" for one in listed) for row in at] for listed in (of, [total])]
    labels = [" + ".join(written.label(file, mapped, name) for name in names) for names in (present, [whole])]
    _note(mapped, at, labels, told, exact)


def _of_the_owner(file: Delivered, grid: Grid, mapped: Mapped, identity: Identity) -> None:
    whole, *parts = identity.columns
    labels = [label for names in (*parts, whole) if (label := grid.first_of(names)) is not None]
    read, seconds = zip(*(_read(file, grid, mapped, label) for label in labels), strict=True)
    tolerance = _SECONDS * len(labels) if any(seconds) else _TOLERANCE
    at = np.flatnonzero(_disagree(read[-1], list(read[:-1]), identity.exact, tolerance))
    known = mapped.faults.known
    shown = [[masks.shown(grid.columns[label][int(row)], known, masks.FIGURE) for row in at] for label in labels]
    told = [[" + ".join(cells_of) for cells_of in zip(*shown[:-1], strict=True)], shown[-1]]
    _note(mapped, at, [" + ".join(labels[:-1]), labels[-1]], told, identity.exact)


def _disagree(whole: np.ndarray, parts: list[np.ndarray], exact: bool, tolerance: float) -> np.ndarray:
    """Rows whose known parts exceed the whole, or, with `exact` and all of them known, are not the whole."""
    table = np.column_stack(parts)
    told = np.nansum(table, axis=1)
    wrong = told > whole + tolerance
    return wrong | (~np.isnan(table).any(axis=1) & (np.abs(told - whole) > tolerance)) if exact else wrong


def _note(mapped: Mapped, at: np.ndarray, labels: list[str], told: list[list[str]], exact: bool) -> None:
    texts = [" / ".join(pair) for pair in zip(*told, strict=True)]
    mapped.faults.add_shown(at, " / ".join(labels), texts, "identity" if exact else "parts_over_whole")


def _read(file: Delivered, grid: Grid, mapped: Mapped, label: str) -> tuple[np.ndarray, bool]:
    """The values of a column of the file as floats, and whether they are seconds; a cell that is no count is a fault,
    unless the column is mapped and it was told as one."""
    found, nulls = _mapped_as(file, grid).get(label), frozenset(file.source.file.nulls)
    shape = file.source.file
    number = cells.number_reader(shape.decimal, shape.thousands)
    reader: Callable = number
    seconds = found is not None and kind_of(file.source.table, *found) == "duration"
    if found is not None and seconds:
        reader = duration_reader(found[1].unit, number, grid.excel_1904)
    read = cells.read_each(grid.columns[label], reader, nulls | frozenset(found[1].nulls if found else ()))
    if found is None:
        mapped.faults.add_unread(label, grid.columns[label], read, np.ones(len(grid), dtype=bool), masks.FIGURE)
    return read.floats(), seconds


def _mapped_as(file: Delivered, grid: Grid) -> dict[str, tuple[str, Column]]:
    """The canonical column that each column of the file is read as."""
    source = file.source
    found: dict[str, tuple[str, Column]] = {}
    for name, column in source.columns.items():
        for names in column.alternatives:
            if (label := grid.first_of(names)) is not None:
                found[label] = name, column
    for cell_names in source.unpivot.columns.values() if source.unpivot else ():
        for cell, names in cell_names.items():
            label, made = grid.first_of(names), grid.first_of([cell])
            if label is not None and made is not None:
                found[label] = found[made]
    return found
