"""The rows that intake set aside, as a file that a person opens.

In:   a delivery and its rejects: row_number, column, value, reason.
Out:  `quarantine/<first 16 digits of the delivery's SHA-256>-<source>.csv`, UTF-8 with mark, folder 0700, file 0600.
Why:  the correspondent who fixes a delivery opens this in a spreadsheet, where a cell must stay text.
Not here: why a row is set aside (`kit.intake`).
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from kit.store.disk import Place, private
from kit.store.snapshot import Delivery
from kit.visible import visible

COLUMNS = ("row_number", "column", "value", "reason")
# What a spreadsheet takes for a formula, or strips before it looks for one.
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def path(at: Place, delivery: Delivery) -> Path:
    """Where the quarantine of a delivery lies: the same file may have been read under two sources."""
    return private(at.quarantine) / f"{delivery.sha256[:16]}-{delivery.source}.csv"


def forget(at: Place, delivery: Delivery, *, only_unnamed: bool) -> None:
    """Removes what an earlier reading of the same file had set aside.

    only_unnamed: where this reading sets rows aside, too, only the file that an older kit named without its source.
    """
    (at.quarantine / f"{delivery.sha256[:16]}.csv").unlink(missing_ok=True)
    if not only_unnamed:
        path(at, delivery).unlink(missing_ok=True)


def content(rejects: pd.DataFrame) -> bytes:
    """The rejects as CSV; a cell that a spreadsheet would run starts with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rejects[list(COLUMNS)].itertuples(index=False):
        writer.writerow([_inert(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _inert(cell: object) -> str:
    held = "" if pd.isna(cell) else str(cell)
    # Visible what a terminal would obey; breaks of lines and tabs stay, as a spreadsheet shows them in the cell.
    return f"'{visible(held)}" if held.startswith(_LIVE) else visible(held)
