"""Holds a file's header against its source before any row is read.

In:   the grid, the source.
Out:  nothing, or MissingColumn, RenamedColumn (with the likeliest new name), ForbiddenColumn.
Why:  a renamed column must be told by name; and no mapping, however written, lets an adviser's name or a
      recording through.
Not here: telling which source a file belongs to (`match`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from kit.errors import ForbiddenColumn, MissingColumn, RenamedColumn
from kit.intake.cells import text
from kit.intake.delivered import Delivered, words
from kit.intake.grid import Grid, tidy
from kit.params import Source

_RECORDING = re.compile(r"enregistrement|recording|voice_?record|audio|\bwav\b|\bmp3\b", re.IGNORECASE)
_RECORDING_CELL = re.compile(r"\.(?:wav|mp3|ogg|opus|gsm|flac|m4a|wma)$", re.IGNORECASE)
_ADVISER = re.compile(
    r"^(?:nom|pr[ée]nom|login|e-?mail|agent|server|user|utilisateur|adviser|advisor"
    r"|(?:t[ée]l[ée])?conseill(?:er|[èe]re)|op[ée]rat(?:eur|rice)|collaborat(?:eur|rice))"
    r"(?:\b|[ _-]*(?:id|name|nom|login|code|matricule)\b)",
    re.IGNORECASE,
)
_TEXTS = ("call_key", "queue", "reason", "number")


def needed(source: Source) -> list[list[str]]:
    """The columns of the file that the source reads: for each, the names that it may have."""
    listed = [names for column in source.columns.values() for names in column.alternatives]
    listed += [[name] for exclusion in source.exclude for name in exclusion.where]
    listed += [[name] for name in source.file.forward_fill]
    if source.file.totals_row:
        listed.append([source.file.totals_row.column])
    return listed


def check(file: Delivered, grid: Grid) -> None:
    """Refuses a file that lacks a column, and a mapping that would take in what must stay out."""
    for names in needed(file.source):
        if grid.first_of(names) is None:
            raise _lacking(file, grid, names)
    for canonical in _TEXTS:
        column = file.source.columns.get(canonical)
        for names in column.alternatives if column and not column.rules else []:
            _check_allowed(file, grid, grid.first_of(names))


def _lacking(file: Delivered, grid: Grid, names: Iterable[str]) -> MissingColumn | RenamedColumn:
    wanted = tidy(next(iter(names)))
    taken = {grid.first_of(names) for names in needed(file.source)}
    free = [name for name in grid.columns if name and name not in taken]
    folded = {name.casefold(): name for name in free}
    near = difflib.get_close_matches(wanted.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return file.refuse(RenamedColumn, row=grid.header_row, column=wanted, candidate=folded[near[0]])
    found = ", ".join(list(grid.columns)[:20]) or "-"
    return file.refuse(MissingColumn, row=grid.header_row, column=wanted, found=found)


def _check_allowed(file: Delivered, grid: Grid, name: str) -> None:
    cells = grid.columns[name]
    if _RECORDING.search(name) or any(_RECORDING_CELL.search(text(cell)) for cell in cells[:50] if cell is not None):
        raise file.refuse(ForbiddenColumn, column=name, what=words("a_recording"))
    if _ADVISER.search(name):
        raise file.refuse(ForbiddenColumn, column=name, what=words("an_advisers_name"))
