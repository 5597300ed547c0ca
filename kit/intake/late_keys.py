"""Rows that share their key, once all rows of a file are known: superseded, duplicates, conflicts, legs of one contact.

In:   the staged rows of one file (`Stage`), what makes a row one row, the stamps of the rows where a column has them.
Out:  older and equal rows left out by name, rows that contradict each other at fault, legs merged to their contact.
Why:  two rows of one key may lie a million rows apart: keys are compared by their hash on disk, and only rows whose key
      comes twice are looked at.
Not here: rows of earlier deliveries (`kit.store.merge`), how legs become a contact (`legs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from kit.intake import legs
from kit.intake.delivered import Delivered
from kit.intake.late import Late
from kit.intake.newest import STAMP, SUPERSEDED
from kit.intake.stage import USABLE, Stage

_AT_ONCE = 50_000  # keys that are looked at together


def supersede(file: Delivered, stage: Stage) -> None:
    """Excludes older rows. Equal stamps decide nothing, nor does a group of rows with one that is unreadable.

    A row that is left out anyway (a ghost) takes its older states with it; a row at fault does not.
    """
    key = _key(file, stage)
    if file.source.newest is None or not key:
        return
    named = " or ".join(f'"{name}" is not null' for name in key)
    for rows in _sharing(stage, key, f"not bad and ({named})", [STAMP]):
        stamps = rows.groupby("shared", sort=False)[STAMP]
        whole = stamps.transform(lambda of: of.notna().all()).astype(bool)
        older = rows[whole & (rows[STAMP] < stamps.transform("max")) & rows["excluded"].isna()]
        stage.mark(older["n"].to_numpy(), excluded=SUPERSEDED)


def duplicates(file: Delivered, stage: Stage, late: Late) -> None:
    """Rows that stand twice are counted once; rows that share their key but not their content are quarantined."""
    key = _key(file, stage)
    for rows in _sharing(stage, key, USABLE, stage.columns) if key else ():
        alike = rows.drop(columns=["n", "row_number"]).duplicated(keep="first")
        stage.mark(rows["n"][alike].to_numpy(), excluded="duplicate")
        left = rows[~alike]
        conflict = left[left["shared"].duplicated(keep=False)]
        if file.source.counting_unit != "leg":
            stage.mark(conflict["n"].to_numpy(), worse=True)
            late.fault(conflict["n"].to_numpy(), conflict["row_number"].to_numpy(), key, " | ", "key_conflict")


def merge_legs(stage: Stage) -> int:
    """Makes one contact of the usable rows that share their key; returns in how many of them legs ran side by side."""
    side_by_side = 0
    for rows in _sharing(stage, ["call_key"], USABLE, stage.columns):
        contacts, overlapping = legs.merged(rows.drop(columns="shared").set_index("n", drop=False))
        side_by_side += overlapping
        stage.patch(contacts)
        stage.mark(rows["n"][~rows["n"].isin(contacts["n"])].to_numpy(), excluded=legs.MERGED)
    return side_by_side


def _key(file: Delivered, stage: Stage) -> list[str]:
    return [name for name in file.source.row_key if stage.holds(name)]


def _sharing(stage: Stage, key: Sequence[str], where: str, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """The rows of which another has the same key: n, row_number, excluded, the columns; `shared` numbers the keys.

    All rows of one key come together, in the file's order.
    """
    hashed = f"hash({', '.join(_quoted(name) for name in key)})"
    twice = np.sort(stage.shared([_quoted(name) for name in key], where)["h"].to_numpy())
    names = dict.fromkeys(["n", "row_number", "excluded", *key, *columns])
    for at in range(0, len(twice), _AT_ONCE):
        stage.con.register("twice", pd.DataFrame({"h": twice[at : at + _AT_ONCE]}))
        some = f"{where} and {hashed} in (select h from twice)"
        rows = stage.ask(", ".join(map(_quoted, names)), some, "order by n")
        stage.con.unregister("twice")
        rows["shared"] = rows.groupby(list(key), dropna=False, sort=False).ngroup()
        rows = rows[rows["shared"].duplicated(keep=False)].reset_index(drop=True)  # two keys may have one hash
        if len(rows):
            yield rows


def _quoted(name: str) -> str:
    return f'"{name}"'
