"""What stands in the file where a row is at fault: its column and its cell as they are written there.

In:   mapped rows of one file, canonical columns, positions of rows.
Out:  labels and texts that may be shown; faults added with them.
Why:  whoever looks for "1 234" or "16/11/2026 08:00" does not find 1234.0 or a moment in UTC; a mean that was made a
      sum, or two counts that were compared, stand nowhere in the file as we hold them.
Not here: what may be shown of a cell (`masks`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kit.intake import masks
from kit.intake.delivered import Delivered
from kit.intake.mapping import Mapped


def label(file: Delivered, mapped: Mapped, name: str) -> str:
    """What the file calls the column that a canonical one was read from; its own name where it is from none."""
    column = file.source.columns.get(name)
    return mapped.labels.get(name) or (column.from_[0] if column and column.from_ else name)


def texts(file: Delivered, mapped: Mapped, name: str, at: np.ndarray) -> list[str]:
    """The cells of a canonical column at row positions `at`, as far as they may be shown; "" where there is none."""
    cells = mapped.cells.get(name)
    if cells is None:
        return [""] * len(at)
    kind, known = masks.kind_of(file.source, name), mapped.faults.known
    return [masks.shown(cells[row], known, kind) for row in at]


def joined(file: Delivered, mapped: Mapped, names: Sequence[str], at: np.ndarray, mark: str) -> list[str]:
    """The cells of several columns at row positions `at`, each row as one text; columns that the file has only."""
    told = [texts(file, mapped, name, at) for name in names if name in mapped.cells]
    return [mark.join(row) for row in zip(*told, strict=True)] if told else [""] * len(at)


def fault(file: Delivered, mapped: Mapped, name: str, wrong: np.ndarray, reason: str) -> None:
    """Adds a fault to each row of the mask `wrong`, with its cell of one column."""
    at = np.flatnonzero(wrong)
    mapped.faults.add_shown(at, label(file, mapped, name), texts(file, mapped, name, at), reason)
