"""Holds a file's header against its source before any row is read.

In:   the grid, the source.
Out:  nothing, or MissingColumn, RenamedColumn (with the likeliest new name), RepeatedColumn, ForbiddenColumn.
Why:  a renamed column must be told by name; and no mapping, however written, lets an adviser's name or a
      recording through.
Not here: telling which source a file belongs to (`match`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from kit import schema
from kit.errors import ForbiddenColumn, MissingColumn, NoSuchPosition, RenamedColumn, RepeatedColumn
from kit.intake import masks
from kit.intake.cells import text
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid, is_empty, tidy
from kit.language.later import Later, later
from kit.params import Source

_RECORDING = re.compile(r"enregistrement|recording|voice_?record|audio|\bwav\b|\bmp3\b", re.IGNORECASE)
_RECORDING_CELL = re.compile(r"\.(?:wav|mp3|ogg|opus|gsm|flac|m4a|wma)$", re.IGNORECASE)
_PERSON = (
    r"(?:agent|server|user|utilisateur|adviser|advisor|operator|employee|salari[ée]e?"
    r"|(?:t[ée]l[ée])?conseill(?:er|[èe]re)|op[ée]rat(?:eur|rice)|collaborat(?:eur|rice)|gestionnaire)"
)
_OF_A_LIST = r"(?!.*\b(?:file|queue|motif|reason|groupe?|service|ligne|line|campagne|skill|comp[ée]tence|site)s?\b)"
_ADVISER = re.compile(
    rf"^(?:(?:nom|name){_OF_A_LIST}|pr[ée]nom|login|e-?mail|matricule|{_PERSON})"
    r"(?:\b|[ _-]*(?:id|name|nom|login|code|matricule)\b)"
    rf"|^(?:nom|name|code|id|identifiant|login|n°|num[ée]ro)[ _-]*(?:de |du |d['’]|de l['’])?[ ]?{_PERSON}\b"
    r"|^(?:trait[ée]e?|prise?(?: en charge)?|d[ée]croch[ée]e?|handled|answered|taken) (?:par|by)\b",
    re.IGNORECASE,
)
_REPEAT = re.compile(r" #\d+")
HALF = 0.5


def needed(source: Source) -> list[list[str]]:
    """The columns of the file that the source reads: for each, the names that it may have."""
    return source.read_columns


def check(file: Delivered, grid: Grid) -> None:
    """Refuses a file in which a column is missing or doubled, and a mapping that would take in what must stay out."""
    for names in needed(file.source):
        found = grid.first_of(names)
        if found is None:
            raise _lacking(file, grid, names)
    check_repeated(file, grid)
    for canonical, spec in schema.TABLES[file.source.table].columns.items():
        # Callers become pseudonyms whatever their column is called; every other text is kept as it stands.
        column = file.source.columns.get(canonical) if spec.type == "VARCHAR" and canonical != "caller" else None
        for names in column.alternatives if column and not column.rules else []:
            if (found := grid.first_of(names)) is not None:  # else it is what columns become: those are checked below
                _check_allowed(file, grid, found)
    for names in file.source.unpivot.of_the_file if file.source.unpivot else []:
        if (found := grid.first_of(names)) is not None:
            _check_allowed(file, grid, found)


def check_repeated(file: Delivered, grid: Grid) -> None:
    """Refuses a column that the source reads and that is there twice with different cells. Raises RepeatedColumn."""
    for names in needed(file.source) if grid.repeated else []:
        found = grid.first_of(names)
        if found in grid.repeated:
            _check_same(file, grid, found)


def found_in(source: Source, grid: Grid) -> list[str]:
    """Of the columns that the source reads, those that the grid has, under the grid's names."""
    found = [grid.first_of(names) for names in needed(source)]
    return list(dict.fromkeys(name for name in found if name is not None))


def share_found(source: Source, grid: Grid) -> float:
    """How much of what the source reads stands in the header, in [0, 1].

    Below a half the row is taken for no header: a row of data may name persons, and nothing of it may be shown.
    """
    listed = needed(source)
    return sum(grid.first_of(names) is not None for names in listed) / max(len(listed), 1)


def _lacking(file: Delivered, grid: Grid, names: Iterable[str]) -> MissingColumn | RenamedColumn:
    wanted = tidy(next(iter(names)))
    if grid.header_row == 0:
        return file.refuse(NoSuchPosition, column=wanted, count=len(grid.columns))
    known = found_in(file.source, grid)
    free = [name for name in grid.columns if name and name not in known]
    folded = {name.casefold(): name for name in free}
    near = difflib.get_close_matches(wanted.casefold(), folded, n=1, cutoff=0.6)
    if near and share_found(file.source, grid) >= HALF:
        return file.refuse(RenamedColumn, row=grid.header_row, column=wanted, candidate=folded[near[0]])
    slug = "columns_found" if known else "columns_unknown"
    found = later(f"intake.{slug}", count=len(grid.columns), known=", ".join(known), row=grid.header_row)
    return file.refuse(MissingColumn, row=grid.header_row, column=wanted, found=found)


def _check_same(file: Delivered, grid: Grid, name: str) -> None:
    """Refuses a column that is there twice with different cells: the first one is as likely as the second."""
    others = [other for other in grid.columns if other == name or _REPEAT.fullmatch(other.removeprefix(name))]
    others = [other for other in others if other != f"{name} #1"]
    if all(grid.columns[other] == grid.columns[name] for other in others):
        return
    told = tuple(
        later("intake.one_of_two", name=f"{name} #1" if other == name else other, values=_examples(file, grid, other))
        for other in others
    )
    raise file.refuse(RepeatedColumn, row=grid.header_row, column=name, count=len(others), choices=_either(told))


def _either(told: tuple[Later, ...]) -> tuple[Later, ...]:
    """Several texts with "or" between them."""
    parts = [part for one in told for part in (later("intake.or"), one)]
    return tuple(parts[1:])


def _examples(file: Delivered, grid: Grid, name: str) -> str:
    """The first values of a column, shown as a receipt may show them."""
    known = masks.known_words(file.source)
    filled = [masks.shown(text(cell), known) for cell in grid.columns[name] if not is_empty(cell)]
    return ", ".join(dict.fromkeys(filled[:3])) or "-"


def _check_allowed(file: Delivered, grid: Grid, name: str) -> None:
    cells = grid.columns[name]
    if _RECORDING.search(name) or any(_RECORDING_CELL.search(text(cell)) for cell in cells[:50] if cell is not None):
        raise file.refuse(ForbiddenColumn, column=name, what=later("intake.a_recording"))
    if _ADVISER.search(name):
        raise file.refuse(ForbiddenColumn, column=name, what=later("intake.an_advisers_name"))
